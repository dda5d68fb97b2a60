"""Repositories as GitHub shows them."""

from __future__ import annotations

from ippub.rehearsal.answers import Shape
from ippub.rehearsal.clock import stamp
from ippub.rehearsal.route import Call
from ippub.rehearsal.shapes.accounts import node, simple_account
from ippub.rehearsal.state import Repository, Role

LINKS = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}


def repository_shape(call: Call, repository: Repository) -> Shape:
    """A repository inside something else, or in a list."""
    url, page = repository_url(call, repository), f"{call.base}/{repository.full_name}"
    host = call.base.partition("://")[2]
    owner = call.world.account(repository.owner)
    opened = sum(pull.open for pull in repository.pulls.values())
    forks = len(call.world.forks(repository))
    shown: Shape = {
        "id": repository.id,
        "node_id": node("Repository", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": simple_account(call.base, owner),
        "html_url": page,
        "description": repository.description or None,
        "fork": bool(repository.parent),
        "url": url,
        **{f"{name}_url": url + rest for name, rest in LINKS.items()},
        "created_at": stamp(repository.created),
        "updated_at": stamp(repository.pushed),
        "pushed_at": stamp(repository.pushed),
        "git_url": f"git://{host}/{repository.full_name}.git",
        "ssh_url": f"git@{host}:{repository.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "size": 1,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        "has_issues": not repository.parent,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": True,
        "has_pages": False,
        "has_discussions": False,
        "forks_count": forks,
        "mirror_url": None,
        "archived": repository.archived,
        "disabled": False,
        "open_issues_count": opened,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if repository.private else "public",
        "forks": forks,
        "open_issues": opened,
        "watchers": 0,
        "default_branch": repository.default_branch,
    }
    if call.viewer.account is not None:
        role = call.world.role(call.viewer.account, repository)
        shown["permissions"] = {each.word: role >= each for each in reversed(Role) if each}
    return shown


def repository_page(call: Call, repository: Repository) -> Shape:
    """A repository asked for by itself: with its parent and source, and for its writers the ways to merge."""
    shown: Shape = {
        **repository_shape(call, repository),
        "temp_clone_token": None,
        "network_count": len(call.world.forks(call.world.network(repository))),
        "subscribers_count": 0,
    }
    owner = call.world.account(repository.owner)
    if owner.kind == "Organization":
        shown["organization"] = simple_account(call.base, owner)
    if repository.parent in call.world.repositories:
        shown["parent"] = repository_shape(call, call.world.repositories[repository.parent])
        shown["source"] = repository_shape(call, call.world.network(repository))
    if call.world.role(call.viewer.account, repository) >= Role.WRITE:
        shown |= {
            "allow_squash_merge": True,
            "allow_merge_commit": True,
            "allow_rebase_merge": True,
            "allow_auto_merge": False,
            "delete_branch_on_merge": False,
            "allow_update_branch": False,
        }
    return shown


def repository_url(call: Call, repository: Repository) -> str:
    """The address of a repository in the interface."""
    return f"{call.base}/repos/{repository.full_name}"
