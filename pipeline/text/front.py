"""Front matter: lines under a title that name an author, an office, a date or a source. They are not headings."""

import re
from collections.abc import Sequence
from typing import Final

from pipeline.text.characters import CJK, display_width
from pipeline.text.lines import Line

# Family names, the commonest that cover all but a few of a thousand people, and those of two characters.
_FAMILY: Final = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂"
    "苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍"
    "万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦"
    "向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时耿牟卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘"
    "景薄单單包司柏宁寧柯阮桂闵解强柴华華车車冉房边邊戚燕蒲简饶瞿连晏迟郁臧沙嵇狄褚娄鄢虞宗丘巩桑冷宫钮习習仝"
)
_TWO_FAMILY: Final = (
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|夏侯|尉迟|皇甫|令狐|慕容|钟离|鍾離|公孙|公孫|司徒|端木|南宫"
)
_PERSON: Final = rf"(?:(?:{_TWO_FAMILY})[{CJK}]{{1,2}}|[{_FAMILY}][{CJK}]{{1,2}})"

_LABELLED = re.compile(
    r"^[\[【]?(?:(?:阅读|访问)(?:量|次数|人数|数)?|稿源|(?:信息|文章|稿件|内容)来源|更新(?:时间|日期)|所属栏目|"
    r"[初复终]审|监制|Views|Tags)\s*[:：]\s*\S|"
    r"^[\[【]?(?:作者|文|图|撰文|撰稿|供稿|来源|來源|责任?编辑?|責任?編輯?|责编|編輯|编辑|審稿|审稿|审校|校对|記者|记者|通讯员|通訊員|本报|"
    r"课题组|課題組|執筆|执笔|整理|翻译|译者|譯者|主讲|报告人|發言人|发言人|(?:第一|联名)?提案人|提案单位|审查意见|案号|联系人|联系电话|单位|地点|發布|"
    r"发布|发文|印发|日期|时间|時間|收稿|修回|基金项目|基金|中图分类号|文献标识码|文章编号|引用格式|电话|邮箱|抄送|主送|字数|点击|"
    r"浏览|分享|DOI|ISSN|E-?mail|Tel|By|Authors?|Source|Published|Posted|Date|Updated|Contact|Byline)"
    r"[^：:。]{0,6}\s*[:：/／]\s*\S",
    re.I,
)
_MONTH: Final = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_BYLINE = re.compile(
    r"^[□■◎○◇] ?\S|^By\s[A-Z]|^[（(].*[)）]$|^\W*\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]"
    r"|^—+.{0,20}在.{2,60}上(?:的(?:报告|報告|讲话|講話))?$"
    r"|^[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月"
    rf"|^\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b|^{_MONTH} \d{{1,4}}\b"
    rf"|^{_PERSON}(?:[ 　、，,;；]+{_PERSON})+$|^[{_FAMILY}](?:[ 　]+[{CJK}]){{2}}$"
    # `河湾日报 2024-03-12 09:15`
    r"|^.{2,20}[\s|]\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?$"
    r"|^(?:本报|本刊)?(?:特约)?(?:记者|記者|通讯员|撰稿人|评论员)"
    r"|^(?:供稿|撰稿|来源|來源)[ 　]|.{2,60}[ 　](?:作者|执笔|執筆|提案者|提案人|撰稿|撰文)[：:]"
)
# Offices, as the last words of a line; only right under a title, where a heading would hardly end so.
_OFFICE = re.compile(
    rf"(?:[{CJK}]{{2}}[组組]|研究所|研究院|研究会|研究室|中心|学院|大学|党校|委员会|"
    r"办公室|编辑部|报社|杂志社|[局厅廳]|总理|總理|书记|書記|[市省县縣区區乡鄉镇鎮州部院校处局会社][长長]|"
    r"主任|主席|委员长|评论员)(?:$|[ 　])|"
    r"第\d+期|第\d+号|[ 　](?:作者|执笔|提案者|提案人|撰稿)[：:]"
)
_OFFICER = re.compile(rf"(?:[长長]|总理|總理|书记|書記|主任|主席|委员)[ 　]+[{CJK}](?:[ 　]?[{CJK}]){{1,3}}$")
_ENGLISH_OFFICE = re.compile(
    r"\b(?:Office|Department|Ministry|Institute|University|Centre|Center|Council|Commission|Committee|Agency|Bureau|"
    r"Secretariat|Division|Correspondent|Reporter|Editor|Fellow|Professor|Minister|Director|Report \d)\b"
)
_NAME_WORD: Final = r"[A-Z][^\W\d_]*[a-z'’][^\W\d_]*(?:-[A-Z][^\W\d_]+)*"
_NAME: Final = rf"(?:(?:[A-Z]\. ?)+{_NAME_WORD}|{_NAME_WORD}(?: [A-Z]\.?| {_NAME_WORD}){{1,3}})"
_NAMES = re.compile(rf"^{_NAME}(?:(?:, (?:and )?| and | & ){_NAME})+$")
_PEOPLE = re.compile(rf"^{_PERSON}(?:[ 　、，,;；]+{_PERSON})*$")
_PERSON_AND_OFFICE = re.compile(rf"(?:^|[ 　]){_PERSON}(?:[ 　]|$)")
# The head of an official paper (GB/T 9704—2012): who issues it, how secret and urgent it is, its number.
_PAPER_NUMBER = re.compile(
    r".{1,16}[〔\[［（(【]\d{4}[〕\]］)）】]\s*第?\s*\d{1,4}\s*[号號](?:[ 　]+签发人[：:].{1,20})?"
)
_ABOVE_NUMBER = re.compile(r".{2,40}(?:文件|公报|公報|简报|簡報)|[绝絕机機秘]密.{0,10}|特急|加急|平急|\d{6}")
_FRONT_LINES = 6  # how far below the top an author's name may stand


def is_byline(text: str) -> bool:
    """Whether a short line names an author, a date or a source, wherever it stands."""
    return _BYLINE.match(text) is not None or _LABELLED.match(text) is not None


def front_matter(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines at the top of a text that name an author, an office or a date by what follows a title.

    A lone `祁少峰` or `市城市更新调研组` could be a heading elsewhere; between a title and the text it is a signature.
    """
    head = head_of_paper(lines)
    return frozenset([*range(head), *(head + i for i in _below_title(lines[head:]))])


def head_of_paper(lines: Sequence[Line]) -> int:
    """How many lines above the title are the head of an official paper, down to its number; 0 where there is none."""
    for i, line in enumerate(lines[:_FRONT_LINES]):
        if _PAPER_NUMBER.fullmatch(line.text):
            # Those to whom it is addressed stand under a title: then that is above the number.
            return i + 1 if i + 1 < len(lines) and not lines[i + 1].text.endswith(("：", ":")) else 0
        if not _ABOVE_NUMBER.fullmatch(line.text) or "关于" in line.text:
            break
    return 0


def _below_title(lines: Sequence[Line]) -> set[int]:
    found: set[int] = set()
    for i, line in enumerate(lines[:_FRONT_LINES]):
        text = line.text.replace("**", "")
        if display_width(text) > (70 if i else 110) or re.search(r"[。！？!?；;]$", text):
            break
        if is_byline(text) or (len(lines) > 1 and _names_people(text, i - 1 in found)) or _names_office(text, i > 0):
            found.add(i)
        elif i > 1 and i - 1 not in found:
            break
    return found


def _names_people(text: str, among_names: bool) -> bool:
    """Whether a line holds names; a word such as `高质量` begins like one, and counts only next to other signatures."""
    if _NAMES.match(text):
        return True
    if not _PEOPLE.match(text):
        return False
    import rjieba  # a dictionary; only a line that looks like a name asks it

    return among_names or not rjieba.has_word(text)


def _names_office(text: str, below_title: bool) -> bool:
    if _OFFICER.search(text):
        return True
    if not below_title:
        return False
    if _OFFICE.search(text) or (_ENGLISH_OFFICE.search(text) and len(text.split()) <= 12 and text[0].isupper()):
        return True
    return re.search("[ 　]", text) is not None and _PERSON_AND_OFFICE.search(text) is not None
