"""Where a query begins, and what a mutation does: the same as its sister in REST, by the same rules."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlencode

from ippub.rehearsal.access import may_see, sign_in
from ippub.rehearsal.answers import Refusal
from ippub.rehearsal.events import changed
from ippub.rehearsal.graph.execute import Arguments, Thing, connection
from ippub.rehearsal.graph.things import account_thing, pull_thing, repository_thing
from ippub.rehearsal.rest import issues, pulls, reviews, search
from ippub.rehearsal.route import Call, Handler
from ippub.rehearsal.state import Pull, Repository

Found = tuple[Repository, Pull]


class NotResolved(Exception):
    """An id or a name stands for nothing."""


def query_root(call: Call) -> Thing:
    """The fields of a query."""
    return Thing(
        "Query",
        {
            "viewer": account_thing(call, sign_in(call.viewer).login),
            "repository": lambda arguments: _repository(call, arguments),
            "node": lambda arguments: pull_thing(call, *_find(call, str(arguments.get("id")))),
            "search": lambda arguments: _search(call, arguments),
        },
    )


def _repository(call: Call, arguments: Arguments) -> Thing:
    owner, name = str(arguments.get("owner")), str(arguments.get("name"))
    found = call.world.find(owner, name)
    if found is None:
        raise NotResolved(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    may_see(call.world, call.viewer, found)
    return repository_thing(call, found)


def _search(call: Call, arguments: Arguments) -> Thing:
    text = str(arguments.get("query")).replace("@me", call.viewer.login)
    request = replace(call.request, query=urlencode({"q": text, "per_page": "100"}))
    found = search.found(replace(call, request=request))
    things: list[object] = [pull_thing(call, *each) for each in found]
    return connection(things)(arguments)


def mutation_root(call: Call) -> Thing:
    """The fields of a mutation."""
    return Thing(
        "Mutation",
        {
            "markPullRequestReadyForReview": _on_pull(call, lambda found, _: _set_draft(call, found, draft=False)),
            "convertPullRequestToDraft": _on_pull(call, lambda found, _: _set_draft(call, found, draft=True)),
            "addComment": _on_pull(call, lambda found, given: _comment(call, found, given)),
            "addPullRequestReview": _on_pull(call, lambda found, given: _review(call, found, given)),
            "closePullRequest": _on_pull(
                call, lambda found, _: _rest(call, found, pulls.edit_pull, {"state": "closed"})
            ),
            "reopenPullRequest": _on_pull(
                call, lambda found, _: _rest(call, found, pulls.edit_pull, {"state": "open"})
            ),
            "mergePullRequest": _on_pull(call, lambda found, given: _merge(call, found, given)),
            "updatePullRequest": _on_pull(call, lambda found, given: _edit(call, found, given)),
        },
    )


def _on_pull(call: Call, act: Callable[[Found, Arguments], object]) -> Callable[[Arguments], Thing]:
    def resolve(arguments: Arguments) -> Thing:
        given = arguments.get("input")
        given = given if isinstance(given, dict) else {}
        found = _find(call, str(given.get("pullRequestId") or given.get("subjectId")))
        act(found, given)
        shown = pull_thing(call, *found)
        comments = shown.fields["comments"]
        edges = comments({}).fields["edges"] if callable(comments) else []
        edge = edges[-1] if edges else None
        return Thing("Payload", {"clientMutationId": None, "pullRequest": shown, "commentEdge": edge})

    return resolve


def _find(call: Call, identity: str) -> Found:
    try:
        number = base64.b64decode(identity).decode().partition("PullRequest:")[2]
    except ValueError:
        number = ""
    for repository in call.world.repositories.values():
        for pull in repository.pulls.values():
            if str(pull.id) == number:
                may_see(call.world, call.viewer, repository)
                return repository, pull
    raise NotResolved(f"Could not resolve to a node with the global id of '{identity}'")


def _rest(call: Call, found: Found, handler: Handler, body: object) -> None:
    repository, pull = found
    path = {"owner": repository.owner, "repo": repository.name}
    path |= {"pull_number": str(pull.number), "issue_number": str(pull.number)}
    handler(replace(call, request=replace(call.request, body=json.dumps(body).encode()), path=path))


def _set_draft(call: Call, found: Found, *, draft: bool) -> None:
    repository, pull = found
    call.may_edit(repository, pull.author, "pull_requests=write")
    pull.draft = draft
    changed(call.world, pull)


def _comment(call: Call, found: Found, given: Arguments) -> None:
    _rest(call, found, issues.create_comment, {"body": given.get("body")})


def _review(call: Call, found: Found, given: Arguments) -> None:
    _rest(call, found, reviews.create_review, _some(given, ("event", "body")))


def _merge(call: Call, found: Found, given: Arguments) -> None:
    body = {"merge_method": str(given.get("mergeMethod", "MERGE")).lower(), "commit_title": given.get("commitHeadline")}
    _rest(call, found, pulls.merge_pull, body)


def _edit(call: Call, found: Found, given: Arguments) -> None:
    _rest(call, found, pulls.edit_pull, _some(given, ("title", "body")))


def _some(given: Arguments, names: Iterable[str]) -> dict[str, object]:
    return {name: given[name] for name in names if given.get(name) is not None}


def said(refused: Refusal) -> str:
    """What a refusal of REST says."""
    body = refused.answer.body
    return str(body.get("message")) if isinstance(body, dict) else ""
