"""Marked texts by hand and drawn by Hypothesis, with whatever makes offsets and escapes go wrong."""

from typing import Any

from hypothesis import strategies as st

from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.formats.marks import in_order

PIECES = (
    *(
        "桥",
        "水",
        "路灯",
        "，",
        "。",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "　",
        "A",
        "0",
        "é",
        "e\u0301",
        "😀",
        "👩‍🌾",
        "𠮷",
        "\ufeff",
    ),
    *(
        "臺灣",
        "=1+1",
        "+",
        "-2",
        "@",
        "'",
        "''=",
        '"',
        ",",
        ";",
        "；",
        "\\",
        "_x000D_",
        "_x005F_",
        "&amp;",
        "<b>",
        "]]>",
        "'-",
    ),
    *("\u2028", "\u0085", "￿"[:0], "%", "__", "_x", "x005F_"),
)
CONTROLS = ("\x00", "\x08", "\x0b", "\x0c", "\x1f", "\x7f", "\ufffe", "\uffff")
LAYER_LABELS = {
    "heading": ("1", "2", "3"),
    "section": (*STAGES, ""),
    "sentence": (*ROLES, "", "Major Claim", "论点"),
    "group": ("",),
    "measure": ("",),
}


def texts(*, controls: bool = False, min_size: int = 1) -> st.SearchStrategy[str]:
    """Texts of awkward pieces; with `controls`, of characters that XML cannot hold too."""
    pieces = [piece for piece in (*PIECES, *(CONTROLS if controls else ())) if piece]
    anything = st.characters(exclude_categories=["Cs", *([] if controls else ["Cc", "Cn"])])
    piece = st.one_of(st.sampled_from(pieces), anything)
    return st.lists(piece, min_size=min_size, max_size=30).map("".join)


@st.composite
def marked_texts(draw: st.DrawFn, *, controls: bool = False) -> MarkedText:
    """One document: marks of all layers that overlap as they like, in order, and links between them."""
    text = draw(texts(controls=controls))
    marks = []
    for i in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        layer = draw(st.sampled_from(sorted(LAYER_LABELS)))
        label = draw(st.sampled_from(LAYER_LABELS[layer]))
        note = draw(texts(controls=controls, min_size=0)) if layer == "group" else ""
        id = draw(st.sampled_from([f"{layer[0]}{i}", f"g1.m{i}", f"节 {i};\\"]))
        marks.append(Mark(id, start, end, layer, label, note))
    ordered = in_order(marks)
    sentences = [m.id for m in ordered if m.layer == "sentence"]
    relations = st.sampled_from([*RELATIONS, "支持", "re-butts"])
    links = [
        Link(source, target, label)
        for source in sentences
        for target, label in draw(st.dictionaries(st.sampled_from(sentences), relations, max_size=2)).items()
    ]
    sections = [m.id for m in ordered if m.layer == "section"]
    if sections:
        grounds = st.lists(st.sampled_from(sections), unique=True, max_size=2)
        links += [Link(m.id, s, GROUNDS) for m in ordered if m.layer == "group" for s in draw(grounds)]
    about = draw(
        st.dictionaries(st.sampled_from(["title", "language", "genre", "made_by", "x:y"]), texts(controls=controls))
    )
    id = draw(st.sampled_from(["zh-bridge", "a/b c", "桥😀", "..", "x.txt", "=1"]))
    annotator = draw(st.sampled_from(["", "founders", "李 四", "a/b"]))
    return MarkedText(id, text, ordered, tuple(links), annotator, about)


def corpora(**options: Any) -> st.SearchStrategy[list[MarkedText]]:
    """Up to three documents, none with the id and the annotator of another."""
    return st.lists(marked_texts(**options), max_size=3, unique_by=lambda m: (m.id, m.annotator))


TEXT = "一、老桥\r\n鹿川县的老桥撑不住了😀。去年它封闭了三次。\r\n二、怎么修\n一是定下检测的周期。\n"


def span(piece: str) -> tuple[int, int]:
    start = TEXT.index(piece)
    return start, start + len(piece)


BRIDGE = MarkedText(
    "zh-bridge",
    TEXT,
    in_order(
        [
            Mark("h1", *span("一、老桥"), "heading", "1"),
            Mark("h2", *span("二、怎么修"), "heading", "1"),
            Mark("c1", 0, TEXT.index("二"), "section", "practice"),
            Mark("c2", TEXT.index("二"), len(TEXT), "section", "recommendation"),
            Mark("s1", *span("鹿川县的老桥撑不住了😀。"), "sentence", "claim"),
            Mark("s2", *span("去年它封闭了三次。"), "sentence", "evidence"),
            Mark("s3", *span("一是定下检测的周期。"), "sentence", ""),
            Mark("g1", *span("二、怎么修\n一是定下检测的周期。"), "group", note="怎么修 & <why>"),
            Mark("g1.m1", *span("一是定下检测的周期。"), "measure"),
        ]
    ),
    (Link("s2", "s1", "supports"), Link("g1", "c1", GROUNDS)),
    "founders",
    {"title": "老桥", "language": "zh", "made_by": "human"},
)
