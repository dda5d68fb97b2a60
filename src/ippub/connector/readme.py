"""The readme (or ``intro.md``) of a connector: Markdown with the template's sections found by their names."""

from __future__ import annotations

from typing import NamedTuple

from ippub.document.markdown import MarkdownDocument, Section
from ippub.document.place import Place, Span


def heading_key(text: str) -> str:
    """A heading reduced for comparison: lower case, letters and digits only, single blanks."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


class Readme(NamedTuple):
    """A Markdown file of the connector."""

    document: MarkdownDocument

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

    def section(self, *names: str) -> Section | None:
        """The first section whose heading begins with one of ``names`` (compared by ``heading_key``)."""
        wanted = tuple(heading_key(name) for name in names)
        for section in self.document.sections:
            if heading_key(section.heading.text).startswith(wanted):
                return section
        return None
