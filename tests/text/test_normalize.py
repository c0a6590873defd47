import pytest

from pipeline.text.normalize import normalize


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("創(chuàng)新", "创新"),
        ("GDP(gross)", "GDP(gross)"),
        ("投入（人力、資金）不足", "投入（人力、资金）不足"),
        ("河湾镇,有桥;没有船", "河湾镇，有桥；没有船"),
        ("桥(老桥)断了!为什么?", "桥（老桥）断了！为什么？"),
        ("桥(old)断了", "桥（old）断了"),  # both brackets or none
        ("我们,,好", "我们，，好"),
        ("ＧＤＰ增长３．５％", "GDP增长3.5%"),
        ("「好」，他说『行』", "“好”，他说‘行’"),
        ('他说"好"，走了', "他说“好”，走了"),
        ('他说"好', '他说"好'),  # no pair
        ("桥 梁　工 程", "桥梁工程"),
        ("使用 Python 3 编写", "使用Python 3编写"),
        ("a  b\n c", "a b c"),
        ("  桥  ", "桥"),
        ("你拿什\n么去比", "你拿什么去比"),  # 么 alone would be 幺
        ("答\n复，怎 么 办", "答复，怎么办"),
        ("什\n麼", "什么"),
        ("桥\u200b梁\ufeff", "桥梁"),
        ("第一行\r\n第二行", "第一行第二行"),
        ("one\r\ntwo", "one two"),
        ("one\rtwo", "one two"),
        ("⼈⼯智能", "人工智能"),
        ("“Hi,” said Tom. ‘No’, he’s (“why?”) — or … so.", "“Hi,” said Tom. ‘No’, he’s (“why?”) — or … so."),
        ("Prices rose (a lot), it seems: 5%!", "Prices rose (a lot), it seems: 5%!"),
        ("Why? 我们问", "Why？我们问"),
        ("比例 1:2 与 3,000 元", "比例1:2与3,000元"),
        ("👩\u200d👧好！", "👩\u200d👧好！"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
        ("锟斤拷", "锟斤拷"),  # left alone, reported
        ("推进公?预算", "推进公?预算"),
        ("**先立规矩。**", "先立规矩。"),
        ("- **补贴到户**：由县财政发放", "-补贴到户：由县财政发放"),
        ("＊＊重点＊＊来了", "重点来了"),
        ("The **key** point is **speed**.", "The key point is speed."),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_normal_form(source: str, expected: str) -> None:
    assert normalize(source).text == expected


def test_every_character_knows_its_source() -> None:
    source = "新質(zhì)生產(chǎn)力  is ＮＥＷ"
    normalized = normalize(source)
    assert normalized.text == "新质生产力is NEW"
    for i, character in enumerate(normalized.text):
        start, end = normalized.to_source(i, i + 1)
        assert normalize(source[start:end]).text in (character, "")


def test_offsets_both_ways() -> None:
    normalized = normalize("創(chuàng)新")
    assert normalized.to_source(0, 1) == (0, 1)
    assert normalized.to_source(1, 2) == (9, 10)
    assert normalized.to_source(0, 2) == (0, 10)
    assert normalized.to_source(2, 2) == (10, 10)
    assert normalized.to_normalized(0, 1) == (0, 1)
    assert normalized.to_normalized(1, 9) == (1, 1)  # the gloss is gone
    assert normalized.to_normalized(9, 10) == (1, 2)
    assert normalized.to_normalized(0, 10) == (0, 2)


def test_a_repair_stands_for_all_that_it_repairs() -> None:
    source = "網絡?;A(chǔ)研究"
    normalized = normalize(source)
    assert normalized.text == "网络。基础研究"
    assert normalized.to_source(2, 3) == (2, 10)
    assert normalized.to_source(3, 4) == (2, 10)
    assert normalized.to_normalized(2, 10) == (2, 5)


def test_a_run_of_spaces_is_one() -> None:
    normalized = normalize("one   two")
    assert normalized.text == "one two"
    assert normalized.to_source(3, 4) == (3, 6)


def test_damage_is_reported() -> None:
    assert [d.kind for d in normalize("創(chuàng)新\u200b\ufffd").damage] == ["gloss", "control", "encoding"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("时有发现。2\n021年，全省检查。", "时有发现。2021年，全省检查。"),
        ("2\r\n021年，全省检查。", "2021年，全省检查。"),
        ("资金3.\n5亿元。", "资金3.5亿元。"),
        ("增长1\n.5%，占5\n0%。", "增长1.5%，占50%。"),
        ("3.\n5亿元的项目。", "3. 5亿元的项目。"),
        ("共有2 021户。", "共有2 021户。"),
        ("in 20\n21 towns", "in 20 21 towns"),
        ("发展要加快，\n> 完善政策。", "发展要加快，完善政策。"),
        ("within\n> > ten days", "within ten days"),
        ("占比\n>50%", "占比>50%"),
        ("二○二三年", "二〇二三年"),
        ("一九九○年至二○○○年", "一九九〇年至二〇〇〇年"),
        ("○二三", "○二三"),
    ],
)
def test_what_line_ends_break_and_circles_for_naught(source: str, expected: str) -> None:
    assert normalize(source).text == expected
