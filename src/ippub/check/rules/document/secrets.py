"""Secrets that must not be published: a cheap look at every text, and detect-secrets as the judge of a suspicion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.redaction import ASSIGNED, BEARER, KNOWN, USER_INFO, is_placeholder, kind_of, looks_random, masked
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import REPOSITORY_README
from ippub.connector.folder import Connector
from ippub.document.json import Json, JsonDocument
from ippub.document.place import Place, Span, Token

_SAMPLE = re.compile(r'"(?:default|example|x-ms-test-value)"\s*:\s*"(?P<value>[^"\\]{20,512})"')
_RUN = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_=-]{20,512}")
_MARKS = (
    "AccountKey=",
    "-----BEGIN",
    "AKIA",
    "ASIA",
    "ABIA",
    "ACCA",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xox",
    "k_live_",
    "sk-",
    "AIza",
    "SG.",
    "npm_",
    "pypi-",
    "eyJ",
)
"""What every known kind of token begins with: a look that costs next to nothing."""
_BEFORE = 100
"""How many characters before a random text may say what it is."""
_BETWEEN = " \t\r\n,:[]{}0123456789."
"""What stands between the strings of a JSON file."""
_SIGNS = ("=", "earer", "asic", "EARER", "ASIC", "://", ": ")
_HASH = re.compile(r"[0-9a-fA-F]+")
_MOST = 20
"""How many secrets of one file are told."""


@rule("SecretInFiles", Severity.ERROR, source=REPOSITORY_README)
def secret_in_files(connector: Connector) -> Iterator[Finding]:
    """A file seems to hold a secret: a key, a token or a password.

    Everything in a pull request is public at once and stays in its history, also after it was removed.

    Fix: Replace it by an obvious placeholder such as "[[DUMMY]]", and have the real one revoked.

    Evidence: Microsoft's own scanners run on every pull request, and reviewers stop a submission for it.

    Reading: What looks like a secret is decided by its form and by detect-secrets; a made-up example may look like one.

    Bad:
        readme.md: |
          # Contoso

          Send `Authorization: Bearer q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh`.
    Good:
        readme.md: |
          # Contoso

          Send `Authorization: Bearer <your token>`.
    """
    for document in connector.documents:
        for value, offset, kind in _secrets(document.text):
            message = f"the file seems to hold {kind}: {masked(value)}"
            if isinstance(document, JsonDocument):
                yield Finding(message, at=Place(document.name, _tokens(document.value, value)))
            else:
                yield Finding(message, at=Place(document.name, None, _span(document.text, offset, len(value))))
    script = connector.script
    if script is not None:
        for value, offset, kind in _secrets(script.text):
            yield Finding(f"the file seems to hold {kind}: {masked(value)}", at=script.at(offset, len(value)))


def _secrets(text: str) -> list[tuple[str, int, str]]:
    """The likely secrets in ``text``: the value, its offset, and what it is."""
    found: dict[str, tuple[str, int, str]] = {}
    if any(mark in text for mark in _MARKS):
        for match in KNOWN.finditer(text):
            if not is_placeholder(match.group()):
                found.setdefault(match.group(), (match.group(), match.start(), kind_of(match.group())))
    for run in _random_runs(text):
        if len(found) >= _MOST:
            break
        start = text.find(run)
        if (secret := _in_context(text, start, start + len(run))) is not None:
            found.setdefault(secret[0], secret)
    return list(found.values())[:_MOST]


def _random_runs(text: str) -> Iterator[str]:
    """The long random words of ``text``, each once.

    A pattern over a megabyte costs 30 ms. Cut at the quotes first, most pieces are too short or are prose without
    anything that could announce a secret, and need no pattern.
    """
    for piece in dict.fromkeys(text.split('"')):
        if len(piece) < 20 or not piece.strip(_BETWEEN):
            continue
        if " " in piece and "\n" not in piece and not any(sign in piece for sign in _SIGNS):
            continue
        for match in _RUN.finditer(piece):
            if looks_random(match.group()):
                yield match.group()


def _in_context(text: str, begin: int, end: int) -> tuple[str, int, str] | None:
    """The secret that the random word from ``begin`` to ``end`` is part of, when the words before it say so."""
    start = max(0, begin - _BEFORE)
    around = text[start : end + _BEFORE]
    for pattern, kind in ((BEARER, "a token"), (ASSIGNED, "a key"), (USER_INFO, "a password"), (_SAMPLE, "a key")):
        for match in pattern.finditer(around):
            value, offset = match.group("value"), start + match.start("value")
            if not offset <= begin < offset + len(value):
                continue
            if pattern is _SAMPLE and (_HASH.fullmatch(value) or "/" in value):
                continue  # sample values are full of checksums and paths
            if looks_random(value) and not is_placeholder(value) and _judged_secret(value):
                return value, offset, kind
    return None


def _judged_secret(value: str) -> bool:
    """Whether detect-secrets takes ``value`` for random enough to be a secret. Its import costs 110 ms."""
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString

    is_hex = re.fullmatch(r"[0-9a-fA-F]+", value) is not None
    plugin = HexHighEntropyString() if is_hex else Base64HighEntropyString(limit=4.0)
    return bool(plugin.calculate_shannon_entropy(value) > plugin.entropy_limit)


def _tokens(value: Json, secret: str) -> tuple[Token, ...]:
    """The way to the first text in ``value`` that holds ``secret``; the root when it stands elsewhere."""
    waiting: list[tuple[Json, tuple[Token, ...]]] = [(value, ())]
    while waiting:
        current, way = waiting.pop()
        if isinstance(current, str):
            if secret in current:
                return way
        elif isinstance(current, dict):
            waiting.extend((inner, (*way, key)) for key, inner in reversed(current.items()))
        elif isinstance(current, list):
            waiting.extend((inner, (*way, index)) for index, inner in reversed(list(enumerate(current))))
    return ()


def _span(text: str, offset: int, length: int) -> Span:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(line, column, line, column + length)
