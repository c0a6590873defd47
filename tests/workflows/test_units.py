"""Argument components from the command line: train, evaluate, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.bundles.bundle import read_bundle, write_bundle
from pipeline.cli.app import app
from pipeline.errors import OutputError
from pipeline.workflows import units
from tests.training.test_units import text

CONFIG = """
schema = "pipeline.units/1"
name = "tiny-units"
version = "1"

[corpus]
format = "dependencies"
language = "zh"

[roles]
component = "chain.v1"
c = 1.0
min_count = 1
max_iterations = 100
inner_folds = 3
target_accuracy = 0.9
seed = 0

[relations]
c = 1.0

[evaluation]
folds = 2
repeats = 2
bootstrap = 50
seed = 0
"""


def write(folder: Path, name: str, seeds: range) -> Path:
    lines = []
    for seed in seeds:
        of, said = text(seed)
        units = [
            {"id": k + 1, "parent": said.parents[k] + 1, "text": of.text[a:b], "relation": said.relations[k]}
            for k, (a, b) in enumerate(of.spans)
        ]
        lines.append(json.dumps({"id": of.id, "root": [{"id": 0}, *units]}, ensure_ascii=False))
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    write(folder / "corpus", "train.jsonl", range(30))
    write(folder, "more.jsonl", range(100, 110))
    (folder / "units.toml").write_text(CONFIG)
    trained = run("train", folder / "units.toml", "--corpus", folder / "corpus", "--out", folder / "model")
    assert trained.exit_code == 0, trained.output
    assert "Cross-validated by text, 2 folds, 2 times" in trained.stdout
    return folder


def run(*words: object):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, [str(w) for w in words])


def test_a_model_has_a_report_of_each_run(corpus: Path) -> None:
    report = json.loads((corpus / "model" / "evaluation" / "report.json").read_bytes())
    assert len(report["scores"]["runs"]) == 2
    assert report["scores"]["mean"]["uas"] > 0.7
    assert report["data"]["texts"] == 30
    assert report["schema"] == "pipeline.unit-evaluation/1"
    of_relations = report["tables"]["relations"]  # this corpus has no kinds of components
    assert report["tables"].keys() == {"relations"}
    assert sum(of["support"] for of in of_relations["per_label"].values()) == sum(
        map(sum, of_relations["confusion"]["counts"])
    )
    page = (corpus / "model" / "evaluation" / "report.html").read_text(encoding="utf-8")
    assert "Cross-validated by text over 2 folds, 2 times" in page
    predictions = json.loads((corpus / "model" / "evaluation" / "predictions.json").read_bytes())
    assert len(predictions) == 30
    assert sum(u["parent"] is None for u in predictions[0]["units"]) == 1
    for unit in (unit for of in predictions for unit in of["units"]):
        assert unit["probabilities"].keys() == {"label", "parent", "relation"}
        assert all(0 < p <= 1 for p in unit["probabilities"].values())


def test_its_features_are_of_their_own_version(corpus: Path) -> None:
    """Those of sentences are counted apart."""
    settings = json.loads((corpus / "model" / "settings.json").read_bytes())
    assert settings["units"]["features_version"] == 2  # too few units to read parents twice


def test_a_model_is_scored_on_texts_that_it_has_not_seen(corpus: Path, tmp_path: Path) -> None:
    found = run("evaluate", corpus / "model", corpus / "more.jsonl", "--out", tmp_path)
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("links\t")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        *("predictions.json", "report.html", "report.json", "report.md")
    ]
    assert "more.jsonl" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "report.json").read_bytes())["scores"]["texts"] == 10


def test_a_place_that_cannot_be_written_is_found_before_any_predicting(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "predict_units", lambda *_: pytest.fail("predicted first"))
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="it is a file, not a folder"):
        units.evaluate_units(str(corpus / "model"), corpus, out=tmp_path / "file" / "out", allow_leaks=True)


def test_texts_that_it_learned_from_stop_it_unless_told_otherwise(corpus: Path, tmp_path: Path) -> None:
    refused = run("evaluate", corpus / "model", corpus / "corpus", "--out", tmp_path)
    assert refused.exit_code == 2
    assert not list(tmp_path.iterdir())
    allowed = run("evaluate", corpus / "model", corpus / "corpus", "--out", tmp_path, "--allow-leaks")
    assert allowed.exit_code == 0
    assert json.loads((tmp_path / "report.json").read_bytes())["data"]["learned_from"] == 30


def test_it_analyses_no_article(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("修渠。", encoding="utf-8")
    assert run("analyze", tmp_path / "a.txt", "--model", corpus / "model", "--out", tmp_path / "o").exit_code == 2


def test_the_same_run_gives_the_same_bytes(corpus: Path) -> None:
    again = run("train", corpus / "units.toml", "--corpus", corpus / "corpus", "--out", corpus / "again")
    assert again.exit_code == 0
    for path in sorted((corpus / "model").glob("*.*")):
        assert (corpus / "again" / path.name).read_bytes() == path.read_bytes()


def test_frozen_folds_give_the_predictions_of_those_that_were_drawn(corpus: Path, tmp_path: Path) -> None:
    config = tmp_path / "units.toml"
    config.write_text(CONFIG)
    wrote = run("train", config, "--corpus", corpus / "corpus", "--write-folds", tmp_path / "folds.json")
    assert wrote.exit_code == 0, wrote.output
    config.write_text(CONFIG.replace("folds = 2", 'folds = "folds.json"', 1))
    trained = run("train", config, "--corpus", corpus / "corpus", "--out", tmp_path / "model")
    assert trained.exit_code == 0, trained.output
    assert "2 frozen folds, 2 times" in trained.stdout
    before, after = (folder / "evaluation" / "predictions.json" for folder in (corpus / "model", tmp_path / "model"))
    assert before.read_bytes() == after.read_bytes()
    (tmp_path / "fewer").mkdir()
    write(tmp_path / "fewer", "train.jsonl", range(29))
    assert run("train", config, "--corpus", tmp_path / "fewer", "--out", tmp_path / "m").exit_code == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('format = "dependencies"', 'format = "dependency"'),
        ("repeats = 2", "repeat = 2"),
        ("folds = 2", "folds = 1"),
        ('name = "tiny-units"', 'name = "../elsewhere"'),  # it names a folder
        ('version = "1"', 'version = ""'),
        ('component = "chain.v1"', 'component = "chain.v0"'),
        ("[relations]\nc = 1.0", "relations = 3"),
    ],
)
def test_wrong_configurations_are_refused(corpus: Path, tmp_path: Path, old: str, new: str) -> None:
    assert old in CONFIG
    moved = new.startswith("relations")  # which must stand before the sections
    (tmp_path / "units.toml").write_text(new + CONFIG.replace(old, "") if moved else CONFIG.replace(old, new))
    found = run("train", tmp_path / "units.toml", "--corpus", corpus / "corpus", "--out", tmp_path / "m")
    assert found.exit_code == 2
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("about", [{}, {"config": 3}, {"config": {"corpus": {"format": "x", "language": "zh"}}}])
def test_a_manifest_that_does_not_say_what_it_was_made_from_is_refused(
    corpus: Path, tmp_path: Path, about: dict[str, Any]
) -> None:
    found = read_bundle(corpus / "model")
    data = {"data": {"hashes": []}}
    values = {"settings": found.settings, "arrays": found.arrays, "card": found.card}
    write_bundle(tmp_path / "odd", name="odd", version="1", about=data | about, **values)
    refused = run("evaluate", tmp_path / "odd", corpus / "more.jsonl", "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert f"{tmp_path / 'odd' / 'manifest.json'}: does not say how it was trained" in refused.stderr
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_used_is_refused(corpus: Path, tmp_path: Path) -> None:
    config = corpus / "units.toml"
    write(tmp_path, "train.jsonl", range(1))
    assert run("train", config, "--corpus", tmp_path, "--out", tmp_path / "m").exit_code == 2  # one text, two folds
    assert run("train", config, "--out", tmp_path / "m").exit_code == 2  # no corpus
    assert run("train", config, "--corpus", corpus / "corpus", "--search").exit_code == 2
    (tmp_path / "train.jsonl").write_text("\n")
    assert run("train", config, "--corpus", tmp_path, "--out", tmp_path / "m").exit_code == 2
    assert not (tmp_path / "m").exists()


def test_the_configurations_of_benchmarks_are_whole() -> None:
    from pipeline.training.unit_config import read_unit_config

    folder = Path(__file__).parents[2] / "configs" / "benchmarks"
    for name in ("microtexts", "aae2", "sucdtb"):
        assert read_unit_config(folder / f"{name}.toml").name == name


SEGMENTED = CONFIG.replace('"dependencies"', '"conll"').replace('"zh"', '"en"').replace("repeats = 2", "repeats = 1")
SEGMENTED += """
[segmentation]
c = 1.0
c_sentences = 1.0
min_count = 1
rounds = 20
learning_rate = 0.2
leaves = 8
smallest_leaf = 3
columns = 0.5
rows = 0.7
penalty = 1.0
inner_folds = 3
seed = 0
"""


def essay(number: int, *, marked: bool = True) -> str:
    thing = f"boat{number % 7}"
    rows = [(w, "O") for w in (thing, "passed", "here", ".", "I", "hold", "that")]
    rows += [(thing, "B-Claim:For"), ("must", "I-Claim:For"), ("stop", "I-Claim:For"), (".", "O")]
    rows += [("Because", "O"), (thing, "B-Premise:-1:Support"), ("leaks", "I-Premise:-1:Support"), (".", "O")]
    if number % 2:
        rows += [("Still", "O"), ("rowers", "B-Premise:-2:Attack"), ("need", "I-Premise:-2:Attack"), (".", "O")]
    rows += [(f"end{number}", "O"), (".", "O")]
    return "\n".join(f"{k}\t{w}\t_\t_\t{tag if marked else 'O'}" for k, (w, tag) in enumerate(rows, 1))


def test_units_are_found_where_none_are_marked(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "train.conll").write_text("\n\n".join(essay(k) for k in range(24)))
    (tmp_path / "dev.conll").write_text("\n\n".join(essay(k) for k in range(30, 34)))
    (tmp_path / "bare.conll").write_text("\n\n".join(essay(k, marked=False) for k in range(40, 44)))
    (tmp_path / "units.toml").write_text(SEGMENTED)
    trained = run("train", tmp_path / "units.toml", "--corpus", tmp_path / "corpus", "--out", tmp_path / "model")
    assert trained.exit_code == 0, trained.output
    assert "tags of tokens, macro-F1" in trained.stdout
    found = run("evaluate", tmp_path / "model", tmp_path / "dev.conll", "--out", tmp_path / "dev")
    assert found.exit_code == 0, found.output
    scores = json.loads((tmp_path / "dev" / "report.json").read_bytes())["scores"]
    assert scores["tokens"][0] > 0.9
    assert scores["spans"][0] > 0.8
    found = run("evaluate", tmp_path / "model", tmp_path / "bare.conll", "--out", tmp_path / "bare")
    assert found.exit_code == 0, found.output
    assert found.stdout == ""
    report = json.loads((tmp_path / "bare" / "report.json").read_bytes())
    assert (report["data"]["texts"], report["data"]["marked"], report["scores"]) == (4, 0, {})
    predictions = json.loads((tmp_path / "bare" / "predictions.json").read_bytes())
    assert all(of["units"] for of in predictions)
    assert predictions[0]["units"][0]["label"] == "Claim"


@pytest.mark.parametrize(("old", "new"), [("leaves = 8", "leaves = 9"), ("columns = 0.5\n", "")])
def test_a_segmentation_that_lacks_a_key_or_is_out_of_bounds_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SEGMENTED
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "train.conll").write_text("\n\n".join(essay(k) for k in range(4)))
    (tmp_path / "units.toml").write_text(SEGMENTED.replace(old, new))
    refused = run("train", tmp_path / "units.toml", "--corpus", tmp_path / "corpus", "--out", tmp_path / "m")
    assert refused.exit_code == 2
    assert not (tmp_path / "m").exists()


def test_anybody_s_corpus_trains_in_the_plain_format(tmp_path: Path) -> None:
    lines = []
    for seed in range(12):
        of, said = text(seed)
        units = [
            {"start": a, "end": b, "label": kind, "parent": None if parent < 0 else parent, "relation": relation}
            for (a, b), kind, parent, relation in zip(
                of.spans, said.components, said.parents, said.relations, strict=True
            )
        ]
        lines.append(json.dumps({"id": of.id, "text": of.text, "units": units}, ensure_ascii=False))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "train.jsonl").write_text("\n".join(lines), encoding="utf-8")
    config = CONFIG.replace('"dependencies"', '"units"').replace("repeats = 2", "repeats = 1")
    (tmp_path / "units.toml").write_text(config)
    trained = run("train", tmp_path / "units.toml", "--corpus", tmp_path / "corpus", "--out", tmp_path / "model")
    assert trained.exit_code == 0, trained.output
    assert "components, macro-F1" in trained.stdout
