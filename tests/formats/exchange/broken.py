"""Files that are damaged in some way: a reader gives documents for them or an AnnotationError, and nothing else."""

import io
import zipfile
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError

Reader = Callable[[Mapping[str, bytes]], list[MarkedText]]


@st.composite
def damaged(draw: st.DrawFn, data: bytes, tokens: tuple[bytes, ...] = ()) -> bytes:
    """`data` with a few pieces cut out, doubled, or replaced by others."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        other = draw(
            st.one_of(st.binary(max_size=6), st.sampled_from([b"", data[start:end] * 2, b'"', b"-1", b"0", *tokens]))
        )
        data = data[:start] + other + data[end:]
    return data


@st.composite
def replaced(draw: st.DrawFn, data: bytes, pieces: tuple[bytes, ...]) -> bytes:
    """`data` with one of `pieces`, somewhere, replaced by another: well-formed, and wrong."""
    found = [p for p in pieces if p in data]
    old, new = draw(st.sampled_from(found)), draw(st.sampled_from(pieces))
    cut = draw(st.integers(0, data.count(old) - 1))
    parts = data.split(old)
    return old.join(parts[: cut + 1]) + new + old.join(parts[cut + 1 :])


def survives(read: Reader, files: Mapping[str, bytes]) -> None:
    """Reads the files, and takes nothing but an AnnotationError, with a place and a remedy, for a no."""
    documents: list[MarkedText] = []
    fault = None
    try:
        documents = read(files)
    except AnnotationError as error:
        fault = error
    assert fault is None or (fault.where and fault.remedy)
    for d in documents:
        assert len({m.id for m in d.marks}) == len(d.marks)
        assert all(0 <= m.start < m.end <= len(d.text) for m in d.marks)
        assert {end for link in d.links for end in (link.source, link.target)} <= {m.id for m in d.marks}


def members(archive: bytes) -> dict[str, bytes]:
    """The files in a zip file."""
    with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}
