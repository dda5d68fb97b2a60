"""XML from a package: read by a library that refuses entities and document types, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 4 * 1024 * 1024
"""A larger file is not read; the customizations of a connector have some ten kilobytes."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


class XmlDocument:
    """An XML file that was read: ``name`` as reports call it, ``root`` or None, and ``fault``, a sentence or ""."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
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
