"""Options that several commands have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class ShownAs(StrEnum):
    """How a command says what it did."""

    text = "text"
    json = "json"


class Via(StrEnum):
    """How files get into the fork."""

    api = "api"
    git = "git"


Upstream = Annotated[
    str, typer.Option(metavar="OWNER/NAME", help="This repository instead of the real one (a sandbox, a rehearsal).")
]
ForkOwner = Annotated[str, typer.Option("--fork", metavar="OWNER", help="Whose fork to use, if not your own.")]
ViaOption = Annotated[Via, typer.Option("--via", help="How files travel: GitHub's API, or git with your own set-up.")]
