"""Who asks, and what they may do: sign-in, scopes, permissions, roles, an organisation's policies."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from ippub.rehearsal.answers import Refusal, not_found, refusal
from ippub.rehearsal.state import Account, Repository, Role
from ippub.rehearsal.tokens import Token, TokenKind
from ippub.rehearsal.world import World

LONGEST_CLASSIC = 90
"""Days. The limit of the enterprise that ``microsoft`` belongs to (Microsoft WebView2Feedback#5423)."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks; both None for nobody in particular."""

    account: Account | None = None
    token: Token | None = None

    @property
    def login(self) -> str:
        """The login, "" for nobody."""
        return self.account.login if self.account else ""


def identify(world: World, header: str) -> Viewer:
    """Who the Authorization header says it is. Refuses a token that is not known (401)."""
    if not header:
        return Viewer()
    secret = _secret(header)
    token = world.tokens.get(secret)
    if token is None or (token.expires is not None and token.expires <= world.clock.now()):
        raise refusal(401, "Bad credentials")
    return Viewer(world.account(token.login), token)


def _secret(header: str) -> str:
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return value.strip()
    try:
        name, _, password = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return name if password in ("", "x-oauth-basic") else password


def sign_in(viewer: Viewer) -> Account:
    """The signed-in account. Refuses nobody (401)."""
    if viewer.account is None:
        raise refusal(401, "Requires authentication")
    return viewer.account


def may_see(world: World, viewer: Viewer, repository: Repository) -> None:
    """Refuse (404) who may not know that the repository is there, (403) what its owner's policies forbid."""
    if world.role(viewer.account, repository) < Role.READ:
        raise not_found()
    policy = forbidden(world, viewer, repository)
    if policy is not None:
        raise policy


def forbidden(world: World, viewer: Viewer, repository: Repository) -> Refusal | None:
    """What the owner's policies say against the token, also for reading."""
    token = viewer.token
    owner = world.accounts.get(repository.owner.lower())
    if token is None or owner is None or owner.kind != "Organization" or viewer.login in owner.members:
        return None
    if token.kind is TokenKind.CLASSIC and token.days > LONGEST_CLASSIC:
        return refusal(
            403,
            "The 'Microsoft Open Source' enterprise forbids access via a personal access tokens (classic) if the "
            f"token's lifetime is greater than {LONGEST_CLASSIC} days. Please adjust your token's lifetime at the "
            "following URL: https://github.com/settings/tokens",
        )
    if token.restricted:
        return refusal(
            403,
            "Although you appear to have the correct authorization credentials, the "
            f"`{owner.login}` organization has enabled OAuth App access restrictions, meaning that data access to "
            "third-parties is limited.",
        )
    if token.sso:
        return refusal(
            403,
            "Resource protected by organization SAML enforcement. You must grant your Personal Access token access "
            "to this organization.",
            x_github_sso=f"required; url={token.sso}",
        )
    return None


def may_write(world: World, viewer: Viewer, repository: Repository, need: Role, permission: str) -> Account:
    """Refuse a write for which sign-in, scope, permission or role is lacking; gives the account.

    ``need`` is the role, ``permission`` the one that a fine-grained token would need ("contents=write").
    """
    account = sign_in(viewer)
    may_see(world, viewer, repository)
    token = viewer.token
    if account.managed and account.login != repository.owner:
        raise refusal(403, "As an Enterprise Managed User, you cannot access this content")
    if token is not None and token.scoped and not token.has("repo" if repository.private else "public_repo"):
        raise refusal(404, "Not Found", x_accepted_oauth_scopes="public_repo, repo")
    if token is not None and token.kind is TokenKind.FINE_GRAINED and account.login != repository.owner:
        raise refusal(
            403,
            "Resource not accessible by personal access token",
            x_accepted_github_permissions=permission,
        )
    role = world.role(account, repository)
    if role < need:
        if need <= Role.TRIAGE or permission.startswith(("pull_requests", "issues")):
            raise refusal(403, "Must have admin rights to Repository.")
        raise not_found()
    if repository.archived:
        raise refusal(403, "Repository was archived so is read-only.")
    return account
