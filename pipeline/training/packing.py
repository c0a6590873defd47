"""Trained models as the arrays and JSON values of a bundle, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy.typing as npt

from pipeline.bundles.arrays import Arrays
from pipeline.bundles.bundle import Bundle
from pipeline.domain.analysis import ModelRef
from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.roles import registry
from pipeline.roles.component import RoleModel
from pipeline.scoring.checks import shaped
from pipeline.scoring.linear import LinearScorer, pack, unpack
from pipeline.scoring.trees import Trees, pack_trees, unpack_trees
from pipeline.structure import model as structure_model
from pipeline.structure.ground_features import GROUND_COLUMNS
from pipeline.structure.grounds import GroundModel, GroundTrees, LinearGrounds
from pipeline.structure.kinds import SAYS, KindModel, LinearKinds, kind_width
from pipeline.structure.line_models import AGAIN_COLUMNS, FIRST_COLUMNS, LineModel, LinesReadTwice, LineTrees
from pipeline.structure.line_words import LINE_SAYS
from pipeline.structure.linear_stages import LinearStages
from pipeline.structure.lines import COLUMNS
from pipeline.structure.measures import MEASURE_COLUMNS
from pipeline.structure.model import ArgumentModel, StructureModel
from pipeline.structure.pairs import width
from pipeline.structure.relations import SENTENCE_FACTS, RelationModel
from pipeline.structure.stage_trees import COLUMNS as STAGE_COLUMNS
from pipeline.structure.stage_trees import StageTrees
from pipeline.structure.stages import StageModel
from pipeline.training.bundle_faults import faults_of_parts
from pipeline.training.parent_packing import pack_parents, unpack_parents


@dataclass(frozen=True, eq=False)
class Model:
    """All that analysing a document needs; `structure` is None for a model of roles in another label set."""

    component: str
    roles: RoleModel
    structure: StructureModel | None
    ref: ModelRef


_YES: Final = ("no", "yes")  # the classes of linear scorers of grounds, in old models
_FIRST: Final = 1  # version of the features whose models know stages only, as they are used today
_NO_TREES: Final = 2  # version whose models tell stages, kinds of relations and grounds by linear scorers
_LINEAR_GROUNDS: Final = 3  # version whose models tell grounds alone so
_ONE_READING: Final = 4  # version whose models read parents once
_RULED_MEASURES: Final = 5  # version whose models read parents twice, lines once, and no measures
_OLD_COMPONENT: Final = "chain.v1"  # of bundles that do not name it: schema 1 knew no other


def packed(
    component: str, roles: RoleModel, structure: StructureModel | None
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Arrays and settings of the models; `component` is the name of the one that `roles` is of."""
    role_arrays, role_settings = registry.component(component).pack(roles)
    arrays = {f"roles.{name}": array for name, array in role_arrays.items()}
    settings: dict[str, Any] = {"roles": {**role_settings, "component": component}}
    if structure is not None:
        stages = structure.stages
        scorers = {"stages": stages.linear if isinstance(stages, LinearStages) else stages.said}
        if (argument := structure.argument) is not None:
            if isinstance(argument.grounds, LinearGrounds):
                scorers["grounds"] = argument.grounds.linear
            else:
                arrays |= pack_trees("grounds", argument.grounds.trees)
            arrays |= pack_parents(argument.relations.parents)
            if isinstance(argument.lines, LineTrees):
                arrays |= pack_trees("lines", argument.lines.trees)
            else:
                scorers["opening"] = argument.lines.said
                arrays |= pack_trees("lines", argument.lines.first) | pack_trees("lines_again", argument.lines.again)
            if argument.measures is not None:
                arrays |= pack_trees("measures", argument.measures)
            kinds = argument.relations.kinds
            if isinstance(kinds, KindModel):
                scorers["said"] = kinds.said
                arrays |= pack_trees("kinds", kinds.trees)
            else:
                scorers["relation"] = kinds.linear
        structure_arrays, structure_settings = pack(scorers)
        arrays |= structure_arrays
        settings |= structure_settings
        if isinstance(stages, LinearStages):
            arrays["stages.transitions"] = stages.transitions
        else:
            arrays |= pack_trees("stages", stages.trees)
        settings["stages"] |= {"features_version": _version(structure)}
        if structure.argument is not None and not isinstance(structure.argument.lines, LineTrees):
            settings["stages"] |= {"parents_twice": structure.argument.relations.parents.again is not None}
    return arrays, settings


def _version(structure: StructureModel) -> int:
    if structure.argument is None:
        return _FIRST
    if isinstance(structure.stages, LinearStages):
        return _NO_TREES
    if isinstance(structure.argument.grounds, LinearGrounds):
        return _LINEAR_GROUNDS
    if isinstance(structure.argument.lines, LineTrees):
        return _ONE_READING if structure.argument.relations.parents.again is None else _RULED_MEASURES
    return structure_model.FEATURES_VERSION


def unpacked(bundle: Bundle) -> Model:
    """The models of a bundle.

    Raises:
        ModelError: the bundle lacks a part, its parts do not fit, or it was made with a component that is not there.
    """
    settings = bundle.settings
    with faults_of_parts(bundle):
        name = settings["roles"].get("component", _OLD_COMPONENT)
        arrays = {n.removeprefix("roles."): array for n, array in bundle.arrays.items() if n.startswith("roles.")}
        roles = registry.component(name).unpack(arrays, settings["roles"])
        structure = _structure(bundle.arrays, settings) if "stages" in settings else None
        if structure is not None and set(roles.labels) != set(ROLES):
            raise ValueError(f"structure needs the roles of the scheme, not {', '.join(map(str, roles.labels))}")
    return Model(name, roles, structure, bundle.ref)


def _structure(arrays: Arrays, settings: Mapping[str, Any]) -> StructureModel:
    version = settings["stages"]["features_version"]
    computed = structure_model.FEATURES_VERSION
    if version not in (_FIRST, _NO_TREES, _LINEAR_GROUNDS, _ONE_READING, _RULED_MEASURES, computed):
        raise ValueError(f"it was trained on version {version} of the features, this program computes {computed}")
    stages = _stages(version, arrays, settings)
    if version == _FIRST:
        return StructureModel(stages, None)
    of_lines, measures = _lines(version, arrays, settings)
    twice = settings["stages"]["parents_twice"] if version == computed else version == _RULED_MEASURES
    if not isinstance(twice, bool):
        raise ValueError(f"stages.parents_twice is {twice!r}")
    parents = unpack_parents(arrays, width(len(ROLES), SENTENCE_FACTS), twice=twice)
    kinds: KindModel | LinearKinds
    if version == _NO_TREES:
        kinds = LinearKinds(_linear("relation", RELATIONS, arrays, settings))
    else:
        columns = kind_width(len(ROLES), SENTENCE_FACTS)
        of_pairs = unpack_trees("kinds", arrays, labels=len(RELATIONS), width=columns)
        kinds = KindModel(_linear("said", SAYS, arrays, settings), of_pairs)
    grounds: GroundModel
    if version in (_NO_TREES, _LINEAR_GROUNDS):
        grounds = LinearGrounds(_linear("grounds", _YES, arrays, settings))
    else:
        grounds = GroundTrees(unpack_trees("grounds", arrays, labels=2, width=GROUND_COLUMNS, one_sided=True))
    return StructureModel(stages, ArgumentModel(of_lines, measures, grounds, RelationModel(parents, kinds)))


def _lines(version: int, arrays: Arrays, settings: Mapping[str, Any]) -> tuple[LineModel, Trees | None]:
    def trees(name: str, columns: int) -> Trees:
        return unpack_trees(name, arrays, labels=2, width=columns, one_sided=True)

    if version != structure_model.FEATURES_VERSION:
        return LineTrees(trees("lines", COLUMNS)), None
    said = _linear("opening", LINE_SAYS, arrays, settings)
    twice = LinesReadTwice(said, trees("lines", FIRST_COLUMNS), trees("lines_again", AGAIN_COLUMNS))
    return twice, trees("measures", MEASURE_COLUMNS)


def _stages(version: int, arrays: Arrays, settings: Mapping[str, Any]) -> StageModel:
    linear = _linear("stages", STAGES, arrays, settings)
    if version in (_FIRST, _NO_TREES):
        return LinearStages(linear, shaped("stages.transitions", arrays, (len(STAGES), len(STAGES))))
    return StageTrees(linear, unpack_trees("stages", arrays, labels=len(STAGES), width=STAGE_COLUMNS))


def _linear(name: str, classes: Sequence[str], arrays: Arrays, settings: Mapping[str, Any]) -> LinearScorer:
    scorer = unpack(name, arrays, settings)
    if scorer.classes != tuple(classes):
        raise ValueError(f"{name} has the classes {', '.join(scorer.classes)}")
    return scorer
