"""What everybody has used of their quotas."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Count:
    """What one account has used of one resource, and when (seconds since 1970) that is forgotten."""

    used: int = 0
    reset: int = 0


@dataclass(slots=True)
class Counts:
    """By login and resource; and when each login created something, in seconds since 1970."""

    used: dict[tuple[str, str], Count] = field(default_factory=dict)
    created: dict[str, deque[float]] = field(default_factory=dict)
