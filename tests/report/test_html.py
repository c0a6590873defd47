import json
import re
import time
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Cue, Relation
from pipeline.errors import InputError
from pipeline.report.html import render_html

from . import samples

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Elements, attributes and text of a page; refuses tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, str] = {}
        self.inside: list[str | None] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>"
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in VOID:
            return
        self.open.append(tag)
        at = dict(attrs)
        self.inside.append("t" + str(len(self.texts)) if at.get("class") == "t" else None)
        if self.inside[-1]:
            self.texts[self.inside[-1]] = ""
        if tag == "script":
            self.scripts.append((at, ""))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.inside.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
            return
        self.text += data if not self.open or self.open[-1] != "style" else ""
        if self.inside and self.inside[-1]:
            self.texts[self.inside[-1]] += data

    @property
    def data(self):
        return json.loads(self.scripts[0][1])

    def values(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]


ALL = {"chinese": samples.chinese, "english": samples.english, "hostile": samples.hostile, "plain": samples.plain}


@pytest.fixture(params=ALL, ids=str)
def analysis(request):
    return ALL[request.param]()


def test_page_is_well_formed_and_every_link_has_a_goal(analysis):
    page = Page(render_html(analysis))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    goals = [href for href in page.values("href") if href.startswith("#")]
    assert set(goals) <= {f"#{name}" for name in ids}
    assert goals == [href for href in page.values("href") if "w3.org" not in href]
    assert len(page.texts) == len(analysis.document.sentences)
    for name in page.values("aria-labelledby"):
        assert name in ids


def test_map_is_well_formed_xml(analysis):
    html = render_html(analysis)
    ET.fromstring(re.search(r'<svg id="map".*?</svg>', html, re.DOTALL).group(0).encode("utf-8"))


def test_page_is_the_same_every_time(analysis):
    assert render_html(analysis) == render_html(analysis)


def test_chinese_page_speaks_chinese():
    page = Page(render_html(samples.chinese()))
    assert ("html", "lang", "zh-CN") in page.attributes
    for words in ("概览", "论证图", "未见依据", "编码损坏", "疑似无支撑的论点", "存疑", "论点", "依据：2 处"):
        assert words in page.text
    assert "Argument map" not in page.text


@pytest.mark.parametrize("language", ["en", "de", "", "und"])
def test_any_other_language_gets_an_english_page(language):
    analysis = samples.english()
    page = Page(render_html(replace(analysis, document=replace(analysis.document, language=language))))
    assert ("html", "lang", "en") in page.attributes
    assert "Argument map" in page.text
    assert "论证图" not in page.text


def test_counts():
    html = render_html(samples.chinese())
    tiles = dict(re.findall(r"<div><dt>(.*?)</dt><dd>(\d+)</dd></div>", html))
    assert tiles == {
        "句子": "15",
        "建议组": "2",
        "有依据": "1",
        "未见依据": "1",
        "措施": "3",
        "疑似无支撑的论点": "3",  # sentences 4, 5 and 11: specified or attacking, but backed by none
        "存疑的句子": "1",
    }
    shares = re.findall(r'<td class="num">(\d+)</td><td class="num">(\d+%)</td>', html)
    assert shares == [("6", "40%"), ("3", "20%"), ("1", "7%"), ("4", "27%"), ("1", "7%")]


def test_damage_warnings_and_groups_lead_to_their_places():
    html = render_html(samples.chinese())
    assert '<a href="#s4">第 5 句</a> <span lang="zh"><del>预??</del> → <ins>预警</ins></span>' in html
    assert '<a href="#s6">第 7 句</a> 第二部分只有一个案例' in html
    boxes = dict(re.findall(r'<a href="#(\w+)" class="box ([\w ]+)"', html))
    assert boxes == {
        "s0": "theory",
        "h0": "theory",
        "h2": "practice",
        "h3": "practice",
        "h5": "group",
        "h6": "group ungrounded",
    }


def test_the_parent_of_subsections_is_in_the_map_only_with_sentences_of_its_own():
    analysis = samples.chinese()
    assert "二、云岫市的主要做法" not in re.search(r'<svg id="map".*?</svg>', render_html(analysis), re.DOTALL).group(0)
    first, *rest = analysis.document.sentences
    moved = replace(analysis, document=replace(analysis.document, sentences=(replace(first, section="sec3"), *rest)))
    assert "二、云岫市的主要做法" in re.search(r'<svg id="map".*?</svg>', render_html(moved), re.DOTALL).group(0)


def test_without_recommendations_the_map_says_so():
    page = Page(render_html(samples.plain()))
    assert page.text.count("本文没有提出建议。") == 2


def test_recommendations_without_a_group_are_not_denied():
    text = Page(render_html(replace(samples.chinese(), groups=()))).text
    assert "有建议 4 句，未识别出建议组。" in text
    assert "本文没有提出建议" not in text


def test_an_empty_document_has_a_page():
    plain = samples.plain()
    document = replace(plain.document, title="", text="", headings=(), sections=(), sentences=())
    Page(render_html(replace(plain, document=document, roles=(), stages=(), relations=(), groups=())))


def test_data_of_the_panel():
    analysis = samples.chinese()
    data = Page(render_html(analysis)).data
    assert [role for role, _, _ in data["roles"]][:2] == ["claim", "evidence"]
    row = data["sentences"][4]
    assert row["d"] == [["编码损坏", "预??", "预警"]]
    assert row["src"].endswith("事前预??。")
    assert row["to"] == [[1, "specifies", 0.57]]
    assert data["sentences"][10]["u"] == 1
    assert "src" not in data["sentences"][0]
    assert (data["groups"][0]["title"], data["groups"][0]["anchor"]) == ("（一）打通部门之间的数据壁垒", "h5")
    assert [row.get("k") for row in data["sentences"]][0:2] == ["c0", "c1"]


def test_what_motivates_what_is_in_the_panel_and_on_the_cards():
    page = Page(render_html(samples.motivated()))
    rows = page.data["sentences"]
    assert [(n, row["why"]) for n, row in enumerate(rows) if "why" in row] == [
        (11, [[9, 0.84], [8, 0.41]]),
        (14, [[5, 0.62]]),
    ]
    assert [(n, row["so"]) for n, row in enumerate(rows) if "so" in row] == [
        (5, [[14, 0.62]]),
        (8, [[11, 0.41]]),
        (9, [[11, 0.84]]),
    ]
    html = render_html(samples.motivated())
    assert html.count("全组相关的论述</p>") == 1
    assert "41%?" in html  # less likely than not
    assert "84%?" not in html


def test_cues_are_in_the_panel_where_they_were_asked_for():
    analysis = samples.chinese()
    assert not any("c" in row for row in Page(render_html(analysis)).data["sentences"])
    cues = tuple((Cue("w:</script>", 1.234), Cue("shape:last:。", -0.5)) for _ in analysis.roles)
    page = Page(render_html(replace(analysis, cues=cues)))
    assert page.data["sentences"][0]["c"] == [["w:</script>", 1.23], ["shape:last:。", -0.5]]
    assert page.data["words"]["cues"].startswith("起作用的线索")


def test_policy_allows_exactly_our_style_and_script():
    html = render_html(samples.hostile())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', html).group(1)
    page = Page(html)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)

    def hashed(text):
        return "'sha256-" + b64encode(sha256(text.encode()).digest()).decode() + "'"

    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src {hashed(style)}; script-src {hashed(page.scripts[-1][1])}; img-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert [at.get("type") for at, _ in page.scripts] == ["application/json", "application/json", None]
    assert not page.values("style")
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not {"src", "srcset", "action", "srcdoc"} & {name for _, name, _ in page.attributes}
    assert "url(" not in style
    assert "@import" not in style


def check_escaped(analysis):
    reference = Page(render_html(samples.build_hostile_twin(analysis)))
    html = render_html(analysis)
    page = Page(html)
    # The same document with harmless words has the same elements, so no text became an element or an attribute.
    for tags in (page.tags, reference.tags):
        tags.pop("text", None)  # lines of a wrapped label
    assert page.tags == reference.tags
    assert Counter((t, n) for t, n, _ in page.attributes if t != "text") == Counter(
        (t, n) for t, n, _ in reference.attributes if t != "text"
    )
    raw = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL).group(1)
    assert not set("<>&\u2028\u2029") & set(raw)
    assert raw.isascii()
    html.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)


def test_hostile_text_stays_text():
    check_escaped(samples.hostile())
    page = Page(render_html(samples.hostile()))
    assert "{{7*7}}" in page.text
    assert "<script>alert(1)</script>" in page.text


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(samples.HOSTILE)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=3))
def test_any_text_never_escapes(texts):
    check_escaped(samples.hostile(*texts))


@pytest.mark.parametrize(
    "broken",
    [
        lambda a: replace(a, relations=(Relation("s1", "s99", "supports", 0.5),)),
        lambda a: replace(a, relations=(Relation("s99", "s1", "supports", 0.5),)),
        lambda a: replace(a, roles=a.roles[1:]),
        lambda a: replace(a, groups=(replace(a.groups[0], members=("s99",)),)),
    ],
)
def test_an_analysis_that_does_not_fit_together_is_refused(broken):
    with pytest.raises(InputError, match=r"s99|roles"):
        render_html(broken(samples.chinese()))


def test_two_thousand_sentences_are_quick():
    analysis = samples.large()
    begin = time.perf_counter()
    html = render_html(analysis)
    assert time.perf_counter() - begin < 3
    assert len(html) < 1_500_000
    assert len(Page(html).data["sentences"]) == 2000


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_have_the_contrast_of_wcag_aa():
    colours = dict(re.findall(r"--(\w+): (#\w{6});", render_html(samples.plain())))
    names = [
        "ink",
        "soft",
        "link",
        "claim",
        "evidence",
        "example",
        "recommendation",
        "other",
        "theory",
        "practice",
        "group",
    ]
    for ground in ("#ffffff", colours["wash"], "#eef3f8", "#fbf3e6", "#fff6d6"):
        for name in names:
            ratio = (luminance(ground) + 0.05) / (luminance(colours[name]) + 0.05)
            assert ratio >= 4.5, (name, ground, round(ratio, 2))
