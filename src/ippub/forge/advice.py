"""What can go wrong with GitHub and on the way to it, and what is said about each: what happened, what to do next."""

from __future__ import annotations

from enum import StrEnum


class FaultKind(StrEnum):
    """Why GitHub, or the way to it, did not do what was asked."""

    BAD_TOKEN = "bad token"  # noqa: S105
    MISSING_SCOPE = "missing scope"
    FINE_GRAINED = "fine-grained token"
    TOKEN_LIFETIME = "token lifetime"  # noqa: S105
    OAUTH_RESTRICTED = "OAuth app restriction"
    SINGLE_SIGN_ON = "single sign-on"
    MANAGED_USER = "managed user"
    ARCHIVED = "archived"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    PRIMARY_LIMIT = "primary rate limit"
    SECONDARY_LIMIT = "secondary rate limit"
    WORKFLOW_SCOPE = "workflow scope"
    DIVERGED = "diverged"
    FORK_NOT_READY = "fork not ready"
    FORK_COLLABORATION = "fork collaboration"
    PULL_EXISTS = "pull request exists"
    NO_COMMITS = "no commits between"
    BRANCH_EXISTS = "branch exists"
    BRANCH_MOVED = "branch moved"
    BODY_TOO_LONG = "body too long"
    FILE_TOO_LARGE = "file too large"
    REFUSED = "refused"
    SERVER = "server error"
    TIMEOUT = "timeout"
    NO_NETWORK = "no network"
    DROPPED = "connection dropped"
    PROXY = "proxy"
    TLS = "certificate"
    CLOCK = "clock"
    MISUNDERSTOOD = "misunderstood"


ADVICE: dict[FaultKind, tuple[str, str]] = {
    FaultKind.BAD_TOKEN: (
        "{host} does not accept the token from {source}: it is wrong, expired or revoked",
        "{renew}",
    ),
    FaultKind.MISSING_SCOPE: (
        "the token from {source} may not {purpose}: it has the scopes {scopes}, and public_repo is needed",
        "{rescope}",
    ),
    FaultKind.FINE_GRAINED: (
        "the token from {source} ({kind}) may not {purpose}: such tokens reach your own repositories only",
        "Open the pull request in the browser, or use a classic token with the scope public_repo: {new}",
    ),
    FaultKind.TOKEN_LIFETIME: (
        "the token from {source} lives too long: Microsoft's enterprise refuses classic tokens of more than 90 days",
        "Make one that expires within 90 days: {new}",
    ),
    FaultKind.OAUTH_RESTRICTED: (
        "the organisation of {repository} lets no OAuth app in, and the token from {source} belongs to one",
        "Use a classic token with the scope public_repo instead, in IPPUB_TOKEN: {new}",
    ),
    FaultKind.SINGLE_SIGN_ON: (
        "the organisation of {repository} asks for single sign-on with the token from {source}",
        "Allow the token in the browser and run this again: {sso}",
    ),
    FaultKind.MANAGED_USER: (
        "the account of the token from {source} is managed by an enterprise, which keeps it away from public projects",
        "Sign in with a personal GitHub account (`gh auth login`), or set IPPUB_TOKEN to a token of one.",
    ),
    FaultKind.ARCHIVED: (
        "{repository} is archived: it can only be read",
        "If it is your fork, open its settings on {host} and unarchive it. If it is upstream, look where it moved to.",
    ),
    FaultKind.BLOCKED: (
        "{host} does not let this account {purpose} in {repository}: it is blocked there",
        "Ask the owner of {repository}, or GitHub's support: https://support.github.com",
    ),
    FaultKind.FORBIDDEN: (
        "{host} does not let this account {purpose} in {repository}: {said}",
        "`ippub doctor` shows what the account and its token may do.",
    ),
    FaultKind.NOT_FOUND: (
        "{host} finds nothing when asked to {purpose} in {repository}",
        "Check the name. A repository that the token may not see looks the same: `ippub doctor` tells.",
    ),
    FaultKind.PRIMARY_LIMIT: (
        "the hourly number of requests of this account is used up; {host} takes new ones in {wait}",
        "Run the same command again after {wait}: it goes on where it stopped. `ippub doctor` shows what is left.",
    ),
    FaultKind.SECONDARY_LIMIT: (
        "{host} asks for a pause of {wait}: too much was sent in a short time",
        "Run the same command again after {wait}: it goes on where it stopped, and nothing is sent twice.",
    ),
    FaultKind.WORKFLOW_SCOPE: (
        "the token from {source} may not {purpose}: upstream changed workflow files, which needs the scope workflow",
        "Run `gh auth refresh -h {host} -s workflow`, or press `Sync fork` on the page of your fork, and try again.",
    ),
    FaultKind.DIVERGED: (
        "{repository} has commits of its own that stand in the way: {said}",
        "Nothing was overwritten. Look at the branch on {host}, and run this again when it is as you want it.",
    ),
    FaultKind.FORK_NOT_READY: (
        "{host} is still copying the fork {repository}",
        "It can take five minutes. Run the same command again: it goes on where it stopped.",
    ),
    FaultKind.FORK_COLLABORATION: (
        "an organisation owns the fork, so upstream's maintainers cannot be allowed to write to it",
        "The pull request can be opened without that: run the same command again.",
    ),
    FaultKind.PULL_EXISTS: (
        "there is a pull request from this branch already",
        "Run the same command again: it takes that pull request up.",
    ),
    FaultKind.NO_COMMITS: (
        "there is nothing to send: the branch holds what {repository} holds",
        "Change a file of the connector first, or look whether it was merged: `ippub status`.",
    ),
    FaultKind.BRANCH_EXISTS: (
        "the branch is there already",
        "Run the same command again: it takes the branch up.",
    ),
    FaultKind.BRANCH_MOVED: (
        "somebody moved the branch in {repository} while this ran: {said}",
        "Nothing was overwritten. Run the same command again: it starts from the branch as it is now.",
    ),
    FaultKind.BODY_TOO_LONG: (
        "the text of the pull request is too long for {host} (65,536 characters)",
        "Shorten the part that you wrote, and run the same command again.",
    ),
    FaultKind.FILE_TOO_LARGE: (
        "{host} does not take a file of this size: {said}",
        "Its API takes about 40 MB at once, git (--via git) files up to 100 MB. Real packages have a few megabytes.",
    ),
    FaultKind.REFUSED: (
        "{host} refused to {purpose}: {said}",
        "Correct what it names and run the same command again; what was done before is found again.",
    ),
    FaultKind.SERVER: (
        "{host} failed with {status} when asked to {purpose}",
        "See https://www.githubstatus.com, and run the same command again later: it looks first what was done.",
    ),
    FaultKind.TIMEOUT: (
        "{host} did not answer in time when asked to {purpose}",
        "Run the same command again: it looks first what was done. IPPUB_TIMEOUT sets a longer time in seconds.",
    ),
    FaultKind.NO_NETWORK: (
        "{host} cannot be reached: {said}",
        "Check the connection and https://www.githubstatus.com, and run the same command again. Nothing was lost.",
    ),
    FaultKind.DROPPED: (
        "the connection to {host} broke off when it was asked to {purpose}",
        "Run the same command again: it looks first what was done.",
    ),
    FaultKind.PROXY: (
        "the proxy does not let the request to {host} through: {said}",
        "Check HTTPS_PROXY (http://NAME:PASSWORD@HOST:PORT) and NO_PROXY, or ask who runs the proxy.",
    ),
    FaultKind.TLS: (
        "the certificate that answered for {host} is not trusted: {said}",
        "A company's proxy signs with its own: add its certificate to the system's store, or name it in SSL_CERT_FILE.",
    ),
    FaultKind.CLOCK: (
        "the certificate of {host} is not valid at the time that this computer shows ({now}): {said}",
        "Set the clock of this computer, and run the same command again.",
    ),
    FaultKind.MISUNDERSTOOD: (
        "{host} answered something that ippub does not understand when asked to {purpose}: {said}",
        "Check GITHUB_API_URL, and whether a proxy answers in its place.",
    ),
}
"""For each kind what happened and what to do next, with places for the words of one case (``faults.py`` fills them)."""
