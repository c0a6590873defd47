"""Documents of our own, labelled by hand, for the tests of structure. Places and figures are invented."""

from collections.abc import Sequence

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.text.segment import segment

LETTERS = {"c": "claim", "e": "evidence", "x": "example", "r": "recommendation", "o": "other"}


def document(text: str) -> Document:
    return segment(text, id="sample")


def roles(letters: str) -> list[str]:
    """`"cer"` as claim, evidence, recommendation; blanks are ignored."""
    return [LETTERS[c] for c in letters if c in LETTERS]


def labels(names: Sequence[str], certainty: float = 0.9) -> tuple[RoleLabel, ...]:
    rest = (1 - certainty) / (len(ROLES) - 1)
    return tuple(RoleLabel(n, {r: certainty if r == n else rest for r in ROLES}, False) for n in names)


HEADED = """一、为什么要修渠
水渠是青岙县农业的命脉。渠一断，下游三个镇就得靠天吃饭。
二、近年的做法
（一）先把家底摸清
全县有干渠41条，三成已经渗漏。沙溪镇用半年测完了全部支渠。
（二）让用水户管水
用水户协会收起了水费。协会的账每季度贴在村口。
三、对策建议
（一）分批修复干渠
一是列出修复清单。按渗漏程度排定先后。二是设立修复资金。县财政每年安排一笔专款。
（二）扶持用水户协会
一是给协会发放补助。补助随收费率浮动。二是培训管水员。每年冬闲时集中授课。
（作者系青岙县水利学会会员）
"""
HEADED_ROLES = "cc ex ce rrrr rrrr o"
HEADED_STAGES = ("theory", "practice", "practice", "practice", "recommendation", "recommendation", "recommendation")

UNHEADED = """水从哪里来？水渠是青岙县农业的命脉。
全县有干渠41条，三成已经渗漏。沙溪镇用半年测完了全部支渠。
第一，分批修复干渠。一是列出修复清单。按渗漏程度排定先后。二是设立修复资金。
渠修好了，还要有人管。第二，扶持用水户协会。补助随收费率浮动。
第三，算清水账。每季度把账贴在村口。
饮水思源，渠清则民安。
"""
UNHEADED_ROLES = "oc ex rrrr crr rr c"
