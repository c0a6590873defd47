"""What holds for every text: no character lost or counted twice, offsets exact, the same answer every time."""

import itertools
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.text.damage import find_damage
from pipeline.text.normalize import normalize
from pipeline.text.script import simplified
from pipeline.text.segment import segment, separators
from pipeline.text.tokens import words
from pipeline.text.web_page import is_page_furniture

# Pieces that texts are made of, sound and unsound, so that random mixtures meet the rules and their edges.
PIECES = (
    "我们 推進 发展 河湾镇修桥 。 ！ ？ …… ... “ ” 「 」 『 』 （ ） ( ) 《 》 ， 、 ； ： , ; : ! . 一、 （一） 1. "
    "1.1 第一章 第三条 一是 第一， 其一， # ## ** —— - > | ``` ==== ---- ① ㈠ Ⅳ 創(chuàng) 新(xīn) 創(chuàng)(chuàng) "
    "(gross) GDP ?;A(chǔ) g(shù) 兰夹 ? 锟斤拷 烫烫烫 👍🏽 é ⼈ ｱ 著 Dr. U.S. e.g. 3.5% Why? It a@b.c "
    "http://x.y/?q=1 目录 摘要： 作者：张三 2024年5月 ........3"
)
MARKS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u2028",
    "\x0b",
    "\x85",
    "\x1c",
    "\u3000",
    " ",
    "  ",
    "\t",
    '"',
    "'",
    "# ",
    "- ",
    "> ",
]
UNSEEN = [
    "\u200b",
    "\u200d",
    "\ufeff",
    "\x00",
    "\x1b",
    "\ud800",
    "\udfff",
    "\ufffd",
    "\ue000",
    "\u0301",
    "\ufe0f",
    "\U000e0100",
]
EMOJI = ["👩\u200d💻", "🏴\U000e0067\U000e007f", "🇨🇳", "✈\ufe0f"]

texts = st.lists(
    st.one_of(
        st.sampled_from([*PIECES.split(), "- 3 -", *MARKS, *UNSEEN, *EMOJI]),
        st.sampled_from(["\n", "。", "。\n", "河湾镇"]),
        st.text(max_size=4),
        st.characters(),  # surrogates included
    ),
    max_size=40,
).map("".join)

many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(texts)
def test_every_character_lies_in_one_heading_sentence_or_separator(text: str) -> None:
    document = segment(text, id="x")
    spans = [(x.start, x.end) for x in (*document.headings, *document.sentences)] + list(separators(document))
    spans.sort()
    assert all(a < b for a, b in spans)
    assert [b for _, b in spans[:-1]] == [a for a, _ in spans[1:]]
    assert (spans[0][0], spans[-1][1]) == (0, len(text)) if spans else text == ""
    for start, end in separators(document):
        # White space, what is invisible, rules; and page numbers, entries of a table of contents, fences of code and
        # what a web page puts around an article, which say nothing either.
        lines = (normalize(line).text.strip() for line in text[start:end].splitlines())
        rest = re.sub(
            r"[-—–·−]+ ?\d{1,4} ?[-—–·−]+|第 ?\d{1,4} ?[页頁]|page \d{1,4}|```[\w+-]*|"
            r".{1,80}?(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})[ \t]*\d{1,4}",
            "",
            "\n".join(line for line in lines if not is_page_furniture(line, at_top=True)),
            flags=re.I,
        )
        assert not any(c.isalnum() for c in rest), text[start:end]


@many
@given(texts)
def test_the_source_of_every_sentence_normalises_to_its_text(text: str) -> None:
    for sentence in segment(text, id="x").sentences:
        source = text[sentence.start : sentence.end]
        assert normalize(source).text == sentence.text
        assert source == source.strip()


@many
@given(texts)
def test_ids_sections_and_levels(text: str) -> None:
    document = segment(text, id="x")
    ids = [x.id for x in (*document.headings, *document.sections, *document.sentences)]
    assert len(ids) == len(set(ids))
    sections = {c.id: c for c in document.sections}
    for sentence in document.sentences:
        home = sections[sentence.section]
        assert home.start <= sentence.start
        assert sentence.end <= home.end
        around = [c for c in document.sections if c.start <= sentence.start and sentence.end <= c.end]
        assert min(around, key=lambda c: c.end - c.start) is home
    for a in document.sections:
        assert 0 <= a.start < a.end <= len(text)
        for b in document.sections:
            apart = a.end <= b.start or b.end <= a.start
            assert apart or (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)
    headings = {h.id: h for h in document.headings}
    for heading in document.headings:
        parent = headings[heading.parent] if heading.parent else None
        assert heading.level == (parent.level + 1 if parent else 1)
        assert parent is None or parent.start < heading.start
    numbers = [s.paragraph for s in document.sentences]
    assert numbers == sorted(numbers)


@many
@given(texts)
def test_the_same_text_gives_the_same_document(text: str) -> None:
    assert segment(text, id="x") == segment(text, id="x")


@many
@given(texts)
def test_offsets_map_both_ways(text: str) -> None:
    normalized = normalize(text)
    assert len(normalized.text) == len(normalized.starts) == len(normalized.ends)
    assert list(normalized.starts) == sorted(normalized.starts)
    assert list(normalized.ends) == sorted(normalized.ends)
    for i in range(len(normalized.text)):
        start, end = normalized.to_source(i, i + 1)
        assert 0 <= start < end <= len(text)
        first, last = normalized.to_normalized(start, end)
        assert first <= i < last
    whole = normalized.to_normalized(0, len(text))
    assert whole == (0, len(normalized.text))


@many
@given(texts)
def test_normal_form_is_trimmed_and_stays(text: str) -> None:
    normalized = normalize(text)
    assert normalized.text == normalized.text.strip()
    again = normalize(normalized.text)
    # What is left when damage goes may look like damage itself; else the normal form is its own normal form.
    assert again.text == normalized.text or normalized.damage or again.damage


@many
@given(texts)
def test_damage_is_in_order_and_lies_in_the_text(text: str) -> None:
    found = find_damage(text)
    assert all(0 <= d.start < d.end <= len(text) for d in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert {d.kind for d in found} <= {"gloss", "control", "encoding"}
    assert all(d.repair == "" for d in found if d.kind != "encoding")


@many
@given(texts)
def test_damage_splits_no_sentence(text: str) -> None:
    document = segment(text, id="x")
    for damage in document.damage:
        if damage.kind == "encoding" and not re.search(r"[\s]", text[damage.start : damage.end]):
            inside = range(damage.start + 1, damage.end)
            assert not any(s.end in inside for s in document.sentences)


@many
@given(texts)
def test_simplifying_keeps_length_and_words_lose_nothing(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert all(w and not w.isspace() for w in words(normalize(text).text))
