"""The search for pull requests. It learns of changes late, and so proves nothing."""

from __future__ import annotations

import re

from ippub.rehearsal.answers import Answer, Shape, invalid
from ippub.rehearsal.paging import page
from ippub.rehearsal.route import Call, Route
from ippub.rehearsal.shapes.pulls import issue_shape
from ippub.rehearsal.state import Pull, Repository

WORD = re.compile(r'(-?)(?:(\w+):)?("[^"]*"|\S+)')
LONGEST_QUERY = 256
MOST_RESULTS = 1000

Found = tuple[Repository, Pull]


def search_issues(call: Call) -> Answer:
    matches = found(call)
    answer = page(call, matches[:MOST_RESULTS], lambda each: _item(call, each), wrap="items")
    body = answer.body if isinstance(answer.body, dict) else {}
    shown: Shape = {**body, "total_count": len(matches), "incomplete_results": False, "search_type": "lexical"}
    return Answer(200, shown, answer.headers)


def found(call: Call) -> list[Found]:
    """What the query finds by now, the newest first. Refuses (422) what is no query."""
    query = call.request.arguments.get("q", "")
    if not query.strip():
        raise invalid("Search", "missing", "q")
    if len(query) > LONGEST_QUERY:
        raise invalid("Search", "invalid", "q", "The search is longer than 256 characters.")
    terms = [(bool(no), name.lower(), value.strip('"')) for no, name, value in WORD.findall(query)]
    for _, name, value in terms:
        if name == "repo" and call.world.find(*_halves(value)) is None:
            message = (
                "The listed users and repositories cannot be searched either because the resources do not exist or "
                "you do not have permission to view them."
            )
            raise invalid("Search", "invalid", "q", message)
    inside = {value for _, name, value in terms if name == "in"} or {"title", "body", "comments"}
    now = call.world.clock.now()
    matches = [
        (repository, pull)
        for repository in call.world.repositories.values()
        if not repository.private
        for pull in repository.pulls.values()
        if now >= pull.indexed_from and all(_fits(repository, pull, term, inside) for term in terms)
    ]
    matches.sort(key=lambda each: each[1].created, reverse=call.request.arguments.get("order", "desc") == "desc")
    return matches


def _item(call: Call, match: Found) -> Shape:
    repository, pull = match
    return {**issue_shape(call, repository, pull), "body": pull.body, "score": 1.0}


def _fits(repository: Repository, pull: Pull, term: tuple[bool, str, str], inside: set[str]) -> bool:
    no, name, value = term
    return _holds(repository, pull, name, value, inside) != no


def _holds(repository: Repository, pull: Pull, name: str, value: str, inside: set[str]) -> bool:
    low = value.lower()
    match name:
        case "repo":
            return repository.full_name.lower() == low
        case "org" | "user":
            return repository.owner.lower() == low
        case "author":
            return pull.author.lower() == low
        case "head":
            return pull.head_ref == value
        case "base":
            return pull.base_ref == value
        case "label":
            return value in pull.labels
        case "state" | "is" | "type":
            return _is(pull, low)
        case "review-requested" | "assignee":
            return False
        case "":
            return low in _text(pull, inside)
    return True


def _is(pull: Pull, word: str) -> bool:
    known = {
        "open": pull.open,
        "closed": not pull.open,
        "merged": pull.merged is not None,
        "unmerged": pull.merged is None,
        "draft": pull.draft,
        "issue": False,
    }
    return known.get(word, True)


def _text(pull: Pull, inside: set[str]) -> str:
    parts = [pull.title] if "title" in inside else []
    if "body" in inside:
        parts.append(pull.body)
    if "comments" in inside:
        parts += [comment.body for comment in pull.comments]
    return "\n".join(parts).lower()


def _halves(name: str) -> tuple[str, str]:
    owner, _, repository = name.partition("/")
    return owner, repository


ROUTES = (Route("GET", "/search/issues", search_issues),)
