"""Small words shared by the messages of rules, and the texts of a definition that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.place import Place


def quoted(value: object, limit: int = 60) -> str:
    """``value`` in double quotes on one line, cut to ``limit`` characters."""
    text = " ".join(str(value)[: limit * 20].split())
    return f'"{text[: limit - 1].rstrip()}…"' if len(text) > limit else f'"{text}"'


def listed(values: Iterable[object], most: int = 3) -> str:
    """The first ``most`` values, quoted, and how many more there are: ``"a", "b" and 5 more``."""
    known = list(values)
    shown = [quoted(value) for value in known[:most]]
    rest = len(known) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


MAX_WORDING = 20_000
"""How many characters of one text are read as language; the longest real one has fewer than 10,000."""


class Wording(NamedTuple):
    """A text that the designer shows. ``kind`` is for instance "operation summary"; it stands at ``node / key``.

    Of an endless text only the first ``MAX_WORDING`` characters are there.
    """

    kind: str
    text: str
    node: Node
    key: str

    @property
    def place(self) -> Place:
        """Where the text stands."""
        return self.node / self.key


def headlines(swagger: Swagger) -> Iterator[Wording]:
    """Title, description, and the summaries and descriptions of operations and parameters; empty ones left out."""
    info = swagger.info
    if info is not None:
        yield from _texts(info, ("title", "connector title"), ("description", "connector description"))
    for operation in swagger.operations:
        yield from _texts(operation, ("summary", "operation summary"), ("description", "operation description"))
    for parameter in swagger.parameters:
        yield from _texts(parameter, ("x-ms-summary", "parameter summary"), ("description", "parameter description"))


def wordings(swagger: Swagger) -> Iterator[Wording]:
    """All texts: the headlines, then those of responses and of schema properties."""
    yield from headlines(swagger)
    for response in swagger.responses:
        yield from _texts(response, ("description", "response description"))
    for schema in swagger.schemas:
        yield from _texts(
            schema,
            ("x-ms-summary", "property summary"),
            ("title", "property title"),
            ("description", "property description"),
        )


def _texts(node: Node, *kinds: tuple[str, str]) -> Iterator[Wording]:
    for key, kind in kinds:
        text = node.value.get(key)
        if isinstance(text, str) and text.strip():
            yield Wording(kind, text[:MAX_WORDING], node, key)
