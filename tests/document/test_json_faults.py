"""Every fault of a JSON text, with its exact place, and whether the rest is still read."""

from __future__ import annotations

import json
import math

import pytest

from ippub.document.json import MAX_BYTES, JsonDocument, SyntaxFault, read_json


def only_fault(text: str | bytes) -> SyntaxFault:
    document = read_json("a.json", text if isinstance(text, bytes) else text.encode())
    assert len(document.faults) == 1, document.faults
    return document.faults[0]


@pytest.mark.parametrize(
    ("text", "kind", "line", "column", "end_column", "value"),
    [
        ('{"a": [1, 2,],\n "b": 1,\n}', "trailing_comma", 1, 12, 13, {"a": [1, 2], "b": 1}),
        ('{ // why\n "a": 1}', "comment", 1, 3, 9, {"a": 1}),
        ('{"a": /* why\n so */ 1}', "comment", 1, 7, 13, {"a": 1}),
        ('{"a": 1, # why\n "b": 2}', "comment", 1, 10, 15, {"a": 1, "b": 2}),
        ('{"a": 1,\n "b": 2,\n "a": 3}', "duplicate_key", 3, 2, 5, {"a": 3, "b": 2}),
        ('{"a": 1,\n "\\u0061": 3}', "duplicate_key", 2, 2, 10, {"a": 3}),
        ('{"a":\n  NaN}', "not_a_number", 2, 3, 6, {"a": None}),
        ('{"a": [-Infinity]}', "not_a_number", 1, 8, 17, {"a": [None]}),
        ('{"a": True}', "python_literal", 1, 7, 11, {"a": True}),
        ('{"a": None, "b": 1}', "python_literal", 1, 7, 11, {"a": None, "b": 1}),
        ('{"a": "x\ty"}', "control_character", 1, 9, 10, {"a": "x\ty"}),
        ('{"a": "x\ny"}', "control_character", 1, 9, 10, {"a": "x\ny"}),
        ('{"a":\xa01}', "control_character", 1, 6, 7, {"a": 1}),
        ('{"a": "x\\ud83d y"}', "lone_surrogate", 1, 9, 15, {"a": "x\ufffd y"}),
        ('{"\\udc00": 1}', "lone_surrogate", 1, 3, 9, {"\ufffd": 1}),
        ('{"a": "\\\\ud83d"\n, "b": "\\ud83d\\ude00", "c": "\\uD83D"}', "lone_surrogate", 2, 30, 36, None),
    ],
)
def test_a_fault_that_leaves_the_rest_readable(
    text: str, kind: str, line: int, column: int, end_column: int, value: object
) -> None:
    document = read_json("a.json", text.encode())
    fault = document.faults[0]
    assert document.readable
    assert (fault.kind, tuple(fault.span), fault.fatal) == (kind, (line, column, line, end_column), False)
    assert fault.message
    assert not fault.message.endswith(".")
    assert fault.remedy
    if value is not None:
        assert document.value == value
    json.dumps(document.value, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("text", "kind", "line", "column", "part"),
    [
        ("", "empty", 1, 1, "empty"),
        (" \n\t", "empty", 1, 1, "empty"),
        ('{\n "a": 1\n "b": 2}', "missing_comma", 2, 8, "a comma is missing after line 2"),
        ('{"a": {}\n\n "b": 2}', "missing_comma", 1, 9, "after line 1"),
        ('{"a": 1 "b": 2}', "missing_comma", 1, 8, 'a comma is missing before "b"'),
        ("[1, 2\n 3]", "missing_comma", 1, 6, "after line 1"),
        ('{"a" 1}', "missing_colon", 1, 5, '"a"'),
        ('{"a" "b"}', "missing_colon", 1, 5, '"a"'),
        ('{\n"a": "b,\n "c": "d"}', "missing_quote", 2, 6, "no closing quote in line 2"),
        ('{"title: "abc"}', "missing_quote", 1, 2, "no closing quote"),
        ('{name": 1}', "missing_quote", 1, 2, '"name"'),
        ('{"a": abc}', "missing_quote", 1, 7, '"abc"'),
        ('{"a": "b\n}\n', "missing_quote", 1, 7, "line 1"),
        ("{a: 1}", "unquoted_key", 1, 2, '"a"'),
        ('{"a": 1, 2: 3}', "unquoted_key", 1, 10, '"2"'),
        ("{'a': 1}", "single_quotes", 1, 2, "single quotes"),
        ("{\u201ca\u201d: 1}", "single_quotes", 1, 2, "typographic"),
        ("{\"a\": 'x'}", "single_quotes", 1, 7, "single quotes"),
        ('{"a": "\\d"}', "bad_escape", 1, 8, "\\d"),
        ('{"a": "\\u12"}', "bad_escape", 1, 8, "\\u12"),
        ('{"a": "say "x" now"}', "bad_escape", 1, 12, "goes on"),
        ('{"a": 01}', "bad_number", 1, 7, '"01"'),
        ('{"a": .5}', "bad_number", 1, 7, '".5"'),
        ('{"a": 0x1F}', "bad_number", 1, 7, '"0x1F"'),
        ('{\n  "a": {\n    "b": 1\n', "truncated", 3, 10, "the { of line 2 (and 1 more around it)"),
        ('{"a": "b', "truncated", 1, 7, "inside the text"),
        ('{"a": tru', "truncated", 1, 9, "the { of line 1"),
        ("tru", "missing_quote", 1, 1, '"tru"'),
        (
            '{\n  "a": {\n    "b": {\n      "c": 1\n  },\n  "d": 2\n}\n',
            "truncated",
            5,
            3,
            "} closes the { of line 3 but is not indented like it",
        ),
        ('{"a": 1}\n}', "extra_data", 2, 1, "line 1"),
        ('{"a": 1} {"b": 2}', "extra_data", 1, 10, "stands behind the end"),
        ('{"a": [1, 2}}', "other", 1, 12, "[ of line 1"),
        ('{"a": 1,, "b": 2}', "other", 1, 9, "comma"),
        ('{"a": }', "other", 1, 7, '"a" has no value'),
        ('{"a"}', "other", 1, 5, '"a" has no value'),
        ("[1]", "not_an_object", 1, 1, "a list"),
        ("null", "not_an_object", 1, 1, "null"),
        ('"x"', "not_an_object", 1, 1, "a text"),
        ("/* never", "comment", 1, 1, "no end"),
        ("}", "other", 1, 1, '"}" stands where a value should'),
    ],
)
def test_a_fault_that_ends_the_reading(text: str, kind: str, line: int, column: int, part: str) -> None:
    fault = only_fault(text)
    assert (fault.kind, fault.span.line, fault.span.column) == (kind, line, column)
    assert fault.fatal
    assert part in fault.message
    assert fault.span.end_line == line
    assert fault.remedy


def test_a_byte_order_mark_is_a_fault_of_its_own() -> None:
    document = read_json("a.json", b'\xef\xbb\xbf{"a": 1}')
    assert [fault.kind for fault in document.faults] == ["bom"]
    assert document.text == '{"a": 1}'
    assert document.value == {"a": 1}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read(encoding: str) -> None:
    document = read_json("a.json", '{"a": "\u20ac"}'.encode(encoding))
    assert [fault.kind for fault in document.faults] == ["utf16"]
    assert document.value == {"a": "\u20ac"}


def test_one_windows_byte_among_utf8_is_read_and_placed() -> None:
    document = read_json("a.json", '{"a": "\u20ac",\n "b": "\xe9"}'.encode()[:-4] + b'\x80"}')
    assert [fault.kind for fault in document.faults] == ["not_utf8"]
    assert tuple(document.faults[0].span) == (2, 8, 2, 9)
    assert document.value == {"a": "\u20ac", "b": "\u20ac"}


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000, "-" + "9" * 5000, "9" * 400 + ".5"])
def test_a_number_that_nothing_can_hold_becomes_the_largest_one(number: str) -> None:
    document = read_json("a.json", f'{{"a": {number}, "b": 2}}'.encode())
    assert [fault.kind for fault in document.faults] == ["bad_number"]
    assert isinstance(document.value, dict)
    value = document.value["a"]
    assert isinstance(value, float)
    assert math.isfinite(value)
    assert (value < 0) == number.startswith("-")
    assert document.span(("b",)).column == document.text.index("2}") + 1


def test_the_place_of_a_fault_names_the_value_it_stands_in() -> None:
    assert only_fault('{"a": {"b": [1, {"c": NaN}]}}').tokens == ("a", "b", 1, "c")
    assert only_fault('{"a": [{"b": 1 "c": 2}]}').tokens == ("a", 0, "b")


def test_both_places_of_a_key_are_told() -> None:
    fault = only_fault('{"x": {\n"a": 1,\n"b": 2,\n"a": 3}}')
    assert "line 2" in fault.message
    assert fault.span.line == 4


def test_no_more_than_twenty_faults_and_the_last_one() -> None:
    document = read_json("a.json", b'{"a": [' + b"NaN," * 100 + b"1], b: 2}")
    assert [fault.fatal for fault in document.faults] == [False] * 20 + [True]
    assert document.faults[-1].kind == "unquoted_key"


def test_faults_inside_a_pair_that_is_overridden_are_told_but_do_not_count() -> None:
    document = read_json("a.json", b'{"a": {"x": NaN, "x": 1,}, /* c */ "b": 1, "a": [2,]}')
    assert document.value == {"a": [2], "b": 1}
    assert {fault.kind for fault in document.faults} == {
        "not_a_number",
        "duplicate_key",
        "trailing_comma",
        "comment",
    }
    assert document.span(("a", 0)).column == 50


def nested(levels: int, opening: str = "[", closing: str = "]") -> JsonDocument:
    return read_json("a.json", ('{"a": ' + opening * levels + "1" + closing * levels + "}").encode())


def test_two_hundred_levels_are_read_and_one_more_is_not() -> None:
    assert nested(199).readable
    deep = nested(200)
    assert not deep.readable
    assert deep.faults[0].kind == "too_deep"
    assert deep.faults[0].span.column == 206
    assert nested(199, '{"k":', "}").readable
    assert nested(200, '{"k":', "}").faults[0].kind == "too_deep"


def test_a_file_that_is_too_large_is_not_read() -> None:
    document = read_json("a.json", b" " * (MAX_BYTES + 1))
    assert document.faults[0].kind == "too_large"
    assert document.faults[0].fatal
    assert document.text == ""
    assert document.span(("a", 1)).line == 1


def test_lines_that_do_not_exist_are_empty() -> None:
    document = read_json("a.json", b'{\r\n "a": 1}\r\n')
    assert [document.line_text(line) for line in (-1, 0, 1, 2, 3, 4)] == ["", "", "{", ' "a": 1}', "", ""]
