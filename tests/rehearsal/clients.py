"""Clients that the tests share: PyGithub without pauses, plain HTTP, and git."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
from pathlib import Path

from github import Auth, Github, InputGitTreeElement
from github.Repository import Repository

from ippub.rehearsal import Rehearsal


def sign_in(server: Rehearsal, token: str = "", *, lazy: bool = False) -> Github:
    """PyGithub that neither waits nor tries again."""
    return Github(
        base_url=server.url,
        auth=Auth.Token(token or server.token()),
        seconds_between_requests=0,
        seconds_between_writes=0,
        retry=None,
        lazy=lazy,
    )


def push_file(fork: Repository, branch: str, base: str, path: str, content: str) -> str:
    """A commit with one file on a new branch, through the Git data interface."""
    parent = fork.get_git_commit(base)
    entry = InputGitTreeElement(path, "100644", "blob", content=content)
    tree = fork.create_git_tree([entry], parent.tree)
    commit = fork.create_git_commit("Add", tree, [parent])
    fork.create_git_ref(f"refs/heads/{branch}", commit.sha)
    return commit.sha


def ask(
    server: Rehearsal, method: str, path: str, body: object = None, *, token: str | None = None, **headers: str
) -> tuple[int, object, dict[str, str]]:
    """One plain request: status, JSON, headers in lower case. ``token`` None signs in as maker, "" as nobody."""
    sent = {"User-Agent": "tests", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token != "":
        sent["Authorization"] = f"Bearer {token or server.token()}"
    connection = http.client.HTTPConnection("localhost", server.port, timeout=20)
    connection.request(method, path, None if body is None else json.dumps(body), sent)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    shown = (
        json.loads(text)
        if text and "json" in (answer.getheader("Content-Type") or "")
        else text.decode("utf-8", "replace")
    )
    return answer.status, shown, {name.lower(): value for name, value in answer.getheaders()}


class Git:
    """Git in a folder, with nobody's configuration; ``token`` goes along as a header."""

    def __init__(self, folder: Path, token: str = "") -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Mika",
            "GIT_AUTHOR_EMAIL": "mika@example.com",
            "GIT_COMMITTER_NAME": "Mika",
            "GIT_COMMITTER_EMAIL": "mika@example.com",
            "LC_ALL": "C",
        }
        if token:
            self.environment |= {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "http.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Bearer {token}",
            }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run git; what it says is the caller's to judge."""
        return subprocess.run(
            ["git", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def __call__(self, *words: str) -> str:
        """Run git, which must work; gives what it printed."""
        result = self.run(*words)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()
