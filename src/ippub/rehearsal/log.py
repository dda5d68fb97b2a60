"""What was asked and what was answered, for tests and for the rehearsal's last page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer.

    ``path`` is without query and prefix; ``route`` the documented path with its ``{names}`` ("" when nothing fits, and
    for git); ``who`` the login or ""; ``status`` 0 when the connection was dropped; ``fault`` whether an injected fault
    took part. ``sent`` and ``answer`` are the JSON of the two bodies, None without.
    """

    method: str
    path: str
    query: str
    route: str
    who: str
    status: int
    fault: bool = False
    sent: object = None
    answer: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def write(self) -> bool:
        """Whether it could change something."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    def __str__(self) -> str:
        return f"{self.method} {self.path}{'?' if self.query else ''}{self.query} {self.status} {self.who or '-'}"
