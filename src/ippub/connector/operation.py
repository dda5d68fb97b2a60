"""What a definition offers: paths, operations, what they take and what they answer; see ``swagger.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ippub.connector.node import Node, once
from ippub.connector.schema import Schema, referred
from ippub.document.json import Json
from ippub.document.place import Token

if TYPE_CHECKING:
    from ippub.connector.swagger import Swagger


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
                parameter = self.swagger.shared_parameters.get(referred(entry.ref, "parameters") or "")
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
                shared = self.swagger.shared_responses.get(referred(entry.ref, "responses") or "")
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
