"""What a web page puts around an article: the way to it, its buttons, its neighbours. None of these is text of it."""

import re
from typing import Final

from pipeline.text.characters import display_width

_WIDEST: Final = 140  # columns; a paragraph that begins like one of these is longer
_BETWEEN: Final = r"[\s:：|｜/／·、,，\[\]【】()（）+-]"
_STEP: Final = r"\s*[>＞»›]\s*"
_NAME: Final = r"[^>＞»›。！？!?；;，,：:]{1,24}"
# `首页 > 理论 > 正文`, `当前位置：首页`, `Home » News`; a way that does not begin at home is one at the top only.
_FROM_HOME = re.compile(
    rf"[\[【]?(?:网站)?(?:首页|主页|首頁)[\]】]?(?:{_STEP}|\s*[-/|→]+\s*)\S|Home{_STEP}\S|"
    r"(?:当前位置|當前位置|[您你](?:现在|当前)?(?:所在)?的?位置|You are here)\s*[:：是]",
    re.I,
)
_WAY = re.compile(rf"{_NAME}(?:(?:{_STEP}{_NAME}){{2,}}|\s*[»›]\s*{_NAME})")
_SURE: Final = (
    r"打印(?:本页|本文|此页|文章)?|关闭(?:窗口|本页)?|返回(?:顶部|首页|列表|上一页)|分享[到至]|字号|字体(?:大小|(?=\s*[:：]))|"
    r"扫一扫|复制(?:链接|网址)|无障碍(?:阅读|浏览)|Back to top|Print|Copy link"
)
# Words that are buttons in a row of buttons; alone they may be a heading.
_OTHERS: Final = (
    r"(?:加入)?收藏(?:本页)?|分享|转发|点赞|评论|微信(?:好友)?|(?:新浪|腾讯)?微博|QQ(?:空间|好友)?|朋友圈|豆瓣|"
    r"下载(?:PDF|Word|全文)?|关闭|字体|我要(?:纠错|评论)|Share|Tweet|E-?mail|Facebook|Twitter|LinkedIn|WhatsApp|Save"
)
_SIZES: Final = "[大中小特]{1,4}|默认|超大|A[+-]?"
_BUTTONS = re.compile(
    rf"{_BETWEEN}*(?:(?:{_SURE}|{_OTHERS}|{_SIZES})(?:{_BETWEEN}+|$|(?<=[号体到至])(?=[大中小])))+", re.I
)
_ONE_SURE = re.compile(rf"(?:^|{_BETWEEN})(?:{_SURE})(?:{_BETWEEN}|$|[大中小])", re.I)
_TWO_OTHERS = re.compile(rf"(?:{_OTHERS}){_BETWEEN}+(?:{_OTHERS})", re.I)
_NEIGHBOUR = re.compile(
    r"(?:上|下)一[篇条則则](?:文章|新闻|信息)?\s*(?:[:：]|$)|"
    r"(?:Previous|Next) (?:article|post|story|page)\s*(?:[:：]|$)",
    re.I,
)


# What stands between paragraphs and is none: a link, a file to load, a note of a word processor.
_LEFT_OVER = re.compile(
    r"[—–-]+ ?(?:END|完) ?[—–-]+|(?:版权所有|版權所有)(?:[ 　，,：:©].{0,60})?|© ?(?:\d{4}|[\u4e00-\u9fff]).{0,50}|"
    r"建议使用.{0,40}分辨率.{0,20}|(?:微信)?扫一扫.{0,6}(?:关注|打开|二维码|公众号|分享).{0,12}|阅读原文|长按(?:识别|关注|二维码).{0,20}|"
    r".{0,20}(?:点个|请点|请點)[“\"「']?(?:在看|赞|讚)[”\"」']?(?:.{0,6}[“\"「'](?:在看|赞|讚)[”\"」'])?|"
    r"(?:网站标识码[：:].{0,30})?.{0,20}ICP ?[备證证] ?\d.{0,40}|网站标识码[：:].{0,80}|Skip to (?:main )?content|"
    r"友情链接|【(?:推荐|相关|延伸)阅读】.{0,60}|"
    r"点击查看.{0,20}(?:>>|»|》》)|"
    r"附件\d*[.．]?[^。；:：]{0,40}\.(?:docx?|pdf|xlsx?|pptx?|zip|rar|wps)|"
    r"批注 ?\[[^\]\n]{1,20}\][:：].{0,100}|带格式的[:：].{0,60}"
)


def is_page_furniture(line: str, *, at_top: bool = False) -> bool:
    """Whether a line is a way through a site, a row of its buttons, or a link to the article before or after.

    Args:
        line: without white space around it.
        at_top: nothing of the text stands above.
    """
    if len(line) > _WIDEST or display_width(line) > _WIDEST or line.endswith("。"):
        return False
    if _LEFT_OVER.fullmatch(line):
        return True
    if _FROM_HOME.match(line) or _NEIGHBOUR.match(line) or (at_top and _WAY.fullmatch(line)):
        return True
    return _BUTTONS.fullmatch(line) is not None and bool(_ONE_SURE.search(line) or _TWO_OTHERS.search(line))
