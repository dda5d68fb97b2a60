"""What a secret looks like, and how to show a line without it. Nothing heavy is imported here."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log2

from ippub.check.lazy import lazy

KNOWN = lazy(
    r"""
      (?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![0-9A-Za-z])
    | gh[pousr]_[A-Za-z0-9]{36,}
    | github_pat_[A-Za-z0-9_]{22,}
    | glpat-[A-Za-z0-9_-]{20,}
    | xox[abposr]-[0-9A-Za-z-]{12,}
    | [sr]k_live_[0-9A-Za-z]{16,}
    | (?<![A-Za-z0-9_-])sk-(?:[A-Za-z]{1,20}-)?(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{20,}
    | AIza[0-9A-Za-z_-]{35}
    | SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}
    | npm_[A-Za-z0-9]{36}
    | pypi-AgE[A-Za-z0-9_-]{50,}
    | sq0csp-[0-9A-Za-z_-]{43}
    | (?<![0-9])[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])
    | (?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?
    | (?<=AccountKey=)[A-Za-z0-9+/=]{40,}
    | -----BEGIN[ ][A-Z0-9 ]{0,40}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----[^"\n]*
    """,
    re.VERBOSE,
)
"""Tokens that say by their form what they are."""

KNOWN_MARKS = (
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
    "sq0csp-",
    ":AA",
)
"""What every known kind of token begins with: a look that costs next to nothing."""


def _by_its_rarest(mark: str) -> str:
    """A pattern for ``mark`` that begins at the character in it that is rare in names: so few places are looked at."""
    rarest = next(character for character in "=:JzqKxGCI_-" if character in mark)
    before, after = mark[: mark.index(rarest) + 1], mark[mark.index(rarest) + 1 :]
    return f"{re.escape(rarest)}(?<={re.escape(before)}){re.escape(after)}"


MARKED = lazy("|".join(map(_by_its_rarest, KNOWN_MARKS)))
"""Finds one of ``KNOWN_MARKS`` in a long text, twice as fast as looking for one after the other."""

_KINDS = (
    (("AKIA", "ASIA", "ABIA", "ACCA"), "an AWS access key"),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), "a GitHub token"),
    (("glpat-",), "a GitLab token"),
    (("xox",), "a Slack token"),
    (("sk_live_", "rk_live_"), "a Stripe key"),
    (("sk-",), "an AI service key"),
    (("AIza",), "a Google API key"),
    (("SG.",), "a SendGrid key"),
    (("npm_", "pypi-"), "a package registry token"),
    (("eyJ",), "a JSON Web Token"),
    (("sq0csp-",), "a Square secret"),
    (("-----BEGIN",), "a private key"),
)

_NAMES = (
    r"(?:client|app|application|consumer|shared|api)[_\-]?secret(?:[_\-]?key)?|secret[_\-]?(?:access[_\-]?)?key"
    r"|(?:x[_\-])?(?:api|subscription|account|access|auth|private|shared[_\-]?access)[_\-]?key"
    r"|(?:access|auth|refresh|bearer|id|api|session|security)[_\-]?token|password|passwd|pwd"
)

ASSIGNED = lazy(
    rf"""(?ix) (?<![a-z0-9]) (?:{_NAMES})
         ["']? [ ]* (?:=>|:=|=|:) [ ]* @?["']? (?P<value>[^\s"'&;,<>{{}}\[\]()$]{{8,512}})"""
)
"""``apiKey = value`` in its many spellings; the value is the group of that name."""

MEMBER = lazy(r"""(?ix) "(?:client_?secret|password|passwd|pwd|secret)" \s* : \s* "(?P<value>[^"\\]{1,512})""")
"""A member of JSON that holds a secret by its name, whatever the text looks like."""

BEARER = lazy(r"\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)[ ]+(?P<value>[A-Za-z0-9_\-.+/=]{16,2000})")
USER_INFO = lazy(r"://[^\s/:@\"'?#{}<>]{1,80}:(?P<value>[^\s/:@\"'?#{}<>]{4,80})@")
_RUN = lazy(r"[A-Za-z0-9+/_\-=]{24,512}")
_TOKENS = bytes(
    [ord("x") if code < 128 and (chr(code).isalnum() or chr(code) in "+/_-=.:") else 32 for code in range(256)]
)
"""A table for ``bytes.translate``: "x" for every character that a token is made of, a blank for all others."""
_SHORTEST = b"x" * 16
"""Stands so in every text in which ``KNOWN`` (but for private keys), ``BEARER`` or ``_RUN`` finds something."""
_SHORTEST_RUN = b"x" * 24
_LINE = 500
"""Up to which length a text is remembered: two of five lines and messages of a report were there before."""

_PLACEHOLDER = lazy(
    r"(?i)example|dummy|placeholder|sample|your|insert|replace|change[_\-]?me|redacted|fake|enter|xxx|\*\*\*|\.\.\.|…"
    r"|abcdef|123456|000000|lorem|string|undefined|connectionparameters|parameters\(|(.)\1{4}"
)
_UUID = lazy(r"(?i)[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # importing ``string`` costs half a millisecond
_CHARACTER_KINDS = str.maketrans(_LETTERS + "0123456789", "a" * len(_LETTERS) + "0" * 10)
HEX = lazy(r"[0-9a-fA-F]+")
_BASE64ISH = lazy(r"[A-Za-z0-9+/_=\-.~]+")


def kind_of(value: str) -> str:
    """What a value that matches ``KNOWN`` is, with its article; "a secret" when its form does not say."""
    for prefixes, kind in _KINDS:
        if value.startswith(prefixes):
            return kind
    return "a secret"


def is_placeholder(value: str) -> bool:
    """Whether a value says itself that it is none, such as ``[[DUMMY]]``, ``your-key`` or ``xxxxxxxx``."""
    return value[:1] in "<[{$@%#" or _PLACEHOLDER.search(value) is not None


def has_scheme(lower: str) -> bool:
    """Whether ``BEARER`` may find something in a text that is ``lower`` in small letters: a look that costs nothing."""
    return "earer" in lower or "asic" in lower


def has_name(lower: str) -> bool:
    """Whether ``ASSIGNED`` or ``MEMBER`` may find something in a text that is ``lower`` in small letters."""
    return "key" in lower or "token" in lower or "secret" in lower or "passw" in lower or "pwd" in lower


def entropy(value: str) -> float:
    """Shannon's entropy of the characters, in bits per character."""
    size = len(value)
    return -sum(count / size * log2(count / size) for count in map(value.count, dict.fromkeys(value))) if size else 0.0


def looks_random(value: str) -> bool:
    """Whether a machine made this token up: long, letters mixed with digits, no words; UUIDs do not count."""
    if not 20 <= len(value) <= 512 or not value.isascii():
        return False
    kinds = value.translate(_CHARACTER_KINDS)
    if kinds.count("0a") + kinds.count("a0") < 6 or kinds.count("0") < 3 or kinds.count("a") < 3:
        return False
    if not _BASE64ISH.fullmatch(value) or _UUID.fullmatch(value):
        return False
    return entropy(value) > (3.0 if HEX.fullmatch(value) else 3.6)


def masked(value: str) -> str:
    """The first four characters at most (a quarter of a short value) and an ellipsis."""
    return value[: min(4, len(value) // 4)] + "…"


def redact(text: str) -> str:
    """``text`` (a line of a file, a message) with everything that may be a secret cut to its first characters.

    Rather masks too much than too little. Time grows with the length only. No pattern is tried without its mark: most
    messages hold none, and there are thousands.
    """
    return _redacted_line(text) if len(text) <= _LINE else _redacted(text)


@lru_cache(maxsize=1_000)
def _redacted_line(text: str) -> str:
    return _redacted(text)


def _redacted(text: str) -> str:
    tokens = text.encode("latin-1", "replace").translate(_TOKENS)
    has_token = _SHORTEST in tokens
    if (has_token and any(map(text.__contains__, KNOWN_MARKS))) or "-----BEGIN" in text:
        text = KNOWN.sub(_mask_all, text)
    lower = text.lower()
    if has_token and has_scheme(lower):
        text = BEARER.sub(_mask_value, text)
    if ":" in text or "=" in text:
        if "://" in text:
            text = USER_INFO.sub(_mask_value, text)
        if has_name(lower):
            text = MEMBER.sub(_mask_member, ASSIGNED.sub(_mask_value, text))
    return _RUN.sub(_mask_random, text) if _SHORTEST_RUN in tokens else text


def _mask_all(match: re.Match[str]) -> str:
    found = match.group()
    if found.startswith("-----BEGIN"):
        return "-----BEGIN…"
    return found if "…" in found else masked(found)


def _mask_value(match: re.Match[str]) -> str:
    value = match.group("value")
    if "…" in value or is_placeholder(value) or value.isalpha():
        return match.group()
    start = match.start("value") - match.start()
    return match.group()[:start] + masked(value) + match.group()[start + len(value) :]


def _mask_member(match: re.Match[str]) -> str:
    value = match.group("value")
    if "…" in value or is_placeholder(value):
        return match.group()
    return match.group()[: -len(value)] + masked(value)


def _mask_random(match: re.Match[str]) -> str:
    return masked(match.group()) if looks_random(match.group()) else match.group()
