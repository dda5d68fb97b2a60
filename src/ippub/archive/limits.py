"""How much of an archive is read. Real packages have some forty entries and a few hundred kilobytes."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
"""A larger archive is not opened; GitHub takes no file above 100 MB, and its API no request above 40 MB."""
MAX_TEXT = 4 * 1024 * 1024
"""How many bytes of a file in an archive are read, but for archives: what is larger is no text that anybody wrote."""
MAX_ENTRIES = 5_000
"""An archive with more entries is not opened."""
MAX_UNPACKED = 128 * 1024 * 1024
"""How many bytes an archive and all archives in it may unpack to, together."""
MAX_RATIO = 200
"""How many times its packed size an entry above ``SMALL`` may have; text of solutions reaches 30."""
SMALL = 1024 * 1024
"""Entries up to this size may be packed as well as they like: a thousand of them still meet ``MAX_UNPACKED``."""
MAX_DEPTH = 3
"""The package, the Package Deployer archive in it, the solutions in that."""
MAX_FAULTS = 20
"""How many faults of one kind are told of one archive."""
MAX_NAME = 260
"""How many characters a path may have: what Windows takes without being asked."""


class Budget:
    """What is left of ``MAX_UNPACKED``; one for an archive and all archives in it."""

    __slots__ = ("left",)

    def __init__(self, left: int = MAX_UNPACKED) -> None:
        self.left = left

    def take(self, size: int) -> bool:
        """Whether ``size`` bytes more may be unpacked; when they may, they are gone from what is left."""
        if size > self.left:
            return False
        self.left -= size
        return True
