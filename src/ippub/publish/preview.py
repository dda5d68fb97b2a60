"""What a draft would send, for the person's yes and for ``--dry-run``: as text, and as JSON for programs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ippub.publish.draft import Draft
from ippub.report.formats import Style
from ippub.report.frame import shown
from ippub.report.tally import counted


class Target(NamedTuple):
    """Where a draft goes, as far as that is known. "" for what is not known without signing in.

    ``pull`` is the number of the pull request that is there already, 0 for none; ``note`` what the person should know
    about an earlier one. ``title`` and ``body`` are what the pull request will have.
    """

    upstream: str
    title: str
    body: str
    base: str = ""
    fork: str = ""
    branch: str = ""
    fork_exists: bool = False
    branch_exists: bool = False
    pull: int = 0
    note: str = ""
    looked: bool = False


def preview_text(draft: Draft, target: Target, style: Style) -> str:
    """Everything that would be sent, line by line. What is not ours to trust is made visible."""
    lines = [
        f"{draft.kind.value} of {shown(draft.name, style)}",
        "",
        f"  to       {_to(target)}",
        f"  from     {_from(target)}",
        f"  title    {shown(target.title, style)}",
        f"  commit   {shown(draft.message, style)}",
        *_files(draft, style),
    ]
    if target.note:
        lines.append(f"  note     {shown(target.note, style)}")
    if not target.looked:
        lines.append("  note     not signed in: what is on GitHub already was not looked at")
    lines += ["", "  body", *(f"  | {shown(line, style)}".rstrip() for line in target.body.split("\n"))]
    return "\n".join(lines) + "\n"


def _to(target: Target) -> str:
    base = f", branch {target.base}" if target.base else ""
    what = f"pull request #{target.pull} of" if target.pull else "a new pull request in"
    return f"{what} {target.upstream}{base}"


def _from(target: Target) -> str:
    fork = target.fork or "your fork"
    made = "" if target.fork_exists or not target.looked else " (will be made)"
    branch = "" if target.branch_exists or not target.looked else " (will be made)"
    return f"{fork}{made}, branch {target.branch}{branch}"


def _files(draft: Draft, style: Style) -> list[str]:
    rows = []
    for path, data in draft.files.items():
        size = "removed" if data is None else counted(len(data), "byte")
        rows.append(f"  file     {shown(path, style)} ({size})")
    for path, data in draft.side_files.items():
        rows.append(f"  picture  {draft.side_branch}: {shown(path, style)} ({counted(len(data), 'byte')})")
    return rows


def preview_json(
    draft: Draft,
    target: Target,
    checklist: Sequence[Mapping[str, object]] = (),
    comparison: Mapping[str, object] | None = None,
) -> str:
    """The same for programs: ``{"version": 1, "kind", "name", "upstream", ..., "files": [...]}``.

    Text is given as it is, other bytes as base64; each with its SHA-256. ``checklist`` are the template's lines,
    ``comparison`` is what ``ippub diff --format json`` says of an update.
    """
    return json.dumps(
        {
            "version": 1,
            "kind": draft.kind.value,
            "name": draft.name,
            "upstream": target.upstream,
            "base": target.base or None,
            "fork": target.fork or None,
            "branch": target.branch,
            "pull": target.pull or None,
            "title": target.title,
            "body": target.body,
            "message": draft.message,
            "files": [_file(path, data) for path, data in draft.files.items()],
            "pictures": [_file(path, data, picture=True) for path, data in draft.side_files.items()],
            "picture_branch": draft.side_branch if draft.side_files else None,
            "checklist": list(checklist),
            "comparison": comparison,
            "looked": target.looked,
            "note": target.note or None,
        },
        indent=1,
    )


def _file(path: str, data: bytes | None, *, picture: bool = False) -> dict[str, object]:
    if data is None:
        return {"path": path, "removed": True}
    row: dict[str, object] = {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if picture:
        return row
    try:
        return {**row, "text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {**row, "base64": base64.b64encode(data).decode("ascii")}
