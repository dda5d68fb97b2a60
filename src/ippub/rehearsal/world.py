"""Everything the server knows, and the way from a name or a number to a thing."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

from ippub.rehearsal.answers import not_found
from ippub.rehearsal.clock import Clock
from ippub.rehearsal.counts import Counts
from ippub.rehearsal.git.objects import ObjectStore
from ippub.rehearsal.git.repository import GitRepository
from ippub.rehearsal.settings import Delays, Limits
from ippub.rehearsal.state import Account, Pull, Repository, Role
from ippub.rehearsal.tokens import Token, TokenKind


class World:
    """The state of the rehearsal. Whoever reads or writes it holds the server's lock."""

    def __init__(self, folder: str, clock: Clock, delays: Delays, limits: Limits) -> None:
        self.folder = folder
        self.clock = clock
        self.delays = delays
        self.limits = limits
        self.accounts: dict[str, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.renamed: dict[str, int] = {}
        self.tokens: dict[str, Token] = {}
        self.stores: list[ObjectStore] = []
        self.counts = Counts()
        self.lock = threading.RLock()
        self._names: dict[str, int] = {}
        self._last = 1000
        empty = os.path.join(folder, "gitconfig")
        with open(empty, "w", encoding="utf-8"):
            pass
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment = {
            **inherited,
            "GIT_CONFIG_GLOBAL": empty,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }

    def number(self) -> int:
        """A fresh id."""
        self._last += 1
        return self._last

    def add_account(self, account: Account) -> Account:
        """Make an account."""
        self.accounts[account.login.lower()] = account
        return account

    def account(self, login: str) -> Account:
        """The account with a login. Refuses (404)."""
        found = self.accounts.get(login.lower())
        if found is None:
            raise not_found()
        return found

    def new_store(self) -> ObjectStore:
        """A folder of objects for a new fork network."""
        folder = os.path.join(self.folder, f"network-{len(self.stores)}")
        store = ObjectStore(os.path.join(folder, "objects"), self.environment)
        GitRepository(folder, store, "none")
        self.stores.append(store)
        return store

    def add_repository(self, owner: str, name: str, default_branch: str, store: ObjectStore) -> Repository:
        """Make a repository with no refs."""
        identity, now = self.number(), self.clock.now()
        git = GitRepository(os.path.join(self.folder, f"{identity}.git"), store, default_branch)
        made = Repository(identity, owner, name, git, default_branch, now, now, now, now)
        self.repositories[identity] = made
        self._names[made.full_name.lower()] = identity
        return made

    def rename(self, repository: Repository, name: str) -> None:
        """Give a repository another name; the old one redirects."""
        old = repository.full_name.lower()
        del self._names[old]
        self.renamed[old] = repository.id
        repository.name = name
        self._names[repository.full_name.lower()] = repository.id
        self.renamed.pop(repository.full_name.lower(), None)

    def delete(self, repository: Repository) -> None:
        """Remove a repository; the pull requests from it stay, with no head repository."""
        del self._names[repository.full_name.lower()]
        del self.repositories[repository.id]
        for pull in self.pulls():
            if pull.head_repository == repository.id:
                pull.head_repository = 0

    def find(self, owner: str, name: str) -> Repository | None:
        """The repository with a name that it has now."""
        identity = self._names.get(f"{owner}/{name}".lower())
        return None if identity is None else self.repositories[identity]

    def pulls(self) -> Iterator[Pull]:
        """Every pull request there is."""
        for repository in list(self.repositories.values()):
            yield from list(repository.pulls.values())

    def forks(self, repository: Repository) -> list[Repository]:
        """The direct forks, the oldest first."""
        return [each for each in self.repositories.values() if each.parent == repository.id]

    def network(self, repository: Repository) -> Repository:
        """The repository at the root of a fork network."""
        while repository.parent in self.repositories:
            repository = self.repositories[repository.parent]
        return repository

    def role(self, account: Account | None, repository: Repository) -> Role:
        """What an account may do in a repository."""
        public = Role.NONE if repository.private else Role.READ
        if account is None:
            return public
        if account.login == repository.owner:
            return Role.ADMIN
        owner = self.accounts.get(repository.owner.lower())
        if owner is not None and account.login in owner.members:
            return Role.ADMIN
        return max(public, repository.roles.get(account.login, Role.NONE))

    def issue_token(self, login: str, kind: TokenKind, scopes: frozenset[str]) -> Token:
        """A fresh token. Its secret says what it is, so that nobody takes it for a real one."""
        token = Token(f"{kind.value}rehearsal{self.number():027d}", self.account(login).login, kind, scopes)
        self.tokens[token.secret] = token
        return token

    def close(self) -> None:
        """End the processes that read packs."""
        for store in self.stores:
            store.close()
