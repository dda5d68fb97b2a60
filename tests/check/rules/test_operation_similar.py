"""Paths that mean the same request: tricky pairs, and files made to keep us busy."""

from __future__ import annotations

import time

import pytest

from ippub.check.rules.operation.contents import operation_schema_count_exceeds_max_allowed
from ippub.check.rules.operation.similar import duplicate_operation_path, partial_duplicate_operation_path
from ippub.connector.swagger import Swagger
from ippub.document.json import Json


def swagger(*paths: str) -> Swagger:
    items: dict[str, Json] = {path: {"get": {"operationId": path}} for path in paths}
    return Swagger({"paths": items}, "apiDefinition.swagger.json")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/a/{b}", "/a/{c}"),
        ("/a/{b}/d", "/A/{c}/d"),
        ("/a/{b}.json", "/a/{c}.json"),
        ("/a('{b}')", "/a('{c}')"),
    ],
)
def test_paths_that_differ_in_variable_names_only_are_duplicates(first: str, second: str) -> None:
    assert len(list(duplicate_operation_path(swagger(first, second)))) == 1
    assert not list(partial_duplicate_operation_path(swagger(first, second)))


@pytest.mark.parametrize(
    ("first", "second"),
    [("/a/{b}", "/a"), ("/a/{b}", "/a/"), ("/a/{b}", "/c/{b}"), ("/a/{b}/c", "/a/{b}/d"), ("/a", "/a/")],
)
def test_paths_with_a_different_fixed_part_are_no_duplicates(first: str, second: str) -> None:
    assert not list(duplicate_operation_path(swagger(first, second)))
    assert not list(partial_duplicate_operation_path(swagger(first, second)))


def test_many_overlapping_paths_are_compared_in_bounded_time() -> None:
    paths = [f"/{{a}}/{{b}}/{number}" for number in range(20_000)]
    paths += [f"/{number}/{{b}}/{{c}}" for number in range(20_000)]
    definition = swagger(*paths)
    start = time.process_time()
    list(partial_duplicate_operation_path(definition))
    list(duplicate_operation_path(definition))
    assert time.process_time() - start < 2


def test_long_chains_of_definitions_are_counted_in_bounded_time() -> None:
    count = 20_000
    definitions: dict[str, Json] = {
        f"D{number}": {
            "properties": {
                "a": {"$ref": f"#/definitions/D{number + 1}"},
                "b": {"$ref": f"#/definitions/D{(number + 1) % count}"},
            }
        }
        for number in range(count)
    }
    answer: Json = {"200": {"schema": {"$ref": "#/definitions/D0"}}}
    paths: Json = {"/a": {"get": {"operationId": "A", "responses": answer}}}
    definition = Swagger({"paths": paths, "definitions": definitions}, "apiDefinition.swagger.json")
    start = time.process_time()
    found = list(operation_schema_count_exceeds_max_allowed(definition))
    assert len(found) == 1
    assert time.process_time() - start < 2
