"""Paths and operations: which are wanted, and each of them in Swagger 2.0."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from ippub.conversion.definitions import References, Target
from ippub.conversion.inputs import JSON, Inputs
from ippub.conversion.ledger import Ledger, Steps, mapping, sequence, words
from ippub.conversion.outputs import Outputs
from ippub.conversion.wording import from_path, pascal, sentence, spoken, summary, unique
from ippub.errors import UsageError
from ippub.nearest import did_you_mean

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
MOST = 256
"""Operations of a connector (TotalOperationsCountExceedsMaxAllowed)."""
_VARIABLE = re.compile(r"\{([A-Za-z0-9_.$-]+)\}")
_NOT_KEPT = ("callbacks", "servers", "externalDocs")


class Found(NamedTuple):
    """An operation of the source, before it is converted. ``id`` is the one that it will have."""

    path: str
    method: str
    id: str
    value: dict[str, Any]
    at: Steps
    shared: tuple[Target, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything by which it can be asked for."""
        tags = (one for one in sequence(self.value.get("tags")) if isinstance(one, str))
        own = words(self.value.get("operationId"))
        return (self.id, own, self.path, f"{self.method.upper()} {self.path}", *tags)


def find_operations(root: dict[str, Any], references: References, ledger: Ledger) -> list[Found]:
    """Every operation that the platform can have, with an operationId that no other has."""
    found: list[Found] = []
    taken: set[str] = set()
    paths: set[str] = set()
    for raw, item in mapping(root.get("paths")).items():
        at: Steps = ("paths", str(raw))
        target = references.follow(item, at)
        reason = _path_fault(str(raw), paths)
        if str(raw).startswith("x-") or target is None:
            continue
        if reason:
            ledger.leave(at, reason)
            continue
        path = "/" + str(raw).lstrip("/")
        paths.add(_VARIABLE.sub("{}", path).lower())
        found.extend(_of_path(path, target, references, ledger, taken))
    for key in ("webhooks",):
        for name in mapping(root.get(key)):
            ledger.leave((key, name), "Webhooks of OpenAPI 3.1 have to be written as triggers by hand.")
    return found


def _of_path(path: str, target: Target, references: References, ledger: Ledger, taken: set[str]) -> Iterator[Found]:
    shared = tuple(_parameters(target.value, target.at, references))
    for key, value in target.value.items():
        at = (*target.at, key)
        if key == "trace" or (key == "servers" and value):
            ledger.leave(at, f"Swagger 2.0 has no {key} here.")
        if key in METHODS and isinstance(value, dict):
            name = pascal(words(value.get("operationId"))) or from_path(key, path)
            yield Found(path, key, unique(name, taken), value, at, shared)


def _parameters(value: dict[str, Any], at: Steps, references: References) -> Iterator[Target]:
    for index, one in enumerate(sequence(value.get("parameters"))):
        target = references.follow(one, (*at, "parameters", str(index)))
        if target is not None:
            yield target


def choose(found: list[Found], patterns: tuple[str, ...]) -> list[Found]:
    """Those of ``found`` that one of ``patterns`` names: an operationId, a tag, a path, "GET /path"; * and ? too.

    Raises ``UsageError`` for a pattern that names none, and when more than 256 are left.
    """
    kept = found
    if patterns:
        for pattern in patterns:
            if not any(_named(one, pattern) for one in found):
                near = did_you_mean(pattern, sorted({name for one in found for name in one.names if name}))
                raise UsageError(f"--operations {pattern!r} names no operation{near}", _tags_of(found))
        kept = [one for one in found if any(_named(one, pattern) for pattern in patterns)]
    if not kept:
        raise UsageError("the source describes no operation that the platform can have", "Look at its paths.")
    if len(kept) > MOST:
        raise UsageError(
            f"{len(kept)} operations are too many: a connector has at most {MOST}",
            f"Split it into several connectors. {_tags_of(kept)}",
        )
    return kept


def _named(one: Found, pattern: str) -> bool:
    return any(name and (name == pattern or fnmatchcase(name.lower(), pattern.lower())) for name in one.names)


def _tags_of(found: list[Found]) -> str:
    tags = Counter(tag for one in found for tag in one.names[4:])
    listed = f" The tags are {', '.join(f'{tag} ({count})' for tag, count in tags.most_common(20))}." if tags else ""
    return f"Choose with --operations: ids, tags or paths, with * and ?.{listed}"


def _path_fault(raw: str, known: set[str]) -> str:
    if any(char in raw for char in "*?#") or any(char.isspace() for char in raw):
        return "The platform takes no path with *, ?, # or a blank."
    bare = _VARIABLE.sub("", raw)
    if "{" in bare or "}" in bare:
        return "The braces of the path cannot be read."
    names = _VARIABLE.findall(raw)
    if len({name.lower() for name in names}) < len(names):
        return "One variable stands twice in the path."
    if _VARIABLE.sub("{}", "/" + raw.lstrip("/")).lower() in known:
        return "Another path differs only in case or in the names of its variables."
    return ""


class Operations:
    """Converts operations."""

    def __init__(self, references: References, inputs: Inputs, outputs: Outputs, ledger: Ledger) -> None:
        self._references = references
        self._inputs = inputs
        self._outputs = outputs
        self._ledger = ledger

    def convert(self, one: Found) -> dict[str, Any]:
        """``one`` in Swagger 2.0."""
        made: dict[str, Any] = self._texts(one)
        made["operationId"] = one.id
        tags = [tag for tag in sequence(one.value.get("tags")) if isinstance(tag, str)]
        if tags:
            made["tags"] = list(dict.fromkeys(tags))
        parameters, body = self._sorted_out(one)
        sent, kind = self._body(one, body)
        if kind and kind != JSON:
            made["consumes"] = [kind]
        made["parameters"] = [*parameters, *sent]
        if not made["parameters"]:
            del made["parameters"]
        made["responses"] = self._outputs.responses(one.value.get("responses"), (*one.at, "responses"))
        if one.value.get("deprecated") is True:
            made["deprecated"] = True
        self._rest(one, made)
        return made

    @staticmethod
    def _texts(one: Found) -> dict[str, Any]:
        text = summary(words(one.value.get("summary"))) or summary(spoken(one.id)) or one.id
        description = sentence(words(one.value.get("description"))) or f"{text}."
        if one.value.get("deprecated") is True and "deprecated" not in text.lower():
            text = f"{text[:67].rstrip()} (deprecated)"
        return {"summary": text, "description": description}

    def _sorted_out(self, one: Found) -> tuple[list[dict[str, Any]], list[Target]]:
        """The parameters outside the body, each once, and what makes the body in Swagger 2.0."""
        own = list(_parameters(one.value, one.at, self._references))
        names = {(target.value.get("name"), target.value.get("in")) for target in own}
        shared = [each for each in one.shared if (each.value.get("name"), each.value.get("in")) not in names]
        variables = _VARIABLE.findall(one.path)
        made: dict[tuple[str, str], dict[str, Any]] = {}
        body: list[Target] = []
        for target in [*shared, *own]:
            if target.value.get("in") in ("body", "formData"):
                body.append(target)
                continue
            if target.value.get("in") == "path" and target.value.get("name") not in variables:
                self._ledger.leave(target.at, "The path has no place for this parameter.")
                continue
            parameter = self._inputs.parameter(target)
            key = (parameter["name"].lower(), parameter["in"]) if parameter else ("", "")
            if parameter and key in made:
                self._ledger.leave(target.at, "The operation has this parameter already.")
            elif parameter:
                made[key] = parameter
        for name in variables:
            if (name.lower(), "path") not in made:
                bare = Target({"name": name, "in": "path", "schema": {"type": "string"}}, one.at)
                self._ledger.leave(one.at, f"The variable {name} of the path was not described; it became a text.")
                made[name.lower(), "path"] = self._inputs.parameter(bare) or {}
        return [parameter for parameter in made.values() if parameter], body

    def _body(self, one: Found, parts: list[Target]) -> tuple[list[dict[str, Any]], str]:
        target = self._references.follow(one.value.get("requestBody"), (*one.at, "requestBody"))
        if target is None and parts:
            target = _body_of(one, parts)
        if target is None:
            return [], ""
        if one.method in ("get", "head", "options", "delete") and target.value.get("content"):
            self._ledger.leave(target.at, f"The platform sends no body with {one.method.upper()}.")
            return [], ""
        return self._inputs.body(target)

    def _rest(self, one: Found, made: dict[str, Any]) -> None:
        for key in _NOT_KEPT:
            if one.value.get(key):
                self._ledger.leave((*one.at, key), f"An operation on the platform has no {key}.")
        if "security" in one.value:
            self._ledger.leave((*one.at, "security"), "All operations of a connector sign in in the same way.")
        for key, value in one.value.items():
            if key.startswith("x-ms-") and key in ("x-ms-visibility", "x-ms-no-generic-test"):
                made[key] = value
            elif key.startswith("x-"):
                self._ledger.leave((*one.at, key), f"The extension {key} has no place in what the platform reads.")


def _body_of(one: Found, parts: list[Target]) -> Target:
    """The body and the form fields of Swagger 2.0 as OpenAPI 3 writes them."""
    consumes = [kind for kind in sequence(one.value.get("consumes")) if isinstance(kind, str)]
    for part in parts:
        if part.value.get("in") == "body":
            kind = consumes[0] if consumes else JSON
            value = {"content": {kind: {"schema": part.value.get("schema", {})}}}
            return Target({**part.value, **value}, part.at)
    fields: dict[str, Any] = {}
    for part in parts:
        schema = {key: value for key, value in part.value.items() if key not in ("name", "in", "required")}
        if schema.get("type") == "file":
            schema |= {"type": "string", "format": "binary"}
        fields[str(part.value.get("name"))] = schema
    required = [str(part.value.get("name")) for part in parts if part.value.get("required") is True]
    files = any(schema.get("format") == "binary" for schema in fields.values())
    kind = "multipart/form-data" if files or "multipart/form-data" in consumes else "application/x-www-form-urlencoded"
    form = {"type": "object", "properties": fields, "required": required}
    return Target({"content": {kind: {"schema": form}}}, one.at)
