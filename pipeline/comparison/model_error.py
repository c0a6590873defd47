"""Errors of the classifier carried into shares of roles.

If a model takes gold role i for role j with probability M[i, j], shares p of the gold roles give the observed shares
q = pᵀM; p is then estimated as the non-negative solution of that (Buonaccorsi 2010, Measurement error, ch. 3; the case
of two classes is Rogan and Gladen 1978). M is known from the confusions of a cross-validation, with an uncertainty of
its own: each row is a multinomial sample, and drawn anew from its posterior under a uniform prior (a Dirichlet).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.labels import ROLES

Array = npt.NDArray[np.float64]

_STEPS: Final = 200


@dataclass(frozen=True, eq=False)
class Confusion:
    """`counts[i, j]`: how often gold role i was taken for j, roles in the order of `ROLES`."""

    counts: Array

    def rates(self) -> Array:
        """M[i, j] = P(predicted j | gold i); a role that gold never had is taken to be found rightly."""
        total = self.counts.sum(axis=1, keepdims=True)
        return np.where(total > 0, self.counts / np.maximum(total, 1), np.eye(len(self.counts)))

    def drawn(self, samples: int, draw: np.random.Generator) -> Array:
        """Rates that the counts could as well have come from: shape (samples, roles, roles)."""
        gamma = draw.standard_gamma(self.counts[None] + 1.0 / len(self.counts), (samples, *self.counts.shape))
        result: Array = gamma / gamma.sum(axis=2, keepdims=True)
        return result


def confusion_of(record: Mapping[str, Any] | None) -> Confusion | None:
    """The confusion of a manifest (`labels`, `counts`); None where there is none, or its labels are not the roles."""
    if record is None or set(record["labels"]) != set(ROLES):
        return None
    order = [list(record["labels"]).index(role) for role in ROLES]
    counts = np.array(record["counts"], dtype=np.float64)
    return Confusion(counts[np.ix_(order, order)])


def corrected(shares: Array, rates: Array) -> Array:
    """Shares of the gold roles, from observed ones and rates: the likeliest, by expectation maximisation.

    Non-negative and of sum 1 by construction, which the inverse of the matrix is not.

    Args:
        shares: observed; shape (…, roles).
        rates: shape (…, roles, roles) or (roles, roles).
    """
    rates = np.broadcast_to(rates, (*shares.shape[:-1], *rates.shape[-2:]))
    found = shares.copy()
    for _ in range(_STEPS):
        expected = np.einsum("...i,...ij->...j", found, rates)
        found = found * np.einsum("...ij,...j->...i", rates, shares / np.maximum(expected, 1e-12))
    total = found.sum(axis=-1, keepdims=True)
    result: Array = np.divide(found, total, out=np.full_like(found, np.nan), where=total > 0)
    return result


def role_counts(records: Sequence[Mapping[str, int]]) -> Array:
    """Sentences of each role: shape (documents, roles)."""
    return np.array([[of.get(role, 0) for role in ROLES] for of in records], dtype=np.float64).reshape(-1, len(ROLES))
