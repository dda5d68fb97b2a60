"""The few things that GitHub offers in GraphQL only: draft and ready."""

from __future__ import annotations

import base64
import re

from ippub.rehearsal.access import may_write, sign_in
from ippub.rehearsal.answers import Answer, Shape
from ippub.rehearsal.events import changed
from ippub.rehearsal.request import Fields
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.state import Pull, Role

MUTATIONS = {"markPullRequestReadyForReview": False, "convertPullRequestToDraft": True}


def graphql(call: Call) -> Answer:
    account = sign_in(call.viewer)
    fields = call.fields()
    query = fields.text("query")
    for name, draft in MUTATIONS.items():
        if re.search(rf"\b{name}\b", query):
            return _set_draft(call, name, draft, _pull_id(query, fields))
    if re.search(r"\bviewer\b", query):
        viewer: Shape = {"login": account.login, "name": account.name or None}
        return Answer(200, {"data": {"viewer": viewer}})
    return Answer(200, {"errors": [{"type": "NOT_IMPLEMENTED", "message": "The rehearsal does not know this query"}]})


def _pull_id(query: str, fields: Fields) -> str:
    given = fields.inner("variables").inner("input").text("pullRequestId")
    inline = re.search(r'pullRequestId:\s*"([^"]+)"', query)
    return given or (inline[1] if inline else "")


def _set_draft(call: Call, name: str, draft: bool, identity: str) -> Answer:
    found = _find(call, identity)
    if found is None:
        message = f"Could not resolve to a node with the global id of '{identity}'"
        return Answer(
            200, {"data": {name: None}, "errors": [{"type": "NOT_FOUND", "path": [name], "message": message}]}
        )
    repository = next(each for each in call.world.repositories.values() if found in each.pulls.values())
    need = Role.READ if found.author == call.viewer.login else Role.WRITE
    may_write(call.world, call.viewer, repository, need, "pull_requests=write")
    found.draft = draft
    changed(call.world, found)
    shown: Shape = {
        "id": identity,
        "isDraft": draft,
        "number": found.number,
        "url": f"{call.base}/{repository.full_name}/pull/{found.number}",
    }
    return Answer(200, {"data": {name: {"clientMutationId": None, "pullRequest": shown}}})


def _find(call: Call, identity: str) -> Pull | None:
    try:
        number = base64.b64decode(identity).decode().partition("PullRequest:")[2]
    except ValueError:
        return None
    return next((pull for pull in call.world.pulls() if str(pull.id) == number), None)


ROUTES = (Route("POST", "/graphql", graphql),)
