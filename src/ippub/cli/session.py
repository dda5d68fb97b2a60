"""One command's way to GitHub: settings, token, adapter, and what was done; each made when it is first needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from ippub.cli.ask import ask_secret, can_ask
from ippub.cli.catalogue_cache import cache_folder
from ippub.cli.ledger import Ledger
from ippub.cli.options import Via
from ippub.errors import UsageError
from ippub.forge.port import UPSTREAM, Account, Carrying, Forge, Repository
from ippub.forge.settings import ForgeSettings, keep_loopback_off_the_proxy, settings_from
from ippub.forge.site import Looked, Site
from ippub.forge.token import Places, SignInNeeded, Token, TokenKind, find_token, token_of_gh, token_of_keyring
from ippub.report.escape import visible


class Session:
    """Where a command stands. Nothing is asked of the network or of the person before it is needed.

    ``signs_in`` False is for a dry run: a token that is there is used, and without one what is public is read.
    """

    def __init__(
        self,
        upstream: str = UPSTREAM,
        fork: str = "",
        via: Via = Via.api,
        *,
        signs_in: bool = True,
    ) -> None:
        self.environment: Mapping[str, str] = os.environ
        self.signs_in = signs_in
        self.upstream_name = repository_name(upstream)
        self.fork_owner = fork
        self.via = via
        self.ledger = Ledger()

    @cached_property
    def settings(self) -> ForgeSettings:
        """Where GitHub is."""
        settings = settings_from(self.environment)
        if settings.loopback:
            keep_loopback_off_the_proxy()
        return replace(settings, cache=cache_folder())

    @cached_property
    def token(self) -> Token:
        """The token; says on stderr where it came from, never what it is. Raises ``SignInNeeded``."""
        nothing = self.settings.loopback
        places = Places(
            gh=(lambda _host: "") if nothing else token_of_gh,
            keyring=(lambda _host: "") if nothing else token_of_keyring,
            prompt=(lambda: ask_secret("GitHub token (not shown)")) if self.signs_in and can_ask() else None,
        )
        token = find_token(self.environment, self.settings.host, places)
        print(visible(f"Signing in to {self.settings.host} with the token from {token.source}."), file=sys.stderr)
        return token

    @cached_property
    def forge(self) -> Forge:
        """GitHub, signed in; for a dry run without a token as everybody sees it."""
        return connect(self.settings, self.token if self.signs_in or self.signed_in else None)

    @cached_property
    def signed_in(self) -> bool:
        """Whether there is a token."""
        try:
            return bool(self.token)
        except SignInNeeded:
            return False

    @cached_property
    def viewer(self) -> Account:
        """Who is signed in."""
        return self.forge.viewer()

    @cached_property
    def upstream(self) -> Repository:
        """The repository that takes the connector. Raises ``UsageError`` when there is none."""
        found = self.forge.repository(self.upstream_name)
        if found is None:
            raise UsageError(
                f"{self.settings.host} has no repository {self.upstream_name}",
                f"Give --upstream as OWNER/NAME; the real one is {UPSTREAM}.",
            )
        if found.archived:
            raise UsageError(
                f"{found.name} is archived: it takes no pull requests any more", "Look on its page where it moved to."
            )
        return found

    @property
    def owner(self) -> str:
        """The account that has the fork, or will have it."""
        return self.fork_owner or self.viewer.login

    @property
    def by_hand(self) -> bool:
        """Whether the token is of a kind that cannot open a pull request in somebody else's repository."""
        mine = self.upstream.owner.casefold() == self.viewer.login.casefold()
        return self.token.kind is TokenKind.FINE_GRAINED and not mine

    def look(self, branch: str) -> Looked:
        """What is there already for ``branch``; changes nothing."""
        from ippub.forge.ensure import look

        return look(self.forge, self.upstream, self.owner, branch)

    def site(self, folder: str, looked: Looked) -> Site:
        """Where to send: finds or makes the fork. ``folder`` is the connector's, for git's own settings there."""
        from ippub.cli.console import pause
        from ippub.forge.ensure import ensure_fork

        self.ledger.sending = True
        fork, fresh = ensure_fork(self.forge, self.upstream, self.owner, looked.fork, self.ledger.tell)
        return Site(
            forge=self.forge,
            carrier=self._carrier(folder),
            upstream=self.upstream,
            fork=fork,
            tell=self.ledger.tell,
            pause=pause,
            patience=self.settings.fork_patience,
            fresh=fresh,
            mine=fork.owner.casefold() == self.viewer.login.casefold(),
        )

    def _carrier(self, folder: str) -> Carrying:
        if self.via is Via.api:
            return self.forge
        from ippub.forge.checkout import GitCarrier

        return GitCarrier(self.token, self.viewer, folder, self.settings)


def connect(settings: ForgeSettings, token: Token | None) -> Forge:
    """The adapter. The system's own certificates are used, so that a company's proxy is trusted where it is known."""
    if settings.api_url.startswith("https://"):
        import truststore

        truststore.inject_into_ssl()
    from ippub.cli.console import pause
    from ippub.forge.github.adapter import GitHub

    return GitHub(settings, token, pause)


def repository_name(text: str) -> str:
    """``text`` as OWNER/NAME. Raises ``UsageError`` for what is none."""
    owner, slash, name = text.strip().strip("/").partition("/")
    legal = all(part and all(c.isascii() and (c.isalnum() or c in "-_.") for c in part) for part in (owner, name))
    if not slash or not legal or name in (".", ".."):
        raise UsageError(f"--upstream is not a repository: {text}", f"Give OWNER/NAME, such as {UPSTREAM}.")
    return f"{owner}/{name}"
