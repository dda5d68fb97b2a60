"""Pull requests and what is said in them as GitHub shows them."""

from __future__ import annotations

from ippub.rehearsal.answers import Shape
from ippub.rehearsal.clock import stamp
from ippub.rehearsal.git.difference import changes
from ippub.rehearsal.request import quoted
from ippub.rehearsal.route import Call
from ippub.rehearsal.shapes.accounts import node, simple_account
from ippub.rehearsal.shapes.repositories import repository_shape, repository_url
from ippub.rehearsal.state import Comment, Label, LineComment, Pull, Repository, Review, Role


def pull_shape(call: Call, repository: Repository, pull: Pull) -> Shape:
    """A pull request in a list."""
    url, page = _pull_url(call, repository, pull), _pull_page(call, repository, pull)
    issue = f"{repository_url(call, repository)}/issues/{pull.number}"
    links = {
        "self": url,
        "html": page,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{repository_url(call, repository)}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{repository_url(call, repository)}/statuses/{pull.head_sha}",
    }
    return {
        "url": url,
        "id": pull.id,
        "node_id": node("PullRequest", pull.id),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue,
        "number": pull.number,
        "state": "open" if pull.open else "closed",
        "locked": False,
        "title": pull.title,
        "user": simple_account(call.base, call.world.account(pull.author)),
        "body": pull.body or None,
        "created_at": stamp(pull.created),
        "updated_at": stamp(pull.updated),
        "closed_at": stamp(pull.closed) if pull.closed else None,
        "merged_at": stamp(pull.merged) if pull.merged else None,
        "merge_commit_sha": pull.merge_sha or None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [label_shape(call, repository, repository.labels[name]) for name in pull.labels],
        "milestone": None,
        "draft": pull.draft,
        **{
            f"{name}_url": links[name]
            for name in ("commits", "review_comments", "review_comment", "comments", "statuses")
        },
        "head": _side(call, pull.head_owner, pull.head_ref, pull.head_sha, pull.head_repository),
        "base": _side(call, repository.owner, pull.base_ref, pull.base_sha, repository.id),
        "_links": {name: {"href": address} for name, address in links.items()},
        "author_association": association(call, repository, pull.author),
        "auto_merge": None,
        "active_lock_reason": None,
    }


def pull_page(call: Call, repository: Repository, pull: Pull) -> Shape:
    """A pull request asked for by itself."""
    files = changes(repository.git, repository.git.merge_base(pull.base_sha, pull.head_sha), pull.head_sha)
    mergeable = mergeability(call, repository, pull)
    state = {None: "unknown", True: "clean", False: "dirty"}[mergeable]
    return {
        **pull_shape(call, repository, pull),
        "merged": pull.merged is not None,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": "draft" if mergeable and pull.draft else state,
        "merged_by": simple_account(call.base, call.world.account(pull.merged_by)) if pull.merged_by else None,
        "comments": len(pull.comments),
        "review_comments": len(pull.line_comments),
        "maintainer_can_modify": pull.maintainer_can_modify,
        "commits": len(repository.git.commits(pull.head_sha, f"^{pull.base_sha}")),
        "additions": sum(each.additions for each in files),
        "deletions": sum(each.deletions for each in files),
        "changed_files": len(files),
    }


def mergeability(call: Call, repository: Repository, pull: Pull) -> bool | None:
    """Whether it merges without conflict; None until that has been worked out, and once it is closed."""
    if not pull.open or call.world.clock.now() < pull.computed_from:
        return None
    return bool(repository.git.merge(repository.git.branch(pull.base_ref), pull.head_sha))


def issue_shape(call: Call, repository: Repository, pull: Pull) -> Shape:
    """A pull request as the issue that it also is."""
    url, page = f"{repository_url(call, repository)}/issues/{pull.number}", _pull_page(call, repository, pull)
    return {
        "url": url,
        "repository_url": repository_url(call, repository),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": page,
        "id": pull.id,
        "node_id": node("PullRequest", pull.id),
        "number": pull.number,
        "title": pull.title,
        "user": simple_account(call.base, call.world.account(pull.author)),
        "labels": [label_shape(call, repository, repository.labels[name]) for name in pull.labels],
        "state": "open" if pull.open else "closed",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": len(pull.comments),
        "created_at": stamp(pull.created),
        "updated_at": stamp(pull.updated),
        "closed_at": stamp(pull.closed) if pull.closed else None,
        "author_association": association(call, repository, pull.author),
        "active_lock_reason": None,
        "draft": pull.draft,
        "pull_request": {
            "url": _pull_url(call, repository, pull),
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": stamp(pull.merged) if pull.merged else None,
        },
        "timeline_url": f"{url}/timeline",
    }


def issue_page(call: Call, repository: Repository, pull: Pull) -> Shape:
    """The same, asked for by itself."""
    closer = simple_account(call.base, call.world.account(pull.closed_by)) if pull.closed_by else None
    return {**issue_shape(call, repository, pull), "body": pull.body or None, "closed_by": closer}


def comment_shape(call: Call, repository: Repository, pull: Pull, comment: Comment) -> Shape:
    """A comment in the conversation."""
    url = repository_url(call, repository)
    return {
        "url": f"{url}/issues/comments/{comment.id}",
        "html_url": f"{_pull_page(call, repository, pull)}#issuecomment-{comment.id}",
        "issue_url": f"{url}/issues/{pull.number}",
        "id": comment.id,
        "node_id": node("IssueComment", comment.id),
        "user": simple_account(call.base, call.world.account(comment.author)),
        "created_at": stamp(comment.created),
        "updated_at": stamp(comment.updated),
        "body": comment.body,
        "author_association": association(call, repository, comment.author),
        "performed_via_github_app": None,
    }


def review_shape(call: Call, repository: Repository, pull: Pull, review: Review) -> Shape:
    """A review."""
    page, url = f"{_pull_page(call, repository, pull)}#pullrequestreview-{review.id}", _pull_url(call, repository, pull)
    shown: Shape = {
        "id": review.id,
        "node_id": node("PullRequestReview", review.id),
        "user": simple_account(call.base, call.world.account(review.author)),
        "body": review.body,
        "state": review.state,
        "html_url": page,
        "pull_request_url": url,
        "author_association": association(call, repository, review.author),
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
        "commit_id": review.commit,
    }
    if review.state != "PENDING":
        shown["submitted_at"] = stamp(review.submitted)
    return shown


def line_comment_shape(call: Call, repository: Repository, pull: Pull, comment: LineComment, line: int) -> Shape:
    """A comment on a line; ``line`` is where that line is now, 0 when it is outdated."""
    url = f"{repository_url(call, repository)}/pulls/comments/{comment.id}"
    page = f"{_pull_page(call, repository, pull)}#discussion_r{comment.id}"
    shown: Shape = {
        "url": url,
        "pull_request_review_id": comment.review,
        "id": comment.id,
        "node_id": node("PullRequestReviewComment", comment.id),
        "diff_hunk": comment.hunk,
        "path": comment.path,
        "commit_id": pull.head_sha if line else comment.original_commit,
        "original_commit_id": comment.original_commit,
        "user": simple_account(call.base, call.world.account(comment.author)),
        "body": comment.body,
        "created_at": stamp(comment.created),
        "updated_at": stamp(comment.updated),
        "html_url": page,
        "pull_request_url": _pull_url(call, repository, pull),
        "author_association": association(call, repository, comment.author),
        "_links": {
            "self": {"href": url},
            "html": {"href": page},
            "pull_request": {"href": _pull_url(call, repository, pull)},
        },
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "line": line or None,
        "original_line": comment.original_line,
        "side": comment.side,
        "original_position": 1,
        "position": 1 if line else None,
        "subject_type": "line",
    }
    if comment.reply_to:
        shown["in_reply_to_id"] = comment.reply_to
    return shown


def label_shape(call: Call, repository: Repository, label: Label) -> Shape:
    """A label."""
    return {
        "id": label.id,
        "node_id": node("Label", label.id),
        "url": f"{repository_url(call, repository)}/labels/{quoted(label.name)}",
        "name": label.name,
        "color": label.color,
        "default": False,
        "description": label.description or None,
    }


def association(call: Call, repository: Repository, login: str) -> str:
    """An account's relation to a repository, in GitHub's words."""
    account = call.world.account(login)
    if account.login == repository.owner:
        return "OWNER"
    role = call.world.role(account, repository)
    if role >= Role.TRIAGE:
        return "MEMBER" if call.world.account(repository.owner).kind == "Organization" else "COLLABORATOR"
    merged = any(pull.merged and pull.author == account.login for pull in repository.pulls.values())
    return "CONTRIBUTOR" if merged else "NONE"


def _side(call: Call, owner: str, ref: str, sha: str, identity: int) -> Shape:
    repository = call.world.repositories.get(identity)
    return {
        "label": f"{owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": simple_account(call.base, call.world.account(owner)),
        "repo": repository_shape(call, repository) if repository else None,
    }


def _pull_url(call: Call, repository: Repository, pull: Pull) -> str:
    return f"{repository_url(call, repository)}/pulls/{pull.number}"


def _pull_page(call: Call, repository: Repository, pull: Pull) -> str:
    return f"{call.base}/{repository.full_name}/pull/{pull.number}"
