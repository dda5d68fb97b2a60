"""The different words of a text, told in a few passes over its bytes."""

_LETTERS = bytes([ord(chr(code).lower()) if chr(code).isalpha() else 32 for code in range(256)])
"""A table for ``bytes.translate``: letters become small, all else blank."""


def words_in(text: str) -> set[bytes]:
    """The different words of ``text``: letters without a break, small, in Latin-1.

    Letters that Latin-1 lacks are a break. So what stands in ``text`` as a word of its own is there, and more:
    "date-time" is two words here.
    """
    return set(text.encode("latin-1", "replace").translate(_LETTERS).split())
