"""Secrets that must not be published: a cheap look at every text, and detect-secrets as the judge of a suspicion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from operator import itemgetter

from ippub.check.lazy import lazy
from ippub.check.redaction import (
    ASSIGNED,
    BEARER,
    HEX,
    KNOWN,
    USER_INFO,
    entropy,
    has_mark,
    has_name,
    has_scheme,
    is_placeholder,
    kind_of,
    looks_random,
    masked,
)
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import REPOSITORY_README
from ippub.connector.folder import Connector
from ippub.document.json import Json, JsonDocument
from ippub.document.markdown import MarkdownDocument
from ippub.document.place import Place, Span, Token

_SAMPLE = lazy(r'"(?:default|example|x-ms-test-value)"\s*:\s*"(?P<value>[^"\\]{20,512})"')
_RUN = lazy(r"[A-Za-z0-9+/_=-]{20,512}")
_SHORTEST_RUN = 20
_MIXED = lazy(r"[0-9][A-Za-z]")
_KINDS = bytes(
    [48 if c.isdigit() else 97 if c.isalpha() else 45 if c in "+/_=-" else 32 for c in map(chr, range(128))]
).ljust(256)
"""A table for ``bytes.translate``: 0 for digits, a for letters, - for the signs of ``_RUN`` and a blank for all else."""
_MIXED_KINDS = lazy(r"0-*+a[a-]*+0[0-]*+a[a-]*+0")
"""In every run that ``looks_random``. It begins at the last digit before a letter: a million digits are passed once."""
_PRIVATE_KEY = lazy(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_SHORTEST = 16
"""Shorter words are no keys."""
_MOST_WORDS = 20_000
"""How many long words with digits of one file are looked at; real files have a few thousand, a hostile one has a million."""
_MOST_RUNS = 200
"""How many of them, when they are random, are looked at in their context."""
_BEFORE = 100
"""How many characters before a random word may say what it is."""
_CODED = lazy(r"\\(?:/|u00)")
"""A sign of a token that is written as a code."""
_CONTEXTS: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = (
    (BEARER, "a token", has_scheme),
    (ASSIGNED, "a key", has_name),
    (USER_INFO, "a password", lambda lower: "://" in lower),
    (_SAMPLE, "a key", lambda lower: '"default"' in lower or '"example"' in lower or '"x-ms-test-value"' in lower),
)
"""What says that a random word is a secret, what it is then, and a quick look at a text in small letters for it."""
_DOUBT = 0.6
"""How many bits per character the two judges may differ: detect-secrets does not count points and tildes."""
_MOST = 20
"""How many secrets of one file are told."""
_Secret = tuple[str, int, str]
"""The value, its offset, and what it is."""


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
        yield from secrets_of(document)
    script = connector.script
    if script is not None:
        for value, offset, kind in _secrets(script.text):
            yield Finding(f"the file seems to hold {kind}: {masked(value)}", at=script.at(offset, len(value)))


def secrets_of(document: JsonDocument | MarkdownDocument) -> Iterator[Finding]:
    """A finding for each likely secret in ``document``, without the secret itself."""
    if isinstance(document, JsonDocument):
        contents = document.contents
        found = _secrets(document.text, "\n".join([*contents.strings, *contents.keys]) if document.readable else None)
        ways = _ways(document.value, [value for value, _, _ in found])
    else:
        found, ways = _secrets(document.text), {}
    for value, offset, kind in found:
        message = f"the file seems to hold {kind}: {masked(value)}"
        if value in ways:
            yield Finding(message, at=Place(document.name, ways[value]))
        else:
            yield Finding(message, at=Place(document.name, None, _span(document.text, offset, len(value))))


def secrets_in(file: str, text: str) -> Iterator[Finding]:
    """A finding for each likely secret in a ``text`` that is neither JSON nor Markdown."""
    for value, offset, kind in _secrets(text):
        message = f"the file seems to hold {kind}: {masked(value)}"
        yield Finding(message, at=Place(file, None, _span(text, offset, len(value))))


def _secrets(text: str, values: str | None = None) -> list[_Secret]:
    """The likely secrets in ``text``.

    ``values`` are the values and keys of a JSON file with breaks between: each different one once, a sixth of the text.
    """
    written = text if values is None else values
    runs = _mixed_runs(written)
    is_marked = has_mark(written)
    if not runs and not is_marked:
        return []  # nearly always
    if values is not None and "\\" in text and _CODED.search(text):
        return _secrets(text)  # what is found must stand so in the text
    found = _known(text, written) if is_marked else {}
    for run in islice((run for run in runs if _MIXED.search(run) and looks_random(run)), _MOST_RUNS):
        secret = _in_context(text, text.find(run), len(run))
        if secret is not None:
            found.setdefault(secret[0], secret)
    return sorted(found.values(), key=itemgetter(1))[:_MOST]


def _known(text: str, written: str) -> dict[str, _Secret]:
    """The secrets in ``text`` that say by their form what they are."""
    found: dict[str, _Secret] = {}
    if "PRIVATE KEY" in written and (key := _PRIVATE_KEY.search(text)) is not None:
        found[key.group()] = key.group(), key.start(), kind_of(key.group())
    words = sorted({word for word in written.replace('"', " ").split() if len(word) >= _SHORTEST})
    for match in KNOWN.finditer("\n".join(words)):
        value = match.group()
        if len(found) >= _MOST:
            break
        if value not in found and not is_placeholder(value) and (offset := text.find(value)) >= 0:
            found[value] = value, offset, kind_of(value)
    return found


def _mixed_runs(written: str) -> list[str]:
    """The different runs in ``written`` with digits in three places or more, as each has that ``looks_random``.

    They come in an order that does not depend on the one of ``written``.
    """
    kinds = written.encode("latin-1", "replace").translate(_KINDS).decode("latin-1")
    runs: set[str] = set()
    end = 0
    while len(runs) < _MOST_WORDS and (mixed := _MIXED_KINDS.search(kinds, end)) is not None:
        start = kinds.rfind(" ", end, mixed.start()) + 1 or end
        end = kinds.find(" ", mixed.end())
        if end < 0:
            end = len(kinds)
        if end - start >= _SHORTEST_RUN:
            runs.add(written[start:end])
    return sorted(chain.from_iterable(map(_RUN.findall, runs)))


def _in_context(text: str, begin: int, length: int) -> _Secret | None:
    """The secret that the random word at ``begin`` is part of, when the words before it say that it is one."""
    start = max(0, begin - _BEFORE)
    around = text[start : begin + length + _BEFORE]
    lower = around.lower()
    for pattern, kind, may_match in _CONTEXTS:
        if not may_match(lower):
            continue  # nearly always
        for match in pattern.finditer(around):
            value, offset = match.group("value"), start + match.start("value")
            if not begin - len(value) < offset < begin + length:
                continue  # something else near by
            if pattern is _SAMPLE and (HEX.fullmatch(value) or "/" in value):
                continue  # sample values are full of checksums and paths
            if looks_random(value) and not is_placeholder(value) and _judged_secret(value):
                return value, offset, kind
    return None


def _judged_secret(value: str) -> bool:
    """Whether detect-secrets takes ``value`` for random enough to be a secret.

    It measures what ``entropy`` measures. Its import costs 110 ms, so it is asked only where the limit is near.
    """
    is_hex = HEX.fullmatch(value) is not None
    limit = 3.0 if is_hex else 4.0
    ours = entropy(value)
    if abs(ours - limit) > (_DOUBT if "." in value or "~" in value else 0.05):
        return ours > limit
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString

    plugin = HexHighEntropyString(limit) if is_hex else Base64HighEntropyString(limit)
    return bool(plugin.calculate_shannon_entropy(value) > plugin.entropy_limit)


def _ways(value: Json, secrets: list[str]) -> dict[str, tuple[Token, ...]]:
    """The way to the first text in ``value`` that holds each of ``secrets``; those that stand elsewhere are left out."""
    missing = dict.fromkeys(secrets)
    ways: dict[str, tuple[Token, ...]] = {}
    waiting: list[tuple[Json, tuple[Token, ...]]] = [(value, ())]
    while waiting and missing:
        current, way = waiting.pop()
        if isinstance(current, str):
            for secret in [secret for secret in missing if secret in current] if len(current) >= _SHORTEST else ():
                ways[secret] = way
                del missing[secret]
        elif isinstance(current, dict):
            waiting.extend((inner, (*way, key)) for key, inner in reversed(current.items()))
        elif isinstance(current, list):
            waiting.extend((inner, (*way, index)) for index, inner in reversed(list(enumerate(current))))
    return ways


def _span(text: str, offset: int, length: int) -> Span:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(line, column, line, column + length)
