"""What one session knows of GitHub's side: the objects that were fetched, under their canonical names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from github import Github
from github.PullRequest import PullRequest as Pull
from github.Repository import Repository as Repo

from ippub.forge.github.calls import Calls
from ippub.forge.github.values import pull_value
from ippub.forge.port import PullRequest, Repository


@dataclass(slots=True)
class Known:
    """The objects by name and number, as last seen.

    ``tips`` are branches' commits, ``trees`` and ``dates`` the tree and the date of a commit.
    """

    calls: Calls
    github: Github
    repos: dict[str, Repo] = field(default_factory=dict)
    pulls: dict[tuple[str, int], Pull] = field(default_factory=dict)
    tips: dict[tuple[str, str], str] = field(default_factory=dict)
    trees: dict[str, str] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)

    def keep(self, repo: Repo) -> Repository:
        """``repo`` as a value, and kept. Raises ``ForgeFault`` for an answer that is no repository."""
        if not isinstance(repo.full_name, str) or not isinstance(repo.default_branch, str):
            raise self.calls.misunderstood("read the repository", "there is no name in it")
        self.repos[repo.full_name] = repo
        return Repository(
            repo.full_name,
            repo.default_branch,
            parent=repo.parent.full_name if repo.fork and repo.parent else "",
            pushable=bool(repo.permissions and repo.permissions.push),
            archived=bool(repo.archived),
            url=repo.html_url,
            clone_url=repo.clone_url,
        )

    def repo(self, repository: Repository) -> Repo:
        """PyGithub's object under the canonical name: an address of before a renaming loses the query on the way."""
        known = self.repos.get(repository.name)
        if known is None:
            known = self.calls.ask(
                "read the repository", repository.name, lambda: self.github.get_repo(repository.name)
            )
            self.keep(known)
        return known

    def pull(self, upstream: Repository, number: int) -> Pull:
        """PyGithub's object of a pull request."""
        key = (upstream.name, number)
        if key not in self.pulls:
            repo = self.repo(upstream)
            self.pulls[key] = self.calls.ask("read the pull request", upstream.name, lambda: repo.get_pull(number))
        return self.pulls[key]

    def kept(self, upstream: Repository, pulls: Iterable[Pull]) -> tuple[PullRequest, ...]:
        """``pulls`` as values, and kept."""
        found = []
        for pull in pulls:
            self.pulls[upstream.name, pull.number] = pull
            found.append(pull_value(pull))
        return tuple(found)
