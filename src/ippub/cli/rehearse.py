"""``ippub rehearse``: the whole journey on an offline GitHub, with a maintainer who plays along."""

from __future__ import annotations

from typing import Annotated

import typer


def rehearse(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="A connector's folder. Default: an example.")] = "",
    update: Annotated[bool, typer.Option("--update", help="Go on after the merge with an update.")] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Only run the offline GitHub, and say how to reach it.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on. Default: a free one.")] = 0,
    step: Annotated[bool, typer.Option("--step", help="Wait for Enter before each scene.")] = False,
) -> None:
    """Rehearse the whole journey, from the idea to the merge, without account and network. Nothing is left behind.

    \b
    Examples:
      ippub rehearse "Contoso Widgets"
      ippub rehearse --serve
    """
    from ippub.cli.rehearsing import play, serve_until_stopped

    if serve:
        serve_until_stopped(port)
    else:
        raise typer.Exit(play(folder, port, step=step, update=update))
