"""Where the token for GitHub comes from, and what can be said of it without showing it.

The value leaves a ``Token`` by ``reveal()`` only, which two adapters call: one puts it into an HTTP header, the other
into the environment of a git process. It is never part of an address, a log, a message, a ``repr``, an argument of a
process or a file. There is no ``--token`` option, because arguments are visible to everybody on the machine.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple, NoReturn

from ippub.errors import EXIT_SIGN_IN, IppubError

VARIABLES = ("IPPUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN")
"""The variables that may hold a token, the strongest first."""

NEW_TOKEN = "https://github.com/settings/tokens/new?description=ippub&scopes=public_repo,workflow"  # noqa: S105
"""GitHub's page for a new classic token, with the scopes already chosen."""

_GH_SECONDS = 5.0
_KEYRING_SECONDS = 3.0  # a keyring of a headless machine can wait for ever: jaraco/keyring#569
_USABLE = re.compile(r"[\x21-\x7e]{8,512}")


class TokenKind(StrEnum):
    """What a token is by its prefix (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/)."""

    CLASSIC = "classic personal access token"
    FINE_GRAINED = "fine-grained personal access token"
    OAUTH = "token of an OAuth app, such as the gh command"
    APP_USER = "token of a GitHub App for a person"
    APP = "token of a GitHub App's installation, such as a workflow's own"
    OTHER = "token of an unknown kind"


_PREFIXES = {
    "ghp_": TokenKind.CLASSIC,
    "github_pat_": TokenKind.FINE_GRAINED,
    "gho_": TokenKind.OAUTH,
    "ghu_": TokenKind.APP_USER,
    "ghs_": TokenKind.APP,
}


class SignInNeeded(IppubError):
    """There is no token, or one that cannot be used."""

    exit_code = EXIT_SIGN_IN


class Token:
    """A token and where it was found. Its text shows nowhere but in ``reveal()``."""

    __slots__ = ("_value", "source")

    def __init__(self, value: str, source: str) -> None:
        self._value = value
        self.source = source

    @property
    def kind(self) -> TokenKind:
        """What the prefix says."""
        for prefix, kind in _PREFIXES.items():
            if self._value.startswith(prefix):
                return kind
        # Classic tokens had no prefix before April 2021: forty hexadecimal digits.
        return TokenKind.CLASSIC if re.fullmatch(r"[0-9a-f]{40}", self._value) else TokenKind.OTHER

    def reveal(self) -> str:
        """The token itself: for a header or a child's environment, never to be kept or shown."""
        return self._value

    def __repr__(self) -> str:
        return f"Token(*** from {self.source})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is never written down")


class Places(NamedTuple):
    """The places outside the environment that can be asked. Each gives "" for "nothing there".

    ``prompt`` is None when there is no terminal to ask on.
    """

    gh: Callable[[str], str]
    keyring: Callable[[str], str]
    prompt: Callable[[], str] | None = None


def find_token(environment: Mapping[str, str], host: str, places: Places) -> Token:
    """The first token found: the variables, ``gh``, the keyring, then the prompt. ``host`` is such as github.com.

    Raises ``SignInNeeded`` when there is none, or when the first that is there cannot be one. What comes later is not
    tried then: using another account than the one the person named would be worse than stopping.
    """
    for value, source in _candidates(environment, host, places):
        if value.strip():
            return _checked(value.strip(), source)
    raise SignInNeeded(
        "there is no token for GitHub",
        f"Run `gh auth login`, or set {VARIABLES[0]} to a classic token with the scope public_repo: {NEW_TOKEN}",
    )


def _candidates(environment: Mapping[str, str], host: str, places: Places) -> Iterator[tuple[str, str]]:
    for name in VARIABLES:
        yield environment.get(name, ""), f"the variable {name}"
    yield places.gh(host), "`gh auth token`"
    yield places.keyring(host), "the keyring"
    if places.prompt is not None:
        yield places.prompt(), "the prompt"


def _checked(value: str, source: str) -> Token:
    if not _USABLE.fullmatch(value):
        raise SignInNeeded(
            f"what {source} holds is not a token: it has {len(value)} characters, among them blanks or odd ones"
            if len(value) >= 8
            else f"what {source} holds is too short for a token",
            "Copy the token again, alone and on one line.",
        )
    return Token(value, source)


def token_of_gh(host: str) -> str:
    """What ``gh auth token`` knows for ``host``, "" when there is no ``gh``, no sign-in or no answer in time."""
    try:
        answer = subprocess.run(  # noqa: S603  # a fixed command; the host is ours
            ["gh", "auth", "token", "--hostname", host],  # noqa: S607  # wherever the person has it
            capture_output=True,
            text=True,
            timeout=_GH_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def token_of_keyring(host: str) -> str:
    """What the system's keyring holds under the service ``ippub``; "" without the extra ``ippub[keyring]``."""
    import importlib
    import threading

    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return ""
    found: list[str] = []

    def ask() -> None:
        try:
            found.append(keyring.get_password("ippub", host) or "")
        except Exception:  # noqa: BLE001  # every backend has its own, and none of them is a reason to stop
            found.append("")

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_KEYRING_SECONDS)
    return found[0] if found else ""
