"""Encodings told apart, damage kept visible, and what is no text refused."""

import gzip
import io
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.errors import EncodingError, InputError
from pipeline.source.decode import decode

SIMPLIFIED = [
    "柳泉市的公交车每天多跑两趟。",
    "昨天晚上下雨，我和朋友没有去看电影。",
    "一是加快老旧小区改造，二是完善社区养老服务。",
    "鹤浦县去年卖出苹果4.7万吨，比前一年多三成。",
    "她说：“孩子们还没有吃饭呢。”",
    "规则写得再细，没有人执行也是白写。",
    "你好。",
    "《青岬港岸线管理办法》自2031年3月1日起施行。",
]
TRADITIONAL = [
    "柳泉市的公車每天多跑兩趟。",
    "昨天晚上下雨，我和朋友沒有去看電影。",
    "一是加快老舊社區改造，二是完善長者照顧服務。",
    "鶴浦縣去年賣出蘋果4.7萬噸，比前一年多三成。",
    "她說：「孩子們還沒有吃飯呢。」",
    "規則寫得再細，沒有人執行也是白寫。",
    "請問火車站怎麼走？",
]
ARTICLE = "\n".join(SIMPLIFIED * 12)


@pytest.mark.parametrize("text", SIMPLIFIED + TRADITIONAL)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_one_sentence_is_enough(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), name="a.txt") == (text, encoding, 0)


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("encoding", ["cp950", "big5hkscs"])
def test_one_sentence_of_big5(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding), name="a.txt")
    assert found.text == text
    assert found.encoding in ("cp950", "big5hkscs")


def test_hong_kong_characters_outside_cp950() -> None:
    text = "佢哋喺度食飯，我哋都嚟咗。"
    with pytest.raises(UnicodeEncodeError):
        text.encode("cp950")
    assert decode(text.encode("big5hkscs"), name="a.txt") == (text, "big5hkscs", 0)


def test_four_byte_characters_of_gb18030() -> None:
    text = "这个“𠮷”字不常见，但是地名里有。"
    assert decode(text.encode("gb18030"), name="a.txt") == (text, "gb18030", 0)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_byte_order_mark_is_taken_off(mark: bytes, encoding: str) -> None:
    # Georgian is in no table of ours: only the mark can tell.
    text = "ქალაქი და მდინარე"
    assert decode(mark + text.encode(encoding), name="a.txt") == (text, encoding, 0)


def test_utf16_that_chances_to_be_valid_utf8() -> None:
    data = "三、幾點啓示".encode("utf-16-le")
    assert data.decode("utf-8")  # not refused by UTF-8
    assert decode(data, name="a.txt").text == "三、幾點啓示"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_of_rarer_characters(encoding: str) -> None:
    text = "渔婆崮礁石嶙峋，鸬鹚栖于枯柳之上。"
    assert decode(text.encode(encoding), name="a.txt") == (text, encoding, 0)


def test_too_little_to_judge_by_is_refused() -> None:
    with pytest.raises(EncodingError):
        decode("纪瑾".encode("gb18030"), name="a.txt")
    with pytest.raises(EncodingError):  # as UTF-8 it is one broken byte and two characters that mean nothing
        decode("祁少峰".encode("cp950"), name="a.txt")


def test_utf16_english_without_mark() -> None:
    assert decode("Buses run late.".encode("utf-16-be"), name="a.txt") == ("Buses run late.", "utf-16-be", 0)


def test_ascii_is_utf8() -> None:
    # An even number of bytes: the classic sentence that a naive UTF-16 check reads as Chinese.
    assert decode(b"Bush hid the facts", name="a.txt") == ("Bush hid the facts", "utf-8", 0)


@pytest.mark.parametrize(
    "text",
    [
        "Le café de la région reste ouvert.",
        "Une politique créée à Marvelle, déjà négligée.",
        "The firm’s “naïve” plan – all €40m of it – failed.",
        "Die Stadt Grünfels erhöht die Gebühren für Müll.",
        "¿Dónde está el niño? En la estación.",
        "Café",
    ],
)
def test_western_text_falls_back_to_cp1252(text: str) -> None:
    assert decode(text.encode("cp1252"), name="a.txt") == (text, "cp1252", 0)


def test_english_with_a_chinese_name_is_not_taken_for_western() -> None:
    text = "The mayor (李明) opened the line.\n" * 3
    assert decode(text.encode("gb18030"), name="a.txt") == (text, "gb18030", 0)


def test_line_ends_become_lf() -> None:
    assert decode("一\r\n二\r三\n\n四".encode(), name="a.txt").text == "一\n二\n三\n\n四"
    assert decode("一二三\r\n四五六，\r七八".encode("gb18030"), name="a.txt").text == "一二三\n四五六，\n七八"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp950"])
def test_a_few_broken_bytes_become_replacement_characters(encoding: str) -> None:
    text = ARTICLE if encoding != "cp950" else "\n".join(TRADITIONAL * 12)
    lines = [line.encode(encoding) for line in text.split("\n")]
    lines[3] += b"\xff"
    lines[9] = b"\xff" + lines[9]
    found = decode(b"\n".join(lines), name="a.txt")
    assert found.encoding == encoding
    assert found.broken == 2
    assert found.text.replace("\ufffd", "") == text


def test_a_file_cut_inside_a_character() -> None:
    found = decode("公交车每天多跑两趟。".encode()[:-1], name="a.txt")
    assert found == ("公交车每天多跑两趟\ufffd", "utf-8", 1)


def test_replacement_characters_of_the_file_itself_are_not_counted() -> None:
    text = "公交车\ufffd\ufffd\ufffd每天多跑两趟。"
    assert decode(text.encode(), name="a.txt") == (text, "utf-8", 0)
    assert decode(text.encode() + b"\xe5", name="a.txt").broken == 1


def test_ascii_with_noise_keeps_it_visible() -> None:
    text = "The ferry runs twice a day between the islands. " * 5
    assert decode(text.encode() + b" \xff", name="a.txt") == (text + " \ufffd", "utf-8", 1)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Городской бюджет принят в первом чтении, но спор продолжается.", "koi8-r"),
        ("Городской бюджет принят в первом чтении, но спор продолжается.", "cp1251"),
        ("버스는 하루에 두 번 더 다닌다. 그러나 아무도 타지 않는다.", "euc-kr"),
        ("バスは一日にもう二回走る。しかし、だれも乗らない。", "shift_jis"),
    ],
)
def test_other_encodings_are_refused_not_guessed(text: str, encoding: str) -> None:
    with pytest.raises(EncodingError) as caught:
        decode(b"line one\n" + text.encode(encoding), name="old.txt")
    line = str(caught.value)
    assert line.startswith("old.txt: ")
    assert all(tried in line for tried in ("UTF-8", "UTF-16", "GB18030", "Big5", "Windows-1252"))
    assert "line 2: byte 0x" in line
    assert "save it as UTF-8" in line


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "text")
    return buffer.getvalue()


def _sqlite(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "a.db")
    connection.execute("create table t (x)")
    connection.commit()
    connection.close()
    return (folder / "a.db").read_bytes()


BINARY = {
    "a PNG picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a JPEG picture": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a GIF picture": b"GIF89a\x10\x00\x10\x00\x80\x00\x00",
    "a WebP picture": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "a TIFF picture": b"II*\x00\x08\x00\x00\x00",
    "a BMP picture": b"BM" + struct.pack("<IHHII", 70, 0, 0, 54, 40),
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a zip archive": _zip("notes.csv"),
    "a Word document (.docx)": _zip("[Content_Types].xml", "word/document.xml"),
    "a program (ELF)": b"\x7fELF\x02\x01\x01\x00",
    "a gzip archive": gzip.compress(b"text"),
}


@pytest.mark.parametrize(("what", "data"), BINARY.items(), ids=BINARY)
def test_binary_files_are_named(what: str, data: bytes) -> None:
    with pytest.raises(InputError, match="looks like") as caught:
        decode(data, name="scan.txt")
    assert caught.value.what.endswith(what)
    assert caught.value.remedy


def test_sqlite_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="looks like a SQLite database"):
        decode(_sqlite(tmp_path), name="a.txt")


@pytest.mark.parametrize("text", ["GIF89a is an old format.", "BM stands for benchmark.", "MZ, PK and ID3 are tags."])
def test_text_that_opens_like_a_binary_format_is_text(text: str) -> None:
    assert decode(text.encode(), name="a.txt").text == text


@pytest.mark.parametrize("data", [b"\x00" * 400, bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 9 + b"text"])
def test_control_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="control bytes"):
        decode(data, name="a.bin")


def test_a_stray_control_character_is_kept() -> None:
    assert decode("一是\x02修路。\x00".encode(), name="a.txt").text == "一是\x02修路。\x00"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
@example("三、幾點啓示")
def test_utf8_round_trip(text: str) -> None:
    assert decode(text.encode(), name="a.txt").text == text


@given(st.lists(st.sampled_from(SIMPLIFIED + TRADITIONAL), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_round_trip_of_articles(sentences: list[str], end: str) -> None:
    text = end.join(sentences)
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-32"):
        assert decode(text.encode(encoding), name="a.txt").text == "\n".join(sentences)


@given(st.text(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_with_a_mark_nothing_is_lost(text: str, encoding: str) -> None:
    assume("\r" not in text and not any(ch < " " or ch == "\x7f" for ch in text))
    data = b"\xef\xbb\xbf" + text.encode() if encoding == "utf-8" else text.encode(encoding)
    assert decode(data, name="a.txt").text == text


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_an_input_error(data: bytes) -> None:
    try:
        found = decode(data, name="a.txt")
    except InputError as caught:
        error = caught
    else:
        found.text.encode()  # no lone surrogates
        assert "\r" not in found.text
        return
    assert str(error).startswith("a.txt: ")
    assert error.remedy
