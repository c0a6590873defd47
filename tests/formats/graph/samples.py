"""A short article about a weir, with whatever a format could take for its own in it."""

import json

from pipeline.domain.analysis import Analysis, Ground, Group, Measure, ModelRef, Relation, RoleLabel, Warning
from pipeline.domain.document import Damage, Document, Heading, Section, Sentence
from pipeline.domain.labels import ROLES
from pipeline.formats.analysis_json import analysis_bytes

PIECES = {
    "h1": "一、石堰为何年年漏",
    "s1": '村里人把石堰叫作"命根子"，它却年年漏水。',
    "s2": "去年汛期漏掉的水够浇300亩地😀。",
    "s3": "=SUM(A1)<b>这样的表格</b>，水务站填了\n十一张。",
    "s4": "也有人说漏一点不要紧 & 不必修。",
    "h2": "二、修堰的办法",
    "s5": "一是把堰基的裂缝灌实。",
    "s6": "灌浆用\\3号\\水泥，#每条缝#灌两遍;",
    "s7": "- 二是设一名看堰人。",
}
TEXT = (
    f"{PIECES['h1']}\n{PIECES['s1']}{PIECES['s2']}{PIECES['s3']}{PIECES['s4']}\n"
    f"{PIECES['h2']}\n{PIECES['s5']}{PIECES['s6']}\n{PIECES['s7']}\n"
)
ROLE_OF = dict(
    zip(
        [f"s{i}" for i in range(1, 8)],
        ["claim", "evidence", "example", "claim", "recommendation", "recommendation", "recommendation"],
        strict=True,
    )
)


def span(name: str) -> tuple[int, int]:
    start = TEXT.index(PIECES[name])
    return start, start + len(PIECES[name])


def weir() -> Analysis:
    """The analysis as its file tells it: figures rounded."""
    second = span("h2")[0]
    document = Document(
        id="../../etc/weir",  # an id is no path
        title='石堰 "年年漏" <修>',
        source="weir.txt",
        sha256="ab" * 32,
        language="zh",
        text=TEXT,
        damage=(Damage(span("s2")[0], span("s2")[0] + 2, "control", None),),
        headings=(Heading("h1", *span("h1"), 1, PIECES["h1"], None), Heading("h2", *span("h2"), 1, PIECES["h2"], None)),
        sections=(Section("c1", "h1", 0, second), Section("c2", "h2", second, len(TEXT))),
        sentences=tuple(
            Sentence(id, *span(id), PIECES[id], "c1" if span(id)[0] < second else "c2", 0 if i < 4 else 1 + (i == 6))
            for i, id in enumerate(ROLE_OF)
        ),
    )
    analysis = Analysis(
        document=document,
        roles=tuple(
            RoleLabel(role, {r: 0.8 if r == role else 0.05 for r in ROLES}, id == "s3") for id, role in ROLE_OF.items()
        ),
        stages=("practice", "recommendation"),
        relations=(
            Relation("s2", "s1", "supports", 0.9),
            Relation("s3", "s2", "exemplifies", 0.45),
            Relation("s4", "s1", "attacks", 0.5),
            Relation("s6", "s5", "specifies", 0.7),
        ),
        groups=(
            Group(
                "g1",
                "灌实堰基",
                span("s5")[0],
                span("s6")[1],
                ("s5", "s6"),
                (Measure("g1.m1", "s5", ("s6",)),),
                (Ground("c1", 0.75),),
            ),
            Group("g2", "看堰", *span("s7"), ("s7",), (), ()),
        ),
        model=ModelRef("policy-roles", "2.0.0", "cd" * 32),
        created_by="pipeline 0.1.0",
        config={"encoding": "utf-8"},
        warnings=(Warning("short", "few sentences"),),
    )
    return as_written(analysis)


def as_written(analysis: Analysis) -> Analysis:
    return Analysis.from_dict(json.loads(analysis_bytes(analysis)))
