"""How a wanted connector and an existing one are alike, with the reason in words.

Likeness has two grades. *Sure*: it is the same service under another spelling. *Near*: a person has to decide, because
both happen: a part of a service with a connector of its own was accepted (``Jira Search`` beside ``JIRA``) and refused
(more operations of ``Azure OpenAI``); see docs/search.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ippub.catalogue.entry import Catalogue, Entry
from ippub.catalogue.hosts import bare, domain_of, is_gateway, known_host, shared
from ippub.catalogue.naming import Name, is_weak, mistyped, name_of

SURE, NEAR = 80, 60
"""From these scores on: it is the same; a person has to look. Below: worth knowing, decides nothing."""

_MAKERS = frozenset({"microsoft", "ms"})
_LINKS = frozenset({"for", "to", "by", "with", "from", "in", "on", "of", "via"})
"""After these words comes what a connector works with, not what it is."""

_TAILS = ("api", "connector", "integration", "cloud")
_COMMON = 3
"""A word that is not the first in this many names is an ordinary word, not the name of a service."""


class Likeness(NamedTuple):
    """An existing connector that is like the wanted one: how much (0 to 100), and in what."""

    entry: Entry
    score: int
    why: str


class Wanted(NamedTuple):
    """What somebody wants to build: its name, and the host of its API ("" when not said)."""

    name: str
    host: str = ""


class _Known(NamedTuple):
    entry: Entry
    said: str
    name: Name


class Index:
    """The catalogue, ready to be compared with. Made once for any number of questions."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._known: list[_Known] = []
        for entry in catalogue.entries:
            names = {name_of(text): text for text in (entry.folder, entry.title) if text}
            self._known.extend([_Known(entry, text, name) for name, text in names.items() if name.key])
        self._entries = catalogue.entries
        self._aliases = {name_of(one).key: listed for one, listed in catalogue.aliases}
        self._under: dict[str, list[_Known]] = {}
        self._with: dict[str, list[_Known]] = {}
        for known in self._known:
            for form in dict.fromkeys((known.name.key, known.name.full)):
                self._under.setdefault(form, []).append(known)
            for word in dict.fromkeys(known.name.core):
                self._with.setdefault(word, []).append(known)
        later = Counter([word for known in self._known for word in known.name.core[1:]])
        self._ordinary = frozenset([word for word, count in later.items() if count >= _COMMON])

    def like(self, wanted: Wanted) -> tuple[Likeness, ...]:
        """What exists and is like ``wanted``, the most alike first, each connector once."""
        best: dict[Entry, Likeness] = {}
        for found in (*self._by_name(wanted), *self._by_host(wanted)):
            before = best.get(found.entry)
            if before is None or found.score > before.score:
                best[found.entry] = found
        return tuple(sorted(best.values(), key=lambda found: (-found.score, found.entry.name.casefold(), found.entry)))

    def _by_name(self, wanted: Wanted) -> Iterator[Likeness]:
        name = name_of(wanted.name)
        if not name.key:
            return
        same = [
            (known, _same(name, known.name))
            for form in dict.fromkeys((name.key, name.full))
            for known in self._under.get(form, ())
        ]
        alias = self._aliases.get(name.key)
        if alias:
            renamed = (95, f'is the same service under its other name "{alias}"')
            same.extend([(known, renamed) for known in self._under.get(name_of(alias).full, ())])
        for known, found in same:
            if found:
                yield _unless_elsewhere(Likeness(known.entry, *found), wanted)
        if not same:
            for known in self._known:
                found = _guess(name, known)
                if found:
                    yield _unless_elsewhere(Likeness(known.entry, *found), wanted)
        for word in dict.fromkeys(name.core):
            for known in self._with.get(word, ()):
                found = self._nearly(name, known)
                if found:
                    yield _unless_elsewhere(Likeness(known.entry, *found), wanted)

    def _nearly(self, name: Name, known: _Known) -> tuple[int, str] | None:
        other = known.name
        if len(name.core) > len(other.core):
            return self._says_more(name, known)
        if len(other.core) > len(name.core):
            return self._says_less(name, known)
        if len(name.core) > 1 and name.core != other.core:
            if sorted(name.core) == sorted(other.core):
                return 84, f'the words of "{known.said}" in another order'
            if name.core[0] == other.core[0] and self._names_something(name.core[:1]):
                return 45, _sibling(name, other)
        return None

    def _says_more(self, name: Name, known: _Known) -> tuple[int, str] | None:
        other = known.name.core
        more = len(name.core) - len(other)
        if name.core[-len(other) :] == other:
            front = name.core[:more]
            if set(front) <= _vendor(known.entry) | _MAKERS:
                return 90, f'"{known.said}" with its maker in front ("{_said(front)}")'
            if len(other) > 1 and len(known.name.key) >= 8 and front[-1] not in _LINKS:
                why = f'"{known.said}" with "{_said(front)}" in front, which does not make it another service'
                return 86, why
            score = 62 if self._names_something(other) else 40
            return score, f'"{known.said}" with "{_said(front)}" in front'
        if name.core[: len(other)] == other:
            score = 72 if self._names_something(other) else 42
            rest = _said(name.core[len(other) :])
            return score, f'begins like "{known.said}" and says "{rest}" more: a part of it, or another product'
        if name.core[0] == other[0] and self._names_something(other[:1]):
            return 45, _sibling(name, known.name)
        return None

    def _says_less(self, name: Name, known: _Known) -> tuple[int, str] | None:
        other, more = known.name.core, len(known.name.core) - len(name.core)
        if other[more:] == name.core:
            front = other[:more]
            if set(front) <= _MAKERS:
                return 90, f'"{known.said}" without its maker in front'
            score = 64 if set(front) <= _vendor(known.entry) and self._names_something(name.core) else 40
            return score, f'"{known.said}" says "{_said(front)}" in front'
        if other[: len(name.core)] == name.core:
            score = 70 if self._names_something(name.core) else 42
            rest = _said(other[len(name.core) :])
            return score, f'"{known.said}" begins like it and says "{rest}" more: a part, or another product'
        if any(other[at : at + len(name.core)] == name.core for at in range(1, more)):
            return (38 if self._names_something(name.core) else 20), f'"{known.said}" has it in its name'
        if other[0] == name.core[0] and len(name.core) > 1 and self._names_something(other[:1]):
            return 45, _sibling(name, known.name)
        return None

    def _names_something(self, words: Sequence[str]) -> bool:
        return len(words) > 1 or (len(words[0]) > 2 and words[0] not in self._ordinary)

    def _by_host(self, wanted: Wanted) -> Iterator[Likeness]:
        host = known_host(wanted.host)
        if not host or is_gateway(host):
            return
        gateways = shared(self._entries)
        own, domain = bare(host), domain_of(host)
        for entry in self._entries:
            other = known_host(entry.host)
            if not other:
                continue
            if bare(other) == own and own not in gateways:
                base = f" (at {entry.base})" if entry.base.strip("/") else ""
                yield Likeness(entry, 78, f"talks to the same host, {other}{base}")
            elif bare(other) == own:
                yield Likeness(entry, 30, f"answers at {other} too, where many services do")
            elif domain_of(other) == domain and domain not in gateways:
                yield Likeness(entry, 58, f"talks to {other}, of the same owner as {host}")


def _same(name: Name, other: Name) -> tuple[int, str] | None:
    if name.words == other.words:
        return 100, "has the same name"
    if name.full == other.full:
        return 99, "has the same name but for blanks or punctuation"
    if name.key != other.key:
        return None
    difference = [word for word in (*name.aside, *other.aside) if (word in name.aside) != (word in other.aside)]
    if not difference:
        return 98, "has the same name but for punctuation or an article"
    weak = [word for word in difference if is_weak((word,))]
    words = _said(tuple(dict.fromkeys(weak or difference)))
    if weak:
        return 92, f'has the same name but for "{words}", which alone was not accepted as a difference'
    return 96, f'has the same name but for "{words}", which says nothing about the service'


def _guess(name: Name, known: _Known) -> tuple[int, str] | None:
    """What a slip of the finger or a word grown onto the name (``airtableapi``) would explain."""
    other = known.name
    if abs(len(name.full) - len(other.full)) > len("integration"):
        return None
    if mistyped(name, other):
        # Of four letters, one wrong is another word as often as not.
        return (88 if min(len(name.key), len(other.key)) > 4 else 66), f'spelt almost like "{known.said}"'
    for tail in _TAILS:
        if name.key == other.key + tail and len(other.key) > 3:
            return 90, f'"{known.said}" with "{tail}" at its end, which says nothing about the service'
    return None


def _sibling(name: Name, other: Name) -> str:
    shares = 0
    while shares < min(len(name.core), len(other.core)) and name.core[shares] == other.core[shares]:
        shares += 1
    mine, its = _said(name.core[shares:]), _said(other.core[shares:])
    return f'both begin with "{_said(name.core[:shares])}"; it is "{its}", not "{mine}": another product'


def _unless_elsewhere(found: Likeness, wanted: Wanted) -> Likeness:
    """The same name, but an API of somebody else's: perhaps two services; the name is taken all the same."""
    mine, its = known_host(wanted.host), known_host(found.entry.host)
    if found.score < SURE or not mine or not its or domain_of(mine) == domain_of(its):
        return found
    if is_gateway(domain_of(mine)) or is_gateway(domain_of(its)):
        return found
    return found._replace(score=76, why=f"{found.why}; but it talks to {its}, not to {mine}")


def _vendor(entry: Entry) -> set[str]:
    """The words by which the maker of a service is called, from its stack owner, publisher and domain."""
    words = {word for text in (entry.owner, entry.publisher) for word in name_of(text).words}
    host = known_host(entry.host)
    return words | ({domain_of(host).partition(".")[0]} if host else set())


def _said(words: Sequence[str]) -> str:
    return " ".join(words)
