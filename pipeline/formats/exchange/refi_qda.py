"""REFI-QDA project exchange 1.0 (`.qdpx`), which MAXQDA, NVivo, ATLAS.ti, QualCoder, Quirkos and others read and write.

A `.qdpx` is a zip file with `project.qde`, XML in the namespace `urn:QDA-XML:project:1.0`, and the texts in `sources/`.
Codes hang on selections; a selection counts Unicode code points of the plain text from 0, its end not included, CR and
LF each as one (ATLAS.ti counts CRLF as one: where it is named as the origin, so does this reader).

    mark                 PlainTextSelection with one Coding; its name is the id of the mark
    layer and label      Code, named as `flat_name` says, in a folder for the layer: Roles, Stages, Headings …
    note                 Description of the selection
    link                 Link from selection to selection, named for the relation
    annotator            User, creatingUser of selection and coding
    id, annotator, about Case with a Text variable each, referring to the source

Written is one `annotations.qdpx`, its GUIDs derived from what they name. From other tools' projects, texts are read
inline or by `internal://` path; a path that leads out of the archive is refused, never followed. Every code is a label
of sentences unless it is named as `flat_name` names another layer; where two codes have one name, the names of the
codes above are put before it.

Not held: empty values of `about`; the order of documents (what annotators did with one text comes together). Not read:
codes on whole sources, pictures, sound, film or areas of a PDF (of a PDF, the codes in its text are read), sets,
graphs, and links that do not join two selections of one user in one source.
"""

from collections.abc import Mapping, Sequence

from pipeline.domain.marked import MarkedText
from pipeline.formats.exchange._refi_read import read_project
from pipeline.formats.exchange._refi_write import written_project


def read_refi_qda(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of one or more projects: one for each text and user that coded it.

    Raises:
        AnnotationError: with file, line of `project.qde` and remedy.
    """
    return [marked for name, data in files.items() for marked in read_project(name, data)]


def write_refi_qda(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """`annotations.qdpx`.

    Raises:
        AnnotationError: two documents have the same id, text and annotator, or a note or name has a character that
            XML 1.0 cannot hold.
    """
    return {"annotations.qdpx": written_project(documents)}
