"""The year that a date names, in the many forms in which dates are written in tables and file names."""

import re
from typing import Final

from pipeline.text.normalize import normalize

FIRST, LAST = 1000, 2999
_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_COMPACT: Final = re.compile(r"(?<!\d)([12]\d{3})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?!\d)")
_CHINESE: Final = re.compile(r"([〇零○一二三四五六七八九]{4})(?=年|$|[^〇零○一二三四五六七八九十百千万])")
_PLAIN: Final = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")


def year_of(date: str) -> int | None:
    """The year of a date, 1000 to 2999; None where it names none.

    2023 · 2023年5月 · 2023-05-01T08:00 · 2023/5/1 · 2023.05 · 20230501 · 202305 · 1 May 2023 · 5/1/2023 · 二〇二三年 ·
    ２０２３. Of several years the first counts: the year in which a period begins.
    """
    text = normalize(date).text.strip()
    if chinese := _CHINESE.search(text):
        year = int(chinese[1].translate(_DIGITS))
        if FIRST <= year <= LAST:
            return year
    found = [match for pattern in (_PLAIN, _COMPACT) if (match := pattern.search(text))]
    return int(min(found, key=lambda match: match.start())[1]) if found else None
