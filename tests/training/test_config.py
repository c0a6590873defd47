"""Configurations: complete, checked, and every complaint names the key and the remedy."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.roles import registry
from pipeline.roles.chain.fitting import ChainSettings
from pipeline.roles.component import RoleComponent, bounded
from pipeline.training import config as config_module
from pipeline.training.config import Config, read_config
from tests.training.samples import CONFIG, OLD_CONFIG, ROLES, write_config

SHIPPED = Path(__file__).parents[2] / "configs"


def read(folder: Path, text: str = CONFIG, *overrides: str) -> Config:
    return read_config(write_config(folder, text), overrides)


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert (config.name, config.version, config.corpus.annotator) == ("tiny", "1", ("tester",))
    assert config.corpus.labels == tuple(ROLES)
    assert config.roles.component == "chain.v1"
    assert config.roles.settings == ChainSettings(c=4.0, inner_folds=2)
    assert config.structure.c == 1.0
    assert asdict(config.evaluation) == {
        "folds": 2,
        "bootstrap": 50,
        "level": 0.95,
        "ignored": (),
        "learning_curve": (),
        "allow_leaks": False,
        "seed": 7,
    }


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda p: p.stem)
def test_the_shipped_configurations_are_read(path: Path) -> None:
    assert read_config(path).name == path.stem


def test_the_manifest_keeps_the_component_beside_its_settings(tmp_path: Path) -> None:
    kept = read(tmp_path).to_dict()
    assert kept["schema"] == "pipeline.config/2"
    assert kept["roles"] == {"component": "chain.v1", **asdict(ChainSettings(inner_folds=2))}
    assert list(kept) == ["schema", "name", "version", "corpus", "roles", "structure", "evaluation"]


def test_a_whole_number_is_as_good_as_a_fraction(tmp_path: Path) -> None:
    whole = CONFIG.replace("c = 4.0", "c = 4").replace("learning_curve = []", "learning_curve = [0.5, 1]")
    fraction = CONFIG.replace("learning_curve = []", "learning_curve = [0.5, 1.0]")
    # As text: in Python 4 equals 4.0, in the bytes of a manifest it does not.
    assert str(read(tmp_path, whole).to_dict()) == str(read(tmp_path, fraction).to_dict())


def test_schema_1_is_still_read(tmp_path: Path) -> None:
    """It knew chain.v1 only, scored every label, and drew folds and resamples from the seed of [roles]."""
    old = read(tmp_path, OLD_CONFIG)
    assert old == read(tmp_path, CONFIG, "roles.seed=7")
    assert (old.roles.settings.seed, old.evaluation.seed) == (7, 7)
    assert old.to_dict()["schema"] == "pipeline.config/2"


def test_schema_1_takes_overrides_of_schema_2(tmp_path: Path) -> None:
    config = read(tmp_path, OLD_CONFIG, "evaluation.seed=3", 'evaluation.ignored=["other"]', "roles.seed=5")
    assert (config.roles.settings.seed, config.evaluation.seed, config.evaluation.ignored) == (5, 3, ("other",))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("seed = 7", "seed = -1", "roles.seed is -1"),  # not evaluation.seed, which the file does not hold
        ("seed = 7", "", "lacks roles.seed"),
        ("min_count", "min_counts", "has the unknown key roles.min_counts"),
        ("level = 0.95", "", "lacks evaluation.level"),
        ("[evaluation]", "[evaluations]", "has the unknown key evaluations"),
        ("[roles]", "[role]", "has the unknown key role"),
    ],
)
def test_a_fault_of_schema_1_is_named_as_it_was_written(tmp_path: Path, old: str, new: str, what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, OLD_CONFIG.replace(old, new))
    assert what in caught.value.what


def test_folds_are_a_number_or_a_file(tmp_path: Path) -> None:
    assert read(tmp_path, CONFIG, "evaluation.folds=7").evaluation.folds == 7
    kept = read(tmp_path, CONFIG, "evaluation.folds=folds/mine.json")
    assert kept.evaluation.folds == kept.to_dict()["evaluation"]["folds"] == "folds/mine.json"


def test_parts_to_learn_from(tmp_path: Path) -> None:
    assert read(tmp_path).corpus.parts == ("train",)
    assert read(tmp_path, CONFIG, 'corpus.parts=["train", "dev"]').corpus.parts == ("train", "dev")
    assert read(tmp_path, CONFIG, "corpus.annotator=[]").corpus.annotator == ()
    assert read(tmp_path, OLD_CONFIG).corpus.parts == ("train",)  # schema 1 knew no other


def test_labels_to_ignore_and_shares_to_learn_from(tmp_path: Path) -> None:
    text = CONFIG.replace("ignored = []", 'ignored = ["other", "claim"]')
    config = read(tmp_path, text.replace("learning_curve = []", "learning_curve = [0.125, 1]"))
    assert config.evaluation.ignored == ("other", "claim")
    assert config.evaluation.learning_curve == (0.125, 1.0)
    assert read(tmp_path, CONFIG, "evaluation.ignored=other").evaluation.ignored == ("other",)


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("min_count", "min_counts", "has the unknown key roles.min_counts", "Did you mean roles.min_count?"),
        ("[structure]", "[structures]", "has the unknown key structures", "Did you mean structure?"),
        ("bootstrap", "zzz", "has the unknown key evaluation.zzz", "Those there are: folds, bootstrap, level"),
        ("seed = 0", "", "lacks roles.seed", "give every key"),
        ("seed = 7", "", "lacks evaluation.seed", "give every key"),
        ("ignored = []", "", "lacks evaluation.ignored", "give every key"),
        ('version = "1"', "", "lacks version", "give every key"),
        ("[structure]\nc = 1.0", "", "lacks structure", "give every key"),
        ("c = 4.0", 'c = "4"', "roles.c is '4'", "Write a number above 0 to 1e+06"),
        ("c = 4.0", "c = true", "roles.c is True", "Write a number"),
        ("c = 4.0", "c = 0", "roles.c is 0", "above 0"),
        ("c = 4.0", "c = nan", "roles.c is nan", "above 0"),
        ("c = 4.0", "c = inf", "roles.c is inf", "to 1e+06"),
        ("min_count = 2", "min_count = 2.0", "roles.min_count is 2.0", "Write a whole number from 1"),
        ("inner_folds = 2", "inner_folds = 1", "roles.inner_folds is 1", "from 2 to 100"),
        ("target_accuracy = 0.9", "target_accuracy = 1.5", "roles.target_accuracy is 1.5", "above 0 to 1"),
        ("seed = 0", "seed = -1", "roles.seed is -1", "from 0"),
        ("\nfolds = 2", "\nfolds = 1", "evaluation.folds is 1", "from 2 to 1000"),
        ("level = 0.95", "level = 1.0", "evaluation.level is 1.0", "to 0.999"),
        ("level = 0.95", "level = [0.95]", "evaluation.level is [0.95]", "Write a number"),
        ("seed = 7", "seed = 4294967296", "evaluation.seed is 4294967296", "from 0"),
        ("seed = 7", "seed = 7.0", "evaluation.seed is 7.0", "Write a whole number"),
        ("ignored = []", 'ignored = ["othr"]', "ignored names 'othr', which is no label", "Did you mean other?"),
        ("ignored = []", 'ignored = ["zzz"]', "evaluation.ignored names 'zzz'", "The labels are claim, evidence,"),
        ("ignored = []", f"ignored = {ROLES}", "evaluation.ignored holds every label", "something to learn from, and"),
        ('parts = ["train"]', 'parts = ["trian"]', "parts names 'trian', which is no part", "Did you mean train?"),
        ('parts = ["train"]', 'parts = ["x"]', "corpus.parts names 'x'", "The parts are train, dev, test"),
        ('parts = ["train"]', "parts = []", "corpus.parts is empty", "something to learn from"),
        ('parts = ["train"]', "", "lacks corpus.parts", "give every key"),
        ("\nfolds = 2", "\nfolds = 2.0", "evaluation.folds is 2.0", "Write a whole number from 2 to 1000"),
        ("\nfolds = 2", '\nfolds = "five"', "evaluation.folds is 'five'", "or the name of a .json file"),
        ("allow_leaks = false", "allow_leaks = 0", "evaluation.allow_leaks is 0", "Write true or false"),
        ("\nfolds = 2", "\nfolds = true", "evaluation.folds is True", "Write a whole number"),
        ("ignored = []", "ignored = [3]", "evaluation.ignored is [3]", "Write a list of strings"),
        ("ignored = []", 'ignored = ["other", ""]', "evaluation.ignored is ['other', '']", "Write a list of strings"),
        ("curve = []", "curve = [0.5, 2]", "evaluation.learning_curve is [0.5, 2]", "each a number above 0 to 1"),
        ("curve = []", "curve = [2, 0.5]", "evaluation.learning_curve is [2, 0.5]", "each a number above 0 to 1"),
        ("curve = []", "curve = [0]", "evaluation.learning_curve is [0]", "Write a list, each a number above 0"),
        ("curve = []", "curve = 0.5", "evaluation.learning_curve is 0.5", "Write a list, each a number"),
        ("curve = []", 'curve = "half"', "evaluation.learning_curve is 'half'", "Write a list, each a number"),
        ("curve = []", 'curve = [0.5, "1"]', "evaluation.learning_curve is [0.5, '1']", "Write a list, each a number"),
        ("curve = []", "curve = [true]", "evaluation.learning_curve is [True]", "Write a list, each a number"),
        ("curve = []", "curve = [nan]", "evaluation.learning_curve is [nan]", "Write a list, each a number"),
        ('component = "chain.v1"', "", "lacks roles.component", 'Write a section [roles] with component = "'),
        ('component = "chain.v1"', "component = 1", "lacks roles.component", "Write a section [roles]"),
        ('path = "corpus"', "path = 3", "corpus.path is 3", "Write a string"),
        ('"claim", ', "1, ", "corpus.labels is [1,", "Write a list of strings"),
        ('"claim", ', '"evidence", ', "corpus.labels is ['evidence', 'evidence'", "Name two labels or more, each once"),
        ('name = "tiny"', 'name = "../tiny"', "name is '../tiny'", "it names a folder"),
        ('version = "1"', 'version = ""', "version is empty", 'Write version = "1"'),
        ("config/2", "config/3", "is of schema 'pipeline.config/3'", 'schema = "pipeline.config/2"'),
        ('schema = "pipeline.config/2"', "", "is of schema None", 'schema = "pipeline.config/2"'),
        ("[structure]\nc = 1.0", "structure = 1", "structure is 1", "Write a section [structure]"),
    ],
)
def test_a_fault_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, what: str, remedy: str) -> None:
    # A key before the first section must stay there.
    text = CONFIG.replace(old, new) if new != "structure = 1" else new + CONFIG.replace(old, "")
    assert text != CONFIG
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert caught.value.where == str(tmp_path / "tiny.toml")


@pytest.mark.parametrize(
    ("name", "remedy"), [("chain.v11", "Did you mean chain.v1?"), ("zzz", "Those installed are: ")]
)
def test_a_component_that_is_not_there_is_named_with_its_file(tmp_path: Path, name: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, CONFIG.replace("chain.v1", name))
    assert caught.value.what == f"there is no component {name!r}"
    assert caught.value.remedy.startswith(remedy)
    assert caught.value.where == f"{tmp_path / 'tiny.toml'}, roles.component"


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What a component of somebody else may declare."""

    depth: int = bounded(3, 2, 4)
    rate: float = bounded(0.5, 0, 1, from_low=True)
    scale: float = 1.0
    whole: bool = True
    tone: str = "plain"


def own(monkeypatch: pytest.MonkeyPatch, folder: Path, **changes: str) -> Any:
    """The settings read for such a component; `changes` are keys with their values as TOML."""

    def found(name: str) -> RoleComponent:
        real = registry.component("chain.v1")
        return RoleComponent(OwnSettings, real.fit, real.pack, real.unpack) if name == "own.v1" else real

    monkeypatch.setattr(config_module, "component", found)
    values = {"depth": "3", "rate": "0.5", "scale": "1.0", "whole": "true", "tone": '"plain"'} | changes
    head, rest = CONFIG.split("[roles]")[0], CONFIG.split("[structure]")[1]
    section = "\n".join(f"{key} = {value}" for key, value in values.items())
    text = f'{head}[roles]\ncomponent = "own.v1"\n{section}\n[structure]{rest}'
    config = read(folder, text)
    assert config.to_dict()["roles"] == {"component": "own.v1", **asdict(config.roles.settings)}
    return config.roles.settings


def test_a_component_reads_its_own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert own(monkeypatch, tmp_path) == OwnSettings()
    changed = own(monkeypatch, tmp_path, depth="4", rate="0", scale="-7", whole="false", tone='""')
    assert changed == OwnSettings(4, 0.0, -7.0, False, "")
    assert isinstance(changed.rate, float)


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("depth", "2", "Write a whole number above 2 to 4"),
        ("depth", "5", "Write a whole number above 2 to 4"),
        ("depth", "true", "Write a whole number above 2 to 4"),
        ("rate", "-0.1", "Write a number from 0 to 1"),
        ("rate", "1.1", "Write a number from 0 to 1"),
        ("scale", "nan", "Write a number"),
        ("scale", "-inf", "Write a number"),
        ("whole", "1", "Write true or false"),
        ("whole", '"true"', "Write true or false"),
        ("tone", "true", "Write a string"),
        ("tone", '["plain"]', "Write a string"),
    ],
)
def test_a_component_sets_the_bounds_of_its_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str, value: str, remedy: str
) -> None:
    with pytest.raises(ConfigError, match=rf"roles\.{key} is") as caught:
        own(monkeypatch, tmp_path, **{key: value})
    assert caught.value.remedy == remedy


def test_a_setting_of_another_component_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown key roles\.min_count\. Those there are: depth, rate, scale"):
        own(monkeypatch, tmp_path, min_count="2")


def test_a_setting_that_came_later_may_be_left_out(tmp_path: Path) -> None:
    """Configurations of `stacked.v1` from before it had `words`."""
    text = (SHIPPED / "policy-roles.toml").read_text(encoding="utf-8")
    assert "words" not in text
    assert read(tmp_path, text).roles.settings.words is True
    assert read(tmp_path, text, "roles.words=false").roles.settings.words is False


@pytest.mark.parametrize(
    ("override", "key", "value"),
    [
        ("roles.c=3", "c", 3.0),
        ("roles.c = 0.5", "c", 0.5),
        ("roles.seed=7", "seed", 7),
        ("roles.seed=0x10", "seed", 16),
    ],
)
def test_an_override_sets_a_key(tmp_path: Path, override: str, key: str, value: float) -> None:
    assert getattr(read(tmp_path, CONFIG, override).roles.settings, key) == value


def test_overrides_of_words_and_lists(tmp_path: Path) -> None:
    config = read(tmp_path, CONFIG, "name=other", 'version="2"', "corpus.annotator=甲", 'corpus.labels=["a", "b"]')
    assert (config.name, config.version) == ("other", "2")
    assert (config.corpus.annotator, config.corpus.labels) == (("甲",), ("a", "b"))


def test_the_last_override_wins(tmp_path: Path) -> None:
    assert read(tmp_path, CONFIG, "roles.c=3", "roles.c=2").roles.settings.c == 2


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("roles.c", "sets nothing. Write --set roles.c=3"),
        ("=3", "sets nothing"),
        ("roles.c=1\nroles.min_count=3", "sets more than one thing. Give --set for each"),
        ("roles.=3", "sets nothing"),
        ("roles.cc=3", "unknown key roles.cc"),
        ("roles.c=many", "roles.c is 'many'"),
        ("name.c=3", "'name' has no keys of its own. Write --set name=3"),
        ("roles=3", "lacks roles.component"),
        ("structure=3", "structure is 3"),
        ("roles.component=chian.v1", "there is no component 'chian.v1'. Did you mean chain.v1?"),
        ("evaluation.ignored=othr", "Did you mean other?"),
    ],
)
def test_a_wrong_override_is_named(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, CONFIG, override)
    assert message in str(caught.value)


def test_a_file_that_is_not_there_or_no_toml(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read: No such file.*configs/policy-roles\.toml"):
        read_config(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read_config(tmp_path)
    with pytest.raises(ConfigError, match=r"is no TOML: .*line 1"):
        read(tmp_path, "name =\n")
    (tmp_path / "b.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(ConfigError, match="is no TOML"):
        read_config(tmp_path / "b.toml")


def test_a_component_named_on_the_command_line_begins_with_its_defaults(tmp_path: Path) -> None:
    """What a file says of one component is not taken for another: `c` of the two is not the same penalty."""
    told: list[str] = []
    path = SHIPPED / "policy-roles.toml"
    config = read_config(path, ["roles.component=chain.v1", "roles.min_count=3"], told.append)
    assert (config.roles.component, config.roles.settings) == ("chain.v1", ChainSettings(min_count=3))
    assert config.search is None  # its ranges are those of the other's settings
    assert told == [
        f"{path} is for stacked.v1; --set roles.component=chain.v1 drops what it says of that (roles.c, roles.rounds, "
        "roles.learning_rate, roles.leaves, roles.smallest_leaf, roles.columns, roles.rows, roles.penalty, "
        "roles.prune, roles.balance, roles.inner_folds, roles.target_accuracy, roles.seed, [search]) and takes the "
        "defaults of chain.v1 (c=4.0, min_count=2, max_iterations=300, inner_folds=5, target_accuracy=0.9, seed=0); "
        "change them with --set roles.KEY=VALUE"
    ]


def test_the_component_of_the_file_keeps_its_settings(tmp_path: Path) -> None:
    told: list[str] = []
    path = write_config(tmp_path)
    assert read_config(path, ["roles.component=chain.v1"], told.append) == read_config(path)
    with pytest.raises(ConfigError, match=r"has the unknown key roles\.leaves"):
        read_config(SHIPPED / "policy-roles.toml", ["roles.component=chain.v1", "roles.leaves=8"])
    assert not told


def test_schema_1_takes_another_component(tmp_path: Path) -> None:
    config = read(tmp_path, OLD_CONFIG, "roles.component=stacked.v1")
    assert (config.roles.component, config.roles.settings.seed, config.evaluation.seed) == ("stacked.v1", 0, 7)
