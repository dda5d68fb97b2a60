"""Commits through git itself, for ``--via git``; the one module that imports GitPython.

The work is done in a temporary checkout of the connector's folder alone: no file of other connectors is downloaded
(some 0.2 MB instead of 27). The person's own git identity, signing and credentials are used; where git finds none, the
token is handed over in the environment of that one process. A clone that the person has is looked at for its
settings and never written to.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import git
from git.exc import GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError
from git.remote import PushInfo

from ippub.errors import EnvironmentFault
from ippub.forge.faults import Answer, Asked, explain
from ippub.forge.port import Account, Commit, Repository
from ippub.forge.settings import ForgeSettings
from ippub.forge.token import Token

_REFUSED = PushInfo.ERROR | PushInfo.REJECTED | PushInfo.REMOTE_REJECTED | PushInfo.REMOTE_FAILURE


class LocalClone(NamedTuple):
    """A clone that the person has. ``changes`` is how many files in it are not committed."""

    path: str
    remotes: dict[str, str]
    changes: int
    name: str = ""
    email: str = ""


class GitCarrier:
    """Brings a commit into the fork by ``git push``."""

    def __init__(self, token: Token, viewer: Account, folder: str, settings: ForgeSettings) -> None:
        self._token = token
        self._viewer = viewer
        self._folder = folder
        self._settings = settings

    def make_commit(self, repository: Repository, branch: str, parent: str, commit: Commit) -> str:
        """Put ``commit`` on ``branch``; see ``port.Carrying``. Raises ``ForgeFault`` for what the server refuses."""
        asked = Asked("POST", "push the branch", repository.name, self._settings.host, self._token)
        with _workspace() as place:
            try:
                repo = self._checkout(place, repository, branch, parent, commit)
                made = self._commit(repo, parent, commit)
                if made != parent:
                    self._push(repo, branch, asked)
            except GitCommandNotFound:
                raise EnvironmentFault(
                    "--via git needs the git command, and there is none", "Install git, or leave --via git out."
                ) from None
            except GitCommandError as error:
                raise explain(_answer(str(error.stderr)), asked) from error
            finally:
                _close(place)
            return made

    def _checkout(self, place: Path, repository: Repository, branch: str, parent: str, commit: Commit) -> git.Repo:
        """The folders of the commit's files at ``branch``, or an empty repository for a branch without history."""
        url = _https(repository.clone_url)
        if not parent:
            repo = git.Repo.init(place, initial_branch="files", template="")
            repo.create_remote("origin", url)
            return repo
        with _environment(self._env()) as env:
            repo = git.Repo.clone_from(
                url,
                place,
                env=env,
                multi_options=["--filter=blob:none", "--sparse", "--single-branch", "--no-tags"],
                branch=branch,
                depth=1,
            )
        repo.git.update_environment(**self._env())
        folders = sorted({path.rpartition("/")[0] for path in commit.files} - {""})
        if folders:
            repo.git.execute(
                ["git", "sparse-checkout", "set", "--no-cone", *(f"/{_literal(each)}/" for each in folders)]
            )
        if repo.head.commit.hexsha != parent:
            raise explain(
                Answer(422, "Update is not a fast forward"),
                Asked("POST", "push the branch", repository.name, self._settings.host, self._token),
            )
        return repo

    def _commit(self, repo: git.Repo, parent: str, commit: Commit) -> str:
        repo.git.update_environment(**self._env())
        root = Path(str(repo.working_tree_dir))
        for path, data in commit.files.items():
            target = root / path
            if data is None:
                target.unlink(missing_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        # --sparse: a path outside the cone would be refused; the files are ours whatever the cone is.
        repo.git.execute(["git", "add", "--all", "--sparse", "--force", "--", *sorted(commit.files)])
        if parent and not repo.git.execute(["git", "status", "--porcelain", "--untracked-files=no"]):
            return parent
        repo.git.execute(["git", "commit", "--quiet", "--no-verify", "--message", commit.message])
        return repo.head.commit.hexsha

    def _push(self, repo: git.Repo, branch: str, asked: Asked) -> None:
        """Push without force. The person's own credentials are tried first, then the token."""
        refspec = f"HEAD:refs/heads/{branch}"
        failure: GitCommandError | None = None
        for extra in ({}, _authorization(self._token, repo.remotes.origin.url)):
            with repo.git.custom_environment(**{**self._env(), **extra}):
                heard = git.RemoteProgress()
                try:
                    pushed = repo.remotes.origin.push(refspec, progress=heard)
                except GitCommandError as error:
                    if not _is_sign_in(str(error.stderr)):
                        raise
                    failure = error
                    continue
                if pushed.error is not None and _is_sign_in(str(pushed.error)):
                    failure = pushed.error if isinstance(pushed.error, GitCommandError) else None
                    continue
                _check(list(pushed), pushed.error, heard.other_lines, asked)
                return
        raise explain(_answer(str(failure.stderr) if failure else "authentication failed"), asked)

    def _env(self) -> dict[str, str]:
        """The environment of every git process: nothing is asked, no hook runs, and there is an author."""
        env = {
            "GIT_TERMINAL_PROMPT": "0",
            "GCM_INTERACTIVE": "never",
            "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": "core.hooksPath",
            "GIT_CONFIG_VALUE_0": os.devnull,
            "GIT_CONFIG_KEY_1": "core.autocrlf",
            "GIT_CONFIG_VALUE_1": "false",
            "GIT_CONFIG_KEY_2": "protocol.version",
            "GIT_CONFIG_VALUE_2": "2",
        }
        return env | identity(self._folder, self._viewer, self._settings.host)


def identity(folder: str, viewer: Account, host: str = "github.com") -> dict[str, str]:
    """Who commits, as variables of git: as git is set up for ``folder``, else the account with its hidden address."""
    name, email = identity_of(folder)
    name = name or viewer.name or viewer.login
    email = email or viewer.email or f"{viewer.login}@users.noreply.{host}"
    return {
        f"GIT_{role}_{part}": text
        for role in ("AUTHOR", "COMMITTER")
        for part, text in (("NAME", name), ("EMAIL", email))
    }


def recognise(folder: str) -> LocalClone | None:
    """The clone that ``folder`` lies in, None when it lies in none. Nothing in it is changed."""
    try:
        with git.Repo(folder, search_parent_directories=True) as repo:
            if repo.bare:
                return None
            changes = repo.git.execute(
                ["git", "status", "--porcelain", "--no-renames"], env={"GIT_OPTIONAL_LOCKS": "0"}
            )
            remotes = {remote.name: next(iter(remote.urls), "") for remote in repo.remotes}
            name, email = identity_of(folder)
            return LocalClone(str(repo.working_tree_dir), remotes, len(str(changes).splitlines()), name, email)
    except (InvalidGitRepositoryError, NoSuchPathError, GitCommandError, GitCommandNotFound, OSError, ValueError):
        return None


def identity_of(folder: str) -> tuple[str, str]:
    """The name and the e-mail that git is set up with for ``folder``; "" for what is not set."""
    found = []
    for key in ("user.name", "user.email"):
        try:
            found.append(str(git.Git(folder).execute(["git", "config", "--get", key])).strip())
        except (GitCommandError, GitCommandNotFound, OSError):
            found.append("")
    return found[0], found[1]


@contextmanager
def _workspace() -> Iterator[Path]:
    # git marks its objects read-only, which Windows does not delete: they are cleaned as far as that goes.
    with tempfile.TemporaryDirectory(prefix="ippub-", ignore_cleanup_errors=True) as place:
        yield Path(place) / "checkout"


@contextmanager
def _environment(extra: Mapping[str, str]) -> Iterator[dict[str, str]]:
    yield {**os.environ, **extra}


def _close(place: Path) -> None:
    """GitPython keeps ``git cat-file`` running; on Windows that would keep the folder from being deleted."""
    if place.exists():
        with git.Repo(place) as repo:
            repo.close()


def _authorization(token: Token, url: str) -> dict[str, str]:
    """The token as a header for ``url`` alone, in variables that only this process and its children see."""
    basic = base64.b64encode(f"x-access-token:{token.reveal()}".encode()).decode("ascii")
    host = "/".join(url.split("/")[:3])
    return {
        "GIT_CONFIG_COUNT": "4",
        "GIT_CONFIG_KEY_3": f"http.{host}/.extraHeader",
        "GIT_CONFIG_VALUE_3": f"Authorization: Basic {basic}",
    }


def _https(url: str) -> str:
    if not url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise EnvironmentFault("the address of the fork is not an https address", "Leave --via git out.")
    return url


def _literal(folder: str) -> str:
    r"""``folder`` for a pattern of git: its own special characters lose their meaning."""
    return "".join(f"\\{char}" if char in "\\*?[]!#" else char for char in folder)


def _is_sign_in(text: str) -> bool:
    lower = text.lower()
    said = ("could not read username", "authentication failed", "returned error: 403", "returned error: 401")
    return any(each in lower for each in (*said, "terminal prompts disabled", "permission to", "invalid credentials"))


def _check(pushed: list[PushInfo], error: Exception | None, heard: list[str], asked: Asked) -> None:
    """A branch that the server refuses is no exception in GitPython: every result is looked at.

    ``heard`` is what the server said besides: a hook gives its reason there.
    """
    for info in pushed:
        if info.flags & _REFUSED:
            remote = [line.partition("remote: ")[2] for line in heard if line.startswith("remote: ")]
            raise explain(_answer("\n".join([info.summary, *remote])), asked)
    if error is not None or not pushed:
        raise explain(_answer(str(error or "nothing was pushed")), asked)


def _answer(text: str) -> Answer:
    """What git's words mean as an answer of GitHub's: by its status they are recognised."""
    lower = text.lower()
    lines = [line.strip().removeprefix("stderr: ").strip("' ") for line in text.splitlines() if line.strip()]
    message = "; ".join(line for line in lines if not line.startswith(("Cmd(", "cmdline:", "POST git", "Cloning into")))
    if "non-fast-forward" in lower or "fetch first" in lower:
        return Answer(422, "Update is not a fast forward")
    if "not found" in lower or "not exported" in lower:
        return Answer(404, message)
    if "401" in lower or "authentication failed" in lower or "could not read username" in lower:
        return Answer(401, message)
    if "403" in lower or "permission" in lower:
        return Answer(403, message)
    if any(each in lower for each in ("returned error: 5", "hung up", "could not resolve", "connection")):
        return Answer(502, message)
    return Answer(422, message)
