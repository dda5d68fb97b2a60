"""Upstream's pull request template as it is today: which of its lines are boxes to tick, and what each one asks.

It is read leniently, since it has changed sixteen times and people type boxes in many ways. A line is known by words
that it must hold, those of the templates since 2021; one that is not known, or that two lines claim to be, stays
unticked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ippub.publish.body import LIMIT, closing, fenced, harmless

_TASK = re.compile(r"([ \t>]*)(?:[-*+]|\d{1,9}[.)])[ \t]*\[[ \t]*([xX\u2713\u2714]?)[ \t]*\](?!\()[ \t]*(.*)")
_BULLET = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]")

KEYWORDS: dict[str, tuple[str, ...]] = {
    "G1": ("doesn't exist on the power platform",),
    "G2": ("connector works", "deploying and testing all the operations"),
    "G3": ("detailed descriptions for all operations and parameters",),
    "G4": ("response schemas to my actions",),
    "G5": ("paconn validate",),
    "G6": ("brand color", "not submitting a connector icon"),
    "I1": ("named this pr after the pattern",),
    "I2": ("3 unique operations", "screenshots of the flow succeeding"),
    "I3": ("test operations section",),
    "I4": ("oauth", "create an app in the readme.md"),
}
"""The items by id and the words that all must be in the line (``normal``)."""


class Task(NamedTuple):
    """A box of the template. ``id`` is one of ``KEYWORDS``, or "" for a line that is not known.

    ``line`` is the index in ``Template.lines``, ``indent`` what stands before the bullet, ``text`` what follows the
    box, ``ticked`` whether it is ticked already.
    """

    line: int
    indent: str
    text: str
    ticked: bool
    id: str


class Template(NamedTuple):
    """A template, or the part of a body that was made from one. ``lines`` have no line ends."""

    lines: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def text(self) -> str:
        """All of it, with line feeds."""
        return "\n".join(self.lines)


class Mark(NamedTuple):
    """What becomes of a box: ticked or not, and words to put behind its line."""

    ticked: bool
    remark: str = ""


def read_template(text: str) -> Template:
    """The template in ``text`` (at most ``LIMIT`` characters); never raises. Boxes in code or comments are text."""
    lines = tuple(harmless(text[:LIMIT]).split("\n"))
    hidden = fenced(lines) | _commented(lines)
    found = []
    for index, line in enumerate(lines):
        match = None if index in hidden else _TASK.fullmatch(line)
        if match is not None:
            found.append(Task(index, match[1], match[3].strip(), bool(match[2]), ""))
    known = [_item(_whole(lines, task)) for task in found]
    ids = [name if name and known.count(name) == 1 else "" for name in known]
    return Template(lines, tuple(task._replace(id=name) for task, name in zip(found, ids, strict=True)))


def filled(template: Template, marks: Mapping[int, Mark], *, comments: bool = True) -> str:
    """The template with its boxes as ``marks`` (by line) says; boxes without a mark are not ticked.

    Boxes are written the one way that GitHub draws; all other lines stay. ``comments`` False leaves HTML comments out,
    which nobody sees anyway. Code and comments that the template leaves open are closed, so that what follows is seen.
    """
    lines = list(template.lines)
    for task in template.tasks:
        mark = marks.get(task.line, Mark(ticked=False))
        remark = f" {mark.remark}" if mark.remark else ""
        lines[task.line] = f"{task.indent}- [{'x' if mark.ticked else ' '}] {task.text}{remark}".rstrip()
    if not comments:
        gone = _commented(template.lines) - fenced(template.lines)
        lines = [line for index, line in enumerate(lines) if index not in gone]
    return "\n".join([*lines, *closing(lines)]).strip("\n")


def normal(text: str) -> str:
    """``text`` for comparison: lower case, one kind of quotes and blanks, no Markdown, American spelling."""
    plain = text.casefold().replace("\u2019", "'").replace("\u2018", "'").replace("\u200b", "")
    plain = re.sub(r"[*_`\"\u201c\u201d]", "", plain).replace("colour", "color").replace("does not", "doesn't")
    return " ".join(plain.split())


def _item(text: str) -> str:
    """The one item whose words are all in ``text``; "" for none or several."""
    words = normal(text)
    matching = [name for name, keywords in KEYWORDS.items() if all(keyword in words for keyword in keywords)]
    return matching[0] if len(matching) == 1 else ""


def _whole(lines: tuple[str, ...], task: Task) -> str:
    """The text of a box with the lines that go on with it."""
    parts = [task.text]
    for line in lines[task.line + 1 : task.line + 6]:
        if not line.strip() or _BULLET.match(line) or not line[:1].isspace():
            break
        parts.append(line)
    return " ".join(parts)


def _commented(lines: tuple[str, ...] | list[str]) -> frozenset[int]:
    """The indexes of lines that an HTML comment covers wholly or in part."""
    inside, covered = False, set()
    for index, line in enumerate(lines):
        if inside or "<!--" in line:
            covered.add(index)
        position = 0
        while True:
            mark = "-->" if inside else "<!--"
            position = line.find(mark, position)
            if position < 0:
                break
            position += len(mark)
            inside = not inside
    return frozenset(covered)
