"""What the page of an evaluation says, for tests of it."""

import re
from html import unescape


def words(html):
    body = re.sub(r"<[^>]+>", " ", html[html.index("<body>") :])
    return " ".join(unescape(body).split())


def table_rows(html, section):
    """The cells of the rows of a section, as text."""
    part = re.search(rf'<h2 id="{section}">.*?</section>', html, re.DOTALL).group(0)
    return [
        [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", part, re.DOTALL)
    ]
