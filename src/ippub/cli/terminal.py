"""What the place that we write to can show. The one module that asks the environment about it."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from ippub.report.formats import Style

_DRAWN = "─│└→…✓·“”"
"""The characters that the reports draw with."""

_HYPERLINKS = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "TERMINAL_EMULATOR")
_HYPERLINK_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "Tabby", "rio", "mintty")
_HYPERLINK_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")


def style_for(stream: TextIO, *, to_file: bool = False) -> Style:
    """The style for ``stream`` as NO_COLOR, FORCE_COLOR, COLUMNS, TERM, CI and GITHUB_ACTIONS ask for it.

    ``to_file`` says that the report goes to a file in UTF-8 and not to ``stream``.
    """
    if to_file:
        return Style(width=100)
    terminal = stream.isatty()
    colour = _colour(terminal=terminal)
    encoding = (stream.encoding or "ascii").lower()
    return Style(
        width=_width(terminal=terminal),
        colour=colour,
        terminal=terminal,
        hyperlinks=terminal and colour and _hyperlinks(),
        unicode=_encodes(encoding),
        encoding="utf-8" if encoding.replace("-", "") == "utf8" else encoding,
        github=os.environ.get("GITHUB_ACTIONS") == "true",
    )


def interactive(stream: TextIO) -> bool:
    """Whether somebody watches: a terminal, and not a build server's."""
    return stream.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def _colour(*, terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    if not terminal or os.environ.get("TERM") == "dumb":
        return False
    return _console_understands()


def _console_understands() -> bool:
    """Whether the terminal obeys escape sequences. A Windows console is switched to it; an old one refuses."""
    if sys.platform != "win32":
        return True
    if os.environ.get("WT_SESSION") or os.environ.get("ANSICON") or os.environ.get("TERM_PROGRAM"):
        return True
    import ctypes

    # https://learn.microsoft.com/windows/console/setconsolemode: 0x0004 is ENABLE_VIRTUAL_TERMINAL_PROCESSING.
    windows = ctypes.windll.kernel32
    console, mode = windows.GetStdHandle(-11), ctypes.c_ulong()
    return bool(windows.GetConsoleMode(console, ctypes.byref(mode)) and windows.SetConsoleMode(console, mode.value | 4))


def _width(*, terminal: bool) -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdigit() and int(asked) > 0:
        return max(40, min(int(asked), 200))
    if not terminal:
        return 100
    try:
        return max(40, min(os.get_terminal_size().columns, 160))
    except OSError:
        return 80


def _hyperlinks() -> bool:
    return (
        any(os.environ.get(name) for name in _HYPERLINKS)
        or os.environ.get("TERM_PROGRAM") in _HYPERLINK_PROGRAMS
        or os.environ.get("TERM", "").startswith(_HYPERLINK_TERMS)
        or (os.environ.get("VTE_VERSION", "0").isdigit() and int(os.environ.get("VTE_VERSION", "0")) >= 5000)
    )


def _encodes(encoding: str) -> bool:
    try:
        _DRAWN.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
