"""The labelling configuration of a Label Studio project: what labels and relations there are, where the text is."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.domain.marked import GROUNDS, Mark, MarkedText, flat_name

# The names of the tags, which every result refers to.
LABELS: Final = "label"
TEXT: Final = "text"
LABELLED_BY: Final = "labelled_by"

_SCHEME: Final = (
    *ROLES,
    *(flat_name(Mark("", 0, 1, "section", stage)) for stage in STAGES),
    *("heading-1", "heading-2", "heading-3", "group", "measure", "sentence"),
)
# Far apart for eyes of every kind (Okabe and Ito), for the roles; the rest stays behind them in greys.
_COLOURS: Final = dict(zip(ROLES, ("#D55E00", "#0072B2", "#56B4E9", "#009E73", "#CCCCCC"), strict=True))
_OTHER_COLOUR: Final = "#999999"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS: Final = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def label_config(documents: Sequence[MarkedText]) -> str:
    """XML that offers the labels and relations of the scheme, and others that the documents have.

    A label with a character that XML does not have is left out.
    """
    labels = _all(_SCHEME, (flat_name(m) for d in documents for m in d.marks))
    relations = _all((*RELATIONS, GROUNDS), (link.label for d in documents for link in d.links if link.label))
    lines = [
        "<View>",
        f'  <Labels name="{LABELS}" toName="{TEXT}">',
        *(f"    <Label value={_quoted(x)} background={_quoted(_COLOURS.get(x, _OTHER_COLOUR))}/>" for x in labels),
        "  </Labels>",
        "  <Relations>",
        *(f"    <Relation value={_quoted(x)}/>" for x in relations),
        "  </Relations>",
        f'  <Text name="{TEXT}" value="$text" valueType="text" saveTextResult="yes"/>',
        '  <Header value="Labelled by" size="5"/>',
        f'  <TextArea name="{LABELLED_BY}" toName="{TEXT}" editable="true" maxSubmissions="1"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _all(first: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(x for x in dict.fromkeys((*first, *more)) if not _NOT_XML.search(x))


def _quoted(value: str) -> str:
    return quoteattr(value, _BREAKS)
