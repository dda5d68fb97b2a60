"""The files in a branch: compared by their git names, so that only what differs is sent and nothing is downloaded."""

from __future__ import annotations

from collections.abc import Mapping

from ippub.forge.faults import FaultKind, ForgeFault
from ippub.forge.port import Commit, blob_id
from ippub.forge.site import Branch, Outcome, Site, Step, Wanted


def ensure_commit(site: Site, branch: Branch, wanted: Wanted, *, new: bool) -> str:
    """The files in the branch, in one commit of what differs; gives the tip. ``new``: nothing can be there yet."""
    there = {} if new else blobs(site, branch.tip, wanted.folder)
    files = {path: data for path, data in wanted.commit.files.items() if not _same(data, there.get(path))}
    if new:
        files = {path: data for path, data in files.items() if data is not None}
    if not files:
        site.tell(Step("files", Outcome.FOUND, f"{len(wanted.commit.files)} of {len(wanted.commit.files)}"))
        return branch.tip
    commit = Commit(wanted.commit.message, files)
    try:
        tip = site.carrier.make_commit(site.fork, branch.name, branch.tip, commit)
    except ForgeFault as fault:
        # Moved: by an earlier run's request that GitHub did late, or by somebody else; the files tell.
        look = fault.maybe_done or fault.kind is FaultKind.BRANCH_MOVED
        tip = (site.forge.branch(site.fork, branch.name) or "") if look else branch.tip
        if tip == branch.tip or not _holds(blobs(site, tip, wanted.folder), files):
            raise
    outcome = Outcome.FOUND if tip == branch.tip else Outcome.MADE
    site.tell(Step("commit", outcome, tip[:10], ", ".join(path.rpartition("/")[2] for path in sorted(files))))
    return tip


def ensure_side_branch(site: Site, name: str, message: str, files: Mapping[str, bytes]) -> str:
    """Files on a branch of their own that never becomes a pull request; gives the commit id that holds them all."""
    tip = site.forge.branch(site.fork, name) or ""
    there = blobs(site, tip, "") if tip else {}
    missing: dict[str, bytes | None] = {path: data for path, data in files.items() if not _same(data, there.get(path))}
    if not missing:
        site.tell(Step("branch", Outcome.FOUND, name))
        return tip
    try:
        made = site.forge.make_commit(site.fork, name, tip, Commit(message, missing))
    except ForgeFault as fault:
        look = fault.maybe_done or fault.kind in (FaultKind.BRANCH_EXISTS, FaultKind.BRANCH_MOVED)
        made = (site.forge.branch(site.fork, name) or "") if look else tip
        if made == tip or not _holds(blobs(site, made, ""), missing):
            raise
    site.tell(Step("branch", Outcome.CHANGED if tip else Outcome.MADE, name, ", ".join(sorted(missing))))
    return made


def blobs(site: Site, ref: str, folder: str) -> dict[str, str]:
    """The blob id of every file below ``folder`` at ``ref``."""
    return {entry.path: entry.blob for entry in site.forge.tree(site.fork, ref, folder)}


def _holds(there: Mapping[str, str], files: Mapping[str, bytes | None]) -> bool:
    return all(_same(data, there.get(path)) for path, data in files.items())


def _same(data: bytes | None, blob: str | None) -> bool:
    return blob is None if data is None else blob_id(data) == blob
