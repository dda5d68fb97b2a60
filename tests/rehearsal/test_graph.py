"""GraphQL by itself: what is asked is answered, and nothing else."""

from __future__ import annotations

import pytest

from ippub.rehearsal import Rehearsal
from ippub.rehearsal.graph.language import BadQuery, parse
from rehearsal.clients import ask

PULL = """
query Pull($owner: String!, $number: Int = 41) { # a comment
  there: repository(owner: $owner, name: "PowerPlatformConnectors") {
    nameWithOwner
    pullRequest(number: $number) { ...part, author { __typename login ... on User { name } ... on Bot { id } } }
  }
}
fragment part on PullRequest { title, files(first: 1) { totalCount nodes { path } } }
"""


@pytest.fixture
def pull(github: Rehearsal) -> str:
    """The node id of an open pull request."""
    github.commit(github.fork("maker").full_name, "b", {"a.txt": "a", "b.txt": "b"})
    body = {"base": "dev", "head": "maker:b", "title": "T"}
    return str(ask(github, "POST", f"/repos/{github.upstream}/pulls", body)[1]["node_id"])  # type: ignore[index]


def query(github: Rehearsal, text: str, *, token: str | None = None, **variables: object) -> object:
    status, shown, _ = ask(github, "POST", "/graphql", {"query": text, "variables": variables}, token=token)
    assert status == 200
    return shown


def test_fields_aliases_fragments_and_variables(github: Rehearsal, pull: str) -> None:
    assert query(github, PULL, owner="microsoft") == {
        "data": {
            "there": {
                "nameWithOwner": "microsoft/PowerPlatformConnectors",
                "pullRequest": {
                    "title": "T",
                    "files": {"totalCount": 2, "nodes": [{"path": "a.txt"}]},
                    "author": {"__typename": "User", "login": "maker", "name": "Mika Maker"},
                },
            }
        }
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ viewer { nickname } }", "Field 'nickname' doesn't exist on type 'User'"),
        ('{ repository(owner: "a", name: "b") { id } }', "Could not resolve to a Repository with the name 'a/b'."),
        ("{ viewer { login }", "Unexpected end of document"),
        ("{ viewer { login ? } }", "Parse error"),
        ("", "A query attribute must be specified"),
    ],
)
def test_what_cannot_be_answered_is_an_error_with_status_200(github: Rehearsal, text: str, message: str) -> None:
    shown = query(github, text)
    assert isinstance(shown, dict)
    assert (shown["data"], len(shown["errors"])) == (None, 1)
    assert message in shown["errors"][0]["message"]


def test_nobody_asks_nothing(github: Rehearsal) -> None:
    assert ask(github, "POST", "/graphql", {"query": "{ viewer { login } }"}, token="")[0] == 401


def test_a_mutation_is_held_to_the_rules_of_rest(github: Rehearsal, pull: str) -> None:
    text = "mutation Merge($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }"
    shown = query(github, text, input={"pullRequestId": pull})
    assert isinstance(shown, dict)
    assert shown["errors"][0]["type"] == "NOT_FOUND"
    done = query(github, text, input={"pullRequestId": pull}, token=github.token("reviewer"))
    assert done == {"data": {"mergePullRequest": {"clientMutationId": None}}}
    assert github.pull(41).merged


def test_values_of_every_kind_are_read() -> None:
    (field,) = parse('{ a(b: [1, -2.5, "x\\"y"], c: {d: null, e: true}, f: OPEN) }').selections
    assert field.arguments == {"b": [1, -2.5, 'x"y'], "c": {"d": None, "e": True}, "f": "OPEN"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["{", "}", "{ a(", "{ a(b: }", "{ a { ... on } }", "query Q(", "fragment f {", "{ 1 }}"]
)
def test_what_is_no_query_is_told(text: str) -> None:
    with pytest.raises(BadQuery):
        parse(text)
