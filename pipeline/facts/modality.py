"""How strongly a recommendation is put: must, should, encourage or explore (必须、应、鼓励、探索).

The first word of strength outside quotation marks decides, as it governs the main clause in both languages; where the
head has none, what most of the orders that detail it say; a recommendation without one is an order, and counts as
`should`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

STRENGTHS: Final = ("must", "should", "encourage", "explore")

_QUOTED: Final = re.compile(r"“[^”]*”|「[^」]*」|《[^》]*》|\"[^\"]*\"")
# The earliest match wins. `要` and `应` are words of many uses: what follows tells.
_VERBS: Final = "把将对以按由在加强建健完坚推做抓注提尽进从深落优改扩积严用让有给设立实统保支创发培"
_CHINESE: Final = {
    "must": (
        "(?<!不)必须|(?<!不)一定要",
        "务必|务须|严禁|禁止|不得|不准|不许|一律|坚决|绝不|决不|确保|强制",
        "严格(?=[执落遵实控把])",
    ),
    "should": (
        "应当|应该|需要",
        # 应对风险 copes with it; 应对报表进行清理 is an order.
        f"(?<![适反回供相对顺响效])应(?=[{_VERBS}])(?!对(?![^，。；]{{1,24}}(?:进行|予以|给予|加以|实行|作出)))",
        r"须(?!知|臾)",
        f"(?<![主重只需想首])要(?=[{_VERBS}]|大力|继续|全面|切实|认真|努力|充分|更加|高度|不断|毫不|必)",
        # 都要鼓励 encourages: a verb of strength behind it decides.
        "[都均还就仍也]要(?!求|么|不是|确保|坚决|严[格禁]|务必|鼓励|支持|引导|倡导|提倡|扶持|探索|研究|试)",
    ),
    # Not what is named after them: 引导作用, 扶持政策.
    "encourage": (
        "鼓励(?!性)|(?:支持|扶持)(?!性|政策|力度|资金|基金|体系|方式|范围)|引导(?!作用|性|基金)|倡导|提倡|欢迎|(?<!一般)号召",
    ),
    "explore": (
        "探索|试点|试行|先行先试|酌情|稳慎|择机|适时",
        "研究(?=[制出建设推提开启])",
        "有条件的[^，。]{0,10}可",
        "可以?(?=考虑|先|根据|结合|适当|视情)",
    ),
}
_ENGLISH: Final = {
    "must": (r"\b(?:must|shall|(?:is|are) required to|ha(?:ve|s) to|prohibit|ban|no \w+ may|mandatory)\b",),
    "should": (r"\b(?:should|ought to|needs? to|(?:is|are) to|will)\b",),
    "encourage": (r"\b(?:encourag\w+|may wish to|invites?|promotes?|supports?|urges?)\b",),
    "explore": (r"\b(?:explor\w+|pilot\w*|consider\w*|trial\w*|test whether|look into|study|could|might|may)\b",),
}


def _pattern(by_strength: Mapping[str, Sequence[str]], flags: int) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{'|'.join(of)})" for name, of in by_strength.items()), flags)


_PATTERNS: Final = {"zh": _pattern(_CHINESE, 0), "en": _pattern(_ENGLISH, re.I)}


def strength_of(sentences: Iterable[str], language: str) -> str:
    """One of `STRENGTHS` for a recommendation: of its sentences in their normal form, the head first.

    The head decides if it has a word of strength, else more than half of the orders that detail it: heads are often
    titles, but a word in one detail is of that alone. Any `language` but `zh` is read as English.
    """
    pattern = _PATTERNS["zh" if language == "zh" else "en"]
    found = [pattern.search(_QUOTED.sub("“”", text)) for text in sentences]
    said = [match.lastgroup if match is not None else None for match in found]
    if said and said[0]:
        return said[0]
    for name, n in Counter(said[1:]).most_common(1):
        if name and 2 * n >= len(said):
            return name
    return "should"
