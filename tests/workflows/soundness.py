"""What must hold of every analysis, whatever the text."""

import json

from rich.console import Console

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import RELATIONS, ROLES, STAGES, relation_allowed
from pipeline.formats.analysis_json import analysis_bytes, validate
from pipeline.report.html import render_html
from pipeline.report.terminal import render_terminal
from pipeline.text.normalize import normalize


def check(analysis: Analysis) -> None:
    """Offsets, labels, tree and groups are sound, and all that is written of the analysis can be written."""
    check_sentences(analysis)
    check_tree(analysis)
    check_groups(analysis)
    validate(json.loads(analysis_bytes(analysis)))
    assert Analysis.from_dict(json.loads(analysis_bytes(analysis))).document == analysis.document
    assert render_html(analysis).rstrip().endswith("</html>")
    console = Console(width=80, force_terminal=False)
    with console.capture():
        console.print(render_terminal(analysis, width=80))


def check_sentences(analysis: Analysis) -> None:
    document = analysis.document
    place = 0
    for s, label in zip(document.sentences, analysis.roles, strict=True):
        assert place <= s.start < s.end <= len(document.text)
        assert normalize(document.text[s.start : s.end]).text == s.text
        # A role that is not the most probable one is what relations left of them, and said to be uncertain.
        assert label.uncertain or label.role == max(label.probabilities, key=lambda r: label.probabilities[r])
        assert tuple(label.probabilities) == ROLES
        assert abs(sum(label.probabilities.values()) - 1) < 1e-9
        place = s.end
    section = {c.id: c for c in document.sections}
    assert all(section[s.section].start <= s.start <= s.end <= section[s.section].end for s in document.sentences)
    assert len(analysis.stages) == len(document.sections)
    assert set(analysis.stages) <= set(STAGES)


def check_tree(analysis: Analysis) -> None:
    role = {s.id: label.role for s, label in zip(analysis.document.sentences, analysis.roles, strict=True)}
    parent = {r.source: r.target for r in analysis.relations}
    assert len(parent) == len(analysis.relations)  # one parent at most
    for r in analysis.relations:
        assert r.type in RELATIONS
        assert relation_allowed(r.type, role[r.source], role[r.target])
        assert 0 <= r.probability <= 1
    for start in parent:
        seen, at = {start}, parent[start]
        while at in parent:
            assert at not in seen  # no ring
            seen.add(at)
            at = parent[at]


def check_groups(analysis: Analysis) -> None:
    document = analysis.document
    span = {s.id: (s.start, s.end) for s in document.sentences}
    stage = {c.id: s for c, s in zip(document.sections, analysis.stages, strict=True)}
    taken: set[str] = set()
    end = 0
    for g in analysis.groups:
        assert g.members
        assert not taken & set(g.members)  # disjoint
        taken |= set(g.members)
        assert end <= g.start <= span[g.members[0]][0] <= span[g.members[-1]][1] == g.end
        end = g.end
        held = [sid for m in g.measures for sid in (m.head, *m.details)]
        assert len(held) == len(set(held))
        assert set(held) <= set(g.members)
        assert all(stage[ground.section] in {"theory", "practice"} for ground in g.grounds)
