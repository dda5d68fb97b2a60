"""The words of a connector's files: taken apart once, in a few passes over bytes, for all who look for words."""

from functools import lru_cache

from ippub.connector.folder import Connector
from ippub.document.json import JsonDocument
from ippub.document.markdown import MarkdownDocument

_LETTERS = bytes([ord(chr(code).lower()) if chr(code).isalpha() else 32 for code in range(256)])
"""A table for ``bytes.translate``: letters become small, all else blank."""


@lru_cache(maxsize=1)
def words_by_file(connector: Connector) -> dict[str, set[bytes]]:
    """The different words of each document, by its name: letters without a break, small, in Latin-1. Not to be changed.

    Of a JSON file those in its texts, keys left out; none when it cannot be read. For letters that Latin-1 lacks a word
    has a break. So what stands in a file as a word of its own is there, and more: "date-time" is two words here.
    """
    return {document.name: _words_of(document) for document in connector.documents}


def _words_of(document: JsonDocument | MarkdownDocument) -> set[bytes]:
    text = document.text if isinstance(document, MarkdownDocument) else "\n".join(document.contents.strings)
    return set(text.encode("latin-1", "replace").translate(_LETTERS).split())
