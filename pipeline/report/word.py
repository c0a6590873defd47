"""The report of one analysis as a Word document, for readers who mark up, quote and pass on in Word."""

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pipeline.domain.analysis import Analysis
from pipeline.report.article import HeadingLine, blocks
from pipeline.report.cards import Motive, cards_of, figures_of, motives_of
from pipeline.report.digest import digest
from pipeline.report.index import Index, build_index
from pipeline.report.map_boxes import percent
from pipeline.report.summary import Summary, besides_measures, summarise
from pipeline.report.typeset import doubt, visible

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

# As in templates/page.css.
_COLOURS: Final = {
    "claim": "005F9E",
    "evidence": "00705A",
    "example": "8B3A78",
    "recommendation": "B34700",
    "other": "5C5C5C",
}
_GREY: Final = "5A5F66"
_CHINESE_FACE: Final = "宋体"
_MADE_BY: Final = "argument-pipeline"  # by which `source` knows a report from a document
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def render_word(analysis: Analysis) -> bytes:
    """The counts, the places to look at with care, the recommendations with their grounds, figures, the article.

    It speaks the language of the document, as the page does, and the same analysis gives the same bytes.

    Raises:
        InputError: the analysis does not fit together, e.g. a relation names a sentence that is not there.
    """
    from docx import Document

    index = build_index(analysis)
    word = Document()
    _set_faces(word, index)
    _styled(word, index.title(), "Title")
    words = index.words
    _small(
        _paragraph(word),
        f"{words['report']} · {words['source']} {index.source_name()} · {words['model']} "
        f"{visible(analysis.model.name)} {visible(analysis.model.version)}",
    )
    _add_summary(word, index, summarise(index))
    _add_recommendations(word, index)
    _add_figures(word, index)
    _add_article(word, index)
    return _saved(word)


def _set_faces(word: "WordDocument", index: Index) -> None:
    """Chinese faces by name: Word would set Chinese in whatever the reader's locale has."""
    from docx.oxml.ns import qn

    if index.words["lang"] != "zh-CN":
        return
    for name in ("Normal", "Title", *(f"Heading {level}" for level in range(1, 7))):
        fonts = word.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.pop(qn("w:eastAsiaTheme"), None)  # it would go before the face
        fonts.set(qn("w:eastAsia"), _CHINESE_FACE)


def _paragraph(word: "WordDocument", text: str = "") -> "WordParagraph":
    """A paragraph at the end, before what closes the body: python-docx looks through all paragraphs for that."""
    from docx.oxml.parser import OxmlElement
    from docx.text.paragraph import Paragraph

    element = OxmlElement("w:p")
    word.element.body[-1].addprevious(element)
    paragraph = Paragraph(element, word._body)
    if text:
        paragraph.add_run(text)
    return paragraph


def _styled(word: "WordDocument", text: str, style: str) -> "WordParagraph":
    """A paragraph of a style, by its id: looked up by name, as python-docx has it, styles took most of the time."""
    paragraph = _paragraph(word, text)
    paragraph._p.style = style
    return paragraph


def _heading(word: "WordDocument", text: str, level: int) -> "WordParagraph":
    return _styled(word, text, f"Heading{level}")


def _small(paragraph: "WordParagraph", text: str, colour: str = _GREY) -> None:
    """A run of small print at the end of a paragraph."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor.from_string(colour)


def _add_summary(word: "WordDocument", index: Index, summary: Summary) -> None:
    words = index.words
    _heading(word, words["summary"], 1)
    chosen = digest(index)
    if chosen:
        gap = " " if words["lang"] == "en" else ""
        _paragraph(word, gap.join(index.apart(n) for n in chosen))
    rows = [(words["sentences"], str(summary.sentences))]
    rows += [(words.name("role", r.role), f"{r.count} ({percent(r.share)})") for r in summary.roles]
    rows += [(words["groups"], str(summary.groups)), (words["grounded"], str(summary.grounded))]
    rows += [(words["ungrounded"], str(len(summary.ungrounded)))]
    besides = besides_measures(summary, words)
    rows += [(words["measures"], f"{summary.measures} ({besides})" if besides else str(summary.measures))]
    rows += [(words["unsupported"], str(len(summary.unsupported)))]
    rows += [(words["uncertain"], str(len(summary.uncertain)))]
    _add_table(word, [], rows)
    lists = [
        ("ungrounded_groups", [index.group_title(g) for g in summary.ungrounded]),
        ("loose", [index.text(n) for n in summary.loose]),
        ("unsupported", [index.text(n) for n in summary.unsupported]),
        ("unused", [index.text(n) for n in summary.unused]),
        ("open_theory", [index.section_title(n) for n in summary.open_theory]),
    ]
    _heading(word, words["attention"], 1)
    if not summary.warnings and not any(items for _, items in lists):
        _paragraph(word, words["nothing"])
    for notice in summary.warnings:
        _styled(word, notice.message, "ListBullet")
    for key, items in lists:
        if items:
            _heading(word, words[key], 2)
            for item in items:
                _styled(word, item, "ListBullet")


def _add_recommendations(word: "WordDocument", index: Index) -> None:
    words = index.words
    _heading(word, words["map_list"], 1)
    if not index.analysis.groups:
        _paragraph(word, index.no_groups())
    for g, group in enumerate(index.analysis.groups):
        _heading(word, index.group_title(g), 2)
        grounds = [
            f"{index.section_title(index.section_number[ground.section])} {percent(ground.probability)}"
            for ground in sorted(group.grounds, key=lambda ground: -ground.probability)
        ]
        _small(_paragraph(word), f"{words['grounds']}: {'; '.join(grounds) or words['ungrounded']}")
        _add_motives(word, index, words["group_motives"], motives_of(index, group.motives))
        for card in cards_of(index, g):
            line = _styled(word, index.text(card.sentence), "ListBullet")
            line.paragraph_format.keep_with_next = True
            support = words["support_n"].format(motives=len(card.motives), evidence=card.evidence)
            said = [
                (words["card_strength"], words.name("strength", card.strength)),
                (words["card_actor"], card.actor),
                (words["card_target"], card.target),
                (words["card_instruments"], card.instruments),
                (words["card_figures"], card.figures),
                (words["card_support"], "" if card.evidence is None else support),
                (words["card_missing"], " ".join(words[key] for key in card.missing)),
            ]
            under = _styled(word, "", "ListContinue")
            _small(under, " · ".join(f"{name}: {value}" for name, value in said if value))
            _add_motives(word, index, words["card_motives"], card.motives)


def _add_motives(word: "WordDocument", index: Index, label: str, motives: Sequence[Motive]) -> None:
    if motives:
        _small(_styled(word, "", "ListContinue"), f"{label}:")
    for motive in motives:
        at = index.words["sentence_n"].format(n=motive.sentence + 1)
        cited = _styled(word, "", "ListContinue")
        _small(cited, f"{at} ({percent(motive.probability)}{doubt(motive.probability)}): {index.text(motive.sentence)}")


def _add_figures(word: "WordDocument", index: Index) -> None:
    words = index.words
    rows = [
        (f.text, words.name("kind", f.kind), f.value, f.unit, words["sentence_n"].format(n=f.sentence + 1))
        for f in figures_of(index)
    ]
    if rows:
        _heading(word, words["figures"], 1)
        head = [words[key] for key in ("figure_text", "figure_kind", "figure_value", "figure_unit", "text")]
        _add_table(word, head, rows)


def _add_table(word: "WordDocument", head: list[str], rows: Sequence[tuple[str, ...]]) -> None:
    table = word.add_table(0, len(rows[0]), "Light Grid Accent 1" if head else "Table Grid")
    for row in [tuple(head), *rows] if head else rows:
        # By the row: a table asked for one cell looks at them all.
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    _paragraph(word)


def _add_article(word: "WordDocument", index: Index) -> None:
    from docx.shared import RGBColor

    words = index.words
    _heading(word, words["article"], 1)
    legend = [f"[{words.name('mark', r)}] {words.name('role', r)}" for r in _COLOURS]
    _small(_paragraph(word), "  ".join([*legend, f"? {words['uncertain_flag']}"]))
    for block in blocks(index):
        if isinstance(block, HeadingLine):
            line = _heading(word, block.title, min(block.level - 1, 6))
            if block.stage:
                _small(line, f"  {words.name('stage', block.stage)}")
            continue
        paragraph = _paragraph(word)
        for s in block.sentences:
            colour = _COLOURS.get(s.role, _COLOURS["other"])
            doubt = "?" if s.uncertain else ""
            _small(paragraph, f"{' ' if s.space else ''}[{words.name('mark', s.role)}{doubt}{s.number + 1}]", colour)
            paragraph.add_run(s.text).font.color.rgb = RGBColor.from_string("1F2328")


def _saved(word: "WordDocument") -> bytes:
    """The document as a file that does not tell when it was made."""
    made, kept = io.BytesIO(), io.BytesIO()
    word.core_properties.author = word.core_properties.comments = _MADE_BY
    word.save(made)
    with zipfile.ZipFile(made) as found, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in found.namelist():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), found.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
