"""The state as the things of the graph."""

from __future__ import annotations

from ippub.rehearsal.clock import stamp
from ippub.rehearsal.git.difference import FileChange, changes
from ippub.rehearsal.graph.execute import Arguments, Thing, connection
from ippub.rehearsal.route import Call
from ippub.rehearsal.shapes.accounts import node
from ippub.rehearsal.shapes.pulls import association, mergeability
from ippub.rehearsal.state import CheckRun, Comment, CommitStatus, Pull, Repository, Review, Role

MERGEABLE = {None: ("UNKNOWN", "UNKNOWN"), True: ("MERGEABLE", "CLEAN"), False: ("CONFLICTING", "DIRTY")}


def account_thing(call: Call, login: str) -> Thing:
    """A person, an organisation or a bot."""
    account = call.world.account(login)
    return Thing(
        account.kind,
        {
            "id": node(account.kind, account.id),
            "login": account.login.removesuffix("[bot]"),
            "name": account.name or None,
            "email": account.email,
            "url": f"{call.base}/{account.login}",
        },
    )


def repository_thing(call: Call, repository: Repository) -> Thing:
    """A repository."""
    parent = call.world.repositories.get(repository.parent)
    role = call.world.role(call.viewer.account, repository)
    branch = Thing("Ref", {"name": repository.default_branch})
    return Thing(
        "Repository",
        {
            "id": node("Repository", repository.id),
            "name": repository.name,
            "nameWithOwner": repository.full_name,
            "owner": account_thing(call, repository.owner),
            "description": repository.description or None,
            "url": f"{call.base}/{repository.full_name}",
            "isPrivate": repository.private,
            "isFork": bool(parent),
            "isArchived": repository.archived,
            "parent": repository_thing(call, parent) if parent else None,
            "defaultBranchRef": branch,
            "hasIssuesEnabled": not parent,
            "hasWikiEnabled": True,
            "viewerPermission": role.name if role else None,
            "viewerCanPush": role >= Role.WRITE,
            "mergeCommitAllowed": True,
            "rebaseMergeAllowed": True,
            "squashMergeAllowed": True,
            "deleteBranchOnMerge": False,
            "pullRequest": lambda arguments: _numbered(call, repository, arguments),
            "pullRequests": lambda arguments: _listed(call, repository, arguments),
            "pullRequestTemplates": [],
        },
    )


def _numbered(call: Call, repository: Repository, arguments: Arguments) -> Thing | None:
    number = arguments.get("number")
    found = repository.pulls.get(number) if isinstance(number, int) else None
    return pull_thing(call, repository, found) if found else None


def _listed(call: Call, repository: Repository, arguments: Arguments) -> Thing:
    states, head, base = arguments.get("states"), arguments.get("headRefName"), arguments.get("baseRefName")
    wanted = [states] if isinstance(states, str) else states
    found: list[object] = [
        pull_thing(call, repository, pull)
        for pull in sorted(repository.pulls.values(), key=lambda pull: -pull.number)
        if (not isinstance(wanted, list) or state_of(pull) in wanted)
        and head in (None, pull.head_ref)
        and base in (None, pull.base_ref)
    ]
    return connection(found)(arguments)


def state_of(pull: Pull) -> str:
    """GraphQL's three states."""
    return "MERGED" if pull.merged else "OPEN" if pull.open else "CLOSED"


def pull_thing(call: Call, repository: Repository, pull: Pull) -> Thing:
    """A pull request. What costs something is worked out when it is asked for."""
    fields = {**_said(call, repository, pull), **_branches(call, repository, pull), **_reckoned(call, repository, pull)}
    plain = {
        "id": node("PullRequest", pull.id),
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "state": state_of(pull),
        "closed": not pull.open,
        "url": f"{call.base}/{repository.full_name}/pull/{pull.number}",
        "author": account_thing(call, pull.author),
        "createdAt": stamp(pull.created),
        "updatedAt": stamp(pull.updated),
        "closedAt": stamp(pull.closed) if pull.closed else None,
        "mergedAt": stamp(pull.merged) if pull.merged else None,
        "mergedBy": account_thing(call, pull.merged_by) if pull.merged_by else None,
        "isDraft": pull.draft,
        "maintainerCanModify": pull.maintainer_can_modify,
    }
    return Thing("PullRequest", {**plain, **fields})


def _said(call: Call, repository: Repository, pull: Pull) -> dict[str, object]:
    """What people said of it; some of it nobody here ever says."""
    reviews: list[object] = [_review(call, repository, each) for each in pull.reviews if each.state != "PENDING"]
    nothing = dict.fromkeys(("reviewRequests", "assignees", "projectCards", "projectItems"), connection([]))
    return {
        **nothing,
        "comments": connection([_comment(call, repository, pull, each) for each in pull.comments]),
        "reviews": connection(reviews),
        "latestReviews": connection(reviews[-1:]),
        "reviewDecision": _decision(pull),
        "labels": connection([_label(repository, name) for name in pull.labels]),
        "reactionGroups": [],
        "milestone": None,
        "autoMergeRequest": None,
    }


def _branches(call: Call, repository: Repository, pull: Pull) -> dict[str, object]:
    """From where to where."""
    source = call.world.repositories.get(pull.head_repository)
    return {
        "baseRefName": pull.base_ref,
        "baseRef": Thing("Ref", {"name": pull.base_ref, "branchProtectionRule": None}),
        "headRefName": pull.head_ref,
        "headRefOid": pull.head_sha,
        "headRepositoryOwner": account_thing(call, pull.head_owner),
        "headRepository": repository_thing(call, source) if source else None,
        "isCrossRepository": source is not repository,
    }


def _reckoned(call: Call, repository: Repository, pull: Pull) -> dict[str, object]:
    """What git has to be asked for."""
    git = repository.git

    def files() -> list[FileChange]:
        return changes(git, git.merge_base(pull.base_sha, pull.head_sha), pull.head_sha)

    def listed(arguments: Arguments) -> Thing:
        return connection([_file(each) for each in files()])(arguments)

    def commits(arguments: Arguments) -> Thing:
        shas = reversed(git.commits(pull.head_sha, f"^{pull.base_sha}"))
        things = [Thing("PullRequestCommit", {"commit": _commit(call, repository, sha)}) for sha in shas]
        return connection(things)(arguments)

    return {
        "mergeable": lambda _: MERGEABLE[mergeability(call, repository, pull)][0],
        "mergeStateStatus": lambda _: MERGEABLE[mergeability(call, repository, pull)][1],
        "additions": lambda _: sum(each.additions for each in files()),
        "deletions": lambda _: sum(each.deletions for each in files()),
        "changedFiles": lambda _: len(files()),
        "files": listed,
        "commits": commits,
    }


def _file(change: FileChange) -> Thing:
    return Thing("File", {"path": change.path, "additions": change.additions, "deletions": change.deletions})


def _decision(pull: Pull) -> str:
    verdicts = [each.state for each in pull.reviews if each.state in ("APPROVED", "CHANGES_REQUESTED")]
    return verdicts[-1] if verdicts else "REVIEW_REQUIRED"


def _label(repository: Repository, name: str) -> Thing:
    label = repository.labels[name]
    fields = {"id": node("Label", label.id), "name": name, "color": label.color, "description": label.description}
    return Thing("Label", fields)


def _comment(call: Call, repository: Repository, pull: Pull, comment: Comment) -> Thing:
    return Thing(
        "IssueComment",
        {
            "id": node("IssueComment", comment.id),
            "author": account_thing(call, comment.author),
            "authorAssociation": association(call, repository, comment.author),
            "body": comment.body,
            "createdAt": stamp(comment.created),
            "includesCreatedEdit": comment.updated != comment.created,
            "isMinimized": False,
            "minimizedReason": "",
            "reactionGroups": [],
            "url": f"{call.base}/{repository.full_name}/pull/{pull.number}#issuecomment-{comment.id}",
            "viewerDidAuthor": comment.author == call.viewer.login,
        },
    )


def _review(call: Call, repository: Repository, review: Review) -> Thing:
    return Thing(
        "PullRequestReview",
        {
            "id": node("PullRequestReview", review.id),
            "author": account_thing(call, review.author),
            "authorAssociation": association(call, repository, review.author),
            "body": review.body,
            "state": review.state,
            "submittedAt": stamp(review.submitted),
            "commit": Thing("Commit", {"oid": review.commit}),
            "reactionGroups": [],
        },
    )


def _commit(call: Call, repository: Repository, sha: str) -> Thing:
    commit = repository.git.commit(sha)
    headline, _, body = commit.message.partition("\n\n")
    latest = {(each.app, each.name): each for each in repository.checks if each.sha == sha}
    contexts: list[object] = [_check(call, repository, each) for each in latest.values()]
    newest = {each.context: each for each in repository.statuses if each.sha == sha}
    contexts += [_status(each) for each in newest.values()]
    rollup = Thing("StatusCheckRollup", {"contexts": connection(contexts), "state": "PENDING"})
    author = {"name": commit.author.name, "email": commit.author.email, "user": None}
    return Thing(
        "Commit",
        {
            "oid": sha,
            "messageHeadline": headline,
            "messageBody": body,
            "committedDate": stamp(commit.committer.when),
            "authoredDate": stamp(commit.author.when),
            "authors": connection([Thing("GitActor", author)]),
            "statusCheckRollup": rollup if contexts else None,
        },
    )


def _check(call: Call, repository: Repository, run: CheckRun) -> Thing:
    return Thing(
        "CheckRun",
        {
            "name": run.name,
            "status": run.status.upper(),
            "conclusion": run.conclusion.upper() or None,
            "startedAt": stamp(run.started),
            "completedAt": stamp(run.completed) if run.completed else None,
            "detailsUrl": run.url or f"{call.base}/{repository.full_name}/runs/{run.id}",
            "checkSuite": Thing("CheckSuite", {"workflowRun": None}),
            "isRequired": False,
        },
    )


def _status(status: CommitStatus) -> Thing:
    return Thing(
        "StatusContext",
        {
            "context": status.context,
            "state": status.state.upper(),
            "targetUrl": status.url or None,
            "createdAt": stamp(status.created),
            "description": status.description,
            "isRequired": False,
        },
    )
