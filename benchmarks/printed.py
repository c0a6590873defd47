"""How much of an article is still found when a browser has printed it as a PDF and `pipeline` reads that.

Run from the repository, with Chromium: `python benchmarks/printed.py [articles]`. So many articles of the corpus (12)
in each language, drawn by lot, are laid out in several ways and printed with what browsers print at the edges of pages;
sentences and headings of the text as it is that are found again are counted. Peer, on the same files in the same run:
the text as PDFium gives it, which is about what is copied out of a PDF reader, through the same segmenter, whose rules
for wrapped text mend much of it. Chromium cuts off what it cannot balance in two columns: in that row a loss is not the
reader's alone, and the peer's is the measure of it.
"""

import html
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import pypdfium2
from wrapped import TEXTS, parts

from pipeline.source.pdf import read_pdf

LAYOUTS = {
    "indented, justified": "text-align: justify; --indent: 2em; --gap: 0",
    "indented, ragged": "--indent: 2em; --gap: 0",
    "blocks": "text-align: justify; --indent: 0; --gap: .8em",
    "large type": "text-align: justify; --indent: 2em; --gap: 0; font-size: 16pt",
    "two columns": "columns: 2; column-gap: 2em; text-align: justify; --indent: 2em; --gap: 0; font-size: 10pt",
}
STYLE = """@page {{ size: A4; margin: 25mm }} body {{ font: 12pt/1.6 serif; {layout} }}
p {{ text-indent: var(--indent); margin: 0 0 var(--gap) }} h1 {{ font-size: 1.6em; text-align: center }}"""


def page(text: str, layout: str) -> str:
    """A text as a web page, its Markdown headings as headings."""
    body = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        depth = len(line) - len(line.lstrip("#"))
        tag = f"h{depth}" if depth else "p"
        body.append(f"<{tag}>{html.escape(line.lstrip('# '))}</{tag}>")
    style = STYLE.format(layout=layout)
    return f"<meta charset=utf-8><title>article</title><style>{style}</style><body>{''.join(body)}"


def printed(browser: str, text: str, layout: str, folder: Path) -> bytes:
    """The PDF of a text."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page(text, layout), encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    return target.read_bytes()


def copied(data: bytes) -> str:
    """The text as PDFium gives it, a page after the other."""
    with pypdfium2.PdfDocument(data) as document:
        return "\f".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)


def main() -> None:
    """Print a line for each language and layout."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("skipped: there is no Chromium here")
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    print(
        "| language | layout | pages | sentences found, of | headings found, of | as copied: sentences, headings | s |"
    )
    print("|---|---|---|---|---|---|---|")
    for language in ("zh", "en"):
        files = sorted((TEXTS / language).glob("*.txt"))
        random.Random(1).shuffle(files)  # no secrets
        for name, layout in LAYOUTS.items():
            found, rough, all_of, pages, took = [0, 0], [0, 0], [0, 0], 0, 0.0
            with tempfile.TemporaryDirectory() as folder:
                for path in files[:many]:
                    text = path.read_text(encoding="utf-8")
                    data = printed(browser, text, layout, Path(folder))
                    with pypdfium2.PdfDocument(data) as document:
                        pages += len(document)
                    start = perf_counter()
                    read = read_pdf(data, path.name)
                    took += perf_counter() - start
                    plain = "\n".join(line.lstrip("# ") for line in text.split("\n"))
                    for k, (gold, ours, theirs) in enumerate(
                        zip(parts(plain), parts(read), parts(copied(data)), strict=True)
                    ):
                        all_of[k] += len(gold)
                        found[k] += len(gold & ours)
                        rough[k] += len(gold & theirs)
            share = [f"{f / n:.3f}, {n:,}" for f, n in zip(found, all_of, strict=True)]
            peer = ", ".join(f"{r / n:.3f}" for r, n in zip(rough, all_of, strict=True))
            print(f"| {language} | {name} | {pages} | {share[0]} | {share[1]} | {peer} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()
