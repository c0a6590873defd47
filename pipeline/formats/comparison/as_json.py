"""A comparison as one JSON file, schema `pipeline.comparison/1`, for programs that want it whole.

`comparison.schema.json` beside this module is the contract (JSON Schema 2020-12); in short:

created_by, by     the program; the property that makes the groups, "" for none
notes              what to know: code, name, items
accuracy           of the model in cross-validation, by language
languages          of each language: how many documents, and its groups
tables             those of `tables.py`, a list of objects each

Recommendations carry their texts; the analyses they come from are named by the hash of their documents.
"""

import json
from collections.abc import Iterable
from typing import Any

from pipeline.comparison.result import SCHEMA, Comparison
from pipeline.formats.comparison.tables import tables_of
from pipeline.formats.graph.tables import Table


def comparison_bytes(comparison: Comparison, tables: Iterable[Table] | None = None) -> bytes:
    """The bytes of the file; the same comparison always gives the same ones.

    Args:
        comparison: what to write.
        tables: its `tables_of`, where they have been made already.
    """
    data = {
        "schema": SCHEMA,
        "created_by": comparison.created_by,
        "by": comparison.by,
        "accuracy": dict(comparison.accuracy),
        "notes": [{"code": n.code, "name": n.name, "items": list(n.items)} for n in comparison.notes],
        "languages": [
            {"language": part.language, "documents": len(part.records), "groups": list(part.groups)}
            for part in comparison.parts
        ],
    }
    head = _json(data)[:-1]
    pieces = [f'{head},\n"tables": {{\n'.encode()]
    for table in tables_of(comparison) if tables is None else tables:
        pieces += [f"{_json(table.name)}: [".encode(), _rows(table), b"]", b",\n"]
    return b"".join([*pieces[:-1], b"\n}}\n"])


def _rows(table: Table) -> bytes:
    """A row a line: a file of this size is searched with tools that know lines."""
    return b",\n".join(_json(dict(zip(table.columns, row, strict=True))).encode() for row in table.rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
