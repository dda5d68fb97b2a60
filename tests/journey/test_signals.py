"""What staff writes means something; the same words by anybody else mean nothing."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.journey.signals import Signal, Voice, signals, voice
from journey_world import author, staff


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Hi, our IP connector certification process has been changed.", Signal.PACKAGE_ASKED),
        ("Please attach this as part of the PR artifacts.", Signal.PACKAGE_ASKED),
        ("We sent an MS Form to the e-mail in the swagger.", Signal.FORM_ASKED),
        ("Please finish the OneVet process", Signal.IDENTITY_ASKED),
        ("Could you please resolve review comments?", Signal.ANSWER_ASKED),
        ("[[certify-connector]]", Signal.CERTIFYING),
        ("certify-connector", Signal.CERTIFYING),
        ("Congratulations - your certification request has been approved.", Signal.APPROVED),
        ("We will queue up for the next deployment, it typically takes 3-4 weeks.", Signal.APPROVED),
        ("We identified some changes that are needed before we can publish. Error(s) are: 1. X", Signal.CHANGES_NEEDED),
        ("The deployment of your connector and documentation page was already completed.", Signal.DEPLOYED),
        ("There is a certified connector for it; a duplicate connector is not acceptable.", Signal.DUPLICATE),
        ("Closing this PR as there is no response.", Signal.GIVEN_UP),
        ("Closing due to inactivity", Signal.GIVEN_UP),
        ("Certification Validations Failed. Please fix below issues", Signal.CHANGES_NEEDED),
        ("Please fix what the certify-connector run says", Signal.ANSWER_ASKED),
        ("Thank you! Looking forward to seeing your connector artifacts.", Signal.ACKNOWLEDGED),
    ],
)
def test_the_words_of_reviewers_are_understood(text: str, signal: Signal) -> None:
    assert [one.signal for one in signals([staff(text)], "ada")] == [signal]


@pytest.mark.parametrize("login", ["ada", "stranger", "vmanoharas2", "certificationteam-msft", "approved[bot]"])
def test_the_same_words_by_anybody_else_mean_nothing(login: str) -> None:
    text = "Your certification request has been approved."
    said = replace(staff(text), author=login, association="NONE")
    assert list(signals([said], "ada")) == []


def test_reviews_count_by_their_verdict() -> None:
    asked = staff("see below", kind="review", verdict="changes_requested")
    fine = staff("", kind="review", verdict="approved")
    assert [one.signal for one in signals([asked, fine], "ada")] == [Signal.CHANGES_NEEDED, Signal.APPROVED]
    assert list(signals([replace(fine, author="stranger", association="NONE")], "ada")) == []


def test_what_is_quoted_from_others_is_not_said() -> None:
    assert list(signals([staff("> request has been approved\n\nNot so fast.")], "ada")) == []


def test_the_bots_complaint_about_the_cla_is_heard() -> None:
    bot = replace(staff("The command you issued was incorrect. Please try again."), association="NONE")
    bot = replace(bot, author="microsoft-github-policy-service[bot]")
    assert [one.signal for one in signals([bot], "ada")] == [Signal.CLA_MALFORMED]


def test_every_speaker_has_a_voice() -> None:
    assert voice(author("x"), "Ada") is Voice.AUTHOR
    assert voice(staff("x"), "ada") is Voice.STAFF
    assert voice(replace(staff("x"), author="certificationteam", association="NONE"), "ada") is Voice.STAFF
    assert voice(replace(staff("x"), author="azure-pipelines[bot]"), "ada") is Voice.BOT
    assert voice(replace(staff("x"), author="someone", association="CONTRIBUTOR"), "ada") is Voice.OTHER


@given(st.text())
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert len(list(signals([staff(text)], "ada"))) <= 2


def test_a_hostile_remark_takes_no_time() -> None:
    started = time.process_time()
    list(signals([staff("deployment connector closing this pr no response already has " * 20_000)] * 5, "ada"))
    assert time.process_time() - started < 2
