"""Typed views of ``apiDefinition.swagger.json`` (Swagger 2.0 with Microsoft's extensions).

Nothing is copied and nothing is judged here. Every view tolerates every fault of shape: what has the wrong type is
passed over, and the rules about shape report it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.connector.node import Node, Root, once
from ippub.connector.operation import (
    Header,
    Invocation,
    Items,
    Operation,
    Parameter,
    PathItem,
    Response,
    SecurityScheme,
    Typed,
)
from ippub.connector.schema import Schema, referred
from ippub.document.json import Json
from ippub.document.place import Token

if TYPE_CHECKING:
    from ippub.connector.inventory import Inventory, RootSchema

__all__ = [
    "DYNAMIC",
    "MAX_USERS",
    "METHODS",
    "Header",
    "Invocation",
    "Items",
    "Operation",
    "Parameter",
    "PathItem",
    "Response",
    "Schema",
    "SecurityScheme",
    "Swagger",
    "Typed",
]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
"""The keys of a path item that are operations (Swagger 2.0, Path Item Object)."""

DYNAMIC = (
    "x-ms-dynamic-values",
    "x-ms-dynamic-list",
    "x-ms-dynamic-schema",
    "x-ms-dynamic-properties",
    "x-ms-dynamic-tree",
)
"""The extensions that call another operation while the designer is open."""
_DYNAMIC = frozenset(DYNAMIC)
_NOTIFICATION = "x-ms-notification-content"
_CODED = frozenset("/~%")
"""Characters in the name of a definition that a reference writes as a code."""
MAX_USERS = 100
"""How many operations that use one definition are told: a hostile file has 10,000 of both."""


class Swagger(Root):
    """The whole definition."""

    @property
    def info(self) -> Node | None:
        """``info``."""
        return self.child("info")

    @property
    def title(self) -> str:
        """``info.title``, "" when absent."""
        info = self.info
        return info.text("title") if info is not None else ""

    @property
    def host(self) -> str:
        """``host``, "" when absent."""
        return self.text("host")

    @once
    def path_items(self) -> list[PathItem]:
        """The path items, in the order of the file; ``x-`` keys are left out."""
        return [
            PathItem(value, self, path)
            for path, value in self.object_of("paths").items()
            if isinstance(value, dict) and not path.startswith("x-")
        ]

    @once
    def operations(self) -> list[Operation]:
        """Every operation, in the order of the file."""
        return [
            Operation(value, item, method, self)
            for item in self.path_items
            for method, value in item.value.items()
            if method in METHODS and isinstance(value, dict)
        ]

    @once
    def operations_by_id(self) -> dict[str, Operation]:
        """The operations by operationId (the first one where an id is used twice)."""
        found: dict[str, Operation] = {}
        for operation in self.operations:
            if operation.id:
                found.setdefault(operation.id, operation)
        return found

    @once
    def shared_parameters(self) -> dict[str, Parameter]:
        """``/parameters``."""
        return {
            name: Parameter(value, self, ("parameters", name))
            for name, value in self.object_of("parameters").items()
            if isinstance(value, dict)
        }

    @once
    def shared_responses(self) -> dict[str, Response]:
        """``/responses``."""
        return {
            name: Response(value, self, ("responses", name), name)
            for name, value in self.object_of("responses").items()
            if isinstance(value, dict)
        }

    @once
    def path_parameters(self) -> dict[str, list[Parameter]]:
        """The parameters of each path item by path."""
        return {item.path: item.own_parameters for item in self.path_items}

    @once
    def parameters(self) -> list[Parameter]:
        """Every parameter object once, where it stands, references included; ``users`` is filled."""
        for operation in self.operations:
            for parameter in operation.parameters:
                parameter.users.append(operation)
        return [
            *self.shared_parameters.values(),
            *(parameter for entries in self.path_parameters.values() for parameter in entries),
            *(parameter for operation in self.operations for parameter in operation.own_parameters),
        ]

    @once
    def responses(self) -> list[Response]:
        """Every response object once, where it stands, references included."""
        return [
            *self.shared_responses.values(),
            *(response for operation in self.operations for response in operation.own_responses),
        ]

    @once
    def definitions(self) -> dict[str, Schema]:
        """``/definitions``."""
        return {
            name: Schema(value, self, ("definitions", name), "definition", name)
            for name, value in self.object_of("definitions").items()
            if isinstance(value, dict)
        }

    @once
    def root_schemas(self) -> list[Schema]:
        """The outermost schemas: definitions, bodies, responses, notification contents."""
        found = list(self.definitions.values())
        holders: list[Parameter | Response] = [*self.parameters, *self.responses]
        found += [schema for holder in holders if "schema" in holder.value and (schema := holder.schema) is not None]
        inside = {id(operation.path_item) for operation in self.operations if _NOTIFICATION in operation.value}
        for item in self.path_items:
            if _NOTIFICATION in item.value or id(item) in inside:
                found.extend(_notifications(item))
        return found

    @once
    def inventory(self) -> Inventory:
        """Every schema, and which of them have a key, a reference, how many parts."""
        from ippub.connector.inventory import Inventory  # which knows what a schema is

        return Inventory(self.root_schemas)

    @once
    def schemas(self) -> list[Schema]:
        """Every schema object once, where it stands, outer before inner."""
        return self.inventory.schemas

    def schemas_with(self, key: str) -> list[Schema]:
        """The schemas that have ``key``, in the order of ``schemas``."""
        return self.inventory.holders(key)

    @once
    def headers(self) -> list[Header]:
        """Every response header."""
        return [
            Header(value, response, name)
            for response in self.responses
            for name, value in response.object_of("headers").items()
            if isinstance(value, dict)
        ]

    @once
    def items(self) -> list[Items]:
        """Every Items object of parameters and headers, nested ones included."""
        found: list[Items] = []
        for holder in [*self.parameters, *self.headers]:
            node: Node = holder
            while isinstance(value := node.get("items"), dict):
                node = Items(value, node, ("items",))
                found.append(node)
        return found

    @once
    def security_schemes(self) -> list[SecurityScheme]:
        """The entries of ``securityDefinitions``."""
        return [
            SecurityScheme(value, self, name)
            for name, value in self.object_of("securityDefinitions").items()
            if isinstance(value, dict)
        ]

    def release(self) -> None:
        """Let go of everything that was worked out, so that the views are freed at once."""
        for operation in vars(self).get("operations", ()):
            vars(operation).clear()
        vars(self).clear()

    def resolve(self, schema: Schema) -> Schema | None:
        """The definition that ``schema`` refers to, aliases followed; itself without ``$ref``; None when broken."""
        seen = set()
        current: Schema | None = schema
        while current is not None and (ref := current.ref):
            if ref in seen:
                return None
            seen.add(ref)
            current = self.definition(ref)
        return current

    def definition(self, ref: str) -> Schema | None:
        """The definition that ``#/definitions/<name>`` means, None when there is none or ``ref`` has another form."""
        found = self.plain_references.get(ref)
        if found is None and ("~" in ref or "%" in ref or ref == "#/definitions/"):
            return self.definitions.get(referred(ref, "definitions") or "")
        return found

    @once
    def plain_references(self) -> dict[str, Schema]:
        """The definitions by the references that need no decoding: nearly all."""
        return {f"#/definitions/{name}": schema for name, schema in self.definitions.items() if _CODED.isdisjoint(name)}

    @once
    def input_definitions(self) -> frozenset[str]:
        """The names of the definitions that a request reaches."""
        return self._reached("body")

    @once
    def output_definitions(self) -> frozenset[str]:
        """The names of the definitions that a response or a notification reaches."""
        return self._reached("response", "notification")

    def is_input(self, schema: Schema) -> bool:
        """Whether a request carries this schema."""
        root = schema.outermost
        return root.role == "body" or (root.role == "definition" and root.name in self.input_definitions)

    def is_output(self, schema: Schema) -> bool:
        """Whether a response or a notification carries this schema."""
        root = schema.outermost
        return root.role in ("response", "notification") or (
            root.role == "definition" and root.name in self.output_definitions
        )

    def _reached(self, *roles: str) -> frozenset[str]:
        """The names of the definitions that root schemas of these roles reach."""
        roots, inner = self.root_schemas, self._inner
        reached: set[str] = set()
        waiting = set[str]().union(*[names for root, names in self._targets.items() if roots[root].role in roles])
        while waiting:
            reached |= waiting
            waiting = set[str]().union(*[inner[name] for name in waiting if name in inner]) - reached
        return frozenset(reached)

    @once
    def _targets(self) -> dict[int, set[str]]:
        """The names of the definitions that root schemas refer to, by the numbers of those that refer to some."""
        known = self.plain_references
        found = {
            number: {schema.name for ref, _ in refs if (schema := known.get(ref) or self.definition(ref)) is not None}
            for number, refs in self.inventory.references.items()
        }
        for number, others in self.inventory.others.items():
            names = [schema.name for ref in others if (schema := self.definition(ref)) is not None]
            found.setdefault(number, set()).update(names)
        return found

    @once
    def _inner(self) -> dict[str, set[str]]:
        """The definitions that a definition refers to, by its name; those that refer to none are left out."""
        return {name: self._targets[at] for at, name in enumerate(self.definitions) if at in self._targets}

    @once
    def _operation_roots(self) -> list[tuple[Operation, list[int]]]:
        """Each operation with the numbers of the root schemas of what it takes and answers, shared ones included."""
        first = len(self.definitions)
        known = {id(root.value): number for number, root in enumerate(self.root_schemas[first:], first)}
        found = []
        for operation in self.operations:
            holders: list[Parameter | Response] = [*operation.parameters, *operation.responses]
            values = [value for holder in holders if type(value := holder.value.get("schema")) is dict]
            found.append((operation, [known[id(value)] for value in values]))
        return found

    @once
    def operation_roots(self) -> list[tuple[Operation, list[RootSchema]]]:
        """Each operation with the outermost schemas of what it takes and answers, shared ones included."""
        roots = self.inventory.roots
        return [(operation, [roots[number] for number in numbers]) for operation, numbers in self._operation_roots]

    @once
    def definition_users(self) -> dict[str, list[Operation]]:
        """The operations that reach each definition, through their body or their responses: the first ``MAX_USERS``."""
        users: dict[str, list[Operation]] = {}
        targets, inner = self._targets, self._inner
        for operation, numbers in self._operation_roots:
            waiting = list(set[str]().union(*[targets[number] for number in numbers if number in targets]))
            while waiting:
                name = waiting.pop()
                known = users.setdefault(name, [])
                # What a definition with enough users refers to has enough users too.
                if len(known) < MAX_USERS and not (known and known[-1] is operation):
                    known.append(operation)
                    waiting.extend(inner.get(name, ()))
        return users

    @once
    def invocations(self) -> list[Invocation]:
        """Every dynamic extension of a parameter or schema."""
        found: list[Invocation] = []
        holders: list[Parameter | Schema] = [
            parameter for parameter in self.parameters if not _DYNAMIC.isdisjoint(parameter.value)
        ]
        holders += self.inventory.holders_of_any(_DYNAMIC)
        for holder in holders:
            for extension in DYNAMIC:
                value = holder.value.get(extension)
                if isinstance(value, dict):
                    found.append(Invocation(value, holder, (extension,), extension, self._users_of(holder)))
        return found

    def _users_of(self, holder: Parameter | Schema) -> list[Operation]:
        if isinstance(holder, Parameter):
            return holder.users
        root = holder.outermost
        if root.role == "definition":
            return self.definition_users.get(root.name, [])
        if isinstance(root.parent, Parameter):
            return root.parent.users
        if isinstance(root.parent, Response) and root.parent.operation is not None:
            return [root.parent.operation]
        return []


def _notifications(item: PathItem) -> Iterator[Schema]:
    """The schemas of what a webhook sends, beside the methods or (wrongly) inside one."""
    places: list[tuple[dict[str, Json], tuple[Token, ...]]] = [(item.value, (_NOTIFICATION, "schema"))]
    places += [
        (value, (method, _NOTIFICATION, "schema"))
        for method, value in item.value.items()
        if isinstance(value, dict) and method in METHODS
    ]
    for holder, step in places:
        content = holder.get(_NOTIFICATION)
        if isinstance(content, dict) and isinstance(schema := content.get("schema"), dict):
            yield Schema(schema, item, step, "notification")
