"""Models as bundles and back: the same answers, and nothing loaded that does not fit."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from pipeline.bundles.bundle import read_bundle, write_bundle
from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.errors import ModelError
from pipeline.roles import registry
from pipeline.roles.chain.fitting import COMPONENT, ChainSettings
from pipeline.roles.component import RoleComponent, RoleModel, predict
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.trees import Trees
from pipeline.structure import parent_fitting
from pipeline.structure.grounds import LinearGrounds
from pipeline.structure.kinds import LinearKinds
from pipeline.structure.line_models import LineTrees
from pipeline.structure.linear_stages import LinearStages
from pipeline.structure.model import Structure, StructureModel, find_structure
from pipeline.structure.relations import RelationModel
from pipeline.training.config import RoleConfig
from pipeline.training.crossval import fit
from pipeline.training.examples import from_annotation
from pipeline.training.packing import Model, packed, unpacked
from tests.training.samples import ARTICLES, article

CHAIN = "chain.v1"
SETTINGS = RoleConfig(CHAIN, ChainSettings(inner_folds=2))
EXAMPLES = [from_annotation(article(id)) for id in ARTICLES]


@pytest.fixture(scope="module", autouse=True)
def as_of_many() -> Iterator[None]:
    """Models of these few articles hold what those of many do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parent_fitting, "FEW", 0)
        yield


@pytest.fixture(scope="module")
def parts() -> tuple[dict[str, Any], dict[str, Any]]:
    return packed(CHAIN, *fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0))


def through_a_folder(folder: Path, arrays: dict[str, Any], settings: dict[str, Any]) -> Model:
    write_bundle(folder, name="tiny", version="1", about={}, settings=settings, arrays=arrays, card="")
    return unpacked(read_bundle(folder))


def test_a_model_says_the_same_after_it_was_stored(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    found = through_a_folder(tmp_path, *packed(CHAIN, roles, structure))
    assert found.structure is not None
    assert structure is not None
    assert found.ref.name == "tiny"
    document = EXAMPLES[0].document
    [labels] = predict(roles, [document])
    assert found.component == CHAIN
    assert predict(found.roles, [document]) == [labels]
    assert find_structure(document, labels, found.structure) == find_structure(document, labels, structure)


def test_a_model_of_roles_alone(tmp_path: Path) -> None:
    roles, _ = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert through_a_folder(tmp_path, *packed(CHAIN, roles, None)).structure is None


@pytest.mark.parametrize(
    ("array", "value"),
    [
        ("roles.transitions", np.zeros((2, 5, 5))),
        ("roles.transitions", np.full((2, 6, 5), np.nan)),
        ("stages.levels", np.zeros((4, 3))),
        ("roles.weights", np.zeros((1, 5))),
        ("grounds.values", None),
        ("parent.values", None),
        ("parent.columns", np.full((450, 7), 30000, np.int16)),
        ("again.values", None),
        ("again.columns", np.full((600, 7), 30000, np.int16)),
        ("lines.levels", np.zeros((3, 3), np.int16)),
        ("lines.columns", np.full((450, 6), 30000, np.int16)),
        ("lines_again.values", None),
        ("lines_again.columns", np.full((450, 6), 30000, np.int16)),
        ("measures.values", None),
        ("measures.columns", np.full((300, 7), 30000, np.int16)),
        ("kinds.values", None),
        ("kinds.columns", np.full((600, 7), 30000, np.int16)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]], array: str, value: Any
) -> None:
    arrays = {k: v for k, v in (parts[0] | {array: value}).items() if v is not None}
    with pytest.raises(ModelError, match=array.split(".")[0]) as caught:
        through_a_folder(tmp_path, arrays, parts[1])
    assert "Train the model again" in str(caught.value)


@pytest.mark.parametrize(
    ("scorer", "change", "message"),
    [
        ("roles", {"features_version": 999}, "was trained on version 999 of the features"),
        ("roles", {"features_version": None}, "was trained on version None"),
        ("roles", {"temperature": 0}, "temperature"),
        ("roles", {"threshold": "high"}, "could not convert"),
        ("roles", {"classes": None}, "malformed"),
        (
            "roles",
            {"component": "chain.v0"},
            r"settings\.json: was made with a role component that cannot be used: there is no",
        ),
        ("roles", {"component": "chain.v0"}, r"Did you mean chain\.v1\?"),
        ("roles", {"component": None}, "malformed"),
        ("roles", {"component": ["chain.v1"]}, "malformed"),
        ("roles", {"component": 1}, "malformed"),
        ("stages", {"features_version": 999}, "was trained on version 999 of the features"),
        ("stages", {"parents_twice": 1}, "stages.parents_twice is 1"),
        ("stages", {"parents_twice": None}, "stages.parents_twice is None"),
        ("said", {"classes": ["a", "b", "c", "d", "e"]}, "said has the classes a, b, c, d, e"),
        ("opening", {"classes": ["yes", "no"]}, "opening has the classes yes, no"),
        ("stages", {"features": 3}, "malformed"),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]], scorer: str, change: dict[str, Any], message: str
) -> None:
    settings = parts[1] | {scorer: parts[1][scorer] | change}
    with pytest.raises(ModelError, match=message):
        through_a_folder(tmp_path, parts[0], settings)


@pytest.mark.parametrize("missing", ["roles", "said", "opening"])
def test_a_missing_scorer_is_refused(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]], missing: str
) -> None:
    settings = {k: v for k, v in parts[1].items() if k != missing}
    with pytest.raises(ModelError, match=f"lacks a part.*{missing}"):
        through_a_folder(tmp_path, parts[0], settings)


def linear_stages() -> LinearStages:
    """Recommendations make recommendation; the rest is practice."""
    weights = np.zeros((1, len(STAGES)), np.float32)
    weights[0, STAGES.index("recommendation")] = 9
    bias = np.array([0, 3, 0, 0], np.float32)
    feature = f"own:role{ROLES.index('recommendation')}"
    steps = np.log(np.full((4, 4), 0.1) + 0.6 * np.eye(4)).astype(np.float32)
    return LinearStages(LinearScorer(STAGES, (feature,), weights, bias), steps)


def linear_grounds() -> LinearGrounds:
    """What speaks of the same things grounds a group."""
    weights, bias = np.array([[0, 9]], np.float32), np.array([0, -1], np.float32)
    return LinearGrounds(LinearScorer(("no", "yes"), ("likeness of words",), weights, bias))


def as_version_5(structure: StructureModel) -> StructureModel:
    """Lines by one reading, of trees that hold any line for as good as any; measures by rules."""
    assert structure.argument is not None
    none = Trees(
        *(np.zeros((0, 0), kind) for kind in (np.int16, np.int16, np.uint8)), np.zeros((0, 1), np.float32), 2, True
    )
    return replace(structure, argument=replace(structure.argument, lines=LineTrees(none), measures=None))


def said_after_storing(
    tmp_path: Path, roles: RoleModel, old: StructureModel, arrays: Any, settings: Any
) -> tuple[StructureModel, Structure]:
    """A model of structure as it is read back, and what it says of a document: the same as before."""
    found = through_a_folder(tmp_path, arrays, settings).structure
    assert found is not None
    [labels] = predict(roles, [EXAMPLES[0].document])
    said = find_structure(EXAMPLES[0].document, labels, found)
    assert said == find_structure(EXAMPLES[0].document, labels, old)
    return found, said


def test_a_model_of_version_1_knows_stages_only(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    old = StructureModel(linear_stages(), None)
    arrays, settings = packed(CHAIN, roles, old)
    assert settings["stages"]["features_version"] == 1
    found, said = said_after_storing(tmp_path, roles, old, arrays, settings)
    assert found.argument is None
    assert "recommendation" in said.stages


def test_a_model_of_version_2_keeps_its_linear_stages_and_kinds(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    structure = as_version_5(structure)
    assert structure.argument is not None
    weights = np.array([[3.0, 0, 0, 0], [0, 0, 3, 0]], np.float32)
    linear = LinearScorer(RELATIONS, ("claim→claim back", "claim→claim forward"), weights, np.zeros(4, np.float32))
    relations = RelationModel(replace(structure.argument.relations.parents, again=None), LinearKinds(linear))
    old = StructureModel(linear_stages(), replace(structure.argument, relations=relations, grounds=linear_grounds()))
    arrays, settings = packed(CHAIN, roles, old)
    assert settings["stages"]["features_version"] == 2
    assert "relation" in settings
    assert "said" not in settings
    assert "stages.transitions" in arrays
    assert "stages.levels" not in arrays
    _, said = said_after_storing(tmp_path, roles, old, arrays, settings)
    assert said.relations


def test_a_model_of_version_3_keeps_its_linear_grounds(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    structure = as_version_5(structure)
    assert structure.argument is not None
    relations = structure.argument.relations
    once = replace(relations, parents=replace(relations.parents, again=None))
    old = replace(structure, argument=replace(structure.argument, grounds=linear_grounds(), relations=once))
    arrays, settings = packed(CHAIN, roles, old)
    assert settings["stages"]["features_version"] == 3
    assert "grounds" in settings
    assert "grounds.levels" not in arrays
    _, said = said_after_storing(tmp_path, roles, old, arrays, settings)
    assert any(g.grounded for g in said.groups)


def test_a_model_of_version_4_reads_parents_once(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    structure = as_version_5(structure)
    assert structure.argument is not None
    relations = structure.argument.relations
    once = replace(relations, parents=replace(relations.parents, again=None))
    old = replace(structure, argument=replace(structure.argument, relations=once))
    arrays, settings = packed(CHAIN, roles, old)
    assert settings["stages"]["features_version"] == 4
    assert "again.levels" not in arrays
    _, said = said_after_storing(tmp_path, roles, old, arrays, settings)
    assert said.relations


def test_a_model_of_version_5_tells_measures_by_rules(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    old = as_version_5(structure)
    arrays, settings = packed(CHAIN, roles, old)
    assert settings["stages"]["features_version"] == 5
    assert not any(name.startswith(("lines_again.", "measures.")) for name in arrays)
    assert "opening" not in settings
    found, said = said_after_storing(tmp_path, roles, old, arrays, settings)
    assert found.argument is not None
    assert found.argument.measures is None
    assert any(g.measures for g in said.groups)


def test_no_model_tells_measures_by_trees_of_another_version_than_lines() -> None:
    _, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    new, old = structure.argument, as_version_5(structure).argument
    assert new is not None
    assert old is not None
    for lines, measures in ((old.lines, new.measures), (new.lines, old.measures)):
        with pytest.raises(ValueError, match="measures are told by trees where lines are read twice"):
            replace(new, lines=lines, measures=measures)


def test_a_model_may_read_parents_once(tmp_path: Path) -> None:
    roles, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert structure is not None
    assert structure.argument is not None
    relations = structure.argument.relations
    once = replace(relations, parents=replace(relations.parents, again=None))
    arrays, settings = packed(
        CHAIN, roles, few := replace(structure, argument=replace(structure.argument, relations=once))
    )
    assert settings["stages"]["features_version"] == 6
    found, _ = said_after_storing(tmp_path, roles, few, arrays, settings)
    assert found.argument is not None
    assert found.argument.relations.parents.again is None


@pytest.mark.parametrize("roles", [None, [], "chain.v1", 3])
def test_roles_of_another_kind_are_refused(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]], roles: Any
) -> None:
    with pytest.raises(ModelError, match="lacks a part or has a malformed one"):
        through_a_folder(tmp_path, parts[0], parts[1] | {"roles": roles})


def test_a_bundle_says_which_component_it_is_of_and_one_without_is_of_the_first(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    arrays, settings = parts
    assert settings["roles"]["component"] == CHAIN
    unnamed = {key: value for key, value in settings["roles"].items() if key != "component"}
    old = through_a_folder(tmp_path / "old", arrays, settings | {"roles": unnamed})
    new = through_a_folder(tmp_path / "new", arrays, settings)
    assert old.component == new.component == CHAIN
    documents = [e.document for e in EXAMPLES]
    assert predict(old.roles, documents) == predict(new.roles, documents)


def test_a_component_is_given_its_own_arrays_by_their_own_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    """Whatever it stores comes back to it; arrays of structure are none of its business."""
    given: list[tuple[Any, Any]] = []
    arrays = {"deep.layer.weights": np.arange(3.0), "roles.odd": np.ones(2)}
    values = {"depth": 3, "names": ["甲"], "nested": {"a": None}}

    the_model = SimpleNamespace(labels=ROLES)

    def unpack(arrays: Any, settings: Any) -> Any:
        given.append((arrays, settings))
        return the_model

    own = RoleComponent(dict, COMPONENT.fit, lambda model: (arrays, values), unpack)
    monkeypatch.setattr(registry, "component", lambda name: {"own.v1": own}[name])
    _, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    found = through_a_folder(tmp_path, *packed("own.v1", cast(Any, None), structure))
    assert (found.component, found.roles) == ("own.v1", the_model)
    assert found.structure is not None
    [(back, settings)] = given
    assert {name: array.tolist() for name, array in back.items()} == {n: a.tolist() for n, a in arrays.items()}
    assert settings == {**values, "component": "own.v1"}


@pytest.mark.parametrize("name", ["roles.weights", "roles.bias", "stages.weights", "roles.transitions"])
def test_weights_beyond_all_measure_are_refused(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]], name: str
) -> None:
    """Finite as they are, arithmetic with them is not."""
    arrays, settings = parts
    with pytest.raises(ModelError, match="malformed"):
        through_a_folder(tmp_path, {**arrays, name: np.full(arrays[name].shape, 1e300)}, settings)


@pytest.mark.parametrize("classes", [["aim"] * 5, ["a", "b", "c", "d", ["e"]], ["a", "b", "c", "d", "e"]])
def test_classes_that_are_no_roles_are_refused(
    tmp_path: Path, parts: tuple[dict[str, Any], dict[str, Any]], classes: list[Any]
) -> None:
    arrays, settings = parts
    changed = {**settings, "roles": {**settings["roles"], "classes": classes}}
    with pytest.raises(ModelError, match="malformed"):
        through_a_folder(tmp_path, arrays, changed)
