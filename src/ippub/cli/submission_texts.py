"""The texts of a submission: upstream's own template, filled with proofs and with the person's yes to each line."""

from __future__ import annotations

import sys
from dataclasses import replace

from ippub.artifacts.package import Package
from ippub.cli.ask import ask_yes, can_ask
from ippub.cli.sending import Sending
from ippub.cli.session import Session
from ippub.cli.terminal import style_for
from ippub.errors import EXIT_FINDINGS, IppubError
from ippub.forge.port import PullRequest
from ippub.publish.attest import Evidence
from ippub.publish.body import merged, own_block, without_block
from ippub.publish.checklist import Checklist, attested, checklist_rows, checklist_text, questions
from ippub.publish.draft import titled_as_proposal
from ippub.publish.screenshots import FLOWS, TESTS, Screenshots, count_pictures
from ippub.publish.submission import judged, open_points, submission
from ippub.publish.template import Template, read_template
from ippub.report.escape import visible

TEMPLATE = ".github/pull_request_template.md"
"""Where upstream keeps the text that every pull request there starts with."""


class SubmissionRefused(IppubError):
    """Something that reviewers ask for is missing. Ends with the exit code of findings."""

    exit_code = EXIT_FINDINGS


def new_submission(
    session: Session, evidence: Evidence, there: PullRequest | None, attest: tuple[str, ...], *, ask: bool
) -> Sending:
    """The submission that ``evidence`` stands for; ``there`` is its pull request.

    ``attest`` is what the command line says yes to. With ``ask`` every line that only a person can answer is asked for,
    one by one, where a terminal is there.
    """
    template = _template(session, needed=ask)
    body = there.body if there else ""
    earlier = own_block(body) or ""
    evidence = replace(evidence, pasted=count_pictures(without_block(body)))
    lines = judged(template, evidence, earlier)
    yes = attested(attest, lines)
    if ask and not attest and can_ask():
        yes |= _asked(lines)
    evidence = replace(evidence, attested=yes)
    lines = judged(template, evidence, earlier)
    print(checklist_text(lines, style_for(sys.stderr)), file=sys.stderr)
    return Sending(
        draft=submission(template, evidence, lines, _names_there(session, evidence.package, there)),
        retitle=lambda _title, draft: draft.title,
        rebody=lambda text, draft: merged(text, draft.bodies, template.text).text,
        checklist=tuple(checklist_rows(lines)),
        open_points=open_points(evidence.shots, lines),
    )


def _names_there(session: Session, package: Package, there: PullRequest | None) -> list[str]:
    """The names of the files that the pull request has in the connector's folder.

    What an earlier submission put there may not be submitted any more, and a proposal that was opened by hand may
    spell its readme otherwise. A proposal of ippub's own holds the one readme, and is not asked.
    """
    if there is None or (own_block(there.body) is not None and titled_as_proposal(there.title)):
        return []
    folder = f"{package.folder}/"
    files = session.forge.changed_files(session.upstream, there.number)
    return [file.path[len(folder) :] for file in files if file.path.startswith(folder) and file.status != "removed"]


def refuse_without(shots: Screenshots, there: PullRequest | None) -> None:
    """Raise ``SubmissionRefused`` when screenshots are missing or cannot be used: before any question is asked.

    Those that the person pasted into the pull request ``there`` count when they are enough by themselves.
    """
    pasted = count_pictures(without_block(there.body)) if there else 0
    reasons = list(shots.faults)
    if shots.missing and pasted < FLOWS + TESTS:
        reasons.insert(0, shots.missing)
    if not reasons:
        return
    raise SubmissionRefused(
        f"screenshots are missing or cannot be used: {'; '.join(reasons)}",
        "Put them into the folder `screenshots` beside the readme (or name one with --screenshots);"
        " with --incomplete it is sent as it is. Nothing was sent.",
    )


def _template(session: Session, *, needed: bool) -> Template:
    """Upstream's template as it is now. Unless it is ``needed``, one that cannot be read is an empty one."""
    try:
        upstream = session.upstream
        found = session.forge.file(upstream, TEMPLATE, upstream.default_branch)
    except IppubError as fault:
        if needed:
            raise
        print(visible(f"Upstream's template was not read: {fault.message}"), file=sys.stderr)
        return read_template("")
    if found is None:
        print(visible(f"{upstream.name} has no {TEMPLATE}: there is no line to tick."), file=sys.stderr)
    return read_template((found or b"").decode("utf-8", "replace"))


def _asked(lines: Checklist) -> frozenset[str]:
    """The lines that the person says yes to; each is shown as it stands in the template."""
    yes = set()
    waiting = questions(lines)
    if waiting:
        print("Upstream asks you to attest these lines. Say yes only to what you did yourself.", file=sys.stderr)
    for line in waiting:
        print(f"\n  {visible(line.text)}\n  ({visible(line.why)})", file=sys.stderr)
        if ask_yes(f"{line.id}: do you attest that?"):
            yes.add(line.id)
    return frozenset(yes)
