"""What a converted definition lacks of its source, and whether anybody was told: the same measure for every converter.

The things of an OpenAPI 3 document are counted where they stand: operations, parameters, statuses and content types,
members and listed values of schemas, what may be null, ways to sign in, callbacks, links, webhooks. Each is looked for
in the Swagger 2.0 definition at the place where it has to be. What is not there and not in the converter's own list of
losses is lost silently.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Steps = tuple[str, ...]


class Thing(NamedTuple):
    """Something that the source says: what sort, where, and how to know it in the outcome of its operation.

    ``trail`` are the places that lead to it, references followed: what holds it, what holds that ...
    """

    sort: str
    at: Steps
    mark: tuple[str, ...]
    trail: tuple[Steps, ...] = ()

    def told(self, admitted: Collection[Steps]) -> bool:
        """Whether its own loss is admitted, or that of something that holds it; of a content, that of its schema."""
        own = {(*self.at, "schema")} if self.sort == "content type" else set()
        return bool(own & set(admitted)) or any(
            place[: len(at)] == at for place in (*self.trail, self.at) for at in admitted
        )


class Lost(NamedTuple):
    """What the outcome lacks."""

    thing: Thing
    told: bool


def losses(source: Mapping[str, Any], swagger: Mapping[str, Any], told: Collection[str]) -> tuple[int, list[Lost]]:
    """How many things ``source`` says, and those that ``swagger`` lacks; ``told`` points to the admitted losses."""
    admitted = [_steps(pointer) for pointer in told]
    found: list[Lost] = []
    count = 0
    for thing, marks in _things(source, swagger):
        count += 1
        if thing.mark not in marks:
            found.append(Lost(thing, thing.told(admitted)))
    return count, found


def _things(
    source: Mapping[str, Any], swagger: Mapping[str, Any]
) -> Iterator[tuple[Thing, Collection[tuple[str, ...]]]]:
    kept = _operations(swagger)
    for path, item in _dict(source.get("paths")).items():
        for method in METHODS:
            if not isinstance(_dict(item).get(method), dict):
                continue
            at = ("paths", path, method)
            marks = kept.get((_plain(path), method))
            yield Thing("operation", at, ("there",)), {("there",)} if marks is not None else set()
            if marks is not None:
                for thing in dict.fromkeys(_of_operation(source, item, item[method], at)):
                    yield thing, marks
    schemes = _schemes(swagger)
    for name, scheme in _dict(_dict(source.get("components")).get("securitySchemes")).items():
        yield Thing("way to sign in", ("components", "securitySchemes", name), _scheme(scheme)), schemes
    for name in _dict(source.get("webhooks")):
        yield Thing("webhook", ("webhooks", name), ("webhook", name)), set()


def _of_operation(source: Mapping[str, Any], item: Any, operation: Any, at: Steps) -> Iterator[Thing]:
    own = {
        (_follow(source, one, ())[0].get("name"), _follow(source, one, ())[0].get("in"))
        for one in _list(operation, "parameters")
    }
    for holder, place in ((item, at[:-1]), (operation, at)):
        for index, one in enumerate(_list(holder, "parameters")):
            value, where = _follow(source, one, (*place, "parameters", str(index)))
            if holder is item and (value.get("name"), value.get("in")) in own:
                continue
            yield Thing("parameter", where, ("parameter", str(value.get("name"))))
            yield from _of_schema(source, value.get("schema"), (*where, "schema"), "in", (where,))
    body, where = _follow(source, operation.get("requestBody"), (*at, "requestBody"))
    yield from _of_content(source, body, where, "in", (*at, "requestBody"))
    for status, one in _dict(operation.get("responses")).items():
        answer, where = _follow(source, one, (*at, "responses", status))
        yield Thing("response", where, ("response", str(status)[:1]))
        yield from _of_content(source, answer, where, "out", (*at, "responses", status))
        for name in _dict(answer.get("links")):
            yield Thing("link", (*where, "links", name), ("link", name))
    for name in _dict(operation.get("callbacks")):
        yield Thing("callback", (*at, "callbacks", name), ("callback", name))
    if operation.get("servers"):
        yield Thing("server of an operation", (*at, "servers"), ("servers",))


def _of_content(
    source: Mapping[str, Any], holder: Mapping[str, Any], at: Steps, way: str, used: Steps
) -> Iterator[Thing]:
    for kind, one in _dict(holder.get("content")).items():
        where = (*at, "content", kind)
        yield Thing("content type", where, (way, "type", kind.partition(";")[0].strip()), (used,))
        yield from _of_schema(source, _dict(one).get("schema"), (*where, "schema"), way, (used,))


def _of_schema(source: Mapping[str, Any], value: Any, at: Steps, way: str, above: tuple[Steps, ...]) -> Iterator[Thing]:
    """The members and listed values of a schema, through references, each place once on the way down."""
    above = (*above, at)
    schema, at = _follow(source, value, at)
    if not schema or at in above[:-1] or len(above) > 24:
        return
    above = (*above, at)
    for name, member in _dict(schema.get("properties")).items():
        where = (*at, "properties", name)
        yield Thing("member", where, (way, "member", name), above)
        if _may_be_null(_follow(source, member, where)[0]):
            yield Thing("null", where, (way, "null", name), above)
        yield from _of_schema(source, member, where, way, above)
    for listed in schema.get("enum", []) if isinstance(schema.get("enum"), list) else []:
        if listed is not None:
            yield Thing("listed value", (*at, "enum"), (way, "value", str(listed)), above)
    if "const" in schema:
        yield Thing("listed value", (*at, "const"), (way, "value", str(schema["const"])), above)
    for key in ("allOf", "oneOf", "anyOf"):
        for index, one in enumerate(_list(schema, key)):
            yield from _of_schema(source, one, (*at, key, str(index)), way, above)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _of_schema(source, schema[key], (*at, key), way, above)


def _may_be_null(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type")
    among = any(
        isinstance(one, dict) and one.get("type") == "null" for one in _list(schema, "oneOf") + _list(schema, "anyOf")
    )
    return schema.get("nullable") is True or (isinstance(kinds, list) and "null" in kinds) or among


def _operations(swagger: Mapping[str, Any]) -> dict[tuple[str, str], set[tuple[str, ...]]]:
    """What each operation of the outcome has, as the marks of the things of the source."""
    found = {}
    for path, item in _dict(swagger.get("paths")).items():
        for method in METHODS:
            operation = _dict(item).get(method)
            if isinstance(operation, dict):
                found[_plain(path), method] = set(_marks(swagger, item, operation))
    return found


def _marks(swagger: Mapping[str, Any], item: Any, operation: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for one in (*_list(item, "parameters"), *_list(operation, "parameters")):
        value, _ = _follow(swagger, one, ())
        yield "parameter", str(value.get("name"))
        yield "in", "member", str(value.get("name"))  # a field of a form
        if value.get("x-nullable") is True:
            yield "in", "null", str(value.get("name"))
        yield from _marks_of(swagger, value, "in", ())
    for way, key in (("in", "consumes"), ("out", "produces")):
        for kind in operation.get(key) or swagger.get(key) or ["application/json"]:
            yield way, "type", str(kind)
    for status, one in _dict(operation.get("responses")).items():
        yield "response", str(status)[:1]
        yield from _marks_of(swagger, _follow(swagger, one, ())[0].get("schema"), "out", ())


def _marks_of(swagger: Mapping[str, Any], value: Any, way: str, above: tuple[int, ...]) -> Iterator[tuple[str, ...]]:
    schema, _ = _follow(swagger, value, ())
    if not schema or id(schema) in above:
        return
    above = (*above, id(schema))
    for name, member in _dict(schema.get("properties")).items():
        yield way, "member", name
        if _follow(swagger, member, ())[0].get("x-nullable") is True or _dict(member).get("x-nullable") is True:
            yield way, "null", name
        yield from _marks_of(swagger, member, way, above)
    for listed in schema.get("enum", []) if isinstance(schema.get("enum"), list) else []:
        yield way, "value", str(listed)
    for key in ("allOf",):
        for one in _list(schema, key):
            yield from _marks_of(swagger, one, way, above)
    for key in ("items", "additionalProperties", "schema"):
        if isinstance(schema.get(key), dict):
            yield from _marks_of(swagger, schema[key], way, above)


def _schemes(swagger: Mapping[str, Any]) -> set[tuple[str, ...]]:
    return {_scheme(one) for one in _dict(swagger.get("securityDefinitions")).values()}


def _scheme(value: Any) -> tuple[str, ...]:
    value = _dict(value)
    kind = str(value.get("type"))
    kind = str(value.get("scheme")).lower() if kind == "http" else kind
    return ("sign in", kind, str(value.get("in") or ""), str(value.get("name") or ""))


def _follow(root: Mapping[str, Any], value: Any, at: Steps) -> tuple[dict[str, Any], Steps]:
    """What ``value`` is when references in ``root`` are followed, and where that stands; {} for what leads nowhere."""
    for _ in range(20):
        reference = _dict(value).get("$ref")
        if not isinstance(reference, str):
            return _dict(value), at
        if not reference.startswith("#/"):
            return {}, at
        at = _steps(reference[1:])
        value = root
        for step in at:
            value = _dict(value).get(step)
    return {}, at


def _steps(pointer: str) -> Steps:
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def _plain(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path).lower()


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any, key: str) -> list[Any]:
    found = _dict(value).get(key)
    return found if isinstance(found, list) else []
