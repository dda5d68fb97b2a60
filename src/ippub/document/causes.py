"""The likely cause of a fault in a JSON text, in plain words, and what to do about it."""

import re
from typing import NamedTuple

from ippub.document.text import FaultKind, Lines

QUOTES = "'`\u2018\u2019\u201c\u201d\u201e"
"""What people or their editors write instead of the straight double quote."""

_SHOWN = 40
_LITERALS = {"true": "true", "false": "false", "null": "null", "none": "null"}
_NUMBERLIKE = re.compile(r"[-+]?\.?[0-9]")
_LAYOUT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|\n[ \t]*', re.DOTALL)


class Cause(NamedTuple):
    """What is wrong (one sentence, no full stop) and what to do about it."""

    kind: FaultKind
    message: str
    remedy: str


def shown(text: str) -> str:
    """``text`` in quotes, shortened, with nothing in it that a terminal would act on."""
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else "?" for c in short)
    return f'"{plain}"'


def character(found: str) -> str:
    """A name for one character that can be read aloud: itself, or its number when it cannot be seen."""
    visible = found.isprintable() and not found.isspace()
    return f'"{found}"' if visible else f"the invisible U+{ord(found):04X}"


def missing_comma(lines: Lines, before: int, after: int, following: str) -> Cause:
    """A value ends at ``before`` and the next thing (``following``) starts at ``after`` without a comma."""
    line = lines.line(before - 1)
    if lines.line(after) > line:
        message = f"a comma is missing after line {line}"
    else:
        message = f"a comma is missing before {following}"
    return Cause(FaultKind.MISSING_COMMA, message, f"Write a comma at the end of the value in line {line}")


def bare_word(word: str) -> Cause:
    """A word without quotes where a value should be."""
    if word.lower().lstrip("+-") in ("nan", "infinity"):
        message = f"{word} is a number in JavaScript but not in JSON; it is read as null here"
        return Cause(FaultKind.NOT_A_NUMBER, message, "Write a finite number, or null")
    literal = _LITERALS.get(word.lower())
    if literal:
        message = f"{word} is not JSON, which writes {literal} in small letters"
        return Cause(FaultKind.PYTHON_LITERAL, message, f"Write {literal}")
    if _NUMBERLIKE.match(word):
        message = f"{shown(word)} is not a number in JSON (which has no leading zero, plus, bare point or hex)"
        return Cause(FaultKind.BAD_NUMBER, message, "Write a plain decimal number, or put it in quotes if it is text")
    message = f"the value {shown(word)} has no quotes around it"
    return Cause(FaultKind.MISSING_QUOTE, message, 'Put the value in " quotes')


def literal_of(word: str) -> str:
    """The JSON literal that ``word`` (``True``, ``None``) stands for."""
    return _LITERALS[word.lower()]


def number_too_large(digits: int) -> Cause:
    """A number that no reader can hold."""
    message = f"this number of {digits} characters is larger than JSON readers can hold"
    return Cause(FaultKind.BAD_NUMBER, message, "Write a smaller number, or put it in quotes if it is text")


def control_character(found: str, inside: bool) -> Cause:
    """A raw character that JSON does not allow, ``inside`` a text or between the values."""
    known = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}
    named = known.get(found, f"the character U+{ord(found):04X}")
    if inside:
        escape = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found, f"\\u{ord(found):04x}")
        message = f"{named} stands inside a text, where JSON only allows it as {escape}"
        return Cause(FaultKind.CONTROL_CHARACTER, message, f"Write {escape}, or take it out")
    message = f"{character(found)} stands between the values, probably copied from a web page or a document"
    return Cause(FaultKind.CONTROL_CHARACTER, message, "Replace it by an ordinary blank")


def duplicate(key: str, first_line: int, again_line: int) -> Cause:
    """A key that an object has twice."""
    message = f"the key {shown(key)} stands here again after line {first_line}; only the last one counts"
    return Cause(FaultKind.DUPLICATE_KEY, message, f"Take one of them out (line {first_line} or {again_line})")


def bad_escape(escape: str) -> Cause:
    """A backslash followed by something that JSON gives no meaning."""
    message = f"{shown(escape)} is not an escape that JSON knows"
    return Cause(FaultKind.BAD_ESCAPE, message, "Write the backslash twice (\\\\) when you mean a backslash")


def lone_surrogate(escape: str) -> Cause:
    """One half of a surrogate pair."""
    message = f"{escape} is one half of a character whose other half is missing; it is read as U+FFFD here"
    return Cause(FaultKind.LONE_SURROGATE, message, "Write the character itself, or both halves of it")


def inner_quote() -> Cause:
    """A text goes on right behind its closing quote."""
    message = "the text ends at this quote but goes on behind it"
    return Cause(FaultKind.BAD_ESCAPE, message, 'Write \\" for a quote inside a text, or a comma between two texts')


def unexpected(found: str, awaited: str) -> Cause:
    """Something stands where ``awaited`` should."""
    if found in QUOTES:
        kind_of = "single quotes" if found == "'" else "typographic quotes"
        message = f'{kind_of} stand here, but JSON only knows the straight double quote "'
        return Cause(FaultKind.SINGLE_QUOTES, message, 'Replace them by "')
    message = f"{character(found)} stands where {awaited} should"
    return Cause(FaultKind.OTHER, message, f"Write {awaited} here")


def unclosed(lines: Lines, bracket: str, opened: int, more: int) -> Cause:
    """The text ends although ``bracket``, opened at ``opened``, and ``more`` others are still open."""
    rest = f" (and {more} more around it)" if more else ""
    message = f"the file ends before the {bracket} of line {lines.line(opened)}{rest} is closed"
    closing = "}" if bracket == "{" else "]"
    return Cause(FaultKind.TRUNCATED, message, f"Add the missing {closing}, or the lost end of the file")


def misplaced_closing(text: str, end: int) -> tuple[int, int] | None:
    """Offsets (opened, closed) of the first pair of brackets before ``end`` that is indented differently.

    Where a bracket was lost, each closing one closes the wrong partner, but the layout still says which was
    meant.
    """
    opened: list[tuple[int, int]] = []
    content = indent = 0
    for found in _LAYOUT.finditer(text, 0, end):
        start = found.start()
        mark = text[start]
        if mark == "\n":
            content = found.end()
            indent = content - start - 1
        elif mark in "[{":
            opened.append((start, indent))
        elif mark in "]}" and opened:
            begun, its_indent = opened.pop()
            if start == content and its_indent != indent:
                return begun, start
    return None
