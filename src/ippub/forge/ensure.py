"""Make it so, whatever is there already: fork, branch, commit, pull request.

Every function looks first, acts only when something is missing, and looks again after a failure in which GitHub may
have done it. So a command can be run again after anything, and finds what an earlier run left. Nothing is moved by
force and nothing is deleted. ``branches.py`` and ``files.py`` hold the two middle parts.
"""

from __future__ import annotations

from dataclasses import replace

from ippub.errors import EnvironmentFault
from ippub.forge.branches import ensure_branch, find_branch
from ippub.forge.by_hand import OpenByHand, compare_url
from ippub.forge.faults import FaultKind, ForgeFault
from ippub.forge.files import ensure_commit
from ippub.forge.port import Forge, NewPull, PullRequest, Repository, closed_or_open
from ippub.forge.site import Branch, Looked, Outcome, Site, Step, Tell, Wanted, inside


def look(forge: Forge, upstream: Repository, owner: str, branch: str) -> Looked:
    """What is there already of the fork of ``owner`` and of ``branch``. Changes nothing.

    A fork that was renamed is found by its pull requests; without any nobody searches for it, since ``ensure_fork`` is
    given it by GitHub.
    """
    fork = _likely_fork(forge, upstream, owner)
    if fork is None:
        heads = (pull.head_repository for pull in forge.pulls_from(upstream, owner, branch))
        fork = next((forge.repository(head) for head in heads if head), None)
    return Looked(fork, find_branch(forge, upstream, fork, branch) if fork else Branch(branch))


def _likely_fork(forge: Forge, upstream: Repository, owner: str) -> Repository | None:
    if upstream.owner.casefold() == owner.casefold():
        return upstream  # a sandbox of one's own is its own fork
    found = forge.repository(f"{owner}/{upstream.name.partition('/')[2]}")
    return found if found is not None and found.parent == upstream.name else None


def ensure_fork(
    forge: Forge, upstream: Repository, owner: str, known: Repository | None, tell: Tell
) -> tuple[Repository, bool]:
    """The fork of ``upstream`` that belongs to ``owner``, and whether GitHub was asked for it now.

    ``known`` is what ``look`` found. A fork under another name is taken: GitHub gives it instead of a second one.
    """
    if known is not None:
        tell(Step("fork", Outcome.FOUND, known.name))
        return _writable(known), False
    organisation = "" if owner.casefold() == forge.viewer().login.casefold() else owner
    try:
        fork = forge.make_fork(upstream, organisation)
    except ForgeFault as fault:
        there = forge.fork_of(upstream, owner) if fault.maybe_done else None
        if there is None:
            raise
        fork = there
    renamed = fork.name.partition("/")[2] != upstream.name.partition("/")[2]
    tell(Step("fork", Outcome.FOUND if renamed else Outcome.MADE, fork.name))
    return _writable(fork), True


def _writable(fork: Repository) -> Repository:
    if fork.archived:
        raise EnvironmentFault(
            f"the fork {fork.name} is archived: it can only be read",
            f"Unarchive it in its settings: {fork.url}/settings",
        )
    if not fork.pushable:
        raise EnvironmentFault(
            f"this account may not write to {fork.name}",
            "Name a fork that is yours with --fork OWNER, or ask its owner for write access.",
        )
    return fork


def ensure_all(site: Site, wanted: Wanted, branch: Branch | None = None) -> PullRequest:
    """Branch, commit and pull request as ``wanted``; ``branch`` when ``look`` found it already.

    Raises ``OpenByHand`` when the token may do everything but open the pull request.
    """
    found = branch or find_branch(site.forge, site.upstream, site.fork, wanted.branch)
    ready = ensure_branch(site, wanted, found)
    tip = ensure_commit(site, ready, wanted, new=not found.tip)
    pull = ensure_pull_request(site, replace(ready, tip=tip), wanted)
    check_pull_request(site, pull, wanted)
    return pull


def ensure_pull_request(site: Site, branch: Branch, wanted: Wanted) -> PullRequest:
    """The pull request from ``branch``: the open one with its texts as wanted, or a new one."""
    if branch.open is not None:
        return _edited(site, branch.open, wanted)
    page = compare_url(site.upstream, site.fork, branch.name, wanted.title, wanted.body)
    if wanted.by_hand:
        raise OpenByHand(page)
    head = (site.fork.owner, branch.name)
    new = NewPull(site.upstream.default_branch, head, wanted.title, wanted.body, open_to_maintainers=site.mine)
    try:
        pull = _opened(site, new)
    except ForgeFault as fault:
        if fault.kind in (FaultKind.FINE_GRAINED, FaultKind.OAUTH_RESTRICTED, FaultKind.FORBIDDEN):
            raise OpenByHand(page, fault) from fault
        found = _open_pull(site, head) if fault.maybe_done or fault.kind is FaultKind.PULL_EXISTS else None
        if found is None:
            raise
        return _edited(site, found, wanted)
    site.tell(Step("pull request", Outcome.MADE, f"#{pull.number}", pull.title))
    return pull


def _opened(site: Site, new: NewPull) -> PullRequest:
    try:
        return site.forge.make_pull(site.upstream, new)
    except ForgeFault as fault:
        if fault.kind is not FaultKind.FORK_COLLABORATION or not new.open_to_maintainers:
            raise
        return site.forge.make_pull(site.upstream, replace(new, open_to_maintainers=False))


def _open_pull(site: Site, head: tuple[str, str]) -> PullRequest | None:
    opened, _ = closed_or_open(site.forge.pulls_from(site.upstream, *head))
    return opened[0] if opened else None


def _edited(site: Site, looked: PullRequest, wanted: Wanted) -> PullRequest:
    """The texts of a pull request that is there, changed only where they differ from what is wanted.

    It is read once more first: while a question waited for its answer, the person may have written in it.
    """
    pull = site.forge.pull(site.upstream, looked.number) or looked
    title, body = wanted.retitle(pull.title), wanted.rebody(pull.body)
    new_title = None if title == pull.title else title
    new_body = None if _text(body) == _text(pull.body) else body
    if new_title is None and new_body is None:
        site.tell(Step("pull request", Outcome.FOUND, f"#{pull.number}", pull.title))
        return pull
    try:
        edited = site.forge.edit_pull(site.upstream, pull.number, title=new_title, body=new_body)
    except ForgeFault as fault:
        now = site.forge.pull(site.upstream, pull.number) if fault.maybe_done else None
        if now is None or now.title != title or _text(now.body) != _text(body):
            raise
        edited = now
    if edited.title != title:
        raise EnvironmentFault(
            f"the title of {edited.url} is still {edited.title!r}", "Run the same command again; nothing is done twice."
        )
    what = " and ".join(text for text, new in (("title", new_title), ("body", new_body)) if new is not None)
    site.tell(Step("pull request", Outcome.CHANGED, f"#{pull.number}", what))
    return edited


def _text(body: str) -> str:
    """GitHub's own page sends line ends of Windows, and takes blanks off the end."""
    return body.replace("\r\n", "\n").rstrip()


def check_pull_request(site: Site, pull: PullRequest, wanted: Wanted) -> None:
    """Look again: one folder, the right base. Raises ``EnvironmentFault`` with what to do when it is not so."""
    files = site.forge.changed_files(site.upstream, pull.number)
    strange = [file.path for file in files if not inside(file.path, wanted.folder)]
    if strange:
        raise EnvironmentFault(
            f"{pull.url} changes files outside {wanted.folder}: {', '.join(strange[:3])}",
            "Reviewers take one connector at a time. Take those changes off the branch, or rename the branch in your"
            " fork and run this again for a new pull request.",
        )
    if pull.base_branch != site.upstream.default_branch:
        raise EnvironmentFault(
            f"{pull.url} is against {pull.base_branch}, and upstream takes pull requests against"
            f" {site.upstream.default_branch} only",
            "Change the base on the page of the pull request: press Edit beside its title.",
        )
