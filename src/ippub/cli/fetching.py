"""A document from a file or an address, with bounds on its size, the time and the redirects.

The system's proxies and certificates are used; nothing stands between this machine and itself.
"""

from __future__ import annotations

import http
import http.client
import ipaddress
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from ippub import HOME, __version__
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
        refuse_open(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


class _SameHost(_Redirects):
    """Follows a redirect to another page of the same host and port, and no other."""

    def redirect_request(  # urllib's signature
        self, req: urllib.request.Request, fp: object, code: int, msg: str, headers: object, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            raise UsageError(f"it leads to another host, {urlsplit(newurl).hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetched(url: str) -> bytes:
    refuse_open(url)
    opener = _opener(url, _Redirects)
    deadline = time.monotonic() + _SECONDS
    request = urllib.request.Request(url, headers={"User-Agent": "ippub", "Accept": "application/json, */*"})  # noqa: S310  # checked above
    try:
        with opener.open(request, timeout=_SECONDS / 3) as answer:
            return b"".join(_parts(answer, MOST_BYTES, deadline))
    except urllib.error.HTTPError as error:
        error.close()
        raise EnvironmentFault(f"{url} answers {error.code}", "Open the address in a browser.") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise EnvironmentFault(f"cannot read {url}: {reason}", "Download it, and give the file.") from error


class Fetched(NamedTuple):
    """What an address answered. ``data`` is None when nothing changed since the answer that had ``etag``."""

    data: bytes | None
    etag: str
    modified: str


def fetch_if_changed(url: str, etag: str, modified: str, seconds: float, most: int) -> Fetched:
    """The document at ``url``, unless it is still the one of ``etag`` and ``modified`` ("" for not known).

    ``seconds`` are for everything, as far as the network lets one know; ``most`` is the size in bytes. Redirects are
    followed on the same host alone, since an address that was chosen is not to become another.

    Raises:
        UsageError: the address is not https, or leads to another host.
        EnvironmentFault: it cannot be reached, is too slow, too large, or answers with an error.
    """
    refuse_open(url)
    deadline = time.monotonic() + seconds
    asked = {"User-Agent": f"ippub/{__version__} ({HOME})", "Accept": "text/html", "Accept-Encoding": "gzip"}
    asked |= {name: text for name, text in (("If-None-Match", etag), ("If-Modified-Since", modified)) if text}
    request = urllib.request.Request(url, headers=asked)  # noqa: S310  # checked above
    try:
        with _opener(url, _SameHost).open(request, timeout=seconds) as answer:
            data = b"".join(_parts(answer, most, deadline))
            if answer.headers.get("Content-Encoding") == "gzip":
                data = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(data, most + 1)
            if len(data) > most:
                raise EnvironmentFault(f"it is larger than {most:,} bytes")
            return Fetched(data, _header(answer, "ETag"), _header(answer, "Last-Modified"))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.HTTPStatus.NOT_MODIFIED and (etag or modified):
            return Fetched(None, etag, modified)
        raise EnvironmentFault(f"it answers {error.code}") from error
    except (OSError, ValueError, http.client.HTTPException, zlib.error) as error:
        reason = getattr(error, "reason", None) or error
        raise EnvironmentFault(str(getattr(reason, "strerror", None) or reason) or type(error).__name__) from error


def _parts(answer: http.client.HTTPResponse, most: int, deadline: float) -> Iterator[bytes]:
    """The body, until it is over, larger than ``most``, or late."""
    size = 0
    while size <= most and (part := answer.read1(65_536)):
        size += len(part)
        yield part
        if time.monotonic() > deadline:
            raise TimeoutError("it takes too long")


def _header(answer: http.client.HTTPResponse, name: str) -> str:
    """A validator as it was sent, if it can be sent back."""
    text = str(answer.headers.get(name) or "").strip()
    return text if len(text) <= 200 and text.isascii() and text.isprintable() else ""


def _opener(url: str, redirects: type[urllib.request.HTTPRedirectHandler]) -> urllib.request.OpenerDirector:
    if url.startswith("https:"):
        import truststore

        truststore.inject_into_ssl()
    here = _is_here(urlsplit(url).hostname or "")
    proxies = [urllib.request.ProxyHandler({})] if here else []
    return urllib.request.build_opener(redirects, *proxies)


def refuse_open(url: str) -> None:
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
