"""A rule is asked only where its key is, however the file spells it."""

from __future__ import annotations

import json

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.rules import load_rules
from ippub.connector.folder import Connector
from ippub.document.json import read_json

_FILE = {"paths": {"/a": {"get": {"parameters": [{"name": "a", "in": "query", "type": "array"}]}}}}


def _codes(text: str, *codes: str) -> set[str]:
    rules = load_rules()
    document = read_json("apiDefinition.swagger.json", text.encode())
    connector = Connector("a", "a", (), swagger_document=document)
    return {found.rule.code for found in run(connector, make_plan([rules[code] for code in codes]))}


@pytest.mark.parametrize("word", ["array", "arra\\u0079", "\\u0061rray"])
def test_a_word_is_found_however_it_is_written(word: str) -> None:
    text = json.dumps(_FILE).replace('"array"', f'"{word}"')
    assert _codes(text, "ArrayHasNoItems") == {"ArrayHasNoItems"}


def test_a_word_is_found_in_a_file_that_had_to_be_repaired() -> None:
    text = json.dumps(_FILE).replace('"array"}', '"array",}')
    assert _codes(text, "ArrayHasNoItems") == {"ArrayHasNoItems"}


def test_a_host_elsewhere_is_no_host_of_the_definition() -> None:
    text = json.dumps({"definitions": {"A": {"properties": {"host": {}, "basePath": {}}}}})
    assert _codes(text, "HostNameNotValid", "BasePathNotValid", "NonProductionHost") == set()
