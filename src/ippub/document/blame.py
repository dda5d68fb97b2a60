"""Why a JSON text stops being JSON where it does: the place and the likely cause of what ends the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ippub.document import causes
from ippub.document.causes import Cause
from ippub.document.reading import AFTER, AWAITED, COLON, DONE, ITEM_FIRST, KEY, KEY_FIRST, VALUE, Reading
from ippub.document.text import FaultKind

if TYPE_CHECKING:
    from typing import NoReturn


def misplaced(at: Reading, start: int, found: str) -> NoReturn:
    """``found`` at ``start`` is not what was expected: say what is most likely wrong."""
    end = start + len(found)
    if at.state == DONE:
        extra(at, start, found)
    if at.state == AFTER and found[0] not in ":]};/\\" + causes.QUOTES:
        if start == at.last_end and at.text[start - 1] == '"' and found[0] not in "[{":
            at.stop(start - 1, start, causes.inner_quote())
        following = found[0] if found[0] in "[{" else causes.shown(found.strip('"'))
        cause = causes.missing_comma(at.lines, at.last_end, start, following)
        at.stop(at.last_end, at.last_end, cause)
    if at.state == COLON and found[0] != ",":
        key = at.stack[-1].token
        if isinstance(key, str) and ":" in key and found[0] not in '"[{':
            unclosed_quote(at, at.stack[-1].starts[-1])
        message = f"a colon is missing after the key {causes.shown(str(key))}"
        cause = Cause(FaultKind.MISSING_COLON, message, "Write a colon between the key and its value")
        at.stop(at.last_end, at.last_end, cause)
    at.stop(start, end, causes.unexpected(found[0], AWAITED[at.state]))


def extra(at: Reading, start: int, found: str) -> NoReturn:
    """Something stands behind the end of the document."""
    hint = causes.misplaced_closing(at.text, start)
    if hint:
        opened, closed = (at.lines.line(offset) for offset in hint)
        message = (
            f"the document is closed before the end of the file, probably by mistake in line {closed}: "
            f"{at.text[hint[1]]} closes the {at.text[hint[0]]} of line {opened} but is not indented like it"
        )
        where = hint[1]
    else:
        line = at.lines.line(at.last_end - 1)
        message = f"{causes.character(found[0])} stands behind the end of the document in line {line}"
        where = start
    remedy = "Take out what stands behind the end, or the closing bracket that is too much"
    at.stop(where, where + 1, Cause(FaultKind.EXTRA_DATA, message, remedy))


def end(at: Reading) -> None:
    """The text is over: fine behind the root, else it is cut off or a bracket is missing."""
    if not at.stack:
        if at.state != DONE:
            at.stop(0, 0, Cause(FaultKind.EMPTY, "the file is empty", "Put a JSON object into it: { ... }"))
        return
    hint = causes.misplaced_closing(at.text, len(at.text))
    inner = at.stack[-1]
    cause = causes.unclosed(at.lines, inner.bracket, inner.start, len(at.stack) - 1)
    if not hint:
        at.stop(max(at.last_end - 1, 0), at.last_end, cause)
    opened, closed = (at.lines.line(offset) for offset in hint)
    message = (
        f"a closing bracket is missing, probably before line {closed}: "
        f"{at.text[hint[1]]} closes the {at.text[hint[0]]} of line {opened} but is not indented like it"
    )
    at.stop(hint[1], hint[1] + 1, Cause(FaultKind.TRUNCATED, message, cause.remedy))


def unclosed_quote(at: Reading, start: int) -> NoReturn:
    """The text that begins at ``start`` has no closing quote in its line."""
    line = at.lines.line(start)
    message = f"the text that begins here has no closing quote in line {line}"
    remedy = f"Write the missing quote in line {line}"
    at.stop(start, at.lines.end(line), Cause(FaultKind.MISSING_QUOTE, message, remedy))


def wrong_word(at: Reading, start: int, end: int) -> NoReturn:
    """A bare word or number where no value can be."""
    if at.state > KEY:
        misplaced(at, start, at.text[start:end])
    word = causes.shown(at.text[start:end])
    if at.text[end : end + 1] == '"':
        message = f"a quote is missing before the key {word}"
        at.stop(start, end, Cause(FaultKind.MISSING_QUOTE, message, "Write a quote on both sides of the key"))
    message = f"the key {word} has no quotes around it"
    at.stop(start, end, Cause(FaultKind.UNQUOTED_KEY, message, 'Put the key in " quotes'))


def wrong_mark(at: Reading, mark: str, start: int) -> NoReturn:
    """A colon, comma or closing bracket that cannot stand here."""
    if mark == "," and at.state in (KEY, KEY_FIRST, ITEM_FIRST, VALUE) and at.text[at.last_end - 1] != ":":
        message = "a comma stands here with nothing before it"
        remedy = "Take the comma out, or add what is missing"
        at.stop(start, start + 1, Cause(FaultKind.OTHER, message, remedy))
    if at.stack and at.state in (COLON, VALUE):
        message = f"the key {causes.shown(str(at.stack[-1].token))} has no value"
        at.stop(start, start + 1, Cause(FaultKind.OTHER, message, "Give it a value, or take the key out"))
    misplaced(at, start, mark)
