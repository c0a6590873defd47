"""Do the statistics of `pipeline compare` find what is there, and nothing else?

Run from the repository: `python benchmarks/planted.py`. Records of documents are drawn from known shares: a planted
corpus, where one kind of document recommends more and all recommend more from a known year on, and null corpora, where
nothing differs. A model with known errors then takes roles for others, as the confusions of the shipped model have it.
Documents differ among themselves (their shares are drawn from a Dirichlet), as real ones do.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.comparison.measures import ROLE_SHARES
from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.statistics import compare_groups, intervals
from pipeline.comparison.trends import trend
from pipeline.domain.labels import ROLES

NULLS, PLANTED = 200, 100
DOCUMENTS, SENTENCES = 12, 80  # of each kind; a document
SPREAD = 40.0  # of the Dirichlet: the greater, the more alike are documents
SHARES = np.array([0.35, 0.25, 0.1, 0.25, 0.05])
MORE = np.array([0.28, 0.22, 0.1, 0.35, 0.05])
CHANGE = 2011
MEASURES = tuple(ROLE_SHARES)
RATES = np.array(
    [
        [0.90, 0.04, 0.01, 0.04, 0.01],
        [0.08, 0.84, 0.05, 0.03, 0.00],
        [0.08, 0.18, 0.72, 0.02, 0.00],
        [0.05, 0.02, 0.01, 0.92, 0.00],
        [0.12, 0.05, 0.00, 0.05, 0.78],
    ]
)


@dataclass(frozen=True)
class Share:
    """Of how many tries a thing was so."""

    name: str
    hits: int
    tries: int

    def __str__(self) -> str:
        """With the Wilson interval of 95 %."""
        p, n, z = self.hits / self.tries, self.tries, 1.96
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return f"{self.name:<62} {p:.3f} [{middle - half:.3f}, {middle + half:.3f}] of {n}"


def record(id: str, shares: np.ndarray, draw: np.random.Generator, errors: bool, **metadata: str) -> DocumentRecord:
    """A document whose sentences are of these shares, more or less, as a model with errors sees them."""
    gold = draw.multinomial(SENTENCES, draw.dirichlet(SPREAD * shares))
    seen = sum(draw.multinomial(n, RATES[k]) for k, n in enumerate(gold)) if errors else gold
    roles = {role: int(n) for role, n in zip(ROLES, seen, strict=True)}
    return DocumentRecord(
        *(id, id, "", "zh", "", 20 * SENTENCES, SENTENCES, roles, {}, {}, {}, {}, 0.0, 0.0, 0, {}, {}),
        *(0, 0, 0, 0, (), 0, "planted", metadata),
    )


def corpus(draw: np.random.Generator, first: np.ndarray, second: np.ndarray, errors: bool) -> list[DocumentRecord]:
    """Two kinds of documents."""
    kinds = (("a", first), ("b", second))
    return [record(f"{kind}{k}", shares, draw, errors, kind=kind) for kind, shares in kinds for k in range(DOCUMENTS)]


def dated(draw: np.random.Generator, change: bool) -> list[DocumentRecord]:
    """A document a year, from 2000 to 2023."""
    return [
        record(f"y{year}", MORE if change and year >= CHANGE else SHARES, draw, False, year=str(year))
        for year in range(2000, 2024)
    ]


def run(nulls: int = NULLS, planted: int = PLANTED, seed: int = 0, samples: int = 1000) -> list[Share]:
    """False alarms, power, coverage of intervals with and without the errors of the model taken out."""
    draw = np.random.default_rng(seed)
    # What the model's makers know of its errors: a cross-validation on 2,000 sentences.
    counts = np.array([draw.multinomial(int(2000 * share), row) for share, row in zip(SHARES, RATES, strict=True)])
    confusion = {"labels": list(ROLES), "counts": counts.tolist()}
    alarms = dict.fromkeys(("one", "any", "trend", "change"), 0)
    found = dict.fromkeys(("group", "trend", "change", "year"), 0)
    covered = dict.fromkeys(("share", "plain", "corrected"), 0)
    place = MEASURES.index("share_recommendation")
    for k in range(nulls):
        differences = compare_groups(
            corpus(draw, SHARES, SHARES, False), by="kind", measures=MEASURES, samples=samples, seed=k
        )
        alarms["one"] += differences[place].p < 0.05
        alarms["any"] += any(d.p_adjusted < 0.05 for d in differences)
        t = trend(dated(draw, False), "share_recommendation", samples=samples // 4, seed=k)
        alarms["trend"] += t is not None and t.p < 0.05
        alarms["change"] += t is not None and t.change_p is not None and t.change_p < 0.05
    for k in range(planted):
        differences = compare_groups(
            corpus(draw, SHARES, MORE, True), by="kind", measures=MEASURES, confusion=confusion, samples=samples, seed=k
        )
        d = differences[place]
        truth = MORE[ROLES.index("recommendation")] - SHARES[ROLES.index("recommendation")]
        found["group"] += d.p_adjusted < 0.05
        plain = d.interval or (1.0, 0.0)
        covered["plain"] += plain[0] <= truth <= plain[1]
        ends = d.corrected_interval or (1.0, 0.0)
        covered["corrected"] += ends[0] <= truth <= ends[1]
        value = intervals(corpus(draw, SHARES, SHARES, False), ["share_recommendation"], samples=samples, seed=k)
        _, drawn = value["share_recommendation"] or (0.0, None)
        low, high = drawn or (1.0, 0.0)
        covered["share"] += low <= SHARES[ROLES.index("recommendation")] <= high
        t = trend(dated(draw, True), "share_recommendation", samples=samples // 4, seed=k)
        if t is not None and t.change_p is not None and t.change_interval is not None:
            found["trend"] += t.p < 0.05
            found["change"] += t.change_p < 0.05
            found["year"] += t.change_interval[0] <= CHANGE <= t.change_interval[1]
    return [
        Share("false alarms, one test at .05", alarms["one"], nulls),
        Share("false alarms, any of five tests after Holm at .05", alarms["any"], nulls),
        Share("false alarms, trend at .05", alarms["trend"], nulls),
        Share("false alarms, change at .05", alarms["change"], nulls),
        Share("difference of kinds found after Holm", found["group"], planted),
        Share("rise found", found["trend"], planted),
        Share("change found", found["change"], planted),
        Share("year of the change within its 95 % interval", found["year"], planted),
        Share("share within its 95 % interval", covered["share"], planted),
        Share("difference within its plain 95 % interval, model with errors", covered["plain"], planted),
        Share("the same, errors taken out", covered["corrected"], planted),
    ]


if __name__ == "__main__":
    for line in run():
        print(line)
