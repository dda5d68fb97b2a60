"""Whether a regular expression compiles: .NET and JavaScript syntax, tried with Python's ``re``."""

from __future__ import annotations

import re

MAX_LENGTH = 2_000
"""Longer patterns are not tried: the time to compile one is not linear."""

_OPTIONS = re.compile(r"\(\?[imnsx]*(?:-[imnsx]+)?([:)])")
_HUGE = re.compile(r"\{\d{4,}(?:,\d*)?\}|\{\d*,\d{4,}\}")
_ESCAPED = re.compile(r"\\\\")
_REWRITES = (
    (re.compile(r"\(\?<([A-Za-z_]\w*)>"), r"(?P<\1>"),  # named group
    (re.compile(r"\(\?'([A-Za-z_]\w*)'"), r"(?P<\1>"),
    (re.compile(r"\\k[<'{]([A-Za-z_]\w*)[>'}]"), r"(?P=\1)"),  # reference to one
    (re.compile(r"\(\?<(?:[A-Za-z_]\w*)?-\w*>"), "(?:"),  # balancing group
    (re.compile(r"\(\?>"), "(?:"),  # atomic group
    (re.compile(r"\\[pP]\{[A-Za-z][\w&-]*\}|\\[pP][A-Z]"), r"\\w"),  # Unicode category or block
    (re.compile(r"(\\[dDsSwW])-(?=[^\]])"), r"\1\\-"),  # a hyphen that is no range
    (re.compile(r"\\[zG]"), r"\\Z"),  # anchors
    (re.compile(r"\\(?:u\{[0-9A-Fa-f]{1,6}\}|c[A-Za-z]|e)"), "x"),  # single characters
    (re.compile(r"\(\?<[=!]"), "(?="),  # .NET and JavaScript look behind any distance
    (re.compile(r"([*+?}])\+"), r"\1"),  # possessive
    (re.compile(r"-\[[^\[\]]*\]\]"), "]"),  # character class subtraction
    (re.compile(r"\[\]"), "x"),  # JavaScript: a class of nothing
    (re.compile(r"\[\^\]"), "."),
)


def fault_of_pattern(pattern: str) -> str:
    """What is wrong with ``pattern``, "" when it compiles or cannot be judged; the time is bounded."""
    if len(pattern) > MAX_LENGTH:
        return ""
    fault = _try(pattern)
    if not fault:
        return ""
    text = _ESCAPED.sub("b", pattern)
    for syntax, replacement in _REWRITES:
        text = syntax.sub(replacement, text)
    return fault if _try(text) else ""


def _try(pattern: str) -> str:
    import warnings

    # Options change nothing about being valid, but "ignore case" and huge repeats can make compiling slow.
    plain = _HUGE.sub("+", _OPTIONS.sub(lambda found: "(?:" if found[1] == ":" else "", pattern))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(plain)
    except re.error as error:
        # The position is not told: what was taken out above would shift it.
        return error.msg
    except (RecursionError, OverflowError, MemoryError, ValueError):
        return ""
    return ""
