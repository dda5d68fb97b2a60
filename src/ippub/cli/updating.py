"""The update of a connector that upstream holds already: compare, refuse what would break flows, draft."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

from ippub import HOME, __version__
from ippub.artifacts.naming import FOLDER, slug
from ippub.artifacts.package import Package
from ippub.changes.compare import compare
from ippub.changes.model import Level
from ippub.changes.update import Update, sum_up
from ippub.cli.ask import ask_text, can_ask
from ippub.cli.sending import Sending
from ippub.cli.session import Session
from ippub.cli.terminal import style_for
from ippub.cli.versions import allowed_in, comparable, published_files, published_side
from ippub.connector.folder import Connector
from ippub.errors import EXIT_FINDINGS, IppubError, UsageError
from ippub.forge.port import TreeEntry
from ippub.forge.site import Looked
from ippub.nearest import did_you_mean
from ippub.publish.body import merged, own_block
from ippub.publish.change_list import in_one_line
from ippub.publish.update import Published, Said, heard, publisher_change, remembered, retitled, update
from ippub.report.diff.formats import FORMATS
from ippub.report.diff.model import DiffReport, Side, make_report
from ippub.report.diff.words import result, unused, verdict
from ippub.report.escape import visible
from ippub.report.formats import Tool
from ippub.report.tally import counted

NEXT = """
What comes next:
  1. The checks of the pull request run within minutes, Microsoft's own look for breaking changes among them.
  2. Reviewers may ask you to confirm that existing flows go on. Answer in the pull request.
  3. Change what they ask for in your folder and run `ippub submit` again: it goes into this same pull request.
  4. `ippub status` says whose turn it is. Microsoft states 4 to 5 weeks for a minor update, 6 to 10 for a major one.
"""

_TOOL = Tool("ippub", __version__, HOME)


class UpdateRefused(IppubError):
    """The update would break flows, or belongs to somebody else. Ends with the exit code of findings."""

    exit_code = EXIT_FINDINGS


class Wish(NamedTuple):
    """What is to be updated, and what the command line says of it.

    ``said`` is what was given there; ``force`` lets another publisher through.
    """

    folder: str
    connector: Connector
    package: Package
    said: Said
    force: bool = False
    ask: bool = True
    config: Path | None = None


def updating(session: Session, wish: Wish, entries: Mapping[str, TreeEntry], looked: Looked | None) -> Sending | None:
    """The update of what upstream holds (``entries``); None when there is nothing to update.

    Everything that was found out is told on stderr. What stands in the way is the ``refusal`` of what is given.
    """
    report = _compared(session, wish, entries)
    block = own_block(looked.branch.open.body) if looked is not None and looked.branch.open is not None else None
    said = _said(wish, remembered(block or "", report), report)
    there = Published(
        wish.package.name, {name: entry.blob for name, entry in entries.items()}, _touched(session, wish, looked)
    )
    draft = update(wish.package, there, report, said)
    if not draft.files:
        name = session.upstream.name
        print(visible(f"Nothing to send: {name} holds the same files of {wish.package.name}."), file=sys.stderr)
        return None
    refusal = _refusal(wish, report, said)
    _tell(report, said, refused=refusal is not None)
    return Sending(
        draft,
        retitled,
        lambda body, draft: merged(body, draft.bodies).text,
        comparison=json.loads(FORMATS["json"](report, _TOOL, style_for(sys.stdout))),
        refusal=refusal,
    )


def _compared(session: Session, wish: Wish, entries: Mapping[str, TreeEntry]) -> DiffReport:
    """What is published against the folder, as ``ippub diff upstream .`` does."""
    files = published_files(entries, session, wish.package.files)
    before = published_side(wish.package.name, files, session)
    after = comparable(Side(wish.connector, wish.folder, wish.folder))
    old, new = before.connector, after.connector
    for document, view in ((old.swagger_document, old.swagger), (old.properties_document, old.properties)):
        if document is not None and view is None:
            where = visible(before.path(document.name))
            print(f"warning: {where} cannot be read, so nothing says what the update breaks in it", file=sys.stderr)
    found = compare(old, new)
    return make_report(
        before, after, found, allowed_in(wish.folder, wish.config), sum_up(found, old.swagger, new.swagger)
    )


def _touched(session: Session, wish: Wish, looked: Looked | None) -> tuple[str, ...]:
    """The files of the connector that the branch changes already: an earlier run sent them."""
    if looked is None or looked.fork is None or not looked.branch.tip:
        return ()
    upstream = session.upstream
    found = session.forge.compare(upstream, upstream.default_branch, (looked.fork.owner, looked.branch.name))
    folder = f"{FOLDER}/{wish.package.name}/"
    return (
        tuple(file.path.removeprefix(folder) for file in found.files if file.path.startswith(folder)) if found else ()
    )


def _said(wish: Wish, earlier: Said, report: DiffReport) -> Said:
    """What the command line says, else what an earlier run was told, else the person's answer."""
    summary = wish.said.summary or earlier.summary
    because = wish.said.because or earlier.because
    if not summary and wish.ask and can_ask():
        drafted = in_one_line(report)
        question = f"{visible(wish.package.name)} is upstream already. What is new, in one line?"
        answer = ask_text(question, drafted)
        summary = "" if answer == drafted else answer
    return heard(summary, because)


def _refusal(wish: Wish, report: DiffReport, said: Said) -> UpdateRefused | None:
    """Why the update is not sent as it is; None when nothing speaks against it."""
    name = wish.package.name
    other = publisher_change(report.old.connector, report.new.connector)
    if other and not wish.force:
        return UpdateRefused(
            f"{name} is not updated, because {other}",
            "An update comes from the same publisher. If you are the same, under a new name, use --force;"
            " else ask the publisher, or Microsoft's certification team when nobody answers. Nothing was sent.",
        )
    if report.breaking and not said.because:
        return UpdateRefused(
            f"{name} is not updated, because {counted(report.breaking, 'change')} would break flows that people run",
            "Undo each, or allow it in ippub.yaml with a reason. When no flow can break, say why with"
            ' --breaking-because "REASON": the reviewers read it. Nothing was sent.',
        )
    return None


def _tell(report: DiffReport, said: Said, *, refused: bool) -> None:
    """The comparison on stderr: what may break in full when that is why it stops, else in a line each."""
    style = style_for(sys.stderr)
    serious = report._replace(changes=tuple(told for told in report.changes if told.change.level is not Level.HARMLESS))
    lines = [FORMATS["text"](serious, _TOOL, style._replace(quiet=not refused)).rstrip("\n")]
    if not refused:
        lines += [visible(line) for line in (result(report), verdict(report), *unused(report))]
    update = report.update
    if update.proposed:
        lines.append(visible(f"warning: info.version {_stands(update)}; set it to {update.proposed}"))
    if said.because and not report.breaking:
        lines.append("Nothing that is not allowed breaks a flow: the reason is not needed.")
    print("\n".join(line for line in lines if line), file=sys.stderr)


def _stands(update: Update) -> str:
    """How the version of the folder stands to the published one."""
    if update.version == update.new_version:
        return f"is still {update.version}"
    return f"is {update.new_version or 'missing'}, upstream's is {update.version}"


def refuse_renamed(session: Session, name: str) -> None:
    """Raise ``UsageError`` when upstream has a folder that is called nearly like ``name``, which it has not.

    A connector's folder keeps its name for ever (rule PrFolderRenamed).
    """
    same = next((folder for folder in sorted(_folders(session)) if slug(folder) == slug(name)), "")
    if same:
        raise UsageError(
            f"upstream calls it {same}, not {name}, and a connector's folder keeps its name for ever",
            f'Use --name "{same}".',
        )


def refuse_unknown(session: Session, name: str) -> NoReturn:
    """Raise ``UsageError``: ``name``, which is to be updated, has no folder upstream."""
    refuse_renamed(session, name)
    raise UsageError(
        f"{name} is not in {session.upstream.name} yet, so there is nothing to update"
        + did_you_mean(name, _folders(session)),
        "Give --name when its folder there has another name; leave --update out when it is new.",
    )


def _folders(session: Session) -> set[str]:
    """The folders of independent publishers' connectors upstream."""
    upstream = session.upstream
    tip = session.forge.branch(upstream, upstream.default_branch) or upstream.default_branch
    paths = (entry.path.split("/") for entry in session.forge.tree(upstream, tip))
    return {path[1] for path in paths if len(path) > 2 and path[0] == FOLDER}
