"""Every refusal that was seen in public threads is recognised, and says what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ippub.errors import EXIT_ENVIRONMENT, EXIT_SIGN_IN
from ippub.forge.advice import ADVICE
from ippub.forge.faults import Answer, Asked, FaultKind, ForgeFault, duration, explain, explain_network
from ippub.forge.token import Token

CLASSIC = Token("ghp_0123456789abcdefABCDEF0123456789abcd", "the variable GH_TOKEN")
FINE = Token("github_pat_11AAAAAAA0123456789_bbbbbbbbbbbb", "the variable IPPUB_TOKEN")
GH = Token("gho_16C7e42F292c6912E7710c838347Ae178B4a", "`gh auth token`")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def asked(verb: str = "POST", purpose: str = "open the pull request", token: Token = CLASSIC) -> Asked:
    return Asked(verb, purpose, "microsoft/PowerPlatformConnectors", "github.com", token)


SEEN: list[tuple[FaultKind, Answer, Asked, str]] = [
    (FaultKind.BAD_TOKEN, Answer(401, "Bad credentials"), asked("GET"), "GH_TOKEN"),
    (
        FaultKind.MISSING_SCOPE,
        Answer(404, "Not Found", headers={"x-oauth-scopes": "read:org", "x-accepted-oauth-scopes": "repo"}),
        asked(purpose="fork"),
        "public_repo",
    ),
    (
        FaultKind.FINE_GRAINED,
        Answer(403, "Resource not accessible by personal access token"),
        asked(token=FINE),
        "browser",
    ),
    (FaultKind.FINE_GRAINED, Answer(404, "Not Found"), asked(token=FINE), "browser"),
    (
        FaultKind.TOKEN_LIFETIME,
        Answer(
            403,
            "The 'Microsoft Open Source' enterprise forbids access via a personal access tokens (classic) if the "
            "token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL",
        ),
        asked("GET"),
        "90 days",
    ),
    (
        FaultKind.OAUTH_RESTRICTED,
        Answer(
            403,
            "Although you appear to have the correct authorization credentials, the `microsoft` organization has"
            " enabled OAuth App access restrictions, meaning that data access to third-parties is limited.",
        ),
        asked(token=GH),
        "classic token",
    ),
    (
        FaultKind.SINGLE_SIGN_ON,
        Answer(
            403,
            "Resource protected by organization SAML enforcement.",
            headers={"x-github-sso": "required; url=https://github.com/orgs/microsoft/sso?authorization_request=AB"},
        ),
        asked("GET"),
        "https://github.com/orgs/microsoft/sso?authorization_request=AB",
    ),
    (
        FaultKind.MANAGED_USER,
        Answer(403, "As an Enterprise Managed User, you cannot access this content"),
        asked(purpose="fork"),
        "personal GitHub account",
    ),
    (
        FaultKind.ARCHIVED,
        Answer(403, "Repository was archived so is read-only."),
        asked(purpose="make a branch"),
        "unarchive",
    ),
    (
        FaultKind.BLOCKED,
        Answer(403, "You have been blocked by this organization; blocked from commenting"),
        asked(),
        "owner",
    ),
    (FaultKind.FORBIDDEN, Answer(403, "Must have admin rights to Repository."), asked("PATCH"), "doctor"),
    (FaultKind.NOT_FOUND, Answer(404, "Not Found"), asked("GET", "read the repository"), "Check the name"),
    (
        FaultKind.PRIMARY_LIMIT,
        Answer(
            403,
            "API rate limit exceeded for user ID 1.",
            headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 719)},
        ),
        asked("GET"),
        "12 minutes",
    ),
    (
        FaultKind.PRIMARY_LIMIT,
        Answer(429, "Too many requests", headers={"x-ratelimit-remaining": "0", "retry-after": "30"}),
        asked("GET"),
        "30 seconds",
    ),
    (
        FaultKind.SECONDARY_LIMIT,
        Answer(
            403,
            "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
            "Please retry your request again later.",
        ),
        asked(),
        "60 seconds",
    ),
    (FaultKind.SECONDARY_LIMIT, Answer(429, "", headers={"retry-after": "7"}), asked(), "7 seconds"),
    (FaultKind.SECONDARY_LIMIT, Answer(422, "Validation Failed", ["was submitted too quickly"]), asked(), "60 seconds"),
    (
        FaultKind.WORKFLOW_SCOPE,
        Answer(
            422,
            "refusing to allow a Personal Access Token to create or update workflow `.github/workflows/a.yml`"
            " without `workflow` scope",
        ),
        asked(purpose="make a branch"),
        "-s workflow",
    ),
    (
        FaultKind.WORKFLOW_SCOPE,
        Answer(403, "maker does not have the correct permissions to execute `CreateRef`"),
        asked(purpose="make a branch"),
        "Sync fork",
    ),
    (FaultKind.DIVERGED, Answer(409, "There are merge conflicts"), asked(), "Nothing was overwritten"),
    (FaultKind.FORK_NOT_READY, Answer(409, "Git Repository is empty."), asked("GET"), "five minutes"),
    (FaultKind.FORK_NOT_READY, Answer(422, "Tree SHA does not exist"), asked(), "five minutes"),
    (FaultKind.FORK_NOT_READY, Answer(422, "Object does not exist"), asked(), "five minutes"),
    (
        FaultKind.FORK_COLLABORATION,
        Answer(422, "Validation Failed", ["fork_collab Fork collab can't be granted by someone without permission"]),
        asked(),
        "without that",
    ),
    (
        FaultKind.PULL_EXISTS,
        Answer(422, "Validation Failed", ["A pull request already exists for maker:ippub/contoso."]),
        asked(),
        "takes that pull request up",
    ),
    (
        FaultKind.NO_COMMITS,
        Answer(422, "Validation Failed", ["No commits between microsoft:dev and maker:ippub/contoso"]),
        asked(),
        "ippub status",
    ),
    (
        FaultKind.BRANCH_EXISTS,
        Answer(422, "Reference already exists"),
        asked(purpose="make a branch"),
        "takes the branch up",
    ),
    (FaultKind.BRANCH_MOVED, Answer(422, "Update is not a fast forward"), asked("PATCH"), "as it is now"),
    (FaultKind.BRANCH_MOVED, Answer(422, "Reference does not exist"), asked("PATCH"), "as it is now"),
    (
        FaultKind.BODY_TOO_LONG,
        Answer(422, "Validation Failed", ["body is too long (maximum is 65536 characters)"]),
        asked(),
        "Shorten",
    ),
    (
        FaultKind.FILE_TOO_LARGE,
        Answer(422, "Your input was too large to process. Please use Git instead"),
        asked(),
        "--via git",
    ),
    (FaultKind.FILE_TOO_LARGE, Answer(413, "Request Entity Too Large"), asked(), "files up to 100 MB"),
    (
        FaultKind.FILE_TOO_LARGE,
        Answer(422, "pre-receive hook declined; error: GH001: Large files detected."),
        asked(),
        "files up to 100 MB",
    ),
    (
        FaultKind.REFUSED,
        Answer(422, "Validation Failed", ["PullRequest base invalid"]),
        asked(),
        "Correct what it names",
    ),
    (
        FaultKind.REFUSED,
        Answer(400, 'Invalid request.\n\n"base", "head" weren\'t supplied.'),
        asked(),
        "Correct what it names",
    ),
    (FaultKind.SERVER, Answer(502, "Server Error"), asked(), "githubstatus.com"),
]


@pytest.mark.parametrize(("kind", "answer", "what", "remedy"), SEEN, ids=lambda value: str(getattr(value, "value", "")))
def test_an_answer_is_recognised_and_its_hint_says_what_to_do(
    kind: FaultKind, answer: Answer, what: Asked, remedy: str
) -> None:
    fault = explain(answer, what, NOW)
    assert fault.kind is kind
    assert remedy in fault.message + " " + fault.hint
    assert "{" not in fault.message + fault.hint


NETWORK = {
    FaultKind.TIMEOUT: "IPPUB_TIMEOUT",
    FaultKind.NO_NETWORK: "Check the connection",
    FaultKind.DROPPED: "looks first",
    FaultKind.PROXY: "HTTPS_PROXY",
    FaultKind.TLS: "SSL_CERT_FILE",
    FaultKind.CLOCK: "Set the clock",
    FaultKind.MISUNDERSTOOD: "GITHUB_API_URL",
}


@pytest.mark.parametrize("kind", NETWORK)
def test_no_answer_at_all_says_what_to_look_at(kind: FaultKind) -> None:
    fault = explain_network(kind, asked(), "the reason below")
    assert NETWORK[kind] in fault.hint
    assert fault.exit_code == EXIT_ENVIRONMENT


def test_every_kind_is_tried_here_and_no_two_have_the_same_words() -> None:
    assert {kind for kind, *_ in SEEN} | set(NETWORK) == set(FaultKind)
    assert len({message for message, _ in ADVICE.values()}) == len(FaultKind)


def test_no_fault_shows_the_token() -> None:
    for _kind, answer, what, _remedy in SEEN:
        fault = explain(answer, what, NOW)
        assert what.token is not None
        assert what.token.reveal() not in fault.message + fault.hint + repr(what)


def test_what_signing_in_mends_has_its_own_exit_code() -> None:
    kinds = {kind for kind, answer, what, _ in SEEN if explain(answer, what, NOW).exit_code == EXIT_SIGN_IN}
    assert FaultKind.BAD_TOKEN in kinds
    assert FaultKind.MANAGED_USER in kinds
    assert FaultKind.SERVER not in kinds


def test_only_failures_without_a_clear_refusal_may_have_been_done() -> None:
    maybe = {kind for kind in FaultKind if ForgeFault(kind, "").maybe_done}
    assert maybe == {FaultKind.SERVER, FaultKind.TIMEOUT, FaultKind.DROPPED, FaultKind.MISUNDERSTOOD}


def test_the_remedy_for_a_token_of_gh_is_a_command_of_gh() -> None:
    assert "gh auth login" in explain(Answer(401, "Bad credentials"), asked(token=GH)).hint


def test_a_404_on_a_read_is_no_matter_of_scopes() -> None:
    answer = Answer(404, "Not Found", headers={"x-oauth-scopes": "public_repo", "x-accepted-oauth-scopes": "repo"})
    assert explain(answer, asked("GET")).kind is FaultKind.NOT_FOUND


def test_a_404_on_a_write_with_the_scope_is_no_matter_of_scopes_either() -> None:
    answer = Answer(404, "Not Found", headers={"x-oauth-scopes": "public_repo", "x-accepted-oauth-scopes": "repo"})
    assert explain(answer, asked()).kind is FaultKind.NOT_FOUND


def test_a_long_answer_is_cut_and_braces_in_it_do_no_harm() -> None:
    fault = explain(Answer(422, "{purpose} {0} " * 100), asked())
    assert len(fault.message) < 400
    assert "{purpose}" in fault.message


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (45, "45 seconds"), (89, "89 seconds"), (91, "2 minutes"), (3600, "60 minutes")],
)
def test_a_wait_is_said_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
