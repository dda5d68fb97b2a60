"""How an error is said: on stderr, each of its lines made harmless for the terminal, with what to do next."""

from __future__ import annotations

import sys

from ippub.errors import IppubError
from ippub.report.escape import visible


def complain(error: IppubError, about: str = "") -> None:
    """Print the error and its hint; ``about`` is what could not be done while the rest goes on."""
    first, *more = error.message.split("\n")
    subject = f"{visible(about)}: " if about else ""
    _print(f"error: {subject}{visible(first)}")
    for line in more:
        _print(f"       {visible(line)}")
    if error.hint:
        _print(f"hint: {visible(error.hint)}")


def remark(text: str) -> None:
    """Print something that is worth knowing and is neither a finding nor an error."""
    _print(visible(text))


def _print(line: str) -> None:
    print(line, file=sys.stderr)
