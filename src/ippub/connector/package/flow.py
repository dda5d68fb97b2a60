"""A cloud flow in a solution: which connections it has, and which operations of which connector its steps call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from ippub.document.json import Json, JsonDocument
from ippub.document.place import Place, Token

_PARAMETER = re.compile(r"\['\$connections'\]|\$connections'\)\['(?P<key>[^']{1,200})'\]")
_MOST_STEPS = 2_000


class Connection(NamedTuple):
    """A connection reference of a flow: its key, the connector (``shared_...``), its logical name."""

    key: str
    api: str
    logical_name: str


class Step(NamedTuple):
    """A trigger or action that calls a connector.

    ``connection`` is the key of a ``Connection``, ``api`` the connector's id on the platform where the step says it;
    either can be "". ``place`` is where the operation is named.
    """

    operation: str
    connection: str
    api: str
    place: Place


class Flow:
    """A flow, read from ``document``."""

    def __init__(self, document: JsonDocument) -> None:
        self.document = document

    @property
    def file(self) -> str:
        """The file as reports call it."""
        return self.document.name

    @property
    def place(self) -> Place:
        """The flow as a whole."""
        return Place(self.file, ())

    @property
    def _properties(self) -> dict[str, Json]:
        value = self.document.value
        return _object(value.get("properties")) if isinstance(value, dict) else {}

    @cached_property
    def connections(self) -> tuple[Connection, ...]:
        """The connection references of the flow."""
        found = []
        for key, value in _object(self._properties.get("connectionReferences")).items():
            member = _object(value)
            api = _text(_object(member.get("api")).get("name")) or _text(member.get("id")).rpartition("/")[2]
            logical = _text(_object(member.get("connection")).get("connectionReferenceLogicalName"))
            found.append(Connection(key, api, logical))
        return tuple(found)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every trigger and action that names an operation of a connector, however deep it stands."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        start: tuple[Token, ...] = ("properties", "definition")
        waiting: list[tuple[dict[str, Json], tuple[Token, ...]]] = [
            (_object(self._properties.get("definition")), start)
        ]
        count = 0
        while waiting:
            value, way = waiting.pop()
            step = self._step(value, way)
            if step is not None:
                count += 1
                yield step
                if count >= _MOST_STEPS:
                    return
            inner = [(member, (*way, key)) for key, member in value.items() if isinstance(member, dict)]
            waiting.extend(reversed(inner))

    def _step(self, value: dict[str, Json], way: tuple[Token, ...]) -> Step | None:
        host = _object(_object(value.get("inputs")).get("host"))
        operation = _text(host.get("operationId"))
        if not host or not operation:
            return None
        connection = _object(host.get("connection"))
        key = (
            _text(host.get("connectionName"))
            or _text(host.get("connectionReferenceName"))
            or _text(connection.get("referenceName"))
        )
        if not key and (match := _PARAMETER.search(_text(connection.get("name")))) is not None:
            key = match["key"] or ""
        api = _text(host.get("apiId")).rpartition("/")[2]
        return Step(operation, key, api, Place(self.file, (*way, "inputs", "host", "operationId")))


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
