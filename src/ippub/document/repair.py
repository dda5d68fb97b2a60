"""Reading a JSON text that is not quite JSON: what is wrong with it, where, and a repaired text of the same length.

Only used when the fast parser refuses a text. One pass over the tokens with a stack of its own (no recursion, so no
depth can hurt). Every repair keeps its length, so that an offset in the repaired text is one in the file.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field

from ippub.document import causes
from ippub.document.causes import Cause
from ippub.document.place import Token
from ippub.document.text import FaultKind, Lines, SyntaxFault

MAX_DEPTH = 200
"""How many levels of objects and lists are read; real connectors have about 20."""
MAX_FAULTS = 20
"""How many faults of one file are told besides the one that stops the reading."""
MAX_DIGITS = 4300
"""More digits than this are no number to Python (a protection against numbers that take minutes to read)."""

_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:
      (?P<string>"[^"\\\x00-\x1f]*")
    | (?P<mark>[\[\]{}:,])
    | (?P<scalar>(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+$-]))
    | (?P<escaped>"[^"\\\x00-\x1f]*(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*)*")
    | (?P<word>[\w.+$-]+)
    | (?P<comment>//[^\n]*|/\*.*?\*/|\#[^\n]*)
    | (?P<blank>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]+)
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
_KEY_FIRST, _KEY, _COLON, _ITEM_FIRST, _VALUE, _AFTER, _DONE = range(7)
_AWAITED = ("a key in quotes", "a key in quotes", "a colon", "a value", "a value", "a comma", "the end of the file")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a text: ``text`` can be parsed unless a fault is fatal, and is as long as the text was."""

    text: str
    faults: tuple[SyntaxFault, ...]


@dataclass(slots=True)
class _Open:
    """An object or list whose end has not been seen: where it began, and the member that is being read."""

    bracket: str
    start: int
    token: Token | None = None
    keys: dict[str, int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)


class _Fatal(Exception):
    """Leaves the pass; the fault is already in the list."""


def repair(lines: Lines) -> Repaired:
    """Every fault of a JSON text (at most ``MAX_FAULTS``, and one that is fatal, which ends the pass)."""
    reader = _Reader(lines)
    try:
        reader.read()
    except _Fatal:
        return Repaired(lines.text, tuple(reader.faults))
    return Repaired(_edited(lines.text, reader.edits), tuple(reader.faults))


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """``text`` with each stretch replaced (padded by blanks); a stretch inside an earlier one counts as done."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start >= done:
            pieces += (text[done:start], new.ljust(end - start))
            done = end
    return "".join((*pieces, text[done:]))


class _Reader:
    """One pass over a text: what is expected next, what is open, what was found wrong, what has to be replaced."""

    __slots__ = ("comma", "edits", "faults", "last_end", "lines", "stack", "state", "text")

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.text = lines.text
        self.stack: list[_Open] = []
        self.state = _VALUE
        self.comma = 0
        self.last_end = 0
        self.faults: list[SyntaxFault] = []
        self.edits: list[tuple[int, int, str]] = []

    def read(self) -> None:
        match = _TOKEN.match
        text, position = self.text, 0
        while found := match(text, position):
            kind = found.lastgroup
            position = found.end()
            start = found.start(kind or 0)
            match kind:
                case "string":
                    self.string(start, position)
                case "mark":
                    self.mark(text[start], start)
                case "scalar":
                    self.scalar(start, position)
                case "escaped":
                    self.escapes(start, position)
                    self.string(start, position)
                case "word":
                    self.word(start, position)
                case "comment":
                    self.comment(start, position)
                case "blank":
                    self.add(start, position, causes.control_character(text[start], inside=False))
                    self.edits.append((start, position, ""))
                case "odd":
                    position = self.odd(start)
                case _:
                    return self.end()

    # Telling what is wrong.

    def tokens(self) -> tuple[Token, ...]:
        """The way from the root to what is being read."""
        return tuple(opened.token for opened in self.stack if opened.token is not None)

    def add(self, start: int, end: int, cause: Cause) -> None:
        """Note a fault that does not stop the reading."""
        if len(self.faults) < MAX_FAULTS:
            span = self.lines.span(start, end)
            self.faults.append(
                SyntaxFault(cause.kind, cause.message, span, cause.remedy, tokens=self.tokens())
            )

    def stop(self, start: int, end: int, cause: Cause) -> None:
        """Note the fault that ends the reading."""
        span = self.lines.span(start, end) if end > start else self.lines.point(start)
        if span.end_column == span.column:
            span = self.lines.point(start)
        self.faults.append(SyntaxFault(cause.kind, cause.message, span, cause.remedy, True, self.tokens()))
        raise _Fatal

    def misplaced(self, start: int, found: str) -> None:
        """``found`` at ``start`` is not what was expected: say what is most likely wrong."""
        end = start + len(found)
        if self.state == _DONE:
            return self.extra(start, found)
        if self.state == _AFTER and found[0] not in ":]}'“”‘’;/\\":
            if start == self.last_end and self.text[start - 1] == '"' and found[0] not in "[{":
                return self.stop(start - 1, start, causes.inner_quote())
            following = found[0] if found[0] in "[{" else causes.shown(found.strip('"'))
            cause = causes.missing_comma(self.lines, self.last_end, start, following)
            return self.stop(self.last_end, self.last_end, cause)
        if self.state == _COLON and found[0] not in ",":
            key = self.stack[-1].token
            if isinstance(key, str) and ":" in key and found[0] not in '"[{':
                return self.unclosed_quote(self.stack[-1].starts[-1])
            message = f"a colon is missing after the key {causes.shown(str(key))}"
            cause = Cause(FaultKind.MISSING_COLON, message, "Write a colon between the key and its value")
            return self.stop(self.last_end, self.last_end, cause)
        self.stop(start, end, causes.unexpected(found[0], _AWAITED[self.state]))

    def extra(self, start: int, found: str) -> None:
        """Something stands behind the end of the document."""
        hint = causes.misplaced_closing(self.text, start)
        if hint:
            opened, closed = (self.lines.line(offset) for offset in hint)
            message = (
                f"the first bracket is closed before the end of the file, probably because of line {closed}: "
                f"its {self.text[hint[1]]} closes line {opened} but does not stand under it"
            )
            where = hint[1]
        else:
            line = self.lines.line(self.last_end - 1)
            message = f"{causes.character(found[0])} stands behind the end of the document, which is in line {line}"
            where = start
        remedy = "Take out what stands behind the end, or the closing bracket that is too much"
        self.stop(where, where + 1, Cause(FaultKind.EXTRA_DATA, message, remedy))

    def end(self) -> None:
        """The text is over: fine behind the root, else it is cut off or a bracket is missing."""
        if not self.stack:
            if self.state != _DONE:
                self.stop(0, 0, Cause(FaultKind.EMPTY, "the file is empty", "Put a JSON object into it: { ... }"))
            return
        hint = causes.misplaced_closing(self.text, len(self.text))
        inner = self.stack[-1]
        cause = causes.unclosed(self.lines, inner.bracket, inner.start, len(self.stack) - 1)
        if not hint:
            return self.stop(max(self.last_end - 1, 0), self.last_end, cause)
        opened, closed = (self.lines.line(offset) for offset in hint)
        message = (
            f"a closing bracket is missing, probably before line {closed}: "
            f"its {self.text[hint[1]]} closes line {opened} but does not stand under it"
        )
        self.stop(hint[1], hint[1] + 1, Cause(FaultKind.TRUNCATED, message, cause.remedy))

    def unclosed_quote(self, start: int) -> None:
        """The text that begins at ``start`` has no closing quote in its line."""
        line = self.lines.line(start)
        message = f"the text that begins here has no closing quote in line {line}"
        remedy = f"Write the missing quote in line {line}"
        self.stop(start, self.lines.end(line), Cause(FaultKind.MISSING_QUOTE, message, remedy))

    # Reading what is there.

    def string(self, start: int, end: int) -> None:
        if self.state <= _KEY:
            self.key(start, end)
        elif self.state in (_ITEM_FIRST, _VALUE):
            self.state = _AFTER if self.stack else _DONE
        else:
            self.misplaced(start, self.text[start:end])
        self.last_end = end

    def key(self, start: int, end: int) -> None:
        """A key; an earlier pair with the same key is overridden, so its place is blanked."""
        raw = self.text[start:end]
        key = raw[1:-1]
        if "\\" in key:
            key = _SURROGATE.sub("\ufffd", json.loads(raw, strict=False))
        opened = self.stack[-1]
        opened.token = key
        opened.starts.append(start)
        number = len(opened.starts) - 1
        before = opened.keys.get(key)
        opened.keys[key] = number
        if before is not None:
            first = opened.starts[before]
            self.edits.append((first, opened.starts[before + 1], ""))
            if len(self.faults) < MAX_FAULTS:
                self.add(start, end, causes.duplicate(key, self.lines.line(first), self.lines.line(start)))
        self.state = _COLON

    def scalar(self, start: int, end: int) -> None:
        if self.state not in (_ITEM_FIRST, _VALUE):
            return self.wrong_word(start, end)
        if end - start > 300 or "e" in self.text[start:end].lower():
            self.number(start, end)
        self.state = _AFTER if self.stack else _DONE
        self.last_end = end

    def number(self, start: int, end: int) -> None:
        """A number that may be too large to be held."""
        raw = self.text[start:end]
        whole = raw.lstrip("-").isdigit()
        if raw not in ("true", "false") and (len(raw) > MAX_DIGITS if whole else math.isinf(float(raw))):
            self.add(start, end, causes.number_too_large(len(raw)))
            if whole:
                self.edits.append((start, end, "-1e308" if raw[0] == "-" else "1e308"))

    def word(self, start: int, end: int) -> None:
        """A bare word: in the place of a value it may still be clear what it means."""
        if self.state not in (_ITEM_FIRST, _VALUE):
            return self.wrong_word(start, end)
        word = self.text[start:end]
        if end == len(self.text) and any(literal.startswith(word) for literal in ("true", "false", "null")):
            return self.end()
        cause = causes.bare_word(word)
        if cause.kind is FaultKind.PYTHON_LITERAL:
            self.edits.append((start, end, causes.literal_of(word)))
        elif cause.kind is not FaultKind.NOT_A_NUMBER or word[0] == "+":
            self.stop(start, end, cause)
        self.add(start, end, cause)
        self.state = _AFTER if self.stack else _DONE
        self.last_end = end

    def wrong_word(self, start: int, end: int) -> None:
        """A bare word or number where no value can be."""
        if self.state > _KEY:
            return self.misplaced(start, self.text[start:end])
        word = causes.shown(self.text[start:end])
        if self.text[end : end + 1] == '"':
            message = f"a quote is missing before the key {word}"
            self.stop(start, end, Cause(FaultKind.MISSING_QUOTE, message, "Write a quote on both sides of the key"))
        message = f"the key {word} has no quotes around it"
        self.stop(start, end, Cause(FaultKind.UNQUOTED_KEY, message, 'Put the key in " quotes'))

    def comment(self, start: int, end: int) -> None:
        message = "JSON has no comments; this one is skipped here, but other readers stop at it"
        self.add(start, end, Cause(FaultKind.COMMENT, message, "Take the comment out, or move it into a description"))
        self.edits.append((start, end, ""))

    def escapes(self, start: int, end: int) -> None:
        """Check every backslash of a string."""
        for found in _ESCAPE.finditer(self.text, start, end):
            if found["bad"] is not None:
                self.stop(found.start(), found.end(), causes.bad_escape(found[0]))
            if found["lone"]:
                self.add(found.start(), found.end(), causes.lone_surrogate(found[0]))
                self.edits.append((found.start(), found.end(), "\\ufffd"))

    def odd(self, start: int) -> int:
        """Anything else: a string with raw control characters or without an end, or a character without a place."""
        found = self.text[start]
        if found == '"':
            return self.odd_string(start)
        if found == "/" and self.text.startswith("/*", start):
            message = "this comment has no end; JSON has no comments at all"
            self.stop(start, start + 2, Cause(FaultKind.COMMENT, message, "Take the comment out"))
        self.misplaced(start, found)
        return start + 1

    def odd_string(self, start: int) -> int:
        """A string with raw control characters: kept when it is followed by what can follow a string."""
        found = _RAW_STRING.match(self.text, start)
        if found is None:
            if self.lines.line(start) < len(self.lines.starts) and self.text[self.lines.end(self.lines.line(start)) :].strip():
                self.unclosed_quote(start)
            message = "the file ends inside the text that begins here"
            remedy = "Add the lost end of the file, or the closing quote"
            self.stop(start, len(self.text), Cause(FaultKind.TRUNCATED, message, remedy))
            return start
        end = found.end()
        following = _NEXT.match(self.text, end)
        awaited = ":" if self.state <= _KEY else ",]}"
        if "\n" in found[0] and following and following[1] not in awaited:
            self.unclosed_quote(start)
        for control in _CONTROL.finditer(self.text, start, end):
            if len(self.faults) >= MAX_FAULTS:
                break
            self.add(control.start(), control.end(), causes.control_character(control[0][-1], inside=True))
        self.escapes(start, end)
        self.string(start, end)
        return end

    def mark(self, mark: str, start: int) -> None:
        """A bracket, colon or comma."""
        if mark in "{[":
            self.opening(mark, start)
        elif mark in "}]":
            self.closing(mark, start)
        elif mark == ":" and self.state == _COLON:
            self.state = _VALUE
        elif mark == "," and self.state == _AFTER:
            self.following(start)
        else:
            self.wrong_mark(mark, start)
        self.last_end = start + 1

    def opening(self, mark: str, start: int) -> None:
        if self.state not in (_ITEM_FIRST, _VALUE):
            return self.misplaced(start, mark)
        self.stack.append(_Open(mark, start, 0 if mark == "[" else None))
        self.state = _ITEM_FIRST if mark == "[" else _KEY_FIRST
        if len(self.stack) > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} objects and lists stand inside each other"
            remedy = "Make the structure flatter, for example with definitions and $ref"
            self.stop(start, start + 1, Cause(FaultKind.TOO_DEEP, message, remedy))

    def following(self, start: int) -> None:
        """A comma between two members."""
        opened = self.stack[-1]
        self.comma = start
        if isinstance(opened.token, int):
            opened.token += 1
            self.state = _VALUE
        else:
            self.state = _KEY

    def closing(self, mark: str, start: int) -> None:
        if not self.stack or self.state == _COLON:
            return self.wrong_mark(mark, start)
        opened = self.stack[-1]
        after_comma = self.state == _KEY or (self.state == _VALUE and opened.bracket == "[")
        if _CLOSING[opened.bracket] != mark:
            line = self.lines.line(opened.start)
            message = f"{mark} stands here, but the {opened.bracket} of line {line} is still open"
            remedy = f"Write {_CLOSING[opened.bracket]} instead of it or before it"
            return self.stop(start, start + 1, Cause(FaultKind.OTHER, message, remedy))
        if after_comma:
            message = f"there is a comma before this {mark} but nothing follows it"
            message = f"the comma is followed by {mark} instead of another member"
            self.add(self.comma, self.comma + 1, Cause(FaultKind.TRAILING_COMMA, message, "Take the comma out"))
            self.edits.append((self.comma, self.comma + 1, ""))
        elif self.state == _VALUE:
            return self.wrong_mark(mark, start)
        self.stack.pop()
        self.state = _AFTER if self.stack else _DONE

    def wrong_mark(self, mark: str, start: int) -> None:
        """A colon, comma or closing bracket that cannot stand here."""
        if mark == "," and self.state in (_KEY, _KEY_FIRST, _ITEM_FIRST, _VALUE) and self.text[self.last_end - 1] != ":":
            message = "a comma stands here with nothing before it"
            return self.stop(start, start + 1, Cause(FaultKind.OTHER, message, "Take the comma out, or add what is missing"))
        if self.stack and self.state in (_COLON, _VALUE):
            message = f"the key {causes.shown(str(self.stack[-1].token))} has no value"
            return self.stop(start, start + 1, Cause(FaultKind.OTHER, message, "Give it a value, or take the key out"))
        self.misplaced(start, mark)
