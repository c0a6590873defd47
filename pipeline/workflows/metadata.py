"""What a table says of documents beside their text: date, region, kind, source and whatever else."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.comparison.result import Note
from pipeline.errors import AnnotationError, InputError
from pipeline.formats.exchange._workbook import read_workbook
from pipeline.formats.exchange.sheet_csv import csv_rows

# Names of columns that mean the same, after case and white space are gone.
_SAME: Final = {
    "date": ("date", "year", "time", "published", "日期", "时间", "年份", "年", "年度", "发布日期", "时期"),
    "region": ("region", "province", "place", "city", "地区", "区域", "省份", "省", "城市", "地方"),
    "kind": ("kind", "type", "genre", "category", "类型", "类别", "文种", "种类", "体裁"),
    "source": ("source", "publisher", "issuer", "来源", "发文机关", "发布机构", "机构"),
    "title": ("title", "标题", "题目", "题名"),
}
_FIELD: Final = {name: field for field, names in _SAME.items() for name in names}
_KEYS: Final = (
    "file",
    "filename",
    "path",
    "document",
    "id",
    "name",
    "文件",
    "文件名",
    "文档",
    "文件名称",
    "编号",
    "名称",
)


@dataclass(frozen=True, slots=True)
class MetadataTable:
    """A table of documents: its name, the column that names them, and a row of properties for each name."""

    name: str
    key: str
    rows: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Named:
    """How a document can be named in a table: its id, and the path it was read from."""

    id: str
    source: str


def field_of(column: str) -> str:
    """The property that a column is about: `date` for 年份, for one that we do not know its own name."""
    plain = " ".join(column.split())
    return _FIELD.get(plain.casefold(), plain)


def read_metadata(path: Path) -> MetadataTable:
    """A CSV file (UTF-8, UTF-16, GB18030; comma, semicolon or tab) or an Excel workbook, its first sheet.

    The column of documents is one called file, path, document, id, 文件, 文件名, 文档, 编号 …, else the first. An empty
    cell says nothing.

    Raises:
        InputError: the file cannot be read, has no rows, two columns of one name, or two rows on one document.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read: {reason}", where=str(path), remedy="Check the path") from error
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            sheets = [[(f"{path}, row {n}", cells) for n, cells in rows] for _, rows in read_workbook(path.name, data)]
            rows = sheets[0] if sheets else []
        else:
            rows = csv_rows(str(path), data)
    except AnnotationError as error:
        raise InputError(error.what, where=error.where, remedy=error.remedy) from error
    rows = [(where, [cell.strip() for cell in cells]) for where, cells in rows if any(cell.strip() for cell in cells)]
    if len(rows) < 2:
        remedy = "Give a header, and a row for each document"
        raise InputError("holds no row of metadata", where=str(path), remedy=remedy)
    return _table(path, rows)


def _table(path: Path, rows: Sequence[tuple[str, list[str]]]) -> MetadataTable:
    head_place, header = rows[0]
    at = next((i for key in _KEYS for i, column in enumerate(header) if column.casefold() == key), 0)
    fields = [field_of(column) for column in header]
    for i, field in enumerate(fields):
        if i != at and field and field in (f for j, f in enumerate(fields[:i]) if j != at):
            what = f"two columns say the {field} of a document"
            raise InputError(what, where=head_place, remedy="Leave one of them out, or give it another name")
    table: dict[str, Mapping[str, str]] = {}
    for where, cells in rows[1:]:
        key = cells[at] if at < len(cells) else ""
        if not key:
            raise InputError(
                f'does not name its document in the column "{header[at]}"', where=where, remedy="Fill it in"
            )
        if key in table:
            raise InputError(f"is a second row on {key}", where=where, remedy="Leave one of them out")
        table[key] = {
            f: value for i, (f, value) in enumerate(zip(fields, cells, strict=False)) if i != at and f and value
        }
    return MetadataTable(str(path), header[at], table)


def matched(
    table: MetadataTable, documents: Sequence[Named], twins: Sequence[Named] = ()
) -> tuple[dict[str, Mapping[str, str]], tuple[Note, ...]]:
    """The rows of a table by the ids of the documents that they name, and what to warn of.

    A row names a document by its id, its path, the name of its file with or without its ending. Case and composition
    of characters do not count. A name that fits several documents is not used.

    Args:
        table: of rows.
        documents: those compared.
        twins: files that were left out because they hold what a document holds that is compared, whose id they have
            here: a row on one is on that document too, where its own rows do not say otherwise.
    """
    names, of_twins = _by_name(documents), _by_name(twins)
    found: dict[str, Mapping[str, str]] = {}
    lent: dict[str, Mapping[str, str]] = {}
    absent: list[str] = []
    many: list[str] = []
    for key, row in table.rows.items():
        known = (_folded(key), _folded(key.replace("\\", "/")))
        ids = next((of[name] for of in (names, of_twins) for name in known if name in of), set())
        if len(ids) == 1:
            (id,) = ids
            into = found if any(name in names for name in known) else lent
            into[id] = {**into.get(id, {}), **row}
        else:
            (many if ids else absent).append(key)
    for id, row in lent.items():
        found[id] = {**row, **found.get(id, {})}
    bare = [d.id for d in documents if d.id not in found]
    noted = {"metadata-absent": absent, "metadata-ambiguous": many, "metadata-missing": bare}
    return found, tuple(Note(code, table.name, tuple(names)) for code, names in noted.items() if names)


def _by_name(documents: Sequence[Named]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for document in documents:
        for name in _names(document):
            found.setdefault(name, set()).add(document.id)
    return found


def _names(document: Named) -> set[str]:
    path = PurePosixPath(document.source.replace("\\", "/"))
    return {_folded(n) for n in (document.id, document.source, str(path), path.name, path.stem)}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().casefold())
