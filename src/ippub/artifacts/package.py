"""The package: the artifacts with how they were judged, as one value, and the manifest that says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ippub import HOME, __version__
from ippub.artifacts.archive import archive
from ippub.artifacts.choice import Left, Taken
from ippub.artifacts.naming import FOLDER, slug
from ippub.artifacts.verdict import Verdict
from ippub.connector.folder import PROPERTIES, README, SWAGGER
from ippub.errors import EXIT_FINDINGS, IppubError, UsageError
from ippub.report.tally import counted

VERSION = 1
"""Of the manifest: raised when a key is removed or changes its meaning; a new key does not raise it."""

MANIFEST = "manifest.json"
"""What the manifest is called, in the archive and beside it."""


class PackageRefused(IppubError):
    """The connector has errors that would stop its submission."""

    exit_code = EXIT_FINDINGS


@dataclass(frozen=True, slots=True)
class Package:
    """The files of a submission.

    ``name`` is the folder's upstream. ``files`` are the bytes by upstream's file name, in upstream's order, exactly as
    they are in the folder (line ends, byte order marks and all); ``taken`` says where each comes from, ``left`` what
    stays at home. ``forced`` says that errors were known and overridden.
    """

    name: str
    files: Mapping[str, bytes]
    taken: tuple[Taken, ...]
    left: tuple[Left, ...]
    verdict: Verdict
    forced: bool = False

    @property
    def folder(self) -> str:
        """The connector's folder in the upstream repository."""
        return f"{FOLDER}/{self.name}"

    @property
    def archive_name(self) -> str:
        """What the archive is called."""
        return f"{slug(self.name)}.zip"

    @property
    def digest(self) -> str:
        """SHA-256 over the names and bytes of the files: changes when, and only when, what is submitted does."""
        lines = "".join(f"{digest(data)}  {name}\n" for name, data in sorted(self.files.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def upstream_files(self) -> dict[str, bytes]:
        """The files by their path in the upstream repository."""
        return {f"{self.folder}/{name}": data for name, data in self.files.items()}


def make_package(
    name: str,
    files: Mapping[str, bytes],
    chosen: tuple[tuple[Taken, ...], tuple[Left, ...]],
    verdict: Verdict,
    *,
    force: bool = False,
) -> Package:
    """The package of what was ``chosen`` and read.

    Raises ``PackageRefused`` for errors unless ``force``, for secrets always, and ``UsageError`` when a file is missing
    without which there is no connector.
    """
    missing = [wanted for wanted in (SWAGGER, PROPERTIES, README) if wanted not in files]
    if missing:
        raise UsageError(
            f"{name} cannot be packaged: there is no {' and no '.join(missing)}",
            "A submission has all three. A readme alone is a proposal: `ippub propose` sends it.",
        )
    if verdict.secrets:
        raise PackageRefused(
            f"{name} is not packaged: {counted(len(verdict.secrets), 'secret')} would be published",
            "Take it out and have it revoked. If it is none, accept the finding in ippub.yaml with a reason.",
        )
    if verdict.errors and not force:
        raise PackageRefused(
            f"{name} is not packaged: {counted(len(verdict.errors), 'error')} would stop the submission",
            "Repair them (`ippub rule CODE` says how), or use --force; the manifest then says that it was forced.",
        )
    taken, left = chosen
    return Package(name, files, taken, left, verdict, forced=bool(verdict.errors))


def manifest(package: Package) -> dict[str, Any]:
    """What the manifest says, ready for JSON. Nothing in it depends on the time, the machine or the folder's path."""
    verdict = package.verdict
    report = verdict.report
    sources = {one.name: one.source for one in package.taken}
    codes: dict[str, int] = {}
    for finding in report.findings:
        codes[finding.code] = codes.get(finding.code, 0) + 1
    errors = len(verdict.errors)
    return {
        "version": VERSION,
        "tool": {"name": "ippub", "version": __version__, "url": HOME},
        "connector": {"name": package.name, "title": report.title, "operations": report.operations},
        "folder": package.folder,
        "archive": package.archive_name,
        "digest": package.digest,
        "files": [
            {"name": name, "from": sources.get(name, name), "bytes": len(data), "sha256": digest(data)}
            for name, data in package.files.items()
        ],
        "check": {
            "rules": verdict.ruleset,
            "process": verdict.process,
            "deep": verdict.deep,
            "errors": errors,
            "warnings": sum(finding.severity.value == "warning" for finding in report.findings),
            "infos": sum(finding.severity.value == "info" for finding in report.findings),
            "ignored": report.ignored,
            "codes": dict(sorted(codes.items())),
            "digest": verdict.digest,
        },
        "forced": package.forced,
    }


def manifest_bytes(package: Package) -> bytes:
    """The manifest as a file: JSON in ASCII with line feeds."""
    return (json.dumps(manifest(package), indent=1) + "\n").encode("ascii")


def tree(package: Package) -> dict[str, bytes]:
    """Everything that ``ippub package`` writes, by path with ``/``: upstream's layout, the archive, the manifest."""
    said = manifest_bytes(package)
    inside = {**package.upstream_files, MANIFEST: said}
    return {**inside, package.archive_name: archive(inside)}


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
