"""Word and PDF documents made by hand, part by part, for the tests of their readers."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, *, numbering: str = "", styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body, these lists and styles: what stands inside the elements of that name."""
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_W}>{numbering}</w:numbering>",
        **(parts or {}),
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return kept.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def listed(text: str, list: int, depth: int = 0) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list}"/></w:numPr>')


def styled(text: str, style: str) -> str:
    """A paragraph in a style, by its id."""
    return p(text, f'<w:pStyle w:val="{style}"/>')


def definition(id: int, *levels: str) -> str:
    """A definition of lists, its levels as `level` writes them."""
    numbered = "".join(text.replace("DEPTH", str(depth), 1) for depth, text in enumerate(levels))
    return f'<w:abstractNum w:abstractNumId="{id}">{numbered}</w:abstractNum>'


def level(format: str, text: str, more: str = "") -> str:
    """A level of a definition of lists."""
    return f'<w:lvl w:ilvl="DEPTH"><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


def num(id: int, definition: int, override: str = "") -> str:
    """A list of a definition."""
    return f'<w:num w:numId="{id}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>'


def style(id: str, name: str, more: str = "", based_on: str = "") -> str:
    """A style of paragraphs; `more` is what it says of them."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>{base}<w:pPr>{more}</w:pPr></w:style>'


class Written(NamedTuple):
    """A piece of text on a page: where its foot begins in points from the lower left corner, its size, and whether
    it runs upwards.
    """

    text: str
    x: float
    y: float
    size: float = 12
    upwards: bool = False


def pdf(pages: Sequence[Sequence[Written]], *, width: int = 420, height: int = 595) -> bytes:
    """A PDF document in a Chinese face that readers bring along, all characters a size wide."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light "
        b"/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> "
        b">>] >>"
    )
    kids = []
    for page in pages:
        drawn = " ".join(
            f"BT /F1 {w.size} Tf {'0 1 -1 0' if w.upwards else '1 0 0 1'} {w.x} {w.y} Tm "
            f"<{w.text.encode('utf-16-be').hex()}> Tj ET"
            for w in page
        ).encode()
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {len(objects) + 2} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(drawn), drawn))
    listing = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listing}] >>".encode()
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
