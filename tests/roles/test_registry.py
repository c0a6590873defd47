"""Which components there are, those of other packages among them, found and trained with by name alone."""

import importlib
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from pipeline.bundles.bundle import read_bundle
from pipeline.errors import ConfigError, ModelError
from pipeline.roles.component import Bounds, RoleComponent
from pipeline.roles.registry import GROUP, component, components
from pipeline.training.config import read_config
from pipeline.training.packing import unpacked
from pipeline.workflows.analyze import analyze_text
from pipeline.workflows.train import train
from tests.training.samples import CONFIG, write_config, write_corpus

# A name that a release has given away is never taken back: bundles and configurations hold it.
BUILT_IN = ["chain.v1", "stacked.v1", "transformer.v1"]
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

# A component as somebody else would write it, with postponed annotations: shares of the labels, more or less smoothed.
MODULE = """
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.roles.component import Cue, FittedRoles, RoleComponent, bounded, check_gold


@dataclass(frozen=True)
class Settings:
    smoothing: float = bounded(1.0, 0, 10)
    loud: bool = False


@dataclass(frozen=True, eq=False)
class Shares:
    labels: tuple[str, ...]
    shares: np.ndarray
    threshold: float = 0.5

    def probabilities(self, documents):
        return [np.tile(self.shares, (len(d.sentences), 1)) for d in documents]

    def explain(self, document, *, limit=8):
        return [(Cue("share", 1.0),)[:limit] for _ in document.sentences]


def fit(documents, gold, labels, settings):
    y = np.concatenate(check_gold(gold, labels))
    counts = np.bincount(y, minlength=len(labels)) + settings.smoothing
    model = Shares(tuple(labels), counts / counts.sum())
    return FittedRoles(model, tuple(model.probabilities(documents)))


def pack(model):
    return {"shares": model.shares}, {"labels": list(model.labels)}


def unpack(arrays, settings):
    return Shares(tuple(settings["labels"]), arrays["shares"])


COMPONENT = RoleComponent(Settings, fit, pack, unpack)
NOTHING = {}
"""
CONFIG_OF_SHARES = CONFIG.split("[roles]")[0] + (
    '[roles]\ncomponent = "shares.v1"\nsmoothing = 2\nloud = true\n\n[structure]' + CONFIG.split("[structure]")[1]
)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of packages as pip would have installed them."""
    folder = tmp_path / "site"
    package = folder / "label_shares-2.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: label-shares\nVersion: 2.0\n", encoding="utf-8")
    points = {
        "shares.v1": "label_shares:COMPONENT",
        "nothing.v1": "label_shares:NOTHING",
        "gone.v1": "label_shares:GONE",
        "absent.v1": "label_shares_absent:COMPONENT",
        "needy.v1": "label_shares_needy:COMPONENT",
        "broken.v1": "label_shares_broken:COMPONENT",
    }
    lines = [f"[{GROUP}]", *(f"{name} = {value}" for name, value in points.items()), "[console_scripts]", "x = x:x"]
    (package / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "label_shares.py").write_text(MODULE, encoding="utf-8")
    (folder / "label_shares_needy.py").write_text("import no_such_package_for_sure\n", encoding="utf-8")
    (folder / "label_shares_broken.py").write_text("def\n", encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    component.cache_clear()
    yield folder
    component.cache_clear()
    for name in [name for name in sys.modules if name.startswith("label_shares")]:
        del sys.modules[name]


def built_in() -> dict[str, str]:
    return {name: point.value for name, point in components().items() if point.value.startswith("pipeline.")}


def test_the_names_of_the_components_that_come_with_the_package() -> None:
    assert list(built_in()) == BUILT_IN


def test_they_are_declared_as_anybody_declares_one() -> None:
    declared = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["entry-points"]["pipeline.roles"]
    assert built_in() == declared, "install the package again: pip install -e ."


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_component_has_bounded_settings_with_defaults(name: str) -> None:
    found = component(name)
    assert isinstance(found, RoleComponent)
    assert component(name) is found
    settings = found.settings()
    for field in fields(settings):
        value = getattr(settings, field.name)
        assert isinstance(value, bool | int | float | str)
        if isinstance(value, int | float) and not isinstance(value, bool):
            bounds = field.metadata["bounds"]
            assert isinstance(bounds, Bounds)
            assert bounds.low <= value <= bounds.high
    with pytest.raises(FrozenInstanceError):
        setattr(settings, fields(settings)[0].name, 1)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("chain.v2", "Did you mean chain.v1?"),
        ("chian.v1", "Did you mean chain.v1?"),
        ("zzz", "Those installed are: "),
        ("", "Those installed are: "),
    ],
)
def test_a_name_that_there_is_not_gives_the_nearest(name: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        component(name)
    assert (caught.value.what, caught.value.where) == (f"there is no component {name!r}", "roles.component")
    assert caught.value.remedy.startswith(remedy)
    assert "chain.v1" in caught.value.remedy


def test_the_component_of_another_package_is_found_and_not_imported(elsewhere: Path) -> None:
    names = list(components())
    assert names == sorted(names)
    assert {*BUILT_IN, "shares.v1", "nothing.v1", "gone.v1", "absent.v1", "needy.v1", "broken.v1"} <= set(names)
    assert "x" not in names
    assert not [name for name in sys.modules if name.startswith("label_shares")]
    assert component("shares.v1") is importlib.import_module("label_shares").COMPONENT
    with pytest.raises(ConfigError, match=r"Did you mean shares\.v1\?"):
        component("shares.v2")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.v1", "nothing.v1 is dict, not a RoleComponent. Mend the entry point label_shares:NOTHING"),
        ("gone.v1", "gone.v1 cannot be imported: module 'label_shares' has no attribute 'GONE'. Mend the entry point"),
        ("absent.v1", "absent.v1 cannot be imported: No module named 'label_shares_absent'. Install the package"),
        ("needy.v1", "needy.v1 cannot be imported: No module named 'no_such_package_for_sure'. Install the package"),
        ("broken.v1", "broken.v1 cannot be imported: invalid syntax"),
    ],
)
def test_a_component_that_cannot_be_used_says_why(elsewhere: Path, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        component(name)
    assert str(caught.value).startswith(f"roles.component: {message}")
    path = write_config(tmp_path, CONFIG_OF_SHARES.replace("shares.v1", name))
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert str(caught.value).startswith(f"{path}, roles.component: {message}")


def test_the_component_of_another_package_is_trained_with_from_a_configuration(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 48 sentences 17 are recommendations; smoothed by 2 for each of five labels, their share is 19/58."""
    write_corpus(tmp_path / "corpus")
    trained = train(write_config(tmp_path, CONFIG_OF_SHARES), out=tmp_path / "model")
    bundle = read_bundle(trained.folder)
    assert bundle.manifest["config"]["roles"] == {"component": "shares.v1", "smoothing": 2.0, "loud": True}
    assert bundle.settings["roles"] == {"component": "shares.v1", "labels": list(unpacked(bundle).roles.labels)}
    assert "roles.shares" in bundle.arrays
    assert unpacked(bundle).component == "shares.v1"
    analysis = analyze_text("一、怎么办\n一是修渡口。\n二是补贴夜班。\n", model=str(trained.folder))
    assert analysis.model == trained.ref
    assert len(analysis.roles) == 2
    for found in analysis.roles:
        assert (found.role, found.uncertain) == ("recommendation", True)
        assert found.probabilities["recommendation"] == pytest.approx(19 / 58)

    # Where the package is not installed, the model says what is missing.
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place != str(elsewhere)])
    importlib.invalidate_caches()
    component.cache_clear()
    with pytest.raises(ModelError, match=r"was made with a role component that cannot be used: there is no component"):
        unpacked(bundle)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("smoothing = 2", "smoothing = 0", "roles.smoothing is 0. Write a number above 0 to 10"),
        ("loud = true", "loud = 1", "roles.loud is 1. Write true or false"),
        ("loud = true", "", "lacks roles.loud"),
        ("loud", "lound", "has the unknown key roles.lound. Did you mean roles.loud?"),
        ("loud = true", "loud = true\nc = 4.0", "has the unknown key roles.c. Those there are: smoothing, loud"),
    ],
)
def test_the_settings_of_another_package_are_checked_like_ours(
    elsewhere: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(write_config(tmp_path, CONFIG_OF_SHARES.replace(old, new)))
    assert message in str(caught.value)


def test_the_components_of_this_package_describe_themselves() -> None:
    assert component("chain.v1").description.startswith("Linear scorers over named features")
    assert "pretrained" in component("transformer.v1").description
