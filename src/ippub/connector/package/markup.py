"""XML from a package: read by a library that refuses entities and document types, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ippub.document.place import Place, Span
from ippub.document.text import Lines, decode

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 4 * 1024 * 1024
"""A larger file is not read; the customizations of a connector have some ten kilobytes."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


class XmlDocument:
    """An XML file that was read: ``name`` as reports call it, ``root`` or None, and ``fault``, a sentence or ""."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data[:MAX_BYTES]
        self._fault_at: tuple[int, int] = (1, 0)
        self.root: Element | None = None
        self.fault = ""
        if len(data) > MAX_BYTES:
            self.fault = f"the file has {len(data) / 1e6:.1f} MB and is not read"
            return
        try:
            self.root = _parsed(data)
        except DefusedXmlException:
            self.fault = (
                "the file declares a document type or entities, which no export does and no reader should follow"
            )
        except Exception as error:  # noqa: BLE001  # expat and the codecs raise many things for hostile bytes
            self.fault = f"the file is no XML: {' '.join(str(error).split())[:120]}"
            self._fault_at = getattr(error, "position", self._fault_at)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, for those who show one."""
        return self._text.split("\n")

    @cached_property
    def _text(self) -> str:
        return decode(self._data).text

    @property
    def fault_place(self) -> Place:
        """Where the fault is."""
        line, column = self._fault_at
        return Place(self.name, None, Span(line, column + 1, line, column + 2))

    def at(self, text: str) -> Place:
        """Where ``text`` stands for the first time; the file as a whole when it does not."""
        start = self._text.find(text) if text else -1
        if start < 0:
            return Place(self.name)
        return Place(self.name, None, self._lines.span(start, start + len(text)))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    @cached_property
    def elements(self) -> dict[str, list[Element]]:
        """All elements by their name as it is written, without a namespace, in the order of the file."""
        found: dict[str, list[Element]] = {}
        for element in self.root.iter() if self.root is not None else ():
            if isinstance(element.tag, str):
                found.setdefault(element.tag.rpartition("}")[2], []).append(element)
        return found

    def first(self, name: str) -> Element | None:
        """The first element called ``name``."""
        return next(iter(self.elements.get(name, ())), None)

    def is_filled(self, name: str) -> bool:
        """Whether the first element called ``name`` has anything in it: this is how Microsoft's script asks."""
        element = self.first(name)
        return element is not None and (len(element) > 0 or bool(element.attrib) or bool((element.text or "").strip()))


def text_of(element: Element | None, name: str) -> str:
    """The text of the child ``name``, stripped; "" when there is none."""
    child = element.find(name) if element is not None else None
    return (child.text or "").strip() if child is not None else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children called ``name``."""
    return iter(element.findall(name)) if element is not None else iter(())


def _parsed(data: bytes) -> Element:
    """The root. What declares UTF-16 and is none is read all the same: Package Deployer's own template does that."""
    from xml.etree.ElementTree import ParseError

    try:
        return _safe(data)
    except ParseError:
        text = data.decode("utf-8-sig")
        without = _DECLARATION.sub("", text)
        if without == text:
            raise
        return _safe(without)


def _safe(source: bytes | str) -> Element:
    root: Element = fromstring(source, forbid_dtd=True)
    return root
