"""How ``ippub new`` says what it wrote and what could not be carried over: text or JSON."""

from __future__ import annotations

import json
from typing import NamedTuple

from ippub.check.rule import Severity
from ippub.conversion.convert import LARGE, Conversion
from ippub.conversion.ledger import Left
from ippub.report.escape import visible
from ippub.report.model import Reported

_PLACES = 3


class Told(NamedTuple):
    """What was written: the folder, its files, what ``check`` finds in it, and the conversion if there was one."""

    folder: str
    files: tuple[str, ...]
    findings: tuple[Reported, ...]
    conversion: Conversion | None


def told_text(told: Told) -> str:
    """Lines for a person: what was written, what was left behind and where, what is next."""
    lines = [f"Wrote {told.folder}: {', '.join(told.files)}."]
    made = told.conversion
    if made is not None:
        lines[0] += f" {made.operations} operation{'s' if made.operations != 1 else ''}."
        lines += _left_lines(made.left)
        if made.size > LARGE:
            lines.append(
                f"The definition has {made.size:,} bytes, and the platform takes {LARGE:,}."
                " Split it: one connector for each group of tags, with --operations."
            )
    counts = ", ".join(_counted(count, name) for name, count in _counts(told.findings).items())
    lines.append(f"The check finds {counts}.")
    lines += [f"  {one.severity.value}: {one.message} ({one.code})" for one in _loud(told.findings)[:10]]
    todo = "look at the texts that were proposed" if made is not None else "write what the API offers"
    lines.append(f'Next: {todo}, then: ippub check "{told.folder}"')
    return "\n".join(visible(line) for line in lines)


def told_json(told: Told) -> str:
    """The same for programs, with every place that was left behind."""
    made = told.conversion
    value = {
        "folder": told.folder,
        "files": list(told.files),
        "operations": made.operations if made is not None else 1,
        "left": [one._asdict() for one in made.left] if made is not None else [],
        "findings": _counts(told.findings),
    }
    return json.dumps(value, indent=2)


def _left_lines(left: tuple[Left, ...]) -> list[str]:
    """What was left behind, by reason, each with its first places."""
    reasons: dict[str, list[str]] = {}
    for one in left:
        reasons.setdefault(one.reason, []).append(one.pointer or "/")
    if not reasons:
        return ["Everything was carried over."]
    lines = ["Not carried over as it was (--format json lists every place):"]
    for reason, places in reasons.items():
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        lines.append(f"  {reason}")
        lines.append(f"    {', '.join(places[:_PLACES])}{more}")
    return lines


def _loud(findings: tuple[Reported, ...]) -> list[Reported]:
    return [one for one in findings if one.severity is not Severity.INFO]


def _counts(findings: tuple[Reported, ...]) -> dict[str, int]:
    return {level.value: sum(one.severity is level for one in findings) for level in Severity}


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
