"""When two names mean one custom connector: what the solution calls it, and what flows and references call it.

The solution has ``new_contoso-20widgets``; the platform makes ``shared_new-5fcontoso-20widgets-5f0123456789abcdef`` of
it, with a number of its own for each environment. ``-20`` and the like are characters by their code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_CODE = re.compile(r"-([0-9a-fA-F]{2})")
_PREFIX = re.compile(r"\A[a-z][a-z0-9]{1,7}_")
_SIGN = re.compile(r"[\W_]+")
_SHARED = "shared_"
_LONGEST = 300
"""Characters of a name that are compared; the platform's own end at 128."""


class ConnectorName(NamedTuple):
    """The name of a connector in a solution."""

    name: str

    def is_called(self, api: str) -> bool:
        """Whether ``api`` (``shared_...``, or a path that ends so) is what the platform calls this connector.

        The publisher's prefix may be missing in it, and it may end in the environment's number.
        """
        called = _plain(api.rpartition("/")[2].removeprefix(_SHARED))
        name = self.name[:_LONGEST]
        own = {_plain(name), _plain(_PREFIX.sub("", _decoded(name)))}
        return any(len(name) > 2 and _is_numbered(called, name) for name in own)


def _is_numbered(called: str, name: str) -> bool:
    rest = called.removeprefix(name)
    return called.startswith(name) and re.fullmatch(r"[0-9a-f]*", rest) is not None


def _decoded(name: str) -> str:
    return _CODE.sub(lambda found: chr(int(found[1], 16)), name)


@lru_cache(maxsize=1_000)
def _plain(name: str) -> str:
    """Letters and digits only, in lower case. Kept: a flow of a thousand steps names a few connectors."""
    return _SIGN.sub("", _decoded(name[:_LONGEST]).casefold())
