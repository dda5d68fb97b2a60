"""Who may do what: kinds of tokens, scopes, roles, and what organisations forbid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from github import BadCredentialsException, GithubException, UnknownObjectException

from ippub.rehearsal import Rehearsal, TokenKind
from rehearsal.clients import ask, push_file, sign_in

NAME = "maker/PowerPlatformConnectors"


def test_the_kinds_are_told_by_their_prefixes(github: Rehearsal) -> None:
    prefixes = {kind: github.token(kind=kind).partition("rehearsal")[0] for kind in TokenKind}
    assert prefixes == {
        TokenKind.CLASSIC: "ghp_",
        TokenKind.FINE_GRAINED: "github_pat_",
        TokenKind.OAUTH: "gho_",
        TokenKind.APP: "ghs_",
    }


def test_a_token_does_not_show_its_secret(github: Rehearsal) -> None:
    token = github.issue()
    assert token.secret not in repr(token)
    assert token.secret not in repr(github.maintainer())


def test_an_unknown_or_expired_token_is_a_bad_credential(github: Rehearsal) -> None:
    with pytest.raises(BadCredentialsException):
        sign_in(github, "ghp_nonsense").get_user().login  # noqa: B018 - it is asked for here
    token = github.token(days=1)
    assert sign_in(github, token).get_user().login == "maker"
    github.clock.advance(timedelta(days=1).total_seconds())
    with pytest.raises(BadCredentialsException):
        sign_in(github, token).get_user().login  # noqa: B018 - it is asked for here


def test_the_headers_tell_scopes_and_end_of_a_token(github: Rehearsal) -> None:
    headers = ask(github, "GET", "/user", token=github.token(days=30))[2]
    assert headers["x-oauth-scopes"] == "public_repo, workflow"
    assert headers["github-authentication-token-expiration"] == "2026-12-02 09:00:00 UTC"
    fine = ask(github, "GET", "/user", token=github.token(kind=TokenKind.FINE_GRAINED))[2]
    assert "x-oauth-scopes" not in fine


def test_nobody_may_read_but_not_write(github: Rehearsal) -> None:
    assert ask(github, "GET", f"/repos/{github.upstream}", token="")[0] == 200
    assert ask(github, "GET", "/user", token="")[0] == 401
    status, shown, _ = ask(github, "POST", f"/repos/{github.upstream}/forks", token="")
    assert (status, shown["message"]) == (401, "Requires authentication")  # type: ignore[index]


def test_a_fine_grained_token_does_all_but_the_pull_request(github: Rehearsal) -> None:
    hub = sign_in(github, github.token(kind=TokenKind.FINE_GRAINED))
    upstream = hub.get_repo(github.upstream)
    fork = upstream.create_fork()
    push_file(fork, "b", upstream.get_branch("dev").commit.sha, "a.txt", "a")
    with pytest.raises(GithubException, match="Resource not accessible by personal access token") as caught:
        upstream.create_pull("dev", "maker:b", title="T", body="")
    assert caught.value.status == 403
    assert caught.value.headers is not None
    assert caught.value.headers["x-accepted-github-permissions"] == "pull_requests=write"


def test_without_a_scope_nothing_is_there_to_write_to(github: Rehearsal) -> None:
    github.fork("maker")
    token = github.token(scopes=frozenset({"read:user"}))
    with pytest.raises(UnknownObjectException) as caught:
        sign_in(github, token).get_repo(NAME).create_git_blob("a", "utf-8")
    assert caught.value.headers is not None
    assert "public_repo" in caught.value.headers["x-accepted-oauth-scopes"]


def test_a_long_lived_classic_token_may_not_even_read(github: Rehearsal) -> None:
    assert sign_in(github, github.token(days=90)).get_repo(github.upstream).id
    with pytest.raises(GithubException, match="lifetime is greater than 90 days"):
        sign_in(github, github.token(days=91)).get_repo(github.upstream)


def test_an_app_that_was_not_approved_may_not_read(github: Rehearsal) -> None:
    ours = github.issue(kind=TokenKind.OAUTH, restricted=True).secret
    with pytest.raises(GithubException, match="OAuth App access restrictions"):
        sign_in(github, ours).get_repo(github.upstream)
    assert sign_in(github, github.token(kind=TokenKind.OAUTH)).get_repo(github.upstream).id


def test_a_token_that_must_be_authorised_says_where(github: Rehearsal) -> None:
    token = github.issue(sso="https://github.com/orgs/microsoft/sso?authorization_request=A").secret
    status, shown, headers = ask(github, "GET", f"/repos/{github.upstream}", token=token)
    assert status == 403
    assert "SAML" in shown["message"]  # type: ignore[index]
    assert headers["x-github-sso"].startswith("required; url=https://github.com/orgs/microsoft/sso")


def test_a_managed_account_may_not_contribute(github: Rehearsal) -> None:
    github.fork("maker")
    github.world.account("maker").managed = True
    with pytest.raises(GithubException, match="Enterprise Managed User"):
        sign_in(github).get_repo(github.upstream).create_fork()


def test_labels_and_merging_are_not_for_everybody(github: Rehearsal) -> None:
    fork = github.fork("maker")
    github.commit(fork.full_name, "b", {"a.txt": "a"})
    pull = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:b", title="T", body="")
    with pytest.raises(GithubException) as label:
        pull.add_to_labels("New")
    with pytest.raises(GithubException) as merge:
        pull.merge()
    assert (label.value.status, merge.value.status) == (403, 404)
    neighbour = sign_in(github, github.token("neighbour")).get_repo(github.upstream)
    with pytest.raises(GithubException) as edit:
        neighbour.get_pull(pull.number).edit(title="Mine")
    assert edit.value.status == 403
    assert neighbour.get_pull(pull.number).create_issue_comment("Hello").id


def test_another_s_repository_takes_no_writes(github: Rehearsal) -> None:
    github.fork("maker")
    with pytest.raises(UnknownObjectException):
        sign_in(github, github.token("neighbour")).get_repo(NAME).create_git_blob("a", "utf-8")


def test_an_archived_repository_is_read_only(github: Rehearsal) -> None:
    github.fork("maker").archived = True
    with pytest.raises(GithubException, match="archived"):
        sign_in(github).get_repo(NAME).create_git_blob("a", "utf-8")


def test_only_an_app_makes_check_runs(github: Rehearsal) -> None:
    upstream = sign_in(github).get_repo(github.upstream)
    tip = upstream.get_branch("dev").commit.sha
    with pytest.raises(GithubException, match="authenticate via a GitHub App"):
        upstream.create_check_run("build", tip)
    app = github.token("microsoft-github-policy-service[bot]", kind=TokenKind.APP)
    run = sign_in(github, app).get_repo(github.upstream).create_check_run("build", tip, status="in_progress")
    run.edit(status="completed", conclusion="failure", output={"title": "No", "summary": "Broken"})
    runs = upstream.get_commit(tip).get_check_runs()
    assert [(each.name, each.conclusion) for each in runs] == [("build", "failure")]


def test_a_private_repository_is_not_there_for_others(github: Rehearsal) -> None:
    github.fork("maker").private = True
    with pytest.raises(UnknownObjectException):
        sign_in(github, github.token("neighbour")).get_repo(NAME)
    assert ask(github, "GET", f"/{NAME}.git/info/refs?service=git-upload-pack", token="")[0] == 401
