"""Show a draft, get the person's yes, carry it out: what ``propose`` and ``submit`` end with."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ippub.cli.ask import ask_yes, can_ask, needs
from ippub.cli.options import Via
from ippub.cli.session import Session
from ippub.cli.terminal import style_for
from ippub.errors import EnvironmentFault, Interrupted, IppubError
from ippub.forge.port import API_BYTES, Commit, PullRequest, PullState
from ippub.forge.site import Branch, Looked, Wanted
from ippub.publish.draft import Draft
from ippub.publish.preview import Target, preview_json, preview_text
from ippub.report.escape import visible


@dataclass(frozen=True, slots=True)
class Sending:
    """A draft with what becomes of the texts of a pull request that is there already.

    ``retitle`` and ``rebody`` get the present text and the draft (with its pictures in place) and give the new text.
    ``checklist`` are the template's lines ready for JSON, ``open_points`` what reviewers would ask for. For an update
    ``comparison`` is the report of ``ippub diff`` ready for JSON, and ``refusal`` says why it is shown and not sent.
    """

    draft: Draft
    retitle: Callable[[str, Draft], str]
    rebody: Callable[[str, Draft], str]
    checklist: tuple[Mapping[str, object], ...] = ()
    open_points: tuple[str, ...] = ()
    comparison: Mapping[str, object] | None = None
    refusal: IppubError | None = None


def looked_at(session: Session, branch: str) -> Looked | None:
    """For a dry run: what is on GitHub already, None when nobody is signed in or GitHub cannot be reached."""
    try:
        return session.look(branch) if session.signed_in else None
    except IppubError as fault:
        print(visible(f"GitHub was not looked at: {fault.message}"), file=sys.stderr)
        return None


def choose_way(session: Session, draft: Draft) -> None:
    """By git instead of by the API, when the files are more than the API takes; says so. Nothing was sent yet.

    Raises ``EnvironmentFault`` when there is no git to do it.
    """
    size = sum(len(data) for data in draft.files.values() if data is not None)
    if session.via is Via.git or size <= API_BYTES:
        return
    told = f"the files have {size / 1024 / 1024:.0f} MB together, and GitHub's API takes {API_BYTES // 1024 // 1024} MB"
    if shutil.which("git") is None:
        raise EnvironmentFault(
            f"{told}; only git brings more, and there is no git command",
            "Install git (https://git-scm.com), or look what in package.zip does not belong there. Nothing was sent.",
        )
    print(f"{told[0].upper()}{told[1:]}: they go by git, as with --via git.", file=sys.stderr)
    session.via = Via.git


def target_of(session: Session, sending: Sending, looked: Looked | None) -> Target:
    """Where the draft goes and what the pull request will say."""
    draft = sending.draft
    if looked is None:
        return Target(session.upstream_name, draft.title, draft.body, branch=draft.branch)
    there = looked.branch.open
    return Target(
        upstream=session.upstream.name,
        title=sending.retitle(there.title, draft) if there else draft.title,
        body=sending.rebody(there.body, draft) if there else draft.body,
        base=session.upstream.default_branch,
        fork=looked.fork.name if looked.fork else f"{session.owner}/{session.upstream.name.partition('/')[2]}",
        branch=looked.branch.name,
        fork_exists=looked.fork is not None,
        branch_exists=bool(looked.branch.tip),
        pull=there.number if there else 0,
        note=_history(looked.branch),
        looked=True,
    )


def _history(branch: Branch) -> str:
    """What the person should know about an earlier pull request from the same branch."""
    ended = branch.ended
    if ended is None or branch.open is not None:
        return ""
    day = f"{ended.closed_at:%d %B %Y}" if ended.closed_at else "earlier"
    if ended.state is PullState.MERGED:
        return f"#{ended.number} was merged on {day}; this is a new pull request"
    return f"#{ended.number} from the same branch was closed on {day} without being merged; this opens a new one"


def show_dry_run(sending: Sending, target: Target, *, as_json: bool) -> None:
    """Print what would be sent; nothing is."""
    if as_json:
        print(preview_json(sending.draft, target, sending.checklist, sending.comparison))
    else:
        print(preview_text(sending.draft, target, style_for(sys.stdout)), end="")
    print("Nothing was sent.", file=sys.stderr)


def agree(sending: Sending, target: Target, *, yes: bool) -> None:
    """Show what would be sent and ask. Raises ``Interrupted`` for a no, ``UsageError`` when nobody can be asked."""
    print(preview_text(sending.draft, target, style_for(sys.stderr)), file=sys.stderr)
    if yes:
        return
    if not can_ask():
        raise needs("--yes", "this would be sent to GitHub")
    if not ask_yes(f"Send this {sending.draft.kind.value} to {visible(target.upstream)}?"):
        raise Interrupted


def carry_out(session: Session, sending: Sending, folder: str, looked: Looked) -> PullRequest:
    """Make the fork, the branch, the commit and the pull request as the draft says, whatever is there already."""
    from ippub.forge.ensure import ensure_all
    from ippub.forge.files import ensure_side_branch

    draft = sending.draft
    site = session.site(folder, looked)
    if draft.side_files:
        commit = ensure_side_branch(site, draft.side_branch, f"Screenshots of {draft.name}", draft.side_files)
        draft = draft.with_pictures_at(f"{site.fork.url}/raw/{commit}/")
    wanted = Wanted(
        folder=draft.folder,
        branch=draft.branch,
        commit=Commit(draft.message, draft.files),
        title=draft.title,
        body=draft.body,
        retitle=lambda title: sending.retitle(title, draft),
        rebody=lambda body: sending.rebody(body, draft),
        by_hand=session.by_hand,
    )
    known = looked.branch if looked.fork is not None else None
    return ensure_all(site, wanted, known)
