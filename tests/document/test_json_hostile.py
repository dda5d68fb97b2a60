"""Texts made to hurt: no exception, bounded time, and whatever is read can be written again."""

from __future__ import annotations

import json
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.document.json import MAX_BYTES, JsonDocument, read_json

SECONDS = 15.0
"""Generous, for slow machines; quadratic time would take minutes on these sizes."""

SMALL = json.dumps(
    {
        "swagger": "2.0",
        "info": {"title": 'Caf\u00e9 \\ "x" \U0001f600', "version": "1.0"},
        "paths": {"/a/{id}": {"get": {"parameters": [{"name": "id", "in": "path"}, {}], "x": [1.5e3, -2, None, True]}}},
    },
    indent=2,
)
PIECES = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"'", b"/*", b"//", b"*/", b"NaN", b"\xff", b"\x00", b"\n"]
PIECES += [
    b"\\ud800",
    b"1e999",
    b"True",
    b"\xef\xbb\xbf",
    "\u201c".encode(),
    b"\xed\xa0\x80",
    b"-",
    b'"a":',
    b"9" * 4400,
]


def sound(document: JsonDocument) -> None:
    """What every document promises, however bad the bytes were."""
    json.dumps(document.value, allow_nan=False, ensure_ascii=False).encode()
    document.text.encode()
    assert sum(fault.fatal for fault in document.faults) <= 1
    assert document.readable == (isinstance(document.value, dict) and not any(f.fatal for f in document.faults))
    assert document.readable or document.faults[-1].fatal
    lines = document.text.split("\n")
    for fault in document.faults:
        line, column, end_line, end_column = fault.span
        assert 1 <= line == end_line <= len(lines)
        assert 1 <= column <= end_column
        assert end_column <= len(lines[line - 1]) + 2
        assert all(character.isprintable() for character in fault.message)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"{" + b'"a": 1,' * 200_000 + b'"a": 1}',
        b'{"a": {' + b'"k": {"x": 1}, "x": 0, ' * 60_000 + b'"k": 1}}',
        b'{"a": "' + b"x" * 5_000_000 + b'"}',
        b'{"a": "' + b"\\n" * 1_500_000 + b"\t" * 500_000 + b'"}',
        b'{"a": "' + b'\\"' * 1_500_000,
        b"\x00" * 1_000_000,
        b"\xff" * 1_000_000,
        b"\xff\xfe" + b"\x00\xd8" * 500_000,
        b'"' * 1_000_001,
        b"/" * 1_000_000,
        b"/*" * 500_000,
        b"{" + b"// x\n" * 300_000 + b"}",
        b"[" + b"NaN," * 500_000 + b"1]",
        b"[" + b"0," * 1_500_000 + b"]",
        b"[" + b"[]," * 1_000_000 + b"]",
        b'{"a": ' + b"9" * 2_000_000 + b"}",
        b'{"a": ' + b"9" * 2_000_000 + b".}",
        b"-" * 1_000_000,
        b":" * 1_000_000,
        b"," * 1_000_000,
        b'{"a": "\\ud800' + b"\\ud800" * 300_000 + b'"}',
        b"\xef\xbb\xbf" * 300_000,
        "\u200b".encode() * 500_000,
        b'{"a": [' + b" \n" * 1_000_000 + b"]",
        b"{" + b'\n"a": [\n' * 150 + b"}" * 150,
        b"[" * (MAX_BYTES - 1),
        b'[{"a":1},' * (MAX_BYTES // 9 - 1),
        b" " * MAX_BYTES,
    ],
    ids=lambda data: f"{data[:12]!r} ... {len(data)}",
)
def test_a_hostile_text_is_judged_in_bounded_time(data: bytes) -> None:
    started = time.process_time()
    document = read_json("a.json", data)
    sound(document)
    document.span(("a", 100_000, "k"))
    assert time.process_time() - started < SECONDS


@given(st.binary(max_size=60))
def test_any_bytes_are_judged(data: bytes) -> None:
    sound(read_json("a.json", data))


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_heap_of_json_pieces_is_judged(pieces: list[bytes]) -> None:
    sound(read_json("a.json", b"".join(pieces)))
    sound(read_json("a.json", b'{"a": [' + b"".join(pieces) + b"]}"))


@pytest.mark.parametrize("seed", range(8))
def test_any_injury_of_a_small_definition_is_judged(seed: int) -> None:
    chance = random.Random(seed)
    whole = SMALL.encode()
    for _ in range(250):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.choice([0, 0, 1, 1, 5, 80])] = chance.choice([*PIECES, b"", b"", bytes([at % 256])])
        document = read_json("a.json", bytes(data))
        sound(document)
        for path in (
            ("info", "title"),
            ("paths", "/a/{id}", "get", "parameters", 1),
            ("paths", "/a/{id}", "get", "x", 3),
        ):
            line, column, _, end = document.span(path, key=chance.random() < 0.5)
            assert document.line_text(line)[column - 1 : end - 1] or (line, column) == (1, 1)


@pytest.mark.parametrize("end", range(0, len(SMALL) - 1, 7))
def test_a_text_cut_off_anywhere_is_told_as_such_or_as_what_it_looks_like(end: int) -> None:
    document = read_json("a.json", SMALL.encode()[:end])
    sound(document)
    assert document.faults[-1].kind in {"empty", "truncated", "not_utf8", "missing_quote", "bad_escape"}


@given(st.text(alphabet='{}[]",:\\ua01 \n\td8', max_size=30))
def test_what_the_standard_parser_takes_has_no_fault_and_what_it_refuses_has_one(text: str) -> None:
    document = read_json("a.json", ("{" + text + "}").encode())
    try:
        value = json.loads("{" + text + "}", object_pairs_hook=lambda pairs: pairs)
    except ValueError:
        assert document.faults
        return
    assert bool(document.faults) == (has_twice(value) or has_half(value))


def has_twice(value: object) -> bool:
    """Whether pairs hold a key twice (no list of the texts above looks like pairs)."""
    if not isinstance(value, list):
        return False
    pairs = [item for item in value if isinstance(item, tuple)]
    keys = [key for key, _ in pairs]
    return len(set(keys)) < len(keys) or any(has_twice(item[1] if isinstance(item, tuple) else item) for item in value)


def has_half(value: object) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in str_of(value))


def str_of(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "".join(map(str_of, value))
    return value if isinstance(value, str) else ""
