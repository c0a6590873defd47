"""Words by which writers say how a unit stands to another, by what they say."""

import re
from typing import Final

_WORDS: Final = {
    "contrast": (
        "但 然而 不过 可是 却 反之 相反",
        "but, however, yet, nevertheless, nonetheless, on the other hand, in contrast, still, whereas",
    ),
    "concession": (
        "诚然 当然 固然 尽管 虽然 有人 质疑 担心",
        "admittedly, granted, although, though, even though, despite, in spite of, while, it is true, some people, "
        "critics, opponents, of course",
    ),
    "reason": (
        "因为 由于 究其 原因 毕竟 在于 源于",
        "because, since, due to, owing to, as a result of, the reason, the main reason, the first reason, given that",
    ),
    "consequence": (
        "因此 所以 因而 可见 由此 这说明 从而 总之 综上",
        "therefore, thus, hence, consequently, as a result, so that, accordingly, this means, this shows, "
        "in conclusion, to sum up, overall",
    ),
    "further": (
        "一方面 另一方面 同时 此外 而且 并且 更 也 还 即 换言之 具体 其次 再次",
        "also, moreover, furthermore, in addition, additionally, besides, what is more, in other words, that is, "
        "likewise, similarly",
    ),
    "instance": (
        "例如 比如 譬如 为例 该 其中",
        "for example, for instance, such as, take, to illustrate, a case in point",
    ),
    "opinion": (
        "我认为 笔者 我们认为 应当 应该",
        "i think, i believe, i would argue, i agree, i disagree, i strongly, in my opinion, in my view, personally, "
        "should, must, ought",
    ),
}


def _letters(english: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(w.strip()) for w in english.split(','))})\b", re.IGNORECASE)


_CHINESE: Final = tuple(re.compile("|".join(chinese.split())) for chinese, _ in _WORDS.values())
_BEGIN: Final = frozenset(word[0] for chinese, _ in _WORDS.values() for word in chinese.split())
_ENGLISH: Final = tuple(_letters(english) for _, english in _WORDS.values())
_LATIN: Final = re.compile("[A-Za-z]")
CONNECTIVES: Final = tuple(_WORDS)  # what they say


def connectives(text: str) -> list[bool]:
    """Which of `CONNECTIVES` a text says."""
    found = [False] * len(_CHINESE)
    if not _BEGIN.isdisjoint(text):
        found = [pattern.search(text) is not None for pattern in _CHINESE]
    if _LATIN.search(text):
        found = [f or pattern.search(text) is not None for f, pattern in zip(found, _ENGLISH, strict=True)]
    return found
