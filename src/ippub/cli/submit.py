"""``ippub submit``: turn the proposal pull request into the submission."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ippub.cli.options import ForkOwner, ShownAs, Upstream, Via, ViaOption
from ippub.forge.port import UPSTREAM


def submit(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="The connector's folder.")] = ".",
    name: Annotated[str, typer.Option(help="What its folder upstream is called, if not like this one.")] = "",
    screenshots: Annotated[
        str, typer.Option(metavar="DIR", help="Where the screenshots are. Default: screenshots in the folder.")
    ] = "",
    attest: Annotated[
        list[str] | None,
        typer.Option(metavar="ID,...|all", help="Say yes to these lines of the template, such as G2,I2."),
    ] = None,
    update: Annotated[
        str, typer.Option(metavar="SUMMARY", help="The connector is upstream already: say in a line what is new.")
    ] = "",
    breaking_because: Annotated[
        str, typer.Option(metavar="REASON", help="Update it although changes may break flows, and say why none does.")
    ] = "",
    incomplete: Annotated[bool, typer.Option("--incomplete", help="Send it although screenshots are missing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Send it in spite of errors, and say so in it.")] = False,
    despite_duplicates: Annotated[
        str, typer.Option(metavar="REASON", help="Go on although something like it exists, and say why.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Send it without asking. Attests nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent; send nothing.")] = False,
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="How --dry-run shows it.")] = ShownAs.text,  # noqa: A002
    upstream: Upstream = UPSTREAM,
    fork: ForkOwner = "",
    via: ViaOption = Via.api,
    config: Annotated[Path | None, typer.Option(help="Use this ippub.yaml.")] = None,
) -> None:
    """Turn the proposal into the submission, in the same pull request; or update a connector that is published.

    \b
    Examples:
      ippub submit "Contoso Widgets" --dry-run
      ippub submit "Contoso Widgets" --attest all --yes
      ippub submit "Contoso Widgets" --update "Widgets can be searched by color" --yes
    """
    from ippub.cli.submitting import Asked, run

    run(
        Asked(
            folder=folder,
            name=name,
            screenshots=screenshots,
            attest=tuple(attest or ()),
            update=update,
            because=breaking_because,
            incomplete=incomplete,
            force=force,
            despite=despite_duplicates,
            yes=yes,
            dry_run=dry_run,
            as_json=format is ShownAs.json,
            upstream=upstream,
            fork=fork,
            via=via,
            config=config,
        )
    )
