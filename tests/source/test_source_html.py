"""Web pages: the text of the article, whole, and little of what stands around it."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from pipeline.errors import InputError
from pipeline.report.html import render_html
from pipeline.source.html import is_html, is_report, read_html, saved_page
from tests.report.samples import plain

READ = [
    "桥要先修好，再谈通车。县里去年修了六座桥，走的人多了起来。",
    "修桥之前要先把路修好。",
    *("路也要修。" * 9, "堤也要修。" * 9) * 6,
]
PROSE = "".join(f"<p>{line}</p>" for line in READ)


def lines(body: str, title: str = "") -> list[str]:
    return read_html(f"<html><head><title>{title}</title></head><body>{body}</body></html>", "页.html").split("\n")


@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html>\n<p>", '<?xml version="1.0"?>\n<HTML>', "<!-- saved -->\n<!-- a -->\n<html lang=zh>"]
)
def test_what_is_a_page(page: str) -> None:
    assert is_html(page)
    assert not is_html(f"在网页里写{page}")


def test_ways_through_a_site_are_left_out() -> None:
    around = (
        '<div><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>'
        "<div class=article>{}</div><div><h3>热点</h3><ul><li><a>市政府召开常务会议研究安全生产工作</a></li></ul></div>"
        "<div>主办：清河市 网站标识码：33000</div><nav>导航。</nav><footer>版权。</footer><aside>广告。</aside>"
    )
    assert lines(around.format(PROSE)) == READ


def test_the_title_above_an_article_is_kept() -> None:
    page = f"<div><h1>修桥的报告</h1><p>来源：县志</p></div><div>{PROSE}</div>"
    assert lines(page) == ["# 修桥的报告", *READ]
    named = f"<div class=t>修桥的报告</div><div>{PROSE}</div>"
    assert lines(named, "修桥的报告_清河市人民政府") == ["# 修桥的报告", *READ]
    assert lines(named, "清河市人民政府") == READ
    assert lines(f"<div><h1>修桥的报告</h1>{PROSE}</div>", "修桥的报告") == ["# 修桥的报告", *READ]


def test_headings_by_their_depth_from_the_widest_of_the_article() -> None:
    assert lines(f"<h2>修桥</h2><h3>现状</h3>{PROSE}<h2>长{'长' * 100}</h2><h3>先修路。</h3>")[:2] == [
        "# 修桥",
        "## 现状",
    ]
    assert lines(f"{PROSE}<h2>先修路。</h2><h2></h2>") == [*READ, "先修路。"]


def test_items_of_lists_have_their_marks() -> None:
    body = f"{PROSE}<ol start=3><li>建台账</li><li><p>每季公布</p></li></ol><ul><li>查桥</li></ul>"
    assert lines(body) == [*READ, "3. 建台账", "4. 每季公布", "• 查桥"]


def test_tables_of_data_give_rows_and_those_that_lay_out_a_page_give_text() -> None:
    data = "<table><caption>表1 修桥</caption><tr><th>区</th><th>桥</th></tr><tr><td>东岸</td><td>6</td></tr></table>"
    assert lines(PROSE + data) == [*READ, "表1 修桥", "区\t桥", "东岸\t6"]
    assert lines(f"<table><tr><td><a>首页</a></td></tr></table><table><tr><td>{PROSE}</td></tr></table>") == READ


def test_line_breaks_and_blanks() -> None:
    assert lines("<p>修桥。<br>　　修路。\n再  修&nbsp;堤。</p>") == ["修桥。", "　　修路。 再 修 堤。"]
    assert lines("<pre>一\n二</pre>") == ["一", "二"]


def test_what_is_no_text_or_hidden() -> None:
    ruby = "<p>要<ruby>創<rp>(</rp><rt>chuàng</rt></ruby>新，10<sup>3</sup>次。"
    assert lines(
        ruby
        + "<script>x</script><span style='display: none'>藏</span></p><style>p{}</style><p hidden>藏</p><!-- 藏 -->"
    ) == ["要創新，10³次。"]


def test_notes_are_left_out_with_their_marks() -> None:
    body = "<p>桥要修好。<sup><a href='#1'>[1]</a></sup>再谈通车<sup>2</sup>。</p>"
    notes = "<ol><li id=1>据县志。<a href='#a'>↩</a></li></ol><p>²另见县志。 <a href='#b'>↑</a></p>"
    assert lines(f"{body}{notes}<p>目标：森林覆盖率↑</p>") == ["桥要修好。再谈通车。", "目标：森林覆盖率↑"]


def test_an_article_that_a_script_would_show_is_read() -> None:
    assert lines(f'<body style="display:none"><div style="visibility: hidden">{PROSE}</div>') == READ


def test_markup_in_text_stays_text() -> None:
    assert lines("<p>&lt;b&gt;桥&lt;/b&gt; &amp; 路。</p>") == ["<b>桥</b> & 路。"]


def test_elements_deep_within_elements() -> None:
    assert lines("<div>" * 240 + "桥要修好。" + "</div>" * 240) == ["桥要修好。"]


@pytest.mark.parametrize("body", ["", "<script>show()</script>", "<!-- 藏 -->", "&nbsp;"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(InputError, match=r"页\.html: is a web page without text\. Open it in a browser"):
        lines(body)


def test_pages_saved_as_a_single_file() -> None:
    saved = MIMEMultipart("related")
    saved.attach(MIMEText("p {}", "css"))
    saved.attach(MIMEText(f"<html>{PROSE}</html>", "html", "gb18030"))
    assert (page := saved_page(saved.as_bytes())) is not None
    assert page.decode("gb18030") == f"<html>{PROSE}</html>"
    assert saved_page(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--") is None
    assert saved_page("MIME-Version: 是一行文字。".encode()) is None


def test_reports_of_this_program_are_known() -> None:
    assert is_report(render_html(plain()))
    assert not is_report("<html><p>桥。")


def test_names_of_whole_pages_are_no_names_of_asides() -> None:
    assert lines(f'<article class="typography newsletter-post post"><h1>修桥</h1>{PROSE}</article>') == [
        "# 修桥",
        *READ,
    ]
    assert lines(f'<div id="page" class="site has-comments">{PROSE}</div>') == READ
    assert lines(f'{PROSE}<div class="comments"><p>写得好。</p></div>') == READ


def test_parts_that_a_click_opens_are_read() -> None:
    panel = (
        '<h2><button class="accordion-button">三、对策建议</button></h2><div style="display:none"><p>先修路。</p></div>'
    )
    assert lines(f"<article>{PROSE}{panel}</article>") == [*READ, "# 三、对策建议", "先修路。"]
    assert lines(f"<article>{PROSE}<button>打印</button><p hidden>关闭</p></article>") == READ
    assert lines(f"<nav><button>菜单</button></nav><aside><button>关</button></aside>{PROSE}") == READ


def test_an_aside_within_an_article_that_says_something_is_read() -> None:
    aside = "<aside><h2>核心建议</h2><ul><li>先修路。</li></ul></aside>"
    assert lines(f"<article>{PROSE}{aside}</article>") == [*READ, "# 核心建议", "• 先修路。"]
    assert lines(f"<article>{PROSE}</article>{aside}") == READ
