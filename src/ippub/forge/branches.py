"""The branch in the fork: found, taken up again, or made where the fork can take it."""

from __future__ import annotations

from dataclasses import replace

from ippub.errors import EnvironmentFault
from ippub.forge.faults import FaultKind, ForgeFault
from ippub.forge.port import Forge, PullState, Repository, closed_or_open
from ippub.forge.site import Branch, Outcome, Site, Step, Wanted, inside

_TRIES = 9
"""How many connectors of one name were merged before this one, at most."""

_STALE = {FaultKind.WORKFLOW_SCOPE, FaultKind.NOT_FOUND, FaultKind.FORK_NOT_READY, FaultKind.REFUSED}
"""How GitHub says that a fork cannot take upstream's newest commit: in several ways, none of which names the cause."""


def find_branch(forge: Forge, upstream: Repository, fork: Repository, name: str) -> Branch:
    """The branch to work on: ``name``, or with ``-2`` and so on when what it holds was merged before.

    An open pull request decides; else a branch whose pull request was closed unmerged is used again, and one whose
    very commit was merged is left alone. Never the fork's default branch: syncing it would close the pull request.
    """
    for number in range(1, _TRIES + 1):
        each = name if number == 1 else f"{name}-{number}"
        if each == fork.default_branch:
            continue
        pulls = forge.pulls_from(upstream, fork.owner, each)
        opened, ended = closed_or_open(pulls)
        tip = forge.branch(fork, each) or ""
        if opened:
            return Branch(each, tip, opened[0], ended[0] if ended else None)
        merged = [pull for pull in ended if pull.state is PullState.MERGED]
        if not tip or not any(pull.head_sha == tip for pull in merged):
            return Branch(each, tip, None, ended[0] if ended else None)
    raise EnvironmentFault(
        f"the branches {name} to {name}-{_TRIES} of {fork.name} were all merged before",
        "Delete those that you no longer need on the page of your fork, and run this again.",
    )


def ensure_branch(site: Site, wanted: Wanted, branch: Branch) -> Branch:
    """The branch, made when it is not there: at upstream's tip, else where the fork and upstream part."""
    if branch.tip:
        if branch.open is None:
            _refuse_strangers(site, wanted, branch)
        site.tell(Step("branch", Outcome.FOUND, branch.name))
        return branch
    upstream, forge = site.upstream, site.forge
    base = forge.branch(upstream, upstream.default_branch)
    if base is None:
        raise EnvironmentFault(
            f"{upstream.name} has no branch {upstream.default_branch}", "Check --upstream: it must be the repository."
        )
    note = ""
    try:
        tip = _branch_at(site, branch.name, base, wait=site.fresh)
    except ForgeFault as fault:
        if fault.kind not in _STALE:
            raise
        base = _common_commit(site, fault)
        tip = _branch_at(site, branch.name, base, wait=True)
        note = f"it starts at {base[:10]}, the newest commit that the fork can take"
    site.tell(Step("branch", Outcome.MADE, branch.name, note))
    return replace(branch, tip=tip)


def _branch_at(site: Site, name: str, sha: str, *, wait: bool) -> str:
    """Make the branch; a new fork may answer reads long before it takes the first write (code-suggester#78)."""
    waited, pause = 0.0, 1.0
    while True:
        try:
            site.forge.make_branch(site.fork, name, sha)
        except ForgeFault as fault:
            hidden = fault.kind is FaultKind.NOT_FOUND
            late = fault.kind is FaultKind.FORK_NOT_READY or (hidden and site.fresh)
            if wait and late and waited + pause <= site.patience:
                site.pause("GitHub is still copying the fork", pause)
                waited, pause = waited + pause, min(pause * 2, 30)
                continue
            there = site.forge.branch(site.fork, name) if fault.maybe_done or _exists(fault) else None
            if there is not None:
                return there
            if wait and hidden:
                raise _no_right(site.fork) from fault
            raise
        return sha


def _no_right(fork: Repository) -> EnvironmentFault:
    """GitHub shows the fork and then finds nothing: the token may read and not write (contributor-toolkit#179)."""
    return EnvironmentFault(
        f"the token may read {fork.name} and not make a branch in it; GitHub says so as if there were no such place",
        "A classic token with the scope repo can where public_repo cannot: `gh auth refresh -s repo`, or a new token.",
    )


def _exists(fault: ForgeFault) -> bool:
    return fault.kind is FaultKind.BRANCH_EXISTS


def _common_commit(site: Site, fault: ForgeFault) -> str:
    """Where the fork's default branch and upstream's part: a commit that the fork has, whatever its age."""
    fork, upstream = site.fork, site.upstream
    parting = site.forge.compare(upstream, upstream.default_branch, (fork.owner, fork.default_branch))
    if parting is None:
        raise fault
    return parting.base


def _refuse_strangers(site: Site, wanted: Wanted, branch: Branch) -> None:
    """A branch of this name without a pull request may be somebody's own work: it must hold the connector only."""
    upstream = site.upstream
    found = site.forge.compare(upstream, upstream.default_branch, (site.fork.owner, branch.name))
    strange = [file.path for file in found.files if not inside(file.path, wanted.folder)] if found else []
    if strange:
        raise EnvironmentFault(
            f"the branch {branch.name} of {site.fork.name} holds other work: {', '.join(strange[:3])}",
            "ippub changes nothing there. Rename that branch on the page of your fork, and run this again.",
        )
