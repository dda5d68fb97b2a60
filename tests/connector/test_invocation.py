"""Walks through inputs and answers: names, paths, references, open schemas, and files made to hurt."""

from __future__ import annotations

import time

from ippub.connector.invocation import Calls, nearest_operation
from ippub.connector.swagger import Swagger
from ippub.document.json import Json

LOOP: dict[str, Json] = {
    "type": "object",
    "properties": {
        "next": {"$ref": "#/definitions/Loop"},
        "all": {"allOf": [{"$ref": "#/definitions/Loop"}]},
    },
    "required": ["next"],
    "allOf": [{"$ref": "#/definitions/Loop"}, {"properties": {"name": {"type": "string"}}}],
}


def swagger_of(schema: Json, *, required: bool = True) -> Swagger:
    body: Json = {"name": "body", "in": "body", "required": required, "schema": schema}
    operation: Json = {
        "operationId": "Add",
        "parameters": [{"name": "a.b", "in": "query", "type": "string"}, body],
        "responses": {"200": {"schema": schema}},
    }
    return Swagger({"paths": {"/a": {"post": operation}}, "definitions": {"Loop": LOOP}}, "swagger.json")


def test_a_property_is_found_with_and_without_the_name_of_the_body() -> None:
    swagger = swagger_of({"properties": {"shop": {"properties": {"id": {"type": "string"}}}}})
    calls, operation = Calls(swagger), swagger.operations[0]
    for path in ("body/shop/id", "shop/id", "shop.id"):
        found, sure = calls.find(operation, path)
        assert found is not None
        assert (found.type, sure) == ("string", True)


def test_a_parameter_with_dots_in_its_name_is_a_parameter() -> None:
    swagger = swagger_of({"properties": {"a": {"properties": {"b": {"type": "integer"}}}}})
    found, _ = Calls(swagger).find(swagger.operations[0], "a.b")
    assert found is not None
    assert found.type == "string"


def test_a_missing_property_is_sure_only_where_the_schema_is_closed() -> None:
    closed = swagger_of({"type": "object", "properties": {"id": {"type": "string"}}})
    assert Calls(closed).find(closed.operations[0], "name") == (None, True)
    opened: tuple[Json, ...] = (
        {"type": "object"},
        {"properties": {"id": {}}, "additionalProperties": True},
        {"properties": {"id": {}}, "x-ms-dynamic-schema": {}},
        {"$ref": "#/definitions/Nowhere"},
    )
    for schema in opened:
        swagger = swagger_of(schema)
        assert Calls(swagger).find(swagger.operations[0], "name") == (None, False)


def test_a_property_is_required_only_when_everything_above_it_is() -> None:
    schema: Json = {
        "required": ["shop"],
        "properties": {
            "shop": {"required": ["id"], "properties": {"id": {"type": "string"}, "at": {"type": "string"}}}
        },
    }
    swagger = swagger_of(schema)
    assert [item.path for item in Calls(swagger).required_inputs(swagger.operations[0])] == ["body/shop/id"]
    optional = swagger_of(schema, required=False)
    assert list(Calls(optional).required_inputs(optional.operations[0])) == []


def test_a_definition_that_holds_itself_ends() -> None:
    swagger = swagger_of({"$ref": "#/definitions/Loop"})
    calls, operation = Calls(swagger), swagger.operations[0]
    answer = calls.answer(operation)
    assert answer is not None
    reached, sure = calls.walk(answer, "next/all/next/name")
    assert sure
    assert reached is not None
    assert reached.type == "string"
    assert calls.has_leaf(operation, "nothing") is False
    assert list(calls.required_inputs(operation)) == []


def test_a_wide_and_entangled_body_is_not_looked_through_to_the_end() -> None:
    properties: Json = {f"p{number}": {"$ref": "#/definitions/Loop"} for number in range(20_000)}
    swagger = swagger_of({"properties": properties, "required": [f"p{number}" for number in range(20_000)]})
    calls = Calls(swagger)
    start = time.process_time()
    for _ in range(5):
        assert len(list(calls.required_inputs(swagger.operations[0]))) <= 200
        assert calls.has_leaf(swagger.operations[0], "nothing")
    assert time.process_time() - start < 5


def test_the_nearest_operation_is_the_one_spelled_otherwise() -> None:
    swagger = swagger_of({})
    assert nearest_operation(swagger, "add") == "Add"
    assert nearest_operation(swagger, "Completely") == ""
