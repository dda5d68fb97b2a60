"""``ippub status`` as text for people and as JSON for programs. All text from the forge is made harmless here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ippub.forge.port import PullRequest, Remark
from ippub.journey.complaints import Judged
from ippub.journey.dates import Expected
from ippub.journey.lines import Located
from ippub.journey.status import Status
from ippub.journey.step import Standing
from ippub.journey.turn import Turn, Who, proposed
from ippub.report.formats import Style
from ippub.report.frame import columns, shown
from ippub.report.tally import counted

_COLOURS = {Standing.DONE: "32", Standing.TODO: "1;33", Standing.WAITING: "36", Standing.BLOCKED: "2"}
_SHOWN = 12
"""Remarks that are shown; JSON has all."""

_LONGEST = 300
"""Characters of a remark that are shown."""

_FOUND = 3
"""Findings that are shown for one complaint."""

_NARROWEST = 40


def status_text(found: Status, style: Style) -> str:
    """Everything about one connector."""
    lines = [_heading(found, style), ""]
    for number, step in enumerate(found.steps, 1):
        standing = _paint(f"{step.standing.value:<8}", _COLOURS[step.standing], style)
        lines += _wrapped(f" {number:>2} {step.name:<11}{standing}", 23, shown(step.why, style), style)
    lines += ["", *_pull_lines(found, style)]
    if found.turn is not None:
        lines += _wrapped("", 0, _turn_words(found, style), style)
    if found.next is not None and found.next.next:
        lines += _wrapped("Next: ", 6, shown(found.next.next, style), style)
    lines += _complaint_lines(found.complaints, style)
    lines += _remark_lines(found.remarks, style)
    lines += _date_lines(found.dates, style)
    return "\n".join(lines).rstrip() + "\n"


def mine_text(all_found: Sequence[Status], style: Style) -> str:
    """One line for each pull request: number, whose turn, name, why."""
    if not all_found:
        return "There is no pull request of yours about an independent publisher's connector.\n"
    rows = []
    for found in all_found:
        pull, turn = found.facts.pull, found.turn
        if pull is None or turn is None:
            continue
        first = f"#{pull.number:<6} {turn.who.value:<10} {turn.days:>4} d  "
        rows += _wrapped(first, len(first), f"{shown(found.facts.name, style)}: {shown(turn.why, style)}", style)
    return "\n".join(rows) + "\n"


def status_json(all_found: Sequence[Status]) -> str:
    """``all_found`` for programs."""
    return json.dumps({"version": 1, "connectors": [_row(found) for found in all_found]}, indent=1)


def _row(found: Status) -> dict[str, Any]:
    pull, turn = found.facts.pull, found.turn
    return {
        "name": found.facts.name,
        "pull_request": None if pull is None else _pull_row(pull, found),
        "steps": [
            {"name": step.name, "standing": step.standing.value, "why": step.why, "next": step.next or None}
            for step in found.steps
        ],
        "turn": None if turn is None else _turn_row(turn),
        "next": found.next.next or None if found.next is not None else None,
        "waiting": found.waiting,
        "checks": [{"name": one.name, "outcome": one.outcome, "url": one.url} for one in found.facts.checks],
        "reviews": [
            {"author": one.author, "verdict": one.verdict, "when": one.when.isoformat(), "url": one.url}
            for one in found.reviews
        ],
        "last_word": None if found.last_word is None else _word_row(found.last_word),
        "signals": [
            {"signal": one.signal.value, "author": one.remark.author, "when": one.remark.when.isoformat()}
            for one in found.said
        ],
        "certification": [_complaint_row(one) for one in found.complaints],
        "remarks": [_remark_row(one) for one in found.remarks],
        "expected": [
            {
                "what": one.what,
                "earliest": one.earliest.isoformat(),
                "latest": one.latest.isoformat(),
                "source": one.source,
            }
            for one in found.dates
        ],
    }


def _pull_row(pull: PullRequest, found: Status) -> dict[str, Any]:
    return {
        "number": pull.number,
        "url": pull.url,
        "title": pull.title,
        "state": pull.state.value,
        "proposal": proposed(found.facts),
        "labels": list(pull.labels),
    }


def _turn_row(turn: Turn) -> dict[str, Any]:
    return {
        "who": turn.who.value,
        "why": turn.why,
        "since": turn.since.isoformat(),
        "days": turn.days,
        "stated_days": list(turn.stated),
        "overdue": turn.overdue,
    }


def _word_row(remark: Remark) -> dict[str, Any]:
    return {"author": remark.author, "when": remark.when.isoformat(), "text": remark.text, "url": remark.url}


def _complaint_row(one: Judged) -> dict[str, Any]:
    said = one.complaint
    return {
        "policy": said.policy or None,
        "code": said.code or None,
        "text": said.text,
        "file": said.file or None,
        "pointer": said.pointer or None,
        "line": one.line or None,
        "column": one.column or None,
        "warning": said.warning,
        "author": one.remark.author,
        "when": one.remark.when.isoformat(),
        "url": one.remark.url,
        "found": [
            {"code": each.code, "file": each.file, "line": each.line, "message": each.message} for each in one.found
        ],
        "gone": one.gone,
        "advice": one.advice or None,
    }


def _remark_row(one: Located) -> dict[str, Any]:
    return {
        "author": one.remark.author,
        "when": one.remark.when.isoformat(),
        "text": one.remark.text,
        "url": one.remark.url,
        "file": one.file,
        "line": one.line or None,
        "column": one.column or None,
        "pointer": one.pointer or None,
        "operation": one.operation or None,
        "changed": one.changed,
    }


def _heading(found: Status, style: Style) -> str:
    name = _paint(shown(found.facts.name, style), "1", style)
    pull = found.facts.pull
    if pull is None:
        return name if found.facts.asked else f"{name}: what the folder says; GitHub was not asked"
    return f"{name}: #{pull.number} {shown(pull.title, style)}, {pull.state.value}\n{shown(pull.url, style)}"


def _turn_words(found: Status, style: Style) -> str:
    turn = found.turn
    if turn is None:
        return ""
    why = shown(turn.why, style)
    since = "since today" if turn.days == 0 else f"for {counted(turn.days, 'day')}"
    if turn.who is Who.NOBODY:
        return f"Nobody's turn: {why}."
    if turn.who is Who.YOU:
        return f"Your turn {since}: {why}."
    stated = f"Microsoft states {turn.stated[0]} to {turn.stated[1]} days"
    late = "; it takes longer than stated, a polite question is in order" if turn.overdue else ""
    return f"The reviewers' turn {since} ({stated}{late}): {why}."


_VERDICTS = {"approved": "approved", "changes_requested": "asks for changes", "dismissed": "was dismissed"}


def _pull_lines(found: Status, style: Style) -> list[str]:
    """Checks, labels, reviews and the last word, a line each; nothing for what is not there."""
    facts, last = found.facts, found.last_word
    reviews = [f"{one.author} {_VERDICTS[one.verdict]} ({_ago(found, one)})" for one in found.reviews]
    rows = [
        ("Checks: ", ", ".join(f"{check.name}: {check.outcome}" for check in facts.checks[:_SHOWN])),
        ("Labels: ", ", ".join(facts.pull.labels[:_SHOWN]) if facts.pull is not None else ""),
        ("Reviews: ", ", ".join(reviews[-_SHOWN:])),
        ("Last word: ", f"{last.author} ({_ago(found, last)}): {_one_line(last.text)}" if last is not None else ""),
    ]
    lines = []
    for title, words in rows:
        if words:
            lines += _wrapped(title, len(title), shown(words, style), style)
    return [*lines, ""] if lines else []


def _ago(found: Status, remark: Remark) -> str:
    days = max(0, (found.facts.now - remark.when).days)
    return "today" if days == 0 else f"{counted(days, 'day')} ago"


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 3] + "..."


def _complaint_lines(complaints: Sequence[Judged], style: Style) -> list[str]:
    """The certification's answer: each complaint, whether the check finds it in the folder of today, what to do."""
    if not complaints:
        return []
    lines = ["", "What the certification found, and how that stands in your folder:"]
    for one in complaints[:_SHOWN]:
        said = one.complaint
        name = said.name or ("warning" if said.warning else "error")
        lines += _wrapped(f"  {shown(name, style)}  ", 4, shown(_one_line(said.text), style), style)
        lines += [line for words in _standing(one, style) for line in _wrapped("    ", 6, words, style)]
    if len(complaints) > _SHOWN:
        lines.append(f"  and {len(complaints) - _SHOWN} more (--format json has all)")
    return lines


def _standing(one: Judged, style: Style) -> list[str]:
    said, rows = one.complaint, []
    if one.line:
        rows.append(f"{shown(said.file, style)}:{one.line}:{one.column}")
    elif said.pointer:
        rows.append(shown(said.pointer, style))
    rows += [
        f"the check finds it: {shown(each.file, style)}:{each.line}  {each.code}: {shown(each.message, style)}"
        for each in one.found[:_FOUND]
    ]
    if len(one.found) > _FOUND:
        rows.append(f"and {counted(len(one.found) - _FOUND, 'place')} more")
    if one.gone:
        rows.append("the check does not find it in your folder any more")
    if one.advice:
        rows.append(f"to do: {shown(one.advice, style)}")
    return rows


def _remark_lines(remarks: Sequence[Located], style: Style) -> list[str]:
    if not remarks:
        return []
    lines = ["", "Remarks on lines of your files, and where those are today:"]
    for one in remarks[-_SHOWN:]:
        place = f"{one.file}:{one.line}:{one.column}" if one.line else f"{one.file} (the line is not there any more)"
        told = {True: "changed since", False: "as it was", None: ""}[one.changed]
        about = ", ".join(word for word in (shown(one.operation, style), told) if word)
        lines.append(f"  {shown(place, style)}" + (f"  {about}" if about else ""))
        author = shown(one.remark.author, style)
        lines += _wrapped(f"    {author}: ", 6, shown(_one_line(one.remark.text), style), style)
    if len(remarks) > _SHOWN:
        lines.append(f"  and {len(remarks) - _SHOWN} earlier ones (--format json has all)")
    return lines


def _date_lines(dates: Sequence[Expected], style: Style) -> list[str]:
    if not dates:
        return []
    lines = ["", "To expect (working days in Pacific time, without US holidays):"]
    for one in dates:
        days = f"{one.earliest}" if one.earliest == one.latest else f"{one.earliest} to {one.latest}"
        lines += _wrapped(f"  {days:<24}  ", 28, one.what, style)
    sources = sorted({one.source for one in dates})
    return [*lines, *_wrapped("Sources: ", 9, "; ".join(sources), style)]


def _paint(text: str, codes: str, style: Style) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if style.colour else text


def _wrapped(first: str, indent: int, text: str, style: Style) -> list[str]:
    """``text`` (already visible) after ``first``, its further lines indented; ``first`` may hold colours."""
    width = max(style.width, _NARROWEST)
    lines, line, used = [], first, max(indent, 0) if "\x1b" in first else columns(first)
    empty = True
    for word in text.split(" "):
        size = columns(word) + (0 if empty else 1)
        if used + size > width and not empty:
            lines.append(line)
            line, used, empty, size = " " * indent, indent, True, columns(word)
        line += word if empty else f" {word}"
        used += size
        empty = False
    return [*lines, line.rstrip()] if line.strip() else lines
