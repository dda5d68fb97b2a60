"""``--watch``: do it again whenever a file of the connectors changes, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from ippub.errors import IppubError
from ippub.report.escape import visible

_EVERY = 0.4
"""Seconds between two looks. Asking is enough for a few files and works on every file system and in containers."""


def repeat(folders: Callable[[], Sequence[str]], work: Callable[[], object]) -> NoReturn:
    """Call ``work`` now and after each change in ``folders()``. Ends only by an interrupt."""
    seen: object = None
    while True:
        state = _state(folders)
        if state != seen:
            seen = state
            if sys.stdout.isatty():
                print("\x1b[2J\x1b[H", end="")
            _once(work)
            print("Waiting for changes; Ctrl-C ends.", file=sys.stderr)
        time.sleep(_EVERY)


def _once(work: Callable[[], object]) -> None:
    try:
        work()
    except IppubError as error:  # a file that is being saved may be missing for a moment
        print(f"error: {visible(error.message)}", file=sys.stderr)
    sys.stdout.flush()


def _state(folders: Callable[[], Sequence[str]]) -> object:
    """The names, sizes and times of all files in the folders; the fault's text when they cannot be listed."""
    try:
        return [
            (entry.path, entry.stat().st_mtime_ns, entry.stat().st_size)
            for folder in folders()
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
            if entry.is_file(follow_symlinks=False)
        ]
    except (IppubError, OSError) as error:
        return str(error)
