"""What an update changes, for people who use the connector: added, changed, deprecated, removed, and what may break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from ippub.changes import kinds
from ippub.changes.model import Level
from ippub.report.diff.model import DiffReport, Told, page_of
from ippub.report.escape import link, markdown
from ippub.report.tally import counted


class Group(StrEnum):
    """The headings of the list, in its order."""

    ADDED = "Added"
    CHANGED = "Changed"
    DEPRECATED = "Deprecated"
    REMOVED = "Removed"
    WORDING = "Wording"


_GROUPS = {
    Group.ADDED: (
        kinds.OPERATION_ADDED, kinds.OPERATION_SHOWN, kinds.REQUIRED_INPUT_ADDED, kinds.REQUIRED_WITH_DEFAULT_ADDED,
        kinds.INPUT_ADDED, kinds.ENUM_VALUE_ADDED, kinds.FORMAT_ADDED, kinds.OUTPUT_ADDED, kinds.RESPONSE_ADDED,
        kinds.HEADER_ADDED, kinds.OUTPUT_ENUM_VALUE_ADDED, kinds.AUTHENTICATION_ADDED, kinds.CONNECTION_FIELD_ADDED,
        kinds.SCHEME_ADDED,
    ),
    Group.DEPRECATED: (kinds.OPERATION_DEPRECATED,),
    Group.REMOVED: (
        kinds.OPERATION_DELETED, kinds.OPERATION_HIDDEN, kinds.INPUT_DELETED, kinds.INTERNAL_INPUT_DELETED,
        kinds.INPUT_HIDDEN, kinds.ENUM_VALUE_REMOVED, kinds.FORMAT_REMOVED, kinds.OUTPUT_DELETED, kinds.OUTPUT_HIDDEN,
        kinds.RESPONSE_REMOVED, kinds.HEADER_REMOVED, kinds.DYNAMIC_SCHEMA_REMOVED, kinds.CONNECTION_VALUE_REMOVED,
        kinds.SCHEME_REMOVED,
    ),
    Group.WORDING: (
        kinds.OPERATION_TEXT_CHANGED, kinds.FIELD_TEXT_CHANGED, kinds.RESPONSE_TEXT_CHANGED, kinds.LISTING_CHANGED,
        kinds.README_CHANGED,
    ),
}  # fmt: skip
_GROUP_OF = {kind.code: group for group, members in _GROUPS.items() for kind in members}

_WORDED = {
    kinds.OPERATION_TEXT_CHANGED.code: "operation",
    kinds.FIELD_TEXT_CHANGED.code: "input or output",
    kinds.RESPONSE_TEXT_CHANGED.code: "answer",
    kinds.LISTING_CHANGED.code: "text of the listing",
    kinds.README_CHANGED.code: "readme",
}
"""What a change of wording is about, in words that take an s."""

_WITH_SEVERAL_TEXTS = frozenset({kinds.OPERATION_TEXT_CHANGED.code, kinds.FIELD_TEXT_CHANGED.code})
"""What has a summary and a description, and counts once."""

_NOT_LISTED = frozenset({kinds.VERSION_KEPT.code, kinds.VERSION_LOWERED.code})
"""The version has a sentence of its own."""


def grouped(report: DiffReport) -> dict[Group, list[Told]]:
    """Every change of ``report``, the allowed ones too, under its heading; headings without any are left out."""
    found: dict[Group, list[Told]] = {group: [] for group in Group}
    for told in (*report.changes, *report.allowed):
        if told.change.code not in _NOT_LISTED:
            found[_GROUP_OF.get(told.change.code, Group.CHANGED)].append(told)
    return {group: members for group, members in found.items() if members}


def in_one_line(report: DiffReport) -> str:
    """The update in a line, for the commit: ``2 added, 1 deprecated``; "" when nothing of it was compared."""
    found = grouped(report)
    parts = [f"{len(members):,} {group.lower()}" for group, members in found.items() if group is not Group.WORDING]
    if Group.WORDING in found:
        parts.append("other wording")
    return ", ".join(parts)


def change_list(report: DiffReport, most: int) -> list[str]:
    """The list as lines of Markdown, at most ``most`` changes under each heading."""
    lines: list[str] = []
    for group, members in grouped(report).items():
        lines += [f"**{group.value}**", ""]
        lines += [f"- {_wording(members)}"] if group is Group.WORDING else [_line(told) for told in members[:most]]
        if group is not Group.WORDING and len(members) > most:
            lines.append(f"- and {len(members) - most:,} more")
        lines.append("")
    return lines


def _line(told: Told) -> str:
    mark = " (may break flows, see below)" if told.change.level is Level.BREAKING else ""
    return f"- {markdown(told.message)}{mark}"


def _wording(members: Iterable[Told]) -> str:
    """``3 operations, 1 answer``: of how many of each the wording is another."""
    reached: dict[str, set[str]] = {}
    for told in members:
        holder = told.new.pointer
        if told.change.code in _WITH_SEVERAL_TEXTS and holder is not None:
            holder = holder.rpartition("/")[0]
        reached.setdefault(told.change.code, set()).add(f"{told.new.file} {holder}")
    return ", ".join(counted(len(reached[code]), word) for code, word in _WORDED.items() if code in reached)


def breaking_table(report: DiffReport, because: str, most: int) -> list[str]:
    """The breaking changes as lines of Markdown, each with why it breaks no flow all the same; [] when there is none.

    ``because`` is what the person says of those that ``ippub.yaml`` does not allow with a reason of its own.
    """
    rows = [*_breaking(report.changes), *_breaking(report.allowed)]
    if not rows:
        return []
    lines = [
        f"**{counted(len(rows), 'breaking change')}, and why no flow breaks**",
        "",
        "| Code | Change | Why no flow breaks |",
        "| --- | --- | --- |",
    ]
    for told in rows[:most]:
        code, target = markdown(told.change.code), link(page_of(told.change.kind))
        lines.append(f"| [{code}]({target}) | {markdown(told.message)} | {markdown(told.reason or because)} |")
    if len(rows) > most:
        lines.append(f"| | and {len(rows) - most:,} more | |")
    return [*lines, ""]


def _breaking(told: Sequence[Told]) -> list[Told]:
    return [one for one in told if one.change.level is Level.BREAKING]
