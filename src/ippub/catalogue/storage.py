"""The catalogue as text: what is shipped beside this module, and what is kept on the user's machine between runs.

A line is a connector, its fields are separated by tabs; the first line says which day it shows and how many lines
follow, so that half a file is known for what it is.
"""

from __future__ import annotations

import os

from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.listing import Listing
from ippub.catalogue.naming import name_of
from ippub.errors import EnvironmentFault

_DATA = os.path.join(os.path.dirname(__file__), "data")
_FIRST = "ippub-catalogue"
_VERSION = "1"
_KINDS = {kind.value[:2]: kind for kind in Kind}
_UNSAFE = str.maketrans(
    {"\t": " ", "\n": " ", "\r": " ", "\x0b": " ", "\x0c": " ", "\x85": " ", "\u2028": " ", "\u2029": " "}
)


def shipped() -> Catalogue:
    """The catalogue that came with this release."""
    return assembled(*shipped_upstream())


def shipped_upstream() -> tuple[str, tuple[Entry, ...]]:
    """The date and the entries of upstream that came with this release."""
    return parse(_read("upstream.tsv"))


def shipped_list() -> Listing:
    """The platform's list that came with this release."""
    return Listing(*parse_list(_read("platform.txt")))


def assembled(date: str, upstream: tuple[Entry, ...], listing: Listing | None = None) -> Catalogue:
    """The catalogue of ``upstream`` as it was on ``date``, with the platform's ``listing`` (None: the shipped one).

    What the list names and upstream has too appears once, as upstream says more about it.
    """
    listing = listing or shipped_list()
    known = {(entry.kind, name_of(text).full) for entry in upstream for text in (entry.title, entry.folder) if text}
    twice = {name_of(entry.title).full for entry in listing.entries if entry.kind is Kind.INDEPENDENT}
    more = []
    for entry in listing.entries:
        full = name_of(entry.title).full
        kinds = [entry.kind] if entry.kind is Kind.INDEPENDENT else [Kind.CERTIFIED]
        if entry.kind is Kind.PLATFORM and full not in twice:
            kinds.append(Kind.INDEPENDENT)  # the list does not mark every independent one
        if not any((kind, full) in known for kind in kinds):
            more.append(entry)
    return Catalogue(date, listing.date, (*upstream, *more), parse_aliases(_read("aliases.txt")))


def _read(name: str) -> str:
    with open(os.path.join(_DATA, name), encoding="utf-8") as file:  # a checkout may have other line ends
        return file.read()


def parse(text: str) -> tuple[str, tuple[Entry, ...]]:
    """The date and the entries of a text made by :func:`render`.

    Raises:
        EnvironmentFault: the text is cut off, damaged or of another version.
    """
    head, _, body = text.partition("\n")
    fields = head.split("\t")
    lines = body.split("\n")
    if fields[:2] != [_FIRST, _VERSION] or len(fields) != 4 or fields[3] != str(len(lines) - 1) or lines[-1]:
        raise EnvironmentFault("the stored catalogue is damaged")
    kinds = _KINDS
    try:
        return fields[2], tuple([Entry(kinds[line[:2]], *line[3:].split("\t")) for line in lines[:-1]])
    except (KeyError, TypeError):
        raise EnvironmentFault("the stored catalogue is damaged") from None


def render(date: str, entries: tuple[Entry, ...]) -> str:
    """``entries`` of upstream as the text that :func:`parse` reads."""
    lines = [
        "\t".join([entry.kind.value[:2], *(_clean(field) for field in entry[1:])]).rstrip("\t") for entry in entries
    ]
    return "\n".join([f"{_FIRST}\t{_VERSION}\t{date}\t{len(lines)}", *lines, ""])


def _clean(field: str) -> str:
    return field.translate(_UNSAFE).encode("utf-8", "replace").decode("utf-8")


def parse_list(text: str) -> tuple[str, tuple[Entry, ...]]:
    """The date and the entries of the platform's list: a name a line, under ``[platform]`` or ``[independent]``."""
    date, kind, entries = "", Kind.PLATFORM, []
    for line in text.splitlines():
        if line.startswith("#"):
            date = line.removeprefix("# date ").strip() if line.startswith("# date ") else date
        elif line.startswith("["):
            kind = Kind(line.strip("[]"))
        elif line:
            entries.append(Entry(kind, "", line))
    return date, tuple(entries)


def parse_aliases(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of the alias list."""
    pairs = [line.partition(" = ") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple([(one, listed) for one, _, listed in pairs])
