"""Listens on loopback, by both of its addresses, and gives each connection a thread."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Callable

from ippub.rehearsal.connection import Connection


class Listener:
    """Accepts connections until it is closed. ``serve`` runs in a thread of its own for each.

    "localhost" means ::1 first on many systems, and Windows takes two seconds to find out that nobody is there: so
    both are listened on, where there are both. Raises ``OSError`` when ``port`` is taken (0 takes a free one).
    """

    def __init__(self, port: int, serve: Callable[[Connection], None]) -> None:
        self._serve = serve
        self._open: set[Connection] = set()
        first = _listen(socket.AF_INET, "127.0.0.1", port)
        self.port: int = first.getsockname()[1]
        self.sockets = [first]
        with contextlib.suppress(OSError):
            self.sockets.append(_listen(socket.AF_INET6, "::1", self.port))
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and break every connection."""
        self._wake.send(b"x")
        self._thread.join()
        for each in (*self.sockets, self._wake, self._woken):
            each.close()
        for connection in list(self._open):
            connection.drop()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (*self.sockets, self._woken):
                selector.register(each, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if self._woken in ready:
                    return
                for each in self.sockets:
                    if each in ready:
                        self._take(each)

    def _take(self, listening: socket.socket) -> None:
        try:
            accepted, _ = listening.accept()
        except OSError:  # it was gone before it was taken
            return
        accepted.setblocking(True)
        connection = Connection(accepted, self.port)
        self._open.add(connection)
        threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection: Connection) -> None:
        try:
            self._serve(connection)
        finally:
            connection.drop()
            self._open.discard(connection)


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # where it means something else
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(64)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made
