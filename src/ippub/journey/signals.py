"""What is meant by what Microsoft's people and programs write in a pull request.

The words are those seen in real pull requests from 2019 to 2026. Only
remarks by staff and by Microsoft's own accounts count: anybody can write "approved" into a public pull request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from ippub.forge.port import Remark


class Signal(StrEnum):
    """What a remark says about the state of the submission."""

    CLA_MALFORMED = "cla malformed"
    ACKNOWLEDGED = "acknowledged"
    PACKAGE_ASKED = "package asked"
    FORM_ASKED = "form asked"
    IDENTITY_ASKED = "identity asked"
    ANSWER_ASKED = "answer asked"
    DUPLICATE = "duplicate"
    CERTIFYING = "certifying"
    CHANGES_NEEDED = "changes needed"
    APPROVED = "approved"
    DEPLOYED = "deployed"
    GIVEN_UP = "given up"


class Said(NamedTuple):
    """A signal and the remark that gave it."""

    signal: Signal
    remark: Remark


class Voice(StrEnum):
    """Who speaks in a pull request."""

    AUTHOR = "author"
    STAFF = "staff"
    BOT = "bot"
    OTHER = "other"


_MEMBERS = frozenset({"MEMBER", "OWNER", "COLLABORATOR"})
_STAFF = frozenset(
    {
        "vmanoharas",
        "sriyen-msft",
        "amjed-ayoub",
        "certificationteam",
        "v-egorkozhadei",
        "v-eisljami",
        "saichander-ms",
        "dougelliott",
        "mamurshe",
        "souchoudhary",
    }
)
"""Accounts of reviewers that GitHub may not show as members, seen in reviews."""

_VERDICTS = frozenset({"certificationteam"})
"""Accounts whose word is the outcome of the certification."""

_BOTS = ("microsoft-github-policy-service", "azure-pipelines", "github-actions", "copilot", "dependabot")

_WORDS: tuple[tuple[Signal, re.Pattern[str]], ...] = tuple(
    (signal, re.compile("|".join(words), re.IGNORECASE))
    for signal, *words in (
        (Signal.DEPLOYED, r"deployment .{0,120}completed", r"has been deployed", r"is (now )?(live|deployed)\b"),
        (Signal.GIVEN_UP, r"clos(ing|ed) .{0,80}(no (response|reply)|inactiv)", r"no response .{0,60}clos(ing|ed)"),
        (
            Signal.DUPLICATE,
            r"duplicate connector",
            r"already (has|have|exists?) .{0,60}connector",
            r"connector .{0,60}already exists",
        ),
        (
            Signal.CHANGES_NEEDED,
            r"changes that are needed",
            r"error\(s\) are",
            r"changes (are (needed|required)|must be made)",
            r"validations? failed",
            r"not able to (download|deseriali[sz]e)",
            r"publisher mismatch",
            r"policy codes?\W{0,10}5000\.\d",
            r"\bvalidation errors? found",
            r"solution package not found",
            r"more than one zip file",
            r"please provide the client id",
            r"##\[error\]",
            r"\bvaluepath:\s",
            r"swagger certification failed with errors",
            r"specified swagger has the following errors",
        ),
        (
            Signal.APPROVED,
            r"request has been approved",
            r"queued? up for the next deployment",
            r"typically takes 3.?4 weeks",
        ),
        (Signal.CERTIFYING, r"\[\[certify-connector\]\]", r"^\W*certify-connector\W*$"),
        (Signal.IDENTITY_ASKED, r"one ?vet", r"verified credential", r"verified id\b", r"identity verification"),
        (Signal.FORM_ASKED, r"\bms form", r"microsoft form"),
        (
            Signal.PACKAGE_ASKED,
            r"process has (been )?changed",
            r"part of the pr artifacts",
            r"package\.zip",
            r"\b(upload|submit|prepare|commit|provide) .{0,60}\bpackages?\b",
            r"certification-submission-ip",
        ),
        (
            Signal.ANSWER_ASKED,
            r"resolve (the )?(review )?comments",
            r"any update",
            r"could you please",
            r"please (confirm|fix|update|address)",
        ),
        (
            Signal.ACKNOWLEDGED,
            r"looking forward to seeing your",
            r"submit your artifacts",
            r"thank you for (the|your) proposal",
        ),
    )
)
_PACKAGE_TOO = re.compile(
    r"process has (been )?changed|package\.zip|\b(upload|submit|prepare|commit|provide) .{0,60}\bpackages?\b",
    re.IGNORECASE,
)
_CLA = re.compile(r"command you issued was incorrect", re.IGNORECASE)

_LONGEST = 20_000
"""Characters of a remark that are read."""


def voice(remark: Remark, author: str) -> Voice:
    """Who speaks: the pull request's ``author``, staff, a program, or somebody else."""
    login = remark.author.casefold()
    if login == author.casefold():
        return Voice.AUTHOR
    if login in _VERDICTS:
        return Voice.STAFF
    if login.endswith("[bot]") or login.startswith(_BOTS):
        return Voice.BOT
    if remark.association in _MEMBERS or login in _STAFF:
        return Voice.STAFF
    return Voice.OTHER


def signals(remarks: Iterable[Remark], author: str) -> Iterator[Said]:
    """What staff and programs said, the oldest first; of one remark the most telling thing first.

    Only an ask for the form or the identity can have another behind it: for the package, in the same remark.
    """
    for remark in remarks:
        speaker = voice(remark, author)
        if speaker is Voice.STAFF:
            if remark.kind == "review" and remark.verdict == "changes_requested":
                yield Said(Signal.CHANGES_NEEDED, remark)
                continue
            if remark.kind == "review" and remark.verdict == "approved":
                yield Said(Signal.APPROVED, remark)
                continue
            text = _own_words(remark.text)
            found = next((signal for signal, words in _WORDS if words.search(text)), None)
            if found is not None:
                yield Said(found, remark)
            if found in (Signal.FORM_ASKED, Signal.IDENTITY_ASKED) and _PACKAGE_TOO.search(text):
                yield Said(Signal.PACKAGE_ASKED, remark)
        elif speaker is Voice.BOT and _CLA.search(remark.text[:_LONGEST]):
            yield Said(Signal.CLA_MALFORMED, remark)


def _own_words(text: str) -> str:
    """What the speaker says, without what is quoted from others, on one line."""
    lines = [line for line in text[:_LONGEST].splitlines() if not line.lstrip().startswith(">")]
    return " ".join(" ".join(lines).split())
