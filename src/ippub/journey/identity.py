"""The step in which Microsoft verifies who publishes: a form by mail, then an identity check, thirty days for each."""

from __future__ import annotations

import math
from datetime import timedelta

from ippub.check.rule import Severity
from ippub.forge.port import PullState, Remark
from ippub.journey.facts import Facts, Local
from ippub.journey.signals import Signal, Voice, signals, voice
from ippub.journey.step import BLOCKED, DONE, TODO, WAITING, Step
from ippub.journey.turn import is_agreement, proposed
from ippub.report.tally import counted

FORM_LIFE = timedelta(days=30)
"""How long the mailed form and its link can be used."""

_ADDRESS = "/info/contact/email"


def identity(facts: Facts) -> Step:
    """Has Microsoft verified who publishes? It asks since October 2025, by a form mailed to the contact address."""
    name, local = "identity", facts.local
    if local is not None and local.process < 2025:
        return Step(name, DONE, "the process of 2022 does not ask for it")
    if facts.pull is None:
        return Step(name, BLOCKED, "it begins in the pull request")
    heard = list(signals(facts.remarks, facts.pull.author))
    asked = [one for one in heard if one.signal in (Signal.FORM_ASKED, Signal.IDENTITY_ASKED)]
    passed = [one for one in heard if one.signal in (Signal.CERTIFYING, Signal.APPROVED, Signal.DEPLOYED)]
    went_on = passed and not any(one.remark.when > passed[-1].remark.when for one in asked)
    if went_on or facts.pull.state is PullState.MERGED:
        return Step(name, DONE, "the review went on to the certification")
    silent = unreachable(local)
    if silent:
        path = local.path if local is not None else facts.name
        return Step(name, TODO, f"Microsoft mails a form to the contact address, and {silent}", f'ippub check "{path}"')
    if asked:
        return _asked_identity(facts, asked[-1].signal, asked[-1].remark)
    if proposed(facts):
        return Step(name, BLOCKED, "it comes with the submission")
    return Step(name, WAITING, f"Microsoft mails a form to the contact address{_email(local)}; have an eye on it")


def _asked_identity(facts: Facts, signal: Signal, remark: Remark) -> Step:
    """What follows from the ask in ``remark``. Nobody but the person sees the form, so their word stands for it."""
    author = facts.pull.author if facts.pull is not None else ""
    until = remark.when + FORM_LIFE
    later = [one for one in facts.remarks if one.when > remark.when and voice(one, author) is Voice.AUTHOR]
    answers = [one.when for one in later if not is_agreement(one)]
    if answers:
        why = f"you answered on {answers[-1]:%Y-%m-%d}; the verified identity must be there by {until:%Y-%m-%d}"
        return Step("identity", WAITING, why)
    thing = "the form that was mailed" if signal is Signal.FORM_ASKED else "the identity check that Microsoft mailed"
    if facts.now > until:
        act = "ask in the pull request for a new one; that mailbox gets it"
        return Step("identity", TODO, f"{thing} to the contact address expired on {until:%Y-%m-%d}", act)
    act = f"answer the mail to the contact address{_email(facts.local)} with the name of your ID, then say so there"
    left = math.ceil((until - facts.now) / timedelta(days=1))
    return Step("identity", TODO, f"{thing} expires on {until:%Y-%m-%d}, {counted(left, 'day')} from now", act)


def _email(local: Local | None) -> str:
    return f" ({local.email})" if local is not None and local.email else ""


def unreachable(local: Local | None) -> str:
    """Why the contact address gets no mail, as the check says it; "" when nothing speaks against it."""
    findings = local.findings if local is not None else ()
    faults = (one for one in findings if one.severity is not Severity.INFO)
    return next((one.message for one in faults if (one.pointer or "").startswith(_ADDRESS)), "")
