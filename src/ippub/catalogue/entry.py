"""The values of the catalogue: one connector that exists, and all of them with their date."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

UPSTREAM_TREE = "https://github.com/microsoft/PowerPlatformConnectors/tree/dev"
REFERENCE = "https://learn.microsoft.com/connectors/connector-reference/"


class Kind(StrEnum):
    """Where a connector stands; the first three are folders of the upstream repository."""

    CERTIFIED = "certified"
    INDEPENDENT = "independent"
    CUSTOM = "custom"
    PLATFORM = "platform"


ROOTS = {
    "certified-connectors": Kind.CERTIFIED,
    "independent-publisher-connectors": Kind.INDEPENDENT,
    "custom-connectors": Kind.CUSTOM,
}
"""The upstream folders that hold connectors (README of microsoft/PowerPlatformConnectors)."""

_FOLDERS = {kind: root for root, kind in ROOTS.items()}


class Entry(NamedTuple):
    """A connector that exists. What is not known is "".

    ``folder`` is its folder upstream, or "" when it is known from the platform's list alone; ``host`` and ``base`` are
    as its definition has them; ``owner`` is the stack owner; ``blob`` the id of the definition that this was read from.
    """

    kind: Kind
    folder: str
    title: str = ""
    host: str = ""
    base: str = ""
    publisher: str = ""
    owner: str = ""
    blob: str = ""

    @property
    def name(self) -> str:
        """What to call it: the title, else the folder."""
        return self.title or self.folder

    @property
    def url(self) -> str:
        """The page to look at."""
        root = _FOLDERS.get(self.kind, "")
        return f"{UPSTREAM_TREE}/{root}/{quote(self.folder)}" if root and self.folder else REFERENCE


class Catalogue(NamedTuple):
    """All that exists. ``date`` is the day (ISO) on which upstream looked so, ``platform_date`` that of the list."""

    date: str
    platform_date: str
    entries: tuple[Entry, ...]
    aliases: tuple[tuple[str, str], ...] = ()
    """Pairs: a name people use, and the name under which that service is listed."""

    @property
    def upstream(self) -> tuple[Entry, ...]:
        """The entries that have a folder in the repository."""
        return tuple(entry for entry in self.entries if entry.folder)

    @property
    def listed(self) -> tuple[Entry, ...]:
        """The entries of the platform's list."""
        return tuple(entry for entry in self.entries if not entry.folder)
