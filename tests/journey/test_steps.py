"""The ten steps and whose turn it is, judged from facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippub.forge.port import ChangedFile, Check, PullState
from ippub.journey.facts import Facts
from ippub.journey.status import all_wait, essence, status
from ippub.journey.step import Standing
from ippub.journey.steps import CLA_WORDS, JUDGES, judge_steps
from ippub.journey.turn import Who, whose_turn
from journey_world import (
    CLA,
    FILES,
    HEAD,
    HOME,
    NAME,
    NOW,
    author,
    blob,
    days_ago,
    facts,
    local,
    on_line,
    proposal_facts,
    pull,
    staff,
)

D, T, W, B = Standing.DONE, Standing.TODO, Standing.WAITING, Standing.BLOCKED
SEEN = "\n".join(f"![x](https://a/{number}.png)" for number in range(4))


def standings(found: Facts) -> str:
    return "".join(step.standing.value[0] for step in judge_steps(found))


def step(found: Facts, name: str) -> tuple[Standing, str]:
    return next((one.standing, one.why + " | " + one.next) for one in judge_steps(found) if one.name == name)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # search proposal licence build check test submission identity review deployment
        (Facts(NAME, NOW, local=local(files={})), "ttbtbdbbbb"),
        (Facts(NAME, NOW, local=local(errors=2, missing_shots="x")), "ttbdttbbbb"),
        (proposal_facts(local=local()), "ddddddtbbb"),
        (proposal_facts(local=local(errors=1)), "ddddtdbbbb"),
        (proposal_facts(local=local(), checks=(Check("license/cla", "pending"),)), "ddtdddtbbb"),
        (facts(local=local()), "dddddddwwb"),
        (facts(local=local(), checks=(CLA, Check("Swagger Validator", "failure"))), "dddddddwtb"),
        (facts(local=local(), remarks=(staff("please finish OneVet"),)), "dddddddttb"),
        (facts(local=local(), remarks=(staff("request has been approved"),)), "dddddddddw"),
        (facts(local=local(), pull=pull(state=PullState.MERGED, merged_at=days_ago(2))), "dddddddddw"),
        (facts(local=local(), pull=pull(state=PullState.MERGED, labels=("deployed",))), "dddddddddd"),
        (facts(local=local(), pull=pull(state=PullState.CLOSED, closed_at=days_ago(2))), "dtddddbwbb"),
        (Facts(NAME, NOW, local=local(), upstream_there=True), "ddbddddbbd"),
        (facts(pull=pull(body=SEEN)), "ddddbddwwb"),
    ],
)
def test_the_ten_steps_follow_from_the_facts(found: Facts, expected: str) -> None:
    assert standings(found) == expected


def test_what_is_not_done_says_why_and_most_say_what_next() -> None:
    for one in judge_steps(Facts(NAME, NOW, local=local(errors=1, first_codes=("SwaggerMissing",)))):
        assert one.why
    assert step(Facts(NAME, NOW, local=local(errors=1, first_codes=("X",))), "check")[1] == (
        '1 error: X | ippub check "Contoso Widgets"'
    )


def test_without_asking_the_forge_a_missing_pull_request_means_nothing() -> None:
    assert step(Facts(NAME, NOW, local=local(), asked=False), "proposal") == (B, "GitHub was not asked | ")


def test_the_agreement_is_for_the_person_to_write_and_a_malformed_one_is_explained() -> None:
    open_ = facts(checks=(Check("license/cla", "action_required"),))
    assert step(open_, "licence")[0] is T
    assert CLA_WORDS in step(open_, "licence")[1]
    bot = replace(staff("The command you issued was incorrect."), author="microsoft-github-policy-service[bot]")
    assert "not understood" in step(facts(checks=(), remarks=(bot,)), "licence")[1]
    assert step(facts(checks=()), "licence")[0] is W


def test_local_changes_that_are_not_in_the_pull_request_are_named() -> None:
    blobs = {name: blob(b"{}") for name in (*FILES, "package.zip")}
    assert step(facts(local=local(), blobs=blobs), "submission")[0] is D
    blobs["readme.md"] = blob(b"older")
    assert step(facts(local=local(), blobs=blobs), "submission") == (
        T,
        'the pull request has other versions of readme.md | ippub submit "Contoso Widgets"',
    )


def test_a_folder_that_is_newer_than_upstream_is_an_update_to_send() -> None:
    there = {"README.md": blob(b"older"), **dict.fromkeys(FILES[:2], blob(b"{}"))}
    more = local(files={**dict.fromkeys(FILES, b"{}"), "intro.md": b"x", "package.zip": b"y"})
    merged = facts(local=more, pull=pull(state=PullState.MERGED), blobs=there)
    assert step(merged, "submission") == (
        T,
        'upstream has other versions of readme.md | ippub submit "Contoso Widgets" --update "..."',
    )
    same = replace(merged, blobs={name: blob(b"{}") for name in FILES})
    assert step(same, "submission") == (D, "#12 was merged | ")
    alone = replace(same, pull=None, upstream_there=True)
    assert step(alone, "submission") == (D, "upstream has these files | ")


def test_files_that_do_not_belong_into_the_pull_request_are_named() -> None:
    strange = (ChangedFile(f"{HOME}/icon.png", "added"), ChangedFile("README.md", "modified"))
    gone = ChangedFile(f"{HOME}/settings.json", "removed")
    found = facts(local=local(), changed=(*facts().changed, *strange, gone))
    assert "do not belong there: icon.png, README.md |" in step(found, "submission")[1]


def test_lines_that_are_not_ticked_are_named_and_the_persons_own_boxes_are_not() -> None:
    body = "- [ ] I ran paconn validate\n- [ ] buy milk\n- [x] the Test operations section\n" + SEEN
    assert "lines that are not ticked: G5" in step(facts(local=local(), pull=pull(body=body)), "submission")[1]


def test_a_reviewer_who_sees_a_duplicate_sends_back_to_the_search() -> None:
    found = facts(remarks=(staff("The service already has a Microsoft connector."),))
    assert step(found, "search")[0] is T
    assert whose_turn(found).who is Who.YOU  # type: ignore[union-attr]


def test_a_late_answer_of_ours_is_warned_of_and_of_theirs_is_excused() -> None:
    late = facts(remarks=(staff("Could you please fix the readme?", days=30),))
    assert "without an answer are closed" in step(late, "review")[1]
    theirs = facts(remarks=(staff("Please fix", days=40), author("Done", days=20)))
    assert "7 to 14 days" in step(theirs, "review")[1]
    assert "politely" in step(theirs, "review")[1]


@pytest.mark.parametrize(
    ("remarks", "who", "why"),
    [
        ((), Who.REVIEWERS, "nobody has answered"),
        ((staff("Please fix the title"),), Who.YOU, "an answer is asked for"),
        ((staff("Hm."),), Who.YOU, "had the last word"),
        ((staff("Please fix"), author("Done")), Who.REVIEWERS, "you had the last word"),
        ((staff("certify-connector"),), Who.REVIEWERS, "certification runs"),
        ((on_line(3), on_line(4)), Who.REVIEWERS, "you pushed after"),
        ((on_line(3, commit=HEAD), on_line(4, commit=HEAD)), Who.YOU, "2 remarks on lines"),
        ((staff("x"), author("@microsoft-github-policy-service agree")), Who.YOU, "last word"),
        ((replace(staff("me too"), author="stranger", association="NONE"),), Who.REVIEWERS, "nobody has answered"),
    ],
)
def test_the_last_word_says_whose_turn_it_is(remarks: tuple[object, ...], who: Who, why: str) -> None:
    turn = whose_turn(facts(remarks=remarks))
    assert turn is not None
    assert turn.who is who
    assert why in turn.why


def test_while_the_agreement_is_not_signed_nobody_waits_for_the_reviewers() -> None:
    open_ = (Check("license/cla", "pending"),)
    for remarks in ((), (staff("Please fix"), author("Done"))):
        turn = whose_turn(facts(checks=open_, remarks=remarks))
        assert turn is not None
        assert (turn.who, turn.why) == (Who.YOU, "the contributor licence agreement is not signed")
    asked = whose_turn(facts(checks=open_, remarks=(staff("Please fix the title"),)))
    assert asked is not None
    assert asked.why == "an answer is asked for"


def test_your_turn_is_counted_from_the_first_unanswered_remark() -> None:
    turn = whose_turn(facts(remarks=(staff("a", 20), author("b", 15), staff("c", 9), staff("d", 2))))
    assert turn is not None
    assert (turn.who, turn.days) == (Who.YOU, 9)


def test_a_proposal_is_your_turn_from_the_start() -> None:
    turn = whose_turn(proposal_facts())
    assert turn is not None
    assert (turn.who, turn.why) == (Who.YOU, "the artifacts come next")


def test_waiting_is_only_when_there_is_nothing_to_do_at_all() -> None:
    assert status(facts(local=local())).waiting
    assert not status(facts(local=local(missing_shots="all"))).waiting
    assert not status(facts(local=local(), remarks=(staff("fix"),))).waiting
    assert not status(Facts(NAME, NOW, local=local())).waiting
    assert status(facts()).waiting, "without the folder the turn alone decides"


def test_several_wait_when_none_is_your_turn() -> None:
    waits, mine = status(facts(local=local())), status(facts(local=local(), remarks=(staff("fix"),)))
    over = status(facts(local=local(), pull=pull(state=PullState.CLOSED)))
    assert all_wait([waits, over])
    assert not all_wait([waits, mine])
    assert not all_wait([over])
    assert not all_wait([])


def test_passing_days_are_no_news_and_a_remark_is() -> None:
    before = status(facts(local=local()))
    later = status(facts(local=local(), now=days_ago(-1)))
    assert essence([before]) == essence([later])
    assert essence([before]) != essence([status(facts(local=local(), remarks=(staff("x"),)))])


@settings(deadline=None)
@given(
    st.builds(
        facts,
        pull=st.builds(
            pull,
            title=st.text(max_size=30),
            state=st.sampled_from(PullState),
            body=st.text(max_size=60),
            labels=st.lists(st.sampled_from(["deployed", "New"])).map(tuple),
        ),
        local=st.none() | st.builds(local, errors=st.integers(0, 3), files=st.just({}) | st.just({"readme.md": b"x"})),
        remarks=st.lists(
            st.sampled_from([staff("OneVet"), staff("request has been approved"), author("ok"), on_line(2)]), max_size=4
        ).map(tuple),
        checks=st.lists(st.sampled_from([CLA, Check("x", "failure"), Check("license/cla", "pending")])).map(tuple),
    )
)
def test_any_facts_give_ten_steps_with_reasons_and_one_next(found: Facts) -> None:
    result = status(found)
    assert [one.name for one in result.steps] == [judge(found).name for judge in JUDGES]
    assert len(result.steps) == 10
    assert all(one.why for one in result.steps)
    assert result.turn is not None
    assert result.next is None or result.next in result.steps
