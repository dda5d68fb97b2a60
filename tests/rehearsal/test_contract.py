"""The contract is worth something: what GitHub would not say or take is noticed."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import Any

import pytest

from ippub.rehearsal import Exchange, Rehearsal
from ippub.rehearsal.git.trees import find
from ippub.rehearsal.rest.table import ROUTES
from rehearsal.clients import ask, push_file, sign_in
from rehearsal.contract import OPERATIONS, violations


@pytest.fixture
def exchange(github: Rehearsal) -> Exchange:
    """A pull request that was opened as it should be."""
    upstream = sign_in(github).get_repo(github.upstream)
    fork = upstream.create_fork()
    push_file(fork, "b", upstream.get_branch("dev").commit.sha, "a.txt", "a")
    upstream.create_pull("dev", "maker:b", title="T", body="B")
    return github.log[-1]


def changed(exchange: Exchange, part: str, change: dict[str, Any]) -> Exchange:
    value = copy.deepcopy(getattr(exchange, part))
    for name, new in change.items():
        if new is KeyError:
            del value[name]
        else:
            value[name] = new
    return replace(exchange, **{part: value})


def test_an_exchange_as_it_should_be_has_no_violation(exchange: Exchange) -> None:
    assert exchange.route == "/repos/{owner}/{repo}/pulls"
    assert not violations(exchange)


@pytest.mark.parametrize(
    ("part", "change", "complaint"),
    [
        ("answer", {"merged_at": KeyError}, '"merged_at" is a required property'),
        ("answer", {"mergable": True}, "answer/mergable is not known to GitHub"),
        ("answer", {"number": "41"}, 'answer/number "41" is not of type "integer"'),
        ("answer", {"created_at": "yesterday"}, "answer/created_at"),
        ("sent", {"maintainer_can_modifiy": True}, "body/maintainer_can_modifiy is not known to GitHub"),
        ("sent", {"base": KeyError}, '"base" is a required property'),
        ("sent", {"draft": "no"}, "body/draft"),
    ],
)
def test_a_wrong_member_is_a_violation(exchange: Exchange, part: str, change: dict[str, Any], complaint: str) -> None:
    found = violations(changed(exchange, part, change))
    assert len(found) == 1
    assert complaint in found[0]


def test_a_member_that_github_does_not_know_is_found_deep_inside(exchange: Exchange) -> None:
    answer = copy.deepcopy(exchange.answer)
    answer["head"]["repo"]["owner"]["nickname"] = "m"  # type: ignore[index]
    assert "answer/head/repo/owner/nickname is not known" in violations(replace(exchange, answer=answer))[0]


def test_an_undescribed_status_or_parameter_is_a_violation(exchange: Exchange) -> None:
    assert "status 202, which is not described" in violations(replace(exchange, status=202))[0]
    assert "?stat is no parameter" in violations(replace(exchange, query="stat=all"))[0]


def test_the_fixture_watches_a_server(github: Rehearsal) -> None:
    seen: list[str] = []
    github.observers.append(lambda each: seen.extend(violations(replace(each, status=299))))
    ask(github, "GET", "/user")
    assert len(seen) == 1


READS = sorted(name for name in OPERATIONS if name.startswith("GET "))


@pytest.mark.parametrize("operation", READS)
def test_every_read_answers_as_described(github: Rehearsal, operation: str) -> None:
    """On a pull request that has a little of everything."""
    values = furnish(github)
    pattern = operation.partition(" ")[2]
    values |= {"comment_id": str(github.pull(41).line_comments[0].id)} if "/pulls/comments" in pattern else {}
    values |= {"ref": "heads/dev"} if "/git/" in pattern else {}
    path = re.sub(r"\{(\w+)\}", lambda name: values[name[1]], pattern)
    query = f"?q=repo:{github.upstream}" if path == "/search/issues" else ""
    who = "maker" if path.startswith("/user/") else "reviewer"
    status, shown, _ = ask(github, "GET", path + query, token=github.token(who))
    # Whether it is merged is answered with a status alone.
    assert status == (404 if path.endswith("/merge") else 200), shown
    assert shown


def furnish(github: Rehearsal) -> dict[str, str]:
    """A pull request with comments, reviews, labels, checks and statuses; the values of the names in paths."""
    fork = github.fork("maker")
    head = github.commit(fork.full_name, "b", {"a.txt": "a\n"})
    number = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:b", title="T", body="B").number
    reviewer = github.maintainer()
    reviewer.label(number, "New")
    reviewer.request_changes(number, "No", ("a.txt", 1, "Why?"))
    reviewer.status(head, "success", "build")
    pull, git = github.pull(number), github.repository().git
    blob = find(git.store, git.tree_of(head), "a.txt")
    assert blob is not None
    return {
        "owner": "microsoft",
        "repo": "PowerPlatformConnectors",
        "username": "maker",
        "org": "contoso",
        "pull_number": str(number),
        "issue_number": str(number),
        "review_id": str(pull.reviews[0].id),
        "check_run_id": str(github.repository().checks[0].id),
        "branch": "dev",
        "basehead": "dev...maker:b",
        "path": "README.md",
        "ref": head,
        "commit_sha": head,
        "tree_sha": head,
        "file_sha": blob.sha,
        "comment_id": str(pull.comments[0].id),
    }


def test_every_route_is_described_but_for_three() -> None:
    names = {f"{route.method} {route.pattern}" for route in ROUTES}
    assert names - OPERATIONS.keys() == {
        "GET /repos/{owner}/{repo}/contents",
        "GET /repos/{owner}/{repo}/statuses/{sha}",
        "POST /graphql",
    }
    assert not OPERATIONS.keys() - names
