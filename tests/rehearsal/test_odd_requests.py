"""Whatever is sent, the server answers as GitHub would and does not break."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ippub.rehearsal import Rehearsal
from rehearsal.clients import ask
from rehearsal.contract import OPERATIONS, branches

ODD = (None, True, -1, 10**30, "", " ", "\ud800", "\0", "../..", "x" * 70_000, [], [None], [[]], [{}], {}, {"a": 1})

QUERIES = ("", "-1", "0", "x", "%00", "%ff", "9" * 40, "a%20b", "%F0%9F%98%80", "..", "null", "refs%2Fheads%2Fdev")

VALUES = {
    "owner": "maker",
    "repo": "PowerPlatformConnectors",
    "username": "maker",
    "org": "contoso",
    "branch": "dev",
    "ref": "heads/dev",
    "basehead": "dev...maker:b",
    "path": "README.md",
    "pull_number": "41",
    "issue_number": "41",
    "name": "New",
}


@pytest.fixture
def place(github: Rehearsal) -> Rehearsal:
    """A fork that has a pull request of its own, and a token that may do everything."""
    fork = github.fork("maker")
    fork.next_number = 41
    github.commit(fork.full_name, "b", {"a.txt": "a"})
    body = {"base": "dev", "head": "b", "title": "T"}
    assert ask(github, "POST", f"/repos/{fork.full_name}/pulls", body)[0] == 201
    return github


def fill(github: Rehearsal, pattern: str) -> str:
    sha = github.repository().git.branch("dev")
    return re.sub(r"\{(\w+)\}", lambda name: VALUES.get(name[1], sha), pattern)


def bodies(operation: str) -> Iterator[object]:
    """A body with one odd member after another, and bodies that are odd themselves."""
    sound = {"base": "dev", "head": "b", "title": "T", "body": "B", "sha": "0" * 40, "path": "a.txt"}
    names = {name for part in branches(OPERATIONS[operation]["body"]) for name in part.get("properties", {})}
    for name in sorted(names):
        for odd in ODD:
            yield {**{key: value for key, value in sound.items() if key in names}, name: odd}
    yield from ODD


@pytest.mark.parametrize("operation", sorted(name for name, each in OPERATIONS.items() if each["body"]))
def test_odd_bodies_are_refused_or_taken_but_break_nothing(place: Rehearsal, operation: str) -> None:
    method, _, pattern = operation.partition(" ")
    path = fill(place, pattern)
    token = place.token(scopes=frozenset({"repo", "workflow", "delete_repo"}))
    place.observers.clear()  # what is odd enough is not in the description
    for body in bodies(operation):
        status, shown, _ = ask(place, method, path, body, token=token)
        assert status < 500, (body, shown)
    assert ask(place, "GET", "/user", token=token)[0] == 200


@pytest.mark.parametrize("operation", sorted(name for name in OPERATIONS if name.startswith("GET")))
def test_odd_queries_and_paths_break_nothing(place: Rehearsal, operation: str) -> None:
    path = fill(place, operation.partition(" ")[2])
    names = OPERATIONS[operation]["query"] or {"page": {}}
    place.observers.clear()
    for name in names:
        for odd in QUERIES:
            status, shown, _ = ask(place, "GET", f"{path}?{name}={odd}")
            assert status < 500, (name, odd, shown)
    for odd in ("%00", "%ff", "%2e%2e", "9" * 40, "a" * 5000, "-x", "@%7B", "dev~1", "%F0%9F%98%80"):
        status, shown, _ = ask(place, "GET", path.rpartition("/")[0] + "/" + odd)
        assert status < 500, (odd, shown)
