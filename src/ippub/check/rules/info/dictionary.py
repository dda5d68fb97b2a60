"""codespell's dictionary of common mistakes, looked into without being loaded."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap

_NEAR = 512
"""How many bytes of the dictionary are searched directly; the order of a few neighbours is not strict."""
_SHORTEST = 4
"""A shorter mistake is as likely a name."""
_MANY = 2_000
"""From how many words on it pays to take the dictionary as a set: one connector asks for some hundred."""


class Dictionary:
    """The dictionary for one process: a few words are looked up one by one, for many it is read as a whole.

    Reading takes 12 ms, a word one by one 4 microseconds, and then next to nothing.
    """

    def __init__(self) -> None:
        self._asked = 0
        self._wrong: frozenset[bytes] = frozenset()

    def mistakes(self, words: Collection[bytes]) -> set[str]:
        """Those of ``words``, which are in small letters, that are known mistakes."""
        if not self._wrong:
            asked = [word for word in words if len(word) >= _SHORTEST]
            self._asked += len(asked)
            if self._asked < _MANY:
                return _known(asked)
            self._wrong = frozenset(re.findall(rb"\n([a-z]{4,})->", b"\n" + _dictionary()[:]))
        return _known(self._wrong.intersection(words))


def _known(words: Iterable[bytes]) -> set[str]:
    """Those of ``words`` that are in the dictionary, which knows ASCII letters only."""
    texts = [word.decode() for word in words if word.isascii()]
    return {text for text in texts if corrections(text)}


@lru_cache(maxsize=5_000)
def corrections(word: str) -> tuple[str, ...]:
    """The right spellings of ``word``, the likeliest first, in lower case; () when it is no known mistake.

    The file is sorted, so its bytes are halved again and again: 4 microseconds for a word, and nothing to build.
    """
    text = _dictionary()
    line = f"\n{word.lower()}->".encode()
    key = line[1:].upper()
    low, high = 0, len(text)
    while high - low > _NEAR:
        start = text.find(b"\n", (low + high) // 2) + 1
        if start == 0 or text[start : start + len(key)].upper() >= key:
            high = start or high - 1
        else:
            low = start - 1
    begin = text.find(line, low, high + _NEAR)
    if begin < 0:
        return ()
    end = text.find(b"\n", begin + 1)
    right = text[begin + len(line) : end if end >= 0 else len(text)].decode()
    parts = [part.strip() for part in right.split(",")]
    return tuple(part for part in (parts[:-1] or parts) if part)  # after the last comma stands a remark, or nothing


@cache
def _dictionary() -> bytes | mmap:
    """The file, its lines ``wrong->right, ...``; empty without it. Importing the package itself costs 13 ms.

    It is mapped, not read: 1.5 MB cost 3 ms, and a search touches a few pages.
    """
    spec = find_spec("codespell_lib")
    folder = next(iter(spec.submodule_search_locations or ()), "") if spec is not None else ""
    try:
        with open(os.path.join(folder, "data", "dictionary.txt"), "rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
    except (OSError, ValueError):  # not there, or empty
        return b""
