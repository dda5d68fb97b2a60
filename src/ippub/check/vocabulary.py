"""The words of a connector's files, less those that one process met before and found nothing in.

Most words of a connector were in the ones before it. Who looks for a slip or a secret in a word looks at the others.
"""

from collections.abc import Iterable
from functools import lru_cache

from ippub.connector.folder import Connector
from ippub.document.json import JsonDocument
from ippub.document.markdown import MarkdownDocument

LONG = 16
"""A word with so many characters is never a usual one: it may be an address or a key, or, with dashes, begin one."""
_MOST_USUAL = 100_000
"""How many words are remembered: 7 MB; the accepted connectors have 60,000 different ones."""

_usual: set[str] = set()


@lru_cache(maxsize=1)
def rare_words(connector: Connector) -> dict[str, set[str]]:
    """For each document (by its name) the different words that are not known to be usual. Not to be changed."""
    return {document.name: set(words_of(document)) - _usual for document in connector.documents}


def words_of(document: JsonDocument | MarkdownDocument) -> list[str]:
    """What stands between blanks, marks included: in the texts of a JSON file, keys left out, or in a Markdown file.

    A JSON file that cannot be read has none.
    """
    return (document.text if isinstance(document, MarkdownDocument) else "\n".join(document.contents.strings)).split()


def are_usual(words: Iterable[str]) -> None:
    """Remember ``words`` as usual: nobody who asks for rare words wants to see one of them again.

    That must hold of the word itself, wherever it stands, so that no answer depends on what was read before.
    """
    if len(_usual) > _MOST_USUAL:
        _usual.clear()
    _usual.update([word for word in words if len(word) < LONG and "--" not in word])
