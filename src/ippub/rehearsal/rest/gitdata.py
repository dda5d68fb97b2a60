"""The Git data interface: refs, commits, trees, blobs."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from ippub.rehearsal.answers import Answer, Shape, invalid, not_found, refusal
from ippub.rehearsal.events import ref_moved
from ippub.rehearsal.git.objects import MissingObject
from ippub.rehearsal.git.repository import RefTaken, exists, valid_ref
from ippub.rehearsal.git.trees import (
    FILE,
    Change,
    CommitObject,
    Entry,
    Signature,
    change_tree,
    read_tree,
    walk_tree,
    write_commit,
)
from ippub.rehearsal.paging import page
from ippub.rehearsal.request import Fields
from ippub.rehearsal.rest.workflows import refuse_workflows
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.accounts import node
from ippub.rehearsal.shapes.commits import git_commit_shape, private_email, ref_shape
from ippub.rehearsal.shapes.repositories import repository_url
from ippub.rehearsal.state import Account, Repository, Role


def readable(call: Call) -> Repository:
    """The repository, whose git data are there. Refuses (409) while a fork is being copied."""
    repository = call.repository()
    if call.world.clock.now() < repository.readable_from:
        raise refusal(409, "Git Repository is empty.")
    return repository


def writable(call: Call) -> tuple[Repository, Account]:
    """The repository, which the viewer may push to and which takes writes by now."""
    repository = readable(call)
    account = call.may_write(repository, Role.WRITE, "contents=write")
    if call.world.clock.now() < repository.writable_from:
        raise not_found()
    return repository, account


def get_ref(call: Call) -> Answer:
    repository = readable(call)
    name = f"refs/{call.path['ref']}"
    sha = repository.git.ref(name)
    if not sha:
        raise not_found()
    return Answer(200, ref_shape(call, repository, name, sha))


def list_matching_refs(call: Call) -> Answer:
    repository = readable(call)
    found = repository.git.refs(f"refs/{call.path.get('ref', '')}")
    return page(call, list(found.items()), lambda each: ref_shape(call, repository, *each))


def create_ref(call: Call) -> Answer:
    repository, _ = writable(call)
    fields = call.fields()
    fields.need("ref", "sha")
    name, sha = fields.text("ref"), fields.text("sha")
    if not valid_ref(name):
        raise refusal(422, f"{name} is not a valid ref name.")
    if repository.git.ref(name):
        raise refusal(422, "Reference already exists")
    if not repository.git.store.kind(sha):
        raise refusal(422, "Object does not exist")
    if name.startswith("refs/heads/") and repository.git.store.kind(sha) != "commit":
        raise refusal(422, "Reference cannot be updated")
    refuse_workflows(call, repository, sha)
    try:
        repository.git.set_ref(name, sha)
    except RefTaken:
        raise refusal(422, "Reference update failed") from None
    ref_moved(call.world, repository, name, sha)
    return Answer(201, ref_shape(call, repository, name, sha))


def update_ref(call: Call) -> Answer:
    repository, _ = writable(call)
    fields = call.fields()
    fields.need("sha")
    name, sha = f"refs/{call.path['ref']}", fields.text("sha")
    old = repository.git.ref(name)
    if not old:
        raise refusal(422, "Reference does not exist")
    if repository.git.store.kind(sha) != "commit":
        raise refusal(422, "Object does not exist")
    if not fields.flag("force", False) and not repository.git.is_ancestor(old, sha):
        raise refusal(422, "Update is not a fast forward")
    refuse_workflows(call, repository, sha, old)
    repository.git.set_ref(name, sha)
    ref_moved(call.world, repository, name, sha)
    return Answer(200, ref_shape(call, repository, name, sha))


def delete_ref(call: Call) -> Answer:
    repository, _ = writable(call)
    name = f"refs/{call.path['ref']}"
    if not repository.git.ref(name):
        raise refusal(422, "Reference does not exist")
    if name == f"refs/heads/{repository.default_branch}":
        raise refusal(422, "Cannot delete the default branch")
    repository.git.delete_ref(name)
    ref_moved(call.world, repository, name, "")
    return Answer(204)


def get_commit(call: Call) -> Answer:
    repository = readable(call)
    try:
        commit = repository.git.commit(call.path["commit_sha"])
    except LookupError:
        raise not_found() from None
    return Answer(200, git_commit_shape(call, repository, commit))


def create_commit(call: Call) -> Answer:
    repository, account = writable(call)
    fields = call.fields()
    fields.need("message", "tree")
    tree, parents = fields.text("tree"), fields.texts("parents")
    if not exists(repository.git, tree):
        raise refusal(422, "Tree SHA does not exist")
    if any(repository.git.store.kind(parent) != "commit" for parent in parents):
        raise refusal(422, "Parent SHA does not exist or is not a commit object")
    author = _signature(call, account, fields.inner("author"))
    committer = _signature(call, account, fields.inner("committer")) if "committer" in fields else author
    commit = CommitObject(tree, tuple(parents), author, committer, fields.text("message"))
    sha = write_commit(repository.git.store, commit)
    return Answer(201, git_commit_shape(call, repository, repository.git.commit(sha)))


def _signature(call: Call, account: Account, given: Fields) -> Signature:
    when = call.world.clock.now()
    if given.text("date"):
        try:
            when = datetime.fromisoformat(given.text("date"))
        except ValueError:
            raise invalid("Commit", "invalid", "date") from None
    email = account.email or private_email(account.id, account.login)
    return Signature(given.text("name", account.name or account.login), given.text("email", email), when)


def get_tree(call: Call) -> Answer:
    repository = readable(call)
    sha = call.path["tree_sha"]
    commit = repository.git.resolve(sha)
    if commit:
        sha = repository.git.tree_of(commit)
    elif not exists(repository.git, sha):
        raise not_found()
    recursive = "recursive" in call.request.arguments
    entries = list(walk_tree(repository.git.store, sha) if recursive else read_tree(repository.git.store, sha))
    most = call.world.limits.tree_entries
    shown = [_entry(call, repository, entry) for entry in entries[:most]]
    return Answer(200, _tree(call, repository, sha, shown, truncated=len(entries) > most))


def create_tree(call: Call) -> Answer:
    repository, _ = writable(call)
    fields = call.fields()
    if "tree" not in fields:
        fields.need("tree")
    base = fields.text("base_tree")
    if base:
        base = _base_tree(repository, base)
    changes = {}
    for entry in fields.objects("tree"):
        path, change = _tree_change(repository, entry)
        if change is not None or base:
            changes[path] = change
    if not changes and not base:
        raise refusal(422, "Invalid tree info")
    sha = change_tree(repository.git.store, base, changes)
    shown = [_entry(call, repository, entry) for entry in read_tree(repository.git.store, sha)]
    return Answer(201, _tree(call, repository, sha, shown))


def _base_tree(repository: Repository, sha: str) -> str:
    if repository.git.store.kind(sha) == "commit":
        return repository.git.tree_of(sha)
    if not exists(repository.git, sha):
        raise refusal(422, "base_tree is not a valid tree oid")
    return sha


def _tree_change(repository: Repository, entry: Fields) -> tuple[str, Change]:
    path, mode = entry.text("path"), entry.text("mode", FILE)
    steps = path.split("/")
    if not path or not all(steps) or {".", "..", ".git"} & set(steps) or "\0" in path:
        raise refusal(422, "tree.path contains a malformed path component")
    if mode not in ("100644", "100755", "040000", "160000", "120000"):
        raise refusal(422, f"tree.mode {mode} is not a valid mode")
    if "content" in entry:
        if entry.values.get("sha"):
            raise refusal(422, "tree.sha and tree.content cannot both be given")
        content = entry.text("content").encode("utf-8", "surrogatepass")
        return path, (mode, repository.git.store.write("blob", content))
    if "sha" in entry and entry.values["sha"] is None:
        return path, None
    sha = entry.text("sha")
    if not repository.git.store.kind(sha) and mode != "160000":
        raise refusal(422, f"tree.sha {sha} is not a valid {entry.text('type', 'blob')}")
    return path, (mode, sha)


def _tree(call: Call, repository: Repository, sha: str, entries: list[Shape], *, truncated: bool = False) -> Shape:
    url = f"{repository_url(call, repository)}/git/trees/{sha}"
    return {"sha": sha, "url": url, "tree": entries, "truncated": truncated}


def _entry(call: Call, repository: Repository, entry: Entry) -> Shape:
    shown: Shape = {"path": entry.path, "mode": entry.mode, "type": entry.kind, "sha": entry.sha}
    if entry.kind == "blob":
        shown["size"] = len(repository.git.store.read(entry.sha)[1])
    if entry.kind != "commit":
        shown["url"] = f"{repository_url(call, repository)}/git/{entry.kind}s/{entry.sha}"
    return shown


def get_blob(call: Call) -> Answer:
    repository = readable(call)
    sha = call.path["file_sha"]
    try:
        kind, data = repository.git.store.read(sha)
    except MissingObject:
        raise not_found() from None
    if kind != "blob":
        raise not_found()
    if "raw" in call.request.headers.get("accept", ""):
        return Answer(200, raw=data, kind="application/vnd.github.raw+json; charset=utf-8")
    shown: Shape = {
        "sha": sha,
        "node_id": node("Blob", sha),
        "size": len(data),
        "url": f"{repository_url(call, repository)}/git/blobs/{sha}",
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
    }
    return Answer(200, shown)


def create_blob(call: Call) -> Answer:
    repository, _ = writable(call)
    fields = call.fields()
    fields.need("content")
    content = fields.text("content")
    if fields.text("encoding", "utf-8") == "base64":
        try:
            data = base64.b64decode(content, validate=False)
        except binascii.Error:
            raise refusal(422, "content is not valid Base64") from None
    else:
        data = content.encode("utf-8", "surrogatepass")
    if len(data) > call.world.limits.blob:
        raise refusal(422, "Your input was too large to process. Please use Git instead")
    sha = repository.git.store.write("blob", data)
    return Answer(201, {"sha": sha, "url": f"{repository_url(call, repository)}/git/blobs/{sha}"})


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/git/ref/{ref}", get_ref, greedy=True),
    Route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref}", list_matching_refs, greedy=True),
    Route("POST", "/repos/{owner}/{repo}/git/refs", create_ref),
    Route("PATCH", "/repos/{owner}/{repo}/git/refs/{ref}", update_ref, greedy=True),
    Route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref}", delete_ref, greedy=True),
    Route("GET", "/repos/{owner}/{repo}/git/commits/{commit_sha}", get_commit),
    Route("POST", "/repos/{owner}/{repo}/git/commits", create_commit),
    Route("GET", "/repos/{owner}/{repo}/git/trees/{tree_sha}", get_tree, greedy=True),
    Route("POST", "/repos/{owner}/{repo}/git/trees", create_tree),
    Route("GET", "/repos/{owner}/{repo}/git/blobs/{file_sha}", get_blob),
    Route("POST", "/repos/{owner}/{repo}/git/blobs", create_blob),
)
