"""The certification's complaints brought to today's folder: what the check says about each, where it is, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ippub.check.rules import load_rules
from ippub.document.json import Json, read_json
from ippub.document.place import Token
from ippub.forge.port import Remark
from ippub.journey.certification import Complaint, read_answer
from ippub.journey.facts import Facts, Local
from ippub.journey.signals import Signal, Voice, signals, voice
from ippub.report.model import Reported


class Judged(NamedTuple):
    """A complaint and what is to be made of it.

    ``found`` is what today's check says about the same thing. ``gone`` says that the check knows the fault and does not
    find it any more; None when no rule knows it or no folder is at hand. ``line`` and ``column`` are where the
    complaint points to in today's file, 0 when that is nowhere. ``advice`` says what to do, "" for what is gone.
    """

    complaint: Complaint
    remark: Remark
    found: tuple[Reported, ...] = ()
    gone: bool | None = None
    line: int = 0
    column: int = 0
    advice: str = ""


_SETTLED = frozenset({Signal.CERTIFYING, Signal.APPROVED, Signal.DEPLOYED})
"""After these an earlier answer says nothing any more."""

_ADVICE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words, re.IGNORECASE), advice)
    for words, advice in (
        (
            r"solution package not found|more than one zip file|deseriali[sz]e",
            "build the package anew with `ippub package --solution ... --flow-solution ...`",
        ),
        (
            r"not able to download",
            "see that package.zip is a file in the folder of the pull request, and ask for a run",
        ),
        (
            r"changes must be made in",
            "take everything outside your connector's folder off the branch; `ippub submit` names it",
        ),
        (
            r"publisher mismatch",
            "an update comes from the account of the first submission; ask the reviewers otherwise",
        ),
        (r"client id and secret", "OAuth is closed to independent publishers since September 2025: use an API key"),
        (r"must be unique", "`ippub search` shows what has that name; choose another title, or extend what is there"),
        (r"breaks? existing flows|existing flows (may|will)", "undo it, or confirm that nobody's flows break"),
    )
)


def open_complaints(facts: Facts) -> tuple[tuple[Complaint, Remark], ...]:
    """What the last answer of the certification complains of; () when there is none, or when it was settled since.

    Reviewers may paste it in pieces, so several remarks of theirs count until somebody else spoke.
    """
    if facts.pull is None:
        return ()
    author = facts.pull.author
    found: list[tuple[Complaint, Remark]] = []
    for remark in reversed(facts.remarks):
        speaker = voice(remark, author)
        if speaker is Voice.AUTHOR and found:
            break
        if speaker is not Voice.STAFF or remark.kind == "line":
            continue
        said = next(iter(signals([remark], author)), None)
        if said is not None and said.signal in _SETTLED:
            break
        found[:0] = [(complaint, remark) for complaint in read_answer(remark.text)]
    return tuple(dict(reversed(found)).items())[::-1]


def judged_complaints(facts: Facts) -> tuple[Judged, ...]:
    """The open complaints, each with what today's folder says about it."""
    asked = open_complaints(facts)
    if not asked:
        return ()
    known = _known_names()
    return tuple(_judged(complaint, remark, facts.local, known) for complaint, remark in asked)


def _known_names() -> frozenset[str]:
    """Every name of Microsoft's under which a rule of ours speaks."""
    rules = load_rules().values()
    return frozenset(name for rule in rules for name in (rule.code, *rule.policy))


def _judged(complaint: Complaint, remark: Remark, local: Local | None, known: frozenset[str]) -> Judged:
    if local is None:
        return Judged(complaint, remark, advice=_advice(complaint, (), None))
    found = _found(complaint, local.findings)
    gone = None if not found and complaint.name not in known else not found
    line, column = _place(complaint, local.files)
    return Judged(complaint, remark, found, gone, line, column, _advice(complaint, found, gone))


def _found(complaint: Complaint, findings: Sequence[Reported]) -> tuple[Reported, ...]:
    """The findings about the same thing: under the same code (at the same place, if any is), else at the same place."""
    if complaint.policy:
        return tuple(one for one in findings if complaint.policy in one.policy)
    here = tuple(one for one in findings if _is_at(one, complaint))
    if not complaint.code:
        return here
    same = tuple(one for one in here if one.code == complaint.code)
    return same or tuple(one for one in findings if one.code == complaint.code)


def _is_at(finding: Reported, complaint: Complaint) -> bool:
    if not complaint.file or finding.pointer is None or finding.file.lower() != complaint.file.lower():
        return False
    return f"{finding.pointer}/".startswith(f"{complaint.pointer}/")


def _advice(complaint: Complaint, found: Sequence[Reported], gone: bool | None) -> str:
    if gone:
        return ""
    if found:
        return found[0].remedy or f"ippub rule {found[0].code}"
    advice = next((advice for words, advice in _ADVICE if words.search(complaint.text)), "")
    return advice or (f"ippub rule {complaint.name}" if complaint.name else "")


def _place(complaint: Complaint, files: Mapping[str, bytes]) -> tuple[int, int]:
    """Where the pointer leads today; (0, 0) when it leads nowhere."""
    data = files.get(complaint.file)
    if data is None or not complaint.pointer:
        return 0, 0
    document = read_json(complaint.file, data)
    tokens = _tokens(document.value, complaint.pointer) if document.readable else None
    if tokens is None:
        return 0, 0
    span = document.span(tokens)
    return span.line, span.column


def _tokens(value: Json, pointer: str) -> tuple[Token, ...] | None:
    """The way that a pointer means in ``value``, None when it ends early."""
    way: list[Token] = []
    for step in pointer.split("/")[1:]:
        token: Token = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            token = int(step)
            value = value[token]
        elif isinstance(value, dict) and token in value:
            value = value[str(token)]
        else:
            return None
        way.append(token)
    return tuple(way)
