"""What stands behind a pull request, in its text: the check that was run, and the digest of every file."""

from __future__ import annotations

from collections.abc import Mapping

from ippub.artifacts.package import Package, digest
from ippub.report.escape import markdown


def checked(package: Package) -> str:
    """What the check of ``package`` said, with the version of its rules."""
    verdict = package.verdict
    deep = " with a second opinion by openapi-spec-validator" if verdict.deep else ""
    said = f"Checked by ippub, rules `{verdict.ruleset}`, process of {verdict.process}{deep}: {verdict.counted}."
    return f"{said} Report `{verdict.digest}`."


def forced(package: Package) -> str:
    """How a sentence about ``package`` ends: known errors are never passed over in silence."""
    return ", sent in spite of known errors." if package.forced else "."


def file_table(files: Mapping[str, bytes]) -> list[str]:
    """The lines of a table of ``files``, by name."""
    rows = [f"| {markdown(name)} | {len(data)} | `{digest(data)}` |" for name, data in files.items()]
    return ["| File | Bytes | SHA-256 |", "| --- | ---: | --- |", *rows]
