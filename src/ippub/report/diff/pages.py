"""The kinds of changes as Markdown: for ``docs/changes.md``, and one of them for ``ippub rule``."""

from __future__ import annotations

from ippub.changes.kinds import KINDS, MICROSOFT, UPDATES
from ippub.changes.model import Kind, Level

_MEANING = {
    Level.BREAKING: "A flow that ran before may fail, or cannot be edited any more. `ippub diff` exits with 1.",
    Level.RISKY: "Flows go on, but some may behave differently: look at it.",
    Level.HARMLESS: "No flow notices.",
}


def changes_markdown() -> str:
    """The page of all codes."""
    parts = [
        "# Changes",
        f"What `ippub diff` tells: {len(KINDS)} codes in three levels. [ippub diff](diff.md) describes the command.",
        "Codes that begin with `Breaking` are those of Microsoft's check in pull requests, the others ippub's.",
    ]
    for level in Level:
        kinds = [kind for kind in KINDS.values() if kind.level is level]
        rows = [f"| [{kind.code}](#{kind.code.lower()}) | {kind.what} |" for kind in kinds]
        table = "\n".join(["| Code | What changed |", "|---|---|", *rows])
        parts += [f"## {level.value.capitalize()}", _MEANING[level], table]
    parts += ["## Each code", *(kind_markdown(kind, heading="###") for kind in KINDS.values())]
    return "\n\n".join(parts) + "\n"


def kind_markdown(kind: Kind, heading: str = "#") -> str:
    """One kind: what changed, why it matters, what to do instead."""
    parts = [f"{heading} {kind.code}", kind.what, f"**{kind.level.value}**: {kind.why}"]
    if kind.level is not Level.HARMLESS or kind.instead != "Nothing.":
        parts.append(f"Instead: {kind.instead}")
    if kind.minor:
        parts.append("Microsoft counts an update of such changes alone as minor.")
    if kind.source == MICROSOFT:
        parts.append(f"From {MICROSOFT} (<{UPDATES}>).")
    return "\n\n".join(parts)
