"""Refs, commits, trees and differences as GitHub shows them."""

from __future__ import annotations

from ippub.rehearsal.answers import Shape
from ippub.rehearsal.clock import stamp
from ippub.rehearsal.git.difference import FileChange
from ippub.rehearsal.git.trees import CommitObject, Signature
from ippub.rehearsal.request import quoted
from ippub.rehearsal.route import Call
from ippub.rehearsal.shapes.accounts import node, simple_account
from ippub.rehearsal.shapes.repositories import repository_url
from ippub.rehearsal.state import Repository

UNSIGNED: Shape = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


def ref_shape(call: Call, repository: Repository, name: str, sha: str) -> Shape:
    """A ref: its full name and what it stands for."""
    url = repository_url(call, repository)
    kind = repository.git.store.kind(sha)
    return {
        "ref": name,
        "node_id": node("Ref", f"{repository.id}:{name}"),
        "url": f"{url}/git/{quoted(name)}",
        "object": {"sha": sha, "type": kind, "url": f"{url}/git/{kind}s/{sha}"},
    }


def git_commit_shape(call: Call, repository: Repository, commit: CommitObject) -> Shape:
    """A commit as the Git data interface shows it."""
    url, page = repository_url(call, repository), f"{call.base}/{repository.full_name}"
    return {
        "sha": commit.sha,
        "node_id": node("Commit", commit.sha),
        "url": f"{url}/git/commits/{commit.sha}",
        "html_url": f"{page}/commit/{commit.sha}",
        "author": _signature(commit.author),
        "committer": _signature(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": [
            {"sha": each, "url": f"{url}/git/commits/{each}", "html_url": f"{page}/commit/{each}"}
            for each in commit.parents
        ],
        "verification": UNSIGNED,
    }


def commit_shape(call: Call, repository: Repository, commit: CommitObject) -> Shape:
    """A commit with the accounts behind it."""
    url, page = repository_url(call, repository), f"{call.base}/{repository.full_name}"
    return {
        "sha": commit.sha,
        "node_id": node("Commit", commit.sha),
        "commit": {
            "author": _signature(commit.author),
            "committer": _signature(commit.committer),
            "message": commit.message,
            "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
            "url": f"{url}/git/commits/{commit.sha}",
            "comment_count": 0,
            "verification": UNSIGNED,
        },
        "url": f"{url}/commits/{commit.sha}",
        "html_url": f"{page}/commit/{commit.sha}",
        "comments_url": f"{url}/commits/{commit.sha}/comments",
        "author": _account(call, commit.author),
        "committer": _account(call, commit.committer),
        "parents": [
            {"sha": each, "url": f"{url}/commits/{each}", "html_url": f"{page}/commit/{each}"}
            for each in commit.parents
        ],
    }


def file_shape(call: Call, repository: Repository, sha: str, change: FileChange) -> Shape:
    """A changed file, seen at the commit ``sha``."""
    url, page, path = repository_url(call, repository), f"{call.base}/{repository.full_name}", quoted(change.path)
    shown: Shape = {
        "sha": change.blob,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{page}/blob/{sha}/{path}",
        "raw_url": f"{page}/raw/{sha}/{path}",
        "contents_url": f"{url}/contents/{path}?ref={sha}",
    }
    if change.patch:
        shown["patch"] = change.patch
    if change.previous:
        shown["previous_filename"] = change.previous
    return shown


def _signature(signature: Signature) -> Shape:
    return {"name": signature.name, "email": signature.email, "date": stamp(signature.when)}


def _account(call: Call, signature: Signature) -> Shape | None:
    for account in call.world.accounts.values():
        if signature.email and signature.email in (account.email, private_email(account.id, account.login)):
            return simple_account(call.base, account)
    return None


def private_email(identity: int, login: str) -> str:
    """The address that GitHub gives an account that shows none."""
    return f"{identity}+{login}@users.noreply.github.com"
