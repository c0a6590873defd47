"""Records of documents that never were."""

from collections.abc import Mapping
from typing import Any

from pipeline.comparison.record import DocumentRecord, Recommendation


def recommendation(id: str, text: str, **changes: Any) -> Recommendation:
    """`id` is `DOCUMENT#PLACE`."""
    values: dict[str, Any] = {
        **{"id": id, "document": id.partition("#")[0], "group": None, "text": text, "details": ()},
        **{"start": 0, "end": len(text), "strength": "should", "actor": None, "target": None, "instruments": ()},
        **{"grounded": False, "support": 0, "probability": 0.9},
    }
    return Recommendation(**values | changes)


def record(id: str, roles: Mapping[str, int] | None = None, **changes: Any) -> DocumentRecord:
    """A document of so many sentences of each role; metadata and all else may be changed."""
    roles = {"claim": 5, "evidence": 3, "recommendation": 2} if roles is None else roles
    n = sum(roles.values())
    values: dict[str, Any] = {
        **{"id": id, "title": id, "source": f"{id}.txt", "language": "zh", "sha256": "0" * 64},
        **{"characters": 20 * n, "sentences": n, "roles": roles},
        **{"expected_roles": {r: float(k) for r, k in roles.items()}, "role_variances": {}},
        **{"stages": {"theory": n}, "relations": {}, "depth": 0.0, "width": 0.0, "roots": n},
        **{"facts": {}, "evidence_kinds": {}, "groups": 0, "grounded_groups": 0},
        **{"unused_evidence": 0, "unsupported_claims": 0, "recommendations": ()},
        **{"uncertain": 0, "model": "tiny 1 0123456789ab", "metadata": {}},
    }
    return DocumentRecord(**values | changes)
