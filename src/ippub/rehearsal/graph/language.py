"""GraphQL's query language (spec.graphql.org, section 2): from text to selections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"[\s,\ufeff]+|#[^\n]*|(?P<mark>\.\.\.|[!$&():=@\[\]{|}])|(?P<name>[_A-Za-z]\w*)"
    r'|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<text>"(?:[^"\\\n]|\\.)*")'
)


class BadQuery(Exception):
    """The text is no query that this parser knows."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A ``$name`` in an argument."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its arguments; ``key`` is the name in the answer."""

    name: str
    key: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    selections: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """The fields of a fragment by its name, or (``name`` "") its own, for one type or ("") all."""

    name: str
    on: str = ""
    selections: tuple[Selection, ...] = ()


Selection = Field | Spread


@dataclass(frozen=True, slots=True)
class Document:
    """The first operation (``kind`` query or mutation), the defaults of its variables, and the fragments by name."""

    kind: str
    selections: tuple[Selection, ...]
    defaults: Mapping[str, object]
    fragments: Mapping[str, Spread]


def parse(text: str) -> Document:
    """The document in ``text``. Raises ``BadQuery``."""
    reader = _Reader(list(_words(text)))
    found: tuple[str, tuple[Selection, ...], dict[str, object]] | None = None
    fragments = {}
    while reader.word:
        if reader.take("fragment"):
            name = reader.next()
            reader.need("on")
            fragments[name] = Spread(name, reader.next(), reader.selections())
            continue
        kind = reader.next() if reader.word in ("query", "mutation") else "query"
        if reader.word not in ("{", "("):
            reader.next()
        defaults = reader.variables()
        operation = (kind, reader.selections(), defaults)
        found = found or operation
    if found is None:
        raise BadQuery("A query attribute must be specified and must be a string.")
    return Document(*found, fragments)


def _words(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise BadQuery(f"Parse error on {text[at : at + 20]!r}")
        if match.lastgroup:
            yield match[0]
        at = match.end()


class _Reader:
    """Goes through the words; "" is after the last."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._at = 0

    @property
    def word(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def next(self) -> str:
        word = self.word
        if not word:
            raise BadQuery("Unexpected end of document")
        self._at += 1
        return word

    def take(self, word: str) -> bool:
        if self.word != word:
            return False
        self._at += 1
        return True

    def need(self, word: str) -> None:
        if not self.take(word):
            raise BadQuery(f"Expected {word!r}, found {self.word!r}")

    def variables(self) -> dict[str, object]:
        defaults: dict[str, object] = {}
        if not self.take("("):
            return defaults
        while not self.take(")"):
            self.need("$")
            name = self.next()
            self.need(":")
            while self.word not in ("=", "$", ")"):
                self.next()
            if self.take("="):
                defaults[name] = self.value()
        return defaults

    def selections(self) -> tuple[Selection, ...]:
        self.need("{")
        found: list[Selection] = []
        while not self.take("}"):
            found.append(self.spread() if self.take("...") else self.field())
        return tuple(found)

    def spread(self) -> Spread:
        if self.take("on"):
            return Spread("", self.next(), self.selections())
        return Spread("", "", self.selections()) if self.word == "{" else Spread(self.next())

    def field(self) -> Field:
        key = name = self.next()
        if self.take(":"):
            name = self.next()
        arguments: dict[str, object] = {}
        if self.take("("):
            while not self.take(")"):
                argument = self.next()
                self.need(":")
                arguments[argument] = self.value()
        return Field(name, key, arguments, self.selections() if self.word == "{" else ())

    def value(self) -> object:
        word = self.next()
        if word == "$":
            return Variable(self.next())
        if word == "[":
            items = []
            while not self.take("]"):
                items.append(self.value())
            return items
        if word == "{":
            members = {}
            while not self.take("}"):
                name = self.next()
                self.need(":")
                members[name] = self.value()
            return members
        if word[0] in '"-0123456789' or word in ("true", "false", "null"):
            value: object = json.loads(word)
            return value
        return word
