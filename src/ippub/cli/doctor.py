"""``ippub doctor``: what stands between this machine and a pull request."""

from __future__ import annotations

from typing import Annotated

import typer

from ippub.cli.options import ForkOwner, ShownAs, Upstream
from ippub.forge.port import UPSTREAM


def doctor(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="Where you work; its git settings count.")] = ".",
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="text or json.")] = ShownAs.text,  # noqa: A002
    upstream: Upstream = UPSTREAM,
    fork: ForkOwner = "",
) -> None:
    """Check the token, the account, the fork, git and the terminal. Changes nothing.

    \b
    Examples:
      ippub doctor
      ippub doctor --format json
    """
    from ippub.cli.diagnosis import diagnose, show

    raise typer.Exit(show(diagnose(folder, upstream, fork), as_json=format is ShownAs.json))
