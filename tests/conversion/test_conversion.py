"""Documents of other kinds become Swagger 2.0 that the check accepts, and nothing is lost without a word."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV2SpecValidator

from authoring.test_new_connector import CONTOSO
from conversion.losses import losses
from ippub.authoring.answers import Authentication
from ippub.authoring.files import new_connector
from ippub.check.rule import Severity
from ippub.cli.creating import write_new
from ippub.conversion.convert import Conversion, convert
from ippub.conversion.ledger import steps_of
from ippub.conversion.reading import parse
from ippub.conversion.security import SignIn
from ippub.errors import UsageError

SOURCES = sorted((Path(__file__).parent / "sources").iterdir())
FOR_A_PERSON = {"BodySchemaCountExceedsMaxAllowed", "OperationSchemaCountExceedsMaxAllowed", "SwaggerTooLarge"} | {
    "TotalSchemaCountExceedsMaxAllowed",
    "ValueMustBeInEnglish",
    "SecretInFiles",
}
"""What no rule of a conversion can answer: how much to leave out, other languages, what is secret."""


def source(name: str) -> Any:
    path = Path(__file__).parent / "sources" / name
    return parse(path.read_bytes(), name)


def errors_of(made: Conversion) -> set[str]:
    """The errors that the check finds, after openapi-spec-validator has found none."""
    files = new_connector(replace(CONTOSO, base_path="/"), made.body)
    swagger = json.loads(files["apiDefinition.swagger.json"])
    assert [error.message for error in OpenAPIV2SpecValidator(swagger).iter_errors()] == []
    with tempfile.TemporaryDirectory() as folder:
        found = write_new(files, os.path.join(folder, CONTOSO.name), CONTOSO.name, strict=False)
    return {
        f"{one.code} {one.message}" for one in found if one.severity is Severity.ERROR and one.code not in FOR_A_PERSON
    }


def reached(value: Any, steps: tuple[str, ...]) -> bool:
    """Whether the pointer leads somewhere, but for its last step, which may be something that is missing."""
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value.get(step, {})
    return True


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_document_becomes_a_definition_without_errors_and_every_place_left_exists(path: Path) -> None:
    value = parse(path.read_bytes(), path.name)
    made = convert(value)
    assert errors_of(made) == set()
    assert made.operations >= 3
    for one in made.left:
        assert one.reason.endswith(".")
        assert reached(value, steps_of("#" + one.pointer))


OPENAPI = [path for path in SOURCES if "openapi" in parse(path.read_bytes(), path.name)]


@pytest.mark.parametrize("path", OPENAPI, ids=lambda path: path.name)
def test_nothing_of_a_document_is_lost_without_a_word(path: Path) -> None:
    value = parse(path.read_bytes(), path.name)
    made = convert(value)
    sign_in = made.sign_in or SignIn("none")
    answers = replace(CONTOSO, authentication=Authentication(sign_in.kind), key_name=sign_in.name or CONTOSO.key_name)
    swagger = json.loads(new_connector(answers, made.body)["apiDefinition.swagger.json"])
    count, lost = losses(value, swagger, [one.pointer for one in made.left])
    assert count > 50
    assert [one.thing for one in lost if not one.told] == []


def test_a_member_of_several_alternatives_takes_the_values_of_each() -> None:
    made = convert(source("maps.yaml")).body["definitions"]["Geometry"]
    assert made["properties"]["type"]["enum"] == ["Point", "Polygon", "Collection"]
    assert made["required"] == ["type"]
    kinds = [
        {"type": "object", "properties": {"kind": {"const": name}, "size": {"type": size}, "name": {"$ref": ref}}}
        for name, size, ref in (("a", "integer", "#/definitions/N"), ("b", "string", "#/definitions/N"))
    ]
    schema = {"anyOf": [*kinds, {"type": "object", "properties": {"kind": {"type": "string"}}}]}
    body = {"200": {"description": "A.", "content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"responses": body}}},
        "definitions": {"N": {"type": "string"}},
    }
    answer = convert(document).body["paths"]["/a"]["get"]["responses"]["200"]["schema"]["properties"]
    assert "enum" not in answer["kind"]
    assert "type" not in answer["size"]


def test_a_member_that_refers_to_another_schema_in_each_alternative_becomes_a_schema_of_both() -> None:
    definitions: dict[str, Any] = {
        name: {"type": "object", "properties": {"result": {"$ref": f"#/definitions/{name}s"}}} for name in ("A", "B")
    }
    definitions |= {
        f"{name}s": {
            "type": "object",
            "properties": {name: {"type": "string"}, "up": {"$ref": f"#/definitions/{name}s"}},
        }
        for name in ("A", "B")
    }
    schema = {"oneOf": [{"$ref": "#/definitions/A"}, {"$ref": "#/definitions/B"}]}
    answer = {"200": {"description": "A.", "schema": schema}}
    document = {"swagger": "2.0", "paths": {"/a": {"get": {"responses": answer}}}, "definitions": definitions}
    made = convert(document)
    whole = made.body["paths"]["/a"]["get"]["responses"]["200"]["schema"]
    assert whole["properties"]["result"] == {"$ref": "#/definitions/AsOrBs"}
    both = made.body["definitions"]["AsOrBs"]["properties"]
    assert set(both) == {"A", "B", "up"}
    assert both["up"] == {"$ref": "#/definitions/AsOrBs"}
    assert all(reached(document, steps_of("#" + one.pointer)) for one in made.left)


def test_a_member_of_several_parts_is_described_as_fully_as_any_of_them_does() -> None:
    general = {
        "properties": {"data": {"type": "array", "items": {"type": "object"}}, "kind": {"$ref": "#/definitions/K"}}
    }
    special = {"properties": {"data": {"items": {"$ref": "#/definitions/S"}}, "kind": {"enum": ["b", "c"]}}}
    definitions = {
        "K": {"type": "string", "enum": ["a", "b"]},
        "S": {"type": "object", "properties": {"name": {"type": "string"}}},
        "A": {"type": "object", "allOf": [general, special]},
    }
    answer = {"200": {"description": "A.", "schema": {"$ref": "#/definitions/A"}}}
    made = convert({"swagger": "2.0", "paths": {"/a": {"get": {"responses": answer}}}, "definitions": definitions})
    members = made.body["definitions"]["A"]["properties"]
    assert members["data"]["type"] == "array"
    assert members["data"]["items"] == {"$ref": "#/definitions/S"}
    assert members["kind"]["enum"] == ["b"]
    assert [one.pointer for one in made.left] == ["/definitions/A/allOf/0/properties/data"]


def test_openapi_3_1_is_carried_over() -> None:
    made = convert(source("library.yaml"))
    assert made.address == ("eu.contoso.com", "/library/v2")
    assert made.sign_in == ("api-key-header", "Authorization")
    books = made.body["paths"]["/books"]
    assert books["get"]["operationId"] == "ListBooks"
    assert books["get"]["summary"] == "List books or media"
    assert books["post"]["operationId"] == "CreateBooks"
    names = [one["name"] for one in books["get"]["parameters"]]
    assert names == ["X-Trace", "pageSize", "genre", "filter"]
    assert books["get"]["parameters"][1]["default"] == 20
    assert books["get"]["parameters"][1]["x-ms-summary"] == "Page Size"
    assert list(made.body["definitions"]) == ["Book", "NewBook", "Person"]
    book = made.body["definitions"]["Book"]["properties"]
    assert book["similar"]["items"] == {"$ref": "#/definitions/Book"}
    assert book["price"] == {"type": "number", "x-nullable": True, "minimum": 0, "exclusiveMinimum": True} | {
        "x-ms-summary": "Price"
    }
    assert set(book["place"]["properties"]) == {"row", "boss"}
    cover = made.body["paths"]["/books/{bookId}/cover"]["put"]
    assert cover["consumes"] == ["multipart/form-data"]
    assert [one["type"] for one in cover["parameters"]] == ["string", "file", "string", "string"]
    reasons = {one.pointer: one.reason for one in made.left}
    assert "/paths/~1books/get/parameters/2" in reasons
    assert "/paths/~1books/post/callbacks" in reasons
    assert "OAuth" in reasons["/components/securitySchemes/login"]


def test_members_called_like_keywords_are_followed() -> None:
    holder = {"type": "object", "properties": {"default": {"$ref": "#/components/schemas/B"}}}
    answer = {
        "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    }
    schemas = {"A": holder, "B": {"$ref": "#/components/schemas/C"}, "C": {"type": "object", "properties": {}}}
    made = convert(
        {"openapi": "3.0.0", "paths": {"/a": {"get": {"responses": answer}}}, "components": {"schemas": schemas}}
    )
    assert set(made.body["definitions"]) == {"A", "C"}


def test_swagger_2_keeps_its_bodies_and_forms() -> None:
    made = convert(source("parcels.json"))
    assert made.sign_in == ("api-key-query", "key")
    one = made.body["paths"]["/parcels/{id}"]["get"]
    assert one["responses"]["200"]["schema"] == {"$ref": "#/definitions/Parcel"}
    assert one["x-ms-visibility"] == "important"
    assert made.body["paths"]["/parcels"]["post"]["parameters"][0]["in"] == "body"
    form = made.body["paths"]["/labels"]["post"]["parameters"]
    assert [(field["name"], field["type"]) for field in form] == [("picture", "file"), ("copies", "integer")]


def test_a_postman_collection_gets_schemas_from_its_examples() -> None:
    made = convert(source("weather.postman.json"), ("Forecasts",))
    assert made.address == ("weather.contoso.com", "/")
    assert made.sign_in == ("api-key-header", "X-Weather-Key")
    assert set(made.body["paths"]) == {"/v1/forecast/{city}", "/v1/reports"}
    schema = made.body["paths"]["/v1/forecast/{city}"]["get"]["responses"]["200"]["schema"]
    assert schema["properties"]["days"]["items"]["properties"]["high"]["type"] == "number"


@pytest.mark.parametrize(
    ("pattern", "count"),
    [("books", 1), ("ListBooks", 1), ("list-books", 1), ("SETCOVER*", 2), ("/books*", 3), ("GET /*", 2)],
)
def test_operations_are_chosen_by_id_tag_path_and_glob(pattern: str, count: int) -> None:
    value = source("library.yaml")
    value["paths"]["/books"]["post"]["tags"] = ["other"]
    assert convert(value, (pattern,)).operations == count


def test_what_names_no_operation_is_told() -> None:
    with pytest.raises(UsageError, match="names no operation") as refused:
        convert(source("library.yaml"), ("boks",))
    assert "loans" in refused.value.hint


def test_more_than_256_operations_are_refused_and_the_tags_to_split_by_are_named() -> None:
    paths = {f"/a{number}": {"get": {"responses": {}, "tags": [f"t{number % 2}"]}} for number in range(257)}
    document = {"openapi": "3.0.0", "paths": paths}
    with pytest.raises(UsageError, match="257 operations") as refused:
        convert(document)
    assert "Split it into several connectors." in refused.value.hint
    assert "t0 (129), t1 (128)" in refused.value.hint
    assert convert(document, ("t0",)).operations == 129


NAMES = st.sampled_from(["A", "B", "C d", "É", "a/b"])
TEXTS = st.sampled_from(["", "x", "List <b>all</b> & more", "A long one. " * 12, "$", "\u202e", "name?"])
ODD = st.none() | st.booleans() | st.integers(-3, 5) | TEXTS | st.just([]) | st.just({})
REFS = NAMES.map(lambda name: {"$ref": "#/components/schemas/" + name.replace("/", "~1")})
LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(
            [
                "string",
                "integer",
                "number",
                "boolean",
                "array",
                "object",
                "null",
                "file",
                ["string", "null"],
                ["integer", "string"],
            ]
        ),
        "format": st.sampled_from(["date", "int32", "binary", "odd"]),
        "enum": st.lists(ODD, max_size=3),
        "const": ODD,
        "default": ODD,
        "minimum": ODD,
        "exclusiveMaximum": ODD,
        "maxLength": ODD,
        "minLength": ODD,
        "multipleOf": ODD,
        "pattern": st.sampled_from(["a+", "[", "(?<n>a)", r"\p{L}"]),
        "nullable": ODD,
        "description": TEXTS,
        "title": TEXTS,
        "readOnly": ODD,
        "required": st.lists(st.sampled_from(["p", "q", "$"]), max_size=3),
        "example": ODD,
        "x-odd": ODD,
        "not": ODD,
        "discriminator": ODD,
    },
)
SCHEMAS = st.recursive(
    LEAVES | REFS | st.booleans() | st.just({"$ref": "other.yaml#/x"}) | st.just({"$ref": "#/no/where"}),
    lambda inner: st.builds(
        lambda leaf, more: {**leaf, **more},
        LEAVES,
        st.fixed_dictionaries(
            {},
            optional={
                "properties": st.dictionaries(st.sampled_from(["p", "q", "id", ""]), inner, max_size=3),
                "items": inner,
                "additionalProperties": inner,
                "allOf": st.lists(inner, max_size=2),
                "oneOf": st.lists(inner, max_size=3),
                "anyOf": st.lists(inner, max_size=2),
            },
        ),
    ),
    max_leaves=6,
)
PARAMETERS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["id", "q", "connectionId", "Accept", "a b", ""]),
        "in": st.sampled_from(["path", "query", "header", "cookie", "body"]),
    },
    optional={
        "schema": SCHEMAS,
        "required": ODD,
        "style": st.sampled_from(["form", "deepObject", "pipeDelimited"]),
        "description": TEXTS,
        "example": ODD,
        "x-ms-visibility": ODD,
        "content": ODD,
    },
)
KINDS = st.sampled_from(
    ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "image/png", "*/*"]
)
CONTENT = st.dictionaries(KINDS, st.builds(lambda schema: {"schema": schema}, SCHEMAS), max_size=2)
OPERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "operationId": st.sampled_from(["getIt", "get it", "1", "", "Get_It"]),
        "summary": TEXTS,
        "description": TEXTS,
        "tags": st.lists(TEXTS, max_size=2),
        "parameters": st.lists(PARAMETERS, max_size=3),
        "requestBody": st.builds(lambda content: {"content": content, "required": True}, CONTENT),
        "responses": st.dictionaries(
            st.sampled_from(["200", "204", "2XX", "404", "default", "abc", "x-a"]),
            st.builds(
                lambda content, headers: {"content": content, "headers": headers},
                CONTENT,
                st.dictionaries(NAMES, st.builds(lambda s: {"schema": s}, SCHEMAS), max_size=1),
            ),
            max_size=3,
        ),
        "deprecated": ODD,
        "security": st.just([]),
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "openapi": st.sampled_from(["3.0.3", "3.1.0"]),
        "paths": st.dictionaries(
            st.sampled_from(["/a", "/A", "/a/{id}", "/a/{id}/b/{q}", "no", "/x*", "/{"]),
            st.dictionaries(
                st.sampled_from(["get", "post", "put", "delete", "trace", "parameters"]),
                OPERATIONS,
                min_size=1,
                max_size=2,
            ),
            min_size=1,
            max_size=2,
        ),
        "components": st.fixed_dictionaries({"schemas": st.dictionaries(NAMES, SCHEMAS, max_size=4)}),
    }
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS)
def test_whatever_is_described_the_outcome_is_valid_and_has_no_error_but_those_for_a_person(
    document: dict[str, Any],
) -> None:
    try:
        made = convert(document)
    except UsageError as error:
        assert "no operation" in error.message  # noqa: PT017
        return
    assert errors_of(made) == set()
