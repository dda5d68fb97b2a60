"""A web server on loopback that gives the list of connectors, well or badly."""

from __future__ import annotations

import gzip
import html
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ippub.catalogue.entry import Entry, Kind
from ippub.catalogue.storage import shipped_list

ETAG = '"0x8DC"'


def page(entries: Iterable[Entry], *more: str, wide: bool = False) -> str:
    """The page with a connector in a row; ``wide`` with three in a row, each name beside a picture."""
    names = [html.escape(e.title) + " (Independent Publisher)" * (e.kind is Kind.INDEPENDENT) for e in entries]
    cells = [_wide(name) if wide else _cell(name) for name in (*names, *more)]
    rows = (
        ["".join(cells[at : at + 3]) for at in range(0, len(cells), 3)] if wide else [f"{c}<td>✅</td>" for c in cells]
    )
    table = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<nav><a href='/en-us/connectors/overview/'>Overview</a></nav><h2 id='list'>List</h2><table>{table}</table>"


def _cell(name: str) -> str:
    return f'<td><a href="../{len(name)}x/" data-linktype="relative-path"><img src="i.png" alt=""><br>{name}</a></td>'


def _wide(name: str) -> str:
    link = f'<a href="/en-us/connectors/x{len(name)}/"><b>{name}</b></a>'
    return f'<td width="25%"><img title="{name}" src="i.png"> {link}</td>'


class Page:
    """What the server answers. ``mode`` is fresh, garbage, huge, error, hang, drip, elsewhere, moved or translated."""

    def __init__(self) -> None:
        self.mode = "fresh"
        self.more: tuple[str, ...] = ()
        self.url = ""
        self.asked: list[dict[str, str]] = []
        self.ended = threading.Event()

    def body(self) -> bytes:
        if self.mode == "huge":
            return gzip.compress(b"<table>" + b" " * 20_000_000)
        if self.mode == "garbage":
            return gzip.compress(b"<html><table><tr><td><a href='../x/'>X</a></td></tr></table>")
        if self.mode == "damaged":
            return b"\x1f\x8b\x08nothing"
        return gzip.compress(page(shipped_list().entries, *self.more).encode())


@contextmanager
def served() -> Iterator[Page]:
    """The server while it stands."""
    content = Page()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content.asked.append(dict(self.headers))
            if content.mode == "hang":
                content.ended.wait(10)
                return
            if content.mode in ("elsewhere", "moved") and not self.path.endswith("/there"):
                target = "http://localhost:1/there" if content.mode == "elsewhere" else f"{content.url}there"
                self._head(302, {"Location": target})
            elif content.mode == "error":
                self._head(500, {})
            elif self.headers.get("If-None-Match") == ETAG:
                self._head(304, {"ETag": ETAG})
            else:
                self._send(content.body())

        def _head(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def _send(self, body: bytes) -> None:
            self._head(200, {"ETag": ETAG, "Content-Encoding": "gzip", "Content-Length": str(len(body))})
            if content.mode == "drip":
                for at in range(0, len(body), 100):
                    if content.ended.is_set():
                        return
                    self.wfile.write(body[at : at + 100])
                    self.wfile.flush()
                    time.sleep(0.1)
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    content.url = f"http://127.0.0.1:{server.server_port}/connectors/connector-reference/"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield content
    finally:
        content.ended.set()
        server.shutdown()
        server.server_close()
