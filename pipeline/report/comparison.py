"""The page of a comparison: one self-contained HTML5 file for readers who never wrote code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.comparison.result import Comparison, LeftOut, Part
from pipeline.domain.labels import ROLES, STAGES
from pipeline.report import comparison_recommendations as recommendations
from pipeline.report import comparison_summary as summary
from pipeline.report import comparison_view as view
from pipeline.report.comparison_diff import diff_view
from pipeline.report.comparison_drawings import Illustration
from pipeline.report.comparison_measures import definitions
from pipeline.report.comparison_numbers import measured_likeness
from pipeline.report.comparison_themes import matrix_of, theme_rows
from pipeline.report.comparison_wording import comparison_words, told
from pipeline.report.html import asset, environment, policy, script, script_json
from pipeline.report.wording import Words

_FEW: Final = 2  # documents, below which nothing is shared
_SCRIPT_WORDS: Final = (
    *("status.shared", "status.unique", "strength.must", "strength.should", "strength.encourage", "strength.explore"),
    *("grounded_yes", "grounded_no", "grounded_none", "support_n"),
    *("nearest", "no_nearest", "likeness", "found_n", "shown_n"),
    *("verdict.same", "verdict.related", "verdict.conflict"),
)


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file beside the page, and how many rows it has where it is a table."""

    path: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class _Left:
    name: str
    reason: str


def page_language(comparison: Comparison) -> str:
    """The language of most documents; English where that is neither Chinese nor English."""
    return comparison.parts[0].language if comparison.parts else "en"


def render_comparison(
    comparison: Comparison,
    illustrations: Mapping[str, Mapping[str, Illustration]] | None = None,
    links: Sequence[FileLink] = (),
    language: str | None = None,
) -> str:
    """The page, to be written as UTF-8; the same comparison gives the same page.

    Style and script are inlined and allowed by hash in a Content-Security-Policy that forbids all else but pictures
    inside the page, so that it fetches nothing and runs nothing of a document's. Everything from a document is escaped.

    Args:
        comparison: what to show.
        illustrations: figures of each language by name, see `comparison_drawings`; none where they cannot be drawn.
        links: to the files beside the page.
        language: of the page; by default that of most documents.
    """
    words = comparison_words(language or page_language(comparison))
    several = len(comparison.parts) > 1
    shown = [
        _part(part, comparison, words, (illustrations or {}).get(part.language, {}), several)
        for part in comparison.parts
    ]
    styles = [asset(name) for name in ("page.css", "evaluation.css", "comparison.css")]
    code, code_hash = script("elements.js", "comparison.js")
    data = {"words": {name: words[name] for name in _SCRIPT_WORDS}, "parts": [part["data"] for part in shown]}
    heading = words["heading_one" if comparison.documents == 1 else "heading"].format(n=comparison.documents)
    return (
        environment()
        .get_template("comparison.html.j2")
        .render(
            w=words,
            heading=heading,
            models=sorted({r.model for part in comparison.parts for r in part.records}),
            opening=list(summary.opening(comparison, words)),
            parts=shown,
            roles=ROLES,
            stages=STAGES,
            notes=[told(words, note.code, note.name, note.items) for note in comparison.notes],
            left_out=[_left(item, words) for item in comparison.left_out],
            methods=list(summary.methods(comparison, words, words["m.alignment"].format(**measured_likeness()))),
            files=links,
            created_by=comparison.created_by,
            styles=[style for style, _ in styles],
            script=code,
            policy=policy((hash for _, hash in styles), [code_hash], "data:"),
            data=script_json(data, ascii=False),
        )
    )


def _part(
    part: Part, comparison: Comparison, words: Words, pictures: Mapping[str, Illustration], several: bool
) -> dict[str, Any]:
    """All that the template asks about one language."""
    prefix = f"{part.language}-" if several else ""
    names = recommendations.names_of_documents(part)
    anchors = recommendations.anchors_of([r.id for r in part.records], prefix)
    shown = recommendations.Shown(part, names, anchors, words)
    documents, more_documents = view.document_rows(part, names, anchors)
    placed = {id: anchor for id, anchor in anchors.items() if anchor in {row.anchor for row in documents}}
    shown = recommendations.Shown(part, names, placed, words)
    differences, more_differences = view.difference_rows(part, words)
    counts = recommendations.counts_of(part)
    compared = counts.all > 0 and len(part.records) >= _FEW
    clusters, more_clusters = recommendations.clusters_of(shown)
    conflicts, more_conflicts = recommendations.conflicts_of(shown)
    themes = theme_rows(part, words["comma"]) if counts.all else ()
    trends = view.trend_rows(part, words)
    diff = None if part.diff is None else diff_view(part, part.diff, names, words)
    short = words.get(f"language.{part.language}") or words["language.other"].format(language=part.language)
    return {
        "language": part.language,
        "prefix": prefix,
        "title": short,
        "short": short,
        "sections": [
            name
            for name, there in (
                ("documents", True),
                ("mix", "roles" in pictures),
                ("groups", True),
                ("differences", differences),
                ("trends", trends),
                ("themes", themes),
                ("recommendations", compared),
                ("counterparts", compared),
                ("diff", diff is not None and not diff.first),
            )
            if there
        ],
        "summary": list(summary.sentences(part, words)),
        "columns": [
            words["year"] if column == "year" else words.get(f"property.{column}", column)
            for column in view.columns_of(part)
        ],
        "documents": documents,
        "more_documents": more_documents,
        "pictures": {name: _picture(pictures.get(name)) for name in ("roles", "stages", "groups", "trends")},
        "grouped": bool(part.groups),
        "by": words.get(f"property.{comparison.by}", comparison.by),
        "group_names": view.group_heads(part, words),
        "definitions": tuple(definitions(words)),
        "measures": view.measure_rows(part, words),
        "differences": differences,
        "more_differences": more_differences,
        "trends": trends,
        "dated": any("year" in r.metadata for r in part.records),
        "themes": themes,
        "matrix": matrix_of(part, names, placed, comparison.by, words) if themes else None,
        "recommendations": compared,
        "clusters": clusters,
        "clusters_n": counts.clusters,
        "more_clusters": more_clusters,
        "clusters_note": words["clusters_note"].format(**measured_likeness()),
        "conflicts_note": words["conflicts_note"].format(**measured_likeness()),
        "conflicts": conflicts,
        "conflicts_n": counts.conflicts,
        "more_conflicts": more_conflicts,
        "unique": recommendations.unique_rows(shown),
        "unique_n": counts.unique,
        "diff": diff,
        "data": recommendations.search_data(shown) if compared else {},
    }


def _picture(illustration: Illustration | None) -> dict[str, Any] | None:
    if illustration is None:
        return None
    return {"picture": illustration.drawing.picture, "caption": illustration.caption, "file": illustration.file}


def _left(item: LeftOut, words: Words) -> _Left:
    return _Left(item.name, item.reason if item.same_as is None else words["same_as"].format(name=item.same_as))
