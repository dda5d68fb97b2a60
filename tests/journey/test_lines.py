"""A remark on an old line is found in today's file, by meaning and not by number."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.document.json import read_json
from ippub.document.place import pointer
from ippub.journey.lines import Located, located, tokens_at
from journey_world import FILES, HOME, OLD, facts, local, on_line

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "paths": {
        "/a/{id}": {
            "get": {
                "operationId": "GetA",
                "summary": "Get a",
                "parameters": [{"name": "id", "in": "path"}, {"name": "limit", "in": "query", "type": "string"}],
                "responses": {"200": {"description": "ok"}},
            }
        },
        "/b": {"get": {"operationId": "ListB", "summary": "List b", "responses": {"default": {"description": "x"}}}},
    },
    "x-ms-connector-metadata": [{"propertyName": "Website", "propertyValue": "https://a"}],
}


def text(value: object) -> bytes:
    return json.dumps(value, indent=2).encode()


def line_of(data: bytes, words: str) -> int:
    return next(number for number, line in enumerate(data.decode().split("\n"), 1) if words in line)


def place(old: bytes, new: bytes, words: str, name: str = FILES[0]) -> Located:
    found = facts(
        remarks=(on_line(line_of(old, words), name=name),),
        old={(OLD, f"{HOME}/{name}"): old},
        local=local(files={name: new}),
    )
    (one,) = located(found)
    return one


def moved() -> dict[str, Any]:
    """The same definition after a path was renamed and moved, a parameter added in front, texts changed."""
    new = json.loads(json.dumps(SWAGGER))
    operation = new["paths"].pop("/a/{id}")
    operation["get"]["parameters"].insert(0, {"name": "verbose", "in": "query"})
    new["paths"]["/things/{id}"] = operation
    return new


def test_an_operation_is_followed_through_a_new_path() -> None:
    new = text(moved())
    one = place(text(SWAGGER), new, '"summary": "Get a"')
    assert one.pointer == "/paths/~1things~1{id}/get/summary"
    assert one.operation == "GetA (GET /things/{id})"
    assert (one.line, one.changed) == (line_of(new, '"summary": "Get a"'), False)


def test_a_parameter_is_followed_by_its_name() -> None:
    changed = moved()
    changed["paths"]["/things/{id}"]["get"]["parameters"][2]["type"] = "integer"
    new = text(changed)
    one = place(text(SWAGGER), new, '"type": "string"')
    assert one.pointer == "/paths/~1things~1{id}/get/parameters/2/type"
    assert (one.line, one.changed) == (line_of(new, '"type": "integer"'), True)


def test_what_is_gone_leads_to_what_is_left_of_it() -> None:
    changed = moved()
    del changed["paths"]["/things/{id}"]["get"]["parameters"][2]
    one = place(text(SWAGGER), text(changed), '"type": "string"')
    assert one.pointer == "/paths/~1things~1{id}/get/parameters"
    assert one.changed is True


def test_metadata_is_followed_by_its_property_name() -> None:
    changed = json.loads(json.dumps(SWAGGER))
    changed["x-ms-connector-metadata"].insert(0, {"propertyName": "Categories", "propertyValue": "AI"})
    one = place(text(SWAGGER), text(changed), '"https://a"')
    assert one.pointer == "/x-ms-connector-metadata/1/propertyValue"


def test_a_closing_bracket_belongs_to_what_is_around_it() -> None:
    document = read_json("x", text(SWAGGER))
    lines = document.text.split("\n")
    close = line_of(text(SWAGGER), '"/b"') - 1
    assert lines[close - 1].strip() == "},"
    assert pointer(tokens_at(document, close)) == "/paths/~1a~1{id}"


def test_a_text_file_is_followed_by_the_line_itself() -> None:
    old, new = b"# A\n\nOne\n\nTwo\n", b"# A\r\n\r\nNew\r\n\r\nOne\r\n\r\nTwo\r\n"
    one = place(old, new, "Two", "readme.md")
    assert (one.line, one.changed) == (7, False)
    gone = place(old, b"# A\n", "Two", "readme.md")
    assert (gone.line, gone.changed) == (0, True)


def test_an_outdated_remark_and_a_missing_file_still_name_the_file() -> None:
    found = facts(remarks=(on_line(0), on_line(3)), local=local())
    assert [(one.file, one.line, one.changed) for one in located(found)] == [(FILES[0], 0, None)] * 2


def test_the_authors_own_answers_are_no_remarks() -> None:
    assert located(facts(remarks=(replace(on_line(3), author="ada"),), local=local())) == ()


JSON = st.recursive(
    st.none() | st.integers(0, 9) | st.text('a{}[]":,\\ \n', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a/{}[]" ', max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text("ab{", max_size=3), JSON, max_size=4), st.sampled_from([None, 1, 2]))
def test_every_line_leads_to_a_value_that_is_there_and_begins_on_it_or_before(
    value: dict[str, object], indent: int | None
) -> None:
    document = read_json("x", json.dumps(value, indent=indent).encode())
    for line in range(1, document.text.count("\n") + 3):
        tokens = tokens_at(document, line)
        inner: Any = value
        for token in tokens:
            inner = inner[token]
        assert document.span(tokens).line <= line


@given(st.dictionaries(st.text("ab{", min_size=1, max_size=3), JSON, min_size=1, max_size=4))
def test_the_line_of_a_key_leads_back_to_the_key(value: dict[str, object]) -> None:
    document = read_json("x", json.dumps(value, indent=1).encode())
    for key in value:
        assert tokens_at(document, document.span((key,)).line) == (key,)


@pytest.mark.parametrize("old", [b"", b"{", b"[1]", b"\xff\xfe", b"not json", b"{}" * 3])
def test_broken_files_are_no_obstacle(old: bytes) -> None:
    found = facts(remarks=(on_line(1),), old={(OLD, f"{HOME}/{FILES[0]}"): old}, local=local())
    assert located(found)[0].file == FILES[0]


def test_a_large_definition_is_searched_quickly() -> None:
    paths = {f"/p{number}": {"get": {"operationId": f"Op{number}", "x": ["y"] * 20}} for number in range(1_500)}
    data = text({"paths": paths})
    remarks = tuple(on_line(line) for line in range(10, 30_000, 1_500))
    found = facts(remarks=remarks, old={(OLD, f"{HOME}/{FILES[0]}"): data}, local=local(files={FILES[0]: data}))
    started = time.process_time()
    assert all(one.changed is False and one.line <= one.remark.line for one in located(found))
    assert time.process_time() - started < 5
