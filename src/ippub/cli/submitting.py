"""What ``ippub submit`` does: gate, look, attest, agree, send, look again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from ippub.artifacts.package import Package, PackageRefused
from ippub.cli.ask import ask_yes, can_ask
from ippub.cli.complaint import remark
from ippub.cli.duplicates import look_for_duplicates
from ippub.cli.gate import Candidate, candidate
from ippub.cli.ledger import says_when_stopped
from ippub.cli.options import Via
from ippub.cli.sending import Sending, agree, carry_out, choose_way, looked_at, show_dry_run, target_of
from ippub.cli.session import Session
from ippub.cli.submission_texts import new_submission, refuse_without
from ippub.cli.terminal import style_for
from ippub.cli.updating import NEXT, Wish, refuse_renamed, refuse_unknown, updating
from ippub.cli.versions import published_entries
from ippub.errors import IppubError, UsageError
from ippub.forge.port import UPSTREAM, PullRequest, TreeEntry
from ippub.forge.site import Looked
from ippub.publish.attest import Evidence
from ippub.publish.draft import DraftKind, branch_name, titled_as_proposal
from ippub.publish.screenshots import NO_SCREENSHOTS, Screenshots, read_pictures, sort_pictures
from ippub.publish.submission import submission_title
from ippub.publish.update import Said
from ippub.report.escape import visible
from ippub.report.formats import format_named

_NEXT = """
What comes next:
  1. The checks of the pull request run within minutes; `ippub status` shows them.
  2. Microsoft's reviewers answer within one to two weeks, and as long again after every change that they ask for.
  3. Change what they ask for in your folder and run `ippub submit` again: it goes into this same pull request.
"""

_NEXT_TODAY = """\
  4. A form about who you are goes to the contact e-mail of the definition. Look there: it expires after 30 days.
  5. The certification then answers in the pull request. `ippub status` says what its codes mean for your folder.
"""


class Asked(NamedTuple):
    """The command line; see ``cli/submit.py`` for what each means."""

    folder: str
    name: str = ""
    screenshots: str = ""
    attest: tuple[str, ...] = ()
    update: str = ""
    because: str = ""
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
        choose_way(session, sending.draft)
        target = target_of(session, sending, looked)
        if asked.dry_run or looked is None:
            show_dry_run(sending, target, as_json=asked.as_json)
            if sending.refusal is not None:
                raise sending.refusal
            return
        agree(sending, target, yes=asked.yes)
        print(carry_out(session, sending, asked.folder, looked).url)
    today = _NEXT_TODAY if ready.config.process >= 2025 else ""
    print(NEXT if sending.draft.kind is DraftKind.UPDATE else _NEXT + today, file=sys.stderr, end="")


def _packaged(ready: Candidate, *, force: bool) -> Package:
    """The package as ``ippub package`` makes it, after the deep check; what stands in its way is shown first."""
    verdict = ready.judged(deep=True)
    if verdict.process >= 2025 and "PackageOutOfSync" in verdict.codes:
        remark("warning: the package holds another version of the connector than the folder (`ippub check` says where)")
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
    known = _published(session, asked, package.name, there)
    if known or asked.update or asked.because:
        return _update(session, asked, ready, package, known, looked)
    if looked is not None and there is None and not asked.dry_run:
        refuse_renamed(session, package.name)
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


def _published(session: Session, asked: Asked, name: str, there: PullRequest | None) -> dict[str, TreeEntry]:
    """The connector's files upstream by file name; empty for one that is new, which an open proposal is.

    For a dry run GitHub need not be reached: then a connector counts as new unless the command line says otherwise.
    """
    wanted = bool(asked.update or asked.because)
    if there is not None and titled_as_proposal(there.title) and not wanted:
        return {}
    try:
        return published_entries(name, session)
    except IppubError:
        if wanted or not asked.dry_run:
            raise
        return {}


def _update(  # what was read so far
    session: Session,
    asked: Asked,
    ready: Candidate,
    package: Package,
    known: dict[str, TreeEntry],
    looked: Looked | None,
) -> Sending | None:
    """The update of what upstream has. Raises why it is not sent, unless it is only shown."""
    if not known:
        refuse_unknown(session, package.name)
    said = Said(asked.update, asked.because)
    wish = Wish(
        asked.folder, ready.connector, package, said, force=asked.force, ask=not asked.dry_run, config=asked.config
    )
    sending = updating(session, wish, known, looked)
    if sending is not None and sending.refusal is not None and not asked.dry_run:
        raise sending.refusal
    return sending


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
