"""One analysis written out, and any number drawn by Hypothesis."""

from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from pipeline.domain.analysis import (
    Analysis,
    Gaps,
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
from pipeline.domain.labels import RELATIONS, ROLES, STAGES

HASH = sha256(b"bridge").hexdigest()
HEAD, CLAIM, FACT, TASK = "一、老桥", "老桥(lǎo qiáo)撑不住了。", "去年封闭三次。", "一是查桥墩。"
TEXT = f"{HEAD}\n{CLAIM}{FACT}\n{TASK}\n"


def span(piece: str) -> tuple[int, int]:
    return TEXT.index(piece), TEXT.index(piece) + len(piece)


def shares(role: str, top: float = 0.6) -> dict[str, float]:
    return {name: top if name == role else (1 - top) / 4 for name in ROLES}


def bridge() -> Analysis:
    gloss = span("(lǎo qiáo)")
    document = Document(
        id="bridge",
        title="老桥",
        source="bridge.txt",
        sha256=HASH,
        language="zh",
        text=TEXT,
        damage=(Damage(*gloss, "gloss", ""),),
        headings=(Heading("h1", *span(HEAD), 1, HEAD, None),),
        sections=(Section("c1", "h1", 0, span(TASK)[0]), Section("c2", None, span(TASK)[0], len(TEXT))),
        sentences=(
            Sentence("s1", *span(CLAIM), "老桥撑不住了。", "c1", 0),
            Sentence("s2", *span(FACT), FACT, "c1", 0),
            Sentence("s3", *span(TASK), TASK, "c2", 1),
        ),
    )
    return Analysis(
        document=document,
        roles=(
            RoleLabel("claim", shares("claim", 1 / 3), True),
            RoleLabel("evidence", shares("evidence"), False),
            RoleLabel("recommendation", shares("recommendation", 0.98765), False),
        ),
        stages=("practice", "recommendation"),
        relations=(Relation("s2", "s1", "supports", 0.123456),),
        groups=(Group("g1", TASK, *span(TASK), ("s3",), (Measure("g1.m1", "s3", ()),), (Ground("c1", 2 / 3),)),),
        model=ModelRef("zh-roles", "1.0.0", HASH),
        created_by="argument-pipeline 0.1.0",
        config={"threshold": 0.5, "名字": ["甲"]},
        warnings=(Warning("gloss", "1 reading taken out", *gloss), Warning("short", "few sentences")),
    )


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
SCORES = st.floats(0, 1)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Any analysis that is in order with itself; nothing in it need make sense."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40))
    ids = {
        kind: draw(st.lists(NAMES, min_size=least, max_size=4, unique=True))
        for kind, least in (("headings", 0), ("sections", 1), ("sentences", 1), ("groups", 0))
    }

    def extent() -> tuple[int, int]:
        start = draw(st.integers(0, len(text)))
        return start, draw(st.integers(start, len(text)))

    def one_of(kind: str) -> Any:
        return draw(st.sampled_from(ids[kind]))

    def one_of_or_none(kind: str) -> Any:
        return draw(st.sampled_from([None, *ids[kind]]))

    def probabilities() -> dict[str, float]:
        weights = draw(st.lists(st.integers(0, 1000), min_size=5, max_size=5).filter(any))
        return {name: weight / sum(weights) for name, weight in zip(ROLES, weights, strict=True)}

    def cues() -> tuple[str, ...]:
        return tuple(draw(st.lists(NAMES, max_size=2)))

    def sentence_grounds() -> tuple[SentenceGround, ...]:
        return tuple(SentenceGround(one_of("sentences"), draw(SCORES), cues()) for _ in range(draw(st.integers(0, 2))))

    group_of = {sid: one_of_or_none("groups") for sid in ids["sentences"]}
    members = {gid: tuple(sid for sid in ids["sentences"] if group_of[sid] == gid) for gid in ids["groups"]}
    return Analysis(
        document=Document(
            id=draw(NAMES),
            title=draw(NAMES),
            source=draw(NAMES),
            sha256=HASH,
            language=draw(NAMES),
            text=text,
            damage=tuple(Damage(*extent(), draw(NAMES), draw(st.none() | NAMES)) for _ in range(2)),
            headings=tuple(
                Heading(i, *extent(), draw(st.integers(1, 9)), draw(NAMES), one_of_or_none("headings"))
                for i in ids["headings"]
            ),
            sections=tuple(Section(i, one_of_or_none("headings"), *extent()) for i in ids["sections"]),
            sentences=tuple(
                Sentence(i, *extent(), draw(NAMES), one_of("sections"), draw(st.integers(0, 9)))
                for i in ids["sentences"]
            ),
        ),
        roles=tuple(
            RoleLabel(draw(st.sampled_from(ROLES)), probabilities(), draw(st.booleans())) for _ in ids["sentences"]
        ),
        stages=tuple(draw(st.sampled_from(STAGES)) for _ in ids["sections"]),
        relations=tuple(
            Relation(source, target, draw(st.sampled_from(RELATIONS)), draw(SCORES))
            for source, target in [(one_of("sentences"), one_of("sentences")) for _ in range(2)]
            if source != target
        ),
        groups=tuple(
            Group(
                gid,
                draw(NAMES),
                *extent(),
                members[gid],
                (Measure(f"{gid}.m1", members[gid][0], members[gid][1:], sentence_grounds()),) if members[gid] else (),
                tuple(Ground(one_of("sections"), draw(SCORES), cues()) for _ in range(draw(st.integers(0, 2)))),
                () if members[gid] else sentence_grounds(),
            )
            for gid in ids["groups"]
        ),
        gaps=Gaps(
            evidence=tuple(draw(st.lists(st.sampled_from(ids["sentences"]), max_size=2))),
            theory=tuple(draw(st.lists(st.sampled_from(ids["sections"]), max_size=2))),
        ),
        model=ModelRef(draw(NAMES), draw(NAMES), HASH),
        created_by=draw(NAMES),
        config=draw(st.dictionaries(NAMES, st.none() | st.booleans() | NAMES, max_size=2)),
        warnings=(Warning(draw(NAMES), draw(NAMES)), Warning(draw(NAMES), draw(NAMES), *extent())),
    )
