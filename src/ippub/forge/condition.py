"""How token, account and fork stand, judged from values: nothing is asked here."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from ippub.forge.port import Comparison, Repository, SignIn
from ippub.forge.token import NEW_TOKEN, Token, TokenKind

LONGEST_LIFE = timedelta(days=90)
"""How long a classic token may live for Microsoft's enterprise to let it in (its own refusal says so)."""

_SOON = timedelta(days=7)


class State(StrEnum):
    """How something stands: ``stop`` keeps a command from working, ``warn`` may."""

    GOOD = "ok"
    WARN = "warning"
    STOP = "problem"
    UNKNOWN = "unknown"


class Condition(NamedTuple):
    """One thing that was looked at: what, how it stands, in words, and what to do about it."""

    thing: str
    state: State
    said: str
    remedy: str = ""


def token_conditions(token: Token, sign_in: SignIn, now: datetime) -> list[Condition]:
    """What the token is and what it may do."""
    found = [
        Condition("sign-in", State.GOOD, f"as {sign_in.account.login}, with the token from {token.source}"),
        _kind(token),
    ]
    if sign_in.scopes is not None and token.kind is not TokenKind.FINE_GRAINED:
        found.append(_scopes(sign_in.scopes))
    found.append(_expiry(token, sign_in.expires, now))
    if "_" in sign_in.account.login:
        # GitHub gives managed accounts a login with an underscore, which nobody can choose.
        found.append(
            Condition(
                "account",
                State.STOP,
                f"{sign_in.account.login} is managed by an enterprise, which keeps it away from public projects",
                "Sign in with a personal account: `gh auth login`.",
            )
        )
    if sign_in.requests_left >= 0:
        few = sign_in.requests_left < 100
        said = f"{sign_in.requests_left} of {sign_in.requests_per_hour} requests are left in this hour"
        found.append(Condition("rate limit", State.WARN if few else State.GOOD, said, "Wait an hour." if few else ""))
    return found


def _kind(token: Token) -> Condition:
    match token.kind:
        case TokenKind.FINE_GRAINED:
            return Condition(
                "token",
                State.WARN,
                "a fine-grained token: it does everything but open the pull request",
                f"The last click is then yours in the browser; a classic token does it all: {NEW_TOKEN}",
            )
        case TokenKind.APP:
            return Condition(
                "token", State.WARN, "a workflow's own token: it reaches one repository only", f"Make one: {NEW_TOKEN}"
            )
        case TokenKind.APP_USER:
            return Condition(
                "token", State.WARN, "a GitHub App's token: it works only where the app is installed", NEW_TOKEN
            )
        case kind:
            return Condition("token", State.GOOD, f"a {kind.value}")


def _scopes(scopes: tuple[str, ...]) -> Condition:
    said = f"scopes: {', '.join(scopes) or 'none'}"
    if not {"repo", "public_repo"} & set(scopes):
        return Condition("scopes", State.STOP, said, f"It needs public_repo: {NEW_TOKEN}")
    if "workflow" not in scopes:
        return Condition(
            "scopes",
            State.GOOD,
            f"{said}; without workflow an old fork is used from the newest commit that it can take",
        )
    return Condition("scopes", State.GOOD, said)


def _expiry(token: Token, expires: datetime | None, now: datetime) -> Condition:
    if expires is None:
        if token.kind is TokenKind.CLASSIC:
            return Condition(
                "expiry",
                State.WARN,
                "it never expires, and Microsoft's enterprise refuses classic tokens that live longer than 90 days",
                f"If GitHub refuses it, make one for 90 days: {NEW_TOKEN}",
            )
        return Condition("expiry", State.GOOD, "none is known")
    left = expires - now
    said = f"it expires on {expires:%d %B %Y}"
    if left > LONGEST_LIFE and token.kind is TokenKind.CLASSIC:
        return Condition(
            "expiry",
            State.STOP,
            f"{said}: Microsoft's enterprise refuses classic tokens that live longer than 90 days",
            f"Make one for 90 days: {NEW_TOKEN}",
        )
    if left < _SOON:
        return Condition("expiry", State.WARN, said, f"Make a new one in time: {NEW_TOKEN}")
    return Condition("expiry", State.GOOD, said)


def fork_conditions(upstream: Repository, fork: Repository | None, parting: Comparison | None) -> list[Condition]:
    """How the fork stands to upstream; ``parting`` compares the two default branches."""
    if fork is None:
        return [Condition("fork", State.GOOD, "there is none yet; the first pull request makes it")]
    found = []
    renamed = fork.name.partition("/")[2] != upstream.name.partition("/")[2]
    if fork.archived or not fork.pushable:
        why = "it is archived" if fork.archived else "this account may not write to it"
        found.append(
            Condition(
                "fork", State.STOP, f"{fork.name}: {why}", f"See {fork.url}/settings, or name another with --fork."
            )
        )
    else:
        found.append(Condition("fork", State.GOOD, fork.name + (" (renamed)" if renamed else "")))
    if parting is None:
        found.append(Condition("fork's age", State.UNKNOWN, f"{fork.default_branch} cannot be compared with upstream"))
        return found
    if parting.ahead:
        found.append(
            Condition(
                "fork's age",
                State.GOOD,
                f"its {fork.default_branch} went its own way: {parting.ahead} ahead, {parting.behind} behind."
                " That is left as it is; ippub works on a branch of its own",
            )
        )
    else:
        said = f"{parting.behind} commits behind upstream; that does no harm" if parting.behind else "up to date"
        found.append(Condition("fork's age", State.GOOD, said))
    return found
