"""A program on a pseudo-terminal of 80 columns: what a person sees and types."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

_BEGIN = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, '-m', 'ippub', *sys.argv[1:]])"
)


class Terminal:
    """``ippub`` with ``arguments`` on a terminal of its own. ``text`` is everything that it showed so far."""

    def __init__(self, *arguments: str, env: dict[str, str], cwd: Path, stdout: int | None = None) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN, *arguments],
            stdin=slave,
            stdout=slave if stdout is None else stdout,
            stderr=slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(slave)
        self.text = ""

    def see(self, words: str, seconds: float = 40) -> None:
        """Wait until ``words`` stand in what was shown since the last ``type``."""
        self._read(lambda: words in self.text[self._mark :], seconds)
        assert words in self.text[self._mark :], f"{words!r} is not in:\n{self.text}"

    _mark = 0

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        self._mark = len(self.text)
        os.write(self._master, f"{line}\n".encode())

    def press(self, key: bytes) -> None:
        """Press a key, such as b"\\x03" for Ctrl-C."""
        os.write(self._master, key)

    def end(self, seconds: float = 40) -> int:
        """Wait for the end; gives the exit code."""
        self._read(lambda: False, seconds)
        code = self.process.wait(timeout=seconds)
        os.close(self._master)
        return code

    def _read(self, enough: object, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not enough() and time.monotonic() < deadline:  # type: ignore[operator]
            ready, _, _ = select.select([self._master], [], [], 0.2)
            if not ready:
                if self.process.poll() is not None:
                    return
                continue
            try:
                data = os.read(self._master, 65536)
            except OSError:  # Linux says so when the other end is closed
                return
            if not data:
                return
            self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")
