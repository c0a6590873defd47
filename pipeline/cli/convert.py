"""`pipeline convert`: analyses, labels and argument graphs in the format of another program."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import BAD_USE, INTERNAL, PARTLY, say, say_error

_TO = "xaif, aif, arguebuf, graphml, ntriples, dot, mermaid, brat, csv, xlsx, parquet, json, docx or html"
_FROM = "analysis, annotation, xaif, aif, arguebuf, graphml, or a format of `pipeline annotations import`"


def convert(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Analyses, annotations, argument graphs, or labels of a tool.")
    ],
    to: Annotated[str, typer.Option("--to", help=f"{_TO}.")],
    out: Annotated[str, typer.Option(help="Folder for the files, or - for standard output.")] = "converted",
    source: Annotated[str | None, typer.Option("--from", help=f"{_FROM}; by default told from the file.")] = None,
) -> None:
    """Write analyses and labels in other formats.

    Prints the names of the files, and says what the format cannot hold. Nothing that is there with other contents is
    replaced.
    """
    from pipeline.errors import OutputError
    from pipeline.workflows.batch import Failure
    from pipeline.workflows.convert import convert_files, write_converted
    from pipeline.workflows.outputs import REPORTS, LossReport, check_formats, check_single

    to = to.strip().lower()
    check_formats([to], "--to")
    if out == "-":
        _check_one(paths)
        check_single(to)
    losses = LossReport()
    done = noted = 0
    failures = []
    for item in convert_files(paths, to=to, source=source, losses=losses):
        if isinstance(item, Failure):
            failures.append(say_error(item.error))
            continue
        if out == "-":
            _check_first(done + 1)
            (data,) = item.files.values()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            try:
                files = write_converted(item, Path(out))
            except OutputError as error:  # one that is there already stops no other
                failures.append(say_error(error))
                continue
            for file in files:
                print(file)
        done += 1
        noted += len(item.notes)
        for note in item.notes:
            say(f"{item.id}: {note}")
    lines = list(losses.lines())
    for line in lines:
        say(line)
    if done and not lines and not noted and to not in REPORTS:
        say("nothing is lost")
    if failures:
        many = done + len(failures)
        things = "files" if many == len(paths) else "documents"  # of which a file may hold several
        failed = f"{len(failures)} of {many} {things} failed"
        say(failed if done else "nothing was converted")
        raise typer.Exit(PARTLY if done else INTERNAL if INTERNAL in failures else BAD_USE)


def _check_one(paths: list[Path]) -> None:
    from pipeline.errors import ConfigError

    if len(paths) > 1:
        raise ConfigError("standard output takes one document", where="--out -", remedy="Name a folder with --out")


def _check_first(number: int) -> None:
    from pipeline.errors import ConfigError

    if number > 1:
        what, remedy = "the file holds several documents, of which the first is written", "Name a folder with --out"
        raise ConfigError(what, where="--out -", remedy=remedy)
