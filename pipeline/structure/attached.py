"""Lists of what is attached to a paper: titles of other papers, and no orders, however much they read like some."""

import re
from typing import Final

from pipeline.domain.document import Document

# `附件：1. 分工表` over the other items, or `附件：` over all of them; `附件1` titles a text of its own.
_LIST: Final = re.compile(r"附[件录]：(?:1|$)")
_ITEM: Final = re.compile(r"\d{1,2}[.、][^。！？；]{1,60}")


def attached_titles(document: Document) -> frozenset[int]:
    """The sentences (indices) that are items of such a list: those that it begins with."""
    title = {h.id: h.title for h in document.headings}
    lists = {s.id for s in document.sections if s.heading is not None and _LIST.match(title[s.heading])}
    found: set[int] = set()
    ended: set[str] = set()
    for i, sentence in enumerate(document.sentences):
        if sentence.section not in lists or sentence.section in ended:
            continue
        if _ITEM.fullmatch(sentence.text):
            found.add(i)
        else:
            ended.add(sentence.section)
    return frozenset(found)
