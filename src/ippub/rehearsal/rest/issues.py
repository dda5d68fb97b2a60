"""The conversation of a pull request and its labels, which GitHub keeps with its issues."""

from __future__ import annotations

from ippub.rehearsal.answers import Answer, invalid, not_found
from ippub.rehearsal.events import add_comment, changed, commented
from ippub.rehearsal.paging import page
from ippub.rehearsal.rest.contents import since
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.pulls import comment_shape, issue_page, issue_shape, label_shape
from ippub.rehearsal.state import Comment, Label, Pull, Repository, Role

PERMISSION = "issues=write"
LONGEST_BODY = 65_536
"""Characters of a comment or a description."""


def get_issue(call: Call) -> Answer:
    repository = call.repository()
    return Answer(200, issue_page(call, repository, call.pull(repository)))


def list_issues(call: Call) -> Answer:
    repository = call.repository()
    state = call.request.arguments.get("state", "open")
    found = [each for each in repository.pulls.values() if state == "all" or each.open == (state == "open")]
    return page(call, found[::-1], lambda pull: issue_shape(call, repository, pull))


def list_comments(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    after = since(call.request.arguments.get("since", ""))
    shown = [each for each in pull.comments if after is None or each.updated >= after]
    return page(call, shown, lambda comment: comment_shape(call, repository, pull, comment))


def create_comment(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    account = call.may_write(repository, Role.READ, PERMISSION)
    fields = call.fields()
    fields.need("body")
    text = fields.text("body")
    if not text.strip():
        raise invalid("IssueComment", "unprocessable", "data", "Body cannot be blank")
    if len(text) > LONGEST_BODY:
        raise invalid("IssueComment", "unprocessable", "data", "Body is too long (maximum is 65536 characters)")
    comment = add_comment(call.world, pull, account.login, text)
    commented(call.world, repository, pull, comment)
    shown = comment_shape(call, repository, pull, comment)
    return Answer(201, shown, {"Location": str(shown["url"])})


def _comment(call: Call, repository: Repository) -> tuple[Pull, Comment]:
    for pull in repository.pulls.values():
        for comment in pull.comments:
            if str(comment.id) == call.path["comment_id"]:
                return pull, comment
    raise not_found()


def get_comment(call: Call) -> Answer:
    repository = call.repository()
    return Answer(200, comment_shape(call, repository, *_comment(call, repository)))


def edit_comment(call: Call) -> Answer:
    repository = call.repository()
    pull, comment = _comment(call, repository)
    call.may_edit(repository, comment.author, PERMISSION)
    fields = call.fields()
    fields.need("body")
    comment.body, comment.updated = fields.text("body"), call.world.clock.now()
    changed(call.world, pull)
    return Answer(200, comment_shape(call, repository, pull, comment))


def delete_comment(call: Call) -> Answer:
    repository = call.repository()
    pull, comment = _comment(call, repository)
    call.may_edit(repository, comment.author, PERMISSION)
    pull.comments.remove(comment)
    return Answer(204)


def list_labels(call: Call) -> Answer:
    repository = call.repository()
    return page(call, list(repository.labels.values()), lambda label: label_shape(call, repository, label))


def list_pull_labels(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    names = [repository.labels[name] for name in pull.labels]
    return page(call, names, lambda label: label_shape(call, repository, label))


def add_labels(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    call.may_write(repository, Role.TRIAGE, PERMISSION)
    for name in _names(call):
        label = repository.labels.setdefault(name, Label(call.world.number(), name, "ededed"))
        if label.name not in pull.labels:
            pull.labels.append(label.name)
    changed(call.world, pull)
    return Answer(200, [label_shape(call, repository, repository.labels[name]) for name in pull.labels])


def _names(call: Call) -> list[str]:
    """The names in the body: an array, or an object that holds one."""
    value = call.request.json()
    if isinstance(value, dict):
        value = value.get("labels")
    if not isinstance(value, list):
        raise invalid("Label", "missing_field", "labels")
    names = [each if isinstance(each, str) else each.get("name") if isinstance(each, dict) else None for each in value]
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise invalid("Label", "invalid", "name")
    return [str(name) for name in names]


def remove_label(call: Call) -> Answer:
    repository = call.repository()
    pull = call.pull(repository)
    call.may_write(repository, Role.TRIAGE, PERMISSION)
    name = call.path["name"]
    if name not in pull.labels:
        raise not_found()
    pull.labels.remove(name)
    changed(call.world, pull)
    return Answer(200, [label_shape(call, repository, repository.labels[each]) for each in pull.labels])


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/issues", list_issues),
    Route("GET", "/repos/{owner}/{repo}/issues/{issue_number}", get_issue),
    Route("GET", "/repos/{owner}/{repo}/issues/{issue_number}/comments", list_comments),
    Route("POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", create_comment),
    Route("GET", "/repos/{owner}/{repo}/issues/comments/{comment_id}", get_comment),
    Route("PATCH", "/repos/{owner}/{repo}/issues/comments/{comment_id}", edit_comment),
    Route("DELETE", "/repos/{owner}/{repo}/issues/comments/{comment_id}", delete_comment),
    Route("GET", "/repos/{owner}/{repo}/labels", list_labels),
    Route("GET", "/repos/{owner}/{repo}/issues/{issue_number}/labels", list_pull_labels),
    Route("POST", "/repos/{owner}/{repo}/issues/{issue_number}/labels", add_labels),
    Route("DELETE", "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", remove_label),
)
