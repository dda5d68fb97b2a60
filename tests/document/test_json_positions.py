"""Positions against a second, tiny reader that knows nothing of the first."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.document.json import JsonDocument, read_json
from ippub.document.place import WHOLE_FILE, Span, Token

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
    | st.sampled_from(['":', ' :"', '{"a": [', "\\", '\\":', "}]", '"x" :', ":", "\U0001f600", "a\r\nb"])
)
KEYS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(['":', "\\", '\\"', "a", "{", ": ", '"a":'])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5))
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=6)
INDENTS = st.sampled_from([None, 0, 2, 7, "\t"])
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: "), (",", " :")])

Found = dict[tuple[Token, ...], tuple[int | None, int, int]]


def skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def positions(text: str) -> Found:
    """For every value its key's offset (None inside lists), its start and its end."""
    found: Found = {}
    whole = json.JSONDecoder(strict=False)

    def value(at: int, path: tuple[Token, ...], key: int | None) -> int:
        start = at
        if text[at] not in "{[":
            at = whole.raw_decode(text, at)[1]
        else:
            closing = "}" if text[at] == "{" else "]"
            number = 0
            at = skip(text, at + 1)
            while text[at] != closing:
                if text[at] == ",":
                    at = skip(text, at + 1)
                if closing == "}":
                    name, end = whole.raw_decode(text, at)
                    colon = skip(text, end)
                    assert text[colon] == ":"
                    inner = (*path, name)
                    for gone in [other for other in found if other[: len(inner)] == inner]:
                        del found[gone]  # a key that stood here before
                    at = value(skip(text, colon + 1), inner, at)
                else:
                    at = value(at, (*path, number), None)
                    number += 1
                at = skip(text, at)
            at += 1
        found[path] = (key, start, at)
        return at

    value(skip(text, 0), (), None)
    return found


def span(text: str, start: int, end: int) -> Span:
    before = text[:start]
    line = before.count("\n") + 1
    column = start - (before.rfind("\n") + 1) + 1
    rest = text[start:].split("\n", maxsplit=1)[0].removesuffix("\r")
    return Span(line, column, line, column + min(end - start, len(rest)))


def expected(text: str, found: Found, path: tuple[Token, ...], key: bool) -> Span:
    at, start, end = found[path]
    if not path:
        return WHOLE_FILE
    container = text[start] in "{["
    if at is not None and (key or container):
        return span(text, at, json.JSONDecoder(strict=False).raw_decode(text, at)[1])
    return span(text, start, len(text) if container else end)


def agrees(text: str, document: JsonDocument) -> None:
    found = positions(text)
    for path in found:
        for key in (False, True):
            assert document.span(path, key=key) == expected(text, found, path, key), (path, key)
        assert document.span((*path, "no such key", 3)) == document.span(path)
    wanted = [(path, key) for path in found for key in (True, False)]
    spans = read_json(document.name, document.text.encode()).spans(wanted[::-1])
    assert spans[::-1] == [document.span(path, key=key) for path, key in wanted]


@given(OBJECTS, INDENTS, SEPARATORS, st.booleans(), st.booleans())
def test_every_value_and_key_is_where_a_second_reader_finds_it(
    value: dict[str, Any], indent: str | int | None, separators: tuple[str, str], escaped: bool, windows: bool
) -> None:
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=escaped)
    if windows:
        text = text.replace("\n", "\r\n")
    document = read_json("a.json", text.encode())
    assert document.readable
    assert document.faults == ()
    assert document.value == value
    assert document.text == text
    agrees(text, document)


@given(OBJECTS, OBJECTS, INDENTS, SEPARATORS)
def test_a_key_that_stands_twice_counts_as_the_last_one(
    first: dict[str, Any], last: dict[str, Any], indent: str | int | None, separators: tuple[str, str]
) -> None:
    text = json.dumps({"a": first, "b": 0, "the second a": last}, indent=indent, separators=separators)
    text = text.replace('"the second a"', '"a"')
    document = read_json("a.json", text.encode())
    assert document.value == json.loads(text)
    assert [fault.kind for fault in document.faults] == ["duplicate_key"]
    agrees(text, document)


@given(st.lists(VALUES) | SCALARS)
def test_a_root_that_is_no_object_has_positions_too(value: Any) -> None:
    text = json.dumps(value, indent=1)
    document = read_json("a.json", text.encode())
    assert not document.readable
    assert document.value == value
    assert document.faults[-1].kind == "not_an_object"
    if isinstance(value, list):
        agrees(text, document)


@given(OBJECTS)
def test_a_byte_order_mark_moves_nothing(value: dict[str, Any]) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    document = read_json("a.json", text.encode("utf-8-sig"))
    assert [fault.kind for fault in document.faults] == ["bom"]
    agrees(text, document)


@given(OBJECTS)
def test_utf16_is_read_with_positions_in_characters(value: dict[str, Any]) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    for encoding in ("utf-16-le", "utf-16-be"):
        document = read_json("a.json", ("\ufeff" + text).encode(encoding))
        assert [fault.kind for fault in document.faults] == ["utf16"]
        assert document.value == value
        agrees(text, document)


@given(OBJECTS, st.integers(0, 3))
def test_comments_and_trailing_commas_move_nothing(value: dict[str, Any], lines: int) -> None:
    text = "// a { [ \" '\n" * lines + json.dumps({"a": [1, 2], "v": value}, indent=2)[:-2] + ",\n} /* end } */"
    document = read_json("a.json", text.encode())
    assert document.value == {"a": [1, 2], "v": value}
    assert {fault.kind for fault in document.faults} == {"comment", "trailing_comma"}
    assert document.span(("a", 1)) == Span(lines + 4, 5, lines + 4, 6)
    assert document.line_text(document.span(("v",)).line).startswith('  "v": ')


@given(OBJECTS, INDENTS, st.integers(1, 12), st.integers(0, 5), st.booleans())
def test_a_cut_line_is_a_stretch_of_the_line_around_the_column(
    value: dict[str, Any], indent: str | int | None, limit: int, before: int, windows: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    document = read_json("a.json", (text.replace("\n", "\r\n") if windows else text).encode())
    for line, column, _, _ in document.spans([(path, False) for path in positions(document.text)]):
        for number in (line, line + 1):
            whole = document.line_text(number)
            cut, start = document.cut_line(number, column, before, limit)
            if len(whole) <= limit:
                assert (cut, start) == (whole.rstrip(), 1)
            elif number == line:
                assert start == max(1, column - before)
                assert cut == whole[start - 1 : start - 1 + limit].rstrip()
    assert document.cut_line(text.count("\n") + 2, 1, 0, limit) == ("", 1)


@pytest.mark.parametrize(
    ("path", "key", "wanted"),
    [
        ((), False, (1, 1, 1, 1)),
        (("info",), False, (2, 3, 2, 9)),
        (("info", "title"), False, (3, 14, 3, 21)),
        (("info", "title"), True, (3, 5, 3, 12)),
        (("info", "nothing", "here"), False, (2, 3, 2, 9)),
        (("list", 0), False, (5, 13, 5, 14)),
        (("list", 1), False, (5, 16, 5, 27)),
        (("list", 1, "a"), False, (5, 22, 5, 24)),
        (("list", 2), False, (6, 3, 6, 18)),
        (("list", 2, "b"), True, (6, 5, 6, 8)),
        (("list", 9), False, (5, 3, 5, 9)),
        (("list", -1), False, (5, 3, 5, 9)),
    ],
)
def test_what_is_marked(path: tuple[Token, ...], key: bool, wanted: tuple[int, int, int, int]) -> None:
    text = (
        '{\n  "info": {\n    "title": "\U0001f600 \xe9 a"\n  },\n  "list": [ 1, {"a": -5}, \n'
        '  { "b": [], "c":\n true } ]\n}\n'
    )
    document = read_json("a.json", text.encode())
    assert document.readable
    assert tuple(document.span(path, key=key)) == wanted


def test_nothing_of_a_document_waits_for_the_garbage_collector() -> None:
    text = json.dumps({"paths": {"/widgets": {"get": {"tags": ["a", ["b"], {"c": "d"}]}}}})
    gc.collect()
    gc.disable()  # as in a run
    try:
        document = read_json("a.json", text.encode())
        document.span(("paths", "/widgets", "get", "tags", 2, "c"))
        del document
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_key_that_stands_twice_is_seen_whatever_its_texts_look_like() -> None:
    for first in ('"a" : 1', '"a": ":"', '"a": "\\":"', '"a": "\\\\"', '"a": []', '"a": ["\\"", "x"]'):
        document = read_json("a.json", f'{{{first}, "b": "\\"", "a": ":\\\\"}}'.encode())
        assert [fault.kind for fault in document.faults] == ["duplicate_key"], first
        assert document.value == {"b": '"', "a": ":\\"}
