"""The model card, written by the program from what it measured."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pipeline.domain.labels import ROLES
from pipeline.markdown import table
from pipeline.roles.registry import component
from pipeline.training.config import Config
from pipeline.training.examples import Example
from pipeline.visible import made_visible, visible

_FEW: Final = 20  # documents of a language; below, its scores rest on little and the card says so


def render_card(
    config: Config, examples: Sequence[Example], about: Mapping[str, Any], annotators: Sequence[str] = ()
) -> str:
    """The card in Markdown: what the model is, what it learned from, how it scored, where it should not be trusted.

    Args:
        config: of the training run.
        examples: all that the model learned from.
        about: of the manifest: `data` and `scores`, and `search` where the settings come from one.
        annotators: who labelled what it learned from, as far as they are known.
    """
    # Labels and names are other people's: none of them may act in a terminal, or begin a line of its own.
    shown = replace(
        config,
        version=visible(config.version),
        corpus=replace(config.corpus, labels=tuple(map(visible, config.corpus.labels))),
    )
    config, about, annotators = shown, made_visible(about), made_visible(annotators)
    parts = [
        [f"# {config.name} {config.version}", "", _what(config, "structure" in about["scores"])],
        _data(examples, about["data"], about["created_by"]),
        _search(about["search"]) if "search" in about else [],
        _role_scores(about["scores"], about["data"]["folds"], searched="search" in about),
        _structure_scores(about["scores"]["structure"]) if "structure" in about["scores"] else [],
        _people(about["scores"]["human"]) if "human" in about["scores"] else [],
        _curve(about["scores"]["learning_curve"]) if "learning_curve" in about["scores"] else [],
        _limits(examples, config, annotators),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _what(config: Config, of_structure: bool) -> str:
    labels = config.corpus.labels
    roles = "rhetorical role" if set(labels) == set(ROLES) else "label"
    structure = ", and finds the argument structure of the document" if of_structure else ""
    named = config.roles.component
    told = f" Component `{named}`: {component(named).description or 'described by its own package.'}"
    return f"Gives each sentence of a document a {roles} ({', '.join(labels)}){structure}.{told}"


def _data(examples: Sequence[Example], data: Mapping[str, Any], created_by: str) -> list[str]:
    languages = Counter(e.document.language for e in examples)
    genres = Counter(visible(e.genre) for e in examples if e.genre)
    counted = f"{data['documents']} documents ({_counts(languages)}), {data['sentences']} sentences."
    of_genres = f" Genres: {_counts(genres)}." if genres else ""
    parts = data.get("parts", {})
    of_parts = f" Parts learned from: {_counts(parts)}." if len(parts) > 1 else ""
    origin = f" Hash of texts and labels: `{data['sha256'][:16]}`. Trained by {created_by}."
    return [
        "## Data",
        "",
        counted + of_genres + of_parts + " What the texts are is told by the corpus's own README." + origin,
    ]


def _search(search: Mapping[str, Any]) -> list[str]:
    best, ranges = search["best"], search["ranges"]
    metric = {"accuracy": "accuracy", "macro_f1": "macro-F1"}.get(search["metric"], "accuracy and macro-F1 together")
    figures = ", ".join(
        f"{name} {_interval(best['scores'][key])}" for key, name in (("accuracy", "accuracy"), ("macro_f1", "macro-F1"))
    )
    settings = {name.removeprefix("roles."): value for name, value in best["settings"].items()}
    honest = (
        f"The {search['held_out']} documents that the corpus keeps to test on took no part: a score on them by "
        "`pipeline evaluate` is free of this."
        if search["held_out"]
        else "For a score free of this, keep documents apart and run `pipeline evaluate` on them."
    )
    return [
        "## Search",
        "",
        f"The settings below are the best of {search['tries']} tries by {metric}, cross-validated ({figures}).",
        "",
        *table(
            ["setting", "best", "searched"],
            ([f"`{name}`", _toml(value), _range(ranges[name])] for name, value in best["settings"].items()),
        ),
        "",
        "To paste into a configuration:",
        "",
        "```toml",
        "[roles]",
        *(f"{name} = {_toml(value)}" for name, value in settings.items()),
        "```",
        "",
        "**The scores of this card are optimistic**: the settings were chosen on the same folds that they are scored on, and "
        f"the best of {search['tries']} tries is partly the luckiest. {honest}",
    ]


def _range(of: Mapping[str, Any]) -> str:
    if "choices" in of:
        return ", ".join(_toml(value) for value in of["choices"])
    return f"{of['low']:g} to {of['high']:g}{', by size' if of['log'] else ''}"


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # of numbers, strings and truth values TOML writes the same


def _role_scores(scores: Mapping[str, Any], folds: str, *, searched: bool) -> list[str]:
    rows = [("all", scores), *scores["languages"].items()]
    confusion = scores["confusion"]
    return [
        "## Scores",
        "",
        f"Cross-validated by document, {folds} folds; every sentence predicted by a model that had not seen its "
        f"document{', but the settings were chosen on these folds' if searched else ', tuning included'}. Intervals: {100 * scores['level']:g} %, bootstrap over documents."
        + _ignored(scores.get("ignored", ())),
        "",
        *table(
            ["", "documents", "accuracy", "macro-F1"],
            ([name, s["documents"], _interval(s["accuracy"]), _interval(s["macro_f1"])] for name, s in rows),
        ),
        "",
        *table(
            ["role", "precision", "recall", "F1", "sentences"],
            (
                [name, *(f"{s[key]:.3f}" for key in ("precision", "recall", "f1")), s["support"]]
                for name, s in scores["labels"].items()
            ),
        ),
        "",
        "Confusion, gold in rows:",
        "",
        *table(
            ["", *confusion["labels"]],
            ([f"**{name}**", *row] for name, row in zip(confusion["labels"], confusion["counts"], strict=True)),
        ),
        "",
        f"Calibration error (ECE, 10 bins): {scores['calibration_error']:.3f}. `uncertain`: "
        f"{100 * scores['uncertain']:.1f} % of sentences"
        + (f"; accuracy of the rest {scores['accuracy_of_certain']:.3f}." if scores["uncertain"] < 1 else "."),
    ]


def _ignored(labels: Sequence[str]) -> str:
    if not labels:
        return ""
    names = ", ".join(f"`{label}`" for label in labels)
    return f" Sentences that people labelled {names} count in no score; macro-F1 averages over the other labels."


def _people(human: Mapping[str, Any]) -> list[str]:
    first, second = human["annotators"]
    rows = [(f"{second} against {first}", human), (f"the model against {first}", human["model"])]
    return [
        f"Beside annotators, on the {human['documents']} documents ({human['sentences']} sentences) that two labelled:",
        "",
        *table(
            ["", "accuracy", "macro-F1", "Krippendorff's alpha"],
            (
                [name, *("–" if s[k] is None else f"{s[k]:.3f}" for k in ("accuracy", "macro_f1", "alpha"))]
                for name, s in rows
            ),
        ),
    ]


def _curve(points: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        "Learning curve, on the documents of the first fold:",
        "",
        *table(
            ["documents learned from", "share", "accuracy", "macro-F1"],
            (
                [p["documents"], f"{100 * p['share']:.1f} %", _interval(p["accuracy"]), _interval(p["macro_f1"])]
                for p in points
            ),
        ),
    ]


_STRUCTURE: Final = {
    "stage_accuracy": "stage of each sentence",
    "parent_accuracy": "parent of each sentence",
    "labelled_parent_accuracy": "parent and relation",
    "relation_macro_f1": "relations, macro-F1",
    "groups_f1": "starts of groups, F1",
    "exact_groups": "documents with all groups right",
    "measures_f1": "heads of measures, F1",
    "grounds_f1": "grounds, F1",
}


def _structure_scores(s: Mapping[str, Any]) -> list[str]:
    human = s.get("human")
    columns = {f"cross-validated, {s['documents']} documents": s}
    if human:
        first, second = human["annotators"]
        columns[f"of them {human['documents']} that two labelled"] = human["model"]
        columns[f"`{second}` against `{first}` on these"] = human
    return [
        "Structure, on predicted roles and gold sentences:",
        "",
        *table(
            ["", *columns],
            ([name, *(_interval(of[key]) for of in columns.values())] for key, name in _STRUCTURE.items()),
        ),
    ]


def _limits(examples: Sequence[Example], config: Config, annotators: Sequence[str]) -> list[str]:
    languages = Counter(e.document.language for e in examples)
    few = {name: n for name, n in languages.items() if n < _FEW}
    by = " or else ".join(f"`{name}`" for name in annotators)
    agreement = (
        " How far annotators agree is printed by `pipeline annotations agreement`; no score above that means much."
    )
    like = "Documents unlike those it learned from score lower than this"
    if set(config.corpus.labels) == set(ROLES):
        like += (
            ", above all where firms and districts are named (evidence or example?) and where work is reported "
            "(claim or evidence?)"
        )
    return [
        "## Limits",
        "",
        f"- Learned from one label for each sentence{f', by {by}.{agreement}' if by else '.'}",
        f"- {like}.",
        *([f"- Few documents of a language: {_counts(few)}. Its scores rest on little."] if few else []),
        "- A probability is calibrated on documents like these; on others treat it as a ranking.",
    ]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name or 'unknown'} {n}" for name, n in sorted(counts.items()))


def _interval(values: Sequence[float]) -> str:
    value, low, high = values
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"
