"""The folds of texts with marked units, once or repeated: drawn by seed, or frozen in a file of ids."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.files import write_atomically
from pipeline.training.unit_config import UnitConfig

REPEATED_FOLDS_SCHEMA: Final = "pipeline.repeated-folds/1"

Repeats = list[list[list[int]]]  # of each repeat its folds, of each fold the places of its texts, rising


def unit_folds(ids: Sequence[str], config: UnitConfig, base: Path) -> Repeats:
    """The folds that a configuration asks for, `config.repeats` times: the first so many of its file, or drawn.

    Args:
        ids: of the texts, in order.
        config: `folds` is a file or a number.
        base: the folder that a file is named from.

    Raises:
        AnnotationError: there are too few texts; or the file is malformed, or some repeat leaves a text out, places
            one twice or names one that is not there.
        ConfigError: the file holds fewer repeats than are asked for.
    """
    if isinstance(config.folds, str):
        return _frozen(base / config.folds, ids, config.repeats)
    if len(ids) < config.folds:
        what = f"holds {len(ids)} {'text' if len(ids) == 1 else 'texts'}, too few for {config.folds} folds"
        fewer = f", or --set evaluation.folds={len(ids)}" if len(ids) > 1 else ""
        raise AnnotationError(what, where="--corpus", remedy=f"Give more texts{fewer}")
    return [_drawn(len(ids), config.folds, config.seed + repeat) for repeat in range(config.repeats)]


def write_unit_folds(ids: Sequence[str], config: UnitConfig, path: Path) -> Repeats:
    """Draw the folds of a configuration and freeze them in a new file: ids only.

    Raises:
        AnnotationError: there are too few texts, or two have the same id.
        ConfigError: the configuration names a file of folds already.
        OutputError: the file is there already, or cannot be written.
    """
    if path.exists():
        what = "is there already, and frozen folds are never redrawn"
        raise OutputError(what, where=str(path), remedy="Name another file, or take this one away yourself")
    if isinstance(config.folds, str):
        remedy = "Say how many with --set evaluation.folds=5"
        raise ConfigError("evaluation.folds is a file", where="--write-folds", remedy=remedy)
    _check_ids(ids)
    repeats = unit_folds(ids, config, path.parent)
    kept = [[sorted(ids[k] for k in fold) for fold in folds] for folds in repeats]
    data = {"schema": REPEATED_FOLDS_SCHEMA, "repeats": kept}
    write_atomically(path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    return repeats


def _drawn(texts: int, folds: int, seed: int) -> list[list[int]]:
    order = list(range(texts))
    random.Random(seed).shuffle(order)  # noqa: S311  # folds, not secrets
    return [sorted(order[k::folds]) for k in range(folds)]


def _frozen(path: Path, ids: Sequence[str], wanted: int) -> Repeats:
    repeats = _parsed(path)
    if len(repeats) < wanted:
        what = f"evaluation.repeats is {wanted}, and {path.name} holds {len(repeats)}"
        raise ConfigError(what, where=str(path), remedy=f"Give {len(repeats)}, or draw more with --write-folds")
    _check_ids(ids)
    place = {id: k for k, id in enumerate(ids)}
    for folds in repeats:
        times = Counter(id for fold in folds for id in fold)
        wrong = (
            [(id, "in no fold") for id in ids if not times[id]]
            + [(id, "twice") for id, n in times.items() if n > 1]
            + [(id, "in a fold, which the corpus does not hold") for id in times if id not in place]
        )
        if wrong:
            what = f"places {wrong[0][0]} {wrong[0][1]}"
            remedy = "Give the corpus that they were drawn of, or draw new ones with --write-folds into another file"
            raise AnnotationError(what, where=str(path), remedy=remedy)
    return [[sorted(place[id] for id in fold) for fold in folds] for folds in repeats[:wanted]]


def _parsed(path: Path) -> list[list[list[str]]]:
    try:
        data: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise AnnotationError(f"cannot be read: {error}", where=str(path), remedy="Restore the file") from error
    schema, repeats = (data.get("schema"), data.get("repeats")) if isinstance(data, dict) else (None, None)
    if schema != REPEATED_FOLDS_SCHEMA:
        remedy = f'This program reads "schema": "{REPEATED_FOLDS_SCHEMA}"'
        raise AnnotationError(f"is of schema {schema!r}", where=str(path), remedy=remedy)
    if not (isinstance(repeats, list) and repeats and all(_are_folds(folds) for folds in repeats)):
        remedy = 'Write "repeats": [[["id", …], …], …], two folds at least in each'
        raise AnnotationError("repeats is no list of folds", where=str(path), remedy=remedy)
    return repeats


def _are_folds(folds: Any) -> bool:
    return (
        isinstance(folds, list)
        and len(folds) > 1
        and all(isinstance(f, list) and f and all(isinstance(i, str) and i.isprintable() for i in f) for f in folds)
    )


def _check_ids(ids: Sequence[str]) -> None:
    twice = [id for id, n in Counter(ids).items() if n > 1]
    if twice:
        what = f"holds two texts with the id {twice[0]}"
        raise AnnotationError(what, where="--corpus", remedy="Give each text an id of its own, or draw folds by number")
