"""The adapter to GitHub's REST API through PyGithub; the one module that imports it.

What PyGithub does by itself and ippub does not want is switched off here: it sends a POST again after an error (two
comments, two pull requests), sleeps in silence until a rate limit ends, and loses the query when a repository was
renamed. So retries are for reads only, limits end in a visible pause with a cap, and every repository is fetched first
and used under its canonical name.
"""

from __future__ import annotations

import base64
import re
import time
from datetime import datetime
from itertools import islice
from typing import TypeVar

import github
import urllib3.util
from github.GithubObject import NotSet

from ippub import HOME, __version__
from ippub.forge.faults import Answer, FaultKind, ForgeFault, explain
from ippub.forge.github.calls import Calls
from ippub.forge.github.commits import move_branch, write_commit
from ippub.forge.github.known import Known
from ippub.forge.github.values import expiry_value, pull_value, remark_values
from ippub.forge.port import (
    Account,
    ChangedFile,
    Check,
    Commit,
    Comparison,
    NewPull,
    Pause,
    PullRequest,
    Remark,
    Repository,
    SignIn,
    TreeEntry,
)
from ippub.forge.settings import ForgeSettings
from ippub.forge.shelf import keep_tree, kept_tree
from ippub.forge.token import Token

API_VERSION = "2022-11-28"
"""The version of the REST API that this module was written for."""

_COMMIT = re.compile(r"[0-9a-f]{40}")

_MOST_FORKS = 30
"""How many forks of one account are looked at in search of the one that was renamed."""

T = TypeVar("T")


class GitHub:
    """Everything in ``Forge``, asked of GitHub. ``token`` None reads without signing in."""

    def __init__(self, settings: ForgeSettings, token: Token | None, pause: Pause) -> None:
        self._calls = Calls(settings, token, pause)
        self._github = github.Github(
            base_url=settings.api_url,
            auth=github.Auth.Token(token.reveal()) if token else None,
            timeout=settings.timeout,
            user_agent=f"ippub/{__version__} ({HOME})",
            per_page=100,
            retry=urllib3.util.Retry(
                total=settings.read_retries,
                allowed_methods={"GET", "HEAD"},
                status_forcelist={500, 502, 503, 504},
                backoff_factor=settings.backoff,
                respect_retry_after_header=False,
                raise_on_status=False,
            ),
            seconds_between_requests=settings.between,
            seconds_between_writes=settings.between_writes,
            api_version=API_VERSION,
        )
        self._viewer: Account | None = None
        self._expires: datetime | None = None
        self._known = Known(self._calls, self._github)

    # Reading

    def viewer(self) -> Account:
        """Who is signed in."""
        if self._viewer is None:
            user = self._calls.ask("see who is signed in", "", lambda: _touched(self._github.get_user(), "login"))
            if not isinstance(user.login, str):
                raise self._calls.misunderstood("see who is signed in", "there is no login in it")
            self._viewer = Account(user.login, user.name or "", user.email or "")
            self._expires = expiry_value(user.raw_headers)
        return self._viewer

    def sign_in(self) -> SignIn:
        """Who is signed in, and what the token may do."""
        account = self.viewer()
        scopes = self._github.oauth_scopes
        left, most = self._github.rate_limiting
        named = None if scopes is None else tuple(scope for scope in scopes if scope)
        return SignIn(account, named, self._expires, left, most)

    def repository(self, name: str) -> Repository | None:
        """The repository ``owner/name``; renamings are followed."""
        repo = self._calls.find("read the repository", name, lambda: self._github.get_repo(name))
        return None if repo is None else self._known.keep(repo)

    def fork_of(self, upstream: Repository, owner: str) -> Repository | None:
        """The fork of ``upstream`` that belongs to ``owner``, whatever it is called."""
        likely = self.repository(f"{owner}/{upstream.name.partition('/')[2]}")
        if likely is not None and likely.parent == upstream.name:
            return likely
        user = self._calls.find("list the forks", owner, lambda: self._github.get_user(owner))
        if user is None:
            return None
        forks = self._calls.ask(
            "list the forks", owner, lambda: [repo.full_name for repo in user.get_repos() if repo.fork]
        )
        for name in forks[:_MOST_FORKS]:
            fork = self.repository(name)
            if fork is not None and fork.parent == upstream.name:
                return fork
        return None

    def branch(self, repository: Repository, branch: str) -> str | None:
        """The commit id at the tip of ``branch``; asked once a run where this account cannot write."""
        known = self._known.tips.get((repository.name, branch))
        if known is not None and not repository.pushable:
            return known
        repo = self._known.repo(repository)
        try:
            found = self._calls.find("read the branch", repository.name, lambda: repo.get_branch(branch))
        except ForgeFault as fault:
            if fault.kind is FaultKind.FORK_NOT_READY:
                return None
            raise
        if found is None:
            return None
        tip = found.commit.sha
        self._known.tips[repository.name, branch] = tip
        self._known.trees[tip] = found.commit.commit.tree.sha  # saves asking for the commit when something is put on it
        return tip

    def file(self, repository: Repository, path: str, ref: str) -> bytes | None:
        """The bytes of a file at a branch, tag or commit."""
        repo = self._known.repo(repository)
        found = self._calls.find("read a file", repository.name, lambda: repo.get_contents(path, ref))
        if found is None or isinstance(found, list):
            return None
        if found.encoding == "base64":
            return found.decoded_content
        # The contents of a file above 1 MB come as a blob only.
        blob = self._calls.ask("read a file", repository.name, lambda: repo.get_git_blob(found.sha))
        return base64.b64decode(blob.content)

    def tree(self, repository: Repository, ref: str, folder: str = "") -> tuple[TreeEntry, ...]:
        """Every file below ``folder`` ("" for all) at ``ref``."""
        repo = self._known.repo(repository)
        if folder:
            found = self._calls.find("list a folder", repository.name, lambda: repo.get_contents(folder, ref))
            entries = found if isinstance(found, list) else []
            below = [self.tree(repository, ref, entry.path) for entry in entries if entry.type == "dir"]
            here = [TreeEntry(entry.path, entry.sha, entry.size) for entry in entries if entry.type != "dir"]
            return tuple(sorted((*here, *(entry for part in below for entry in part)), key=lambda entry: entry.path))
        cache = self._calls.settings.cache if _COMMIT.fullmatch(ref) else ""
        kept = kept_tree(cache, repository.name, ref) if cache else None
        if kept is not None:
            return kept
        whole = self._calls.find("list the files", repository.name, lambda: repo.get_git_tree(ref, recursive=True))
        if whole is None:
            return ()
        if whole.raw_data.get("truncated"):
            raise self._calls.misunderstood("list the files", "the list is cut off at 100,000 entries")
        files = tuple(TreeEntry(e.path, e.sha, e.size or 0) for e in whole.tree if e.type == "blob")
        if cache:
            keep_tree(cache, repository.name, ref, files)
        return files

    def compare(self, upstream: Repository, base: str, head: tuple[str, str]) -> Comparison | None:
        """How the branch ``head`` (owner, branch) in upstream's network stands to upstream's branch ``base``."""
        repo = self._known.repo(upstream)
        found = self._calls.find(
            "compare the branches", upstream.name, lambda: repo.compare(base, f"{head[0]}:{head[1]}")
        )
        if found is None:
            return None
        files = tuple(ChangedFile(f.filename, f.status, f.previous_filename or "") for f in found.files or ())
        return Comparison(found.merge_base_commit.sha, found.ahead_by, found.behind_by, files)

    def pulls_from(self, upstream: Repository, owner: str, branch: str) -> tuple[PullRequest, ...]:
        """All pull requests, open or not, whose head is ``owner:branch``, the newest first."""
        repo = self._known.repo(upstream)
        label = f"{owner}:{branch}"
        pulls = self._calls.ask(
            "look for the pull request",
            upstream.name,
            lambda: list(repo.get_pulls(state="all", head=label, sort="created", direction="desc")),
        )
        # GitHub answers a head that it cannot read with every pull request there is.
        same = (pull for pull in pulls if (pull.head.label or "").casefold() == label.casefold())
        return self._known.kept(upstream, same)

    def pulls_by(self, upstream: Repository, author: str) -> tuple[PullRequest, ...]:
        """All pull requests of ``author``, open or not, the newest first."""
        repo = self._known.repo(upstream)
        user = self._calls.find("look for pull requests", upstream.name, lambda: self._github.get_user(author))
        if user is None:
            return ()
        issues = self._calls.ask(
            "look for pull requests",
            upstream.name,
            lambda: list(repo.get_issues(creator=user, state="all", sort="created", direction="desc")),
        )
        numbers = [issue.number for issue in issues if issue.pull_request is not None]
        found = (self.pull(upstream, number) for number in numbers)
        return tuple(pull for pull in found if pull is not None)

    def open_pulls(self, upstream: Repository) -> tuple[PullRequest, ...]:
        """All open pull requests, the newest first."""
        repo = self._known.repo(upstream)
        found = self._calls.ask(
            "list the open pull requests", upstream.name, lambda: list(repo.get_pulls(state="open"))
        )
        return self._known.kept(upstream, found)

    def closed_pulls(self, upstream: Repository) -> tuple[PullRequest, ...]:
        """The hundred pull requests that ended last: one page, one request."""
        repo = self._known.repo(upstream)
        listed = repo.get_pulls(state="closed", sort="updated", direction="desc")
        found = self._calls.ask("list the closed pull requests", upstream.name, lambda: list(islice(listed, 100)))
        return self._known.kept(upstream, found)

    def pull(self, upstream: Repository, number: int) -> PullRequest | None:
        """One pull request as it is now; costs nothing of the rate limit when it did not change."""
        known = self._known.pulls.get((upstream.name, number))
        if known is not None and known.etag:
            self._calls.ask("read the pull request", upstream.name, known.update)
            return pull_value(known)
        repo = self._known.repo(upstream)
        pull = self._calls.find("read the pull request", upstream.name, lambda: repo.get_pull(number))
        return None if pull is None else self._known.kept(upstream, [pull])[0]

    def changed_files(self, upstream: Repository, number: int) -> tuple[ChangedFile, ...]:
        """The files that a pull request changes."""
        files = self._calls.ask(
            "list the changed files", upstream.name, lambda: list(self._known.pull(upstream, number).get_files())
        )
        return tuple(ChangedFile(file.filename, file.status, file.previous_filename or "") for file in files)

    def checks(self, upstream: Repository, sha: str) -> tuple[Check, ...]:
        """Check runs and statuses of a commit (asked of upstream, also for a fork's commit)."""
        repo = self._known.repo(upstream)
        commit = self._calls.find("read the commit", upstream.name, lambda: repo.get_commit(sha))
        if commit is None:
            return ()
        self._known.dates[sha] = commit.commit.committer.date
        runs = self._calls.ask("read the checks", upstream.name, lambda: list(commit.get_check_runs()))
        statuses = self._calls.ask("read the statuses", upstream.name, lambda: commit.get_combined_status().statuses)
        found = [
            Check(run.name, run.conclusion or "pending", run.output.title or "", run.html_url or "") for run in runs
        ]
        found += [Check(s.context, s.state, s.description or "", s.target_url or "") for s in statuses]
        return tuple(found)

    def committed(self, upstream: Repository, sha: str) -> datetime | None:
        """When a commit was made, by the clock of whoever made it; costs nothing after ``checks``."""
        if sha not in self._known.dates:
            repo = self._known.repo(upstream)
            commit = self._calls.find("read the commit", upstream.name, lambda: repo.get_commit(sha))
            if commit is None:
                return None
            self._known.dates[sha] = commit.commit.committer.date
        return self._known.dates[sha]

    def remarks(self, upstream: Repository, number: int) -> tuple[Remark, ...]:
        """Everything said in a pull request, the oldest first."""
        pull = self._known.pull(upstream, number)
        comments = self._calls.ask("read the comments", upstream.name, lambda: list(pull.get_issue_comments()))
        reviews = self._calls.ask("read the reviews", upstream.name, lambda: list(pull.get_reviews()))
        lines = self._calls.ask("read the comments on lines", upstream.name, lambda: list(pull.get_review_comments()))
        return remark_values(comments, reviews, lines)

    # Writing

    def make_fork(self, upstream: Repository, organisation: str = "") -> Repository:
        """Fork ``upstream`` and wait until it can be read; the existing fork when there is one."""
        repo = self._known.repo(upstream)
        fork = self._calls.ask(
            "fork",
            upstream.name,
            lambda: repo.create_fork(organization=organisation or NotSet, default_branch_only=True),
            verb="POST",
        )
        kept = self._known.keep(fork)
        if kept.parent and kept.parent != upstream.name:
            raise self._calls.misunderstood("fork", f"{kept.name} is a fork of {kept.parent}")
        self._wait_for(kept)
        return kept

    def make_branch(self, repository: Repository, branch: str, sha: str) -> None:
        """Make ``branch`` at the commit ``sha``. Never moves an existing branch."""
        repo = self._known.repo(repository)
        self._calls.ask(
            "make a branch", repository.name, lambda: repo.create_git_ref(f"refs/heads/{branch}", sha), verb="POST"
        )

    def make_commit(self, repository: Repository, branch: str, parent: str, commit: Commit) -> str:
        """Put ``commit`` on ``branch``; see ``Carrying``. One commit, however many files."""
        made = write_commit(self._known, repository, parent, commit)
        if not parent:
            self.make_branch(repository, branch, made)
        elif made != parent:
            move_branch(self._known, repository, branch, made)
        return made

    def make_pull(self, upstream: Repository, new: NewPull) -> PullRequest:
        """Open the pull request."""
        repo = self._known.repo(upstream)
        pull = self._calls.ask(
            "open the pull request",
            upstream.name,
            lambda: repo.create_pull(
                new.base,
                ":".join(new.head),
                title=new.title,
                body=new.body,
                maintainer_can_modify=new.open_to_maintainers,
            ),
            verb="POST",
        )
        if not isinstance(pull.number, int):  # a redirect that PyGithub took for the answer: nothing was made
            raise self._calls.misunderstood("open the pull request", "the answer names no number")
        return self._known.kept(upstream, [pull])[0]

    def edit_pull(self, upstream: Repository, number: int, *, title: str | None, body: str | None) -> PullRequest:
        """Change the title or the body; None leaves it as it is."""
        pull = self._known.pull(upstream, number)
        new_title, new_body = NotSet if title is None else title, NotSet if body is None else body
        self._calls.ask(
            "edit the pull request", upstream.name, lambda: pull.edit(title=new_title, body=new_body), verb="PATCH"
        )
        return self._known.kept(upstream, [pull])[0]

    def _wait_for(self, fork: Repository) -> None:
        """A new fork is copied after the answer; up to five minutes are documented."""
        deadline, pause = time.monotonic() + self._calls.settings.fork_patience, max(self._calls.settings.backoff, 0.05)
        while self.branch(fork, fork.default_branch) is None:
            if time.monotonic() + pause > deadline:
                raise explain(Answer(409, "Git Repository is empty."), self._calls.asked("fork", fork.name, "POST"))
            self._calls.pause(f"{self._calls.settings.host} is copying the fork", pause)
            pause = min(pause * 2, 15)


def _touched(thing: T, attribute: str) -> T:
    """PyGithub fetches some objects when they are first looked at: look now, where faults are caught."""
    getattr(thing, attribute)
    return thing
