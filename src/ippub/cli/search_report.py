"""The answer of ``ippub search`` as a string: for people, and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

from ippub.catalogue.likeness import SURE
from ippub.catalogue.verdict import Answer, Match, Verdict
from ippub.report.escape import visible
from ippub.report.formats import Style

_HEADLINES = {
    Verdict.PLATFORM: "the platform has it already",
    Verdict.INDEPENDENT: "an independent publisher has built it already",
    Verdict.PROPOSAL: "somebody has proposed it",
    Verdict.SUBMISSION: "somebody has submitted it",
    Verdict.MICROSOFT: "a service of Microsoft's: ask before building",
    Verdict.FREE: "free",
    Verdict.UNSURE: "not sure: something near exists",
    Verdict.UNKNOWN: "unknown: not everything could be asked",
}
_COLOURS = {Verdict.FREE: "32", Verdict.UNSURE: "33", Verdict.UNKNOWN: "33", Verdict.MICROSOFT: "33"}
_STOP = "1;31"
_WIDEST = 110
_LONGEST_NAME = 200


def as_json(answer: Answer, hints: Sequence[str] = ()) -> str:
    """The answer as JSON in ASCII, version 1 (docs/search.md). ``hints`` are about closed pull requests."""
    catalogue = answer.catalogue
    sources = {
        key: {"state": source.state, "date": source.date, "words": source.words}
        for key, source in zip(("upstream", "platform", "pulls"), answer.sources, strict=True)
    }
    if hints:
        sources["closed"] = {"state": "fresh", "date": answer.sources.pulls.date, "words": "; ".join(hints)}
    found = {
        "version": 1,
        "name": answer.wanted.name,
        "verdict": answer.verdict.value,
        "matches": [match._asdict() for match in answer.matches],
        "next": answer.next,
        "catalogue": {"date": catalogue.date, "connectors": len(catalogue.entries)},
        "sources": sources,
    }
    return json.dumps(found, indent=1) + "\n"


def as_text(answer: Answer, style: Style, hints: Sequence[str] = ()) -> str:
    """The answer for people: the verdict, what exists, what to do, what was tried before, and on what it rests."""
    colour = _COLOURS.get(answer.verdict, _STOP)
    name = visible(answer.wanted.name[:_LONGEST_NAME], style.encoding)
    lines = [_paint(f"{name}: {_HEADLINES[answer.verdict]}", colour, style), ""]
    same = [match for match in answer.matches if match.score >= SURE]
    others = [match for match in answer.matches if match.score < SURE]
    for match in same:
        lines.extend(_match(match, style))
    if others:
        lines.extend([_paint("Near it:", "1", style), ""] if same else [])
        for match in others:
            lines.extend(_match(match, style))
    lines.append(_paint("What to do:", "1", style))
    for paragraph in answer.next.split("\n"):
        lines.extend(_wrapped(paragraph, "  ", style))
    if hints:
        lines.extend(["", _paint("Tried before:", "1", style)])
        for hint in hints:
            lines.extend(_wrapped(hint, "  ", style))
    known = f"{len(answer.catalogue.entries):,} connectors known"
    lines.append("")
    rest = "; ".join([known, *(source.words for source in answer.sources)])
    lines.extend([_paint(line, "2", style) for line in _wrapped(f"({rest})", "", style)])
    return "\n".join(lines) + "\n"


def _match(match: Match, style: Style) -> list[str]:
    about = [match.kind, f"host {match.host}" if match.host else "", f"by {match.publisher}" if match.publisher else ""]
    head = f"{match.name} ({', '.join([part for part in about if part])})"
    first, *more = _wrapped(head, "  ", style)
    return [
        _paint(first, "1", style),
        *more,
        *_wrapped(match.why, "    ", style),
        *_wrapped(match.url, "    ", style),
        "",
    ]


def _wrapped(text: str, indent: str, style: Style) -> list[str]:
    """``text``, made harmless, in lines that fit; addresses stay whole."""
    width = max(40, min(style.width, _WIDEST))
    shown = visible(text, style.encoding)
    return textwrap.wrap(
        shown,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _paint(text: str, sgr: str, style: Style) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m" if style.colour else text
