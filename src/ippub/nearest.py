"""The nearest valid name to one that was mistyped, for every "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 80
"""Characters of a name that are compared; no valid name is longer, and the comparison is quadratic."""


def canonical(name: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that ``name`` means, itself or in another case; None when there is none."""
    folded = name.casefold()
    match = None
    for candidate in names:
        if candidate == name:
            return candidate
        if match is None and candidate.casefold() == folded:
            match = candidate
    return match


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that looks most like ``name``, ignoring case; None when nothing is close.

    Of several that are equally near, the first in alphabetical order, so that messages are stable.
    """
    by_folded: dict[str, str] = {}
    for candidate in sorted(names):
        by_folded.setdefault(candidate.casefold(), candidate)
    folded = name.casefold()[:_LONGEST]
    if folded in by_folded:
        return by_folded[folded]
    from difflib import get_close_matches

    close = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``; did you mean 'x'?`` to put behind a sentence, or a full stop when nothing is near."""
    best = nearest(name, names)
    return f"; did you mean {best!r}?" if best is not None else "."


def quoted(value: str, longest: int = 60) -> str:
    """``value`` in quotes for a message: control characters escaped, cut after ``longest`` characters."""
    return repr(value if len(value) <= longest else value[: longest - 1] + "…")
