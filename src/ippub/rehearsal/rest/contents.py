"""Branches, commits, comparisons and the contents of files."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime

from ippub.rehearsal.answers import Answer, Refusal, Shape, not_found, refusal
from ippub.rehearsal.git.difference import changes
from ippub.rehearsal.git.trees import EMPTY_TREE, Entry, find, read_tree
from ippub.rehearsal.paging import page
from ippub.rehearsal.request import quoted
from ippub.rehearsal.rest.gitdata import readable
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.commits import commit_shape, file_shape
from ippub.rehearsal.shapes.repositories import repository_url
from ippub.rehearsal.state import Repository

LARGEST_INLINE = 1024 * 1024
"""Bytes. Larger files come without their content (docs.github.com/rest/repos/contents)."""


def list_branches(call: Call) -> Answer:
    repository = readable(call)
    found = [(ref.removeprefix("refs/heads/"), sha) for ref, sha in repository.git.refs("refs/heads/").items()]
    url = repository_url(call, repository)
    return page(
        call,
        found,
        lambda each: {
            "name": each[0],
            "commit": {"sha": each[1], "url": f"{url}/commits/{each[1]}"},
            "protected": False,
        },
    )


def get_branch(call: Call) -> Answer:
    repository = readable(call)
    name = call.path["branch"]
    sha = repository.git.branch(name)
    if not sha:
        raise refusal(404, "Branch not found")
    url = f"{repository_url(call, repository)}/branches/{quoted(name)}"
    return Answer(
        200,
        {
            "name": name,
            "commit": commit_shape(call, repository, repository.git.commit(sha)),
            "_links": {"self": url, "html": f"{call.base}/{repository.full_name}/tree/{quoted(name)}"},
            "protected": False,
            "protection": {"enabled": False},
            "protection_url": f"{url}/protection",
        },
    )


def list_commits(call: Call) -> Answer:
    repository = readable(call)
    arguments = call.request.arguments
    tip = repository.git.resolve(arguments.get("sha") or repository.default_branch)
    if not tip:
        raise not_found()
    path = arguments.get("path", "").replace("\0", "")
    outside = ".." in path.split("/")
    found = [] if outside else repository.git.commits(tip, *(["--", f":(literal){path}"] if path else []))
    return page(call, found, lambda sha: commit_shape(call, repository, repository.git.commit(sha)))


def get_commit(call: Call) -> Answer:
    repository = readable(call)
    sha = commit_of(repository, call.path["ref"])
    commit = repository.git.commit(sha)
    files = changes(repository.git, commit.parents[0] if commit.parents else EMPTY_TREE, sha)
    added, removed = sum(each.additions for each in files), sum(each.deletions for each in files)
    shown = {
        **commit_shape(call, repository, commit),
        "stats": {"total": added + removed, "additions": added, "deletions": removed},
        "files": [file_shape(call, repository, sha, each) for each in files],
    }
    return Answer(200, shown)


def commit_of(repository: Repository, ref: str) -> str:
    """The commit that a ref or an id means. Refuses (422) as GitHub does for what is no commit."""
    sha = repository.git.resolve(ref)
    if not sha:
        raise refusal(422, f"No commit found for SHA: {ref}")
    return sha


def compare(call: Call) -> Answer:
    repository = readable(call)
    first, mark, second = call.path["basehead"].partition("...")
    if not mark:
        raise not_found()
    base, head = _side(call, repository, first), _side(call, repository, second)
    git = repository.git
    common = git.merge_base(base, head)
    if not common:
        raise refusal(404, f"No common ancestor between {first} and {second}.")
    ahead, behind = git.commits(head, f"^{base}"), git.commits(base, f"^{head}")
    status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
    url, page_url = (
        f"{repository_url(call, repository)}/compare/{first}...{second}",
        f"{call.base}/{repository.full_name}",
    )
    shown: Shape = {
        "url": url,
        "html_url": f"{page_url}/compare/{first}...{second}",
        "permalink_url": f"{page_url}/compare/{base}...{head}",
        "diff_url": f"{page_url}/compare/{first}...{second}.diff",
        "patch_url": f"{page_url}/compare/{first}...{second}.patch",
        "base_commit": commit_shape(call, repository, git.commit(base)),
        "merge_base_commit": commit_shape(call, repository, git.commit(common)),
        "status": status.get((bool(ahead), bool(behind)), "diverged"),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit_shape(call, repository, git.commit(sha)) for sha in reversed(ahead[:250])],
        "files": [file_shape(call, repository, head, each) for each in changes(git, common, head)[:300]],
    }
    return Answer(200, shown)


def _side(call: Call, repository: Repository, name: str) -> str:
    owner, mark, ref = name.partition(":")
    if not mark:
        found = repository.git.resolve(name)
    else:
        other = next(
            (
                each
                for each in call.world.repositories.values()
                if each.owner.lower() == owner.lower() and call.world.network(each) is call.world.network(repository)
            ),
            None,
        )
        found = other.git.resolve(ref) if other else ""
    if not found:
        raise not_found()
    return found


def get_contents(call: Call) -> Answer:
    repository = readable(call)
    ref = call.request.arguments.get("ref") or repository.default_branch
    commit = repository.git.resolve(ref)
    if not commit:
        raise refusal(404, f"No commit found for the ref {ref}")
    entry = find(repository.git.store, repository.git.tree_of(commit), call.path.get("path", "").strip("/"))
    if entry is None:
        raise not_found()
    if entry.kind == "tree":
        prefix = f"{entry.path}/" if entry.path else ""
        inner = read_tree(repository.git.store, entry.sha)
        shown = [_item(call, repository, ref, Entry(each.mode, prefix + each.path, each.sha)) for each in inner]
        return Answer(200, shown)
    data = repository.git.store.read(entry.sha)[1]
    if "raw" in call.request.headers.get("accept", ""):
        return Answer(200, raw=data, kind="application/vnd.github.raw+json; charset=utf-8")
    large = len(data) > LARGEST_INLINE
    content = {"content": "" if large else base64.encodebytes(data).decode(), "encoding": "none" if large else "base64"}
    return Answer(200, {**_item(call, repository, ref, entry), **content})


def get_readme(call: Call) -> Answer:
    names = {entry.path.lower(): entry.path for entry in _top(call)}
    if "readme.md" not in names:
        raise not_found()
    return get_contents(replace(call, path={**call.path, "path": names["readme.md"]}))


def _top(call: Call) -> list[Entry]:
    repository = readable(call)
    commit = repository.git.resolve(call.request.arguments.get("ref") or repository.default_branch)
    return read_tree(repository.git.store, repository.git.tree_of(commit)) if commit else []


def _item(call: Call, repository: Repository, ref: str, entry: Entry) -> Shape:
    url, path = repository_url(call, repository), quoted(entry.path)
    page_url = f"{call.base}/{repository.full_name}"
    blob = entry.kind == "blob"
    own = f"{url}/contents/{path}?ref={quoted(ref)}"
    git = f"{url}/git/{entry.kind}s/{entry.sha}"
    html = f"{page_url}/{entry.kind}/{quoted(ref)}/{path}"
    return {
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "size": len(repository.git.store.read(entry.sha)[1]) if blob else 0,
        "url": own,
        "html_url": html,
        "git_url": git,
        "download_url": f"{page_url}/raw/{quoted(ref)}/{path}" if blob else None,
        "type": {"blob": "file", "tree": "dir"}.get(entry.kind, "submodule"),
        "_links": {"self": own, "git": git, "html": html},
    }


def get_raw(call: Call) -> Answer:
    """A file's bytes, as raw.githubusercontent.com gives them. A ref may hold slashes: the longest that fits."""
    repository = readable(call)
    steps = call.path["rest"].split("/")
    for size in range(len(steps) - 1, 0, -1):
        commit = repository.git.resolve("/".join(steps[:size]))
        entry = find(repository.git.store, repository.git.tree_of(commit), "/".join(steps[size:])) if commit else None
        if entry is not None and entry.kind == "blob":
            kind = "image/png" if entry.path.lower().endswith(".png") else "text/plain; charset=utf-8"
            return Answer(200, raw=repository.git.store.read(entry.sha)[1], kind=kind)
    raise Refusal(Answer(404, raw=b"404: Not Found", kind="text/plain; charset=utf-8"))


def since(text: str) -> datetime | None:
    """A moment in a query."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/branches", list_branches),
    Route("GET", "/repos/{owner}/{repo}/branches/{branch}", get_branch, greedy=True),
    Route("GET", "/repos/{owner}/{repo}/commits", list_commits),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref}", get_commit),
    Route("GET", "/repos/{owner}/{repo}/compare/{basehead}", compare, greedy=True),
    Route("GET", "/repos/{owner}/{repo}/readme", get_readme),
    Route("GET", "/repos/{owner}/{repo}/contents", get_contents),
    Route("GET", "/repos/{owner}/{repo}/contents/{path}", get_contents, greedy=True),
)
