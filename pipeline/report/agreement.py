"""Agreement between annotators as Markdown tables."""

from math import isnan

from pipeline.domain.agreement import Agreement, Figure, LabelTable
from pipeline.markdown import table


def render_agreement(found: Agreement) -> str:
    """The figures as Markdown: what was compared, then a part for each kind of label, then the trees."""
    lines = [
        f"# Agreement of {', '.join(found.annotators)}",
        "",
        f"{len(found.documents)} documents that at least two labelled, {found.sentences} sentences. "
        f"Intervals: {found.level:.0%}, bootstrap over documents.",
    ]
    if found.unmatched:
        lines += ["", f"{found.unmatched} sentences are divided differently and were left out."]
    for kind in found.tables:
        lines += ["", *_label_table(kind, found.annotators)]
    if found.trees:
        lines += ["", "## Trees and groups", ""]
        names = [figure.name for figure in found.trees[0][1]]
        lines += table(["", *names], ([pair, *map(_shown, figures)] for pair, figures in found.trees))
    return "\n".join(lines) + "\n"


def _label_table(found: LabelTable, annotators: tuple[str, ...]) -> list[str]:
    per_label = ([label, times, _shown(figure)] for label, times, figure in found.by_label)
    used = [i for i, row in enumerate(found.confusion) if sum(row) or sum(r[i] for r in found.confusion)]
    confusion = ([f"**{found.labels[i]}**", *(found.confusion[i][j] for j in used)] for i in used)
    return [
        f"## {found.kind.capitalize()}",
        "",
        *table(["coefficient", "value"], ([f.name, _shown(f)] for f in found.overall)),
        "",
        *table([found.kind, "times given", "alpha against the rest"], per_label),
        "",
        f"{annotators[0]} in rows, {annotators[1]} in columns:"
        if len(annotators) == 2
        else "One annotator of a pair in rows, the other in columns, summed over pairs in both orders:",
        "",
        *table(["", *(found.labels[i] for i in used)], confusion),
    ]


def _shown(figure: Figure) -> str:
    if isnan(figure.value):
        return "–"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
