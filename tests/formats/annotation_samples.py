"""A small annotated document, and any number of sound ones drawn by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from pipeline.domain.annotation import Annotation, GoldGroup, GoldHeading, GoldMeasure, GoldSection, GoldSentence
from pipeline.domain.labels import RELATION_ENDS, RELATIONS, ROLES, STAGES
from pipeline.formats.annotation_jsonl import text_sha256

PIECES = {
    "h1": "一、老桥还能撑多久",
    "s1": "鹿川县的老桥已经撑不住了。",
    "s2": "去年它封闭了三次，一次比一次长。",
    "h2": "二、怎么修",
    "h3": "（一）先定规矩",
    "s3": "一是定下检测的周期。",
    "s4": "每个季度查一遍桥墩。",
    "s5": "谢谢各位。",
}
TEXT = "\n".join((PIECES["h1"], PIECES["s1"] + PIECES["s2"], *list(PIECES.values())[3:5]))
TEXT += "\n" + PIECES["s3"] + PIECES["s4"] + "\n\n" + PIECES["s5"] + "\n"


def span(name: str) -> tuple[int, int]:
    start = TEXT.index(PIECES[name])
    return start, start + len(PIECES[name])


def bridge(**changes: Any) -> Annotation:
    values: dict[str, Any] = {
        "id": "zh-bridge",
        "title": "老桥",
        "language": "zh",
        "genre": "brief",
        "topic": "bridges",
        "shape": "headings",
        "annotator": "founders",
        "split": "train",
        "sha256": text_sha256(TEXT),
        "text_path": "texts/zh/zh-bridge.txt",
        "text": TEXT,
        "headings": (
            GoldHeading("h1", *span("h1"), 1, None),
            GoldHeading("h2", *span("h2"), 1, None),
            GoldHeading("h3", *span("h3"), 2, "h2"),
        ),
        "sections": (
            GoldSection("c1", "h1", 0, span("h2")[0], "practice"),
            GoldSection("c2", "h2", span("h2")[0], len(TEXT), "recommendation"),
            GoldSection("c3", "h3", span("h3")[0], len(TEXT), "recommendation"),
        ),
        "sentences": (
            GoldSentence("s1", *span("s1"), 0, "claim", None, None, "c1"),
            GoldSentence("s2", *span("s2"), 0, "evidence", "s1", "supports", "c1"),
            GoldSentence("s3", *span("s3"), 1, "recommendation", None, None, "c3", "g1"),
            GoldSentence("s4", *span("s4"), 1, "recommendation", "s3", "specifies", "c3", "g1"),
            GoldSentence("s5", *span("s5"), 2, "other", None, None, "c3"),
        ),
        "groups": (
            GoldGroup(
                "g1", PIECES["h3"], span("h3")[0], span("s4")[1], (GoldMeasure("g1.m1", "s3", ("s4",)),), ("c1",)
            ),
        ),
    }
    return Annotation(**values | changes)


# Characters that stand in a line of text and are no white space: white space at the ends of a slice is a fault.
WORDS = st.text(
    st.one_of(st.sampled_from("桥水路人城“”，。0A"), st.characters(categories=["L", "N", "P", "So"])),
    min_size=1,
    max_size=12,
)
NAMES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=8).map(lambda t: f"x{t}")


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    """One document without faults: sections that are runs of paragraphs, a tree of sentences, a group at its end."""
    texts = draw(st.lists(WORDS, min_size=1, max_size=8, unique=True))
    sections: list[GoldSection] = []
    sentences: list[GoldSentence] = []
    text = ""
    for i, piece in enumerate(texts):
        if i == 0 or draw(st.booleans()):
            sections.append(GoldSection(f"c{i}", None, len(text), len(text), draw(st.sampled_from(STAGES))))
        role = draw(st.sampled_from(ROLES))
        above = [
            (s.id, relation) for s in sentences for relation in RELATIONS if (role, s.role) in RELATION_ENDS[relation]
        ]
        parent, relation = draw(st.sampled_from([(None, None), *above]))
        section = sections[-1].id
        start = len(text)
        sentences.append(GoldSentence(f"s{i}", start, start + len(piece), i, role, parent, relation, section))
        text += piece + draw(st.sampled_from(["\n", "", " ", "\n\n"]))
        last = sections[-1]
        sections[-1] = GoldSection(last.id, last.heading, last.start, len(text), last.stage)
    groups: tuple[GoldGroup, ...] = ()
    if draw(st.booleans()):
        head = sentences[-1]
        root = GoldSentence(head.id, head.start, head.end, head.paragraph, head.role, None, None, head.section, "g1")
        sentences[-1] = root
        grounds = tuple(c.id for c in sections if c.stage in ("theory", "practice"))
        measures = (GoldMeasure("g1.m1", root.id, ()),) if draw(st.booleans()) else ()
        groups = (GoldGroup("g1", draw(NAMES), root.start, root.end, measures, grounds),)
    shipped = draw(st.booleans())
    return Annotation(
        **{key: draw(NAMES) for key in ("title", "genre", "topic", "shape")},
        id="zh-drawn",
        language="zh",
        annotator="founders",
        split=draw(st.sampled_from(["train", "test"])),
        sha256=text_sha256(text),
        text_path="texts/zh/zh-drawn.txt" if shipped else None,
        text=text,
        headings=(),
        sections=tuple(sections),
        sentences=tuple(sentences),
        groups=groups,
    )
