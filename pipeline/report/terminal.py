"""The report of one analysis for a terminal: claims and their supports as a tree, groups, counts, warnings."""

from collections.abc import Iterable
from typing import Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import STAGES
from pipeline.report.index import Index, Link, build_index
from pipeline.report.map_boxes import percent
from pipeline.report.summary import Summary, besides_measures, summarise
from pipeline.report.typeset import clip, doubt, visible

_TEXT_CELLS: Final = 80  # 40 Chinese characters
_NOTICE_CELLS: Final = 60  # beside the number of the sentence
_CLAIMS: Final = 6  # of one section
_BACKING: Final = 4  # of one claim
_DEPTH: Final = 4  # below a section; also what ends a ring of relations in a broken file
_MEASURES: Final = 8
_NOTICES: Final = 10

_STYLES: Final = {
    "claim": "bold blue",
    "evidence": "green",
    "example": "magenta",
    "recommendation": "yellow",
    "other": "dim",
}


def render_terminal(analysis: Analysis, *, width: int | None = None) -> RenderableType:
    """The analysis as something that a rich console prints, in Chinese for a Chinese document, else in English.

    Sentences are cut to 40 Chinese characters (80 cells) or to what `width` leaves, one line each; long lists end in
    "… 还有 3 条". Markup and control characters of the document are shown, never obeyed. Every role and relation is
    said in words: colour only repeats it.

    Args:
        analysis: what was found in one document.
        width: cells to use; None leaves it to the console.

    Raises:
        InputError: the analysis does not fit together, e.g. a relation names a sentence that is not there.
    """
    index = build_index(analysis)
    summary = summarise(index)
    parts: list[RenderableType] = [_line((index.title(), "bold")), _stages(index)]
    parts += [Text(), _groups(index), Text(), _counts(index, summary), Text(), *_notices(index, summary)]
    stack = Stack(*parts)
    return stack if width is None else Constrain(stack, width)


def _line(*parts: tuple[str, str]) -> Text:
    """One line that is cut, not wrapped, where the terminal ends. Text is never read as rich's markup."""
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis")


def _sentence(index: Index, number: int, link: Link | None = None) -> Text:
    words, label = index.words, index.analysis.roles[number]
    head = visible(words.name("role", label.role))
    if link is not None:
        head = f"{visible(words.name('relation', link.type))}{doubt(link.probability)} · {head}"
    parts = [(f"{head} ", _STYLES.get(label.role, "dim"))]
    if label.uncertain:
        parts.append((f"({words['uncertain_flag']}) ", "italic"))
    return _line(*parts, (clip(index.text(number), _TEXT_CELLS), ""))


def _more(index: Index, hidden: int) -> Text:
    return Text(index.words["more"].format(n=hidden), style="dim")


def _below(index: Index, tree: Tree, links: Iterable[Link], depth: int) -> None:
    """Hang the sentences that back one sentence under it."""
    ordered = list(links)
    if depth == 0:
        if ordered:
            tree.add(_more(index, len(ordered)))
        return
    for link in ordered[:_BACKING]:
        _below(index, tree.add(_sentence(index, link.other, link)), index.children[link.other], depth - 1)
    if len(ordered) > _BACKING:
        tree.add(_more(index, len(ordered) - _BACKING))


def _covered(index: Index, claims: list[int]) -> set[int]:
    """The sentences that lead up to one of `claims`, these included."""
    found, waiting = set(claims), list(claims)
    while waiting:
        for link in index.children[waiting.pop()]:
            if link.other not in found:
                found.add(link.other)
                waiting.append(link.other)
    return found


def _tops(index: Index, claims: list[int]) -> list[int]:
    """The claims that back no other of `claims`, and one of each ring of claims that back each other."""
    here = set(claims)
    tops = [n for n in claims if not any(link.other in here for link in index.parents[n])]
    seen = _covered(index, tops)
    for n in claims:
        if n not in seen:
            tops.append(n)
            seen |= _covered(index, [n])
    return sorted(tops)


def _stages(index: Index) -> Stack:
    """A tree for each stage that holds sentences: sections, their claims, what backs these.

    A claim that backs another of its section is shown under that one only. Groups tell of recommendations, so that a
    section of the recommendation stage appears only where it makes claims.
    """
    roles, trees = index.analysis.roles, []
    for stage in STAGES:
        tree = Tree(Text(index.words.name("stage", stage), style="bold"), guide_style="dim")
        for section in index.shown:
            held = index.held[section]
            claims = [n for n in held if roles[n].role == "claim"]
            if index.analysis.stages[section] != stage or (stage in {"recommendation", "none"} and not claims):
                continue
            tops = _tops(index, claims)
            branch = tree.add(_line((clip(index.section_title(section), _TEXT_CELLS), "underline")))
            for n in tops[:_CLAIMS]:
                _below(index, branch.add(_sentence(index, n)), index.children[n], _DEPTH)
            if len(tops) > _CLAIMS:
                branch.add(_more(index, len(tops) - _CLAIMS))
            if not claims:
                branch.add(Text(index.words["no_claims"], style="dim"))
            loose = len(set(held) - _covered(index, claims)) if stage in {"theory", "practice"} else 0
            if loose:
                branch.add(Text(index.words["unattached"].format(n=loose), style="dim"))
        if tree.children:
            trees.append(tree)
    return Stack(*trees)


def _groups(index: Index) -> RenderableType:
    words, analysis = index.words, index.analysis
    if not analysis.groups:
        return Text(index.no_groups())
    tree = Tree(Text(words["groups"], style="bold"), guide_style="dim")
    for g, group in enumerate(analysis.groups):
        state = "" if group.grounded else f"  △ {words['ungrounded']}"
        branch = tree.add(_line((clip(index.group_title(g), _TEXT_CELLS), "underline"), (state, "bold red")))
        for ground in sorted(group.grounds, key=lambda ground: -ground.probability):
            title = clip(index.section_title(index.section_number[ground.section]), 60)
            branch.add(_line((f"{words['grounds']} ", "cyan"), (f"{title} {percent(ground.probability)}", "")))
        for measure in group.measures[:_MEASURES]:
            head = clip(index.text(index.sentence_number[measure.head]), _TEXT_CELLS - 12)
            details = f" ({words['details'].format(n=len(measure.details))})" if measure.details else ""
            branch.add(_line((f"{words['measures']} ", "yellow"), (head, ""), (details, "dim")))
        if len(group.measures) > _MEASURES:
            branch.add(Text(words["more_measures"].format(n=len(group.measures) - _MEASURES), style="dim"))
        if not group.measures:
            branch.add(Text(words["no_measures"], style="dim"))
    return tree


def _counts(index: Index, summary: Summary) -> Table:
    words = index.words
    table = Table(title=Text(words["summary"], style="bold"), title_justify="left", box=None, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_row(Text(words["sentences"]), str(summary.sentences))
    for row in summary.roles:
        name = visible(words.name("role", row.role))
        table.add_row(Text(f"  {name}", style=_STYLES.get(row.role, "dim")), str(row.count), percent(row.share))
    for stage, count in summary.stages:
        table.add_row(Text(f"{words['sections']} · {words.name('stage', stage)}"), str(count))
    table.add_row(Text(words["groups"]), str(summary.groups))
    table.add_row(Text(f"  {words['grounded']}"), str(summary.grounded))
    table.add_row(Text(f"  {words['ungrounded']}"), str(len(summary.ungrounded)))
    table.add_row(Text(words["measures"]), str(summary.measures), besides_measures(summary, words))
    table.add_row(Text(words["unsupported"]), str(len(summary.unsupported)))
    table.add_row(Text(words["uncertain"]), str(len(summary.uncertain)))
    return table


def _notices(index: Index, summary: Summary) -> list[Text]:
    words = index.words
    lines: list[Text] = []
    notes = [(n.message, n.place) for n in summary.warnings]
    lost = [
        (
            f"{item.found} → {words['unrepaired'] if item.repair is None else item.repair or words['removed']}",
            item.place,
        )
        for item in summary.lost
    ]
    loose, bare = (
        [(clip(index.text(n), _NOTICE_CELLS), index.place(index.analysis.document.sentences[n].start)) for n in numbers]
        for numbers in (summary.loose, summary.unsupported)
    )
    lists = (("warnings", notes), ("lost", lost), ("loose", loose), ("unsupported", bare))
    for head, items in ((words[key], items) for key, items in lists):
        if items:
            lines.append(Text(f"{head} ({len(items)})", style="bold"))
        for message, place in items[:_NOTICES]:
            where = f"{place.label} · " if place else ""
            lines.append(Text(f"  {where}{message}"))
        if len(items) > _NOTICES:
            lines.append(Text("  ").append(_more(index, len(items) - _NOTICES)))
    if summary.uncertain:
        lines.append(Text(f"{words['uncertain']} ({len(summary.uncertain)}): {words['uncertain_note']}", style="dim"))
    return lines or [Text(words["nothing"], style="dim")]
