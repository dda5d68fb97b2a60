"""Reading a JSON text that is not quite JSON: what is wrong with it, where, and a repaired text as long.

Only used when the fast parser refuses a text. One pass over the tokens with a stack of its own (no
recursion, so no depth can hurt). Every repair keeps its length, so that an offset in the repaired text is
one in the file.
"""

from __future__ import annotations

import json
import math
import re
from typing import NamedTuple

from ippub.document import blame, causes
from ippub.document.causes import Cause
from ippub.document.reading import (
    AFTER,
    COLON,
    DONE,
    ITEM_FIRST,
    KEY,
    KEY_FIRST,
    VALUE,
    FatalFaultError,
    Open,
    Reading,
)
from ippub.document.text import MAX_DEPTH, FaultKind, Lines, SyntaxFault

_MAX_DIGITS = 4300  # Python refuses longer integers, because reading them takes quadratic time
_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:
      (?P<string>"[^"\\\x00-\x1f]*")
    | (?P<mark>[\[\]{}:,])
    | (?P<scalar>(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+$-]))
    | (?P<escaped>"[^"\\\x00-\x1f]*(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*)*")
    | (?P<word>[\w.+$-]+)
    | (?P<comment>//[^\n]*|/\*.*?\*/|\#[^\n]*)
    | (?P<blank>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u1680
        \u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]+)
    | (?P<odd>.)
    | (?P<end>\Z))""",
    re.DOTALL | re.VERBOSE,
)
_RAW_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ESCAPE = re.compile(
    r"""\\(?:["\\/bfnrt]
    | u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
    | (?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})
    | u[0-9a-fA-F]{4}
    | (?P<bad>u[0-9a-fA-F]{0,3}|.))""",
    re.DOTALL | re.VERBOSE,
)
_CONTROL = re.compile(r"\r\n|[\x00-\x1f]")
_NEXT = re.compile(r"[ \t\n\r]*(.|\Z)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSING = {"{": "}", "[": "]"}


class Repaired(NamedTuple):
    """What came of a text: ``text`` can be parsed unless a fault is fatal, and is as long as the text was."""

    text: str
    faults: tuple[SyntaxFault, ...]


def repair(lines: Lines) -> Repaired:
    """Every fault of a JSON text (at most ``MAX_FAULTS``, and one that is fatal, which ends the reading)."""
    reading = Reading(lines.text, lines)
    try:
        _read(reading)
    except FatalFaultError:
        return Repaired(lines.text, tuple(reading.faults))
    return Repaired(_edited(lines.text, reading.edits), tuple(reading.faults))


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """``text`` with stretches replaced, padded by blanks; a stretch inside an earlier one is done with it."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start >= done:
            pieces += (text[done:start], new.ljust(end - start))
            done = end
    return "".join((*pieces, text[done:]))


def _read(at: Reading) -> None:
    match = _TOKEN.match
    text, position = at.text, 0
    while found := match(text, position):
        kind = found.lastgroup
        position = found.end()
        start = found.start(kind or 0)
        match kind:
            case "string":
                _string(at, start, position)
            case "mark":
                _mark(at, text[start], start)
            case "scalar":
                _scalar(at, start, position)
            case "escaped":
                _escapes(at, start, position)
                _string(at, start, position)
            case "word":
                _word(at, start, position)
            case "comment":
                _comment(at, start, position)
            case "blank":
                at.add(start, position, causes.control_character(text[start], inside=False))
                at.edits.append((start, position, ""))
            case "odd":
                position = _odd(at, start)
            case _:
                blame.end(at)
                return


def _string(at: Reading, start: int, end: int) -> None:
    if at.state <= KEY:
        _key(at, start, end)
    elif at.state in (ITEM_FIRST, VALUE):
        at.state = AFTER if at.stack else DONE
    else:
        blame.misplaced(at, start, at.text[start:end])
    at.last_end = end


def _key(at: Reading, start: int, end: int) -> None:
    """A key; an earlier pair with the same key is overridden, so its place is blanked."""
    raw = at.text[start:end]
    key = raw[1:-1]
    if "\\" in key:
        key = _SURROGATE.sub("\ufffd", json.loads(raw, strict=False))
    opened = at.stack[-1]
    opened.token = key
    opened.starts.append(start)
    number = len(opened.starts) - 1
    before = opened.keys.get(key)
    opened.keys[key] = number
    if before is not None:
        first = opened.starts[before]
        at.edits.append((first, opened.starts[before + 1], ""))
        if not at.full:
            at.add(start, end, causes.duplicate(key, at.lines.line(first), at.lines.line(start)))
    at.state = COLON


def _scalar(at: Reading, start: int, end: int) -> None:
    if at.state not in (ITEM_FIRST, VALUE):
        blame.wrong_word(at, start, end)
    if end - start > 300 or "e" in at.text[start:end].lower():
        _number(at, start, end)
    at.state = AFTER if at.stack else DONE
    at.last_end = end


def _number(at: Reading, start: int, end: int) -> None:
    """A number that may be too large to be held."""
    raw = at.text[start:end]
    whole = raw.lstrip("-").isdigit()
    if raw not in ("true", "false") and (len(raw) > _MAX_DIGITS if whole else math.isinf(float(raw))):
        at.add(start, end, causes.number_too_large(len(raw)))
        if whole:
            at.edits.append((start, end, "-1e308" if raw[0] == "-" else "1e308"))


def _word(at: Reading, start: int, end: int) -> None:
    """A bare word: in the place of a value it may still be clear what it means."""
    if at.state not in (ITEM_FIRST, VALUE):
        blame.wrong_word(at, start, end)
    word = at.text[start:end]
    if at.stack and end == len(at.text) and any(literal.startswith(word) for literal in ("true", "false", "null")):
        at.last_end = end
        blame.end(at)
        return
    cause = causes.bare_word(word)
    if cause.kind is FaultKind.PYTHON_LITERAL:
        at.edits.append((start, end, causes.literal_of(word)))
    elif cause.kind is not FaultKind.NOT_A_NUMBER or word[0] == "+":
        at.stop(start, end, cause)
    at.add(start, end, cause)
    at.state = AFTER if at.stack else DONE
    at.last_end = end


def _comment(at: Reading, start: int, end: int) -> None:
    message = "JSON has no comments; this one is skipped here, but other readers stop at it"
    at.add(start, end, Cause(FaultKind.COMMENT, message, "Take it out, or move it into a description"))
    at.edits.append((start, end, ""))


def _escapes(at: Reading, start: int, end: int) -> None:
    """Check every backslash of a string."""
    for found in _ESCAPE.finditer(at.text, start, end):
        if found["bad"] is not None:
            at.stop(found.start(), found.end(), causes.bad_escape(found[0]))
        if found["lone"]:
            at.add(found.start(), found.end(), causes.lone_surrogate(found[0]))
            at.edits.append((found.start(), found.end(), "\\ufffd"))


def _odd(at: Reading, start: int) -> int:  # noqa: RET503 (every other way ends the reading)
    """Anything else: a string with raw control characters or without an end, or a lost character."""
    found = at.text[start]
    if found == '"':
        return _odd_string(at, start)
    if found == "/" and at.text.startswith("/*", start):
        message = "this comment has no end; JSON has no comments at all"
        at.stop(start, start + 2, Cause(FaultKind.COMMENT, message, "Take the comment out"))
    blame.misplaced(at, start, found)


def _odd_string(at: Reading, start: int) -> int:
    """A string with raw control characters: kept when it is followed by what can follow a string."""
    found = _RAW_STRING.match(at.text, start)
    if found is None:
        if at.text[at.lines.end(at.lines.line(start)) :].strip():
            blame.unclosed_quote(at, start)
        message = "the file ends inside the text that begins here"
        remedy = "Add the lost end of the file, or the closing quote"
        at.stop(start, len(at.text), Cause(FaultKind.TRUNCATED, message, remedy))
    end = found.end()
    following = _NEXT.match(at.text, end)
    awaited = ":" if at.state <= KEY else ",]}"
    if "\n" in found[0] and following and following[1] not in awaited:
        blame.unclosed_quote(at, start)
    for control in _CONTROL.finditer(at.text, start, end):
        if at.full:
            break
        at.add(control.start(), control.end(), causes.control_character(control[0][-1], inside=True))
    _escapes(at, start, end)
    _string(at, start, end)
    return end


def _mark(at: Reading, mark: str, start: int) -> None:
    """A bracket, colon or comma."""
    if mark in "{[":
        _opening(at, mark, start)
    elif mark in "}]":
        _closing(at, mark, start)
    elif mark == ":" and at.state == COLON:
        at.state = VALUE
    elif mark == "," and at.state == AFTER:
        _following(at, start)
    else:
        blame.wrong_mark(at, mark, start)
    at.last_end = start + 1


def _opening(at: Reading, mark: str, start: int) -> None:
    if at.state not in (ITEM_FIRST, VALUE):
        blame.misplaced(at, start, mark)
    at.stack.append(Open(mark, start, 0 if mark == "[" else None))
    at.state = ITEM_FIRST if mark == "[" else KEY_FIRST
    if len(at.stack) > MAX_DEPTH:
        message = f"more than {MAX_DEPTH} objects and lists stand inside each other"
        remedy = "Make the structure flatter: use definitions and $ref"
        at.stop(start, start + 1, Cause(FaultKind.TOO_DEEP, message, remedy))


def _following(at: Reading, start: int) -> None:
    """A comma between two members."""
    opened = at.stack[-1]
    at.comma = start
    if isinstance(opened.token, int):
        opened.token += 1
        at.state = VALUE
    else:
        at.state = KEY


def _closing(at: Reading, mark: str, start: int) -> None:
    if not at.stack or at.state == COLON:
        blame.wrong_mark(at, mark, start)
    opened = at.stack[-1]
    after_comma = at.state == KEY or (at.state == VALUE and opened.bracket == "[")
    if _CLOSING[opened.bracket] != mark:
        line = at.lines.line(opened.start)
        message = f"{mark} stands here, but the {opened.bracket} of line {line} is still open"
        remedy = f"Write {_CLOSING[opened.bracket]} instead of it or before it"
        at.stop(start, start + 1, Cause(FaultKind.OTHER, message, remedy))
    if after_comma:
        message = f"the comma is followed by {mark} instead of another member"
        at.add(at.comma, at.comma + 1, Cause(FaultKind.TRAILING_COMMA, message, "Take the comma out"))
        at.edits.append((at.comma, at.comma + 1, ""))
    elif at.state == VALUE:
        blame.wrong_mark(at, mark, start)
    at.stack.pop()
    at.state = AFTER if at.stack else DONE
