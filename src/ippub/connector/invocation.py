"""What the dynamic extensions call: the called operation, its inputs, its answer, and what they pass on.

An extension calls an operation while a maker fills in a form. Its ``parameters`` say what is sent: a fixed
value, or the value of an input of the operation that the form belongs to. Names and paths are written with
slashes (``body/address/city``); everything here walks them with ``$ref`` and ``allOf`` followed and the
work bounded.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ippub.connector.node import Node, once
from ippub.connector.swagger import Invocation, Operation, Parameter, Schema, Swagger
from ippub.document.json import Json
from ippub.document.place import Place

MAX_CALLS = 5_000
"""How many extensions of one definition are followed; real ones have fewer than 300."""

_MAX_PAIRS = 20_000
_MAX_USERS = 50
_MAX_SCHEMAS = 200

FULL_PATHS = frozenset({"x-ms-dynamic-list", "x-ms-dynamic-properties", "x-ms-dynamic-tree"})
"""The newer extensions, in which a reference is a whole path that begins with a parameter's name."""


class Input(NamedTuple):
    """A parameter, or a property of the body, of one operation.

    ``required`` holds only when the body and every property above it are required too. ``internal`` holds
    when it or anything above it is hidden. ``type`` is "" when it is not declared.
    """

    node: Parameter | Schema
    path: str
    type: str
    required: bool
    internal: bool

    @property
    def has_default(self) -> bool:
        """Whether a value is sent without anybody filling it in."""
        return "default" in self.node.value


class Call(NamedTuple):
    """One call; ``node`` holds ``operationId`` and ``parameters``: the extension, or a part of a tree.

    ``target`` is None when there is no such operation. ``arguments`` are what it sends, by the name of the called
    operation's input.
    """

    node: Node
    invocation: Invocation
    target: Operation | None
    arguments: dict[str, Json]

    def argument(self, key: str) -> Place:
        """The place of one argument."""
        return self.node.at("parameters", key)


class Reference(NamedTuple):
    """An argument that passes on an input of the operation the form belongs to: ``name`` is that input.

    ``member`` is "parameter" or "parameterReference"; ``users`` are the operations whose form it may be.
    """

    call: Call
    key: str
    name: str
    member: str
    users: tuple[Operation, ...]

    @property
    def place(self) -> Place:
        """The place of the name."""
        return self.call.argument(self.key) / self.member


@lru_cache(maxsize=1)
def calls_of(swagger: Swagger) -> "Calls":
    """The calls of ``swagger``; those of the last one are kept, as many rules ask about them."""
    return Calls(swagger)


class Calls:
    """The calls of one definition, with look-ups that are made once."""

    def __init__(self, swagger: Swagger) -> None:
        self.swagger = swagger
        self._parameters: dict[int, dict[str, Parameter]] = {}
        self._found: dict[tuple[int, str], tuple[Input | None, bool]] = {}
        self._walked: dict[tuple[int, str], tuple[Schema | None, bool]] = {}

    @once
    def all(self) -> list[Call]:
        """The calls of all extensions that name an operation, at most ``MAX_CALLS``."""
        found = []
        for invocation in self.swagger.invocations[:MAX_CALLS]:
            for node in call_nodes(invocation):
                name = node.text("operationId")
                if name:
                    target = self.swagger.operations_by_id.get(name)
                    found.append(Call(node, invocation, target, node.object_of("parameters")))
        return found

    @once
    def references(self) -> list[Reference]:
        """Every argument of every call that passes an input on."""
        most = max(1, min(_MAX_USERS, _MAX_PAIRS // max(1, len(self.all))))
        found = []
        for call in self.all:
            if not call.arguments:
                continue
            users = tuple(call.invocation.users[:most])
            for key, value in call.arguments.items():
                if isinstance(value, dict):
                    for member in ("parameterReference", "parameter"):
                        name = value.get(member)
                        if isinstance(name, str):
                            found.append(Reference(call, key, name, member, users))
                            break
        return found

    @once
    def answered(self) -> list[tuple[Call, Schema]]:
        """The calls of operations that describe what they answer when they succeed, with its schema."""
        answers: dict[str, Schema | None] = {}
        found = []
        for call in self.all:
            if call.target is None:
                continue
            name = call.target.id
            if name not in answers:
                answers[name] = self.answer(call.target)
            answer = answers[name]
            if answer is not None:
                found.append((call, answer))
        return found

    def parameter(self, operation: Operation, name: str) -> Input | None:
        """The parameter of ``operation`` that has this name."""
        known = self._parameters.get(id(operation))
        if known is None:
            known = {parameter.name: parameter for parameter in operation.parameters if parameter.name}
            self._parameters[id(operation)] = known
        parameter = known.get(name)
        if parameter is None:
            return None
        type_ = "object" if parameter.location == "body" and not parameter.type else parameter.type
        required = parameter.required or parameter.location == "path"
        return Input(parameter, name, type_, required, parameter.visibility == "internal")

    def property(self, operation: Operation, path: str) -> tuple[Input | None, bool]:
        """The body property that ``path`` leads to, and whether the answer is sure.

        The path may begin with the body's name, and may have dots for slashes (an older way to write).
        The answer is not sure where a schema is open: dynamic, without properties, or a broken reference.
        """
        body = operation.body
        if body is None:
            return None, True
        schema = body.schema
        if schema is None:
            return None, False
        steps = path.split("/")
        internal = body.visibility == "internal"
        ways = [steps[1:], steps] if len(steps) > 1 and steps[0] == body.name else [steps]
        if len(steps) == 1 and "." in path:
            ways.append(path.split("."))
        sure = True
        for way in ways:
            found, certain = _walk_input(self.swagger, schema, way, body.required, internal, path)
            if found is not None:
                return found, True
            sure = sure and certain
        return None, sure

    def find(self, operation: Operation, name: str) -> tuple[Input | None, bool]:
        """The input ``name``: a parameter first, else a body property; and whether the answer is sure."""
        known = self._found.get((id(operation), name))
        if known is None:
            parameter = self.parameter(operation, name)
            known = (parameter, True) if parameter is not None else self.property(operation, name)
            self._found[id(operation), name] = known
        return known

    def has_leaf(self, operation: Operation, name: str) -> bool:
        """Whether some property in the body is called ``name``; True also when the body is too large."""
        body = operation.body
        schema = body.schema if body is not None else None
        if schema is None:
            return False
        if len(self.all) > MAX_CALLS // 5:
            return True
        waiting, seen = [schema], {id(schema.value)}
        while waiting:
            current = self.swagger.resolve(waiting.pop())
            if current is None:
                continue
            for part in [*_parts(self.swagger, current), *current.properties]:
                if part.role == "property" and part.name == name:
                    return True
                if id(part.value) not in seen:
                    seen.add(id(part.value))
                    waiting.append(part)
            items = current.get("items")
            if isinstance(items, dict) and id(items) not in seen:
                seen.add(id(items))
                waiting.append(Schema(items, current, ("items",), "items"))
            if len(seen) > _MAX_SCHEMAS:
                return True
        return False

    def required_inputs(self, operation: Operation) -> Iterator[Input]:
        """The inputs of ``operation`` that are required and have no default (at most a few hundred)."""
        for parameter in operation.parameters[:_MAX_SCHEMAS]:
            required = parameter.required or parameter.location == "path"
            if not required or "default" in parameter.value:
                continue
            if parameter.location != "body":
                internal = parameter.visibility == "internal"
                yield Input(parameter, parameter.name, parameter.type, True, internal)
            elif (schema := parameter.schema) is not None:
                yield from _required_leaves(self.swagger, schema, parameter.name)

    def answer(self, operation: Operation) -> Schema | None:
        """The schema of what ``operation`` answers when it succeeds, None when it describes none."""
        response = operation.main_response
        return response.schema if response is not None else None

    def walk(self, schema: Schema, path: str) -> tuple[Schema | None, bool]:
        """The resolved schema at ``path`` below ``schema`` ("": itself), and whether the answer is sure."""
        known = self._walked.get((id(schema.value), path))
        if known is None:  # many extensions call one operation and read the same from its answer
            known = self._walked[id(schema.value), path] = self._walk(schema, path)
        return known

    def _walk(self, schema: Schema, path: str) -> tuple[Schema | None, bool]:
        current = self.swagger.resolve(schema)
        for step in path.split("/") if path else ():
            if current is None:
                return None, False
            current, sure = _step(self.swagger, current, step)
            if current is None:
                return None, sure
            current = self.swagger.resolve(current)
        return current, current is not None


def call_nodes(invocation: Invocation) -> list[Node]:
    """The objects in an extension that call an operation: itself, or ``open`` and ``browse`` of a tree."""
    if invocation.extension != "x-ms-dynamic-tree":
        return [invocation]
    return [node for key in ("open", "browse") if (node := invocation.child(key)) is not None]


def json_type(value: Json) -> str:
    """What JSON Schema calls the type of ``value``."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
    return "null"


MAX_SUGGESTIONS = 20
"""For how many wrong names of one file the nearest right one is looked for: comparing is slow."""


def nearest_operation(swagger: Swagger, name: str) -> str:
    """The operationId most like ``name``, "" when none is like it."""
    from difflib import get_close_matches

    lower = name.strip().lower()
    known = list(swagger.operations_by_id)[:1_000]
    same = next((other for other in known if other.lower() == lower), "")
    return same or next(iter(get_close_matches(name, known, 1, 0.75)), "")


def is_open(schema: Schema) -> bool:
    """Whether a resolved schema may hold more than it says: dynamic, additional, or nothing said."""
    value = schema.value
    if schema.is_dynamic or value.get("additionalProperties"):
        return True
    return schema.type in ("", "object") and not value.get("properties") and not value.get("allOf")


def _parts(swagger: Swagger, schema: Schema) -> list[Schema]:
    """The schemas that ``schema`` is composed of through ``allOf``, resolved, itself left out."""
    found: list[Schema] = []
    if "allOf" not in schema.value:
        return found
    waiting, seen = [schema], {id(schema.value)}
    while waiting and len(found) < _MAX_SCHEMAS:
        current = waiting.pop()
        for index, node in current.elements("allOf"):
            part = swagger.resolve(Schema(node.value, current, ("allOf", index), "allOf"))
            if part is not None and id(part.value) not in seen:
                seen.add(id(part.value))
                found.append(part)
                waiting.append(part)
    return found


def _step(swagger: Swagger, schema: Schema, name: str) -> tuple[Schema | None, bool]:
    """The property ``name`` of a resolved schema, and whether the answer is sure."""
    parts = [schema, *_parts(swagger, schema)]
    for part in parts:
        value = part.object_of("properties").get(name)
        if isinstance(value, dict):
            return Schema(value, part, ("properties", name), "property", name), True
    return None, not any(is_open(part) for part in parts)


def _walk_input(  # noqa: PLR0913
    swagger: Swagger, schema: Schema, steps: list[str], required: bool, internal: bool, path: str
) -> tuple[Input | None, bool]:
    current: Schema | None = swagger.resolve(schema)
    found: Schema | None = None
    for step in steps:
        if current is None:
            return None, False
        found, sure = _step(swagger, current, step)
        if found is None:
            return None, sure
        required = required and found.is_required
        current = swagger.resolve(found)
        hidden = "internal" in (found.visibility, current.visibility if current is not None else "")
        internal = internal or hidden
    if found is None:
        return None, False
    node = current if current is not None and "default" not in found.value else found
    return Input(node, path, current.type if current is not None else "", required, internal), True


def _required_leaves(swagger: Swagger, schema: Schema, name: str) -> Iterator[Input]:
    """The required properties without a default that have no properties of their own."""
    waiting: list[tuple[Schema, str, bool, frozenset[int]]] = [(schema, name, False, frozenset())]
    count = 0
    while waiting and count < _MAX_SCHEMAS:
        current, path, hidden, above = waiting.pop()
        resolved = swagger.resolve(current)
        count += 1
        if resolved is None or id(resolved.value) in above or resolved.is_dynamic:
            continue
        if "default" in current.value or "default" in resolved.value:
            continue
        hidden = hidden or "internal" in (current.visibility, resolved.visibility)
        parts = [resolved, *_parts(swagger, resolved)]
        if current is not schema and not any(part.object_of("properties") for part in parts):
            yield Input(resolved, path, resolved.type, True, hidden)
        for part in parts:
            waiting.extend(
                (inner, f"{path}/{inner.name}", hidden, above | {id(resolved.value)})
                for inner in _required_properties(part)
            )


def _required_properties(schema: Schema) -> Iterator[Schema]:
    """The properties that ``schema`` itself requires, at most a few hundred."""
    properties = schema.object_of("properties")
    for name in schema.required_names[:_MAX_SCHEMAS]:
        value = properties.get(name)
        if isinstance(value, dict):
            yield Schema(value, schema, ("properties", name), "property", name)
