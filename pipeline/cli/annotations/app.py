"""The commands under `pipeline annotations`, put together."""

import typer

from pipeline.cli.annotations.agreement import agreement
from pipeline.cli.annotations.attach import attach
from pipeline.cli.annotations.check import check
from pipeline.cli.annotations.exchange import export, import_
from pipeline.cli.annotations.folds import folds
from pipeline.cli.annotations.suggest import suggest
from pipeline.cli.console import reported

annotations_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@annotations_app.callback()
def annotations() -> None:
    """Look after an annotated corpus: check, compare, exchange."""


annotations_app.command()(reported(check))
annotations_app.command()(reported(agreement))
annotations_app.command()(reported(suggest))
annotations_app.command()(reported(export))
annotations_app.command("import")(reported(import_))
annotations_app.command()(reported(attach))
annotations_app.command()(reported(folds))
