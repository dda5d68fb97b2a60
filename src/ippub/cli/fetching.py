"""A document from a file or an address, with bounds on its size, the time and the redirects."""

from __future__ import annotations

import http.client
import ipaddress
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from ippub.conversion.reading import MOST_BYTES
from ippub.errors import EnvironmentFault, UsageError

_SECONDS = 60
_REDIRECTS = 5


def read_source(source: str) -> bytes:
    """The bytes of the file or address ``source``, at most one more than ``MOST_BYTES``.

    Raises ``UsageError`` for an address that is not https (http is for this machine only), ``EnvironmentFault`` for
    what cannot be read.
    """
    if "://" in source:
        return _fetched(source)
    try:
        with open(source, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EnvironmentFault(f"cannot read {source}: {reason}", "Give a file or an https address.") from error


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, each only to where one may go directly, too."""

    max_redirections = _REDIRECTS

    def redirect_request(  # urllib's signature
        self, req: urllib.request.Request, fp: object, code: int, msg: str, headers: object, newurl: str
    ) -> urllib.request.Request | None:
        _refuse_open(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _fetched(url: str) -> bytes:
    _refuse_open(url)
    opener = urllib.request.build_opener(_Redirects)
    deadline = time.monotonic() + _SECONDS
    request = urllib.request.Request(url, headers={"User-Agent": "ippub", "Accept": "application/json, */*"})  # noqa: S310  # checked above
    parts: list[bytes] = []
    size = 0
    try:
        with opener.open(request, timeout=_SECONDS / 3) as answer:
            while size <= MOST_BYTES and (part := answer.read1(65_536)):
                parts.append(part)
                size += len(part)
                if time.monotonic() > deadline:
                    raise TimeoutError("it takes too long")
    except urllib.error.HTTPError as error:
        error.close()
        raise EnvironmentFault(f"{url} answers {error.code}", "Open the address in a browser.") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise EnvironmentFault(f"cannot read {url}: {reason}", "Download it, and give the file.") from error
    return b"".join(parts)


def _refuse_open(url: str) -> None:
    """Raise ``UsageError`` unless ``url`` is https, or http on this machine, and without a password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise UsageError(f"{url} is no address", "Give a file or an https address.") from error
    if parts.username or parts.password:
        raise UsageError("the address holds a user name or a password", "Download the document, and give the file.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host)):
        raise UsageError(f"{url} is not read over an open line", "Give an https address, or a file.")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
