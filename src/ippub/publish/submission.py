"""The submission: the artifacts, upstream's own template filled line by line, and the proof behind every tick."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ippub.artifacts.choice import ARTIFACTS
from ippub.artifacts.naming import SUFFIX
from ippub.artifacts.package import Package
from ippub.publish.attest import Evidence
from ippub.publish.body import wrapped
from ippub.publish.checklist import Checklist, State, checklist, marks
from ippub.publish.draft import Draft, DraftKind
from ippub.publish.proof import checked, file_table, forced
from ippub.publish.screenshots import Screenshots, gallery
from ippub.publish.template import Template, filled
from ippub.report.escape import markdown
from ippub.report.tally import counted

_STAMP = re.compile(r"<!-- ippub:of ([0-9a-f]{64}) ([0-9a-f]{64}) -->")


def submission_title(name: str) -> str:
    """``<Name> (Independent Publisher)`` (the pull request template)."""
    return f"{name} {SUFFIX}"


def judged(template: Template, evidence: Evidence, earlier: str = "") -> Checklist:
    """The checklist; ``earlier`` is our block in the pull request as it stands (``body.own_block``), "" for none."""
    stamp = _STAMP.search(earlier)
    now = (evidence.package.digest, evidence.shots.digest)
    return checklist(template, evidence, earlier, unchanged=stamp is not None and stamp.groups() == now)


def submission(template: Template, evidence: Evidence, lines: Checklist, there: Iterable[str] = ()) -> Draft:
    """The draft of the submission; ``there`` are the names of the files that the branch has in the connector's folder.

    Of those it removes an artifact that is not submitted any more and one that is spelled otherwise (two spellings of
    one name cannot be checked out on Windows); what is no artifact was put there by somebody and stays.
    ``lines`` are what ``judged`` said. The block says in which package and with which screenshots the lines were
    ticked, so that a later run knows whether a yes still stands.
    """
    package, shots = evidence.package, evidence.shots
    stamp = f"<!-- ippub:of {package.digest} {shots.digest} -->"
    pictures = gallery(shots)
    full, short = filled(template, marks(lines)), filled(template, marks(lines), comments=False)
    long_proof, short_proof = _proof(package, lines, files=True), _proof(package, lines, files=False)
    bodies = [
        wrapped("\n\n".join(part for part in (text, pictures, proof, stamp) if part))
        for text, proof in ((full, long_proof), (short, long_proof), (short, short_proof))
    ]
    return Draft(
        kind=DraftKind.SUBMISSION,
        name=package.name,
        title=evidence.title,
        body=bodies[0],
        shorter=tuple(dict.fromkeys(bodies[1:])),
        message=f"Submit {package.name}",
        files={**_stale(package, there), **package.upstream_files},
        side_files=shots.files,
    )


def _stale(package: Package, there: Iterable[str]) -> dict[str, bytes | None]:
    return {
        f"{package.folder}/{name}": None
        for name in sorted(there)
        if name not in package.files and name.lower() in ARTIFACTS
    }


def open_points(shots: Screenshots, lines: Checklist) -> tuple[str, ...]:
    """What reviewers would ask for if the submission were sent now, as sentences; empty when it is complete."""
    points = [f"{line.id or 'a line'} is not ticked: {line.why}" for line in lines if line.state is State.OPEN]
    if shots.missing:
        points.append(f"missing: {shots.missing}")
    return (*points, *shots.faults)


def _proof(package: Package, lines: Checklist, *, files: bool) -> str:
    """The collapsed block: why each line is ticked, the check, the files with their digests."""
    sent = f"{counted(len(package.files), 'file')}, package `{package.digest}`"
    parts = [
        "<details>",
        "<summary>What stands behind the ticked lines</summary>",
        "",
        "| Line | Why |",
        "| --- | --- |",
        *(f"| {line.id or 'other'} | {markdown(line.proof)} |" for line in lines if line.state is State.TICKED),
        "",
        checked(package),
        "",
        sent + forced(package),
    ]
    if files:
        parts += ["", *file_table(package.files)]
    return "\n".join([*parts, "", "</details>"])
