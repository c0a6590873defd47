"""Which way a clause pulls what it speaks of: up (more, wider, looser) or down (less, narrower, stricter).

Direction is that of its words, and of those that turn them. What negates, forbids, ends or limits turns what it
governs, that is what follows it up to a conjunction ("must not expand" pulls down, "stop cutting" up). What forbids,
ends or limits pulls down itself where nothing of a direction follows it ("night parking is forbidden"). A limit that is
itself raised, eased or cut is the thing spoken of ("ease the limits", "extend the ban"). A clause that pulls both ways
pulls neither.

Beside it stands the attitude: for a thing (支持, "encourage") or against it (不支持, "oppose"). It is kept apart, as
nearly every recommendation is for something: one that supports training and one that cuts a charge for it do not clash.
"""

import re
from collections.abc import Iterator
from typing import Final

_RISE: Final = (
    "扩大|扩充|扩张|加大|提高|调高|增加|增设|增发|延长|新建|扩建|恢复|允许|上调|免除|提升|保留|宽松|实行免费|"
    "开放(?!时[间段]|日|[型式度]|程度|水平)"  # hours of opening open nothing
)
_UP: Final = (
    _RISE + r"|比[^，。；、]{1,8}(?<![不最])高(?!于)|\b(?:(?:rais|increas|introduc|requir)(?:e|es|ed|ing)"
    r"|(?:expand|extend|allow|exempt|restore|open|employ)(?:s|d|ed|ing)?"
    r"|builds?|built|building(?= (?:an?|more|new|the)\b)|keeps?|kept|keeping)\b"
)
_EASE: Final = r"放宽|放开|解除|\b(?:lift|relax|eas(?=e|ing))(?:s|e|ed|es|ing)?\b"
_FALL: Final = (
    "压减|压缩|缩减|缩小|裁减|精简|降低|调低|减少|收紧|从紧|紧缩|缩短|停[建办运征发]|关闭|下调|撤并|削减|拆除|清退|调减"
)
_DOWN: Final = (
    _FALL + "|"
    r"比[^，。；、]{1,8}(?<![不最])低(?!于)|"
    r"\b(?:cuts?|cutting|reduc(?:e|es|ed|ing)|shrinks?|shrinking|shorten(?:s|ed|ing)?|clos(?:es|ed|ing)|close(?! to\b)"
    r"|demolish(?:es|ed|ing)?|phas(?:e|es|ed|ing) out|drop(?:s|ped|ping)?)\b"
)
_TURN: Final = (
    "不允许|不准|不许|不再|不予|严禁|禁止|停止|暂停|暂缓|中止|终止|取消|废止|废除|撤销|严格控制|从严控制|严控|限制|"
    r"\b(?:no (?:longer|new|further|additional)|ceas(?:e|es|ed|ing)(?: to)?|(?<!bus )(?<!tram )stop(?:s|ped|ping)?"
    r"|halt(?:s|ed|ing)?|suspen(?:d|ds|ded|ding|sion)|prohibit(?:s|ed|ing|ion)?|forbid(?:s|den|ding)?|ban(?:s|ned|ning)?"
    r"|abolish(?:es|ed|ing)?|scrap(?:s|ped|ping)?|cancel(?:s|led|ling)?|discontinu(?:e|es|ed|ing)|limit(?:s|ed|ing)?"
    r"|restrict(?:s|ed|ing|ions?)?|curb(?:s|ed|ing)?)\b"
)
# These turn what they govern, but pull nothing down by themselves: that money must not be diverted makes it no less.
# No limit of a figure ("not less than", 不得低于), no necessity (不得不), no part of another word (供不应求).
_SPARE: Final = (
    "不得(?!不|[低少小高多大早晚]于|超过|突破)|不宜|(?<!供)不应该?|不要|切勿|不必|不需要?|无需|无须|不能|不可|杜绝|避免|防止|遏制|抑制|制止|扭转|"
    f"不(?={_RISE}|{_FALL})|"
    r"\b(?:not(?! only\b| (?:less|lower|fewer|more|later|higher|exceed)\b)|don['’]t|cannot|can['’]t|never"
    r"|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|refrain(?:s|ed|ing)? from)\b"
)
_BREAK: Final = r"并|同时|转而|改为|但|\b(?:and|but|while|instead)\b"
_WORDS: Final = re.compile(
    f"(?P<break>{_BREAK})|(?P<turn>{_TURN})|(?P<spare>{_SPARE})|(?P<ease>{_EASE})|(?P<up>{_UP})|(?P<down>{_DOWN})", re.I
)
_NEAR: Final = re.compile(r"[^\S\n]*(?:(?:all|any|the|its|their|these|those|existing|an?|on) ){0,2}|.{0,4}")
_WAY: Final = {"up": 1, "ease": 1, "down": -1}

_FOR: Final = "支持|鼓励|提倡|倡导|主张|赞成"
_NOT_FOR: Final = f"不(?:应该?|宜|再|予|得|要|会|能)?(?:{_FOR})|反对|停止(?:{_FOR})"
_ENGLISH_FOR: Final = r"(?:support|encourag|promot|endors|favou?r)(?:e|es|ed|ing|s)?"
_ATTITUDE: Final = re.compile(
    rf"(?P<against>{_NOT_FOR}|\b(?:not|never|no longer|don['’]t|stop) (?:be )?{_ENGLISH_FOR}\b"
    rf"|\b(?:oppos|discourag)(?:e|es|ed|ing)\b)|(?P<favour>{_FOR}|\b{_ENGLISH_FOR}\b)",
    re.I,
)


def direction(clause: str) -> int:
    """1 of a clause that pulls up, −1 of one that pulls down, 0 of one that does neither or both."""
    ways = set(_ways(clause))
    return ways.pop() if len(ways) == 1 else 0


def without_direction(clause: str) -> str:
    """The clause without the words that tell its direction."""
    return _WORDS.sub(lambda found: found[0] if found.lastgroup == "break" else " ", clause)


def attitude(clause: str) -> int:
    """1 of a clause that is for something, −1 of one that is against it, 0 of one that is neither or both."""
    found = {1 if match.lastgroup == "favour" else -1 for match in _ATTITUDE.finditer(clause)}
    return found.pop() if len(found) == 1 else 0


def without_attitude(clause: str) -> str:
    """The clause without the words that tell its attitude."""
    return _ATTITUDE.sub(" ", clause)


def _ways(clause: str) -> Iterator[int]:
    sign, waiting = 1, False  # what was turned so far, and whether a word that turns has met nothing to turn
    found = list(_WORDS.finditer(clause))
    k = 0
    while k < len(found):
        kind = str(found[k].lastgroup)
        if kind == "break":
            if waiting:
                yield sign
            sign, waiting = 1, False
        elif kind in _WAY:
            way = _WAY[kind]
            if k + 1 < len(found) and found[k + 1].lastgroup == "turn" and _near(clause, found[k], found[k + 1]):
                way = 1 if kind == "ease" else -way
                k += 1
            yield sign * way
            waiting = False
        else:
            sign = -sign
            waiting = kind == "turn" or waiting
        k += 1
    if waiting:
        yield sign


def _near(clause: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return _NEAR.fullmatch(clause[first.end() : second.start()]) is not None
