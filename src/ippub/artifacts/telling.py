"""What ``ippub package`` says, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ippub.artifacts.choice import Choice, Left
from ippub.artifacts.package import Package, digest, manifest
from ippub.report.formats import Style
from ippub.report.frame import columns, shown
from ippub.report.model import Reported
from ippub.report.tally import counted


def listing(choice: Choice, style: Style) -> str:
    """The files that would be submitted, and those that stay at home."""
    lines = ["Submitted:"]
    lines += [f"  {shown(one.name, style)}{_source(one.name, one.source, style)}" for one in choice.taken]
    return "\n".join([*lines, *_left_lines(choice.left, style)]) + "\n"


def package_text(package: Package, written: str, style: Style) -> str:
    """The package in a few lines; ``written`` is where it is, "" for a dry run."""
    sources = {one.name: one.source for one in package.taken}
    widest = max(columns(name) for name in package.files)
    size = max(len(f"{len(data):,}") for data in package.files.values())
    lines = [f"{shown(package.folder, style)}/"]
    for name, data in package.files.items():
        row = f"  {name:<{widest}}  {len(data):>{size},} bytes  sha256 {digest(data)[:12]}"
        lines.append(row + _source(name, sources[name], style))
    lines += _left_lines(package.left, style)
    rules = f"rules {package.verdict.ruleset}, process of {package.verdict.process}"
    lines += ["", f"Checked as for a submission: {package.verdict.counted} ({rules})."]
    if package.forced:
        lines.append("Forced: errors stop the submission all the same, and the manifest says that they were known.")
    lines.append(
        f"Package {package.digest[:12]}" + (f" is in {shown(written, style)}." if written else ": not written.")
    )
    return "\n".join(lines) + "\n"


def package_json(package: Package, written: str) -> str:
    """The manifest with what was left out and where the package is (null for a dry run)."""
    return json.dumps({**manifest(package), "left_out": left_rows(package.left), "written": written or None}, indent=1)


def listing_json(name: str, choice: Choice) -> str:
    """``listing`` for programs."""
    files = [{"name": one.name, "from": one.source} for one in choice.taken]
    said = {"version": 1, "connector": {"name": name}, "files": files, "left_out": left_rows(choice.left)}
    return json.dumps(said, indent=1)


def refusal_json(name: str, message: str, errors: Sequence[Reported]) -> str:
    """Why there is no package."""
    rows = [
        {"code": one.code, "file": one.file, "pointer": one.pointer, "line": one.line, "message": one.message}
        for one in errors
    ]
    return json.dumps({"version": 1, "connector": {"name": name}, "refused": message, "errors": rows}, indent=1)


def left_rows(left: Sequence[Left]) -> list[dict[str, str]]:
    """What stays at home, ready for JSON."""
    return [{"name": one.name, "reason": one.reason.value, "why": one.why} for one in left]


def _left_lines(left: Sequence[Left], style: Style) -> list[str]:
    if not left:
        return []
    return ["", f"Left out ({counted(len(left), 'entry').replace('entrys', 'entries')}):"] + [
        f"  {shown(one.name, style)}: {one.why}" for one in left
    ]


def _source(name: str, source: str, style: Style) -> str:
    return "" if name == source else f"  (from {shown(source, style)})"
