"""The strings of a JSON file as they stand in its text, each once: the fastest look at everything that is written."""

from __future__ import annotations

from functools import lru_cache

from ippub.document.json import JsonDocument


@lru_cache(maxsize=2)
def pieces(document: JsonDocument) -> tuple[str, ...]:
    """What stands between the quotes of ``document``, and between its strings; escapes are as they are written.

    Splitting costs 3 ms per megabyte, and repeated texts shrink to one: a pattern over the pieces takes a tenth of
    what it takes over the text. A string with an escaped quote is in several pieces. The last documents are kept.
    """
    return tuple(dict.fromkeys(document.text.split('"')))
