import pytest

from pipeline.text.sentences import split_sentences


def split(text: str, opaque: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text), opaque)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["河湾镇有三座桥。", "最老的一座建于明代。"],
        ["谁来修？", "谁出钱？", "大家都看着镇上。"],
        ["太好了！！", "真的！？", "是的。"],
        ["他说：“桥断了。”", "没有人回答。"],
        ["他说：“桥断了。快来人！”", "没有人回答。"],
        ["“桥断了吗？”他问。", "“断了。”老范说，“昨晚断的。”"],
        ["“断了！”他合上本子说。", "大家散了。"],
        ["评论区里最多的问题是：“桥什么时候修？”", "没有人答得上来。"],
        ["“为什么是现在？”的追问并不多。", "答案也简单。"],
        ["文件要求“应修尽修。”，镇里照办。", "账却没人算。"],
        ["（镇里没有钱。）", "县里也没有。"],
        ["镇里（去年底才还清欠款。）没有钱。", "县里有。"],
        ["《桥为什么断？》一文说得明白。", "读的人不多。"],
        ["“河湾一条街；河东两条街。”", "这是老话。"],
        ["增长3.5%，达到1.2万元。", "1.2节有说明。"],
        ["一是修桥；二是铺路；三是通车。", "钱从哪里来？"],
        ["他想说……", "终究没说。"],
        ["是……吗？", "是的。"],
        ["水、电、路……都通了。", "人也回来了。"],
        ["他说“桥断了。", "第二句不受影响。", "第三句也是。"],
        ["《河湾志（未完。", "第二句。"],
        ["〔注：旧称。〕", "正文。"],
        ["网址是https://hewan.example/?a=1&b=2，可以报名。", "截止五月。"],
        ["他写下句号.", "又划掉了."],
        ["——桥修好了。", "船也停了。"],
        ["「這是什麼？」", "『橋』。"],
        ["真的吗?", "真的!", "好。"],
        ["村里要填三次.", "B县某镇每周报一次.", "办结率到93%.", "C县的做法不同."],
        ["详见附件.PDF格式的说明.", "联系人乔.B.李。"],
        ["**先修桥。**", "镇里出钱。", "县里出人。"],
        ["**先修桥。", "再铺路。**", "钱已到账。"],
        ["张**来了。", "**重点**是钱。"],
        ["增长5%。*", "其中出口增8%。"],
    ],
)
def test_chinese(sentences: list[str]) -> None:
    assert split("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The bridge is closed.", "Nobody knows why."],
        ["Dr. Almond of the U.S. team met Prof. J. R. Ng on 5 Jan. 2024.", "They agreed."],
        ["Fares rose by 3.5 per cent, e.g. on No. 5.", "Riders fell."],
        ["Doors open at 9 a.m. Monday.", "They close at 3 p.m.", "Renters queue outside."],
        ["The rule is Exhibit C.", "Realtors object."],
        ["The late Maj. Gen. Sir R. Fordyce refused.", "So did I.", "Everyone did."],
        ["It was “pending review.”", "Officers waited."],
        ['It was "not for us."', "A tariff exists."],
        ["“Where to?” asked the driver.", "“Home,” she said.", "He drove."],
        ["“Stop!” Mr. Ortiz said.", "Nobody did."],
        ["What now?!", "Nothing at all...", "He left."],
        ["He trailed off... and left.", "We stayed."],
        ["(It was late.)", "We left."],
        ["It isn't the dogs' fault.", "It's the cats'."],
        ['A 5" pipe met a 6" pipe.', "They leaked."],
        ["It belongs to Acme Inc.", "The firm is small."],
        ["Acme Inc. Limited grows.", "So what?"],
        ["See https://x.example/a?b=c.d for more.", "Write to a.b@c.example.", "Version 1.2.3 is out."],
        ["A1. The board should act.", "It will."],
        ["Finding 1. Few bridges are inspected.", "Recommendation 12. Inspect them."],
        ["1. First repair the bridge.", "Then the road."],
        ["It closed in 2019.", "It never reopened."],
        ["He asked: who pays?", "We do."],
    ],
)
def test_english(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["收入增长22.3%.", "全镇有三座桥."],
        ["收入不到3万元.", "2018年起,镇里修桥."],
        ["打造一个主题IP.", "镇里牵头."],
        ["入住率为19%.", "第三,路不好."],
        ["入住率为19%.", "2023年起好转."],
        ["来的人有1203.", "镇里没有数过."],
        ["这里叫“空心村”.", "村里没有人."],
        ["这里叫空心村(旧称).", "村里没有人."],
        ["增长3.5%,见第3.2条和1.2节,用v2.0版."],
        ["1.加强领导."],
        ["3.2.1 标题之下没有字."],
        ["分两步:1.加强领导;2.修好桥."],
        ["见图1.桥的样子和表12.桥的账."],
        ["(1).修桥在先."],
        ["[12].河湾志."],
        ["某某 Inc.的桥由J.罗斯和约翰·F.肯尼迪修."],
        ["用H.264编码,见Fig.2所示."],
        ["U.S.政府和Dr.李都来了."],
        ["网址是www.hewan.中国."],
        ["图.2显示桥断了."],
        ["一.2018年以来的桥."],
        ["2018.3月的数."],
    ],
)
def test_chinese_with_the_full_stop_of_latin_script(sentences: list[str]) -> None:
    assert split("".join(sentences)) == sentences


def test_damage_ends_no_sentence() -> None:
    text = "推进公?预算改革。好。"
    assert split(text, ((3, 4),)) == ["推进公?预算改革。", "好。"]


def test_only_the_paragraph_is_read() -> None:
    text = "甲。乙“丙。丁”戊。"
    assert [text[a:b] for a, b in split_sentences(text, 2, 6)] == ["乙“丙。"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["县志上说：“桥成于万历年间。”（《河湾县志》卷三）", "镇里据此立了碑。"],
        ["通知要求：“先修桥。”（河政发〔2023〕5号）", "各村随即动工。"],
        ["桥通了。（热烈鼓掌，掌声）", "我再说第二件事。"],
        ["车流增长两成。（来源：镇政府统计，2023年）", "桥却没有加宽。"],
        ["车流见附表。（见附表2）", "桥却没有加宽。"],
        ["县志上说：“桥成于万历年间。”（《河湾县志》）。", "镇里据此立了碑。"],
        ["前人已有讨论。［1］", "本文另有看法。［2-3］"],
        ["前人已有讨论。〔1〕", "本文另有看法。[注2]", "容后再议。¹²", "完。"],
        ["桥是镇里的命脉。（《河湾县志》第三卷，第21页）", "接下来说路。"],
        ["桥是镇里的命脉。（第三卷，第21—23页。）", "接下来说路。"],
        ["桥是镇里的命脉。（同上书，第21、23页）", "接下来说路。"],
        ["桥是镇里的命脉。（引自《河湾县志》。）", "接下来说路。"],
        ["桥是镇里的命脉。（参见祝怀谷：《桥》第3卷，河湾：河湾出版社1991年版，第21页。）", "接下来说路。"],
        ["桥是镇里的命脉。（《河湾日报》2020年3月5日第2版。）", "接下来说路。"],
        ["县志上说：“桥成于万历年间。”（第21页）", "镇里据此立了碑。"],
        ["桥是镇里的命脉。[21](P35)", "接下来说路。"],
        ["县志上说：“桥成于万历年间。”①", "镇里据此立了碑。②"],
        ["要办三件事。", "①修桥；②修路。"],
        ["要办三件事。", "（1）修桥。", "（2）修路。"],
        ["桥归镇里管。", "（以下简称“老桥”。）", "路归县里管。"],
        ["桥归镇里管。", "（《办法》规定的期限是2020年。）", "路归县里管。"],
        ["桥归镇里管。", "（第一期）工程已经开工。"],
        ["车流增长。", "（一）加宽桥面。", "（2）修好引道。"],
        ["县里有三座桥。", "（其中一座停用。）", "两座在修。"],
        ["Traffic grew. (Almond 2020)", "The bridge did not."],
        ["It was “closed for good.” (Report of the Board, p. 5)", "Nobody asked why."],
        ["Traffic grew.", "(In 2020 it had fallen.)", "The bridge did not."],
    ],
    ids="".join,
)
def test_notes_behind_its_end_belong_to_a_sentence(sentences: list[str]) -> None:
    space = " " if sentences[0].isascii() or "“c" in sentences[0] else ""
    assert split(space.join(sentences)) == sentences


@pytest.mark.parametrize(
    "text", ["。", "好！👍", "？！", "……", "“", "”", "“。", "(", '"', "'", "...", "\ud800", "\x00。"]
)
def test_odd_texts_are_one_sentence(text: str) -> None:
    assert split(text) == [text]


def test_white_space_is_no_sentence() -> None:
    assert split("  \n ") == []
    assert split("") == []
