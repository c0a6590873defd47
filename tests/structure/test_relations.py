import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Relation
from pipeline.domain.labels import RELATIONS, relation_allowed
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.groups import find_groups
from pipeline.structure.relations import ROOT, RelationModel, View, candidates, find_relations, unsupported_claims
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, LETTERS, document, roles


def scorer(classes: tuple[str, ...], weights: dict[str, tuple[float, ...]]) -> LinearScorer:
    return LinearScorer(
        classes,
        tuple(weights),
        np.array(list(weights.values()), np.float32).reshape(len(weights), len(classes)),
        np.zeros(len(classes), np.float32),
    )


def model(parent: dict[str, tuple[float, ...]] | None = None) -> RelationModel:
    """Prefers the sentence directly before, unless told otherwise."""
    return RelationModel(scorer(("no", "yes"), parent or {"at -1": (-2, 2)}), scorer(RELATIONS, {}))


def view() -> View:
    doc = document(HEADED)
    names = roles(HEADED_ROLES)
    return View(doc, names, find_groups(doc, HEADED_STAGES, names))


def test_a_detail_stays_in_its_measure() -> None:
    v = view()
    detail = next(i for i, s in enumerate(v.document.sentences) if s.text == "每年冬闲时集中授课。")
    head = next(i for i, s in enumerate(v.document.sentences) if s.text == "二是培训管水员。")
    assert candidates(v, detail) == [head]
    found = {r.source: r for r in find_relations(v, model())}
    assert found[v.document.sentences[detail].id].target == v.document.sentences[head].id


def test_heads_and_other_hang_on_nothing() -> None:
    v = view()
    sources = {r.source for r in find_relations(v, model())}
    for i, s in enumerate(v.document.sentences):
        if i in v.heads or v.roles[i] == "other":
            assert s.id not in sources


def test_nothing_hangs_on_what_the_scheme_forbids() -> None:
    v = view()
    for i in range(len(v.roles)):
        for j in candidates(v, i):
            assert any(relation_allowed(r, v.roles[i], v.roles[j]) for r in RELATIONS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("cexro"), min_size=1, max_size=30), st.integers(0, 2**32 - 1))
def test_always_a_forest_of_allowed_relations(letters: list[str], seed: int) -> None:
    """Whatever the scores, each sentence has one parent at most, no cycle, and the relation fits the roles."""
    names = [LETTERS[c] for c in letters]
    doc = document("".join(f"第{i}句话。" + ("\n" if i % 4 == 3 else "") for i in range(len(names))))
    rng = np.random.default_rng(seed)
    keys = [f"at {sign}{k}" for sign in "+-" for k in range(1, 7)] + ["root", "same paragraph"]
    random_model = model({k: (0.0, float(rng.normal(0, 3))) for k in keys})
    relations = find_relations(View(doc, names, ()), random_model)
    parent = {r.source: r.target for r in relations}
    assert len(parent) == len(relations)
    role = {s.id: n for s, n in zip(doc.sentences, names, strict=True)}
    for r in relations:
        assert relation_allowed(r.type, role[r.source], role[r.target])
        assert 0 <= r.probability <= 1
        seen = {r.source}
        place = r.target
        while place in parent:
            assert place not in seen
            seen.add(place)
            place = parent[place]


def test_claims_without_support() -> None:
    doc = document("甲成立。甲有数据。乙成立。丙成立。丙的细节。丙的数据。")
    v = View(doc, roles("cecccE".replace("E", "e")), ())
    ids = [s.id for s in doc.sentences]
    relations = (
        Relation(ids[1], ids[0], "supports", 1.0),
        Relation(ids[4], ids[3], "specifies", 1.0),
        Relation(ids[5], ids[4], "supports", 1.0),
    )
    assert [doc.sentences[i].text for i in unsupported_claims(v, relations)] == ["乙成立。"]


def test_root_is_no_sentence() -> None:
    assert ROOT < 0
