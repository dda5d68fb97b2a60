"""PyGithub's objects and exceptions as plain values. Only what the answers always hold is looked at.

PyGithub asks GitHub again, unseen, for every attribute that an answer lacks; so what is taken here is what both the
list and the single object have.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import github
from github.IssueComment import IssueComment
from github.PullRequest import PullRequest as Pull
from github.PullRequestComment import PullRequestComment
from github.PullRequestReview import PullRequestReview

from ippub.forge.faults import Answer
from ippub.forge.port import PullRequest, PullState, Remark


def pull_value(pull: Pull) -> PullRequest:
    """A pull request."""
    state = PullState.MERGED if pull.merged_at else PullState(pull.state)
    return PullRequest(
        number=pull.number,
        url=pull.html_url,
        title=pull.title or "",
        body=pull.body or "",
        state=state,
        author=_login(pull.user),
        head_repository=pull.head.repo.full_name if pull.head.repo else "",
        head_branch=pull.head.ref,
        head_sha=pull.head.sha,
        base_branch=pull.base.ref,
        created=pull.created_at,
        updated=pull.updated_at or pull.created_at,
        draft=bool(pull.draft),
        labels=tuple(label.name for label in pull.labels),
        merged_at=pull.merged_at,
        closed_at=pull.closed_at,
    )


def remark_values(
    comments: Iterable[IssueComment], reviews: Iterable[PullRequestReview], lines: Iterable[PullRequestComment]
) -> tuple[Remark, ...]:
    """Everything said, the oldest first. Reviews that are not submitted yet are nobody's business."""
    found = [
        Remark(
            kind="comment",
            author=_login(comment.user),
            text=comment.body or "",
            when=comment.created_at,
            url=comment.html_url,
            association=comment.author_association or "",
        )
        for comment in comments
    ]
    found += [
        Remark(
            kind="review",
            author=_login(review.user),
            text=review.body or "",
            when=review.submitted_at,
            url=review.html_url,
            verdict=review.state.lower(),
            commit=review.commit_id or "",
            association=review.author_association or "",
        )
        for review in reviews
        if review.state.upper() != "PENDING"
    ]
    found += [
        Remark(
            kind="line",
            author=_login(line.user),
            text=line.body or "",
            when=line.created_at,
            url=line.html_url,
            path=line.path,
            line=line.original_line or 0,
            commit=line.original_commit_id or "",
            association=line.author_association or "",
        )
        for line in lines
    ]
    return tuple(sorted(found, key=lambda remark: remark.when))


def _login(user: Any) -> str:
    """GitHub shows a deleted account as ``ghost``."""
    return user.login if user is not None else "ghost"


def answer_value(error: github.GithubException) -> Answer:
    """What GitHub said when it refused."""
    data = error.data if isinstance(error.data, dict) else {}
    details = data.get("errors")
    errors = [_detail(each) for each in details] if isinstance(details, list) else []
    message = data.get("message")
    headers = {str(name).lower(): str(value) for name, value in (error.headers or {}).items()}
    return Answer(error.status, message if isinstance(message, str) else "", errors, headers)


def _detail(error: object) -> str:
    """One entry of a 422's ``errors``: a text, or an object with resource, field, code and perhaps a message."""
    if not isinstance(error, dict):
        return str(error)
    if error.get("message"):
        return f"{error.get('field') or ''} {error['message']}".strip()
    return " ".join(str(error[key]) for key in ("resource", "field", "code") if error.get(key))


def expiry_value(headers: dict[str, Any]) -> datetime | None:
    """``github-authentication-token-expiration: 2026-12-31 00:00:00 UTC``, for tokens that expire."""
    text = str(headers.get("github-authentication-token-expiration", ""))[:19]
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
