"""``ippub propose``: open the proposal pull request of a connector."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ippub.cli.options import ForkOwner, ShownAs, Upstream, Via, ViaOption
from ippub.forge.port import UPSTREAM


def propose(
    folder: Annotated[
        str, typer.Argument(metavar="[FOLDER]", help="The connector's folder; a readme may be all.")
    ] = ".",
    name: Annotated[str, typer.Option(help="What the connector is called, if not like the folder.")] = "",
    publisher: Annotated[str, typer.Option(help="Your name, or your company's.")] = "",
    description: Annotated[str, typer.Option(help="Two or three sentences on what the service is for.")] = "",
    operation: Annotated[
        list[str] | None, typer.Option(help='A planned operation: "List widgets: Lists what is in stock."')
    ] = None,
    email: Annotated[str, typer.Option(help="Where others can offer to help; it becomes public.")] = "",
    despite_duplicates: Annotated[
        str, typer.Option(metavar="REASON", help="Go on although something like it exists, and say why.")
    ] = "",
    agree_manifesto: Annotated[
        bool, typer.Option("--agree-manifesto", help="Say yes to the manifesto of independent publishers.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Send it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent; send nothing.")] = False,
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="How --dry-run shows it.")] = ShownAs.text,  # noqa: A002
    upstream: Upstream = UPSTREAM,
    fork: ForkOwner = "",
    via: ViaOption = Via.api,
    config: Annotated[Path | None, typer.Option(help="Use this ippub.yaml.")] = None,
) -> None:
    """Open the proposal pull request: find or make the fork, the branch, the readme and the pull request.

    \b
    Examples:
      ippub propose "Contoso Widgets" --dry-run
      ippub propose "Contoso Widgets" --agree-manifesto --yes
    """
    from ippub.cli.proposing import Asked, run

    run(
        Asked(
            folder=folder,
            name=name,
            publisher=publisher,
            description=description,
            operations=tuple(operation or ()),
            email=email,
            despite=despite_duplicates,
            agreed=agree_manifesto,
            yes=yes,
            dry_run=dry_run,
            as_json=format is ShownAs.json,
            upstream=upstream,
            fork=fork,
            via=via,
            config=config,
        )
    )
