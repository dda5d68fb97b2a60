"""What a repair changes, as a unified diff: for a person to look at, or for ``git apply``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ippub.document.text import decode
from ippub.report.escape import visible
from ippub.report.formats import Style

_COLOURS = {"-": "31", "+": "32", "@": "36"}


def unified(path: str, old: bytes | None, new: bytes, style: Style, renamed: str = "") -> str:
    """The diff of one file, empty when nothing changes.

    ``path`` is its path with ``/``, ``renamed`` the new one; ``old`` is None for a file that was not there.
    Control characters are shown escaped, but for a carriage return at the end of a line.
    """
    before = [] if old is None else _lines(decode(old).text)
    after = _lines(decode(new).text)
    target = renamed or path
    head = f"rename from {visible(path)}\nrename to {visible(target)}\n" if renamed else ""
    if not head and before == after:  # the byte order mark or the encoding
        return f"--- a/{visible(path)}\n+++ b/{visible(target)}\n" if old != new else ""
    first, second = "/dev/null" if old is None else f"a/{visible(path)}", f"b/{visible(target)}"
    lines = difflib.unified_diff(before, after, first, second)
    return head + "".join(_shown(lines, style))


def _lines(text: str) -> list[str]:
    """The lines with their ends; ``splitlines`` would cut at form feeds too."""
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def _shown(lines: Iterator[str], style: Style) -> Iterator[str]:
    for number, line in enumerate(lines):
        body = line.rstrip("\n")
        end = "\r" if body.endswith("\r") and not style.colour else ""
        text = visible(body.rstrip("\r").replace("\t", "\0")).replace("\\x00", "\t")
        if style.encoding != "utf-8":
            text = text.encode(style.encoding, "backslashreplace").decode(style.encoding)
        colour = "1" if number < 2 else _COLOURS.get(line[:1], "")
        painted = f"\x1b[{colour}m{text}\x1b[0m" if style.colour and colour else text
        yield f"{painted}{end}\n"
        if not line.endswith("\n"):
            yield "\\ No newline at end of file\n"
