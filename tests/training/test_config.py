"""Configurations: complete, checked, and every complaint names the key and the remedy."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.training.config import Config, read_config
from tests.training.samples import CONFIG, ROLES, write_config

SHIPPED = Path(__file__).parents[2] / "configs"


def read(folder: Path, text: str = CONFIG, *overrides: str) -> Config:
    return read_config(write_config(folder, text), overrides)


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert (config.name, config.version, config.corpus.annotator) == ("tiny", "1", ("tester",))
    assert config.corpus.labels == tuple(ROLES)
    assert (config.roles.c, config.roles.inner_folds, config.structure.c) == (4.0, 2, 1.0)
    assert (config.evaluation.bootstrap, config.evaluation.level) == (50, 0.95)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda p: p.stem)
def test_the_shipped_configurations_are_read(path: Path) -> None:
    assert read_config(path).name == path.stem


def test_a_whole_number_is_as_good_as_a_fraction(tmp_path: Path) -> None:
    assert read(tmp_path).to_dict() == read(tmp_path, CONFIG.replace("c = 4.0", "c = 4")).to_dict()


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("min_count", "min_counts", "has the unknown key roles.min_counts", "Did you mean roles.min_count?"),
        ("[structure]", "[structures]", "has the unknown key structures", "Did you mean structure?"),
        ("bootstrap", "zzz", "has the unknown key evaluation.zzz", "Those there are: folds, bootstrap, level"),
        ("seed = 0", "", "lacks roles.seed", "give every key"),
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
        ('path = "corpus"', "path = 3", "corpus.path is 3", "Write a string"),
        ('"claim", ', "1, ", "corpus.labels is [1,", "Write a list of strings"),
        ('"claim", ', '"evidence", ', "corpus.labels is ['evidence', 'evidence'", "Name two labels or more, each once"),
        ('name = "tiny"', 'name = "../tiny"', "name is '../tiny'", "it names a folder"),
        ('version = "1"', 'version = ""', "version is empty", 'Write version = "1"'),
        ("config/1", "config/2", "is of schema 'pipeline.config/2'", 'schema = "pipeline.config/1"'),
        ('schema = "pipeline.config/1"', "", "is of schema None", 'schema = "pipeline.config/1"'),
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
    ("override", "key", "value"),
    [
        ("roles.c=3", "c", 3.0),
        ("roles.c = 0.5", "c", 0.5),
        ("roles.seed=7", "seed", 7),
        ("roles.seed=0x10", "seed", 16),
    ],
)
def test_an_override_sets_a_key(tmp_path: Path, override: str, key: str, value: float) -> None:
    assert getattr(read(tmp_path, CONFIG, override).roles, key) == value


def test_overrides_of_words_and_lists(tmp_path: Path) -> None:
    config = read(tmp_path, CONFIG, "name=other", 'version="2"', "corpus.annotator=甲", 'corpus.labels=["a", "b"]')
    assert (config.name, config.version) == ("other", "2")
    assert (config.corpus.annotator, config.corpus.labels) == (("甲",), ("a", "b"))


def test_the_last_override_wins(tmp_path: Path) -> None:
    assert read(tmp_path, CONFIG, "roles.c=3", "roles.c=2").roles.c == 2


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("roles.c", "sets nothing. Write --set roles.c=3"),
        ("=3", "sets nothing"),
        ("roles.=3", "sets nothing"),
        ("roles.cc=3", "unknown key roles.cc"),
        ("roles.c=many", "roles.c is 'many'"),
        ("name.c=3", "'name' has no keys of its own. Write --set name=3"),
        ("roles=3", "roles is 3"),
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
