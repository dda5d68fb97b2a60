"""What the JSON Schemas find: the exact fault, its place and its owner, in bounded time."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator

from ippub.check import shape
from ippub.check.example import read_example
from ippub.check.shape import MAX_FAULTS, ShapeFault, properties_shape, swagger_shape
from ippub.connector.properties import ApiProperties
from ippub.connector.swagger import Swagger

FILES = read_example("{}").files
DEFINITION = json.loads(FILES["apiDefinition.swagger.json"])
PROPERTIES = json.loads(FILES["apiProperties.json"])


def faults_with(patch: str) -> tuple[ShapeFault, ...]:
    value = json.loads(read_example(patch).files["apiDefinition.swagger.json"])
    return swagger_shape(Swagger(value, "a.json")).faults


def test_the_example_connector_fits() -> None:
    assert swagger_shape(Swagger(DEFINITION, "a.json")).faults == ()
    assert properties_shape(ApiProperties(PROPERTIES, "b.json")).faults == ()


@pytest.mark.parametrize("name", ["definition", "properties"])
def test_the_schemas_are_valid_draft_7(name: str) -> None:
    Draft7Validator(shape._schema(name))


def test_a_wrong_type_belongs_to_the_object_around_it() -> None:
    (fault,) = faults_with("{paths: {/widgets: {get: {deprecated: 'true'}}}}")
    assert fault == ShapeFault(
        "type", ("paths", "/widgets", "get", "deprecated"), "operation", "deprecated", "true", ("boolean",)
    )


def test_a_wrong_type_in_an_array_has_the_name_of_the_array() -> None:
    (fault,) = faults_with("{tags: [{name: a}, b]}")
    assert (fault.keyword, fault.tokens, fault.owner, fault.name) == (
        "type",
        ("tags", 1),
        "definition",
        "tags",
    )


def test_a_missing_key_is_told_at_the_object_that_lacks_it() -> None:
    (fault,) = faults_with("{tags: [{description: All about widgets.}]}")
    assert (fault.keyword, fault.tokens, fault.owner, fault.name) == ("required", ("tags", 0), "tag", "name")


def test_an_unknown_key_where_extensions_are_allowed_is_no_extension() -> None:
    (fault,) = faults_with("{info: {titel: a, x-own: 1}}")
    assert (fault.keyword, fault.tokens, fault.owner) == ("patternProperties", ("info", "titel"), "info")
    assert "title" in fault.expected


def test_an_unknown_key_in_a_closed_object_is_an_additional_property() -> None:
    (fault,) = faults_with("{paths: {/widgets: {get: {x-ms-pageable: {nextLinkName: a, x-own: 1}}}}}")
    assert (fault.keyword, fault.name, fault.owner) == ("additionalProperties", "x-own", "x-ms-pageable")


def test_schemas_are_followed_to_any_depth() -> None:
    value = deepcopy(DEFINITION)
    schema: dict[str, Any] = {"type": "strin"}
    for _ in range(150):
        schema = {"items": schema}
    value["definitions"]["Deep"] = schema
    (fault,) = swagger_shape(Swagger(value, "a.json")).faults
    assert (fault.keyword, fault.value, len(fault.tokens)) == ("enum", "strin", 153)


def test_a_property_may_have_any_name() -> None:
    assert faults_with("{definitions: {W: {properties: {type: {type: string}, $ref: {type: string}}}}}") == ()


def test_a_reference_needs_nothing_that_the_real_thing_needs() -> None:
    patch = "{paths: {/widgets: {get: {parameters: [{$ref: '#/parameters/A'}]}}}}"
    assert faults_with(patch) == ()


@pytest.mark.parametrize("odd", ["\ud800", 10**4000, float("nan"), float("inf"), "\0", 1e308], ids=ascii)
def test_odd_values_never_raise(odd: Any) -> None:
    value = deepcopy(DEFINITION)
    value["info"]["title"] = odd
    value["x-odd"] = {"\ud800": odd}
    swagger_shape(Swagger(value, "a.json"))


@pytest.mark.parametrize(
    "hostile",
    [
        {"definitions": {str(number): number for number in range(500_000)}},
        {"definitions": {"a": {str(number): {} for number in range(500_000)}}},
        {"definitions": {"a": {"enum": [{}] * 500_000}}, "tags": [{}] * 500_000},
        {"paths": {f"/{number}": {"get": {"tags": "a"}} for number in range(200_000)}},
    ],
    ids=["wrong types", "unknown keys", "missing keys", "operations"],
)
def test_a_hostile_definition_takes_little_time_and_has_few_faults(hostile: dict[str, Any]) -> None:
    start = time.process_time()
    found = swagger_shape(Swagger({**DEFINITION, **hostile}, "a.json")).faults
    assert 0 < len(found) <= MAX_FAULTS
    assert time.process_time() - start < 2


def test_a_fault_behind_very_many_values_may_go_unplaced_but_costs_little() -> None:
    items: list[Any] = [{"name": "a"}] * (shape.MAX_VALUES + 10)
    start = time.process_time()
    assert swagger_shape(Swagger({**DEFINITION, "tags": [*items, 1]}, "a.json")).faults == ()
    assert time.process_time() - start < 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([1.0, 0.5, "a", "string", "query", "x-a"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["type", "items", "properties", "name", "in", "x-a", "$ref", "required", "schema", "a"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
_PLACES = [
    ("info",), ("paths",), ("paths", "/widgets"), ("paths", "/widgets", "get"), ("definitions",),
    ("paths", "/widgets", "get", "parameters"), ("paths", "/widgets", "get", "responses"), ("tags",),
    ("definitions", "Widget"), ("definitions", "Widget", "properties"), ("security",), ("securityDefinitions",),
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(_PLACES), key=st.sampled_from(["type", "items", "a", "x-a", "name"]), new=_JSON)
def test_our_walk_finds_a_fault_exactly_where_jsonschema_finds_one(place: tuple[str, ...], key: str, new: Any) -> None:
    value = deepcopy(DEFINITION)
    node: Any = value
    for token in place[:-1]:
        node = node[token]
    holder = node.get(place[-1])
    if isinstance(holder, dict):
        holder[key] = new
    else:
        node[place[-1]] = new
    schema = shape._schema("definition")
    walk = shape._Walk(schema["definitions"])
    walk.visit(schema, value, (), "")
    expected = Draft7Validator(schema).is_valid(value)
    assert (not walk.faults) is expected
