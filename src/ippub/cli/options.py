"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum


class ShownAs(StrEnum):
    """How a command says what it did."""

    text = "text"
    json = "json"
