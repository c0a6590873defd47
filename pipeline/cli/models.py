"""`pipeline models`: which models there are, and the card of one."""

from typing import Annotated

import typer

from pipeline.cli.console import reported

models_app = typer.Typer(help="List and show models.", no_args_is_help=True, rich_markup_mode=None)


@models_app.command("list")
@reported
def list_models() -> None:
    """List the models that came with the package.

    A line for each: name, version, folder.
    """
    from pipeline.workflows.models import find_bundle, shipped

    for name, folder in shipped().items():
        print(f"{name}\t{find_bundle(name).ref.version}\t{folder}")


@models_app.command()
@reported
def show(
    model: Annotated[str, typer.Argument(help="Name of a shipped model, or a model folder.")] = "policy-roles",
) -> None:
    """Print the card of a model.

    Its data, cross-validated scores with intervals, confusion table and limits.
    """
    from pipeline.visible import visible_lines
    from pipeline.workflows.models import find_bundle

    print(visible_lines(find_bundle(model).card), end="")  # it may be somebody else's
