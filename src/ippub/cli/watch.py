"""``--watch``: do it again whenever a file of the connectors changes, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NoReturn

from ippub.cli.complaint import complain, remark
from ippub.cli.run import Wanted, run_once
from ippub.cli.targets import find_targets
from ippub.config import find_config
from ippub.errors import IppubError

_EVERY = 0.4
"""Seconds between two looks. Asking is enough for a few files and works on every file system and in containers."""


def repeat(wanted: Wanted) -> NoReturn:
    """Run now and after each change of a connector or of its ``ippub.yaml``. Ends only by an interrupt."""
    own = {os.path.realpath(path) for path in (wanted.output, wanted.write_baseline) if path is not None}
    seen: object = None
    while True:
        state = _state(wanted, own)
        if state != seen:
            seen = state
            if sys.stdout.isatty():
                print("\x1b[2J\x1b[H", end="")
            _once(wanted)
            remark("Waiting for changes; Ctrl-C ends.")
        time.sleep(_EVERY)


def _once(wanted: Wanted) -> None:
    try:
        run_once(wanted)
    except IppubError as error:  # a file that is being saved may be missing for a moment
        complain(error)
    sys.stdout.flush()


def _state(wanted: Wanted, own: Collection[str]) -> object:
    """The names, sizes and times of all files that count; the fault's text when they cannot be listed.

    ``own`` are the files that the run itself writes, and whose change means nothing.
    """
    try:
        return [
            (path, stat.st_mtime_ns, stat.st_size)
            for path, stat in _files(wanted)
            if not own or os.path.realpath(path) not in own
        ]
    except (IppubError, OSError) as error:
        return str(error)


def _files(wanted: Wanted) -> Iterator[tuple[str, os.stat_result]]:
    homes: dict[str, Path | None] = {}
    named = wanted.settings.config
    settings = {named}
    for folder in find_targets(wanted.settings.roots).folders:
        if named is None:
            settings.add(find_config(Path(folder), homes))
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_file(follow_symlinks=False):
                yield entry.path, entry.stat()
    for path in filter(None, settings):
        yield str(path), os.stat(path)
