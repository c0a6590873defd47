"""The model card, written by the program from what it measured."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.training.config import Config
from pipeline.training.examples import Example


def render_card(config: Config, examples: Sequence[Example], about: Mapping[str, Any]) -> str:
    """The card in Markdown: what the model is, what it learned from, how it scored, where it should not be trusted."""
    scores, data = about["scores"], about["data"]
    languages = Counter(e.document.language for e in examples)
    genres = Counter(e.genre for e in examples if e.genre)
    level = f"{100 * scores['level']:g} %"
    lines = [
        f"# {config.name} {config.version}",
        "",
        "Gives each sentence of a policy article a rhetorical role and finds the article's argument structure. Linear "
        "scorers over named features (characters, words, shape, position, headings, neighbours), decoded over the "
        "sentence sequence, probabilities calibrated; no pretrained weights.",
        "",
        "## Data",
        "",
        f"{data['documents']} documents ({', '.join(f'{n} {k}' for k, n in sorted(languages.items()))}), {data['sentences']} sentences. "
        f"Genres: {', '.join(f'{k} {n}' for k, n in sorted(genres.items()))}. Prose written for the project, with invented "
        f"places and figures. Hash of texts and labels: `{data['sha256'][:16]}`.",
        "",
        "## Scores",
        "",
        f"Cross-validated by document, {data['folds']} folds; every sentence predicted by a model that had not seen its "
        f"document, tuning included. Intervals: {level}, bootstrap over documents.",
        "",
        "| | documents | accuracy | macro-F1 |",
        "|---|---|---|---|",
        f"| all | {scores['documents']} | {_interval(scores['accuracy'])} | {_interval(scores['macro_f1'])} |",
        *(
            f"| {name} | {s['documents']} | {_interval(s['accuracy'])} | {_interval(s['macro_f1'])} |"
            for name, s in scores["languages"].items()
        ),
        "",
        "| role | precision | recall | F1 | sentences |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} | {s['support']} |"
            for name, s in scores["labels"].items()
        ),
        "",
        "Confusion, gold in rows:",
        "",
        *_table(scores["confusion"]),
        "",
        f"Calibration error (ECE, 10 bins): {scores['calibration_error']:.3f}. `uncertain`: {100 * scores['uncertain']:.1f} % of "
        f"sentences; accuracy of the rest {scores['accuracy_of_certain']:.3f}.",
    ]
    if "structure" in scores:
        s = scores["structure"]
        lines += [
            "",
            "Structure, on predicted roles and gold sentences:",
            "",
            "| stage of each sentence | parent | parent and relation | group starts F1 | all groups right | measure heads F1 | grounds F1 |",
            "|---|---|---|---|---|---|---|",
            f"| {s['stage_accuracy']:.3f} | {s['parent_accuracy']:.3f} | {s['labelled_parent_accuracy']:.3f} | {s['groups_f1']:.3f} | "
            f"{s['documents_with_exact_groups']}/{s['documents']} | {s['measures_f1']:.3f} | {s['grounds_f1']:.3f} |",
        ]
    lines += [
        "",
        "## Limits",
        "",
        "- One annotator labelled each document; no agreement between people bounds these scores yet.",
        "- The prose was written for the project. Real documents will score lower: expect more doubt between claim and "
        "evidence in official reports, and between evidence and example wherever firms and districts are named.",
        "- English rests on few documents.",
        "- A probability is calibrated on articles like these; on other genres treat it as a ranking.",
        "",
    ]
    return "\n".join(lines)


def _interval(values: Sequence[float]) -> str:
    value, low, high = values
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _table(confusion: Mapping[str, Any]) -> list[str]:
    labels = confusion["labels"]
    return [
        "| | " + " | ".join(labels) + " |",
        "|---" * (len(labels) + 1) + "|",
        *(
            f"| **{label}** | " + " | ".join(str(n) for n in row) + " |"
            for label, row in zip(labels, confusion["counts"], strict=True)
        ),
    ]
