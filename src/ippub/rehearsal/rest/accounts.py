"""Accounts, organisations, and what the server says of itself."""

from __future__ import annotations

from ippub.rehearsal.access import sign_in
from ippub.rehearsal.answers import Answer, not_found
from ippub.rehearsal.paging import page
from ippub.rehearsal.quota import overview
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.accounts import account_page, organization_page, simple_account, simple_organization
from ippub.rehearsal.state import Account, Role

ADDRESSES = {
    "current_user": "/user",
    "current_user_authorizations_html": "/settings/connections/applications{/client_id}",
    "authorizations": "/authorizations",
    "code_search": "/search/code?q={query}{&page,per_page,sort,order}",
    "commit_search": "/search/commits?q={query}{&page,per_page,sort,order}",
    "emails": "/user/emails",
    "emojis": "/emojis",
    "events": "/events",
    "feeds": "/feeds",
    "followers": "/user/followers",
    "following": "/user/following{/target}",
    "gists": "/gists{/gist_id}",
    "issue_search": "/search/issues?q={query}{&page,per_page,sort,order}",
    "issues": "/issues",
    "keys": "/user/keys",
    "label_search": "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}",
    "notifications": "/notifications",
    "organization": "/orgs/{org}",
    "organization_repositories": "/orgs/{org}/repos{?type,page,per_page,sort}",
    "organization_teams": "/orgs/{org}/teams",
    "public_gists": "/gists/public",
    "rate_limit": "/rate_limit",
    "repository": "/repos/{owner}/{repo}",
    "repository_search": "/search/repositories?q={query}{&page,per_page,sort,order}",
    "current_user_repositories": "/user/repos{?type,page,per_page,sort}",
    "starred": "/user/starred{/owner}{/repo}",
    "starred_gists": "/gists/starred",
    "user": "/users/{user}",
    "user_organizations": "/user/orgs",
    "user_repositories": "/users/{user}/repos{?type,page,per_page,sort}",
    "user_search": "/search/users?q={query}{&page,per_page,sort,order}",
}
"""What GET / tells, whether or not it is served here."""


def _repositories_of(call: Call, account: Account) -> int:
    return sum(each.owner == account.login for each in call.world.repositories.values())


def get_viewer(call: Call) -> Answer:
    account = sign_in(call.viewer)
    return Answer(200, account_page(call.base, account, _repositories_of(call, account), own=True))


def get_account(call: Call) -> Answer:
    account = call.world.account(call.path["username"])
    return Answer(200, account_page(call.base, account, _repositories_of(call, account)))


def list_own_organizations(call: Call) -> Answer:
    viewer = sign_in(call.viewer)
    mine = [each for each in call.world.accounts.values() if viewer.login in each.members]
    return page(call, mine, lambda each: simple_organization(call.base, each))


def get_organization(call: Call) -> Answer:
    account = call.world.account(call.path["org"])
    if account.kind != "Organization":
        raise not_found()
    return Answer(200, organization_page(call.base, account, _repositories_of(call, account)))


def get_permission(call: Call) -> Answer:
    repository = call.repository()
    call.may_write(repository, Role.WRITE, "metadata=read")
    account = call.world.account(call.path["username"])
    role = call.world.role(account, repository)
    shown = {
        **simple_account(call.base, account),
        "permissions": {each.word: role >= each for each in reversed(Role) if each},
        "role_name": role.name.lower(),
    }
    word = {Role.TRIAGE: Role.READ, Role.MAINTAIN: Role.WRITE}.get(role, role).name.lower()
    return Answer(200, {"permission": word, "role_name": role.name.lower(), "user": shown})


def get_rate_limit(call: Call) -> Answer:
    return Answer(200, overview(call.world, call.viewer))


def get_meta(call: Call) -> Answer:
    return Answer(200, {"verifiable_password_authentication": False, "domains": {"website": [call.base]}})


def get_root(call: Call) -> Answer:
    return Answer(200, {f"{name}_url": call.base + rest for name, rest in ADDRESSES.items()})


def get_zen(_: Call) -> Answer:
    return Answer(200, raw=b"A rehearsal costs nothing.", kind="text/plain;charset=utf-8")


ROUTES = (
    Route("GET", "/user", get_viewer),
    Route("GET", "/users/{username}", get_account),
    Route("GET", "/user/orgs", list_own_organizations),
    Route("GET", "/orgs/{org}", get_organization),
    Route("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", get_permission),
    Route("GET", "/rate_limit", get_rate_limit),
    Route("GET", "/meta", get_meta),
    Route("GET", "/zen", get_zen),
    Route("GET", "/", get_root),
)
