"""The measures of a document: each a ratio whose two halves are kept, so that documents can be pooled rightly.

The value of a group is the sum of numerators over the sum of denominators: long documents count for more, as more was
said in them, and no document without a denominator (a report that recommends nothing) has to be left out or made up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.comparison.record import DocumentRecord
from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.facts.modality import STRENGTHS

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is called in Chinese and English, and whether it is a share of 1."""

    zh: str
    en: str
    share: bool


_ROLE: Final = {
    "claim": ("论点", "claims"),
    "evidence": ("论据", "evidence"),
    "example": ("例证", "examples"),
    "recommendation": ("建议", "recommendations"),
    "other": ("其他", "other sentences"),
}
_STAGE: Final = {
    "theory": ("理论", "theory"),
    "practice": ("实践", "practice"),
    "recommendation": ("建议", "recommendation"),
    "none": ("其余", "no stage"),
}
_RELATION: Final = {
    "supports": ("支持", "supports"),
    "exemplifies": ("例示", "exemplifies"),
    "specifies": ("细化", "specifies"),
    "attacks": ("反驳", "attacks"),
}
_STRENGTH: Final = {
    "must": ("必须", "must"),
    "should": ("应", "should"),
    "encourage": ("鼓励", "encourage"),
    "explore": ("探索", "explore"),
}
_EVIDENCE: Final = {
    "figure": ("识别出数字的", "with a recognised figure"),
    "date": ("识别出日期的", "with a recognised date"),
    "body": ("识别出机构的", "with a recognised body"),
    "instance": ("个案的", "of an instance"),
}

MEASURES: Final[Mapping[str, Measure]] = {
    **{f"share_{role}": Measure(f"{zh}句占比", f"Share of {en}", True) for role, (zh, en) in _ROLE.items()},
    **{
        f"stage_{name}": Measure(f"{zh}部分占比", f"Share of the {en} stage", True) for name, (zh, en) in _STAGE.items()
    },
    "sentences": Measure("每份文件句数", "Sentences per document", False),
    "recommendations": Measure("每份文件建议条数", "Recommendations per document", False),
    "depth": Measure("论证深度", "Depth of the argument", False),
    "width": Measure("论证宽度", "Width of the argument", False),
    "share_in_groups": Measure("建议组内的建议占比", "Share of recommendations in groups", True),
    "share_grounded": Measure("建议组内有依据的建议占比", "Share of grouped recommendations grounded", True),
    "support_per_recommendation": Measure(
        "论证中支撑每条建议的句数", "Sentences linked as support to each recommendation", False
    ),
    "evidence_per_recommendation": Measure(
        "全文论据和例证与建议之比", "Evidence and examples in the text to each recommendation", False
    ),
    "figures_per_1000": Measure("每千字数字", "Figures per 1,000 characters", False),
    **{
        f"evidence_{kind}": Measure(f"论据和例证中{zh}占比", f"Share of evidence {en}", True)
        for kind, (zh, en) in _EVIDENCE.items()
    },
    **{
        f"strength_{name}": Measure(f"“{zh}”类建议占比", f"Share of “{en}”", True)
        for name, (zh, en) in _STRENGTH.items()
    },
    "share_with_actor": Measure("识别出主体的建议占比", "Share with a recognised actor", True),
    "share_with_instrument": Measure("识别出政策工具的建议占比", "Share with a recognised instrument", True),
    **{
        f"relation_{name}": Measure(f"“{zh}”关系占比", f"Share of “{en}”", True) for name, (zh, en) in _RELATION.items()
    },
    "unused_evidence": Measure("未被使用的论据占比", "Share of evidence never used", True),
    "unsupported_claims": Measure("疑似无支撑的论点占比", "Share of claims that may lack support", True),
}
_FIGURES: Final = ("money", "share", "points", "multiple", "ratio", "measure", "count", "number")

# The measures that hang on the predicted role of each sentence alone, so that errors of the model can be carried into
# them: which role each is the share of.
ROLE_SHARES: Final[Mapping[str, str]] = {f"share_{role}": role for role in ROLES}


def amounts(record: DocumentRecord) -> dict[str, tuple[float, float]]:
    """Numerator and denominator of each measure of `MEASURES` for one document."""
    n, items = record.sentences, record.recommendations
    evidence = record.roles.get("evidence", 0) + record.roles.get("example", 0)
    related = sum(record.relations.values())
    counted = n - record.roles.get("other", 0)
    inner = related / record.width if record.width else 0.0
    grouped = [r for r in items if r.group is not None]
    return {
        **{f"share_{role}": (record.roles.get(role, 0), n) for role in ROLES},
        **{f"stage_{stage}": (record.stages.get(stage, 0), n) for stage in STAGES},
        "sentences": (n, 1),
        "recommendations": (len(items), 1),
        "depth": (record.depth * counted, counted),
        "width": (related, inner),
        "share_in_groups": (len(grouped), len(items)),
        # Outside groups nothing was looked for.
        "share_grounded": (sum(r.grounded for r in grouped), len(grouped)),
        "support_per_recommendation": (sum(r.support for r in items), len(items)),
        "evidence_per_recommendation": (evidence, len(items)),
        "figures_per_1000": (1000 * sum(record.facts.get(kind, 0) for kind in _FIGURES), record.characters),
        **{f"evidence_{kind}": (record.evidence_kinds.get(kind, 0), evidence) for kind in _EVIDENCE},
        **{f"strength_{name}": (sum(r.strength == name for r in items), len(items)) for name in STRENGTHS},
        "share_with_actor": (sum(r.actor is not None for r in items), len(items)),
        "share_with_instrument": (sum(bool(r.instruments) for r in items), len(items)),
        **{f"relation_{name}": (record.relations.get(name, 0), related) for name in RELATIONS},
        "unused_evidence": (record.unused_evidence, evidence),
        "unsupported_claims": (record.unsupported_claims, record.roles.get("claim", 0)),
    }


def halves(records: Sequence[DocumentRecord], measures: Iterable[str]) -> Array:
    """Numerators and denominators: shape (documents, measures, 2)."""
    names = list(measures)
    each = [amounts(r) for r in records]
    return np.array([[of[name] for name in names] for of in each], dtype=np.float64).reshape(len(each), len(names), 2)


def ratios(sums: Array) -> Array:
    """Values of sums of halves, NaN where nothing is to be counted: shape (…, 2) → (…)."""
    result: Array = np.divide(sums[..., 0], sums[..., 1], out=np.full(sums.shape[:-1], np.nan), where=sums[..., 1] > 0)
    return result
