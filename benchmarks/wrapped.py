"""How much of a text is still found when its lines are broken at a fixed width, as typescripts, mails and PDF files do.

Run from the repository: `python benchmarks/wrapped.py [articles]`. So many articles of the corpus (40) in each
language, drawn by lot, are divided into sentences and headings as they are, and again with every paragraph broken at a
margin and no blank lines between them; what stands in both is counted. No peer: nothing else divides Chinese text so.
"""

import random
import sys
import textwrap
from collections import Counter
from pathlib import Path

from pipeline.text.characters import display_width
from pipeline.text.segment import segment

TEXTS = Path(__file__).resolve().parents[1] / "annotations" / "texts"
MARGINS = {"zh": (60, 76, 80), "en": (60, 72, 80)}
HANGS = frozenset("，。；：！？、”’）》」』,.;:!?)")  # never begins a line


def broken(line: str, margin: int) -> list[str]:
    """A line of Chinese in lines of so many columns."""
    found, start, width = [], 0, 0
    for i, character in enumerate(line):
        if width + display_width(character) > margin and character not in HANGS:
            found.append(line[start:i])
            start, width = i, 0
        width += display_width(character)
    return [*found, line[start:]]


def wrapped(text: str, language: str, margin: int, indent: str) -> str:
    """A text with its lines broken; of Chinese, those that were are paragraphs and may be indented."""
    found: list[str] = []
    for line in text.split("\n"):
        if language == "en":
            found += textwrap.wrap(line, margin) or [""]
        elif display_width(line) > margin:
            found += broken(indent + line, margin)
        else:
            found.append(line)
    return "\n".join(found)


def parts(text: str) -> tuple[set[str], set[str]]:
    """Sentences and headings without their white space."""
    document = segment(text, id="a")
    sentences = {"".join(s.text.split()) for s in document.sentences}
    return sentences, {"".join(h.title.split()) for h in document.headings}


def main() -> None:
    """Print a line for each language and margin."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for language, margins in MARGINS.items():
        files = sorted((TEXTS / language).glob("*.txt"))
        random.Random(1).shuffle(files)  # no secrets
        texts = [path.read_text(encoding="utf-8") for path in files[:many]]
        for margin in margins:
            for indent in ("", "\u3000\u3000") if language == "zh" else ("",):
                n: Counter[str] = Counter()
                for text in texts:
                    (sentences, headings), (found, titles) = parts(text), parts(wrapped(text, language, margin, indent))
                    n["sentences"] += len(sentences)
                    n["kept"] += len(sentences & found)
                    n["headings"] += len(headings)
                    n["headings kept"] += len(headings & titles)
                    n["new"] += len(titles - headings)
                print(
                    f"{language}, {margin} columns, {'indented' if indent else 'not indented'}: "
                    f"sentences {n['kept'] / n['sentences']:.3f} of {n['sentences']}, "
                    f"headings {n['headings kept'] / n['headings']:.3f} of {n['headings']}, {n['new']} that are none"
                )


if __name__ == "__main__":
    main()
