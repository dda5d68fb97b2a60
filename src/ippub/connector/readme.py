"""The readme (or ``intro.md``) of a connector: Markdown with the template's sections found by their names."""

from collections.abc import Iterable
from functools import cached_property, lru_cache

from ippub.document.markdown import MAX_SECTIONS, MarkdownDocument, Section
from ippub.document.place import Place, Span

_LONGEST_KEPT = 200
"""How many characters a text may have to be remembered: names of operations are asked for by several rules."""


def heading_key(text: str) -> str:
    """A heading reduced for comparison: lower case, letters and digits only, single blanks."""
    return _kept_key(text) if len(text) <= _LONGEST_KEPT else _key(text)


def _key(text: str) -> str:
    folded = text.casefold()
    if folded.isascii():
        return " ".join(folded.translate(_LETTERS).split())
    # Python translates ASCII much faster, and most lines are.
    return " ".join(" ".join([line.translate(_LETTERS) for line in folded.split("\n")]).split())


def heading_keys(texts: list[str]) -> list[str]:
    """The key of each text, as ``heading_key`` gives it; of many at once it takes a third of the time."""
    folded = "\n".join(texts).casefold()
    if folded.isascii():
        keys = [" ".join(line.split()) for line in folded.translate(_LETTERS_IN_LINES).split("\n")]
        if len(keys) == len(texts):
            return keys
    return list(map(heading_key, texts))


_kept_key = lru_cache(maxsize=4_000)(_key)


class _Letters(dict[int, int]):
    """A table for ``str.translate`` that learns: letters and digits stay, all else becomes a blank."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalnum() else 32
        return self[code]


_LETTERS = _Letters()
_LETTERS_IN_LINES = _Letters({10: 10})


@lru_cache(maxsize=50)
def _beginnings(names: tuple[str, ...]) -> list[str]:
    return [f"\n{heading_key(name)}" for name in names]


class Readme:
    """A Markdown file of the connector."""

    def __init__(self, document: MarkdownDocument) -> None:
        self.document = document

    @property
    def file(self) -> str:
        """The file's name."""
        return self.document.name

    def line(self, number: int) -> Place:
        """The place of one whole line (1-based)."""
        text = self.document.line_text(number)
        start = len(text) - len(text.lstrip()) + 1
        return Place(self.file, None, Span(number, start, number, max(len(text.rstrip()) + 1, start)))

    @property
    def whole(self) -> Place:
        """The file as a whole."""
        return Place(self.file)

    @property
    def opening(self) -> tuple[str, int] | None:
        """The first paragraph before the first section, as plain text with its line; None when there is none."""
        below = next((one.line for one in self.document.headings if one.level > 1), len(self.document.lines) + 1)
        return next(((text, line) for text, line in self.document.paragraphs if text and line < below), None)

    def section(self, *names: str) -> Section | None:
        """The first section whose heading begins with one of ``names`` (compared by ``heading_key``)."""
        keys = self._keys
        found = [at for at in map(keys.find, _beginnings(names)) if at >= 0]
        return self.document.section(keys.count("\n", 0, min(found))) if found else None

    @cached_property
    def keys(self) -> list[str]:
        """The key of the heading of each section, in their order."""
        return heading_keys([heading.text for heading in self.document.headings[:MAX_SECTIONS]])

    def as_written(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that a heading has whose text stands in its line as it is, with no markup in between."""
        wanted, lines, headings = set(keys), self.document.lines, self.document.headings
        found = [(key, headings[number]) for number, key in enumerate(self.keys) if key in wanted]
        return {key for key, (_, text, line) in found if text in lines[line - 1]}

    def keys_below(self, section: Section) -> list[str]:
        """The keys of the headings inside of ``section``."""
        first = section.number + 1
        return self.keys[first : first + len(section.subheadings)]

    @cached_property
    def _keys(self) -> str:
        """All keys, each behind a line break."""
        return "\n" + "\n".join(self.keys)

    @cached_property
    def key(self) -> str:
        """The whole text reduced as ``heading_key`` does, with a blank before and behind."""
        return f" {heading_key(self.document.text)} "
