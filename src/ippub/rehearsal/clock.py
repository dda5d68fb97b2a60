"""The time of the rehearsal: it stands still but for one tick a request, and can be moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""A Monday. Where every rehearsal begins unless told otherwise, so that it is the same each time."""


class Clock:
    """A clock that moves when told to, or (``real``) with the world's own.

    ``tick`` seconds pass with each request, so that what happened later is also dated later.
    """

    def __init__(self, start: datetime = MORNING, *, tick: float = 1.0, real: bool = False) -> None:
        self._start = start
        self._tick = 0.0 if real else tick
        self._moved = 0.0
        self._began = time.monotonic() if real else None

    def now(self) -> datetime:
        """The time, in UTC."""
        passed = 0.0 if self._began is None else time.monotonic() - self._began
        return self._start + timedelta(seconds=self._moved + passed)

    def advance(self, seconds: float) -> None:
        """Let time pass. Stands in for ``time.sleep`` in tests."""
        self._moved += seconds

    def tick(self) -> None:
        """One request has come."""
        self._moved += self._tick


def stamp(when: datetime) -> str:
    """``when`` as GitHub writes it: ISO 8601 to the second, with Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
