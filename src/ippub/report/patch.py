"""What a repair changes, as a unified diff: for ``git apply``, or for a person to look at."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ippub.check.redaction import redact
from ippub.document.text import decode
from ippub.report.escape import visible
from ippub.report.formats import Style

_COLOURS = {"-": "31", "+": "32", "@": "36"}
_MARK = b"\xef\xbb\xbf"


def unified(path: str, old: bytes | None, new: bytes, style: Style, renamed: str = "") -> str:
    """The diff of one file, empty when nothing changes.

    ``path`` is its path with ``/``, ``renamed`` the new one; ``old`` is None for a file that was not there. In a
    terminal control characters are shown escaped and what looks like a secret is masked; elsewhere the text is what
    ``git apply`` needs, character for character.
    """
    if old == new and not renamed:
        return ""
    before = [] if old is None else _lines(old)
    after = _lines(new)
    target = renamed or path
    first, second = _name("a", path), _name("b", target)
    head = [f"diff --git {first} {second}"]
    if old is None:
        head.append("new file mode 100644")
    if renamed:
        same = ["similarity index 100%"] if old == new else []
        head += [*same, f"rename from {_name('', path)}", f"rename to {_name('', target)}"]
    if old is not None and before == after and old != new:
        head.append("# the same text in UTF-8")
    tab = "\t" if " " in first + second else ""
    named = "/dev/null" if old is None else first + tab
    lines = difflib.unified_diff(before, after, named, second + tab)
    return "".join([*(_painted(line, "1", style) + "\n" for line in head), *_shown(lines, style)])


def _lines(data: bytes) -> list[str]:
    """The lines with their ends and the byte order mark; ``splitlines`` would cut at form feeds too."""
    text = decode(data).text
    *whole, rest = (("\ufeff" if data.startswith(_MARK) else "") + text).split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def _name(side: str, path: str) -> str:
    """A path as git writes it: in quotes when it has a quote, a backslash or a character that does not print."""
    whole = f"{side}/{path}" if side else path
    if whole.isprintable() and '"' not in whole and "\\" not in whole:
        return whole
    octal = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in whole.encode("utf-8", "surrogateescape")
    )
    return f'"{octal}"'


def _shown(lines: Iterator[str], style: Style) -> Iterator[str]:
    for number, line in enumerate(lines):
        text = line.removesuffix("\n")
        if style.terminal or style.colour:
            text = visible(redact(text).rstrip("\r").replace("\t", "\0")).replace("\\x00", "\t")
        if style.encoding != "utf-8":
            text = text.encode(style.encoding, "backslashreplace").decode(style.encoding)
        yield _painted(text, "1" if number < 2 else _COLOURS.get(line[:1], ""), style) + "\n"
        if not line.endswith("\n"):
            yield "\\ No newline at end of file\n"


def _painted(text: str, colour: str, style: Style) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if style.colour and colour else text
