"""How a connector stands, in one value: the ten steps, whose turn it is, the remarks, the dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ippub.forge.port import PullState, Remark
from ippub.journey.complaints import Judged, judged_complaints
from ippub.journey.dates import Expected, expected
from ippub.journey.facts import Facts
from ippub.journey.lines import Located, located
from ippub.journey.signals import Said, Signal, Voice, signals, voice
from ippub.journey.step import Standing, Step
from ippub.journey.steps import judge_steps, next_step
from ippub.journey.turn import Turn, Who, whose_turn


class Status(NamedTuple):
    """All that ``ippub status`` says about one connector.

    ``said`` is what staff said, each signal once, the last time that it was given. ``next`` is what to do now.
    ``complaints`` are those of the certification that are open.
    """

    facts: Facts
    steps: tuple[Step, ...]
    turn: Turn | None
    next: Step | None
    remarks: tuple[Located, ...] = ()
    said: tuple[Said, ...] = ()
    dates: tuple[Expected, ...] = ()
    complaints: tuple[Judged, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether somebody else acts next and the person can do nothing useful."""
        if self.turn is None or self.turn.who is not Who.REVIEWERS:
            return False
        # without the folder some steps cannot be judged; then the turn alone decides
        return self.facts.local is None or not any(step.standing is Standing.TODO for step in self.steps)

    @property
    def reviews(self) -> tuple[Remark, ...]:
        """The last review of each reviewer that has a verdict, the oldest first."""
        last: dict[str, Remark] = {}
        for remark in self.facts.remarks:
            if remark.kind == "review" and remark.verdict in ("approved", "changes_requested", "dismissed"):
                last.pop(remark.author, None)
                last[remark.author] = remark
        return tuple(last.values())

    @property
    def last_word(self) -> Remark | None:
        """What was said last and by a person."""
        author = self.facts.pull.author if self.facts.pull is not None else ""
        spoken = [one for one in self.facts.remarks if one.text.strip() and voice(one, author) is not Voice.BOT]
        return spoken[-1] if spoken else None


def status(facts: Facts) -> Status:
    """The status that ``facts`` add up to."""
    steps = judge_steps(facts)
    said: dict[Signal, Said] = {}
    if facts.pull is not None:
        for one in signals(facts.remarks, facts.pull.author):
            said.pop(one.signal, None)
            said[one.signal] = one
    return Status(
        facts=facts,
        steps=steps,
        turn=whose_turn(facts),
        next=next_step(steps),
        remarks=located(facts),
        said=tuple(said.values()),
        dates=_dates(facts, said),
        complaints=judged_complaints(facts),
    )


def _dates(facts: Facts, said: dict[Signal, Said]) -> tuple[Expected, ...]:
    """What to expect after an approval that still counts, until it is deployed."""
    if facts.pull is None or facts.pull.state is PullState.CLOSED or "deployed" in facts.pull.labels:
        return ()
    last = next(reversed(said.values()), None)
    approval = said.get(Signal.APPROVED)
    if last is not None and last.signal in (Signal.DEPLOYED, Signal.CHANGES_NEEDED):
        return ()
    when = approval.remark.when if approval is not None else facts.pull.merged_at
    return expected(when) if when is not None else ()


def all_wait(found: Sequence[Status]) -> bool:
    """Whether something waits for somebody else and nothing is the person's turn."""
    waiting = [one.waiting for one in found]
    return any(waiting) and all(one.waiting or (one.turn is not None and one.turn.who is Who.NOBODY) for one in found)


def essence(found: Sequence[Status]) -> object:
    """What changes only when there is news: the days that pass are none."""
    return [
        (
            one.facts.name,
            [(step.name, step.standing) for step in one.steps],
            (one.turn.who, one.turn.since) if one.turn is not None else None,
            len(one.facts.remarks),
            [(check.name, check.outcome) for check in one.facts.checks],
            one.facts.pull.labels if one.facts.pull is not None else (),
        )
        for one in found
    ]
