"""Finding the property that takes the callback address of a webhook."""

from __future__ import annotations

import time

from ippub.connector.swagger import Swagger
from ippub.connector.webhooks import Callback, callbacks
from ippub.document.json import Json

URL: Json = {"type": "string", "x-ms-notification-url": True}


def found(schema: Json, definitions: dict[str, Json] | None = None, *, required: bool = True) -> list[Callback]:
    body: Json = {"name": "body", "in": "body", "required": required, "schema": schema}
    paths: Json = {"/hooks": {"post": {"operationId": "Subscribe", "parameters": [body]}}}
    swagger = Swagger({"paths": paths, "definitions": definitions or {}}, "swagger.json")
    return [callback for group in callbacks(swagger).values() for callback in group]


def test_the_first_step_that_may_be_left_out_is_named() -> None:
    inner: Json = {"required": ["url"], "properties": {"url": URL}}
    optional = found({"properties": {"config": inner}})[0].optional
    assert optional is not None
    assert optional.tokens[-2:] == ("properties", "config")
    assert found({"required": ["config"], "properties": {"config": inner}})[0].optional is None


def test_a_body_that_is_not_required_is_the_first_step() -> None:
    callback = found({"required": ["url"], "properties": {"url": URL}}, required=False)[0]
    assert callback.optional is not None
    assert callback.optional.text("in") == "body"


def test_an_internal_step_on_the_way_hides_the_address() -> None:
    schema: Json = {"properties": {"config": {"x-ms-visibility": "internal", "properties": {"url": URL}}}}
    assert found(schema)[0].internal
    assert not found({"properties": {"url": URL}})[0].internal


def test_the_address_is_found_behind_references_lists_and_compositions() -> None:
    definitions: dict[str, Json] = {
        "Hook": {"allOf": [{"$ref": "#/definitions/Base"}, {"properties": {"again": {"$ref": "#/definitions/Hook"}}}]},
        "Base": {"properties": {"targets": {"type": "array", "items": {"properties": {"url": URL}}}}},
    }
    callbacks_found = found({"$ref": "#/definitions/Hook"}, definitions)
    assert [callback.url.name for callback in callbacks_found] == ["url"]


def test_a_mark_that_is_not_true_and_a_property_of_that_name_are_no_mark() -> None:
    assert found({"properties": {"url": {"x-ms-notification-url": "true"}}}) == []
    assert found({"properties": {"x-ms-notification-url": {"type": "string"}}}) == []


def test_many_operations_that_share_a_large_body_are_quick() -> None:
    properties: dict[str, Json] = {f"p{at}": {"type": "string"} for at in range(20_000)}
    large: Json = {"properties": properties | {"url": URL}}
    paths: dict[str, Json] = {
        f"/{at}": {"post": {"parameters": [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A"}}]}}
        for at in range(5_000)
    }
    start = time.process_time()
    assert len(callbacks(Swagger({"paths": paths, "definitions": {"A": large}}, "swagger.json"))) == 5_000
    assert time.process_time() - start < 2
