"""What GitHub's refusals and the network's failures mean, in words that say what to do next.

``explain`` is pure: an answer in, a ``ForgeFault`` out. Each kind has its own words in ``advice.py``; the texts by
which kinds are recognised were seen in public threads (GitHub documents few of them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ippub.errors import EXIT_ENVIRONMENT, EXIT_SIGN_IN, IppubError
from ippub.forge.advice import ADVICE, FaultKind
from ippub.forge.token import NEW_TOKEN, Token, TokenKind

_SIGN_IN = {
    FaultKind.BAD_TOKEN,
    FaultKind.MISSING_SCOPE,
    FaultKind.FINE_GRAINED,
    FaultKind.TOKEN_LIFETIME,
    FaultKind.OAUTH_RESTRICTED,
    FaultKind.SINGLE_SIGN_ON,
    FaultKind.MANAGED_USER,
}

_MAYBE_DONE = {FaultKind.SERVER, FaultKind.TIMEOUT, FaultKind.DROPPED, FaultKind.MISUNDERSTOOD}
"""After these GitHub may have done what was asked, and only its answer got lost."""


__all__ = ["Answer", "Asked", "FaultKind", "ForgeFault", "duration", "explain", "explain_network"]


class ForgeFault(IppubError):
    """A refusal or failure with its kind. ``wait`` is how many seconds GitHub asks to wait, 0 for nothing said."""

    def __init__(self, kind: FaultKind, message: str, hint: str = "", wait: float = 0) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.wait = wait
        self.exit_code = EXIT_SIGN_IN if kind in _SIGN_IN else EXIT_ENVIRONMENT

    @property
    def maybe_done(self) -> bool:
        """Whether a write may have been done all the same: look before it is sent again."""
        return self.kind in _MAYBE_DONE

    @property
    def limited(self) -> bool:
        """Whether it is a rate limit: nothing was done, and waiting helps."""
        return self.kind in (FaultKind.PRIMARY_LIMIT, FaultKind.SECONDARY_LIMIT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the HTTP verb, what it was for in plain words, the repository, the host and the token used."""

    verb: str
    purpose: str
    repository: str = ""
    host: str = "github.com"
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``headers`` by lower-case name; ``errors`` are the texts of a 422's ``errors``."""

    status: int
    message: str = ""
    errors: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything that GitHub said, in lower case."""
        return " ".join((self.message, *self.errors)).lower()


def explain(answer: Answer, asked: Asked, now: datetime | None = None) -> ForgeFault:
    """The fault that ``answer`` (a status of 400 or more) means. ``now`` is for the length of a wait."""
    kind = next(kind for kind, means in _RECOGNISED if means(answer, asked))
    return _fault(kind, asked, answer, _wait(kind, answer, now or datetime.now(UTC)))


def explain_network(kind: FaultKind, asked: Asked, detail: str = "") -> ForgeFault:
    """The fault when no answer came at all. ``detail`` is the library's own short reason."""
    return _fault(kind, asked, Answer(0, detail), 0)


def _says(*patterns: str) -> Callable[[Answer, Asked], bool]:
    found = re.compile("|".join(patterns), re.IGNORECASE)
    return lambda answer, _asked: found.search(answer.text) is not None


def _status(*codes: int) -> Callable[[Answer, Asked], bool]:
    return lambda answer, _asked: answer.status in codes


def _fine_grained(answer: Answer, asked: Asked) -> bool:
    if "resource not accessible by" in answer.text:
        return True
    # A fine-grained token that may not see a repository gets 404, as if it were not there.
    kind = asked.token.kind if asked.token else TokenKind.OTHER
    return answer.status in (403, 404) and asked.verb != "GET" and kind in (TokenKind.FINE_GRAINED, TokenKind.APP)


def _lacks_scope(answer: Answer, asked: Asked) -> bool:
    """GitHub hides a missing scope behind 404 for a write; the header tells what is there.

    What it says to accept is no help: it names only ``repo`` where ``public_repo`` does.
    """
    if answer.status not in (403, 404) or asked.verb == "GET" or "x-oauth-scopes" not in answer.headers:
        return False
    return not _scopes(answer.headers["x-oauth-scopes"]) & {"repo", "public_repo"}


def _scopes(header: str) -> set[str]:
    return {scope.strip() for scope in header.split(",") if scope.strip()}


def _primary(answer: Answer, _asked: Asked) -> bool:
    if answer.status not in (403, 429):
        return False
    return answer.headers.get("x-ratelimit-remaining") == "0" or answer.text.startswith("api rate limit exceeded")


def _secondary(answer: Answer, _asked: Asked) -> bool:
    if answer.status == 429:
        return True
    said = ("secondary rate limit", "submitted too quickly", "temporarily blocked from content creation")
    late = ("please retry your request again later", "wait a few minutes before you try again", "abuse detection")
    return answer.status in (403, 422) and any(text in answer.text for text in (*said, *late))


_RECOGNISED: tuple[tuple[FaultKind, Callable[[Answer, Asked], bool]], ...] = (
    (FaultKind.SECONDARY_LIMIT, lambda answer, asked: _secondary(answer, asked) and not _primary(answer, asked)),
    (FaultKind.PRIMARY_LIMIT, _primary),
    (FaultKind.TOKEN_LIFETIME, _says(r"lifetime is greater than", r"forbids access via a personal access token")),
    (FaultKind.OAUTH_RESTRICTED, _says(r"oauth app access restrictions")),
    (FaultKind.SINGLE_SIGN_ON, lambda answer, _: "required" in answer.headers.get("x-github-sso", "")),
    (FaultKind.SINGLE_SIGN_ON, _says(r"protected by organization saml", r"saml enforcement", r"grant your .*sso")),
    (FaultKind.MANAGED_USER, _says(r"enterprise managed user")),
    (FaultKind.BAD_TOKEN, _status(401)),
    (FaultKind.ARCHIVED, _says(r"was archived", r"is archived", r"repository archived")),
    (FaultKind.BLOCKED, _says(r"blocked from", r"you (have been|are) blocked", r"user is blocked")),
    (
        FaultKind.WORKFLOW_SCOPE,
        _says(
            r"without `?workflow`? (scope|permission)",
            r"correct permissions to execute `?createref`?",
            r"refusing to allow .*workflow",
        ),
    ),
    (
        FaultKind.FORK_NOT_READY,
        lambda answer, _: (
            answer.status in (404, 409, 422)
            and re.search(
                r"git repository is empty|tree sha does not exist|object does not exist|not exported", answer.text
            )
            is not None
        ),
    ),
    (FaultKind.DIVERGED, lambda answer, _: answer.status == 409),
    (FaultKind.FORK_COLLABORATION, _says(r"fork[_ ]collab")),
    (FaultKind.PULL_EXISTS, _says(r"pull request already exists")),
    (FaultKind.NO_COMMITS, _says(r"no commits between")),
    (FaultKind.BRANCH_EXISTS, _says(r"reference already exists")),
    (FaultKind.BRANCH_MOVED, _says(r"not a fast[- ]forward", r"reference does not exist", r"fetch first")),
    (
        FaultKind.FILE_TOO_LARGE,
        _says(r"exceeds github's file size limit", r"input was too large", r"too large to process", r"gh001"),
    ),
    (FaultKind.FILE_TOO_LARGE, _status(413)),
    (FaultKind.BODY_TOO_LONG, _says(r"body is too long", r"too_long")),
    (FaultKind.MISSING_SCOPE, _lacks_scope),
    (FaultKind.FINE_GRAINED, _fine_grained),
    (FaultKind.NOT_FOUND, _status(404, 410, 451)),
    (FaultKind.FORBIDDEN, _status(403)),
    (FaultKind.SERVER, lambda answer, _: answer.status >= 500),
    (FaultKind.REFUSED, lambda _answer, _asked: True),
)
"""The kinds in the order in which they are tried: the first that fits is it."""


def _fault(kind: FaultKind, asked: Asked, answer: Answer, wait: float) -> ForgeFault:
    token = asked.token
    source = token.source if token else "nobody"
    by_gh = source == "`gh auth token`"
    renew = f"Run `gh auth login -h {asked.host}`." if by_gh else f"Replace it; a new one: {NEW_TOKEN}"
    rescope = f"Run `gh auth refresh -h {asked.host} -s public_repo`." if by_gh else f"Make one with it: {NEW_TOKEN}"
    words = {
        "host": asked.host,
        "source": source,
        "kind": token.kind.value if token else "none",
        "purpose": asked.purpose,
        "repository": asked.repository or "the repository",
        "renew": renew,
        "rescope": rescope,
        "new": NEW_TOKEN,
        "scopes": answer.headers.get("x-oauth-scopes", "").strip() or "(none)",
        "sso": _sso_link(answer.headers.get("x-github-sso", "")),
        "said": _said(answer),
        "status": str(answer.status),
        "wait": duration(wait),
        "now": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }
    message, hint = ADVICE[kind]
    return ForgeFault(kind, message.format_map(words), hint.format_map(words), wait)


def _said(answer: Answer) -> str:
    parts = [part.strip() for part in (answer.message, *answer.errors) if part.strip()]
    text = "; ".join(dict.fromkeys(parts))
    return (text[:297] + "...") if len(text) > 300 else text or "no reason was given"


def _sso_link(header: str) -> str:
    found = re.search(r"url=(https://[^\s;,]+)", header)
    return found.group(1) if found else "https://github.com/settings/tokens"


def _wait(kind: FaultKind, answer: Answer, now: datetime) -> float:
    """Seconds to wait: ``retry-after``, else until the limit is reset, else the minute that GitHub documents."""
    if kind not in (FaultKind.PRIMARY_LIMIT, FaultKind.SECONDARY_LIMIT):
        return 0
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if kind is FaultKind.PRIMARY_LIMIT and reset.isdigit():
        return max(0.0, int(reset) - now.timestamp()) + 1
    return 60.0


def duration(seconds: float) -> str:
    """``seconds`` in words: "45 seconds", "12 minutes"."""
    if seconds < 90:
        count, unit = max(1, round(seconds)), "second"
    else:
        count, unit = -(-int(seconds) // 60), "minute"
    return f"{count} {unit}{'' if count == 1 else 's'}"
