"""What this run has done on GitHub, so that it can be said when it is stopped in the middle."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ippub.errors import Interrupted
from ippub.forge.site import Outcome, Step
from ippub.report.escape import visible

_SAID = {Outcome.FOUND: "found  ", Outcome.MADE: "made   ", Outcome.CHANGED: "changed"}


@dataclass(slots=True)
class Ledger:
    """The steps so far. ``sending`` is set before the first write is sent."""

    sending: bool = False
    steps: list[Step] = field(default_factory=list)

    def tell(self, step: Step) -> None:
        """Remember a step and say it on stderr."""
        self.steps.append(step)
        note = f" ({step.note})" if step.note else ""
        print(visible(f"  {_SAID[step.outcome]} {step.thing} {step.name}{note}"), file=sys.stderr)

    @property
    def done(self) -> list[Step]:
        """What this run made or changed."""
        return [step for step in self.steps if step.outcome is not Outcome.FOUND]

    def summary(self) -> str:
        """What was sent, for somebody who stopped it."""
        if not self.sending:
            return "Nothing was sent."
        done = ", ".join(f"{step.thing} {step.name}" for step in self.done) or "nothing that was confirmed"
        return f"Sent so far: {done}. Run the same command again: it looks first and goes on from there."


@contextmanager
def says_when_stopped(ledger: Ledger) -> Iterator[None]:
    """On Ctrl-C say what was sent before the handler in ``app.py`` ends the program."""
    try:
        yield
    except Interrupted:
        print(f"\n{visible(ledger.summary())}", file=sys.stderr)
        raise
