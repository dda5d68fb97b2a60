"""openapi-spec-validator as a second opinion: it tells the place, it ends, and nobody hears a thing twice."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.check.second_opinion import MAX_OBJECTS, second_opinion
from ippub.connector.folder import read_connector

RULES = load_rules()


def definition(**members: Any) -> dict[str, Any]:
    return {"swagger": "2.0", "info": {"title": "Contoso", "version": "1.0"}, "paths": {}, **members}


def answering(schema: Any, **members: Any) -> dict[str, Any]:
    return definition(paths={"/a": {"get": {"responses": {"200": {"description": "", "schema": schema}}}}}, **members)


def places(value: dict[str, Any]) -> list[tuple[str | int, ...]]:
    return [opinion.tokens for opinion in second_opinion(value, 100).opinions]


def test_what_its_schema_finds_has_a_place() -> None:
    assert places(definition(paths={"/a": None})) == [("paths", "/a")]


def test_what_its_own_checks_find_has_a_place_too() -> None:
    get = {"operationId": "A", "responses": {"200": {"description": ""}}}
    assert places(definition(paths={"/a": {"get": get}, "/b": {"get": get}})) == [("paths", "/b", "get")]
    assert places(definition(paths={"/{id}": {"get": get}})) == [("paths", "/{id}", "get")]


def test_the_place_is_where_the_thing_is_written_and_not_where_it_is_referred_to() -> None:
    broken = {"properties": {"size": {"type": "integer", "default": "large"}}}
    value = answering({"$ref": "#/definitions/A~1B"}, definitions={"A/B": broken})
    assert places(value) == [("definitions", "A/B", "properties", "size", "default")]


def test_a_file_as_an_answer_is_fine_in_swagger_2() -> None:
    assert places(answering({"type": "file"})) == []


DOUBLED = {f"A{n}": {"allOf": [{"$ref": f"#/definitions/A{n + 1}"}] * 2} for n in range(40)} | {"A40": {}}
HOSTILE = {
    "references that double forty times": answering({"$ref": "#/definitions/A0"}, definitions=DOUBLED),
    "a schema that is itself": answering(
        {"$ref": "#/definitions/A"}, definitions={"A": {"allOf": [{"$ref": "#/definitions/A"}]}}
    ),
    "more objects than it manages": answering({"properties": {str(n): {} for n in range(MAX_OBJECTS)}}),
    "a reference to a file": answering({"$ref": "file:///etc/passwd"}),
    "a reference to the network": answering({"$ref": "https://contoso.com/a.json"}),
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_definition_ends_with_one_clear_reason(value: dict[str, Any]) -> None:
    start = time.process_time()
    verdict = second_opinion(value, 100)
    assert time.process_time() - start < 20
    assert verdict.gave_up.startswith("openapi-spec-validator ")
    assert len(verdict.gave_up) < 150


def test_a_pattern_that_never_ends_is_not_tried() -> None:
    endless = {"name": "a", "in": "query", "type": "string", "default": "a" * 60 + "!", "pattern": "(a+)+$"}
    get = {"parameters": [endless], "responses": {"200": {"description": ""}}}
    assert second_opinion(definition(paths={"/a": {"get": get}}), 100) == ((), "")


def test_the_trace_function_of_a_debugger_is_there_again_afterwards() -> None:
    def step(*_: Any) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(step)
    try:
        second_opinion(answering({}), 100)
        assert sys.gettrace() is step
    finally:
        sys.settrace(before)


def deep_findings(tmp_path: Path, text: str) -> list[tuple[Severity | None, str]]:
    folder = read_example(text).write(str(tmp_path / "deep"))
    found = run(read_connector(folder), make_plan([RULES["OpenApiSpecInvalid"]]))
    return [(one.finding.severity, one.finding.message) for one in found]


def test_a_validator_that_is_not_there_is_one_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openapi_spec_validator", None)
    [(severity, message)] = deep_findings(tmp_path, "{}")
    assert severity is Severity.INFO
    assert message.startswith("openapi-spec-validator cannot be loaded")


def test_a_validator_that_crashes_is_one_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openapi_spec_validator

    def crash(_: Any) -> None:
        raise KeyError("name")

    monkeypatch.setattr(openapi_spec_validator, "OpenAPIV2SpecValidator", crash)
    [(severity, message)] = deep_findings(tmp_path, "{}")
    assert severity is Severity.INFO
    assert message == "openapi-spec-validator failed with KeyError: 'name'"


def test_it_is_silent_where_another_rule_speaks(tmp_path: Path) -> None:
    text = "definitions: {Widget: {properties: {id: {type: string, default: 7}}}}"
    folder = read_example(text).write(str(tmp_path))
    codes = [one.rule.code for one in run(read_connector(folder), make_plan(RULES.values()))]
    assert "DefaultValueMustMatchType" in codes
    assert "OpenApiSpecInvalid" not in codes
    assert deep_findings(tmp_path, text) != []


def test_it_speaks_where_no_other_rule_does(tmp_path: Path) -> None:
    text = "definitions: {Widget: {properties: {at: {type: string, format: date-time, default: yesterday}}}}"
    folder = read_example(text).write(str(tmp_path))
    found = [one for one in run(read_connector(folder), make_plan(RULES.values())) if one.rule.deep]
    assert [one.finding.at.tokens for one in found] == [("definitions", "Widget", "properties", "at", "default")]
