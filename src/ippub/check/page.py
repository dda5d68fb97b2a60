"""A rule's docstring, read as its page.

The docstring holds, in this order: one line that says what is wrong; paragraphs that say why it matters; then
paragraphs that begin with ``Fix:`` (the remedy), ``Evidence:`` (why this severity), ``Reading:`` (where the source
is not exact and we chose a meaning); then indented YAML under ``Bad:`` and ``Good:``, which the tests run.

An example is a JSON Merge Patch (RFC 7386) on a small connector that is fine (``check/example.py``): what it names is
added or replaced, ``null`` takes away. It patches the definition, or a file that it names:
``apiProperties.json: {...}``, ``readme.md: | ...`` (text replaces the whole file, null removes it).
"""

import re
from inspect import cleandoc
from typing import NamedTuple

from ippub.check.lazy import lazy
from ippub.check.rule import Rule

_SECTION = lazy(r"^(Fix|Evidence|Reading|Bad|Good):[ \t]*", re.MULTILINE)


class Page(NamedTuple):
    """What a docstring says. ``bad`` and ``good`` are YAML texts; every ``bad`` is found, every ``good`` is clean."""

    what: str
    why: str
    fix: str
    evidence: str
    reading: str
    bad: tuple[str, ...]
    good: tuple[str, ...]


def read_page(rule: Rule) -> Page:
    """The page of ``rule``. Parts that the docstring lacks are empty (all of them under ``python -OO``)."""
    text = cleandoc(rule.check.__doc__ or "")
    head, *rest = _SECTION.split(text)
    what, _, why = head.strip().partition("\n\n")
    parts: dict[str, list[str]] = {}
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        parts.setdefault(name, []).append(body)
    prose = {name: _flow(bodies[0]) for name, bodies in parts.items() if name not in ("Bad", "Good")}
    return Page(
        what=_flow(what),
        why=why.strip(),
        fix=prose.get("Fix", ""),
        evidence=prose.get("Evidence", ""),
        reading=prose.get("Reading", ""),
        bad=tuple(_block(body) for body in parts.get("Bad", ())),
        good=tuple(_block(body) for body in parts.get("Good", ())),
    )


def remedy(rule: Rule) -> str:
    """The rule's remedy as one line."""
    doc = rule.check.__doc__ or ""
    start = doc.find("Fix:")
    if start < 0:
        return ""
    end = doc.find("\n\n", start)
    return _flow(doc[start + 4 : end if end >= 0 else len(doc)])


def _flow(text: str) -> str:
    return " ".join(text.split())


def _block(text: str) -> str:
    """An indented block without its indentation."""
    lines = text.strip("\n").split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines).rstrip() + "\n"
