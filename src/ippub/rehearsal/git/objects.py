"""The objects of a fork network: in memory, and on disk for git's processes when they need them."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import threading

from ippub.rehearsal.git.pack import write_pack


class MissingObject(LookupError):
    """There is no such object."""


class ObjectStore:
    """One folder of objects that all repositories of a fork network share, as on GitHub.

    So a fork costs nothing, and upstream sees a fork's commits by their ids. What is written here stays in memory
    too; what was pushed is read by ``git cat-file``. ``environment`` makes a git process use the folder.
    """

    def __init__(self, folder: str, environment: dict[str, str]) -> None:
        self.environment = {**environment, "GIT_OBJECT_DIRECTORY": folder}
        self._folder = folder
        self._known: dict[str, tuple[str, bytes]] = {}
        self._pending: dict[str, tuple[str, bytes]] = {}
        self._reader: subprocess.Popen[bytes] | None = None
        self._lock = threading.RLock()
        os.makedirs(os.path.join(folder, "pack"), exist_ok=True)

    def write(self, kind: str, data: bytes) -> str:
        """Store an object (blob, tree, commit); gives its id."""
        sha = hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
        with self._lock:
            if sha not in self._known:
                self._known[sha] = self._pending[sha] = (kind, data)
        return sha

    def read(self, sha: str) -> tuple[str, bytes]:
        """Kind and content of an object. Raises ``MissingObject``."""
        with self._lock:
            found = self._known.get(sha)
            if found is None:
                found = self._known[sha] = self._read_pushed(sha)
        return found

    def kind(self, sha: str) -> str:
        """The kind of an object, "" when there is none."""
        try:
            return self.read(sha)[0]
        except MissingObject:
            return ""

    def flush(self) -> None:
        """Put on disk what is in memory only: before a git process looks."""
        with self._lock:
            if self._pending:
                write_pack(os.path.join(self._folder, "pack"), self._pending)
                self._pending = {}

    def close(self) -> None:
        """End the process that reads packs."""
        if self._reader is not None and self._reader.stdin and self._reader.stdout:
            self._reader.stdin.close()
            self._reader.wait()
            self._reader.stdout.close()

    def _read_pushed(self, sha: str) -> tuple[str, bytes]:
        if not re.fullmatch("[0-9a-f]{40}", sha) or not os.listdir(os.path.join(self._folder, "pack")):
            raise MissingObject(sha)
        if self._reader is None:
            self._reader = self._start_reader()
        stdin, stdout = self._reader.stdin, self._reader.stdout
        if stdin is None or stdout is None:  # pragma: no cover - both are pipes
            raise MissingObject(sha)
        stdin.write(sha.encode() + b"\n")
        stdin.flush()
        head = stdout.readline().split()
        if len(head) != 3:
            raise MissingObject(sha)
        data = stdout.read(int(head[2]))
        stdout.read(1)
        return head[1].decode(), data

    def _start_reader(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - fixed words, no shell
            ["git", "--git-dir", os.path.dirname(self._folder), "cat-file", "--batch"],  # noqa: S607 - git of PATH
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self.environment,
        )
