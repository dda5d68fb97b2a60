"""The ten steps, each judged from facts alone: done, to do, waiting for somebody, or blocked; why; what next."""

from __future__ import annotations

from collections.abc import Callable

from ippub.artifacts.choice import PACKAGES
from ippub.connector.folder import PROPERTIES, README, SWAGGER
from ippub.forge.port import PullState
from ippub.journey.complaints import open_complaints
from ippub.journey.facts import Facts, Local
from ippub.journey.identity import identity
from ippub.journey.same import differing, strangers
from ippub.journey.signals import Signal, signals
from ippub.journey.step import BLOCKED, DONE, TODO, WAITING, Step
from ippub.journey.turn import (
    REVIEW_DAYS,
    SILENCE,
    Who,
    failing,
    is_cla,
    last_signal,
    proposed,
    unticked,
    whose_turn,
)
from ippub.publish.screenshots import FLOWS, TESTS, count_pictures
from ippub.report.tally import counted

BUILD = "export the solutions, then: ippub package --solution CONNECTOR.zip --flow-solution FLOW.zip"
"""What makes the certification package: the exports are the person's, the rest is ours."""

CLA_WORDS = "@microsoft-github-policy-service agree"
"""The comment that signs the contributor licence agreement. It binds the person, so no tool writes it."""


def judge_steps(facts: Facts) -> tuple[Step, ...]:
    """The ten steps, in the order in which they are taken."""
    return tuple(judge(facts) for judge in JUDGES)


def next_step(steps: tuple[Step, ...]) -> Step | None:
    """What to do now: the first step that is to be done, else the first that waits; None when all are done."""
    for wanted in (TODO, WAITING, BLOCKED):
        for step in steps:
            if step.standing is wanted:
                return step
    return None


def search(facts: Facts) -> Step:
    """Does the service have a connector already?"""
    said = last_signal(facts)
    if said is not None and said.signal is Signal.DUPLICATE:
        return Step("search", TODO, "a reviewer says that the service has a connector already", _search(facts))
    if facts.pull is not None or facts.upstream_there:
        return Step("search", DONE, "no reviewer has said that it exists already")
    return Step("search", TODO, "nothing shows yet whether such a connector exists", _search(facts))


def proposal(facts: Facts) -> Step:
    """Is it announced?"""
    pull = facts.pull
    if pull is None:
        if not facts.asked:
            return Step("proposal", BLOCKED, "GitHub was not asked")
        if facts.upstream_there:
            return Step("proposal", DONE, "the connector is upstream already; what you send next is an update")
        return Step("proposal", TODO, "there is no pull request yet", f'ippub propose "{_path(facts)}"')
    if pull.state is PullState.CLOSED:
        why = f"#{pull.number} was closed on {(pull.closed_at or pull.updated):%Y-%m-%d}"
        return Step("proposal", TODO, why, f"reopen {pull.url}, or ippub propose again")
    return Step("proposal", DONE, f"#{pull.number} of {pull.created:%Y-%m-%d}")


def agreement(facts: Facts) -> Step:
    """Is the contributor licence agreement signed?"""
    name = "licence"
    if facts.pull is None:
        return Step(name, BLOCKED, "the agreement is signed in the pull request")
    if facts.pull.state is PullState.MERGED:
        return Step(name, DONE, "nothing is merged without it")
    outcomes = [check.outcome for check in facts.checks if is_cla(check.name)]
    if "success" in outcomes:
        return Step(name, DONE, "the contributor licence agreement is signed")
    comment = f"write the comment: {CLA_WORDS}"
    said = [one.signal for one in signals(facts.remarks, facts.pull.author)]
    if Signal.CLA_MALFORMED in said:
        return Step(name, TODO, "the comment that signs the agreement was not understood", comment)
    if outcomes:
        return Step(name, TODO, "the contributor licence agreement is not signed", comment)
    return Step(name, WAITING, "Microsoft's bot has not asked about the contributor licence agreement")


def build(facts: Facts) -> Step:
    """Are the files there, and the certification package where the process asks for it?"""
    if facts.local is None:
        there = not proposed(facts) and facts.pull is not None
        return Step("build", DONE if there else TODO, "the definition is in the pull request" if there else "no files")
    missing = _missing(facts.local)
    if missing:
        return Step("build", TODO, f"there is no {' and no '.join(missing)}", "add the files to the folder")
    package = next((name for name in PACKAGES if name in facts.local.files), "")
    if package:
        why = f"definition, properties, readme and {package} are there"
        old = not _taken(facts) and any(one.code == "PackageOutOfSync" for one in facts.local.findings)
        return Step("build", DONE, why + ("; the package holds another version of the connector" if old else ""))
    if facts.local.process < 2025 or _taken(facts):
        return Step("build", DONE, "definition, properties and readme are there")
    return Step("build", TODO, "the certification package is missing; nothing is reviewed without it", BUILD)


def _missing(local: Local) -> list[str]:
    return [name for name in (SWAGGER, PROPERTIES, README) if name not in local.files]


def _taken(facts: Facts) -> bool:
    """Whether the connector is upstream already."""
    merged = facts.pull is not None and facts.pull.state is PullState.MERGED
    return merged or (facts.pull is None and facts.upstream_there)


def check(facts: Facts) -> Step:
    """Would the files be accepted?"""
    local = facts.local
    if local is None:
        return Step("check", BLOCKED, "the folder is not at hand")
    if _missing(local):
        return Step("check", BLOCKED, "files are missing")
    if local.errors:
        codes = ", ".join(local.first_codes)
        more = " ..." if local.errors > len(local.first_codes) else ""
        return Step("check", TODO, f"{counted(local.errors, 'error')}: {codes}{more}", f'ippub check "{_path(facts)}"')
    warnings = f"no errors, {counted(local.warnings, 'warning')}" if local.warnings else "no errors, no warnings"
    return Step("check", DONE, warnings)


def test(facts: Facts) -> Step:
    """Do screenshots show that it works?"""
    if facts.pull is not None and count_pictures(facts.pull.body) >= FLOWS + TESTS:
        return Step("test", DONE, "the pull request shows the screenshots")
    if facts.pull is not None and facts.pull.state is PullState.MERGED:
        return Step("test", DONE, "it was accepted")
    if facts.local is None:
        return Step("test", TODO, "the pull request does not show enough screenshots", "add them to its text")
    if facts.local.missing_shots:
        act = "run the operations in flows and in the test tab, and put screenshots into the folder screenshots"
        return Step("test", TODO, f"missing: {facts.local.missing_shots}", act)
    return Step("test", DONE, "the screenshots are there")


def submission(facts: Facts) -> Step:
    """Are the files in the pull request, and is its text complete?"""
    pull, name, command = facts.pull, "submission", f'ippub submit "{_path(facts)}"'
    if _taken(facts):
        new = differing(facts)
        if new and build(facts).standing is DONE and not (facts.local is not None and facts.local.errors):
            return Step(name, TODO, f"upstream has other versions of {', '.join(new)}", f'{command} --update "..."')
        return Step(name, DONE, f"#{pull.number} was merged" if pull is not None else "upstream has these files")
    if pull is None or pull.state is not PullState.OPEN:
        return Step(name, BLOCKED, "there is no open pull request")
    for earlier in (build(facts), check(facts)):
        if earlier.standing is TODO:
            return Step(name, BLOCKED, f"first: {earlier.name} ({earlier.why})")
    if proposed(facts):
        return Step(name, TODO, "the pull request is a proposal still; its files are not reviewed", command)
    strange = strangers(facts)
    if strange:
        act = "take them off the branch, then ippub submit again"
        return Step(name, TODO, f"the pull request has files that do not belong there: {', '.join(strange)}", act)
    changed = differing(facts)
    if changed:
        return Step(name, TODO, f"the pull request has other versions of {', '.join(changed)}", command)
    open_boxes = unticked(facts)
    if open_boxes:
        return Step(name, TODO, f"lines that are not ticked: {', '.join(open_boxes)}", command)
    return Step(name, DONE, "the files and the text are complete")


def review(facts: Facts) -> Step:
    """What do the checks and the reviewers say?"""
    pull, name = facts.pull, "review"
    if pull is None or (pull.state is PullState.OPEN and proposed(facts)):
        return Step(name, BLOCKED, "nothing to review yet")
    if pull.state is PullState.MERGED or _approved(facts):
        return Step(name, DONE, "it is merged" if pull.state is PullState.MERGED else "it is approved")
    if pull.state is PullState.CLOSED:
        return Step(name, BLOCKED, "the pull request is closed")
    if failing(facts):
        return Step(name, TODO, f"checks fail: {', '.join(failing(facts))}", f'ippub check "{_path(facts)}"')
    turn = whose_turn(facts)
    if turn is not None and turn.who is Who.YOU:
        late = "; pull requests without an answer are closed" if turn.days > SILENCE // 2 else ""
        act = f'ippub submit "{_path(facts)}" after your changes, and an answer in {pull.url}'
        if open_complaints(facts):
            act = f'repair what is listed below, then: ippub submit "{_path(facts)}", and say so in {pull.url}'
        return Step(name, TODO, f"{turn.why} ({_since(turn.days)}{late})", act)
    days = turn.days if turn is not None else 0
    stated = f"{_since(days)}; Microsoft states {REVIEW_DAYS[0]} to {REVIEW_DAYS[1]} days"
    polite = "ask politely in the pull request" if turn is not None and turn.overdue else ""
    return Step(name, WAITING, f"{turn.why if turn else 'reviewers'} ({stated})", polite)


def deployment(facts: Facts) -> Step:
    """Is it in the designer everywhere?"""
    pull, name = facts.pull, "deployment"
    said = last_signal(facts)
    if pull is not None and ((said is not None and said.signal is Signal.DEPLOYED) or "deployed" in pull.labels):
        return Step(name, DONE, "it is deployed")
    if pull is None and facts.upstream_there:
        return Step(name, DONE, "the connector is upstream")
    if pull is not None and (pull.state is PullState.MERGED or _approved(facts)):
        act = "tell your contact 24 hours before a Friday, Pacific time, that you are ready" if _approved(facts) else ""
        return Step(name, WAITING, "Microsoft deploys region by region; the dates are below", act)
    return Step(name, BLOCKED, "it comes after the approval")


JUDGES: tuple[Callable[[Facts], Step], ...] = (
    search,
    proposal,
    agreement,
    build,
    check,
    test,
    submission,
    identity,
    review,
    deployment,
)


def _approved(facts: Facts) -> bool:
    said = last_signal(facts)
    return said is not None and said.signal in (Signal.APPROVED, Signal.DEPLOYED)


def _since(days: int) -> str:
    return "since today" if days == 0 else f"for {counted(days, 'day')}"


def _search(facts: Facts) -> str:
    return f'ippub search "{facts.name}"'


def _path(facts: Facts) -> str:
    return facts.local.path if facts.local is not None else facts.name
