"""Typed views of ``apiDefinition.swagger.json`` (Swagger 2.0 with Microsoft's extensions).

Nothing is copied and nothing is judged here. Every view tolerates every fault of shape: what has the wrong type is
passed over, and the rules about shape report it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ippub.connector.node import Node, Root, once
from ippub.document.json import Json
from ippub.document.place import Token

if TYPE_CHECKING:
    from ippub.connector.inventory import Inventory, RootSchema

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


def _referred(ref: str, section: str) -> str | None:
    """The name that ``#/<section>/<name>`` means, None when ``ref`` has another form."""
    prefix = f"#/{section}/"
    if not ref.startswith(prefix) or "/" in (name := ref[len(prefix) :]):
        return None
    if "%" in name:
        from urllib.parse import unquote

        name = unquote(name)
    return name.replace("~1", "/").replace("~0", "~")


class Schema(Node):
    """A schema object where it stands (``$ref`` is not followed; see ``Swagger.resolve``).

    ``role`` says what it is to its parent: "definition", "body", "response", "notification", "property", "items",
    "additionalProperties" or "allOf". ``name`` is the property's or definition's name, else "".
    """

    __slots__ = ("name", "role")

    def __init__(
        self, value: dict[str, Json], parent: Node, step: tuple[Token, ...], role: str, name: str = ""
    ) -> None:
        self.value = value
        self.parent = parent
        self.step = step
        self.role = role
        self.name = name

    @property
    def type(self) -> str:
        """The declared type, "" when absent."""
        value = self.value.get("type")
        return value if isinstance(value, str) else ""

    @property
    def ref(self) -> str:
        """The ``$ref`` of this schema, "" when it has none."""
        value = self.value.get("$ref")
        return value if isinstance(value, str) else ""

    @property
    def owner(self) -> Schema | None:
        """The schema around this one, None for a root."""
        return self.parent if isinstance(self.parent, Schema) else None

    @property
    def outermost(self) -> Schema:
        """The root schema that this one is a part of."""
        schema = self
        while isinstance(schema.parent, Schema):
            schema = schema.parent
        return schema

    @property
    def required_names(self) -> list[str]:
        """The names in ``required``."""
        return self.strings("required")

    @property
    def is_required(self) -> bool:
        """Whether the schema around this property lists it as required."""
        owner = self.owner
        return owner is not None and self.role == "property" and self.name in _required_by(owner)

    @property
    def properties(self) -> list[Schema]:
        """The property schemas, in the order of the file."""
        return [
            Schema(value, self, ("properties", name), "property", name)
            for name, value in self.object_of("properties").items()
            if isinstance(value, dict)
        ]

    @property
    def is_dynamic(self) -> bool:
        """Whether the designer learns the real shape while it runs."""
        return "x-ms-dynamic-schema" in self.value or "x-ms-dynamic-properties" in self.value


@lru_cache(maxsize=1)
def _required_by(owner: Schema) -> frozenset[str]:
    """Properties are mostly asked one after the other: for 100,000 of them the list must not be searched each time."""
    return frozenset(owner.required_names)


class Items(Node):
    """The ``items`` of an array parameter or header (not a schema: Swagger 2.0, Items Object)."""

    __slots__ = ()

    @property
    def type(self) -> str:
        """The declared type, "" when absent."""
        return self.text("type")


class Header(Node):
    """A response header."""

    __slots__ = ("name",)

    def __init__(self, value: dict[str, Json], parent: Node, name: str) -> None:
        super().__init__(value, parent, ("headers", name))
        self.name = name

    @property
    def type(self) -> str:
        """The declared type, "" when absent."""
        return self.text("type")


class Parameter(Node):
    """A parameter object where it is defined: in an operation, in a path item, or shared under ``/parameters``.

    ``operation`` and ``path_item`` are set when it stands there. One that is only a ``$ref`` is a Parameter too
    (``ref``); ``Operation.parameters`` holds what it refers to. ``name`` is the one on the wire, ``location`` is
    ``in`` ("query", "path", "header", "formData" or "body"), ``type`` the declared one; all "" when absent.
    """

    __slots__ = ("location", "name", "operation", "path_item", "ref", "required", "type", "users", "visibility")

    visibility: str

    def __init__(
        self,
        value: dict[str, Json],
        parent: Node,
        step: tuple[Token, ...],
        operation: Operation | None = None,
        path_item: PathItem | None = None,
    ) -> None:
        self.value = value
        self.parent = parent
        self.step = step
        self.operation = operation
        self.path_item = path_item
        self.users: list[Operation] = []
        """The operations that take this parameter (one for its own, many for a shared one)."""
        get = value.get  # these words are asked by many rules
        self.name = text if type(text := get("name")) is str else ""
        self.location = text if type(text := get("in")) is str else ""
        self.type = text if type(text := get("type")) is str else ""
        self.ref = text if type(text := get("$ref")) is str else ""
        self.visibility = text if type(text := get("x-ms-visibility")) is str else ""
        self.required = get("required") is True

    @property
    def schema(self) -> Schema | None:
        """The body's schema."""
        value = self.value.get("schema")
        return Schema(value, self, ("schema",), "body") if isinstance(value, dict) else None

    @property
    def internal(self) -> bool:
        """Whether the designer never shows it: marked so, or used by internal operations only."""
        if self.visibility == "internal":
            return True
        for operation in self.users:
            if not operation.internal:
                return False
        return bool(self.users)


class Response(Node):
    """A response object where it is defined: in an operation, or shared under ``/responses``.

    ``code`` is the status ("200", "default") or the shared name. ``ref`` is the ``$ref``, "" when it is defined here.
    """

    __slots__ = ("code", "operation", "ref")

    def __init__(
        self,
        value: dict[str, Json],
        parent: Node,
        step: tuple[Token, ...],
        code: str,
        operation: Operation | None = None,
    ) -> None:
        self.value = value
        self.parent = parent
        self.step = step
        self.code = code
        self.operation = operation
        self.ref = text if type(text := value.get("$ref")) is str else ""

    @property
    def successful(self) -> bool:
        """Whether the code is a 2xx."""
        return len(self.code) == 3 and self.code[0] == "2" and self.code.isdigit()

    @property
    def schema(self) -> Schema | None:
        """The schema of the answer."""
        value = self.value.get("schema")
        return Schema(value, self, ("schema",), "response") if isinstance(value, dict) else None


class PathItem(Node):
    """What stands under one path."""

    __slots__ = ("path",)

    def __init__(self, value: dict[str, Json], parent: Node, path: str) -> None:
        super().__init__(value, parent, ("paths", path))
        self.path = path

    @property
    def own_parameters(self) -> list[Parameter]:
        """The parameters of all operations of this path, references included."""
        return [
            Parameter(value, self, ("parameters", index), path_item=self)
            for index, value in enumerate(self.items_of("parameters"))
            if isinstance(value, dict)
        ]


class Operation(Node):
    """One operation: an action, or a trigger when it has ``x-ms-trigger``.

    ``path`` is the path template; ``id`` (the operationId), ``summary`` and ``description`` are "" when absent.
    ``internal`` says that the designer never shows it, ``deprecated`` that this is true in the file.
    """

    __slots__ = (
        "__dict__",  # what is worked out
        "deprecated",
        "description",
        "id",
        "internal",
        "method",
        "path",
        "path_item",
        "summary",
        "swagger",
        "visibility",
    )

    visibility: str

    def __init__(self, value: dict[str, Json], item: PathItem, method: str, swagger: Swagger) -> None:
        self.value = value
        self.parent = item
        self.step = (method,)
        self.method = method
        self.path_item = item
        self.swagger = swagger
        self.path = item.path
        get = value.get  # these words are asked by many rules
        self.id = text if type(text := get("operationId")) is str else ""
        self.summary = text if type(text := get("summary")) is str else ""
        self.description = text if type(text := get("description")) is str else ""
        self.visibility = text if type(text := get("x-ms-visibility")) is str else ""
        self.internal = self.visibility == "internal"
        self.deprecated = get("deprecated") is True

    @property
    def label(self) -> str:
        """How to speak of it: the operationId, else method and path."""
        return self.id or f"{self.method.upper()} {self.path}"

    @property
    def is_trigger(self) -> bool:
        """Whether it starts a flow."""
        return "x-ms-trigger" in self.value

    @once
    def own_parameters(self) -> list[Parameter]:
        """The entries of its own ``parameters``, references included."""
        return [
            Parameter(value, self, ("parameters", index), operation=self)
            for index, value in enumerate(self.items_of("parameters"))
            if isinstance(value, dict)
        ]

    @once
    def parameters(self) -> list[Parameter]:
        """What a caller sends: its own and the path's parameters, references followed, its own winning."""
        entries = self.swagger.path_parameters[self.path] + self.own_parameters
        if len(entries) < 2 and not any(entry.ref for entry in entries):
            return entries
        found: dict[tuple[str, str], Parameter] = {}
        for entry in entries:
            parameter: Parameter | None = entry
            if entry.ref:
                parameter = self.swagger.shared_parameters.get(_referred(entry.ref, "parameters") or "")
            if parameter is not None and not parameter.ref:
                found[parameter.name, parameter.location] = parameter
        return list(found.values())

    @once
    def locations(self) -> list[str]:
        """The ``location`` of each of ``parameters``."""
        return [parameter.location for parameter in self.parameters]

    @once
    def body(self) -> Parameter | None:
        """The body parameter."""
        if "body" not in self.locations:
            return None
        return self.parameters[self.locations.index("body")]

    @once
    def own_responses(self) -> list[Response]:
        """The entries of its ``responses``, references included, ``x-`` keys left out."""
        return [
            Response(value, self, ("responses", code), code, self)
            for code, value in self.object_of("responses").items()
            if isinstance(value, dict) and not code.startswith("x-")
        ]

    @once
    def codes(self) -> list[str]:
        """The keys of its ``responses``, ``x-`` keys left out, whatever stands under them."""
        return [code for code in self.object_of("responses") if not code.startswith("x-")]

    @once
    def responses(self) -> list[Response]:
        """Its responses, references followed: ``code`` is the status, the place is where it is defined."""
        if not any(entry.ref for entry in self.own_responses):
            return self.own_responses  # nearly always
        found = []
        for entry in self.own_responses:
            if entry.ref:
                shared = self.swagger.shared_responses.get(_referred(entry.ref, "responses") or "")
                if shared is not None and not shared.ref:
                    found.append(Response(shared.value, self.swagger, shared.step, entry.code, self))
            else:
                found.append(entry)
        return found

    def response(self, code: str) -> Response | None:
        """The response with that status, references followed."""
        for response in self.responses:
            if response.code == code:
                return response
        return None

    @once
    def main_response(self) -> Response | None:
        """The success the designer shows: 200, else 201, else the first 2xx."""
        return (
            self.response("200")
            or self.response("201")
            or next((response for response in self.responses if response.successful), None)
        )

    @property
    def consumes(self) -> list[str]:
        """The MIME types it takes: its own list when present, else the document's."""
        return self.strings("consumes") if "consumes" in self.value else self.swagger.strings("consumes")

    @property
    def produces(self) -> list[str]:
        """The MIME types it gives: its own list when present, else the document's."""
        return self.strings("produces") if "produces" in self.value else self.swagger.strings("produces")

    @property
    def annotation(self) -> Node | None:
        """``x-ms-api-annotation``."""
        return self.child("x-ms-api-annotation")


class SecurityScheme(Node):
    """An entry of ``securityDefinitions``."""

    __slots__ = ("name",)

    def __init__(self, value: dict[str, Json], parent: Node, name: str) -> None:
        super().__init__(value, parent, ("securityDefinitions", name))
        self.name = name

    @property
    def type(self) -> str:
        """The kind: "basic", "apiKey", "oauth2" or something wrong."""
        return self.text("type")


class Invocation(Node):
    """A dynamic extension: the call of another operation that fills a list, a form or a tree in the designer.

    ``extension`` is its name; ``holder`` the parameter or schema that carries it; ``users`` the operations in which
    that holder is an input or output.
    """

    __slots__ = ("extension", "holder", "users")

    def __init__(
        self,
        value: dict[str, Json],
        holder: Parameter | Schema,
        step: tuple[Token, ...],
        extension: str,
        users: list[Operation],
    ) -> None:
        super().__init__(value, holder, step)
        self.extension = extension
        self.holder = holder
        self.users = users

    @property
    def operation_id(self) -> str:
        """The operationId it calls, "" when it names none."""
        return self.text("operationId")


Typed = Schema | Parameter | Header | Items
"""Whatever has a type, a format, an enum and bounds: schemas, non-body parameters, headers, items."""


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
            return self.definitions.get(_referred(ref, "definitions") or "")
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
