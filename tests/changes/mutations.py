"""Edits that break flows, made to a document at a place picked by chance, with the codes under which they must be told.

A mutation is made on the document as it stands; where what it edits is not reached by an operation, or is shown to
nobody, it is not made (``None``): the edit would break nothing.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
Document = dict[str, Any]


class Mutation(NamedTuple):
    """What was made: the document after, and the codes of which one must be told."""

    name: str
    after: Document
    codes: frozenset[str]


Edit = Callable[[Document, random.Random], frozenset[str] | None]


def operations(document: Document) -> list[tuple[str, str, Document]]:
    """Path, method and operation of all that have an operationId of their own."""
    found = [
        (path, method, operation)
        for path, item in document.get("paths", {}).items()
        if isinstance(item, dict)
        for method, operation in item.items()
        if method in METHODS and isinstance(operation, dict) and operation.get("operationId")
    ]
    ids = [operation["operationId"] for _, _, operation in found]
    return [entry for entry in found if ids.count(entry[2]["operationId"]) == 1]


def resolved(document: Document, value: Any) -> Any:
    """What a reference means, the value itself when it is none."""
    for _ in range(20):
        ref = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(ref, str) or not ref.startswith("#/"):
            return value
        found: Any = document
        for token in ref[2:].split("/"):
            found = found.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        value = found
    return None


def objects(document: Document, schema: Any, depth: int = 0) -> Iterator[Document]:
    """The object schemas with properties below ``schema``; no parts of an ``allOf``: others may add to them."""
    schema = resolved(document, schema)
    if not isinstance(schema, dict) or depth > 4:
        return
    if isinstance(schema.get("properties"), dict) and schema["properties"] and not schema.get("allOf"):
        yield schema
    for inner in (schema.get("properties") or {}).values() if isinstance(schema.get("properties"), dict) else ():
        yield from objects(document, inner, depth + 1)
    yield from objects(document, schema.get("items"), depth + 1)


def own_parameters(document: Document, operation: Document) -> list[Document]:
    found = [resolved(document, each) for each in operation.get("parameters", [])]
    return [each for each in found if isinstance(each, dict) and each.get("in") != "body" and each.get("name")]


def own_list(operation: Document) -> list[Any] | None:
    found = operation.get("parameters")
    return found if isinstance(found, list) and found else None


def bodies(document: Document) -> list[Document]:
    found = []
    for _, _, operation in operations(document):
        for each in operation.get("parameters", []):
            parameter = resolved(document, each)
            if isinstance(parameter, dict) and parameter.get("in") == "body":
                found += list(objects(document, parameter.get("schema")))
    return found


def answers(document: Document) -> list[Document]:
    found = []
    for _, _, operation in operations(document):
        for code in ("200", "201"):
            response = resolved(document, (operation.get("responses") or {}).get(code))
            if isinstance(response, dict):
                found += list(objects(document, response.get("schema")))
                break
    return found


def pick(chance: random.Random, found: list[Any]) -> Any:
    return chance.choice(found) if found else None


def delete_operation(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, operations(document))
    if chosen is None:
        return None
    del document["paths"][chosen[0]][chosen[1]]
    return frozenset({"BreakingOperationDeleted"})


def rename_operation(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, operations(document))
    if chosen is None:
        return None
    chosen[2]["operationId"] += "Renamed"
    return frozenset({"BreakingOperationDeleted"})


def hide_operation(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, [each for each in operations(document) if each[2].get("x-ms-visibility") != "internal"])
    if chosen is None:
        return None
    chosen[2]["x-ms-visibility"] = "internal"
    return frozenset({"BreakingOperationHidden"})


def move_path(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, operations(document))
    if chosen is None:
        return None
    document["paths"][chosen[0] + "/moved"] = document["paths"].pop(chosen[0])
    return frozenset({"BreakingPathTemplateChanged"})


def change_method(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, operations(document))
    if chosen is None:
        return None
    item = document["paths"][chosen[0]]
    free = [method for method in METHODS if method not in item]
    if not free:
        return None
    item[free[0]] = item.pop(chosen[1])
    return frozenset({"BreakingMethodChanged"})


def move_parameter(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = []
    for _, _, operation in operations(document):
        names = [each["name"] for each in own_parameters(document, operation)]
        found += [each for each in own_parameters(document, operation) if names.count(each["name"]) == 1]
    chosen = pick(chance, [each for each in found if each.get("in") in ("query", "header")])
    if chosen is None:
        return None
    chosen["in"] = "header" if chosen["in"] == "query" else "query"
    return frozenset({"BreakingParameterLocationChanged"})


def add_required_parameter(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, operations(document))
    if chosen is None:
        return None
    chosen[2].setdefault("parameters", []).append({"name": "added", "in": "query", "type": "string", "required": True})
    return frozenset({"BreakingRequiredInputAdded"})


def require_parameter(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = [each for _, _, operation in operations(document) for each in own_parameters(document, operation)]
    chosen = pick(chance, [each for each in found if not each.get("required") and "internal" not in str(each)])
    if chosen is None:
        return None
    chosen["required"] = True
    return frozenset({"BreakingInputOptionalToRequired"})


def delete_parameter(document: Document, chance: random.Random) -> frozenset[str] | None:
    lists = [found for _, _, operation in operations(document) if (found := own_list(operation)) is not None]
    chosen = pick(chance, lists)
    if chosen is None:
        return None
    entry = chosen[-1]
    parameter = resolved(document, entry)
    if not isinstance(parameter, dict) or parameter.get("x-ms-visibility") == "internal" or chosen.count(entry) > 1:
        return None
    chosen.pop()
    return frozenset({"BreakingInputDeleted"})


def retype_parameter(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = [each for _, _, operation in operations(document) for each in own_parameters(document, operation)]
    chosen = pick(chance, [each for each in found if isinstance(each.get("type"), str)])
    if chosen is None:
        return None
    chosen["type"] = "integer" if chosen["type"] != "integer" else "string"
    return frozenset({"BreakingInputTypeChanged"})


def hide_parameter(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = [each for _, _, operation in operations(document) for each in own_parameters(document, operation)]
    chosen = pick(chance, [each for each in found if each.get("x-ms-visibility") != "internal"])
    if chosen is None:
        return None
    chosen["x-ms-visibility"] = "internal"
    return frozenset({"BreakingInputHidden"})


def remove_enum_value(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = [each for _, _, operation in operations(document) for each in own_parameters(document, operation)]
    found += [inner for each in bodies(document) for inner in each["properties"].values() if isinstance(inner, dict)]
    chosen = pick(
        chance, [each for each in found if isinstance(each.get("enum"), list) and len(set(map(str, each["enum"]))) > 1]
    )
    if chosen is None:
        return None
    gone = chosen["enum"][0]
    chosen["enum"] = [value for value in chosen["enum"] if value != gone]
    return frozenset({"BreakingEnumValueRemoved"})


def add_enum(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = [each for _, _, operation in operations(document) for each in own_parameters(document, operation)]
    chosen = pick(chance, [each for each in found if "enum" not in each])
    if chosen is None:
        return None
    chosen["enum"] = ["one", "two"]
    return frozenset({"BreakingEnumAdded"})


def delete_field(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, bodies(document))
    if chosen is None:
        return None
    name = chance.choice(list(chosen["properties"]))
    if "internal" in str(resolved(document, chosen["properties"][name])):
        return None
    del chosen["properties"][name]
    return frozenset({"BreakingInputDeleted"})


def add_required_field(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, bodies(document))
    if chosen is None:
        return None
    chosen["properties"]["added"] = {"type": "string"}
    chosen["required"] = [*(chosen.get("required") or []), "added"]
    return frozenset({"BreakingRequiredInputAdded"})


def require_field(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, bodies(document))
    required = chosen.get("required") or [] if chosen is not None else []
    free = [name for name in chosen["properties"] if name not in required] if chosen is not None else []
    if (
        not free
        or not isinstance(required, list)
        or "internal" in str(resolved(document, chosen["properties"][free[0]]))
    ):
        return None
    chosen["required"] = [*required, free[0]]
    return frozenset({"BreakingInputOptionalToRequired"})


def delete_output(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = pick(chance, answers(document))
    if chosen is None:
        return None
    del chosen["properties"][chance.choice(list(chosen["properties"]))]
    return frozenset({"BreakingOutputDeleted"})


def _leaf(document: Document, chance: random.Random) -> Document | None:
    found = [
        inner
        for each in answers(document)
        for inner in each["properties"].values()
        if isinstance(inner, dict) and isinstance(inner.get("type"), str)
    ]
    return pick(chance, found)


def retype_output(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = _leaf(document, chance)
    if chosen is None:
        return None
    chosen["type"] = "boolean" if chosen["type"] != "boolean" else "string"
    return frozenset({"BreakingOutputTypeChanged"})


def reformat_output(document: Document, chance: random.Random) -> frozenset[str] | None:
    chosen = _leaf(document, chance)
    if chosen is None:
        return None
    chosen["format"] = "uuid" if chosen.get("format") != "uuid" else "date"
    return frozenset({"BreakingOutputFormatChanged"})


def change_sign_in(document: Document, chance: random.Random) -> frozenset[str] | None:
    found = [each for each in (document.get("securityDefinitions") or {}).values() if isinstance(each, dict)]
    chosen = pick(chance, found)
    if chosen is None or len(found) > 1:
        return None
    chosen["type"] = "basic" if chosen.get("type") != "basic" else "apiKey"
    return frozenset({"BreakingAuthenticationChanged"})


EDITS: tuple[Edit, ...] = (
    delete_operation,
    rename_operation,
    hide_operation,
    move_path,
    change_method,
    move_parameter,
    add_required_parameter,
    require_parameter,
    delete_parameter,
    retype_parameter,
    hide_parameter,
    remove_enum_value,
    add_enum,
    delete_field,
    add_required_field,
    require_field,
    delete_output,
    retype_output,
    reformat_output,
    change_sign_in,
)


def mutations(document: Document, chance: random.Random, rounds: int = 1) -> Iterator[Mutation]:
    """Each edit made to its own copy of ``document``, where it can be made."""
    for _ in range(rounds):
        for edit in EDITS:
            after = copy.deepcopy(document)
            codes = edit(after, chance)
            if codes is not None:
                yield Mutation(edit.__name__, after, codes)
