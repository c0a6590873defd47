"""Mine arguments from policy articles: rhetorical roles, argument maps, recommendations traced to their grounds.

>>> from pipeline import analyze_text
>>> analysis = analyze_text("一、意义\n数据是新的生产要素。\n")

Importing the package loads nothing heavy; the names below are resolved on first use (PEP 562).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.domain.analysis import Analysis
    from pipeline.workflows.analyze import analyze_file, analyze_text

__version__ = "0.1.0"
__all__ = ["Analysis", "analyze_file", "analyze_text"]

_HOMES = {
    "Analysis": "pipeline.domain.analysis",
    "analyze_file": "pipeline.workflows.analyze",
    "analyze_text": "pipeline.workflows.analyze",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
