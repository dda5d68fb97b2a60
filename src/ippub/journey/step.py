"""What is said of one step of the way."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    TODO = "todo"
    WAITING = "waiting"
    BLOCKED = "blocked"


class Step(NamedTuple):
    """A step: its name, how it stands, why, and the command or act that moves it on ("" when none does)."""

    name: str
    standing: Standing
    why: str
    next: str = ""


DONE, TODO, WAITING, BLOCKED = Standing.DONE, Standing.TODO, Standing.WAITING, Standing.BLOCKED
