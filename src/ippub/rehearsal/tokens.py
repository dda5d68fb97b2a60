"""Tokens of three kinds, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TokenKind(StrEnum):
    """The kinds, each with the prefix that GitHub gives it.

    ``OAUTH`` is what ``gh auth token`` gives; ``APP`` the token of an app's installation, which may write checks.
    """

    CLASSIC = "ghp_"
    FINE_GRAINED = "github_pat_"
    OAUTH = "gho_"
    APP = "ghs_"


@dataclass(frozen=True, slots=True)
class Token:
    """A token. ``days`` is its whole lifetime (0: does not expire), ``expires`` the moment when it ends.

    ``restricted``: it belongs to an OAuth app that organisations have not approved. ``sso``: the header that says
    where to authorise it, "" when that has been done.
    """

    secret: str
    login: str
    kind: TokenKind
    scopes: frozenset[str] = frozenset()
    days: int = 0
    expires: datetime | None = None
    restricted: bool = False
    sso: str = ""

    def __repr__(self) -> str:
        return f"Token({self.kind.value}..., {self.login})"

    @property
    def scoped(self) -> bool:
        """Whether scopes (and not permissions on repositories) say what it may do."""
        return self.kind in (TokenKind.CLASSIC, TokenKind.OAUTH)

    def has(self, scope: str) -> bool:
        """Whether it carries a scope; ``repo`` holds ``public_repo``."""
        return scope in self.scopes or (scope == "public_repo" and "repo" in self.scopes)

    @property
    def touches_workflows(self) -> bool:
        """Whether it may bring in files under ``.github/workflows``."""
        return self.has("workflow") if self.scoped else self.kind is TokenKind.APP
