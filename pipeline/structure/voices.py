"""Whose a claim is, by the words that open it: the article's, or one that others hold."""

import re
from typing import Final

_OF_OTHERS: Final = re.compile(
    r".{0,4}(?:有人|有的(?:人|同志)|有些(?:人|同志)|有(?:学者|观点|意见|专家|论者)|反对者|批评者|质疑者|第[一二三]种(?:说|观点|意见)|"
    r"(?:也有|还有|有|另)一种(?:声音|观点|意见|看法|说法|担心|担忧))"
    r"|(?:当然|诚然|固然)|(?:[A-Z]\w+ )?(?:some|critics|opponents|others|sceptics|skeptics)\b.{0,40}?\b"
    r"(?:argue|say|object|claim|fear|worry|believe|contend)|admittedly|of course|granted"
    r"|(?:(?:a|an|another|one|the)\b.{0,30}\b)?(?:objection|criticism|complaint|worry) (?:is|was) that\b"
    r"|it (?:is|will be|has been|may be) (?:sometimes |often )?(?:said|argued|objected|claimed)\b",
    re.I,
)


def of_others(text: str) -> bool:
    """Whether a sentence opens as one that tells what others hold, or grants it to them."""
    return _OF_OTHERS.match(text) is not None
