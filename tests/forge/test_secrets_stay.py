"""The token shows nowhere: no output, no file, no address, no list of processes, whichever way the files travel."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from forge.conftest import Maker


def _files(folder: Path, hidden: tuple[bytes, ...]) -> list[str]:
    found = []
    for base, _, names in os.walk(folder):
        for name in names:
            try:
                data = Path(base, name).read_bytes()
            except OSError:
                continue
            if any(secret in data for secret in hidden):
                found.append(os.path.join(base, name))
    return found


def _command_lines(hidden: tuple[bytes, ...]) -> list[str]:
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                line = Path("/proc", entry, "cmdline").read_bytes()
            except OSError:
                continue
            if any(secret in line for secret in hidden):
                found.append(line.decode(errors="replace"))
    return found


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
@pytest.mark.parametrize("via", ["api", "git"])
@pytest.mark.parametrize("fails", [False, True])
def test_the_token_shows_nowhere_while_a_proposal_is_sent(maker: Maker, tmp_path: Path, via: str, fails: bool) -> None:
    token = os.environ["IPPUB_TOKEN"]
    hidden = (token.encode(), base64.b64encode(f"x-access-token:{token}".encode()))
    places = [tmp_path / name for name in ("home", "temporary", "cache")]
    for place in places:
        place.mkdir()
    if fails:
        maker.server.faults.add("git-receive-pack|git/trees$", count=None, status=500, body={"message": "Server Error"})
    process = subprocess.Popen(
        [sys.executable, "-m", "ippub", "propose", str(maker.folder), "--yes", "--agree-manifesto", "--via", via],
        env={
            **os.environ,
            "HOME": str(places[0]),
            "TMPDIR": str(places[1]),
            "IPPUB_CACHE": str(places[2]),
            "IPPUB_DEBUG": "1",
            "GIT_TRACE": "1",
            "GIT_CURL_VERBOSE": "1",
            "GIT_TRACE_REDACT": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    seen: list[str] = []
    looks = 0

    def watch() -> None:
        nonlocal looks
        while process.poll() is None:
            seen.extend(_command_lines(hidden))
            seen.extend(_files(tmp_path, hidden))
            looks += 1
            time.sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, err = process.communicate(timeout=60)
    watcher.join()
    assert (process.returncode != 0) is fails, err.decode()
    assert looks > 5
    assert seen == []
    assert not any(secret in out + err for secret in hidden)
    assert _files(tmp_path, hidden) == []
    assert not any(token in f"{each.path}?{each.query}{each.sent}" for each in maker.server.log)


def test_there_is_no_option_that_takes_a_token() -> None:
    for command in ("propose", "submit", "doctor", "search"):
        shown = subprocess.run(
            [sys.executable, "-m", "ippub", command, "--help"],
            env={**os.environ, "IPPUB_TOKEN": "ghp_never_to_be_seen_0123456789"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert "--token" not in shown
        assert "ghp_never" not in shown
