"""The certification's complaints against today's folder, and what status makes of today's process."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from ippub.check.rule import Severity
from ippub.forge.port import ChangedFile, PullState, Remark
from ippub.journey.complaints import judged_complaints
from ippub.journey.facts import Facts, Local
from ippub.journey.status import status
from ippub.journey.step import Standing
from ippub.journey.steps import judge_steps
from ippub.journey.telling import status_json, status_text
from ippub.journey.turn import Who, whose_turn
from ippub.report.formats import Style
from ippub.report.model import Reported
from journey_world import FILES, HOME, NOW, author, days_ago, facts, local, proposal_facts, pull, staff

PLAIN = Style(colour=False, unicode=True, width=100)
PACKAGE = ChangedFile(f"{HOME}/package.zip", "added")
ANSWER = (
    "Certification Test Results\n\nPolicy Code: 5000.1.1.13 Message: A solution is missing.\n\n"
    "Policy Code: 5000.9.9.9 Message: Something new.\n\n"
    "##[error]src\\codelessPreview\\A\\apiDefinition.swagger.json(,): error DefaultResponseHasSchema: No schema there."
    " ValuePath: 'paths/~1a/get/responses/default' Value: ''"
)
DEFINITION = json.dumps({"paths": {"/a": {"get": {"responses": {"default": {}}}}}}, indent=2).encode()


def bot(text: str, days: float = 1) -> Remark:
    return replace(staff(text, days), author="certificationteam", association="NONE")


def finding(code: str, file: str = "package.zip", pointer: str | None = None, policy: tuple[str, ...] = ()) -> Reported:
    return Reported(
        code,
        Severity.ERROR,
        file,
        pointer,
        1,
        1,
        1,
        1,
        f"{code} is wrong",
        "Do it right.",
        False,
        "",
        "x",
        policy=policy,
    )


def folder(*findings: Reported) -> Local:
    files = {**dict.fromkeys((*FILES, "package.zip"), b"{}"), FILES[0]: DEFINITION}
    return local(files=files, findings=findings, errors=len(findings))


def step(found: Facts, name: str) -> tuple[Standing, str]:
    return next((one.standing, f"{one.why} | {one.next}") for one in judge_steps(found) if one.name == name)


def test_a_complaint_is_joined_with_what_the_check_says_about_the_same_policy() -> None:
    mine = finding("PackageSolutionCount", policy=("5000.1.1.13", "5000.1.1.6"))
    missing, new, schema = judged_complaints(facts(remarks=(bot(ANSWER),), local=folder(mine)))
    assert (missing.found, missing.gone, missing.advice) == ((mine,), False, "Do it right.")
    assert (new.found, new.gone, new.advice) == ((), None, "")
    assert (schema.gone, schema.line, schema.advice) == (True, 6, "")


def test_a_finding_below_the_place_that_the_validator_names_is_the_same() -> None:
    below = finding("DefaultResponseHasSchema", FILES[0], "/paths/~1a/get/responses/default/schema")
    other = finding("DefaultResponseHasSchema", FILES[0], "/paths/~1b/get/responses/default")
    *_, schema = judged_complaints(facts(remarks=(bot(ANSWER),), local=folder(other, below)))
    assert schema.found == (below,)
    *_, moved = judged_complaints(facts(remarks=(bot(ANSWER),), local=folder(other)))
    assert moved.found == (other,), "the operation may have another path today"


def test_a_complaint_without_a_code_is_joined_by_its_place() -> None:
    text = "##[error]The 'x-ms-summary' property is required. ValuePath: /paths/~1a/get/parameters/0"
    here = finding("RequiredPropertyMissing", FILES[0], "/paths/~1a/get/parameters/0")
    there = finding("RequiredPropertyMissing", FILES[0], "/paths/~1a/get/parameters/00")
    (judged,) = judged_complaints(facts(remarks=(bot(text),), local=folder(here, there)))
    assert judged.found == (here,)


def test_without_a_folder_a_complaint_has_its_advice() -> None:
    (judged,) = judged_complaints(facts(remarks=(bot("Not able to deserialize the package."),)))
    assert "`ippub package` builds the package" in judged.advice
    assert judged.gone is None


@pytest.mark.parametrize(
    ("remarks", "count"),
    [
        ((bot(ANSWER),), 3),
        ((bot(ANSWER, 3), staff("certify-connector", 1)), 0),
        ((bot(ANSWER, 3), bot("Congratulations, your certification request has been approved.", 1)), 0),
        ((bot(ANSWER, 3), author("Done", 1)), 3),
        ((bot("Policy Code: 5000.1.1.2 Message: a", 5), author("Done", 3), bot(ANSWER, 1)), 3),
        ((bot("Policy Code: 5000.1.1.2 Message: a", 5), bot(ANSWER, 1)), 4),
        ((author(ANSWER, 1),), 0),
        ((replace(bot(ANSWER), author="stranger"),), 0),
    ],
)
def test_only_the_last_answer_counts_until_something_settles_it(remarks: tuple[Remark, ...], count: int) -> None:
    assert len(judged_complaints(facts(remarks=remarks))) == count


def test_status_lists_the_complaints_with_their_remedies() -> None:
    mine = finding("PackageSolutionCount", policy=("5000.1.1.13",))
    found = status(facts(remarks=(staff("certify-connector", 2), bot(ANSWER)), local=folder(mine)))
    text = status_text(found, PLAIN)
    assert "the certification found 3 faults: 5000.1.1.13, 5000.9.9.9, DefaultResponseHasSchema" in " ".join(
        text.split()
    )
    assert "  5000.1.1.13  A solution is missing." in text
    assert "    the check finds it: package.zip:1  PackageSolutionCount: PackageSolutionCount is wrong" in text
    assert "    to do: Do it right." in text
    assert "    apiDefinition.swagger.json:6:11" in text
    assert "    the check does not find it in your folder any more" in text
    (row,) = json.loads(status_json([found]))["connectors"]
    assert [(each["policy"], each["code"], each["gone"]) for each in row["certification"]] == [
        ("5000.1.1.13", None, False),
        ("5000.9.9.9", None, None),
        (None, "DefaultResponseHasSchema", True),
    ]
    assert row["certification"][2]["line"] == 6


def test_hostile_answers_show_harmlessly() -> None:
    text = "Policy Code: 5000.1.1.2 Message: \x1b[2Jx\u202e [bold]y[/]"
    shown = status_text(status(facts(remarks=(bot(text),))), PLAIN)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_the_package_that_was_asked_for_is_answered_by_a_commit_with_it() -> None:
    asked = facts(remarks=(staff("Our certification process has changed: please submit a connector package.", 3),))
    turn = whose_turn(replace(asked, pushed=days_ago(1)))
    assert turn is not None
    assert (turn.who, turn.why) == (Who.YOU, "the certification package is asked for, in the connector's folder")
    turn = whose_turn(replace(asked, pushed=days_ago(1), changed=(*asked.changed, PACKAGE)))
    assert turn is not None
    assert (turn.who, turn.why) == (Who.REVIEWERS, "you pushed after what was asked")
    turn = whose_turn(replace(asked, pushed=days_ago(4), changed=(*asked.changed, PACKAGE)))
    assert turn is not None
    assert turn.who is Who.YOU, "the package was there before they asked"


def test_after_the_certifications_answer_a_commit_hands_the_turn_back() -> None:
    answered = facts(remarks=(bot(ANSWER, 3), staff("Please address the above.", 2)))
    before, after = whose_turn(answered), whose_turn(replace(answered, pushed=days_ago(1)))
    assert before is not None
    assert after is not None
    assert (before.who, after.who) == (Who.YOU, Who.REVIEWERS)


def test_a_sentence_of_the_validator_alone_is_answered_by_a_commit_too() -> None:
    pasted = facts(remarks=(staff("The 'description' property is required.", 2),))
    before, after = whose_turn(pasted), whose_turn(replace(pasted, pushed=days_ago(1)))
    assert before is not None
    assert after is not None
    assert before.why == "the certification found 1 fault"
    assert after.who is Who.REVIEWERS


def test_one_remark_can_ask_for_the_package_and_for_the_form() -> None:
    text = "The IP certification process has been changed. An MS Form was sent to the e-mail in the swagger."
    turn = whose_turn(facts(remarks=(staff(text),)))
    assert turn is not None
    assert "a form was mailed" in turn.why
    assert "certification package is asked for" in turn.why


def test_the_process_of_2025_needs_the_package_before_anything_is_reviewed() -> None:
    bare = local(files=dict.fromkeys(FILES, b"{}"))
    standing, said = step(proposal_facts(local=bare), "build")
    assert standing is Standing.TODO
    assert "ippub package --solution" in said
    assert step(proposal_facts(local=replace(bare, process=2022)), "build")[0] is Standing.DONE
    assert step(proposal_facts(local=local()), "build")[1].startswith("definition, properties, readme and package.zip")
    assert step(Facts(bare.path, NOW, local=bare, upstream_there=True), "build")[0] is Standing.DONE


def test_a_package_of_another_version_is_told_and_stops_nothing() -> None:
    old = local(findings=(finding("PackageOutOfSync", "package.zip!a", "/info"),))
    standing, said = step(facts(local=old), "build")
    assert standing is Standing.DONE
    assert "another version of the connector" in said
    merged = facts(local=old, pull=pull(state=PullState.MERGED, merged_at=days_ago(1)))
    assert "another version" not in step(merged, "build")[1]


def test_the_form_has_thirty_days_and_then_it_has_to_be_asked_for_again() -> None:
    asked = facts(remarks=(staff("We sent an MS Form to the e-mail in the swagger.", 20),), local=local())
    standing, said = step(asked, "identity")
    until = (days_ago(20) + timedelta(days=30)).date()
    assert standing is Standing.TODO
    assert f"expires on {until}, 10 days from now" in said
    assert "ada@contoso.com" in said
    late = facts(remarks=(staff("We sent an MS Form.", 40),), local=local())
    assert "ask in the pull request for a new one" in step(late, "identity")[1]


def test_your_word_stands_for_the_form_that_nobody_else_sees_until_the_certification_runs() -> None:
    form = staff("Please finish the OneVet process", 9)
    answered = facts(remarks=(form, author("The form is filled in.", 5)), local=local())
    assert step(answered, "identity")[0] is Standing.WAITING
    licence = facts(remarks=(form, author("@microsoft-github-policy-service agree", 5)), local=local())
    assert step(licence, "identity")[0] is Standing.TODO
    went_on = facts(remarks=(form, staff("certify-connector", 2)), local=local())
    assert step(went_on, "identity")[0] is Standing.DONE
    asked_late = facts(remarks=(staff("certify-connector", 9), staff("Please finish OneVet", 2)), local=local())
    assert step(asked_late, "identity")[0] is Standing.TODO


def test_an_address_that_gets_no_mail_is_said_before_the_form_is_lost() -> None:
    deaf = finding("ContactEmailNotValid", FILES[0], "/info/contact/email")
    standing, said = step(facts(local=local(findings=(deaf,))), "identity")
    assert standing is Standing.TODO
    assert "ContactEmailNotValid is wrong" in said
