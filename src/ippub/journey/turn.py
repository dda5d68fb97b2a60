"""Whose turn it is in a pull request, since when, and what Microsoft says how long it takes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ippub.artifacts.choice import PACKAGES
from ippub.forge.port import PullState, Remark
from ippub.journey.complaints import open_complaints
from ippub.journey.facts import Facts
from ippub.journey.signals import Said, Signal, Voice, signals, voice
from ippub.publish.draft import titled_as_proposal
from ippub.publish.template import read_template
from ippub.report.tally import counted

REVIEW_DAYS = (7, 14)
"""Days for feedback, and again for each round (learn.microsoft.com, certification-submission-ip: one to two weeks)."""

DEPLOYMENT_DAYS = (21, 28)
"""Days from the approval to the listing (approval comments since 2024: three to four weeks)."""

SILENCE = 42
"""Days after which pull requests without an answer of their author were closed, as seen in them."""


_NAMED = 4
"""Codes that are named in a line; the others are listed below it."""


class Who(StrEnum):
    """Who acts next."""

    YOU = "you"
    REVIEWERS = "reviewers"
    NOBODY = "nobody"


class Turn(NamedTuple):
    """Who acts next and why; ``since`` is when it became their turn, ``days`` how long that is.

    ``stated`` is how many days Microsoft says that it takes, at least and at most.
    """

    who: Who
    why: str
    since: datetime
    days: int
    stated: tuple[int, int] = REVIEW_DAYS

    @property
    def overdue(self) -> bool:
        """Whether reviewers have taken longer than they say."""
        return self.who is Who.REVIEWERS and self.days > self.stated[1]


_ASKS = {
    Signal.CHANGES_NEEDED: "changes are asked for",
    Signal.PACKAGE_ASKED: "the certification package is asked for, in the connector's folder",
    Signal.FORM_ASKED: "a form was mailed to the contact address of the definition",
    Signal.IDENTITY_ASKED: "your verified identity is asked for",
    Signal.ANSWER_ASKED: "an answer is asked for",
    Signal.DUPLICATE: "a reviewer says that the service has a connector already",
    Signal.ACKNOWLEDGED: "the proposal was acknowledged; the artifacts come next",
}
_ANSWERS = {
    Signal.CERTIFYING: "the certification runs on the package",
    Signal.APPROVED: "it is approved; the deployment comes next",
}


def whose_turn(facts: Facts) -> Turn | None:
    """Who acts next; None without a pull request."""
    pull = facts.pull
    if pull is None:
        return None
    if pull.state is PullState.MERGED:
        since = pull.merged_at or pull.updated
        said = last_signal(facts)
        if said is not None and said.signal is Signal.DEPLOYED:
            return _turn(facts, Who.NOBODY, "it is deployed", said.remark.when)
        if "deployed" in pull.labels:
            return _turn(facts, Who.NOBODY, "it is deployed", since)
        turn = _turn(facts, Who.REVIEWERS, "it is merged; the deployment comes next", since)
        return turn._replace(stated=DEPLOYMENT_DAYS)
    if pull.state is PullState.CLOSED:
        return _turn(facts, Who.NOBODY, "it was closed without being merged", pull.closed_at or pull.updated)
    red = failing(facts)
    if red:
        return _turn(facts, Who.YOU, f"checks fail: {', '.join(red)}", pull.updated)
    spoken = _after_words(facts)
    if unsigned(facts) and (spoken is None or spoken.who is Who.REVIEWERS):
        return _turn(facts, Who.YOU, "the contributor licence agreement is not signed", pull.created)
    if proposed(facts):
        return spoken or _turn(facts, Who.YOU, "the artifacts come next", pull.created)
    return spoken or _turn(facts, Who.REVIEWERS, "nobody has answered yet", pull.created)


def _after_words(facts: Facts) -> Turn | None:
    """Whose turn it is by the last word of a person; None when nobody has said anything."""
    author = facts.pull.author if facts.pull is not None else ""
    spoken = [remark for remark in facts.remarks if voice(remark, author) in (Voice.AUTHOR, Voice.STAFF)]
    spoken = [remark for remark in spoken if not is_agreement(remark)]
    if not spoken:
        return None
    last = spoken[-1]
    if voice(last, author) is Voice.AUTHOR:
        return _turn(facts, Who.REVIEWERS, "you had the last word", last.when)
    said = next(iter(signals([last], author)), None)
    if said is not None and said.signal in _ANSWERS:
        stated = DEPLOYMENT_DAYS if said.signal is Signal.APPROVED else REVIEW_DAYS
        return _turn(facts, Who.REVIEWERS, _ANSWERS[said.signal], last.when)._replace(stated=stated)
    if said is not None and said.signal is Signal.DEPLOYED:
        return _turn(facts, Who.NOBODY, "it is deployed", last.when)
    round_ = _round(spoken, author)
    if pushed_since(facts, round_) or _files_since(facts, round_, author):
        return _turn(facts, Who.REVIEWERS, "you pushed after what was asked", last.when)
    return _turn(facts, Who.YOU, _asked(facts, last, round_), round_[0].when)


def _files_since(facts: Facts, round_: list[Remark], author: str) -> bool:
    """Whether the round asked for files, and a commit came after it: with the package, if it asked for that."""
    asked = {said.signal for said in signals(round_, author)}
    if facts.pushed is None or facts.pushed <= round_[-1].when:
        return False
    if Signal.PACKAGE_ASKED in asked and not has_package(facts):
        return False
    return bool(asked & {Signal.CHANGES_NEEDED, Signal.PACKAGE_ASKED} or open_complaints(facts))


def has_package(facts: Facts) -> bool:
    """Whether the pull request has a certification package."""
    return any(name.lower() in facts.names for name in PACKAGES)


def _asked(facts: Facts, last: Remark, round_: list[Remark]) -> str:
    """What the round asks for: remarks on lines, faults that the certification found, else what the last words mean."""
    lines = sum(remark.kind == "line" for remark in round_)
    asks = [f"{counted(lines, 'remark')} on lines of your files"] if lines else []
    faults = [one for one, _ in open_complaints(facts) if not one.warning]
    if faults:
        names = list(dict.fromkeys(one.name for one in faults if one.name))
        told = f": {', '.join(names[:_NAMED])}{' ...' if len(names) > _NAMED else ''}" if names else ""
        asks.append(f"the certification found {counted(len(faults), 'fault')}{told}")
    if not asks:
        author = facts.pull.author if facts.pull is not None else ""
        asks = [_ASKS[said.signal] for said in signals([last], author) if said.signal in _ASKS]
    return "; ".join(asks) or "a reviewer had the last word"


def _round(spoken: list[Remark], author: str) -> list[Remark]:
    """The remarks of staff since the author's last word, the oldest first."""
    found: list[Remark] = []
    for remark in reversed(spoken):
        if voice(remark, author) is Voice.AUTHOR:
            break
        found.append(remark)
    return found[::-1]


def pushed_since(facts: Facts, asked: list[Remark]) -> bool:
    """Whether every line that was remarked on belongs to an older commit than the head, or is gone."""
    lines = [remark for remark in asked if remark.kind == "line"]
    head = facts.pull.head_sha if facts.pull is not None else ""
    return bool(lines) and all(remark.line == 0 or remark.commit != head for remark in lines)


def last_signal(facts: Facts) -> Said | None:
    """The last thing that staff said and that has a meaning."""
    if facts.pull is None:
        return None
    found = None
    for said in signals(facts.remarks, facts.pull.author):
        found = said
    return found


def failing(facts: Facts) -> list[str]:
    """The names of checks that failed, the CLA left out (it has a step of its own)."""
    bad = ("failure", "error", "timed_out", "cancelled", "action_required")
    return [check.name for check in facts.checks if check.outcome in bad and not is_cla(check.name)]


def is_agreement(remark: Remark) -> bool:
    """Whether a remark speaks to the bot of the contributor licence agreement, and to nobody else."""
    return remark.text.lstrip().startswith("@microsoft-github-policy-service")


def unsigned(facts: Facts) -> bool:
    """Whether the bot has asked for the contributor licence agreement and does not have it. Reviewers wait for that."""
    outcomes = [check.outcome for check in facts.checks if is_cla(check.name)]
    return bool(outcomes) and "success" not in outcomes


def is_cla(name: str) -> bool:
    """Whether a check is the one about the contributor licence agreement."""
    return name.casefold() in ("license/cla", "cla", "cla/cla") or "license/cla" in name.casefold()


def proposed(facts: Facts) -> bool:
    """Whether the pull request is a proposal still: by its title, or because it has no definition."""
    if facts.pull is None:
        return False
    return titled_as_proposal(facts.pull.title) or not any(name.endswith("swagger.json") for name in facts.names)


def unticked(facts: Facts) -> list[str]:
    """The ids of upstream's lines in the pull request's text that are not ticked (I4 only applies to OAuth)."""
    body = facts.pull.body if facts.pull is not None else ""
    return [task.id for task in read_template(body).tasks if task.id not in ("", "I4") and not task.ticked]


def _turn(facts: Facts, who: Who, why: str, since: datetime) -> Turn:
    return Turn(who, why, since, max(0, (facts.now - since).days))
