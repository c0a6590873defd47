"""The label scheme, version 1: roles, stages and relations (`annotations/GUIDELINES.md` explains each)."""

from typing import Final

SCHEME_VERSION: Final = 1

ROLES: Final = ("claim", "evidence", "example", "recommendation", "other")
STAGES: Final = ("theory", "practice", "recommendation", "none")
RELATIONS: Final = ("supports", "exemplifies", "specifies", "attacks")

# The names of the manual in Chinese, as people write them in a table or a tool.
CHINESE: Final = {
    "论点": "claim",
    "論點": "claim",
    "论据": "evidence",
    "論據": "evidence",
    "例证": "example",
    "例證": "example",
    "建议": "recommendation",
    "建議": "recommendation",
    "其他": "other",
    "理论": "theory",
    "理論": "theory",
    "实践": "practice",
    "實踐": "practice",
    "支持": "supports",
    "例示": "exemplifies",
    "细化": "specifies",
    "細化": "specifies",
    "反驳": "attacks",
    "反駁": "attacks",
}

# Which roles a relation may join, source → target. `specifies` joins like to like.
RELATION_ENDS: Final[dict[str, frozenset[tuple[str, str]]]] = {
    "supports": frozenset((s, t) for s in ("claim", "evidence") for t in ("claim", "recommendation")),
    "exemplifies": frozenset(("example", t) for t in ("claim", "evidence", "recommendation", "example")),
    "specifies": frozenset({("recommendation", "recommendation"), ("claim", "claim")}),
    "attacks": frozenset(
        (s, t) for s in ("claim", "evidence", "example", "recommendation") for t in ("claim", "recommendation")
    ),
}


def relation_allowed(relation: str, source_role: str, target_role: str) -> bool:
    """Whether the scheme lets `relation` lead from a sentence of `source_role` to one of `target_role`."""
    return (source_role, target_role) in RELATION_ENDS.get(relation, frozenset())
