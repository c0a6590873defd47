"""What is told of a model of argument components: its card, tables of scores, and predictions as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.domain.units import ROOT, FoundUnits, UnitText
from pipeline.evaluation.units import SCORE_NAMES
from pipeline.markdown import table
from pipeline.training.unit_config import UnitConfig
from pipeline.visible import visible

_SEGMENTING: Final = "Where units are not marked, a segmenter of tokens finds them. "
_DIGITS: Final = 6  # of a probability


def present(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The scores that every run has."""
    return [key for key in SCORE_NAMES if all(key in run for run in runs)]


def score_table(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Scores with their intervals, a column for each run."""
    rows = [
        [SCORE_NAMES[key], *(f"{run[key][0]:.3f} [{run[key][1]:.3f}, {run[key][2]:.3f}]" for run in runs)]
        for key in present(runs)
    ]
    return table(["", *(f"run {k}" if len(runs) > 1 else "score" for k, _ in enumerate(runs, 1))], rows)


def unit_card(config: UnitConfig, about: Mapping[str, Any]) -> str:
    """The card of a model."""
    data, folds, scores = about["data"], about["folds"], about["scores"]
    means = ", ".join(f"{SCORE_NAMES[key]} {value:.3f}" for key, value in scores["mean"].items())
    lines = [
        f"# {visible(config.name)} {visible(config.version)}",
        "",
        f"Labels argument components (`{config.component}`) and grows their tree: boosted trees over pairs of units, "
        f"the maximum spanning arborescence, labels decoded with it. {_SEGMENTING if config.segmentation else ''}"
        "No pretrained weights.",
        "",
        f"{data['texts']} texts, {data['units']} units, format {config.format}; hash `{data['sha256'][:16]}`. "
        f"Trained by {about['created_by']}.",
        "",
        f"Cross-validated by text, {folds['count']}{' frozen' if folds['frozen'] else ''} folds, {folds['repeats']} "
        "times; intervals: 95 %, bootstrap over texts.",
        "",
        *score_table(scores["runs"]),
        "",
        f"Mean: {means}.",
        "",
    ]
    return "\n".join(lines)


def units_json(texts: Sequence[UnitText], found: Sequence[FoundUnits]) -> bytes:
    """What was found and how probable the model takes it to be, a text a line."""
    records = [
        {
            "id": text.id,
            "units": [
                {
                    "start": start,
                    "end": end,
                    "label": label,
                    "parent": None if parent == ROOT else parent,
                    "relation": relation,
                    "probabilities": {
                        "label": round(p.component, _DIGITS),
                        "parent": round(p.parent, _DIGITS),
                        "relation": round(p.relation, _DIGITS),
                    },
                }
                for (start, end), label, parent, relation, p in zip(
                    text.spans,
                    of.labels.components,
                    of.labels.parents,
                    of.labels.relations,
                    of.probabilities,
                    strict=True,
                )
            ],
        }
        for text, of in zip(texts, found, strict=True)
    ]
    lines = ",\n".join(json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    return f"[\n{lines}\n]\n".encode()
