"""Rows of spreadsheets → marked texts: the tables of `_sheet.py`, or just a column of sentences and one of labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._sheet import ABOUT, text_hash, unescape
from pipeline.formats.exchange._sheet_marks import Row, marked_text, plain, whole_number

_COLUMNS: Final = {
    "document": ("document", "doc", "document_id", "doc_id", "文档", "文件", "篇章", "文章", "文檔"),
    "annotator": ("annotator", "coder", "标注者", "标注员", "標注者", "標註者"),
    "id": ("id", "编号", "編號"),
    "kind": ("kind", "单位", "單位"),
    "text": ("text", "sentence", "文本", "句子", "内容", "內容"),
    "role": ("role", "label", "category", "标签", "角色", "类别", "標籤", "類別"),
    "parent": ("parent", "上级", "上級"),
    "relation": ("relation", "关系", "關係"),
    "group": ("group", "建议组", "建議組"),
    "measure": ("measure", "措施"),
    "level": ("level", "层级", "層級"),
    "stage": ("stage", "阶段", "階段"),
    "grounds": ("grounds", "依据", "依據"),
    "note": ("note", "备注", "備註"),
    "start": ("start",),
    "end": ("end",),
    "part": ("part",),
    "sha256": ("sha256",),
}
# What tells the tables that `pipeline analyze` and `convert` write, and those of the page, from tables of labels.
_OF_ANALYSES: Final = (
    frozenset({"document", "title", "characters", "model_sha256", "created_by"}),
    frozenset({"document", "heading", "start", "end", "level", "title"}),
    frozenset({"document", "section", "heading", "start", "end", "stage"}),
    frozenset({"document", "sentence", "text", "paragraph", "role", "probability_claim"}),
    frozenset({"document", "source", "target", "type", "probability"}),
    frozenset({"document", "group", "title", "grounded"}),
    frozenset({"document", "group", "measure", "head"}),
    frozenset({"document", "group", "section", "probability", "cues"}),
    frozenset({"document", "group", "sentence", "probability", "cues"}),  # of a measure too
    frozenset({"document", "sentence", "kind", "number", "comparison"}),
    frozenset({"句号", "作用", "所从属的句子", "句子"}),
)
_COLUMN_OF: Final = {name: column for column, names in _COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file: for each row the place, for messages, and its cells.

    `stem` is the name of the file without its ending: the document's id where no column tells.
    """

    name: str
    stem: str
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(slots=True)
class _Document:
    where: str
    parts: dict[int, str]
    sha256: str
    about: dict[str, str]
    text: str = ""


Key = tuple[str, str]


def read_sheets(sheets: Sequence[Sheet]) -> list[MarkedText]:
    """The documents that the sheets hold, in the order they come in.

    Raises:
        AnnotationError: no sheet has the columns, a cell holds what it may not, or the two tables do not fit together.
    """
    documents: dict[Key, _Document] = {}
    rows: dict[Key, list[Row]] = {}
    found = False
    for sheet in sheets:
        table = _table(sheet)
        if table is None:
            continue
        found = True
        header, body = table
        if "part" in header.values():
            _read_documents(header, body, documents)
        else:
            for row in _rows(header, body):
                rows.setdefault((row["document"] or sheet.stem, row["annotator"]), []).append(row)
    if not found:
        where = ", ".join(sheet.name for sheet in sheets)
        remedy = "Its first row must name the columns: text and label (or 文本 and 标签), or those of an export"
        raise AnnotationError("has no column of texts with one of labels", where=where, remedy=remedy)
    for document in documents.values():
        document.text = _whole_text(document)
    known = {id for id, _ in documents}
    for (id, _), mine in rows.items():
        if known and id not in known:
            what = f"the document {id[:80]!r} is not in the table of documents"
            raise AnnotationError(what, where=mine[0].where, remedy="Write its id as it stands in the table documents")
    keys = [*documents, *(key for key in rows if key not in documents)]
    return [_document(key, rows.get(key, []), documents) for key in keys]


def _table(sheet: Sheet) -> tuple[dict[int, str], Sequence[tuple[str, Sequence[str]]]] | None:
    """The columns by place, and the rows below them; None for a sheet that is something else."""
    filled = [(where, cells) for where, cells in sheet.rows if any(cell.strip() for cell in cells)]
    if not filled:
        return None
    where, titles = filled[0]
    if any(own <= {plain(unescape(title)) for title in titles} for own in _OF_ANALYSES):
        what = "is a table of an analysis, which is written for spreadsheets but not read"
        remedy = "Give the analysis file (.analysis.json); a table of labels needs a column text and one label"
        raise AnnotationError(what, where=where, remedy=remedy)
    header: dict[int, str] = {}
    for i, title in enumerate(titles):
        name = unescape(title)
        column = name if name.startswith(ABOUT) else _COLUMN_OF.get(plain(name))
        if column is None:  # a column of the user's own
            continue
        if column in header.values():
            what = f'two columns hold the same: "{title[:40]}" and another one for {column}'
            raise AnnotationError(what, where=where, remedy="Delete or rename one of them")
        header[i] = column
    columns = set(header.values())
    if "text" not in columns or not columns & {"role", "kind", "part"}:
        return None
    return header, filled[1:]


def _rows(header: Mapping[int, str], body: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Row]:
    for where, cells in body:
        yield Row(where, {name: unescape(cells[i]) if i < len(cells) else "" for i, name in header.items()})


def _read_documents(
    header: Mapping[int, str], body: Sequence[tuple[str, Sequence[str]]], documents: dict[Key, _Document]
) -> None:
    for row in _rows(header, body):
        document = documents.setdefault((row["document"], row["annotator"]), _Document(row.where, {}, "", {}))
        number = whole_number(row["part"], row.where, "part")
        if number in document.parts:
            what = f"part {number} of {row['document'][:80]} is there twice"
            raise AnnotationError(what, where=row.where, remedy="Delete one of the rows")
        document.parts[number] = row["text"]
        document.sha256 = document.sha256 or row["sha256"].strip()
        document.about |= {
            column.removeprefix(ABOUT): value
            for column, value in row.cells.items()
            if column.startswith(ABOUT) and value
        }


def _whole_text(document: _Document) -> str:
    if sorted(document.parts) != list(range(1, len(document.parts) + 1)):
        what = f"holds the parts {', '.join(map(str, sorted(document.parts)))[:80]} of its text and not all"
        raise AnnotationError(what, where=document.where, remedy="Restore the rows from the export")
    text = "".join(part for _, part in sorted(document.parts.items()))
    if document.sha256 and document.sha256 != text_hash(text):
        remedy = "Restore it from the export: offsets count its characters, so it cannot be edited here"
        raise AnnotationError("the text is not the one that was exported", where=document.where, remedy=remedy)
    return text


def _document(key: Key, rows: Sequence[Row], documents: Mapping[Key, _Document]) -> MarkedText:
    id, annotator = key
    if key in documents:
        return marked_text(id, annotator, rows, documents[key].text, documents[key].about)
    # Somebody filled in a copy of the rows under a name of their own: the text is the same, the maker is not.
    same = next((document for (other, _), document in documents.items() if other == id), None)
    if same is not None:
        about = {name: value for name, value in same.about.items() if name not in ("made_by", "via")}
        return marked_text(id, annotator, rows, same.text, about)
    return marked_text(id, annotator, rows, None, {})
