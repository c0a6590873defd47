"""What a first reading says around a line, against the same by loops over all pairs of lines."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.document import Document
from pipeline.structure.line_look import LOOK_COLUMNS, look_along
from pipeline.structure.lines import Line, lines_of
from tests.structure.samples import document
from tests.structure.test_lines import PIECES

NONE = -9.0
NEAR = 3


def test_nothing_at_all() -> None:
    assert look_along(document(""), [], np.zeros(0)).shape == (0, LOOK_COLUMNS)


def test_ordinals_speak_against_the_paragraphs_between_them() -> None:
    doc = document("第一，修渠。\n每年修两条。\n第二，补助。\n协会收费。")
    lines = lines_of(doc)
    first = np.array([4.0 if line.kind == "ordinal" else -1.0 for line in lines])
    rows = look_along(doc, lines, first)
    paragraph = next(k for k, line in enumerate(lines) if line.title == "每年修两条。")
    own, before, after, mean, *_ = rows[paragraph].tolist()
    assert (own, before, after, mean) == (-1.0, -1.0, -1.0, -1.0)
    assert rows[paragraph, 8:11].tolist() == [4.0, 4.0, 2.0]  # the ordinals beside it: likeliest, family, how many
    assert rows[paragraph, 11:13].tolist() == [4.0, 4.0]  # one just before, one just after


def above(doc: Document, heading: str | None) -> list[str]:
    parent = {h.id: h.parent for h in doc.headings}
    found = []
    while heading is not None:
        found.append(heading)
        heading = parent[heading]
    return found


def expected(doc: Document, lines: list[Line], q: np.ndarray, k: int) -> list[float]:
    line, every = lines[k], range(len(lines))
    own = [j for j in every if lines[j].family == line.family]
    place = own.index(k)
    of = q[own]
    section = [s.section for s in doc.sentences]
    if line.section is None:
        beside = [
            j
            for j in every
            if lines[j].section is None and section[lines[j].first] == section[line.first] and j not in own
        ]
        heading = next(s.heading for s in doc.sections if s.id == section[line.first])
        ancestors, descendants = above(doc, heading), list[int]()
    else:
        beside = [j for j in every if lines[j].section is None and line.first <= lines[j].first < line.end]
        heading = line.section.heading
        ancestors = above(doc, heading)[1:]
        descendants = [j for j in every if (s := lines[j].section) is not None and heading in above(doc, s.heading)[1:]]
    families = [[q[j] for j in every if lines[j].family == f] for f in {lines[j].family for j in beside}]
    means = [float(np.mean(f)) if len(f) > 1 else NONE for f in families]
    near = [j for j in every if lines[j].section is None and j not in own and abs(lines[j].first - line.first) <= NEAR]
    inside = [q[j] for j in every if line.first < lines[j].first < line.end]
    earlier = [x.first for x in lines if x.first < line.first]
    later = [x.first for x in lines if x.first > line.first]
    over = [q[j] for j in every if (s := lines[j].section) is not None and s.heading in ancestors]
    p = 1 / (1 + np.exp(-q))
    return [
        q[k],
        q[own[place - 1]] if place else NONE,
        q[own[place + 1]] if place + 1 < len(own) else NONE,
        *(of.mean(), of.max(), of.min(), of.std(), (of > 0).sum()),
        max((q[j] for j in beside), default=NONE),
        max(means, default=NONE),
        sum(q[j] > 0 for j in beside),
        max((q[j] for j in near if lines[j].first <= line.first), default=NONE),
        max((q[j] for j in near if lines[j].first > line.first), default=NONE),
        max((q[j] for j in every if j != k and lines[j].first == line.first), default=NONE),
        max((q[j] for j in every if earlier and lines[j].first == max(earlier)), default=NONE),
        max((q[j] for j in every if later and lines[j].first == min(later)), default=NONE),
        max([NONE, *inside]),  # here and of headings, what is less likely than none counts as none
        sum(x > 0 for x in inside),
        max([NONE, *over]),
        max([NONE, *(q[j] for j in descendants)]),
        sum(q[j] > 0 for j in descendants),
        p.sum(),
        p.sum() - p[own].sum(),
        q.max(),
    ]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(0, 2**32 - 1))
def test_the_same_as_over_all_pairs(pieces: list[str], seed: int) -> None:
    doc = document("".join(pieces))
    lines = lines_of(doc)
    first = np.random.default_rng(seed).normal(size=len(lines)) * 3
    rows = look_along(doc, lines, first)
    assert rows.shape == (len(lines), LOOK_COLUMNS)
    for k, row in enumerate(rows):
        assert np.allclose(row, expected(doc, lines, first, k), atol=1e-5)
