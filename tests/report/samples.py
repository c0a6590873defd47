"""Analyses made by hand. The articles, the cities and the figures in them are invented for these tests."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from pipeline.domain.analysis import (
    Analysis,
    Ground,
    Group,
    Measure,
    ModelRef,
    Relation,
    RoleLabel,
    SentenceGround,
    Warning,
)
from pipeline.domain.document import Damage, Document, Heading, Section, Sentence
from pipeline.domain.labels import ROLES

Line = tuple[str, ...]


def build(
    title: str,
    language: str,
    lines: Sequence[Line],
    *,
    relations: Sequence[tuple[int, int, str, float]] = (),
    grounds: Sequence[Sequence[tuple[int, float]]] = (),
    damage: Sequence[tuple[str, str, str | None]] = (),
    uncertain: Sequence[int] = (),
    warnings: Sequence[tuple[str, str, str | None]] = (),
    source: str = "sample.txt",
) -> Analysis:
    """An analysis of `lines`.

    A line is ("heading", level, stage, title), ("group", level, title): a heading that opens a group,
    ("p",): a new paragraph; ("section", stage): a section without a heading; or (role, text): a sentence, where the
    role "head" is a recommendation that opens a measure. Damage is (found in the source, kind, repair).
    """
    text, gap = "", "" if language == "zh" else " "
    repairs = {found: repair for found, _, repair in damage if repair is not None}
    headings: list[Heading] = []
    sections: list[tuple[str, str | None, int, int, str]] = []  # id, heading, start, level, stage
    sentences: list[Sentence] = []
    roles: list[str] = []
    groups: list[tuple[str, int, list[str], list[list[str]]]] = []
    paragraph, fresh = -1, True
    for kind, *rest in lines:
        if kind in {"heading", "group"}:
            level, *stage, name = rest
            text += "\n" if text else ""
            start = len(text)
            text += name
            at = f"h{len(headings) + 1}"
            parent = next((h.id for h in reversed(headings) if h.level < int(level)), None)
            headings.append(Heading(at, start, len(text), int(level), name, parent))
            sections.append((f"sec{len(sections) + 1}", at, start, int(level), stage[0] if stage else "recommendation"))
            if kind == "group":
                groups.append((name, start, [], []))
            fresh = True
        elif kind == "section":
            sections.append((f"sec{len(sections) + 1}", None, len(text), 1, rest[0]))
            fresh = True
        elif kind == "p":
            fresh = True
        else:
            text += ("\n" if text else "") if fresh else gap
            paragraph, fresh = paragraph + fresh, False
            start, shown = len(text), rest[0]
            text += rest[0]
            for found, repair in repairs.items():
                shown = shown.replace(found, repair)
            at = f"s{len(sentences) + 1}"
            sentences.append(Sentence(at, start, len(text), shown, sections[-1][0], paragraph))
            roles.append("recommendation" if kind == "head" else kind)
            if groups and roles[-1] == "recommendation":
                groups[-1][2].append(at)
                if kind == "head":
                    groups[-1][3].append([at])
                elif groups[-1][3]:
                    groups[-1][3][-1].append(at)
    ends = [
        next((later[2] for later in sections[n + 1 :] if later[3] <= one[3]), len(text))
        for n, one in enumerate(sections)
    ]
    document = Document(
        id="sample",
        title=title,
        source=source,
        sha256=sha256(text.encode("utf-8", "replace")).hexdigest(),
        language=language,
        text=text,
        damage=tuple(
            Damage(text.index(found), text.index(found) + len(found), kind, repair) for found, kind, repair in damage
        ),
        headings=tuple(headings),
        sections=tuple(Section(s[0], s[1], s[2], end) for s, end in zip(sections, ends, strict=True)),
        sentences=tuple(sentences),
    )
    backed = {target for _, target, kind, _ in relations if kind in {"supports", "exemplifies"}}
    bare = [s for n, (s, role) in enumerate(zip(sentences, roles, strict=True)) if role == "claim" and n not in backed]
    return Analysis(
        document=document,
        roles=tuple(
            RoleLabel(role, _probabilities(role, n, n in uncertain), n in uncertain) for n, role in enumerate(roles)
        ),
        stages=tuple(s[4] for s in sections),
        relations=tuple(Relation(f"s{a + 1}", f"s{b + 1}", kind, p) for a, b, kind, p in relations),
        groups=tuple(
            Group(
                id=f"g{n + 1}",
                title=name,
                start=start,
                end=groups[n + 1][1] if n + 1 < len(groups) else len(text),
                members=tuple(members),
                measures=tuple(Measure(f"g{n + 1}m{k + 1}", m[0], tuple(m[1:])) for k, m in enumerate(measures)),
                grounds=tuple(Ground(f"sec{s + 1}", p) for s, p in (grounds[n] if n < len(grounds) else ())),
            )
            for n, (name, start, members, measures) in enumerate(groups)
        ),
        model=ModelRef("policy-zh", "1.0.0", "0" * 64),
        created_by="argument-pipeline 0.1.0",
        config={},
        warnings=tuple(
            Warning(
                code, message, None if at is None else text.index(at), None if at is None else text.index(at) + len(at)
            )
            for code, message, at in warnings
        )
        + tuple(Warning("unsupported-claim", "bare", s.start, s.end) for s in bare),
    )


def _probabilities(role: str, number: int, uncertain: bool) -> dict[str, float]:
    top = 0.41 if uncertain else 0.72 + 0.03 * (number % 8)
    others = [r for r in ROLES if r != role]
    shares = [0.7, 0.2, 0.07, 0.03] if uncertain else [0.5, 0.25, 0.15, 0.1]
    return {role: top} | {r: (1 - top) * share for r, share in zip(others, shares, strict=True)}


def chinese() -> Analysis:
    """An article on the grain depots of an invented city; one of its two groups is ungrounded."""
    return build(
        "云岫市粮食储备数字化改革的实践与思考",
        "zh",
        [
            ("section", "theory"),
            ("other", "近年来，云岫市围绕“管好大粮仓”开展了一轮数字化改革，本文从三个方面作一梳理。"),
            ("heading", "1", "theory", "一、数字化是粮食储备治理的必由之路"),
            ("claim", "粮食储备治理的难点，不在于存了多少粮，而在于能否随时说清粮在哪里、品质如何、由谁负责。"),
            ("evidence", "《云岫市粮食储备管理办法》第四条明确，储备粮的数量、质量和储存安全实行全程可追溯。"),
            ("claim", "传统的人工台账只能反映某一时点的状况，难以支撑这样的要求。"),
            ("p",),
            ("claim", "把库存变成可以实时核验的数据，才能让监管从事后追责转为事前预??。"),
            ("heading", "1", "practice", "二、云岫市的主要做法与成效"),
            ("heading", "2", "practice", "（一）建成覆盖全市的智能粮库网络"),
            ("evidence", "到2023年底，全市27座县级以上粮库全部接入监测平台，布设温湿度传感器1.86万个。"),
            ("example", "城北粮库在三号仓试行“一仓一码”，巡仓时间由每日4小时缩短到35分钟。"),
            ("claim", "监测网络的铺开，使“人盯粮”变成了“数管粮”。"),
            ("heading", "2", "practice", "（二）跨部门数据仍未真正打通"),
            ("claim", "数据共享不畅，是当前改革中最突出的短板。"),
            ("evidence", "粮食、市场监管、交通三个部门的18类数据中，仅有7类实现了按日更新。"),
            ("claim", "也有意见认为，部分数据涉及商业秘密，不宜一概共享。"),
            ("heading", "1", "recommendation", "三、深化改革的对策建议"),
            ("group", "2", "（一）打通部门之间的数据壁垒"),
            ("head", "一是建立统一的粮食数据目录，明确共享范围、更新频次和责任单位。"),
            ("recommendation", "目录由市粮食局牵头，每半年修订一次。"),
            ("head", "二是对涉及商业秘密的数据实行分级授权、脱敏使用。"),
            ("group", "2", "（二）加强基层粮库人才队伍建设"),
            ("head", "要面向县级粮库设立数据管理员岗位，三年内轮训一遍。"),
        ],
        relations=[
            (2, 1, "supports", 0.88),
            (3, 1, "specifies", 0.61),
            (4, 1, "specifies", 0.57),
            (5, 7, "supports", 0.9),
            (6, 7, "exemplifies", 0.84),
            (9, 8, "supports", 0.93),
            (10, 8, "attacks", 0.66),
            (12, 11, "specifies", 0.91),
        ],
        grounds=[[(1, 0.58), (4, 0.91)]],
        damage=[("预??", "encoding", "预警")],
        uncertain=[10],
        warnings=[
            ("length", "第二部分只有一个案例，例证偏少。", "城北粮库"),
            ("model", "模型未见过本领域的训练文本。", None),
        ],
        source="yunxiu-grain.txt",
    )


def motivated() -> Analysis:
    """The same, where sentences motivate a measure, and one the second group, which has no measures."""
    analysis = chinese()
    first, second = analysis.groups
    ids = [s.id for s in analysis.document.sentences]
    told = (SentenceGround(ids[9], 0.84, ("数据",)), SentenceGround(ids[8], 0.41))
    measure = replace(first.measures[0], grounds=told)
    return replace(
        analysis,
        groups=(
            replace(first, measures=(measure, *first.measures[1:])),
            replace(second, measures=(), motives=(SentenceGround(ids[5], 0.62),)),
        ),
    )


def retold() -> Analysis:
    """The same, where the relations of the eleventh sentence decided its role."""
    analysis = chinese()
    roles = list(analysis.roles)
    roles[10] = replace(roles[10], role="recommendation", uncertain=True)
    return replace(analysis, roles=tuple(roles))


def english() -> Analysis:
    """A short article on the trams of an invented town."""
    return build(
        "Night trams in Harlow Bay: what the pilot taught",
        "en",
        [
            ("heading", "1", "theory", "1. Why night service matters"),
            ("claim", "A town that works at night needs to move at night."),
            ("evidence", "In 2022 some 9,400 of its 61,000 jobs began or ended between 11 p.m. and 5 a.m."),
            ("heading", "1", "practice", "2. The pilot and its limits"),
            ("claim", "Even a thin service changed how people travelled."),
            ("example", "On the Quay line, taxi trips after midnight fell by a fifth within six months."),
            ("heading", "1", "recommendation", "3. What to do next"),
            ("group", "2", "(a) Keep the Quay line running all night"),
            ("head", "First, run a tram every thirty minutes from midnight to five."),
            ("recommendation", "Publish the ridership every month."),
        ],
        relations=[(1, 0, "supports", 0.9), (3, 2, "exemplifies", 0.8), (5, 4, "specifies", 0.7)],
        grounds=[[(0, 0.42), (1, 0.83)]],
        source="night-trams.txt",
    )


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)> <!-- <script>",
    '" onmouseover="alert(3)" \' `',
    "]]> {{7*7}} {% raw %} {#",
    "line\u2028para\u2029end &lt;b&gt; &amp;",
    "[bold red]markup[/bold red] [link=https://example.org]x[/link]",
    "\x1b[31mred\x1b[0m \x07 \x00 \x9b2J \r\n\t",
    "\u202egnp.exe \u2066 \ud800 \u200b",
    "javascript:alert(4) </style></svg></title>",
)


def hostile(*texts: str) -> Analysis:
    """An article in which every place for text holds text that tries to be something else."""
    texts = texts or HOSTILE
    every = " ".join(texts)
    lines: list[Line] = [("heading", "1", "theory", every), *(("claim", text or "x") for text in texts)]
    lines += [("group", "1", every), *(("head", text or "x") for text in texts)]
    return build(
        every,
        "en",
        lines,
        relations=[(n, 0, "specifies", 0.5) for n in range(1, len(texts))],
        grounds=[[(0, 0.5)]],
        damage=[(text, "encoding", every) for text in texts if text][:3],
        warnings=[(every, every, None), (every, every, lines[0][3])],
        source=every,
    )


def large(count: int = 2000) -> Analysis:
    """An article of `count` sentences, forty to a section."""
    lines: list[Line] = []
    relations: list[tuple[int, int, str, float]] = []
    for n in range(count):
        block, at = divmod(n, 40)
        practice = block >= count // 80
        if at == 0 and block * 40 < count - 200:
            lines.append(
                ("heading", "1", "practice" if practice else "theory", f"第{block + 1}部分：储备治理的一个侧面")
            )
        elif at == 0:
            lines.append(("group", "1", f"（{block + 1}）完善第{block + 1}项制度"))
        if at % 8 == 0:
            lines.append(("p",))
        if block * 40 >= count - 200:
            lines.append(
                ("head" if at % 4 == 0 else "recommendation", f"要落实第{n + 1}项任务，明确责任单位和完成时限。")
            )
        else:
            role = "claim" if at % 8 == 0 else "evidence"
            lines.append((role, f"这是第{n + 1}句，用来说明在很长的文章里，页面仍应当打开得快、看得清楚。"))
            if at % 8:
                relations.append((n, n - at % 8, "supports", 0.8))
    sections = count // 40 - 5
    grounds = [[((7 * g + k * 11) % sections, 0.3 + 0.2 * k) for k in range(3)] for g in range(5)]
    return build("很长的文章", "zh", lines, relations=relations, grounds=grounds)


def plain() -> Analysis:
    """An article with neither headings nor recommendations."""
    return build(
        "短评", "zh", [("section", "theory"), ("claim", "河湖治理重在日常。"), ("evidence", "全年巡河3.2万次。")]
    )


def build_hostile_twin(analysis: Analysis) -> Analysis:
    """The analysis that `hostile` makes of as many harmless texts, with damage and source text at the same places."""
    count = len(analysis.document.sentences) // 2
    damaged = len(analysis.document.damage)
    twin = hostile(*(f"word{n}" for n in range(count)))
    return replace(
        twin,
        document=replace(
            twin.document,
            damage=tuple(
                replace(d, start=min(d.start, len(twin.document.text)), end=min(d.end, len(twin.document.text)))
                for d in twin.document.damage[:damaged]
            ),
        ),
    )
