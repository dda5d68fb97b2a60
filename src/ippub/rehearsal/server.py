"""The server: a socket on loopback, a thread for each connection, the state behind one lock."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

from ippub.rehearsal.clock import Clock
from ippub.rehearsal.connection import Connection
from ippub.rehearsal.dispatch import Outcome, respond
from ippub.rehearsal.events import ref_moved
from ippub.rehearsal.faults import Drop, Fault, Faults
from ippub.rehearsal.git.trees import FILE, Change, CommitObject, Signature, change_tree, write_commit
from ippub.rehearsal.listener import Listener
from ippub.rehearsal.log import Exchange
from ippub.rehearsal.maintainer import Maintainer
from ippub.rehearsal.request import Request
from ippub.rehearsal.seed import MAKER, REVIEWER, UPSTREAM, seed
from ippub.rehearsal.settings import Delays, Limits
from ippub.rehearsal.shapes.commits import private_email
from ippub.rehearsal.state import Pull, Repository
from ippub.rehearsal.tokens import Token, TokenKind
from ippub.rehearsal.transport import git_respond
from ippub.rehearsal.world import World

SCOPES = frozenset({"public_repo", "workflow"})


class Rehearsal:
    """An offline GitHub. See the package for how it is used. Everything it made is gone when it is closed.

    ``port`` 0 takes a free one. ``observers`` are called with every ``Exchange`` before it is answered.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        delays: Delays | None = None,
        limits: Limits | None = None,
        port: int = 0,
        seed: Callable[[World], None] = seed,
    ) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self.log: list[Exchange] = []
        self.observers: list[Callable[[Exchange], None]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="ippub-rehearsal-", ignore_cleanup_errors=True)
        self.world = World(self._folder.name, self.clock, delays or Delays(), limits or Limits())
        seed(self.world)
        try:
            self.listener = Listener(port, self._serve)
        except OSError:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving and remove everything."""
        self.listener.close()
        self.world.close()
        self._folder.cleanup()

    @property
    def port(self) -> int:
        """The port on loopback."""
        return self.listener.port

    @property
    def url(self) -> str:
        """The address of the interface, of the web pages and of git, without a slash at its end."""
        return f"http://localhost:{self.port}"

    @property
    def upstream(self) -> str:
        """The name of the repository to contribute to."""
        return UPSTREAM

    def git_url(self, name: str) -> str:
        """The address to clone a repository from."""
        return f"{self.url}/{name}.git"

    def token(
        self,
        login: str = MAKER,
        *,
        kind: TokenKind = TokenKind.CLASSIC,
        scopes: frozenset[str] | None = None,
        days: int = 0,
    ) -> str:
        """The secret of a fresh token of an account. ``scopes``: of the classic and the OAuth kind."""
        return self.issue(login, kind=kind, scopes=scopes, days=days).secret

    def issue(
        self,
        login: str = MAKER,
        *,
        kind: TokenKind = TokenKind.CLASSIC,
        scopes: frozenset[str] | None = None,
        days: int = 0,
        restricted: bool = False,
        sso: str = "",
    ) -> Token:
        """A fresh token; see ``tokens.Token`` for what it may be like."""
        with self.world.lock:
            token = self.world.issue_token(login, kind, SCOPES if scopes is None else frozenset(scopes))
            expires = self.clock.now() + timedelta(days=days) if days else None
            token = replace(token, days=days, expires=expires, restricted=restricted, sso=sso)
            self.world.tokens[token.secret] = token
        return token

    def environment(self, login: str = MAKER) -> dict[str, str]:
        """The variables that point ``ippub`` here as an account."""
        return {"GITHUB_API_URL": self.url, "GITHUB_SERVER_URL": self.url, "IPPUB_TOKEN": self.token(login)}

    def gh_environment(self, login: str = MAKER) -> dict[str, str]:
        """The variables that point ``gh`` here as an account.

        gh speaks plain http to the host github.localhost only, on port 80: this server is the proxy on the way there.
        """
        host = "github.localhost"
        token = self.token(login, scopes=SCOPES | {"repo", "read:org", "gist"})
        return {"GH_HOST": host, "GH_TOKEN": token, "HTTP_PROXY": self.url, "http_proxy": self.url}

    def maintainer(self, login: str = REVIEWER) -> Maintainer:
        """Somebody who acts on upstream through the real endpoints, with a token of their own."""
        return Maintainer(self.url, UPSTREAM, self.token(login))

    def repository(self, name: str = UPSTREAM) -> Repository:
        """The state of a repository. Raises ``KeyError``."""
        found = self.world.find(*name.split("/", 1))
        if found is None:
            raise KeyError(name)
        return found

    def pull(self, number: int) -> Pull:
        """The state of a pull request against upstream. Raises ``KeyError``."""
        return self.repository().pulls[number]

    def fork(self, owner: str = MAKER, *, name: str = "", behind: int = 0, upstream: str = UPSTREAM) -> Repository:
        """A fork that has been there all along, ready to use.

        ``name``: when it is not called as upstream is. ``behind``: how many commits upstream has gone on since.
        """
        with self.world.lock:
            parent = self.repository(upstream)
            fork = self.world.add_repository(owner, name or parent.name, parent.default_branch, parent.git.store)
            fork.parent = parent.id
            for ref, sha in parent.git.refs("refs/heads/").items():
                fork.git.set_ref(ref, sha)
            for number in range(behind):
                self.commit(upstream, parent.default_branch, {f"notes/{number}.md": "Text\n"}, f"Go on {number}")
        return fork

    def commit(self, name: str, branch: str, files: Mapping[str, bytes | str | None], message: str = "Change") -> str:
        """A commit that the owner of a repository pushed to a branch (made when it is not there); gives its id."""
        with self.world.lock:
            repository = self.repository(name)
            git = repository.git
            parent = git.branch(branch) or git.branch(repository.default_branch)
            changes: dict[str, Change] = {}
            for path, content in files.items():
                data = content.encode() if isinstance(content, str) else content
                changes[path] = None if data is None else (FILE, git.store.write("blob", data))
            account = self.world.account(repository.owner)
            self.clock.tick()
            email = account.email or private_email(account.id, account.login)
            who = Signature(account.name or account.login, email, self.clock.now())
            tree = change_tree(git.store, git.tree_of(parent) if parent else "", changes)
            commit = CommitObject(tree, (parent,) if parent else (), who, who, message)
            sha = write_commit(git.store, commit)
            git.set_ref(f"refs/heads/{branch}", sha)
            ref_moved(self.world, repository, f"refs/heads/{branch}", sha)
        return sha

    def _serve(self, connection: Connection) -> None:
        while (request := connection.read()) is not None:
            self._handle(request, connection)

    def _handle(self, request: Request, connection: Connection) -> None:
        fault = self.faults.strike(request.method, request.target)
        if fault is not None and fault.delay:
            connection.wait(fault.delay)
        carried_out = fault is None or fault.done or not (fault.status or fault.drop is Drop.BEFORE)
        outcome = self._outcome(request) if carried_out else None
        self._record(request, outcome, fault)
        self.faults.answered()
        if fault is not None and fault.drop is not None:
            connection.drop()
        elif fault is not None and fault.status:
            connection.answer(request.method, fault.status, fault.headers, _json(fault.body), "application/json")
        elif outcome is not None:
            answer = outcome.answer
            body = answer.raw if answer.raw is not None else b"" if answer.status in (204, 304) else _json(answer.body)
            connection.answer(request.method, answer.status, answer.headers, body, answer.kind)

    def _outcome(self, request: Request) -> Outcome:
        self.clock.tick()
        found = git_respond(self.world, request)
        if found is not None:
            return found
        with self.world.lock:
            return respond(self.world, request)

    def _record(self, request: Request, outcome: Outcome | None, fault: Fault | None) -> None:
        try:
            sent = json.loads(request.body) if request.body[:1] in b"{[" and request.body else None
        except ValueError:
            sent = None
        answer = outcome.answer if outcome else None
        status = answer.status if answer else 0
        if fault is not None and (fault.drop or fault.status):
            status = 0 if fault.drop else fault.status
        exchange = Exchange(
            request.method,
            request.path,
            request.query,
            outcome.route if outcome else "",
            outcome.viewer.login if outcome else "",
            status,
            fault is not None,
            sent,
            answer.body if answer and answer.raw is None else None,
            answer.headers if answer else {},
        )
        self.log.append(exchange)
        for observer in self.observers:
            observer(exchange)


def _json(body: object) -> bytes:
    return b"" if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
