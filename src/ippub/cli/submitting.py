"""What ``ippub submit`` does: gate, look, attest, agree, send, look again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from ippub.artifacts.naming import FOLDER
from ippub.artifacts.package import Package, PackageRefused
from ippub.cli.ask import ask_text, ask_yes, can_ask, needs
from ippub.cli.duplicates import look_for_duplicates
from ippub.cli.gate import Candidate, candidate
from ippub.cli.ledger import says_when_stopped
from ippub.cli.options import Via
from ippub.cli.sending import Sending, agree, carry_out, looked_at, show_dry_run, target_of
from ippub.cli.session import Session
from ippub.cli.submission_texts import new_submission, refuse_without
from ippub.cli.terminal import style_for
from ippub.errors import UsageError
from ippub.forge.port import UPSTREAM
from ippub.forge.site import Looked
from ippub.publish.attest import Evidence
from ippub.publish.body import merged
from ippub.publish.draft import branch_name, titled_as_proposal
from ippub.publish.screenshots import NO_SCREENSHOTS, Screenshots, read_pictures, sort_pictures
from ippub.publish.submission import submission_title
from ippub.publish.update import update
from ippub.report.escape import visible
from ippub.report.formats import format_named

_NEXT = """
What comes next:
  1. The checks of the pull request run within minutes; `ippub status` shows them.
  2. Microsoft's reviewers answer within one to two weeks, and as long again after every change that they ask for.
  3. Change what they ask for in your folder and run `ippub submit` again: it goes into this same pull request.
  4. A form about who you are goes to the contact e-mail of the definition. Look there: it expires after 30 days.
"""


class Asked(NamedTuple):
    """The command line; see ``cli/submit.py`` for what each means."""

    folder: str
    name: str = ""
    screenshots: str = ""
    attest: tuple[str, ...] = ()
    update: str = ""
    incomplete: bool = False
    force: bool = False
    despite: str = ""
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False
    upstream: str = UPSTREAM
    fork: str = ""
    via: Via = Via.api
    config: Path | None = None


def run(asked: Asked) -> None:
    """Carry it out; the address of the pull request is all that is written to stdout."""
    session = Session(asked.upstream, asked.fork, asked.via, signs_in=not asked.dry_run)
    with says_when_stopped(session.ledger):
        ready = candidate(asked.folder, asked.config, asked.name)
        package = _packaged(ready, force=asked.force)
        branch = branch_name(package.name)
        looked = looked_at(session, branch) if asked.dry_run else session.look(branch)
        sending = _sending(session, asked, ready, package, looked)
        if sending is None:
            return
        target = target_of(session, sending, looked)
        if asked.dry_run or looked is None:
            show_dry_run(sending, target, as_json=asked.as_json)
            return
        agree(sending, target, yes=asked.yes)
        print(carry_out(session, sending, asked.folder, looked).url)
    print(_NEXT, file=sys.stderr, end="")


def _packaged(ready: Candidate, *, force: bool) -> Package:
    """The package as ``ippub package`` makes it, after the deep check; what stands in its way is shown first."""
    verdict = ready.judged(deep=True)
    try:
        return ready.packaged(verdict, force=force)
    except PackageRefused:
        stopping = verdict.secrets if force else tuple(dict.fromkeys((*verdict.errors, *verdict.secrets)))
        report = verdict.report._replace(findings=stopping)
        print(format_named("text").connector(report, style_for(sys.stderr)), file=sys.stderr, end="")
        raise


def _sending(
    session: Session, asked: Asked, ready: Candidate, package: Package, looked: Looked | None
) -> Sending | None:
    """The submission, or the update of a connector that upstream has; None when there is nothing to send yet."""
    there = looked.branch.open if looked else None
    open_proposal = there is not None and titled_as_proposal(there.title)
    known = _upstream_files(session, package) if asked.update or (looked and not open_proposal) else {}
    if known or asked.update:
        return _update(session, asked, package, known)
    if looked is not None and there is None and not asked.dry_run:
        _offer_proposal(asked, package.name)
        return None
    host = ready.connector.swagger.host if ready.connector.swagger is not None else ""
    found = look_for_duplicates(session, package.name, host, looked, asked.despite)
    found += f"; the publisher goes on because: {' '.join(asked.despite.split())}" if asked.despite else ""
    shots = _screenshots(asked, package.name)
    if not asked.dry_run and not asked.incomplete:
        refuse_without(shots, there)
    evidence = Evidence(ready.connector, package, submission_title(package.name), shots, duplicates=found)
    sending = new_submission(session, evidence, there, asked.attest, ask=not asked.dry_run)
    for point in sending.open_points:
        print(visible(f"  open: {point}"), file=sys.stderr)
    return sending


def _upstream_files(session: Session, package: Package) -> dict[str, str]:
    """The paths of the connector's files upstream by file name; empty for a connector that is new."""
    upstream = session.upstream
    entries = session.forge.tree(upstream, upstream.default_branch, f"{FOLDER}/{package.name}")
    return {entry.path.rpartition("/")[2]: entry.path for entry in entries}


def _update(session: Session, asked: Asked, package: Package, known: dict[str, str]) -> Sending | None:
    """An update of what upstream has: what differs, and a line on what is new."""
    upstream = session.upstream
    if not known:
        raise UsageError(
            f"{package.name} is not in {upstream.name} yet, so there is nothing to update", "Leave --update out."
        )
    summary = asked.update
    if not summary and not asked.dry_run:
        if not can_ask():
            raise needs('--update "SUMMARY"', f"{package.name} is upstream already, so this is an update")
        summary = ask_text(f"{visible(package.name)} is upstream already. What is new, in one line?")
    bytes_there = {
        name: session.forge.file(upstream, path, upstream.default_branch) or b"" for name, path in known.items()
    }
    draft = update(package, bytes_there, summary)
    if not draft.files:
        print(visible(f"Nothing to send: {upstream.name} holds the same files of {package.name}."), file=sys.stderr)
        return None
    return Sending(draft, lambda _title, draft: draft.title, lambda body, draft: merged(body, draft.bodies).text)


def _offer_proposal(asked: Asked, name: str) -> None:
    """There is no pull request to turn into the submission: say so, and open one when the person wants that."""
    if not can_ask():
        raise UsageError(
            f"there is no open pull request of {name} to turn into the submission",
            "`ippub propose` opens one. Submissions start as proposals, so that nobody builds the same thing.",
        )
    print(visible(f"There is no open pull request of {name} yet; a submission starts as a proposal."), file=sys.stderr)
    if not ask_yes("Open the proposal now?"):
        print("Nothing was sent.", file=sys.stderr)
        return
    from ippub.cli import proposing

    proposing.run(
        proposing.Asked(
            folder=asked.folder,
            name=asked.name,
            despite=asked.despite,
            upstream=asked.upstream,
            fork=asked.fork,
            via=asked.via,
            config=asked.config,
        )
    )


def _screenshots(asked: Asked, name: str) -> Screenshots:
    """The screenshots of the folder that was named, or of ``screenshots`` beside the readme when there is one."""
    folder = asked.screenshots or os.path.join(asked.folder, "screenshots")
    if not asked.screenshots and not os.path.isdir(folder):
        return NO_SCREENSHOTS
    return sort_pictures(name, read_pictures(folder))
