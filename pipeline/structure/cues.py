"""Cues that writers give of an article's build: words of headings, and ordinals that open a line of action."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.text.numbering import OPENERS, numbering, ordinal_of

_REMEMBERED: Final = 4096  # texts: each step of structure asks the same of the same sentences and headings

# Words of headings by the stage they announce.
STAGE_WORDS: Final[dict[str, re.Pattern[str]]] = {
    "recommendation": re.compile(
        r"建议|对策|启示|启发|路径|举措|措施|任务|下一步|打算|安排|怎么办|如何(?:做|推进|破局|应对)|出路|方略|着力点|发力|抓手|"
        r"保障|展望|政策取向|recommend|what (?:should|to do)|next steps|proposals|way forward|policy options|lessons",
        re.I,
    ),
    "practice": re.compile(
        r"实践|现状|做法|成效|成绩|问题|困境|困难|成因|原因|挑战|短板|瓶颈|案例|经验|探索|基础|回顾|进展|情况|评估|结果|调查|"
        r"过去|以来|工作总结|堵点|梗阻|经过|教训|practice|current|findings|problem|experience|evidence|results|case|progress|happened|"
        r"has been done|performance|state of",
        re.I,
    ),
    "theory": re.compile(
        r"理论|逻辑|意义|内涵|背景|必要|为什么|为何|缘何|机理|机制分析|价值|概念|概述|形势|重要性|何以|是什么|认识|本质|理据|"
        r"why|theory|concept|background|rationale|logic|context|matters|framework",
        re.I,
    ),
    "none": re.compile(r"摘\s*要|关键词|参考文献|附录|注释|致谢|结语|结束语|references|appendix|notes|abstract", re.I),
}
# Headings that announce recommendations without naming one.
CONTAINER: Final = re.compile(
    r"建议|对策|启示|启发|举措$|措施$|任务|工作$|下一步|打算|安排|怎么办|路径(?:选择)?$|思路|展望|"
    r"recommend|next steps|proposals|way forward|lessons",
    re.I,
)
# Headings before the lines of action, which say what for and by what principles, and after them.
FRAME: Final = re.compile(
    r"总体(?:要求|思路|目标|部署)|指导思想|基本(?:原则|思路|要求)|工作原则|(?:主要|发展|预期)目标$|结语|结束语|结论|余论|"
    r"closing|conclusion|guiding principles|^(?:\d[\d.]* )?(?:aims|objectives|goals)$",
    re.I,
)
ACTION: Final = re.compile(
    r"^(?:加快|加强|强化|推进|推动|深化|完善|健全|建立|构建|优化|提升|提高|培育|夯实|促进|扩大|落实|坚持|统筹|创新|实施|打造|发挥|做|抓|让|把|以)"
)

# How paragraphs open that close an article; `最后，` and `Finally,` are left out, they open a last measure as often.
_CLOSES: Final = re.compile(
    r"(?:总之|总而言之|总的(?:来说|来看|说来)|总体(?:来看|而言|来说|上看)|综上(?:所述|可见)?|概(?:而)?言之|一言以蔽之|归根(?:结底|到底)|"
    r"说到底|简言之|质言之|一句话)[，,：:]|综上所述|(?:各位(?:代表|委员|同志|同仁|来宾|朋友)|同志们|朋友们)[，,！!：:]|"
    r"(?:In (?:short|conclusion|sum|summary|the end)|To (?:conclude|sum up|summari[sz]e)|All in all|Overall|"
    r"Taken together|Ultimately),"
)
_WRONG: Final = re.compile(
    r"问题|不足|困难|短板|瓶颈|挑战|滞后|缺乏|缺少|难以|薄弱|不强|不够|不高|不畅|困境|制约|偏低|尚未|"
    r"problem|lack|fail|gap|weak|short(?:age|fall)|delay|difficult|too (?:few|slow|little)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Opener:
    """An ordinal that opens a sentence: its style, and its number (None where it only says "not the first")."""

    style: str
    number: int | None
    opens_run: bool


@lru_cache(_REMEMBERED)
def opener(text: str) -> Opener | None:
    """The ordinal that a normalised sentence opens with: `一是`, `第一，`, `首先`, `（一）`, `1.`, `First,`, `——`,
    `建议一：`, `Recommendation 2.`"""
    for style, pattern in OPENERS:
        match = pattern.match(text)
        if match:
            found = match.groupdict()
            if "n" in found or "noun" in found:
                number = ordinal_of(match)
                return Opener(found.get("noun") or style, number, number == 1)
            if "first" in found:
                return Opener(style, 1 if found["first"] else None, bool(found["first"]))
            return Opener(style, None, False)
    numbered = numbering(text)
    if numbered and numbered[0] not in {"markdown", "article"}:
        number = ordinal_of(numbered[1])
        return Opener(numbered[0], number, number == 1)
    return None


@lru_cache(_REMEMBERED)
def stage_words(title: str) -> tuple[str, ...]:
    """The stages that a heading's words announce."""
    return tuple(stage for stage, pattern in STAGE_WORDS.items() if pattern.search(title))


@lru_cache(_REMEMBERED)
def is_frame(title: str) -> bool:
    """Whether a heading frames lines of action (`总体要求`, `结语`) rather than being one."""
    return FRAME.search(title) is not None


@lru_cache(_REMEMBERED)
def is_container(title: str) -> bool:
    """Whether a heading announces recommendations (`三、对策建议`) rather than being one (`加快技术攻关`)."""
    numbered = numbering(title)
    bare = title[numbered[1].end() :] if numbered else title
    return CONTAINER.search(bare) is not None and ACTION.match(bare) is None


def closes_article(text: str) -> bool:
    """Whether a paragraph opens as closing words do: `总之，`, `In conclusion,`, or with a turn to those who listen."""
    return _CLOSES.match(text) is not None


def says_what_is_wrong(text: str) -> bool:
    """Whether a text speaks of a problem: what recommendations answer."""
    return _WRONG.search(text) is not None
