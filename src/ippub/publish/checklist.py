"""The template's lines with what becomes of each and why: what a dry run shows, what is asked, what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from ippub.errors import UsageError
from ippub.nearest import canonical, did_you_mean, quoted
from ippub.publish.attest import ASK, HOLDS, NOT_APPLICABLE, Evidence, prove, unknown_ids
from ippub.publish.template import KEYWORDS, Mark, Template, normal, read_template
from ippub.report.formats import Style
from ippub.report.frame import shown


class State(StrEnum):
    """What becomes of a line."""

    TICKED = "ticked"
    OPEN = "open"
    NOT_APPLICABLE = "not applicable"
    UNKNOWN = "unknown"


class Line(NamedTuple):
    """A box of the template: ``id`` ("" when it is not known), its ``text``, its state and ``why``, for the person.

    ``ask`` says that the person's yes is all that is missing (or was given). ``proof`` says to the reviewers what
    stands behind a tick.
    """

    id: str
    text: str
    state: State
    why: str
    ask: bool
    line: int
    proof: str = ""


Checklist = tuple[Line, ...]


def checklist(template: Template, evidence: Evidence, earlier: str = "", *, unchanged: bool = False) -> Checklist:
    """Every box of ``template``, judged.

    ``earlier`` is our block as it stands in the pull request now. A box that is ticked there and that only a person can
    answer stays ticked while what is submitted is ``unchanged``; one that is not known stays as the person left it.
    """
    before = {normal(task.text) for task in read_template(earlier).tasks if task.ticked}
    return tuple(
        _line(task.id, task.text, task.line, evidence, _kept(task.id, task.text, before, unchanged=unchanged))
        for task in template.tasks
    )


def _kept(item: str, text: str, before: set[str], *, unchanged: bool) -> bool:
    return normal(text) in before and (unchanged or not item)


def _line(item: str, text: str, line: int, evidence: Evidence, kept: bool) -> Line:
    if not item:
        if kept:
            said = "the publisher ticked it on GitHub"
            return Line(item, text, State.TICKED, "you ticked it on GitHub", ask=False, line=line, proof=said)
        why = "ippub does not know this line; tick it on GitHub if it holds"
        return Line(item, text, State.UNKNOWN, why, ask=False, line=line)
    proof = prove(item, evidence)
    if proof.verdict == HOLDS:
        return Line(item, text, State.TICKED, f"proved: {proof.why}", ask=False, line=line, proof=proof.seen)
    if proof.verdict == NOT_APPLICABLE:
        return Line(item, text, State.NOT_APPLICABLE, proof.why, ask=False, line=line)
    if proof.verdict == ASK and (item in evidence.attested or kept):
        when = "you attested it" if item in evidence.attested else "you attested it, and nothing has changed since"
        said = "attested by the publisher" + (f" ({proof.seen})" if proof.seen else "")
        return Line(item, text, State.TICKED, f"{when}; {proof.why}", ask=True, line=line, proof=said)
    return Line(item, text, State.OPEN, proof.why, ask=proof.verdict == ASK, line=line)


def questions(lines: Checklist) -> Checklist:
    """The lines that wait for the person's yes."""
    return tuple(line for line in lines if line.ask and line.state is State.OPEN)


def attested(values: Iterable[str], lines: Checklist) -> frozenset[str]:
    """The ids that ``--attest`` names: ids with commas between, in any case, or ``all`` that can be attested.

    Raises ``UsageError`` for an id that does not exist and for one that no yes can tick.
    """
    asked = [part.strip() for value in values for part in value.split(",") if part.strip()]
    open_to = {line.id for line in lines if line.ask}
    if any(part.lower() == "all" for part in asked):
        return frozenset(open_to)
    ids = [canonical(part, KEYWORDS) or part for part in asked]
    for name in unknown_ids(ids):
        near = did_you_mean(name, KEYWORDS)
        raise UsageError(f"--attest: there is no line {quoted(name)}{near}", "`ippub submit --dry-run` lists them.")
    by_id = {line.id: line for line in lines}
    for name in ids:
        line = by_id.get(name)
        if line is None:
            raise UsageError(f"--attest: upstream's template has no line {name} today", "Leave it out.")
        if not line.ask and line.state is State.OPEN:
            raise UsageError(f"--attest: {name} cannot be ticked by a yes: {line.why}", "Put that right first.")
    return frozenset(ids) & open_to


def marks(lines: Checklist) -> Mapping[int, Mark]:
    """What ``template.filled`` has to do with each box."""
    return {
        line.line: Mark(line.state is State.TICKED, _remark(line)) for line in lines if line.state is not State.UNKNOWN
    }


def _remark(line: Line) -> str:
    return f"*(not applicable: {line.why})*" if line.state is State.NOT_APPLICABLE else ""


def checklist_text(lines: Checklist, style: Style) -> str:
    """The lines for people: a mark, the id, the beginning of the line as it is upstream, and why."""
    signs = {State.TICKED: "[x]", State.OPEN: "[ ]", State.NOT_APPLICABLE: "[-]", State.UNKNOWN: "[?]"}
    rows = []
    for line in lines:
        name = line.id or "--"
        rows.append(f"{signs[line.state]} {name}  {shown(_cut(line.text, style.width - 9), style)}")
        rows.append(f"        {shown(line.why, style)}")
    return "\n".join(rows) + "\n" if rows else "upstream's template has no box to tick today\n"


def checklist_rows(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The lines, ready for JSON."""
    return [
        {"id": one.id or None, "text": one.text, "state": one.state.value, "why": one.why, "attestable": one.ask}
        for one in lines
    ]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= max(room, 20) else text[: max(room, 20) - 3] + "..."
