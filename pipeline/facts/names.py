"""How far to the left a Chinese name reaches: names are told from the words before them, which no space divides."""

import re
from functools import lru_cache
from typing import Final

from pipeline.text.characters import CJK

REACH: Final = 18  # characters that a name may have before its head
# Words that end a name on its left. 和 and 与 stand inside some names, see `JOINED`.
STOP: Final = re.compile(
    "[由向对和与及在的是为将请让把被从经以并而则但各该本某即使到给跟受据按等了着过还也都就只要应须需可能会用把这那其或比于、因如若凡任"
    "以后前]|会同|联合(?!会)|建议|当地|其他|其它|所在|目前|今年|去年|一家|一些|有关|相关|年[初底末中]|月[初底末]|近日|日前|昨日|根据|依托|通过|作为|随着|关于|围绕|参照|"
    "(?<![城])同"
)
JOINED: Final = re.compile(
    "发展和改革|工业和信息化|人力资源和社会保障|住房和城乡建设|自然资源和规划|文化和旅游|粮食和物资储备|民族和宗教|物流与采购|"
    "规划和自然资源|农业和农村|科学和技术|社会工作和|广播电视和|应急和|体育和|卫生和计划生育|经济和信息化|科技和信息化|"
    "商务和|水利和|机关事务和|政府和社会资本|财政与|经济与|管理与|科学与|发展与|政策与|环境与|城市与|社会与|技术与|能源与|教育与|法律与|规划与|旅游与|"
    # words that hold a character of STOP
    "能源|智能|节能|社会|协会|工会|应急|应用|适应|供应|信用|公用|民用|高等|中等|同等|经济|经营|经贸|财经|资本|日本|本科|责任|主任|可再生|合同|"
    "共同|大同|协同|行为|华为|作为|为民|和平|和谐|共和|饱和|对外|过程|要素|重要|需求|刚需|国会|或然|着力|可持续"
)
LEVEL: Final = "省市县区州镇乡旗"
_RUN: Final = re.compile(f"[{CJK}A-Z]*$")
_NATION: Final = re.compile("中国|中华|国家|全国|中央|国务院")
_PLACE: Final = re.compile(
    rf"[{CJK}]{{2,4}}?(?:自治区|自治州|开发区|新区|街道|[省市县区州镇乡旗村])|^[{LEVEL}]|^街道|^自治区"
)
_FALSE_PLACE: Final = re.compile(
    "城市|都市|超市|门市|上市|股市|楼市|社区|园区|地区|景区|校区|灾区|片区|山区|小区|全市|全省|全县|辖区|我市|我省|我县|乡镇|城镇|跨省|农村|乡村|该市"
)
_PROPER: Final = frozenset(("ns", "nr", "nz", "nt", "nrt", "nrfg"))


def run_before(text: str, end: int) -> tuple[int, str]:
    """The characters before `end` that a name ending there could hold, and where they start."""
    window = text[max(0, end - REACH) : end]
    match = _RUN.search(window)
    run = match[0] if match else ""
    masked = JOINED.sub(lambda m: "　" * len(m[0]), run)
    cut = max((m.end() for m in STOP.finditer(masked)), default=0)
    cut = _after_verb(run, cut, masked)
    return end - len(run) + cut, run[cut:]


def place_before(text: str, end: int) -> int | None:
    """Where the place, level or nation starts that ends right before `end` (`岚川市`, `省`, `国家`); None for none."""
    start, run = run_before(text, end)
    if not run or not (
        run[-1] in LEVEL
        or re.search(f"[{LEVEL}]委$", run)
        or run.endswith(("国家", "中国", "全国", "中央", "街道", "村", "国务院"))
    ):
        return None
    nation = list(_NATION.finditer(run))
    if nation:
        return start + nation[-1].start()
    if _FALSE_PLACE.search(run[-2:]):
        return None
    return start if len(run) == 1 or len(run) > 2 or run[-1] not in LEVEL or run[0] in LEVEL else start + 1


def proper_start(text: str, end: int) -> int | None:
    """Where a name starts whose modifiers end before `end`: at its nation, its place or its proper noun."""
    start, run = run_before(text, end)
    nation = _NATION.search(run)
    if nation:
        return start + nation.start()
    place = _PLACE.search(run)
    if place and not _FALSE_PLACE.search(place[0][-2:]):
        return start + place.start()
    return start if len(run) >= 2 and _is_proper(run) else None


@lru_cache(maxsize=4096)
def _is_verb(word: str) -> bool:
    import rjieba  # loads its dictionary on first use

    if not rjieba.has_word(word):
        return False
    tags = rjieba.tag(word)
    return len(tags) == 1 and tags[0][1] in {"v", "vd", "d", "r", "c", "p"}


@lru_cache(maxsize=4096)
def _is_proper(run: str) -> bool:
    """Whether the first word of `run` is the name of a place or a person, or in no dictionary."""
    import rjieba

    word, tag = rjieba.tag(run)[0]
    return tag in _PROPER or (not rjieba.has_word(run[:2]) and not rjieba.has_word(word))


def _after_verb(run: str, cut: int, masked: str) -> int:
    """`cut`, past the last verb before the nation or level in `run`, or before its last two characters."""
    nation = _NATION.search(run, cut)
    level = max((i for i, c in enumerate(run) if c in LEVEL and i >= cut), default=len(run) - 2)
    limit = nation.start() if nation else level
    for i in range(limit - 2, cut - 1, -1):
        if masked[i] != "　" and _is_verb(run[i : i + 2]):
            return i + 2
    return cut
