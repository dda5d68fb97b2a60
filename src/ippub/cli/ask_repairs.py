"""``ippub check --ask``: each repair is shown as a diff, and a person says yes or no."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ippub.check.fix import apply
from ippub.cli.ask import ask_text, can_ask, needs
from ippub.cli.repairing import diff_of
from ippub.cli.terminal import style_for
from ippub.errors import Interrupted
from ippub.report.escape import visible

if TYPE_CHECKING:
    from ippub.cli.repairing import Files
    from ippub.report.model import Reported

_ANSWERS = {"y": "yes", "n": "no", "a": "all of this code", "s": "skip this code", "q": "no more"}
_CHOICE = ", ".join([f"{key} {meaning}" for key, meaning in _ANSWERS.items()])


class Conversation:
    """Asks about each repair once, and remembers the answers from round to round.

    A repair that met another one comes again in the next round, already answered.
    """

    def __init__(self) -> None:
        if not can_ask():
            raise needs("--fix or --unsafe-fixes", "which repairs you want must be asked")
        self._style = style_for(sys.stderr)
        self._said: dict[tuple[str, str, str | None, str], bool] = {}
        self._codes: dict[str, bool] = {}
        self._over = False

    def choose(self, findings: Sequence[Reported], files: Files) -> Iterable[Reported]:
        """Those of ``findings`` that the person wants repaired. Raises ``Interrupted`` for Ctrl-C."""
        try:
            return [one for one in findings if self._wants(one, files)]
        except Interrupted:
            print(f"\nNothing was written into {visible(files.folder)}.", file=sys.stderr)
            raise

    def _wants(self, finding: Reported, files: Files) -> bool:
        if finding.fix is None:
            return False
        mark = (finding.code, finding.file, finding.pointer, finding.message)
        if finding.code in self._codes:
            return self._codes[finding.code]
        if mark in self._said:
            return self._said[mark]
        if self._over:
            return False
        changes, done = apply(files.current, [finding.fix])
        if not done:
            return False
        kind = "" if finding.fix.safe else " (a suggestion: look closely)"
        lines = [
            f"{visible(finding.file)}:{finding.line}  {finding.code}{kind}",
            f"  {visible(finding.message)}",
            diff_of(files.folder, changes, files.current, self._style).rstrip(),
        ]
        print("\n".join(lines), file=sys.stderr)
        usual = "y" if finding.fix.safe else "n"
        answer = ask_text(f"Repair it? {_CHOICE}", usual, _fault)[0].lower()
        print(file=sys.stderr)
        self._over = answer == "q"
        if answer in "as":
            self._codes[finding.code] = answer == "a"
        self._said[mark] = answer in "ya"
        return answer in "ya"


def _fault(answer: str) -> str:
    known = answer.lower() in _ANSWERS or answer.lower() in ("yes", "no")
    return "" if known else f"Type {', '.join(_ANSWERS)}."
