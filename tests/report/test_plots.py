"""Plots of an evaluation. Skipped where matplotlib is missing; test_evaluation.py tests the page without it."""

import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report import plot_frame, plots
from pipeline.report.plots import Bin

matplotlib = pytest.importorskip("matplotlib")
style = pytest.importorskip("matplotlib.style")

LABELS = ("claim", "evidence", "其他")
DRAWN = {
    "reliability": lambda: plots.reliability_diagram(
        [Bin(0.0, 0.5, 0, 0.0, 0.0), Bin(0.5, 0.6, 40, 0.56, 0.5), Bin(0.9, 1.0, 160, 0.97, 1.0)]
    ),
    "coverage": lambda: plots.coverage_curve([(0.5, 0.97), (1.0, 0.84), (0.75, 0.93)], (0.8, 0.9), 0.62),
    "confusion": lambda: plots.confusion_map(LABELS, [[75, 25, 0], [8, 12, 0], [0, 0, 0]], [0, 1]),
    "learning": lambda: plots.learning_curve([10, 20, 40], [(0.6, 0.5, 0.7)] * 3, [(0.5, 0.4, 0.6)] * 3),
    "labels": lambda: plots.label_scores(LABELS, [(0.8, 0.7, 0.85), (0.6, 0.5, 0.7), (1.0, 1.0, 1.0)]),
}
SVG = "{http://www.w3.org/2000/svg}"


def written(picture):
    """The words in a picture: matplotlib names each text, drawn as outlines, in a comment."""
    return re.findall(r"<!-- (.*?) -->", picture.svg.decode())


def boxes(picture, colour):
    """Width and height of the rectangles of this colour."""
    found = []
    for path in ET.fromstring(picture.svg).iter(f"{SVG}path"):
        if f"fill: {colour}" in path.get("style", ""):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))]
            xs, ys = numbers[::2], numbers[1::2]
            found.append((max(xs) - min(xs), max(ys) - min(ys)))
    return found


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_well_formed_and_holds_nothing_from_outside(name):
    picture = DRAWN[name]()
    root = ET.fromstring(picture.svg)
    for side in ("width", "height"):
        assert float(root.get(side).removesuffix("pt")) / 0.75 == pytest.approx(getattr(picture, side), abs=0.6)
    text = picture.svg.decode()
    assert not re.search(r"<(script|image|foreignObject|metadata)", text)
    assert set(re.findall(r'href="(.)', text)) <= {"#"}
    assert set(re.findall(r"https?://[^\"/]+", text)) <= {"http://www.w3.org"}
    assert not re.search(r"\b20\d\d-\d\d", text)
    assert picture.uri.startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize("name", DRAWN)
def test_references_inside_a_picture_have_a_goal(name):
    text = DRAWN[name]().svg.decode()
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)) <= {(i, "") for i in ids} | {("", i) for i in ids}


@pytest.mark.parametrize("name", DRAWN)
def test_style_and_settings_of_the_caller_change_nothing_and_stay(name):
    plain = DRAWN[name]()
    assert DRAWN[name]() == plain
    for other in ("dark_background", "ggplot", "fivethirtyeight", "seaborn-v0_8-ticks"):
        with style.context(other):
            before = deepcopy(dict(matplotlib.rcParams))
            assert DRAWN[name]() == plain, other
            assert dict(matplotlib.rcParams) == before


def test_another_process_draws_the_same_bytes():
    program = (
        "from hashlib import sha256; from pipeline.report import plots\n"
        "svg = plots.label_scores(['a', '其他'], [(0.5, 0.4, 0.6), (0.9, 0.8, 1.0)]).svg\n"
        "import sys; print(sha256(svg).hexdigest(), 'matplotlib.pyplot' in sys.modules)"
    )
    runs = {subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1
    assert runs.pop().endswith(b" False\n")


def test_drawing_in_threads_gives_the_same_bytes():
    plain = {name: draw() for name, draw in DRAWN.items()}
    with ThreadPoolExecutor(4) as pool:
        for name, picture in pool.map(lambda name: (name, DRAWN[name]()), list(DRAWN) * 3):
            assert picture == plain[name]


def test_nothing_loads_matplotlib_before_a_plot_is_drawn():
    program = "import sys, pipeline.report.evaluation; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False\n"


def test_reliability_diagram_counts_the_sentences_of_filled_bins():
    picture = DRAWN["reliability"]()
    assert [word for word in written(picture) if word in {"0", "40", "160"}] == ["40", "160"]
    (_, low), (_, high) = boxes(picture, "#005f9e")
    assert high == pytest.approx(4 * low, rel=1e-3)  # 160 sentences beside 40


def test_coverage_curve_marks_the_threshold():
    assert {"threshold 0.62", "coverage 80%", "accuracy 0.900"} <= set(written(DRAWN["coverage"]()))
    unmarked = plots.coverage_curve([(0.5, 0.97), (1.0, 0.84)], None, 0.62)
    assert b"threshold" not in unmarked.svg
    assert b"#b34700" not in unmarked.svg


def test_confusion_map_shows_shares_of_the_row_and_counts():
    words = written(DRAWN["confusion"]())
    for share, count in (("75%", "75"), ("25%", "25"), ("40%", "8"), ("60%", "12")):
        assert words[words.index(share) + 1] == count
    assert sum(word.endswith("%") for word in words) == 4  # empty cells are left blank
    half = plots.confusion_map(("a", "b"), [[5, 0], [0, 0]], [0, 1])
    assert len(boxes(half, "#005f9e")) == 1  # all of its row


def test_learning_curve_names_points_that_are_not_too_near_each_other():
    scores = [(0.6, 0.5, 0.7)] * 4
    words = written(plots.learning_curve([10, 12, 50, 100], scores, scores))
    assert {"12", "50", "100", "accuracy", "macro-F1"} <= set(words)
    assert "10" not in words
    plots.learning_curve([10], scores[:1], scores[:1])


@pytest.mark.parametrize(
    ("values", "lowest"), [([0.84, 0.97], 0.8), ([0.97], 0.8), ([0.7], 0.7), ([0.05, 1.0], 0.0), ([], 0.0)]
)
def test_axis_of_scores_begins_at_a_tenth(values, lowest):
    assert plots._floor(values) == lowest


@pytest.fixture
def without_chinese(monkeypatch):
    monkeypatch.setattr(plot_frame, "_FACES", ())
    plot_frame._families.cache_clear()
    yield
    plot_frame._families.cache_clear()


def test_without_a_chinese_font_labels_are_numbers(without_chinese):
    assert not plot_frame.numbered(["claim", "naïve"])
    assert plot_frame.numbered(["claim", "论点"])
    words = written(plots.label_scores(["claim", "论点"], [(0.5, 0.4, 0.6)] * 2))
    assert words[-2:] == ["1", "2"]


def test_with_a_chinese_font_labels_are_chinese():
    if len(plot_frame._families()) == 1:
        pytest.skip("no Chinese font on this machine")
    assert not plot_frame.numbered(["论点", "論點"])
    assert "论点" in written(plots.label_scores(["claim", "论点"], [(0.5, 0.4, 0.6)] * 2))


def test_a_dollar_sign_is_no_formula():
    assert {"$x^2$", r"\alpha_{"} <= set(written(plots.label_scores(["$x^2$", r"\alpha_{"], [(0.5, 0.4, 0.6)] * 2)))


def test_a_long_label_is_cut():
    words = written(plots.confusion_map(["recommendation to the council"], [[3]], [0]))
    assert "recommendation to…" in words


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1, max_size=6), min_size=1, max_size=3))
def test_any_label_is_drawn_without_a_warning(labels):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = plots.confusion_map(labels, [[1] * len(labels)] * len(labels), range(len(labels)))
    ET.fromstring(picture.svg)
