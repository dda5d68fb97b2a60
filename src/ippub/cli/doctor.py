"""``ippub doctor``: what stands between this machine and a pull request."""

from __future__ import annotations

from typing import Annotated

import typer

from ippub.cli.options import ForkOwner, ShownAs, Upstream
from ippub.forge.port import UPSTREAM


def doctor(
    folder: Annotated[
        str, typer.Argument(metavar="[FOLDER]", help="Your connector, or where you work; its git settings count.")
    ] = ".",
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="text or json.")] = ShownAs.text,  # noqa: A002
    upstream: Upstream = UPSTREAM,
    fork: ForkOwner = "",
) -> None:
    """Check token, account, fork, git, terminal, and what today's process asks of the connector. Changes nothing.

    \b
    Examples:
      ippub doctor "Contoso Widgets"
      ippub doctor --format json
    """
    from ippub.cli.diagnosis import diagnose, show

    raise typer.Exit(show(diagnose(folder, upstream, fork), as_json=format is ShownAs.json))
