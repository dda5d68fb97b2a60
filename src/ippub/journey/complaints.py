"""The certification's complaints brought to today's folder: what the check says about each, where it is, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ippub.check.policy import POLICIES
from ippub.check.rules import load_rules
from ippub.document.json import Json, read_json
from ippub.document.place import Token
from ippub.forge.port import Remark
from ippub.journey.certification import Complaint, read_answer, sentence_in
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

_BREAKING = re.compile(r"existing flows")


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
    return tuple(_judged(complaint, remark, facts.local) for complaint, remark in asked)


def _judged(complaint: Complaint, remark: Remark, local: Local | None) -> Judged:
    names = _names(complaint)
    if local is None:
        return Judged(complaint, remark, advice=_advice(complaint, ()))
    found = _found(complaint, names, local.findings)
    gone = not found if names or found else None
    line, column = _place(complaint, local.files)
    return Judged(complaint, remark, found, gone, line, column, "" if gone else _advice(complaint, found))


def _names(complaint: Complaint) -> frozenset[str]:
    """The codes of the rules of ours that see what is complained of; none when no rule does."""
    rules = load_rules()
    if complaint.policy:
        return frozenset(rule.code for rule in rules.values() if complaint.policy in rule.policy)
    if complaint.code:
        return frozenset({complaint.code} & rules.keys())
    sentence = sentence_in(complaint.text)
    return frozenset(sentence.rules) & rules.keys() if sentence is not None else frozenset()


def _found(complaint: Complaint, names: frozenset[str], findings: Sequence[Reported]) -> tuple[Reported, ...]:
    """The findings about the same thing: of the same rules (at the same place, if any is), else at the same place."""
    here = tuple(one for one in findings if _is_at(one, complaint))
    if complaint.policy:
        return tuple(one for one in findings if complaint.policy in one.policy or one.code in names)
    if not names:
        return here
    return tuple(one for one in here if one.code in names) or tuple(one for one in findings if one.code in names)


def _is_at(finding: Reported, complaint: Complaint) -> bool:
    if not complaint.file or finding.pointer is None or finding.file.lower() != complaint.file.lower():
        return False
    return f"{finding.pointer}/".startswith(f"{complaint.pointer}/")


def _advice(complaint: Complaint, found: Sequence[Reported]) -> str:
    """What to do: as the check says it, else as it is known of the policy or the sentence."""
    if found:
        return found[0].remedy or f"ippub rule {found[0].code}"
    policy, sentence = POLICIES.get(complaint.policy), sentence_in(complaint.text)
    if policy is not None:
        return policy.remedy
    if sentence is not None:
        return sentence.remedy
    if _BREAKING.search(complaint.text):
        return "undo it, or confirm in the pull request that nobody's flows break; `ippub diff upstream .` lists it all"
    return f"ippub rule {complaint.name}" if complaint.code else ""


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
