"""What training leaves in its folder, and the frozen folds of a corpus."""

import json
from pathlib import Path
from typing import Any


def freeze(root: Path, folds: Any, schema: str = "pipeline.folds/1") -> None:
    (root / "folds.json").write_text(json.dumps({"schema": schema, "folds": folds}), encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def report_of(model: Path) -> Any:
    return json.loads((model / "evaluation" / "report.json").read_bytes())
