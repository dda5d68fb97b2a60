"""Patterns over steps: ``*`` and ``?`` inside one step, ``**`` for any number of steps. Never exponential."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")

STEPS = "**"
"""The step that stands for any number of steps, none included."""


def step_matches(pattern: str, step: str) -> bool:
    """Whether ``step`` is what ``pattern`` says: ``*`` any characters, ``?`` one, everything else itself."""
    return _matches(pattern, step, "*", lambda wanted, found: wanted in ("?", found))


def steps_match(pattern: Sequence[str], steps: Sequence[str]) -> bool:
    """Whether all of ``steps``, in order, are what ``pattern`` says."""
    return _matches(pattern, steps, STEPS, step_matches)


def pointer_matches(pattern: str, pointer: str) -> bool:
    """Whether the JSON Pointer ``pointer`` (escaped, as reports show it) is what ``pattern`` says.

    ``/paths/*/get`` is every get; ``/paths/**`` is ``/paths`` and all below; ``/**`` everything.
    """
    return steps_match(pattern.split("/"), pointer.split("/"))


def file_matches(pattern: str, file: str, folder: str) -> bool:
    """Whether ``file``, a path in the connector's folder, is what ``pattern`` says; case does not matter.

    A pattern without ``/`` is a file name in any folder. One with ``/`` is a path from the folder of
    ``ippub.yaml``, from which ``folder`` leads to the connector's folder (empty when they are the same).
    """
    wanted = pattern.replace("\\", "/").removeprefix("./").lstrip("/").casefold()
    below = [step for step in f"{folder}/{file}".casefold().split("/") if step not in ("", ".")]
    if "/" not in pattern.replace("\\", "/"):
        return bool(below) and (wanted == STEPS or step_matches(wanted, below[-1]))
    return steps_match(wanted.split("/"), below)


def _matches(pattern: Sequence[_T], items: Sequence[_T], many: _T, same: Callable[[_T, _T], bool]) -> bool:
    """Match left to right; after a mismatch only the last ``many`` takes one item more, which is enough."""
    at = 0
    place = 0
    retry: tuple[int, int] | None = None
    while place < len(items):
        if at < len(pattern) and pattern[at] == many:
            retry = (at + 1, place)
            at += 1
        elif at < len(pattern) and same(pattern[at], items[place]):
            at += 1
            place += 1
        elif retry is not None:
            retry = (retry[0], retry[1] + 1)
            at, place = retry
        else:
            return False
    return all(rest == many for rest in pattern[at:])
