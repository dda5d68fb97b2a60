"""Put single files in their place: a new one beside what is there, or a whole one over an old one."""

from __future__ import annotations

import contextlib
import os

from ippub.errors import EnvironmentFault


def replace_file(path: str, data: bytes) -> None:
    """Make the file ``path`` hold ``data``: written beside it and moved there, so that nobody ever sees half of it.

    Raises ``EnvironmentFault`` when the system refuses; then what was there is still there.
    """
    part = f"{path}.{os.getpid()}.part"
    try:
        with open(part, "xb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError as error:
        raise _fault(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def new_file(path: str, data: bytes) -> None:
    """Write the file ``path``, all of it or nothing.

    Raises ``EnvironmentFault`` when it is there already, which stays as it is, or cannot be written.
    """
    try:
        file = open(path, "xb")  # noqa: SIM115  # closed below, before a half of it is taken away
    except OSError as error:
        raise _fault(path, error) from error
    try:
        with file:
            file.write(data)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise _fault(path, error) from error


def _fault(path: str, error: OSError) -> EnvironmentFault:
    reason = error.strerror or type(error).__name__
    return EnvironmentFault(f"cannot write {path}: {reason}", "Close it where it is open, or choose another place.")
