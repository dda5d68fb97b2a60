"""The size of schemas with every reference followed, without following them one by one."""

from __future__ import annotations

import time

from ippub.connector.schemas import MANY, Extent, cycles, definition_name, extents_of_roots, measure
from ippub.connector.swagger import Swagger
from ippub.document.json import Json


def reference(name: str) -> dict[str, Json]:
    return {"$ref": f"#/definitions/{name}"}


def extents(definitions: dict[str, Json]) -> dict[str, Extent]:
    swagger = Swagger({"paths": {}, "definitions": definitions}, "swagger.json")
    return {root.name: extent for root, extent in extents_of_roots(swagger)}


def test_a_reference_counts_as_what_it_names() -> None:
    found = extents(
        {
            "A": {"properties": {"x": reference("B"), "y": {"items": reference("B")}}},
            "B": {"properties": {"z": {"type": "string"}}},
        }
    )
    assert found["B"] == Extent(nodes=2, depth=2)
    assert found["A"] == Extent(nodes=6, depth=4)


def test_definitions_that_double_at_each_step_are_counted_and_not_unfolded() -> None:
    count = 20_000
    definitions: dict[str, Json] = {
        f"D{at}": {"properties": {"a": reference(f"D{at + 1}"), "b": reference(f"D{at + 1}")}} for at in range(count)
    }
    start = time.process_time()
    found = extents(definitions)
    assert time.process_time() - start < 2
    assert found["D0"].nodes == MANY
    assert found["D0"].depth == count + 1


def test_what_reaches_a_circle_is_endless_and_the_circle_is_named() -> None:
    definitions: dict[str, Json] = {
        "User": {"properties": {"a": reference("A")}},
        "B": {"properties": {"a": reference("A")}},
        "A": {"properties": {"b": {"items": reference("B")}}},
        "Self": {"allOf": [reference("Self")]},
        "Plain": {"type": "object"},
    }
    found = extents(definitions)
    assert [name for name, extent in found.items() if extent.endless] == ["User", "B", "A", "Self"]
    swagger = Swagger({"paths": {}, "definitions": definitions}, "swagger.json")
    assert measure(swagger).cycles == (("B", "A"), ("Self",))


def test_circles_are_found_along_a_chain_longer_than_the_stack() -> None:
    count = 20_000
    edges = {str(at): {str((at + 1) % count)} for at in range(count)}
    assert [len(group) for group in cycles(edges)] == [count]
    assert cycles({"a": {"b"}, "b": {"gone"}}) == []


def test_a_name_is_one_token_of_a_pointer_into_definitions() -> None:
    assert definition_name("#/definitions/A~1B%20C") == "A/B C"
    for other in ("#/definitions/A/properties/b", "#/definitions/", "other.json", "#/parameters/A", "Pet"):
        assert definition_name(other) is None
