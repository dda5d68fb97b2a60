"""Ask the folder and the forge for the facts. Nothing is stored: to go on is to ask again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ippub.artifacts.naming import FOLDER, SUFFIX
from ippub.artifacts.verdict import Verdict
from ippub.connector.folder import Connector
from ippub.forge.port import PullRequest, PullState, Reading, Remark, Repository
from ippub.journey.facts import Facts, Local
from ippub.publish.draft import branch_name
from ippub.publish.screenshots import NO_SCREENSHOTS, read_pictures, sort_pictures

PICTURES = "screenshots"
"""The folder beside the readme that screenshots are looked for in."""

MOST_OLD = 20
"""Files at old commits that are asked for; reviewers remark on one or two."""

MOST_OWN = 20
"""Pull requests that ``--mine`` looks at, the newest first."""


def local_facts(name: str, connector: Connector, verdict: Verdict, files: Mapping[str, bytes]) -> Local:
    """What the folder says; ``files`` are what would be submitted. Reads the screenshots, when there are any."""
    folder = os.path.join(connector.path, PICTURES)
    shots = sort_pictures(name, read_pictures(folder)) if os.path.isdir(folder) else NO_SCREENSHOTS
    contact = connector.swagger.info.object_of("contact") if connector.swagger and connector.swagger.info else {}
    email = contact.get("email")
    return Local(
        path=connector.path,
        files=files,
        findings=verdict.report.findings,
        errors=len(verdict.errors),
        warnings=sum(one.severity.value == "warning" for one in verdict.report.findings),
        first_codes=tuple(dict.fromkeys(one.code for one in verdict.errors))[:3],
        missing_shots=shots.missing,
        email=email if isinstance(email, str) else "",
        process=verdict.process,
    )


def gather(reading: Reading, upstream: Repository, owner: str, bare: Facts) -> Facts:
    """``bare`` (name, time, folder) with what the forge says about this connector of ``owner``.

    Raises ``IppubError`` when the forge cannot answer.
    """
    pull = find_pull(reading, upstream, owner, bare.name)
    if pull is not None and pull.state is not PullState.MERGED:
        return ask_about(reading, upstream, pull, bare)
    entries = reading.tree(upstream, upstream.default_branch, f"{FOLDER}/{bare.name}")
    blobs = {entry.path.rpartition("/")[2]: entry.blob for entry in entries}
    bare = replace(bare, upstream_there=bool(entries), blobs=blobs)
    return bare if pull is None else ask_about(reading, upstream, pull, bare)


def gather_mine(reading: Reading, upstream: Repository, owner: str, now: datetime) -> tuple[Facts, ...]:
    """The facts about the pull requests of ``owner`` about independent publishers' connectors, the open ones first."""
    own = [pull for pull in reading.pulls_by(upstream, owner) if _is_ours(pull)]
    own.sort(key=lambda pull: pull.state is not PullState.OPEN)
    return tuple(
        ask_about(reading, upstream, pull, Facts(name=name_in(pull.title) or pull.head_branch, now=now))
        for pull in own[:MOST_OWN]
    )


def find_pull(reading: Reading, upstream: Repository, owner: str, name: str) -> PullRequest | None:
    """The pull request that is about the connector: an open one before a merged one before a closed one.

    Those from our branch (or the branches ``-2`` and so on that follow a merge) come first; without any, one of the
    owner's that has the name in its title, so that what was opened by hand is found too.
    """
    branch = branch_name(name)
    found = list(reading.pulls_from(upstream, owner, branch))
    if not any(pull.state is PullState.OPEN for pull in found):
        numbered = re.compile(re.escape(branch) + r"-[2-9]")
        own = reading.pulls_by(upstream, owner)
        found += [pull for pull in own if numbered.fullmatch(pull.head_branch)]
        if not found:
            found = [pull for pull in own if _plain(name_in(pull.title)) == _plain(name)]
    ranks = {PullState.OPEN: 0, PullState.MERGED: 1, PullState.CLOSED: 2}
    newest = sorted(found, key=lambda pull: pull.created, reverse=True)
    return min(newest, key=lambda pull: ranks[pull.state], default=None)


def ask_about(reading: Reading, upstream: Repository, pull: PullRequest, bare: Facts) -> Facts:
    """``bare`` with what the forge says about ``pull``."""
    remarks = reading.remarks(upstream, pull.number)
    changed = reading.changed_files(upstream, pull.number)
    folders = sorted({one.path.rpartition("/")[0] for one in changed if one.path.startswith(f"{FOLDER}/")})
    blobs = bare.blobs
    if bare.local is not None and pull.state is PullState.OPEN and len(folders) == 1:
        entries = reading.tree(upstream, pull.head_sha, folders[0])
        blobs = {entry.path.rpartition("/")[2]: entry.blob for entry in entries}
    return replace(
        bare,
        pull=pull,
        changed=changed,
        blobs=blobs,
        checks=reading.checks(upstream, pull.head_sha),
        pushed=reading.committed(upstream, pull.head_sha),
        remarks=remarks,
        old=_old_files(reading, upstream, remarks) if bare.local is not None else {},
    )


def _old_files(reading: Reading, upstream: Repository, remarks: Iterable[Remark]) -> dict[tuple[str, str], bytes]:
    wanted = dict.fromkeys(
        (remark.commit, remark.path)
        for remark in remarks
        if remark.kind == "line" and remark.line > 0 and remark.commit
    )
    found = {}
    for commit, path in list(wanted)[-MOST_OLD:]:
        data = reading.file(upstream, path, commit)
        if data is not None:
            found[commit, path] = data
    return found


_TITLE = re.compile(r"(?i)^\s*(?:\[?proposal\]?\s*[-:\u2013]\s*)?(.*?)\s*[-\[(]?\s*indep\w*[ -]publishers?\b.*$")


def name_in(title: str) -> str:
    """The connector's name in a pull request's title, however the rest of it is spelled; "" when it has no such form.

    Titles that were accepted say "(Independent Publisher)", "- Independant Publisher", "[Independent-Publisher]" and
    the like.
    """
    match = _TITLE.match(title[:500])
    return match[1].strip() if match is not None else ""


def _is_ours(pull: PullRequest) -> bool:
    return pull.head_branch.startswith("ippub/") or SUFFIX.lower() in pull.title.lower() or bool(name_in(pull.title))


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
