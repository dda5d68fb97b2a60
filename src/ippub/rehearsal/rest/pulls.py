"""Pull requests: list, open, edit, merge."""

from __future__ import annotations

from datetime import timedelta

from ippub.rehearsal.access import sign_in
from ippub.rehearsal.answers import Answer, invalid, not_found, refusal
from ippub.rehearsal.events import changed, close, opened, ref_moved
from ippub.rehearsal.git.difference import changes
from ippub.rehearsal.git.trees import CommitObject, Signature, write_commit
from ippub.rehearsal.paging import page
from ippub.rehearsal.request import Fields
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.commits import commit_shape, file_shape, private_email
from ippub.rehearsal.shapes.pulls import mergeability, pull_page, pull_shape
from ippub.rehearsal.state import Account, Pull, Repository, Role

PERMISSION = "pull_requests=write"


def list_pulls(call: Call) -> Answer:
    repository = call.repository()
    arguments = call.request.arguments
    state = arguments.get("state", "open")
    owner, mark, branch = arguments.get("head", "").partition(":")
    found = [
        pull
        for pull in repository.pulls.values()
        if state == "all" or pull.open == (state == "open")
        if not mark or (pull.head_owner.lower() == owner.lower() and pull.head_ref == branch)
        if arguments.get("base") in (None, "", pull.base_ref)
    ]
    updated = arguments.get("sort", "created") == "updated"
    found.sort(key=lambda pull: (pull.updated if updated else pull.created, pull.number))
    if arguments.get("direction", "desc" if arguments.get("sort", "created") == "created" else "asc") == "desc":
        found.reverse()
    return page(call, found, lambda pull: pull_shape(call, repository, pull))


def get_pull(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    if "diff" in call.request.headers.get("accept", ""):
        base = repository.git.merge_base(pull.base_sha, pull.head_sha)
        raw = repository.git.run("diff-tree", "-r", "-M", "-p", base, pull.head_sha)
        return Answer(200, raw=raw, kind="application/vnd.github.v3.diff; charset=utf-8")
    return Answer(200, pull_page(call, repository, pull))


def create_pull(call: Call) -> Answer:
    repository = call.repository()
    account = call.may_write(repository, Role.READ, PERMISSION)
    fields = call.fields()
    fields.need("base", "head")
    if not fields.text("title").strip():
        raise invalid("PullRequest", "missing_field", "title")
    base = fields.text("base")
    base_sha = repository.git.branch(base)
    if not base_sha:
        raise invalid("PullRequest", "invalid", "base")
    source, branch = _head(call, repository, fields)
    head_sha = source.git.branch(branch)
    _refuse_pull(repository, source, base, branch, head_sha)
    can_modify = fields.flag("maintainer_can_modify", True) and source is not repository
    if can_modify and call.world.role(account, source) < Role.WRITE:
        raise invalid(
            "PullRequest", "custom", "fork_collab", "Fork collab can't be granted by someone without permission"
        )
    if can_modify and call.world.account(source.owner).kind == "Organization" and "maintainer_can_modify" not in fields:
        raise invalid(
            "PullRequest", "custom", "fork_collab", "Fork collab can't be granted by someone without permission"
        )
    pull = _open(call, source, account, (base, branch), fields)
    pull.maintainer_can_modify = can_modify
    opened(call.world, repository, pull)
    shown = pull_page(call, repository, pull)
    return Answer(201, shown, {"Location": str(shown["url"])})


def _head(call: Call, repository: Repository, fields: Fields) -> tuple[Repository, str]:
    owner, mark, branch = fields.text("head").partition(":")
    if not mark:
        owner, branch = repository.owner, fields.text("head")
    network = call.world.network(repository)
    for each in call.world.repositories.values():
        if each.owner.lower() == owner.lower() and call.world.network(each) is network:
            return each, branch
    raise invalid("PullRequest", "invalid", "head")


def _refuse_pull(repository: Repository, source: Repository, base: str, branch: str, head_sha: str) -> None:
    if not head_sha:
        raise invalid("PullRequest", "invalid", "head")
    for pull in repository.pulls.values():
        if pull.open and pull.head_repository == source.id and pull.head_ref == branch and pull.base_ref == base:
            message = f"A pull request already exists for {source.owner}:{branch}."
            raise invalid("PullRequest", "custom", "", message)
    if repository.git.is_ancestor(head_sha, repository.git.branch(base)):
        across = source is not repository
        first, second = (f"{repository.owner}:{base}", f"{source.owner}:{branch}") if across else (base, branch)
        raise invalid("PullRequest", "custom", "", f"No commits between {first} and {second}")
    if not repository.git.merge_base(head_sha, repository.git.branch(base)):
        message = f"The {branch} branch has no history in common with {repository.full_name}"
        raise invalid("PullRequest", "custom", "", message)


def _open(call: Call, source: Repository, account: Account, refs: tuple[str, str], fields: Fields) -> Pull:
    world, repository, (base, branch) = call.world, call.repository(), refs
    now = world.clock.now()
    pull = Pull(
        world.number(),
        repository.next_number,
        account.login,
        fields.text("title"),
        fields.text("body"),
        base,
        source.owner,
        source.id,
        branch,
        source.git.branch(branch),
        repository.git.branch(base),
        now,
        now,
        now + timedelta(seconds=world.delays.mergeable),
        now + timedelta(seconds=world.delays.search),
        draft=fields.flag("draft", False),
    )
    repository.next_number += 1
    repository.pulls[pull.number] = pull
    repository.git.set_ref(f"refs/pull/{pull.number}/head", pull.head_sha)
    return pull


def edit_pull(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    viewer = sign_in(call.viewer)
    need = Role.READ if viewer.login == pull.author else Role.WRITE
    call.may_write(repository, need, PERMISSION)
    fields = call.fields()
    if "title" in fields and not fields.text("title").strip():
        raise invalid("PullRequest", "missing_field", "title")
    base = fields.text("base", pull.base_ref)
    if base != pull.base_ref:
        if not repository.git.branch(base):
            raise invalid("PullRequest", "invalid", "base")
        pull.base_ref, pull.base_sha = base, repository.git.branch(base)
    pull.title = fields.text("title", pull.title)
    if "body" in fields:
        pull.body = fields.text("body")
    pull.maintainer_can_modify = fields.flag("maintainer_can_modify", pull.maintainer_can_modify)
    _set_state(call, repository, pull, viewer, fields.text("state"))
    changed(call.world, pull)
    return Answer(200, pull_page(call, repository, pull))


def _set_state(call: Call, repository: Repository, pull: Pull, viewer: Account, state: str) -> None:
    if state not in ("", "open", "closed"):
        raise invalid("PullRequest", "invalid", "state")
    if state == "closed" and pull.open:
        close(call.world, repository, pull, viewer.login)
    elif state == "open" and not pull.open:
        source = call.world.repositories.get(pull.head_repository)
        if pull.merged or source is None or not source.git.branch(pull.head_ref):
            message = f"state cannot be changed. The {pull.head_ref} branch has been deleted."
            raise invalid("PullRequest", "custom", "state", message)
        if source.git.branch(pull.head_ref) != pull.head_sha and not source.git.is_ancestor(
            pull.head_sha, source.git.branch(pull.head_ref)
        ):
            message = f"state cannot be changed. The {pull.head_ref} branch was force-pushed or recreated."
            raise invalid("PullRequest", "custom", "state", message)
        pull.open, pull.closed, pull.closed_by = True, None, ""
        pull.head_sha = source.git.branch(pull.head_ref)


def list_files(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    git = repository.git
    found = changes(git, git.merge_base(pull.base_sha, pull.head_sha), pull.head_sha)[:3000]
    return page(call, found, lambda change: file_shape(call, repository, pull.head_sha, change))


def list_commits(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    git = repository.git
    found = list(reversed(git.commits(pull.head_sha, f"^{pull.base_sha}")))[:250]
    return page(call, found, lambda sha: commit_shape(call, repository, git.commit(sha)))


def is_merged(call: Call) -> Answer:
    if call.pull(call.repository()).merged is None:
        raise not_found()
    return Answer(204)


def merge_pull(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    account = call.may_write(repository, Role.WRITE, "contents=write")
    fields = call.fields()
    if not pull.open or pull.draft or mergeability(call, repository, pull) is False:
        raise refusal(405, "Pull Request is still a draft" if pull.draft else "Pull Request is not mergeable")
    if fields.text("sha", pull.head_sha) != pull.head_sha:
        raise refusal(409, "Head branch was modified. Review and try the merge again.")
    git = repository.git
    base = git.branch(pull.base_ref)
    method = fields.text("merge_method", "merge")
    if method not in ("merge", "squash", "rebase"):
        raise invalid("PullRequest", "invalid", "merge_method")
    title = fields.text("commit_title") or (
        f"Merge pull request #{pull.number} from {pull.head_owner}/{pull.head_ref}"
        if method == "merge"
        else f"{pull.title} (#{pull.number})"
    )
    message = f"{title}\n\n{fields.text('commit_message', pull.title if method == 'merge' else '')}".strip()
    email = account.email or private_email(account.id, account.login)
    who = Signature(account.name or account.login, email, call.world.clock.now())
    parents = (base, pull.head_sha) if method == "merge" else (base,)
    sha = write_commit(git.store, CommitObject(git.merge(base, pull.head_sha), parents, who, who, message))
    pull.merged, pull.merged_by, pull.merge_sha = call.world.clock.now(), account.login, sha
    close(call.world, repository, pull, account.login)
    git.set_ref(f"refs/heads/{pull.base_ref}", sha)
    ref_moved(call.world, repository, f"refs/heads/{pull.base_ref}", sha)
    return Answer(200, {"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/pulls", list_pulls),
    Route("POST", "/repos/{owner}/{repo}/pulls", create_pull),
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", get_pull),
    Route("PATCH", "/repos/{owner}/{repo}/pulls/{pull_number}", edit_pull),
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/files", list_files),
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/commits", list_commits),
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/merge", is_merged),
    Route("PUT", "/repos/{owner}/{repo}/pulls/{pull_number}/merge", merge_pull),
)
