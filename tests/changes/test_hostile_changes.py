"""Documents made to make a comparison never end: it ends, and says when it did not look at everything."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

import pytest

from ippub.changes.compare import MOST_STEPS, compare_swaggers
from ippub.connector.swagger import Swagger

Document = dict[str, Any]


def operation(number: int, name: str) -> Document:
    return {
        "operationId": f"Do{number}",
        "responses": {"200": {"description": "d", "schema": {"$ref": f"#/definitions/{name}"}}},
    }


def document(definitions: Document, roots: list[str]) -> Document:
    paths = {f"/p{number}": {"get": operation(number, name)} for number, name in enumerate(roots)}
    return {"swagger": "2.0", "paths": paths, "definitions": definitions}


def doubled(levels: int = 60) -> Document:
    """An ``allOf`` that names the next definition twice, level by level: 2 to the power of 60 parts."""
    definitions: Document = {
        f"D{level}": {
            "allOf": [{"$ref": f"#/definitions/D{level + 1}"}] * 2,
            "properties": {f"p{level}": {"type": "string"}},
        }
        for level in range(levels)
    }
    definitions[f"D{levels}"] = {"type": "object", "properties": {"end": {"type": "string"}}}
    return document(definitions, ["D0"])


def wide(levels: int = 30) -> Document:
    """Each definition has the next one twice as a property: 2 to the power of 30 fields."""
    definitions: Document = {
        f"D{level}": {
            "type": "object",
            "properties": {side: {"$ref": f"#/definitions/D{level + 1}"} for side in ("left", "right")},
        }
        for level in range(levels)
    }
    definitions[f"D{levels}"] = {"type": "object", "properties": {"end": {"type": "string"}}}
    return document(definitions, ["D0"])


def chain(length: int = 10_000) -> Document:
    """A list of definitions, each a field of the one before: deeper than any stack."""
    definitions: Document = {
        f"D{level}": {"type": "object", "properties": {"next": {"$ref": f"#/definitions/D{level + 1}"}}}
        for level in range(length)
    }
    definitions[f"D{length}"] = {"type": "object", "properties": {"end": {"type": "string"}}}
    return document(definitions, ["D0"])


def long_all_of(length: int = 3_000) -> Document:
    """A list of definitions, each a part of the one before, and an operation for each."""
    definitions: Document = {
        f"D{level}": {
            "allOf": [{"$ref": f"#/definitions/D{level + 1}"}],
            "properties": {f"p{level}": {"type": "string"}},
        }
        for level in range(length)
    }
    definitions[f"D{length}"] = {"type": "object", "properties": {"end": {"type": "string"}}}
    return document(definitions, [f"D{level}" for level in range(length)])


def circles() -> Document:
    """Definitions that contain themselves, through properties, elements, parts and nothing at all."""
    definitions: Document = {
        "D0": {
            "allOf": [{"$ref": "#/definitions/D0"}, {"$ref": "#/definitions/A"}],
            "properties": {"x": {"type": "string"}},
        },
        "A": {"type": "array", "items": {"$ref": "#/definitions/A"}},
        "B": {"$ref": "#/definitions/C"},
        "C": {"$ref": "#/definitions/B"},
        "E": {
            "type": "object",
            "additionalProperties": {"$ref": "#/definitions/E"},
            "properties": {"end": {"type": "string"}},
        },
    }
    return document(definitions, ["D0", "A", "B", "C", "E", "Nowhere"])


def subsets(size: int = 40) -> Document:
    """Parts whose common properties lead to other sets of parts each time."""
    definitions: Document = {
        f"D{number}": {
            "type": "object",
            "properties": {
                "a": {"allOf": [{"$ref": f"#/definitions/D{(number + 1) % size}"}, {"$ref": "#/definitions/D1"}]},
                "b": {
                    "allOf": [
                        {"$ref": f"#/definitions/D{(number * 2) % size}"},
                        {"$ref": f"#/definitions/D{(number + 3) % size}"},
                    ]
                },
            },
        }
        for number in range(size)
    }
    definitions["D7"]["properties"]["end"] = {"type": "string"}
    return document(definitions, ["D0"])


def shared(operations: int = 5_000, definitions: int = 5_000) -> Document:
    """Very many operations that all reach very many definitions."""
    made = chain(definitions)
    made["paths"] = {f"/p{number}": {"get": operation(number, "D0")} for number in range(operations)}
    return made


MAKERS: list[Callable[[], Document]] = [doubled, wide, chain, long_all_of, circles, subsets, shared]


def changed(old: Document) -> Document:
    """``old`` with every ``end`` an integer, and one key more so that no part is the same."""
    new = copy.deepcopy(old)
    for definition in new["definitions"].values():
        if "end" in definition.get("properties", {}):
            definition["properties"]["end"] = {"type": "integer"}
        definition["x-new"] = True
    return new


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_the_comparison_ends_and_finds_the_change_or_says_that_it_stopped(make: Callable[[], Document]) -> None:
    old = make()
    new = changed(old)
    started = time.process_time()
    found = {change.code for change in compare_swaggers(Swagger(old, "old"), Swagger(new, "new"))}
    assert time.process_time() - started < 20
    if make is not circles:
        assert found & {"BreakingOutputTypeChanged", "ComparisonCutShort"}


def test_a_comparison_that_stops_says_so() -> None:
    found = compare_swaggers(Swagger(chain(), "old"), Swagger(changed(chain()), "new"), steps=500)
    assert "ComparisonCutShort" in {change.code for change in found}


@pytest.mark.parametrize("make", [doubled, wide, chain, circles])
def test_what_is_the_same_costs_nothing(make: Callable[[], Document]) -> None:
    assert compare_swaggers(Swagger(make(), "old"), Swagger(make(), "new"), steps=1) == []


NONSENSE = [None, True, 0, "x", [], {}, [[]], [None], {"x": None}, {"$ref": 3}, {"$ref": "#/definitions/"}]


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
def test_values_of_the_wrong_type_are_compared_without_a_crash(value: Any) -> None:
    from changes.documents import base

    good = base()
    places = [(good, key) for key in good]
    places += [(good["paths"]["/widgets"], key) for key in good["paths"]["/widgets"]]
    places += [(good["paths"]["/widgets"]["get"], key) for key in good["paths"]["/widgets"]["get"]]
    places += [(good["definitions"]["Widget"]["allOf"][1], key) for key in ("type", "required", "properties")]
    places += [(good["definitions"]["Named"]["properties"], "name"), (good["definitions"], "Named")]
    for holder, key in places:
        kept = holder[key]
        holder[key] = value
        bad = copy.deepcopy(good)
        holder[key] = kept
        compare_swaggers(Swagger(good, "old"), Swagger(bad, "new"), MOST_STEPS)
        compare_swaggers(Swagger(bad, "old"), Swagger(good, "new"), MOST_STEPS)
