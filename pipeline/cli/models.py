"""`pipeline models`: which models there are, and the card of one."""

from typing import Annotated

import typer

from pipeline.cli.app import models_app


@models_app.command("list")
def list_models() -> None:
    """List the models that came with the package: name, version, folder."""
    from pipeline.workflows.models import find_bundle, shipped

    for name, folder in shipped().items():
        print(f"{name}\t{find_bundle(name).ref.version}\t{folder}")


@models_app.command()
def show(
    model: Annotated[str, typer.Argument(help="Name of a shipped model, or a model folder.")] = "policy-roles",
) -> None:
    """Print a model's card: data, cross-validated scores with intervals, confusion table, limits."""
    from pipeline.workflows.models import find_bundle

    print(find_bundle(model).card)
