"""Regular expressions that are compiled when they are first used.

The rules have a hundred of them. Compiling all takes 13 ms, which is a sixth of the time that a small connector
takes, and for that connector most are never asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import re


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile(source, flags)`` gives, as far as methods go; a fault in ``source`` shows on first use."""
    return cast("re.Pattern[str]", _Lazy(source, flags))


class _Lazy:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Asked for what is not there yet: compile, and keep the method, so that this is not called for it again."""
        import re

        found = getattr(re.compile(self._source, self._flags), name)  # ``re`` remembers what it has compiled
        setattr(self, name, found)
        return found
