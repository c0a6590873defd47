"""The report of one analysis as a single HTML page: nothing fetched, nothing of the document run as code."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import ROLES
from pipeline.report.argument_map import draw
from pipeline.report.article import HeadingLine, blocks
from pipeline.report.cards import cards_of, figures_of, motives_of
from pipeline.report.digest import digest
from pipeline.report.index import build_index
from pipeline.report.map_boxes import percent
from pipeline.report.page_data import page_data
from pipeline.report.summary import besides_measures, summarise
from pipeline.report.typeset import clip, doubt, visible

NONE_ATTACHED: Final[Mapping[str, bytes]] = MappingProxyType({})
MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SCRIPTS: Final = (
    "elements.js",
    *(f"page/{name}.js" for name in ("state", "panel", "map", "filter", "corrections", "downloads", "print")),
)


@cache
def environment() -> Environment:
    """Jinja with our templates, everything escaped."""
    made = Environment(
        loader=PackageLoader("pipeline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(percent=percent, clip=clip, doubt=doubt, visible=visible)
    made.tests["heading"] = lambda block: isinstance(block, HeadingLine)
    return made


@cache
def asset(name: str) -> tuple[Markup, str]:
    """A style sheet or script of ours, and its hash as a Content-Security-Policy names it."""
    return _hashed(_read(name))


@cache
def script(*names: str) -> tuple[Markup, str]:
    """Scripts of ours as one, in a scope of their own, and its hash."""
    parts = "\n".join(_read(name) for name in names)
    return _hashed(f'"use strict";\n(() => {{\n{parts}}})();\n')


def policy(styles: Iterable[str], scripts: Iterable[str] = (), images: str = "") -> str:
    """A Content-Security-Policy: these styles and scripts by hash, images of one scheme, and nothing else."""
    allowed = {"style-src": " ".join(styles), "script-src": " ".join(scripts), "img-src": images}
    rules = ["default-src 'none'", *(f"{what} {which}" for what, which in allowed.items() if which)]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def script_json(value: Any, *, ascii: bool = True) -> Markup:
    """JSON that no text of a document can end: for a script element.

    Args:
        value: what is to stand there.
        ascii: every other character as an escape, so that half of a surrogate pair can be written too; of Chinese text
            twice the size.
    """
    text = json.dumps(value, ensure_ascii=ascii, separators=(",", ":"), allow_nan=False)
    for acts in "&<>\u2028":
        text = text.replace(acts, f"\\u{ord(acts):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can end the element


def _read(name: str) -> str:
    return files("pipeline.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hashed(text: str) -> tuple[Markup, str]:
    digest = b64encode(sha256(text.encode()).digest()).decode("ascii")
    return Markup(text), f"'sha256-{digest}'"  # noqa: S704 - our own file, not text of a document


def render_html(analysis: Analysis, attached: Mapping[str, bytes] = NONE_ATTACHED) -> str:
    """One self-contained HTML5 page on `analysis`, to be written as UTF-8.

    It holds the counts, the places to look at with care, the argument map, and the whole article with the label of each
    sentence, which a reader can filter, correct and save. Style and script are inlined and allowed by hash in a
    Content-Security-Policy that forbids all else, so that the page fetches nothing and runs nothing of the document's;
    pictures may be blobs, which only the page's own script can make. The page is in Chinese for a Chinese document
    (`zh`), else in English. The same analysis gives the same page.

    Args:
        analysis: what to report on.
        attached: files to be downloaded from the page, by their kind: "xlsx", "docx".

    Raises:
        InputError: the analysis does not fit together, e.g. a relation names a sentence that is not there.
    """
    index = build_index(analysis)
    style, style_hash = asset("page.css")
    code, code_hash = script(*_SCRIPTS)
    drawing, summary = draw(index), summarise(index)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            w=index.words,
            analysis=analysis,
            document=analysis.document,
            index=index,
            summary=summary,
            besides=besides_measures(summary, index.words),
            cards=[cards_of(index, g) for g in range(len(analysis.groups))],
            motives=[motives_of(index, group.motives) for group in analysis.groups],
            figures=list(figures_of(index)),
            drawing=drawing,
            digest=digest(index),
            attached=[(kind, MEDIA_TYPES[kind], b64encode(data).decode("ascii")) for kind, data in attached.items()],
            blocks=blocks(index),
            normalised=any(analysis.document.text[s.start : s.end] != s.text for s in analysis.document.sentences),
            known_roles=ROLES,
            style=style,
            script=code,
            policy=policy([style_hash], [code_hash], "blob:"),
            data=script_json(page_data(index, {box.key for box in drawing.boxes})),
            source=script_json(analysis.document.text),
        )
    )
