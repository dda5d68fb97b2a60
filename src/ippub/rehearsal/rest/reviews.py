"""Reviews and comments on lines."""

from __future__ import annotations

import difflib
import re

from ippub.rehearsal.answers import Answer, invalid, not_found, refusal
from ippub.rehearsal.events import changed
from ippub.rehearsal.git.difference import changes
from ippub.rehearsal.git.repository import GitRepository
from ippub.rehearsal.git.trees import find
from ippub.rehearsal.paging import page
from ippub.rehearsal.request import Fields
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.pulls import line_comment_shape, review_shape
from ippub.rehearsal.state import Account, LineComment, Pull, Repository, Review, Role

PERMISSION = "pull_requests=write"
STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED", "": "PENDING"}


def list_reviews(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    shown = [each for each in pull.reviews if each.state != "PENDING" or each.author == call.viewer.login]
    return page(call, shown, lambda review: review_shape(call, repository, pull, review))


def create_review(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    account = call.may_write(repository, Role.READ, PERMISSION)
    fields = call.fields()
    event, body = fields.text("event"), fields.text("body")
    if event not in STATES:
        raise invalid("PullRequestReview", "invalid", "event")
    if account.login == pull.author and event in ("APPROVE", "REQUEST_CHANGES"):
        verb = "approve" if event == "APPROVE" else "request changes on"
        raise _simple(f"Can not {verb} your own pull request")
    if event == "REQUEST_CHANGES" and not body.strip():
        raise _simple("Review Can not be blank")
    commit = fields.text("commit_id", pull.head_sha)
    now = call.world.clock.now()
    review = Review(call.world.number(), account.login, body, STATES[event], commit, now)
    comments = [_line_comment(call, repository, pull, review, each) for each in fields.objects("comments")]
    pull.reviews.append(review)
    pull.line_comments += comments
    changed(call.world, pull)
    return Answer(200, review_shape(call, repository, pull, review))


def get_review(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    return Answer(200, review_shape(call, repository, pull, _review(call, pull)))


def submit_review(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    account = call.may_write(repository, Role.READ, PERMISSION)
    review, fields = _review(call, pull), call.fields()
    event = fields.text("event")
    if review.author != account.login or review.state != "PENDING" or not event or event not in STATES:
        raise _simple("Can not submit a pending review")
    review.state, review.body = STATES[event], fields.text("body", review.body)
    review.submitted = call.world.clock.now()
    changed(call.world, pull)
    return Answer(200, review_shape(call, repository, pull, review))


def dismiss_review(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    call.may_write(repository, Role.WRITE, PERMISSION)
    review, fields = _review(call, pull), call.fields()
    fields.need("message")
    review.state = "DISMISSED"
    changed(call.world, pull)
    return Answer(200, review_shape(call, repository, pull, review))


def _review(call: Call, pull: Pull) -> Review:
    found = next((each for each in pull.reviews if str(each.id) == call.path["review_id"]), None)
    if found is None:
        raise not_found()
    return found


def list_line_comments(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    return page(call, pull.line_comments, lambda comment: _show(call, repository, pull, comment))


def _found(call: Call, repository: Repository) -> tuple[Pull, LineComment]:
    for pull in repository.pulls.values():
        for comment in pull.line_comments:
            if str(comment.id) == call.path["comment_id"]:
                return pull, comment
    raise not_found()


def get_line_comment(call: Call) -> Answer:
    repository = call.repository()
    return Answer(200, _show(call, repository, *_found(call, repository)))


def edit_line_comment(call: Call) -> Answer:
    repository = call.repository()
    pull, comment = _found(call, repository)
    call.may_edit(repository, comment.author, PERMISSION)
    fields = call.fields()
    fields.need("body")
    comment.body, comment.updated = fields.text("body"), call.world.clock.now()
    changed(call.world, pull)
    return Answer(200, _show(call, repository, pull, comment))


def create_line_comment(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    account = call.may_write(repository, Role.READ, PERMISSION)
    fields = call.fields()
    fields.need("body")
    if fields.number("in_reply_to"):
        return _reply(call, repository, pull, account, fields.number("in_reply_to"))
    fields.need("commit_id", "path")
    now = call.world.clock.now()
    review = Review(call.world.number(), account.login, "", "COMMENTED", fields.text("commit_id"), now)
    comment = _line_comment(call, repository, pull, review, fields)
    pull.reviews.append(review)
    pull.line_comments.append(comment)
    changed(call.world, pull)
    shown = _show(call, repository, pull, comment)
    return Answer(201, shown)


def reply_to_line_comment(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    account = call.may_write(repository, Role.READ, PERMISSION)
    call.fields().need("body")
    number = call.path["comment_id"]
    return _reply(call, repository, pull, account, int(number) if number.isdecimal() else 0)


def _reply(call: Call, repository: Repository, pull: Pull, account: Account, number: int) -> Answer:
    first = next((each for each in pull.line_comments if each.id == number), None)
    if first is None:
        raise not_found()
    now = call.world.clock.now()
    review = Review(call.world.number(), account.login, "", "COMMENTED", pull.head_sha, now)
    comment = LineComment(
        call.world.number(),
        review.id,
        account.login,
        call.fields().text("body"),
        first.path,
        first.original_line,
        first.original_commit,
        first.side,
        first.hunk,
        now,
        now,
        reply_to=first.reply_to or first.id,
    )
    pull.reviews.append(review)
    pull.line_comments.append(comment)
    changed(call.world, pull)
    return Answer(201, _show(call, repository, pull, comment))


def _line_comment(call: Call, repository: Repository, pull: Pull, review: Review, fields: Fields) -> LineComment:
    path, line, side = fields.text("path"), fields.number("line"), fields.text("side", "RIGHT")
    git = repository.git
    commit = fields.text("commit_id", review.commit)
    if git.store.kind(commit) != "commit":
        raise invalid("PullRequestReviewComment", "invalid", "commit_id")
    patches = {each.path: each.patch for each in changes(git, git.merge_base(pull.base_sha, commit), commit)}
    if path not in patches:
        raise invalid("PullRequestReviewComment", "custom", "pull_request_review_thread.path", "is invalid")
    hunk = _hunk(patches[path], line, side)
    if not hunk:
        field_name = "pull_request_review_thread.line"
        raise invalid("PullRequestReviewComment", "custom", field_name, f"{field_name} must be part of the diff")
    now = call.world.clock.now()
    text = fields.text("body")
    return LineComment(call.world.number(), review.id, review.author, text, path, line, commit, side, hunk, now, now)


def _hunk(patch: str, line: int, side: str) -> str:
    """The patch from the head of its hunk to a line of the new (RIGHT) or old (LEFT) file, "" when it is not in it."""
    taken: list[str] = []
    old = new = 0
    for row in patch.split("\n"):
        head = re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@", row)
        if head:
            old, new, taken = int(head[1]), int(head[2]), [row]
            continue
        taken.append(row)
        on_right, on_left = not row.startswith("-"), not row.startswith("+")
        if (side == "RIGHT" and on_right and new == line) or (side == "LEFT" and on_left and old == line):
            return "\n".join(taken)
        new += on_right
        old += on_left
    return ""


def _show(call: Call, repository: Repository, pull: Pull, comment: LineComment) -> object:
    line = line_now(repository.git, comment, pull.head_sha)
    return line_comment_shape(call, repository, pull, comment, line)


def line_now(git: GitRepository, comment: LineComment, head: str) -> int:
    """Where the commented line is in ``head``; 0 when it was changed or is gone."""
    if comment.original_commit == head:
        return comment.original_line
    old, new = _lines(git, comment.original_commit, comment.path), _lines(git, head, comment.path)
    for match in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        offset = comment.original_line - 1 - match.a
        if 0 <= offset < match.size:
            return match.b + offset + 1
    return 0


def _lines(git: GitRepository, commit: str, path: str) -> list[str]:
    entry = find(git.store, git.tree_of(commit), path)
    return git.store.read(entry.sha)[1].decode("utf-8", "replace").split("\n") if entry else []


def _simple(message: str) -> Exception:
    """A 422 whose errors are sentences, as reviews have it."""
    refused = refusal(422, "Unprocessable Entity")
    body = refused.answer.body
    if isinstance(body, dict):
        body["errors"] = [message]
    return refused


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews", list_reviews),
    Route("POST", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews", create_review),
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}", get_review),
    Route("POST", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events", submit_review),
    Route("PUT", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals", dismiss_review),
    Route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/comments", list_line_comments),
    Route("POST", "/repos/{owner}/{repo}/pulls/{pull_number}/comments", create_line_comment),
    Route("GET", "/repos/{owner}/{repo}/pulls/comments/{comment_id}", get_line_comment),
    Route("PATCH", "/repos/{owner}/{repo}/pulls/comments/{comment_id}", edit_line_comment),
    Route("POST", "/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies", reply_to_line_comment),
)
