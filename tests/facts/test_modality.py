# ruff: noqa: E501  # the cases are sentences, one after another
"""How strongly recommendations are put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.modality import STRENGTHS, strength_of

CHINESE = {
    "must": """必须在年底前完成排查。 各镇务必落实值班制度。 严禁挪用专项资金。 不得擅自提高收费。 一律公开账目。
        坚决关停超标窑炉。 确保汛期不断电。 禁止在渠边堆放垃圾。 严格执行限速规定。 绝不允许虚报面积。 任何单位不准截留补贴。 强制报废超期锅炉。""",
    "should": """应当建立统一台账。 各县应加强巡查。 需要补齐人手。 要把水费账目贴在村口。 要加快修渠。 建立坏灯报修平台。
        一是列出修复清单。 二是设立修复资金。 县财政每年安排一笔专款。 加强库存管理。 须在三十日内答复。 完善轮岗办法。 应由镇里统一采购。 推动数据共享。""",
    "encourage": """鼓励企业自建车棚。 支持合作社购买农机。 引导居民错峰用水。 倡导绿色出行。 提倡邻里互助。 扶持用水户协会。
        欢迎社会力量参与。 鼓励有条件的家庭安装水表。""",
    "explore": """探索按户计量的办法。 在三个镇开展试点。 可先在学校门前试行。 研究制定分级收费标准。 有条件的地方可适当提高标准。
        可以根据财力分步推进。 适时调整票价。 稳慎推进合并。 酌情减免租金。 先行先试跨县结算。""",
}
ENGLISH = {
    "must": """The council must publish its accounts. Operators shall report leaks within a day. Landlords are required to
        register. Schools have to keep a log. The levy is mandatory from May.""",
    "should": """The county should hire two inspectors. Ministers ought to publish the formula. The port needs to test its pumps.
        The agency is to report each quarter. Publish the waiting list. Build a shelter at every stop. The town will map its drains.""",
    "encourage": """Encourage firms to share parking. The fund supports small farms. Promote shared rides. We urge owners to insulate.
        The board may wish to meet monthly.""",
    "explore": """Explore a shared depot. Pilot the scheme in three wards. Consider a night bus. The council could trial free fares.
        Study the effect on rents. Tariffs might follow the season.""",
}


def cases(by_strength: dict[str, str], end: str) -> list[tuple[str, str]]:
    return [
        (strength, f"{text.strip()}{end}")
        for strength, texts in by_strength.items()
        for text in " ".join(texts.split()).split(end)
        if text.strip()
    ]


@pytest.mark.parametrize(("strength", "text"), cases(CHINESE, "。"))
def test_chinese(strength: str, text: str) -> None:
    assert strength_of([text], "zh") == strength


@pytest.mark.parametrize(("strength", "text"), cases(ENGLISH, "."))
def test_english(strength: str, text: str) -> None:
    assert strength_of([text], "en") == strength


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("不必须当年完成，可分步实施。", "should"),  # 可分步 is no word of exploring that we know
        ("落实“必须公开”的要求，鼓励居民监督。", "encourage"),
        ("按《应当公开事项清单》逐项公布。", "should"),
        ("抓住主要矛盾。", "should"),
        ("提高应急响应能力。", "should"),
        ("必须鼓励创新。", "must"),
        ("账目一定要公开。", "must"),
        ("不一定要新建车库。", "should"),
        ("应对困难和挑战，各级政府必须恪尽职守。", "must"),
        ("各部门应对报表进行清理，鼓励合并。", "should"),
        ("各级政府要大力支持农业。", "should"),
        ("鼓励企业，但必须公开账目。", "encourage"),
        ("各镇都要接受群众监督，支持社区协商。", "should"),
        ("各镇都要鼓励村民查账。", "encourage"),
        ("今年还要确保渡口通航。", "must"),
        ("加大对船工的扶持力度。", "should"),
        ("投资的引导作用越来越小，必须放宽准入。", "must"),
        ("引导资金投向渡口。", "encourage"),
        ("不能停留于一般号召，必须加强检查。", "must"),
    ],
)
def test_the_first_word_outside_quotation_decides(text: str, strength: str) -> None:
    assert strength_of([text], "zh") == strength


@given(st.text(max_size=40), st.sampled_from(["zh", "en", "und"]))
def test_any_text_has_a_strength(text: str, language: str) -> None:
    assert strength_of([text], language) in STRENGTHS


@pytest.mark.parametrize(
    ("sentences", "strength"),
    [
        (["（一）账目公开。", "各村须按季张榜。"], "should"),
        (["（一）账目公开。", "各村每季张榜。", "逾期不公开的，一律通报。", "鼓励村民查账。"], "should"),
        (["（一）账目公开。", "不公开的一律通报。", "账目必须张榜。", "鼓励村民查账。"], "must"),
        (["（一）扩大赤字。", "扩大试点范围。", "安排专项资金。"], "should"),
        (["鼓励村民查账。", "账目必须张榜。"], "encourage"),
        ([], "should"),
    ],
)
def test_a_head_without_a_word_of_strength_leaves_it_to_its_details(sentences: list[str], strength: str) -> None:
    assert strength_of(sentences, "zh") == strength
