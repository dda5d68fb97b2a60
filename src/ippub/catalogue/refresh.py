"""The catalogue brought up to date from upstream: only new and changed definitions are downloaded.

One request gives the whole tree with the id of every file (the adapter asks with an ETag, so that nothing changed costs
nothing). A new folder is known by its name at once; its definition (title, host) is read when its turn comes. A run
reads so many and no more, and the next goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ippub.catalogue.definition import entry_from
from ippub.catalogue.entry import ROOTS, Entry, Kind
from ippub.catalogue.pulls import Pull, read_pull, says_little
from ippub.errors import IppubError
from ippub.forge.port import UPSTREAM, PullRequest, PullState, Reading, Repository, TreeEntry

DEFINITIONS = 20
"""Definitions read in one run: a search should not become a download. What is left is the next run's."""

SECONDS = 10.0
"""And no longer than this, whatever is left."""

LARGEST = 5_000_000
"""Bytes of a definition that is still read; the platform takes 1 MB."""

UNTOLD = 15
"""Pull requests whose files are asked for because their title says nothing."""


_HINTS = 3
"""Closed pull requests that are told."""


class Refreshed(NamedTuple):
    """Upstream as it is now. ``stale`` counts the connectors whose title and host are of an older or unknown state."""

    entries: tuple[Entry, ...]
    read: int
    stale: int


class _Folder(NamedTuple):
    kind: Kind
    name: str
    definition: TreeEntry | None
    properties: TreeEntry | None


def find_upstream(reading: Reading, name: str = UPSTREAM) -> Repository:
    """The repository ``name``. Raises ``IppubError`` when it cannot be read or is not there."""
    upstream = reading.repository(name)
    if upstream is None:
        raise IppubError(f"there is no repository {name}", "Is --upstream spelt right?")
    return upstream


def refreshed(
    reading: Reading,
    upstream: Repository,
    stored: Sequence[Entry],
    *,
    like: Callable[[str], bool] = lambda _: False,
    most: int = DEFINITIONS,
) -> Refreshed:
    """The entries of ``upstream``'s default branch, from ``stored`` where nothing changed.

    At most ``most`` definitions are read: first those whose name is ``like`` the wanted one, then the new, the changed,
    and those whose state is not known. One that cannot be read is left for the next time; only the tree has to be
    there.

    Raises:
        IppubError: the branch or its tree could not be read.
    """
    until = time.monotonic() + SECONDS
    sha = reading.branch(upstream, upstream.default_branch)
    if sha is None:
        raise IppubError(f"{upstream.name} has no branch {upstream.default_branch}")
    before = {(entry.kind, entry.folder): entry for entry in stored}
    folders = _folders(reading.tree(upstream, sha))
    found: dict[tuple[Kind, str], Entry] = {}
    waiting: list[tuple[int, _Folder]] = []
    for folder in folders:
        known = before.get((folder.kind, folder.name))
        found[folder.kind, folder.name] = known or Entry(folder.kind, folder.name)
        if folder.definition and (known is None or known.blob != folder.definition.blob):
            rank = 1 if known is None else 2 if known.blob else 3
            waiting.append((0 if like(folder.name) else rank, folder))
    waiting.sort(key=lambda item: item[0])
    read = 0
    for _, folder in waiting[:most]:
        if time.monotonic() > until:
            break
        entry = _read(reading, upstream, sha, folder)
        if entry is None:
            break
        found[folder.kind, folder.name] = entry
        read += 1
    return Refreshed(tuple(found.values()), read, len(waiting) - read)


def _folders(tree: Sequence[TreeEntry]) -> list[_Folder]:
    files: dict[tuple[Kind, str], dict[str, TreeEntry]] = {}
    for entry in tree:
        parts = entry.path.split("/")
        if len(parts) == 3 and parts[0] in ROOTS:
            files.setdefault((ROOTS[parts[0]], parts[1]), {})[parts[2].lower()] = entry
    return [
        _Folder(kind, name, _definition(found), found.get("apiproperties.json"))
        for (kind, name), found in files.items()
    ]


def _definition(files: dict[str, TreeEntry]) -> TreeEntry | None:
    exact = files.get("apidefinition.swagger.json")
    found = exact or next((entry for name, entry in sorted(files.items()) if name.endswith("swagger.json")), None)
    return found if found and found.size <= LARGEST else None


def _read(reading: Reading, upstream: Repository, sha: str, folder: _Folder) -> Entry | None:
    assert folder.definition is not None  # noqa: S101  # only folders with one wait
    try:
        definition = reading.file(upstream, folder.definition.path, sha)
        properties = reading.file(upstream, folder.properties.path, sha) if folder.properties else None
    except IppubError:
        return None
    entry = entry_from(folder.kind, folder.name, definition or b"", properties or b"")
    return entry._replace(blob=folder.definition.blob)


def open_pulls(reading: Reading, upstream: Repository, like: Callable[[str], bool]) -> tuple[tuple[Pull, ...], int]:
    """The open pull requests, read as proposals and submissions, and how many stay unread.

    The files are asked of those whose name is ``like`` the wanted one, to know whether artifacts are there, and of the
    newest whose title says nothing; of the rest of those nothing is known.

    Raises:
        IppubError: they could not be listed, or the files of one that matters could not.
    """
    found: list[Pull] = []
    silent = 0
    for pull in reading.open_pulls(upstream):
        read = read_pull(pull)
        if says_little(pull):
            silent += 1
            if silent <= UNTOLD:
                read = _with_files(reading, upstream, pull)
        elif like(read.name):
            read = _with_files(reading, upstream, pull)
        found.append(read)
    return tuple(found), max(0, silent - UNTOLD)


def closed_hints(reading: Reading, upstream: Repository, like: Callable[[str], bool]) -> tuple[str, ...]:
    """A sentence for each pull request that was closed unmerged of late, about a connector ``like`` the wanted one.

    A hint and no more: why it was closed stands in the pull request. When they cannot be listed there is none.
    """
    try:
        closed = reading.closed_pulls(upstream)
    except IppubError:
        return ()
    return tuple(
        f"#{pull.number} by {pull.author} was about {read_pull(pull).name} and was closed without being merged: "
        f"{pull.url}"
        for pull in closed
        if pull.state is PullState.CLOSED and like(read_pull(pull).name)
    )[:_HINTS]


def _with_files(reading: Reading, upstream: Repository, pull: PullRequest) -> Pull:
    return read_pull(pull, reading.changed_files(upstream, pull.number))
