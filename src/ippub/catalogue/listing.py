"""The platform's own list of connectors: what is shipped, and what Microsoft's page of today adds to it.

The page is made for people: tables whose cells link to the page of each connector. Those links are the list, however
the tables are laid out: public programs that read it know one with several connectors in a row, names beside pictures,
and one with a connector in a row and its regions behind it. A page without most of the shipped names is not believed.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from ippub.catalogue.entry import Entry, Kind
from ippub.catalogue.naming import LONGEST, name_of
from ippub.errors import EnvironmentFault

PAGE = "https://learn.microsoft.com/en-us/connectors/connector-reference/"
"""Microsoft's page that lists every connector."""

MOST_NAMES = 20_000
"""Names that are taken from a page; there are about 1,600 connectors."""

_VERSION = 1
_LISTED = (Kind.PLATFORM, Kind.INDEPENDENT)
_MARKS = re.compile(r"\s*(?:\((?:preview|deprecated)\)|\[(?:preview|deprecated)\])", re.IGNORECASE)
_INDEPENDENT = re.compile(r"\s*[(\[]\s*independent\s+publishers?\s*[)\]]", re.IGNORECASE)
_CONNECTOR = re.compile(r"/connectors/(?!connector-reference|custom-connectors|connectors?/)([^/]+)/?")


class Listing(NamedTuple):
    """The list: its names, the day (ISO) on which they were so, and how they were had.

    ``state`` is shipped, cached or fresh, as in :class:`ippub.catalogue.verdict.Source`; ``trouble`` says why nothing
    newer could be had, "" when that was not tried or not needed.
    """

    date: str
    entries: tuple[Entry, ...]
    state: str = "shipped"
    trouble: str = ""


class Kept(NamedTuple):
    """What is remembered of the page between two runs. ``etag`` and ``modified`` tell whether it changed.

    ``address`` is where it was had; ``asked`` when it was last asked for (seconds since 1970), ``failed`` why that came
    to nothing.
    """

    address: str
    asked: float
    date: str = ""
    etag: str = ""
    modified: str = ""
    failed: str = ""
    entries: tuple[Entry, ...] = ()


def read_page(text: str, address: str = PAGE) -> tuple[Entry, ...]:
    """The connectors that the page ``text`` of ``address`` links to from its tables, each once, in the page's order.

    Marks (Preview, Deprecated) are left out; "(Independent Publisher)" becomes the kind. Never fails: a page without
    such links gives nothing.
    """
    # Navigation, scripts and footers are half of the page and hold no connector.
    start, end = text.find("<table"), text.rfind("</table>")
    reader = _Tables(address)
    reader.feed(text[start:end] if 0 <= start < end else "")
    found: dict[str, Entry] = {}
    for name in reader.names[:MOST_NAMES]:
        plain = _MARKS.sub("", name)
        title = " ".join(_INDEPENDENT.sub("", plain).split())[:LONGEST]
        full = name_of(title).full
        if full and full not in found:
            found[full] = Entry(Kind.INDEPENDENT if _INDEPENDENT.search(plain) else Kind.PLATFORM, "", title)
    return tuple(found.values())


class _Tables(HTMLParser):
    """Collects the texts of links to connectors inside table cells; a link without text has the picture's."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self._address = address
        self._cell = False
        self._picture = ""
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self._cell, self._picture = True, ""
        elif not self._cell:
            return
        elif tag == "img":
            kept = dict(attrs)
            self._picture = self._picture or kept.get("title") or kept.get("alt") or ""
        elif tag == "a":
            self._end_link()
            self._text = [] if self._is_connector(dict(attrs).get("href") or "") else None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in ("td", "th", "tr", "table"):
            self._end_link()
            self._cell = False

    def _end_link(self) -> None:
        if self._text is not None:
            name = "".join(self._text).strip() or self._picture
            self.names.extend([name] if name else [])
        self._text = None

    def _is_connector(self, href: str) -> bool:
        try:
            path = urlsplit(urljoin(self._address, href)).path
        except ValueError:
            return False
        return _CONNECTOR.fullmatch(path[path.find("/connectors/") :]) is not None


def missing_share(shipped: tuple[Entry, ...], entries: tuple[Entry, ...]) -> float:
    """The share of ``shipped`` that ``entries`` do not have, from 0 to 1: above one half, it is another page."""
    names = {name_of(entry.title).full for entry in entries}
    gone = sum(name_of(entry.title).full not in names for entry in shipped)
    return gone / max(1, len(shipped))


def joined(shipped: Listing, kept: Kept | None) -> Listing:
    """The shipped list, with the page's where that is newer.

    What only the shipped list has stays: a former name or a connector that was withdrawn still tells something, and a
    page that was cut short must not make a name free.
    """
    if kept is None or not kept.entries or kept.date < shipped.date:
        return shipped
    names = {name_of(entry.title).full for entry in kept.entries}
    more = [entry for entry in shipped.entries if name_of(entry.title).full not in names]
    return Listing(kept.date, (*kept.entries, *more), "cached")


def render_kept(kept: Kept) -> str:
    """``kept`` as the text that :func:`parse_kept` reads."""
    lists = {kind.value: [entry.title for entry in kept.entries if entry.kind is kind] for kind in _LISTED}
    return json.dumps({"version": _VERSION, **kept._asdict(), "entries": lists}, indent=0) + "\n"


def parse_kept(text: str) -> Kept:
    """What :func:`render_kept` wrote. Raises ``EnvironmentFault`` for what is damaged or of another version."""
    try:
        found = json.loads(text)
        if found.pop("version") != _VERSION:
            raise EnvironmentFault("the kept list is of another version")
        lists = found.pop("entries")
        entries = tuple(Entry(kind, "", title[:LONGEST]) for kind in _LISTED for title in lists[kind.value])
        asked = float(found.pop("asked"))
        texts = {key: value for key, value in found.items() if isinstance(value, str)}
        return Kept(asked=asked, entries=entries, **texts)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise EnvironmentFault("the kept list is damaged") from None
