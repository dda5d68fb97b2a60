"""Repositories and their forks."""

from __future__ import annotations

from datetime import timedelta

from ippub.rehearsal.access import sign_in
from ippub.rehearsal.answers import Answer, invalid, not_found, refusal
from ippub.rehearsal.events import ref_moved
from ippub.rehearsal.git.trees import CommitObject, Signature, write_commit
from ippub.rehearsal.paging import page
from ippub.rehearsal.request import Fields
from ippub.rehearsal.rest.workflows import refuse_workflows
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.commits import private_email
from ippub.rehearsal.shapes.repositories import repository_page, repository_shape
from ippub.rehearsal.state import Account, Repository, Role
from ippub.rehearsal.tokens import TokenKind


def get_repository(call: Call) -> Answer:
    return Answer(200, repository_page(call, call.repository()))


def edit_repository(call: Call) -> Answer:
    repository = call.repository()
    call.may_write(repository, Role.ADMIN, "administration=write")
    fields = call.fields()
    name = fields.text("name", repository.name)
    if name != repository.name:
        if call.world.find(repository.owner, name):
            raise invalid("Repository", "custom", "name", "name already exists on this account")
        call.world.rename(repository, name)
    repository.archived = fields.flag("archived", repository.archived)
    repository.description = fields.text("description", repository.description)
    branch = fields.text("default_branch", repository.default_branch)
    if not repository.git.branch(branch):
        raise invalid("Repository", "invalid", "default_branch")
    repository.default_branch = branch
    return Answer(200, repository_page(call, repository))


def delete_repository(call: Call) -> Answer:
    repository = call.repository()
    call.may_write(repository, Role.ADMIN, "administration=write")
    token = call.viewer.token
    if token is not None and token.scoped and not token.has("delete_repo"):
        raise refusal(403, "Must have admin rights to Repository.")
    call.world.delete(repository)
    return Answer(204)


def list_own_repositories(call: Call) -> Answer:
    login = sign_in(call.viewer).login
    mine = [each for each in call.world.repositories.values() if each.owner == login]
    return page(call, mine, lambda each: repository_shape(call, each))


def list_account_repositories(call: Call) -> Answer:
    login = call.world.account(call.path["username"]).login
    theirs = [each for each in call.world.repositories.values() if each.owner == login and not each.private]
    return page(call, theirs, lambda each: repository_shape(call, each))


def list_forks(call: Call) -> Answer:
    forks = call.world.forks(call.repository())
    if call.request.arguments.get("sort", "newest") != "oldest":
        forks.reverse()
    return page(call, forks, lambda each: repository_shape(call, each))


def create_fork(call: Call) -> Answer:
    upstream = call.repository()
    viewer = sign_in(call.viewer)
    token = call.viewer.token
    if token is not None and token.scoped and not token.has("public_repo"):
        raise refusal(404, "Not Found", x_accepted_oauth_scopes="public_repo, repo")
    if viewer.managed:
        raise refusal(403, "As an Enterprise Managed User, you cannot fork this repository")
    fields = call.fields()
    owner = _fork_owner(call, viewer, fields.text("organization"))
    if owner.login == upstream.owner:
        raise refusal(403, "You cannot fork a repository into the account that owns it.")
    if not upstream.git.branch(upstream.default_branch):
        raise refusal(
            403, "The repository exists, but it contains no Git content. Empty repositories cannot be forked."
        )
    network = call.world.network(upstream)
    for there in call.world.repositories.values():
        if there.owner == owner.login and call.world.network(there) is network and there is not network:
            return Answer(202, repository_page(call, there))
    fork = _fork(call, upstream, owner.login, fields)
    return Answer(202, repository_page(call, fork))


def _fork_owner(call: Call, viewer: Account, organization: str) -> Account:
    if not organization:
        return viewer
    found = call.world.accounts.get(organization.lower())
    if found is None or found.kind != "Organization":
        raise invalid("Fork", "invalid", "organization")
    if viewer.login not in found.members or (call.viewer.token and call.viewer.token.kind is TokenKind.FINE_GRAINED):
        raise refusal(403, "You do not have permission to create forks in this organization.")
    return found


def _free_name(call: Call, owner: str, name: str) -> str:
    number, free = 1, name
    while call.world.find(owner, free):
        free, number = f"{name}-{number}", number + 1
    return free


def _fork(call: Call, upstream: Repository, owner: str, fields: Fields) -> Repository:
    """Make the fork, whose git data are there after the delay."""
    world, only_default = call.world, fields.flag("default_branch_only", False)
    name = _free_name(call, owner, fields.text("name", upstream.name))
    fork = world.add_repository(owner, name, upstream.default_branch, upstream.git.store)
    fork.parent = upstream.id
    fork.description = upstream.description
    for ref, sha in upstream.git.refs("refs/heads/").items():
        if not only_default or ref == f"refs/heads/{upstream.default_branch}":
            fork.git.set_ref(ref, sha)
    fork.readable_from = world.clock.now() + timedelta(seconds=world.delays.fork)
    fork.writable_from = fork.readable_from + timedelta(seconds=world.delays.fork_write)
    return fork


def merge_upstream(call: Call) -> Answer:
    fork = call.repository()
    account = call.may_write(fork, Role.WRITE, "contents=write")
    fields = call.fields()
    fields.need("branch")
    branch = fields.text("branch")
    upstream = call.world.repositories.get(fork.parent)
    if upstream is None:
        raise refusal(422, "This repository is not a fork.")
    old, new = fork.git.branch(branch), upstream.git.branch(branch)
    if not old:
        raise not_found()
    if not new:
        raise refusal(422, f"The upstream repository has no branch {branch}.")
    refuse_workflows(call, fork, new, old)
    base = f"{upstream.owner}:{branch}"
    if fork.git.is_ancestor(new, old):
        return _merged(f"This branch is not behind the upstream {base}.", "none", base)
    if fork.git.is_ancestor(old, new):
        kind, tip = "fast-forward", new
    else:
        kind, tip = "merge", _merge_commit(call, fork, account, (old, new))
    fork.git.set_ref(f"refs/heads/{branch}", tip)
    ref_moved(call.world, fork, f"refs/heads/{branch}", tip)
    return _merged(f"Successfully fetched and {kind}ed from upstream {base}.", kind, base)


def _merge_commit(call: Call, fork: Repository, account: Account, tips: tuple[str, str]) -> str:
    tree = fork.git.merge(*tips)
    if not tree:
        raise refusal(409, "There are merge conflicts")
    who = Signature(account.name or account.login, private_email(account.id, account.login), call.world.clock.now())
    return write_commit(fork.git.store, CommitObject(tree, tips, who, who, "Merge branch of upstream"))


def _merged(message: str, kind: str, base: str) -> Answer:
    return Answer(200, {"message": message, "merge_type": kind, "base_branch": base})


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}", get_repository),
    Route("PATCH", "/repos/{owner}/{repo}", edit_repository),
    Route("DELETE", "/repos/{owner}/{repo}", delete_repository),
    Route("GET", "/user/repos", list_own_repositories),
    Route("GET", "/users/{username}/repos", list_account_repositories),
    Route("GET", "/repos/{owner}/{repo}/forks", list_forks),
    Route("POST", "/repos/{owner}/{repo}/forks", create_fork),
    Route("POST", "/repos/{owner}/{repo}/merge-upstream", merge_upstream),
)
