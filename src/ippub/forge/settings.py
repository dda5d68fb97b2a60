"""Where GitHub is and how patiently it is asked: from the environment, checked before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ippub.errors import UsageError

PUBLIC_API = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class ForgeSettings:
    """How to talk to a forge. Times are in seconds.

    ``between`` and ``between_writes`` are the least pauses that GitHub asks for
    (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api); ``patience`` is the
    longest that a rate limit is waited for in all, ``fork_patience`` the longest for a new fork (five minutes are
    documented), ``read_retries`` how often a read, and only a read, is tried again. ``cache`` is a folder for what
    never changes, "" for none.
    """

    api_url: str = PUBLIC_API
    timeout: int = 20
    between: float = 0.1
    between_writes: float = 1.0
    patience: float = 120.0
    fork_patience: float = 300.0
    read_retries: int = 2
    backoff: float = 0.5
    cache: str = ""

    @property
    def host(self) -> str:
        """The host that people know: github.com, or the server's name without ``api.``."""
        return (urlsplit(self.api_url).hostname or "").removeprefix("api.")

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine: a rehearsal."""
        return _is_loopback(urlsplit(self.api_url).hostname or "")


def settings_from(environment: Mapping[str, str]) -> ForgeSettings:
    """The settings that ``GITHUB_API_URL``, ``IPPUB_TIMEOUT`` and ``IPPUB_PATIENCE`` (seconds) ask for.

    Raises ``UsageError`` for an address that is none, has a password in it, or is not ``https``: a token would travel
    in the clear. Only this machine itself may be asked by plain ``http``; no pauses are needed there.
    """
    settings = _address(environment.get("GITHUB_API_URL", "").strip().rstrip("/") or PUBLIC_API)
    if settings.loopback:
        settings = replace(settings, between=0, between_writes=0, patience=10, fork_patience=30, backoff=0.02)
    timeout = _seconds(environment, "IPPUB_TIMEOUT", settings.timeout)
    patience = _seconds(environment, "IPPUB_PATIENCE", settings.patience)
    return replace(settings, timeout=max(1, round(timeout)), patience=patience)


def _seconds(environment: Mapping[str, str], name: str, otherwise: float) -> float:
    text = environment.get(name, "").strip()
    if not text:
        return otherwise
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise UsageError(f"{name} is not a number of seconds from 0 to 3600: {text}", f"Unset it for {otherwise:g}.")
    return seconds


def _address(asked: str) -> ForgeSettings:
    parts = urlsplit(asked)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"GITHUB_API_URL is not an address: {asked}", f"For GitHub itself it is {PUBLIC_API}.")
    if parts.username or parts.password:
        raise UsageError(
            "GITHUB_API_URL has a name or password in it",
            "Take it out; the token comes from IPPUB_TOKEN or `gh auth login`.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise UsageError(
            f"GITHUB_API_URL would send the token to {host} in the clear",
            "Use https. Plain http is for this machine only (localhost, 127.0.0.1).",
        )
    return ForgeSettings(asked)


def keep_loopback_off_the_proxy(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let no proxy stand between this machine and itself: requests and git would ask it for 127.0.0.1 as well."""
    for name in ("NO_PROXY", "no_proxy"):
        kept = [entry for entry in environment.get(name, "").split(",") if entry]
        environment[name] = ",".join(dict.fromkeys((*kept, "localhost", "127.0.0.1", "::1")))


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
