"""What follows from something that happened: pull requests follow their branches, the policy bot asks for the CLA."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ippub.rehearsal.state import CheckRun, Comment, Pull, Repository
from ippub.rehearsal.world import World

BOT = "microsoft-github-policy-service[bot]"
CLA = "license/cla"
AGREE = re.compile(r"^\s*@microsoft-github-policy-service\s+agree\b", re.MULTILINE)


def ref_moved(world: World, repository: Repository, name: str, new: str) -> None:
    """A ref was made, moved or (``new`` is "") deleted; pull requests from and to it follow."""
    repository.pushed = world.clock.now()
    branch = name.removeprefix("refs/heads/")
    if branch == name:
        return
    for upstream in list(world.repositories.values()):
        for pull in upstream.pulls.values():
            if not pull.open:
                continue
            if pull.head_repository == repository.id and pull.head_ref == branch:
                _follow(world, upstream, pull, new)
            elif upstream is repository and pull.base_ref == branch and new:
                pull.computed_from = world.clock.now() + timedelta(seconds=world.delays.mergeable)


def _follow(world: World, upstream: Repository, pull: Pull, new: str) -> None:
    now = world.clock.now()
    pull.updated = now
    base = upstream.git.branch(pull.base_ref)
    # Without anything left to merge GitHub closes it; the head keeps its last commit.
    if not new or upstream.git.is_ancestor(new, base):
        close(world, upstream, pull, "")
        return
    for check in [each for each in upstream.checks if each.sha == pull.head_sha and each.name == CLA]:
        upstream.checks.append(_cla_run(world, new, check.conclusion))
    pull.head_sha = new
    pull.computed_from = now + timedelta(seconds=world.delays.mergeable)
    upstream.git.set_ref(f"refs/pull/{pull.number}/head", new)


def close(world: World, repository: Repository, pull: Pull, who: str) -> None:
    """Close a pull request."""
    pull.open = False
    pull.closed = pull.updated = world.clock.now()
    pull.closed_by = who
    changed(world, pull)
    del repository


def changed(world: World, pull: Pull) -> None:
    """Something about a pull request changed: the search learns of it later."""
    now = world.clock.now()
    pull.updated = now
    pull.indexed_from = max(pull.indexed_from, now + timedelta(seconds=world.delays.search))


def opened(world: World, repository: Repository, pull: Pull) -> None:
    """A pull request was opened: the bot looks whether its author has signed."""
    if BOT not in world.accounts or world.network(repository) is not repository:
        return
    author = world.account(pull.author)
    if author.cla or author.kind == "Bot":
        repository.checks.append(_cla_run(world, pull.head_sha, "success"))
        return
    repository.checks.append(_cla_run(world, pull.head_sha, ""))
    text = (
        f"@{author.login} please read the following Contributor License Agreement (CLA). "
        "If you agree with the CLA, please reply with a comment:\n\n"
        '> `@microsoft-github-policy-service agree [company="{your company}"]`\n'
    )
    add_comment(world, pull, BOT, text)


def commented(world: World, repository: Repository, pull: Pull, comment: Comment) -> None:
    """Somebody commented: the author's agreement settles the CLA."""
    author = world.account(pull.author)
    if comment.author == author.login and AGREE.search(comment.body) and not author.cla:
        author.cla = True
        for run in repository.checks:
            if run.name == CLA and run.sha == pull.head_sha:
                _complete(run, "success", world.clock.now())


def add_comment(world: World, pull: Pull, who: str, text: str) -> Comment:
    """Put a comment into the conversation."""
    now = world.clock.now()
    comment = Comment(world.number(), who, text, now, now)
    pull.comments.append(comment)
    changed(world, pull)
    return comment


def _cla_run(world: World, sha: str, conclusion: str) -> CheckRun:
    now = world.clock.now()
    run = CheckRun(world.number(), CLA, sha, BOT, "queued", "", "", "", "", now)
    if conclusion:
        _complete(run, conclusion, now)
    else:
        run.title = "Contributor License Agreement is not agreed yet."
    return run


def _complete(run: CheckRun, conclusion: str, when: datetime) -> None:
    run.status, run.conclusion, run.completed = "completed", conclusion, when
    run.title = "All CLA requirements met."
