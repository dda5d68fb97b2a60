"""HTTP/1.1 on one connection: requests in, answers out, and breaking off in between."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import io
import socket
import struct
import threading
from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import urlsplit

from ippub.rehearsal.request import Request

LOOPBACK = ("localhost", "127.0.0.1", "github.localhost", "api.github.localhost")
"""The names under which this server may be called. Any other would be somebody's page pointing a browser here."""

LONGEST_LINE = 65_536


class Broken(Exception):
    """The request cannot be read."""


class Connection:
    """One connection. Its methods never raise for what the other side does."""

    def __init__(self, sock: socket.socket, port: int) -> None:
        self._socket = sock
        self._port = port
        self._input: io.BufferedReader = sock.makefile("rb")
        self._open = True
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self) -> Request | None:
        """The next request, None when there is none any more."""
        while self._open:
            try:
                line = self._input.readline(LONGEST_LINE).decode("latin-1")
                if not line.strip():
                    break
                method, target, _ = line.split(None, 2)
                headers = _headers(self._input)
                if headers.get("expect", "").lower() == "100-continue":
                    self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = _body(self._input, headers)
            except (OSError, ValueError, Broken, http.client.HTTPException, EOFError):
                break
            request = self._request(method, target, headers, body)
            if headers.get("connection", "").lower() == "close":
                self._open = False
            if request is not None:
                return request
            self.answer(method, 403, {}, b"This host name does not belong here.", "text/plain")
        self._finish()
        with contextlib.suppress(OSError):
            # Here and nowhere else: another thread would wait for the one that reads.
            self._input.close()
        return None

    def answer(self, method: str, status: int, headers: Mapping[str, str], body: bytes, kind: str) -> None:
        """Send an answer."""
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Unknown')}"]
        names = {name.lower() for name in headers}
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if "date" not in names:
            lines.append(f"Date: {formatdate(usegmt=True)}")
        lines.append("Server: ippub-rehearsal")
        if status not in (204, 304):
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        if not self._open:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        self._send(head if method == "HEAD" or status in (204, 304) else head + body)
        if not self._open:
            self._finish()

    def drop(self) -> None:
        """Break the connection without a word (a reset, where the system can)."""
        self._open = False
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._finish()

    def wait(self, seconds: float) -> None:
        """Keep the other side waiting, in real time."""
        threading.Event().wait(seconds)

    def _request(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Request | None:
        host = headers.get("host", "")
        if not target.startswith("/"):
            parts = urlsplit(target)
            host, target = parts.netloc, target.partition(parts.netloc)[2] or "/"
        name, _, port = host.partition(":")
        if name not in LOOPBACK or (port or "80") not in (str(self._port), "80"):
            return None
        path, _, query = target.partition("?")
        return Request(method, path or "/", query, headers, body, f"http://{host}")

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            self._open = False

    def _finish(self) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            # Wakes a thread that waits for the next request.
            self._socket.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._socket.close()


def _headers(stream: io.BufferedReader) -> dict[str, str]:
    found: dict[str, str] = {}
    while True:
        line = stream.readline(LONGEST_LINE).decode("latin-1").rstrip("\r\n")
        if not line:
            return found
        name, mark, value = line.partition(":")
        if not mark:
            raise Broken(line)
        found[name.strip().lower()] = value.strip()


def _body(stream: io.BufferedReader, headers: Mapping[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _chunks(stream)
    else:
        size = int(headers.get("content-length") or 0)
        body = stream.read(size)
        if len(body) < size:
            raise Broken("the body ends early")
    return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body


def _chunks(stream: io.BufferedReader) -> bytes:
    parts = []
    while size := int(stream.readline(LONGEST_LINE).split(b";")[0], 16):
        parts.append(stream.read(size))
        stream.readline(LONGEST_LINE)
    while stream.readline(LONGEST_LINE).strip():
        pass
    return b"".join(parts)
