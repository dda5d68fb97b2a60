"""What ``ippub propose`` does: look, ask for what is missing, check, agree, send, say what comes next."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from ippub.artifacts.naming import upstream_name
from ippub.cli.answers import parse_operations, plan_of, readme_of
from ippub.cli.ask import ask_yes, can_ask, needs
from ippub.cli.duplicates import look_for_duplicates
from ippub.cli.gate import settings_for
from ippub.cli.ledger import says_when_stopped
from ippub.cli.options import Via
from ippub.cli.sending import Sending, agree, carry_out, looked_at, show_dry_run, target_of
from ippub.cli.session import Session
from ippub.cli.terminal import style_for
from ippub.config import Config
from ippub.connector.folder import Connector, connector_name, read_connector
from ippub.errors import EXIT_FINDINGS, Interrupted, IppubError, UsageError
from ippub.forge.port import UPSTREAM
from ippub.forge.site import Looked
from ippub.publish.body import merged, own_block
from ippub.publish.draft import Draft, branch_name, titled_as_proposal
from ippub.publish.proposal import MANIFESTO, Plan, proposal
from ippub.publish.proposal_check import check_proposal, stops
from ippub.report.escape import visible
from ippub.report.formats import format_named
from ippub.report.tally import counted

_NEXT = """
What comes next:
  1. A bot asks you, once, for the Contributor License Agreement. Answer its comment in the pull request yourself:
     @microsoft-github-policy-service agree
     (with company="YOUR COMPANY" behind it if you work for one). It is a legal act, so ippub does not do it for you.
  2. Microsoft's reviewers answer in the pull request, as a rule within one to two weeks.
  3. Meanwhile build and test the connector. `ippub submit` then turns this same pull request into the submission,
     and `ippub status` says at any time whose turn it is.
"""


class Asked(NamedTuple):
    """The command line; see ``cli/propose.py`` for what each means."""

    folder: str
    name: str = ""
    publisher: str = ""
    description: str = ""
    operations: tuple[str, ...] = ()
    email: str = ""
    despite: str = ""
    agreed: bool = False
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
    name = upstream_name(asked.name or connector_name(asked.folder))
    given = Plan(name, asked.publisher, asked.description, parse_operations(asked.operations), asked.email)
    with says_when_stopped(session.ledger):
        connector, settings = _read(asked.folder, asked.config)
        looked = _look(session, name, dry_run=asked.dry_run)
        host = connector.swagger.host if connector.swagger is not None else ""
        found = look_for_duplicates(session, name, host, looked, asked.despite)
        readme = readme_of(connector, plan_of(connector, given), keep=not asked.dry_run)
        _check(connector, name, readme, settings)
        agreed = asked.dry_run or asked.agreed or _agreed(session, looked)
        draft = proposal(name, readme, agreed=agreed, searched=found, despite=asked.despite)
        sending = Sending(draft, lambda title, _draft: title, lambda body, draft: _renewed(body, draft, asked.despite))
        target = target_of(session, sending, looked)
        if asked.dry_run or looked is None:
            show_dry_run(sending, target, as_json=asked.as_json)
            return
        agree(sending, target, yes=asked.yes)
        print(carry_out(session, sending, asked.folder, looked).url)
    print(_NEXT, file=sys.stderr, end="")


def _renewed(body: str, draft: Draft, despite: str) -> str:
    """An open proposal keeps its title and text: today's search would only put other numbers into it."""
    return body if own_block(body) is not None and not despite else merged(body, draft.bodies).text


def _look(session: Session, name: str, *, dry_run: bool) -> Looked | None:
    """What is on GitHub before any question is asked. Raises ``UsageError`` for a proposal that is a submission."""
    branch = branch_name(name)
    looked = looked_at(session, branch) if dry_run else session.look(branch)
    there = looked.branch.open if looked else None
    if there is not None and not titled_as_proposal(there.title):
        raise UsageError(
            f"the proposal became a submission already: {there.url}", "`ippub submit` sends what has changed since."
        )
    return looked


def _read(folder: str, config: Path | None) -> tuple[Connector, Config]:
    """The connector as far as it is there. Raises ``UsageError`` without a folder."""
    if not os.path.isdir(folder):
        raise UsageError(f"there is no folder {folder}", "Make it first; its name becomes the connector's name.")
    settings = settings_for(folder, config)
    return read_connector(folder, settings.words), settings


def _check(connector: Connector, name: str, readme: bytes, config: Config) -> None:
    """Judge title and readme; show everything that is found and stop at errors."""
    report = check_proposal(connector, name, readme, config)
    if report.findings:
        print(format_named("text").connector(report, style_for(sys.stderr)), file=sys.stderr, end="")
    if stops(report):
        raise ProposalRefused(
            f"the proposal of {name} has {counted(len(stops(report)), 'error')}, and reviewers would send it back",
            "Correct the readme or the name (see above) and run this again; nothing was sent.",
        )


class ProposalRefused(IppubError):
    """Title or readme do not pass the rules. Ends with the exit code of findings."""

    exit_code = EXIT_FINDINGS


def _agreed(session: Session, looked: Looked | None) -> bool:
    """The person's own yes to the manifesto; given once, when the pull request was opened."""
    if looked is not None and looked.branch.open is not None:
        return True
    if not can_ask():
        raise needs("--agree-manifesto", f"a proposal needs your agreement to {MANIFESTO}")
    print(f"Independent publishers agree to a manifesto: {MANIFESTO}", file=sys.stderr)
    if not ask_yes(f"Have you, {visible(session.viewer.login)}, read it and do you agree?"):
        raise Interrupted
    return True
