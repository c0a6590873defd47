"""The report of one analysis as a single HTML page: nothing fetched, nothing of the document run as code."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import ROLES
from pipeline.report.argument_map import draw
from pipeline.report.article import HeadingLine, blocks, embedded_data
from pipeline.report.cards import cards_of, figures_of
from pipeline.report.index import build_index
from pipeline.report.map_boxes import percent
from pipeline.report.summary import summarise
from pipeline.report.typeset import clip, visible


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
    made.filters.update(percent=percent, clip=clip, visible=visible)
    made.tests["heading"] = lambda block: isinstance(block, HeadingLine)
    return made


@cache
def asset(name: str) -> tuple[Markup, str]:
    """A style sheet or script of ours, and its hash as a Content-Security-Policy names it."""
    text = files("pipeline.report").joinpath("templates", name).read_text(encoding="utf-8")
    digest = b64encode(sha256(text.encode()).digest()).decode("ascii")
    return Markup(text), f"'sha256-{digest}'"  # noqa: S704 - our own file, not text of a document


def render_html(analysis: Analysis) -> str:
    """One self-contained HTML5 page on `analysis`, to be written as UTF-8.

    It holds the counts, the places to look at with care, the argument map, and the whole article with the label of each
    sentence. Style and script are inlined and allowed by hash in a Content-Security-Policy that forbids all else, so
    that the page fetches nothing and runs nothing of the document's. The page is in Chinese for a Chinese document
    (`zh`), else in English. The same analysis gives the same page.

    Raises:
        InputError: the analysis does not fit together, e.g. a relation names a sentence that is not there.
    """
    index = build_index(analysis)
    style, style_hash = asset("page.css")
    script, script_hash = asset("page.js")
    policy = (
        f"default-src 'none'; style-src {style_hash}; script-src {script_hash}; base-uri 'none'; form-action 'none'"
    )
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            w=index.words,
            analysis=analysis,
            document=analysis.document,
            index=index,
            summary=summarise(index),
            cards=[cards_of(index, g) for g in range(len(analysis.groups))],
            figures=list(figures_of(index)),
            drawing=draw(index),
            blocks=blocks(index),
            known_roles=ROLES,
            style=style,
            script=script,
            policy=policy,
            data=Markup(embedded_data(index)),  # noqa: S704 - escaped by embedded_data
        )
    )
