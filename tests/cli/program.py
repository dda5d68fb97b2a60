"""`ippub` as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_OF_THE_OUTPUT = (
    *("COLUMNS", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "CI", "TERM", "PYTHONIOENCODING", "COLORTERM"),
    *("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "TERMINAL_EMULATOR", "TERM_PROGRAM", "VTE_VERSION"),
)


def environment(**changes: str) -> dict[str, str]:
    """The test's own, without what would change the output."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_OUTPUT}
    return {**kept, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **changes}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ippub", *map(str, arguments)]


def ippub(*arguments: object, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        cwd=cwd,
        env=environment(**env),
        check=False,
        timeout=60,
    )
