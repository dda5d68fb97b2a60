"""Accounts as GitHub shows them."""

from __future__ import annotations

import base64
from urllib.parse import quote

from ippub.rehearsal.answers import Shape
from ippub.rehearsal.clock import stamp
from ippub.rehearsal.state import Account


def node(kind: str, identity: object) -> str:
    """A node id: opaque to clients."""
    return base64.b64encode(f"{kind}:{identity}".encode()).decode()


def simple_account(base: str, account: Account) -> Shape:
    """What stands wherever an account is named."""
    url = f"{base}/users/{quote(account.login)}"
    app = account.login.removesuffix("[bot]")
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node(account.kind, account.id),
        "avatar_url": f"{base}/avatars/{account.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{base}/{account.login}" if app == account.login else f"{base}/apps/{app}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": account.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def account_page(base: str, account: Account, repositories: int, *, own: bool = False) -> Shape:
    """An account asked for by itself; ``own`` adds what only its holder sees."""
    shown: Shape = {
        **simple_account(base, account),
        "name": account.name or None,
        "company": None,
        "blog": "",
        "location": None,
        "email": account.email or None,
        "hireable": None,
        "bio": None,
        "public_repos": repositories,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(account.created),
        "updated_at": stamp(account.created),
    }
    if own:
        shown |= {
            "user_view_type": "private",
            "private_gists": 0,
            "total_private_repos": 0,
            "owned_private_repos": 0,
            "disk_usage": 0,
            "collaborators": 0,
            "two_factor_authentication": True,
        }
    return shown


def simple_organization(base: str, account: Account) -> Shape:
    """An organisation in a list."""
    url = f"{base}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node("Organization", account.id),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{base}/avatars/{account.id}",
        "description": account.name,
    }


def organization_page(base: str, account: Account, repositories: int) -> Shape:
    """An organisation asked for by itself."""
    return {
        **simple_organization(base, account),
        "name": account.name,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": repositories,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "html_url": f"{base}/{account.login}",
        "created_at": stamp(account.created),
        "updated_at": stamp(account.created),
        "archived_at": None,
        "type": "Organization",
    }
