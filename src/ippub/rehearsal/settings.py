"""What a rehearsal can be told to be like: how slow GitHub is and how much of it one may have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds of the rehearsal's clock until something that was asked for is there.

    ``fork``: until the fork's git data can be read; ``fork_write``: how much later until it takes writes (googleapis/
    code-suggester#78); ``mergeable``: until a pull request says whether it can be merged; ``search``: until the search
    finds a change (cli/cli#7764).
    """

    fork: float = 0
    fork_write: float = 0
    mergeable: float = 0
    search: float = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """GitHub's own limits (docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api), lower in tests.

    Requests an hour without and with a token, searches a minute, things created a minute and an hour, and the size of
    a file in bytes that a push or a blob may have.
    """

    anonymous: int = 60
    core: int = 5000
    search: int = 30
    search_anonymous: int = 10
    creations_a_minute: int = 80
    creations_an_hour: int = 500
    blob: int = 100 * 1024 * 1024
    tree_entries: int = 100_000
