"""Which operations are webhooks: where in their input the address stands that the service calls back."""

from functools import lru_cache
from typing import NamedTuple

from ippub.connector.node import Node
from ippub.connector.schemas import definition_name
from ippub.connector.swagger import Operation, Schema, Swagger

MARK = "x-ms-notification-url"
"""The extension that says: the platform puts its callback address here."""
CONTENT = "x-ms-notification-content"
"""The extension of a path item that says what the service sends to that address."""

_MAX_ROUTES = 8
"""How many callback properties of one schema are told apart; one is what a webhook has."""
_MAX_DEFINITIONS = 50
"""How many definitions deep a callback property is looked for."""


class Route(NamedTuple):
    """The way from the root of a request schema to a property that takes the callback address.

    ``optional`` is the first property on the way that the schema around it does not require, None when all
    are required. ``internal`` says whether one of them is ``x-ms-visibility: internal``.
    """

    url: Schema
    optional: Schema | None
    internal: bool


class Callback(NamedTuple):
    """A property in the body of ``operation`` that takes the callback address."""

    operation: Operation
    url: Schema
    optional: Node | None
    """The first step that may be left out: the body parameter or a property."""
    internal: bool


@lru_cache(maxsize=1)
def callbacks(swagger: Swagger) -> dict[Operation, list[Callback]]:
    """The callback properties of each webhook operation, in time linear in the file."""
    marks = [schema for schema in swagger.schemas_with(MARK) if schema.value.get(MARK) is True]
    if not marks:
        return {}
    marked, roots = _marked(swagger, marks)
    search = _Search(swagger, marked)
    found: dict[Operation, list[Callback]] = {}
    for operation in swagger.operations:
        body = operation.body
        if body is None or id(body.value.get("schema")) not in roots or (schema := body.schema) is None:
            continue  # nearly always
        for route in search.routes(schema, 0):
            optional = route.optional if body.required else body
            internal = route.internal or body.visibility == "internal"
            found.setdefault(operation, []).append(Callback(operation, route.url, optional, internal))
    return found


def has_content(operation: Operation) -> bool:
    """Whether something says what the service sends: beside the operation, or (wrongly) inside it."""
    return CONTENT in operation.path_item.value or CONTENT in operation.value


def _marked(swagger: Swagger, marks: list[Schema]) -> tuple[set[str], set[int]]:
    """From where one of ``marks`` can be reached: the definitions, and (by ``id`` of their value) all root schemas."""
    users: dict[str, list[Schema]] = {}
    for schema in swagger.schemas_with("$ref"):
        if (name := definition_name(schema.ref)) is not None:
            users.setdefault(name, []).append(schema)
    waiting = [schema.outermost for schema in marks]
    roots: set[int] = set()
    marked: set[str] = set()
    while waiting:
        root = waiting.pop()
        roots.add(id(root.value))
        if root.role == "definition" and root.name not in marked:
            marked.add(root.name)
            waiting += [user.outermost for user in users.get(root.name, ())]
    return marked, roots


class _Search:
    """Finds routes; each root schema is walked once."""

    def __init__(self, swagger: Swagger, marked: set[str]) -> None:
        self._definitions = swagger.definitions
        self._marked = marked
        self._known: dict[int, list[Route]] = {}

    def routes(self, root: Schema, depth: int) -> list[Route]:
        """The ways from ``root`` to its callback properties."""
        known = self._known.get(id(root.value))
        if known is not None or depth > _MAX_DEFINITIONS:
            return known or []
        found: list[Route] = []
        self._known[id(root.value)] = []  # a definition that contains itself ends here
        waiting: list[tuple[Schema, Schema | None, bool]] = [(root, None, False)]
        while waiting and len(found) < _MAX_ROUTES:
            schema, optional, internal = waiting.pop()
            internal = internal or schema.visibility == "internal"
            if schema.value.get(MARK) is True:
                found.append(Route(schema, optional, internal))
            found.extend(
                Route(route.url, optional or route.optional, internal or route.internal)
                for route in self._behind(schema, depth)
            )
            waiting.extend((part, optional, internal) for part in _parts(schema))
            required = frozenset(schema.required_names)
            for inner in reversed(schema.properties):
                gap = optional or (None if inner.name in required else inner)
                waiting.append((inner, gap, internal))
        self._known[id(root.value)] = found[:_MAX_ROUTES]
        return self._known[id(root.value)]

    def _behind(self, schema: Schema, depth: int) -> list[Route]:
        name = definition_name(schema.ref) if "$ref" in schema.value else None
        if name is None or name not in self._marked:
            return []
        target = self._definitions.get(name)
        return self.routes(target, depth + 1) if target is not None else []


def _parts(schema: Schema) -> list[Schema]:
    """The schemas that ``schema`` is composed of, and its elements."""
    found = [
        Schema(value, schema, ("allOf", index), "allOf")
        for index, value in enumerate(schema.items_of("allOf"))
        if isinstance(value, dict)
    ]
    items = schema.value.get("items")
    if isinstance(items, dict):
        found.append(Schema(items, schema, ("items",), "items"))
    return found
