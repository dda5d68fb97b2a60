"""What is written in a JSON file, each thing once: the fastest look at everything.

Names and texts repeat: the distinct pieces of a definition have a sixth of its length. Whoever looks for
something in the whole text looks here first.
"""

from __future__ import annotations

import re
from collections.abc import KeysView
from functools import lru_cache

from ippub.document.json import JsonDocument

_CODED = re.compile(r"\\u00(?:2[4dD]|3[0-9]|[4-7])")
"""A letter, digit, ``$`` or ``-`` that is written as a code."""


@lru_cache(maxsize=4)
def pieces(document: JsonDocument) -> dict[str, None]:
    """What stands between the quotes of ``document``, and between its strings; escapes are as they are written.

    Splitting costs 5 ms per megabyte. A string with an escaped quote is in several pieces. The last documents are
    kept.
    """
    return dict.fromkeys(document.text.split('"'))


@lru_cache(maxsize=4)
def distinct(document: JsonDocument) -> str:
    """The pieces with quotes between them: what has no quote in it stands here if it stands in the text at all."""
    return '"'.join(pieces(document))


def words_of(document: JsonDocument) -> KeysView[str] | None:
    """Every key and every short text of ``document``, and more; None when it is not sure that there is no other one.

    Only for words of letters, digits, ``$`` and ``-``: others may be written as codes.
    """
    text = document.text
    if document.faults or ("\\u00" in text and _CODED.search(text)):
        return None
    return pieces(document).keys()
