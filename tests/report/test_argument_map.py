import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Measure
from pipeline.report.argument_map import draw
from pipeline.report.index import build_index
from pipeline.report.map_boxes import group_box

from . import samples


def layout(analysis):
    return draw(build_index(analysis))


def overlap(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def check(drawing):
    for n, box in enumerate(drawing.boxes):
        assert box.y + box.height <= drawing.height
        assert not any(overlap(box, other) for other in drawing.boxes[n + 1 :])
        assert all(0 < line.y < box.height for line in box.lines)
    middle = [box for box in drawing.boxes if box.kind == "practice"]
    for curve in drawing.curves:
        for level in re.findall(r"([\d.]+)H", curve.path):
            assert not any(box.y < float(level) < box.y + box.height for box in middle), "a link behind a box"
            assert 0 < float(level) < drawing.height


def test_samples():
    for make in (samples.chinese, samples.english, samples.hostile, samples.plain, samples.large):
        check(layout(make()))


def test_links_are_thicker_when_more_probable():
    theory, practice = layout(samples.chinese()).curves
    assert (theory.source, theory.target, practice.source) == ("c1", "g0", "c4")
    assert theory.width < practice.width
    assert theory.opacity < practice.opacity
    assert theory.label == "一、数字化是粮食储备治理的必由之路 → （一）打通部门之间的数据壁垒，概率 58%"


def test_a_group_without_grounds_differs_in_words_and_shape():
    grounded, ungrounded = layout(samples.chinese()).boxes[-2:]
    assert "△ 未见依据" in [line.text for line in ungrounded.lines]
    assert "依据：2 处" in [line.text for line in grounded.lines]
    assert "l" in ungrounded.outline
    assert "l" not in grounded.outline


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 5), st.data())
def test_no_boxes_overlap_and_no_link_hides(theory, practice, groups, data):
    lines = []
    for n in range(theory + practice):
        lines += [
            ("heading", "1", "theory" if n < theory else "practice", f"第{n}节" * (n % 5 + 1)),
            ("claim", "一句。"),
        ]
    for n in range(groups):
        lines += [("group", "1", f"第{n}组"), *(("head", "一项措施，要落到实处。") for _ in range(n * 3))]
    if not lines:
        return
    grounds = [
        [(at, 0.5) for at in sorted(data.draw(st.sets(st.integers(0, theory + practice - 1))))]
        if theory + practice
        else []
        for _ in range(groups)
    ]
    check(layout(samples.build("题", "zh", lines, grounds=grounds)))


def test_what_is_left_out_of_a_box_is_called_what_it_is():
    """Ten measures, and the same ten orders without measures."""
    analysis = samples.chinese()
    group = analysis.groups[0]
    orders = [s.id for s, label in zip(analysis.document.sentences, analysis.roles, strict=True)][:10]
    roles = tuple(replace(label, role="recommendation") for label in analysis.roles)
    measures = tuple(Measure(f"{group.id}.m{k}", head, ()) for k, head in enumerate(orders))
    for found, said in (((), "还有 2 句建议"), (measures, "还有 2 项措施")):
        groups = (replace(group, members=tuple(orders), measures=found),)
        box = group_box(build_index(replace(analysis, roles=roles, groups=groups)), 0)
        text = " ".join(line.text for line in box.lines)
        assert said in text
        assert ("未分列措施" in text) == (not found)
