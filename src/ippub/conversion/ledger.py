"""What could not be carried over, and where it stands in the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Steps = tuple[str, ...]
"""A place in the source: keys and indexes from the root."""


class Left(NamedTuple):
    """Something that the result lacks or has otherwise: an RFC 6901 pointer into the source, and a sentence."""

    pointer: str
    reason: str


class Ledger:
    """Collects what was left behind, each place and reason once.

    ``origins`` leads from places in a value that was made on the way (of a Postman collection) to the author's source;
    the longest beginning counts.
    """

    def __init__(self, origins: Mapping[Steps, Steps] | None = None) -> None:
        self._origins = dict(origins or {})
        self._found: dict[Left, None] = {}

    def leave(self, at: Steps, reason: str) -> None:
        """Note that what stands at ``at`` was not carried over, or not as it is."""
        for length in range(len(at), 0, -1):
            origin = self._origins.get(at[:length])
            if origin is not None:
                at = origin
                break
        self._found[Left(pointer(at), reason)] = None

    def stands_for(self, made: Steps, at: Steps) -> None:
        """Tell of what is left behind in a value that was made on the way, at ``made``, that it stands at ``at``."""
        self._origins[made] = at

    @property
    def left(self) -> tuple[Left, ...]:
        """Everything that was noted, in the order of the conversion."""
        return tuple(self._found)


def pointer(steps: Steps) -> str:
    """``steps`` as an RFC 6901 pointer, "" for the root."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def steps_of(text: str) -> Steps:
    """The steps of a reference such as ``#/components/schemas/A``; the escapes of URIs and pointers are undone."""
    from urllib.parse import unquote

    parts = unquote(text.removeprefix("#")).split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def mapping(value: Any) -> dict[str, Any]:
    """``value`` when it is an object, else an empty one: what an author wrote wrongly is as good as absent."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """``value`` when it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def words(value: Any) -> str:
    """``value`` when it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
