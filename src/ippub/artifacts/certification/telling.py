"""What ``ippub package --solution`` says, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from typing import Any

from ippub.artifacts.certification.exports import FLAGS, Exports
from ippub.artifacts.certification.layout import INNER, PACKAGE, SOLUTIONS, inner_files
from ippub.artifacts.certification.making import Certification, Intro
from ippub.artifacts.package import digest
from ippub.connector.folder import INTRO
from ippub.connector.package.certification import CUSTOM_PROPERTIES
from ippub.report.formats import Style, format_named
from ippub.report.frame import columns, shown

VERSION = 1


def contents(intro: Intro, exports: Exports, style: Style) -> str:
    """What the package holds, level by level, and where each part comes from."""
    rows = [(f"  {CUSTOM_PROPERTIES}", len(exports.custom), "")] if exports.custom else []
    rows += [(f"  {INTRO}", len(intro.data), _intro_source(intro, style)), (f"  {INNER}", 0, "")]
    rows += [(f"    {path}", len(data), "") for path, data in inner_files(exports).items()]
    widest = max(columns(name) for name, _, _ in rows)
    size = max(len(f"{count:,}") for _, count, _ in rows)
    lines = [PACKAGE]
    lines += [f"{name:<{widest}}  {count:>{size},} bytes{source}" if count else name for name, count, source in rows]
    lines.append("")
    lines += [
        f"{SOLUTIONS[role]}: {shown(export.said, style)}, from {shown(export.source, style)}"
        for role, export in exports.by_role.items()
    ]
    if exports.moved:
        lines.append(_moved(exports))
    return "\n".join(lines) + "\n"


def certification_text(made: Certification, written: str, put: str, style: Style) -> str:
    """The package in a few lines; ``written`` is where it is, ``put`` where its introduction was, "" for nowhere."""
    verdict = made.verdict
    rules = f"rules {verdict.ruleset}, process of {verdict.process}"
    lines = [contents(made.intro, made.exports, style)]
    if made.remarks:
        report = verdict.report._replace(findings=made.remarks)
        lines.append(format_named("text").connector(report, style).rstrip("\n") + "\n")
    if made.intro.target:
        lines.append(_intro_line(made.intro, put, style))
    lines.append(f"Opened again and checked as for a submission: {verdict.counted} ({rules}).")
    if made.forced:
        lines.append("Forced: the errors stop the submission all the same.")
    place = f" is in {shown(written, style)}." if written else ": not written."
    lines.append(
        f"Package {digest(made.data)[:12]}, {len(made.data):,} bytes,{place}" if written else "Package" + place
    )
    return "\n".join(lines) + "\n"


def certification_json(made: Certification, written: str, put: str) -> str:
    """The same for programs; ``written`` and ``intro.written`` are null when nothing was."""
    verdict = made.verdict
    said = {
        **_head(made.name, made.intro, made.exports, put),
        "package": {"name": PACKAGE, "bytes": len(made.data), "sha256": digest(made.data)},
        "check": {
            "rules": verdict.ruleset,
            "process": verdict.process,
            "errors": len(verdict.errors),
            "found": verdict.counted,
            "remarks": [
                {"code": one.code, "file": one.file, "pointer": one.pointer, "message": one.message}
                for one in made.remarks
            ],
            "codes": sorted(verdict.codes),
            "digest": verdict.digest,
        },
        "forced": made.forced,
        "written": written or None,
    }
    return json.dumps(said, indent=1)


def contents_json(name: str, intro: Intro, exports: Exports) -> str:
    """``contents`` for programs."""
    return json.dumps(_head(name, intro, exports, ""), indent=1)


def _head(name: str, intro: Intro, exports: Exports, put: str) -> dict[str, Any]:
    return {
        "version": VERSION,
        "connector": {"name": name},
        "intro": {
            "from": None if intro.drafted else intro.source,
            "drafted": intro.drafted,
            "missing": list(intro.gaps),
            "written": put or None,
        },
        "solutions": _solutions(exports),
        "moved": exports.moved,
        "files": [
            *([_row(CUSTOM_PROPERTIES, exports.custom)] if exports.custom else []),
            _row(INTRO, intro.data),
            *(_row(f"{INNER}!{path}", data) for path, data in sorted(inner_files(exports).items())),
        ],
    }


def _solutions(exports: Exports) -> list[dict[str, Any]]:
    return [
        {
            "role": role.value,
            "from": export.source,
            "name": export.solution.unique_name,
            "version": export.solution.version,
            "managed": export.solution.managed,
        }
        for role, export in exports.by_role.items()
    ]


def _row(path: str, data: bytes) -> dict[str, Any]:
    return {"path": path, "bytes": len(data), "sha256": digest(data)}


def _intro_source(intro: Intro, style: Style) -> str:
    if intro.drafted:
        return "  (drafted from the readme)"
    return "" if intro.source == INTRO else f"  (from {shown(intro.source, style)})"


def _moved(exports: Exports) -> str:
    flags = " and ".join(FLAGS[role] for role in exports.by_role)
    return f"They were given under each other's options ({flags}); what they hold told them apart."


def _intro_line(intro: Intro, put: str, style: Style) -> str:
    if not intro.drafted:
        copied = "was copied to" if put else "would be copied to"
        return f"{shown(intro.source, style)} {copied} {shown(intro.target, style)}: the pull request carries it too."
    if not put:
        return f"{INTRO} would be drafted from the readme."
    ending = " It still lacks what its comments ask for." if intro.gaps else ""
    return f"{shown(put, style)} was drafted from the readme; read it before you submit.{ending}"
