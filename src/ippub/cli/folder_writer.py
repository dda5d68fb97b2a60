"""Put a package into a folder: all of it or nothing, and never over something that is not ours."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping

from ippub.artifacts.package import MANIFEST
from ippub.errors import EnvironmentFault, UsageError


def write_tree(files: Mapping[str, bytes], target: str) -> None:
    """Make the folder ``target`` hold exactly ``files`` (by path with ``/``).

    They are written beside the place, and the finished folder is moved there, so nobody ever sees half of them.
    A package that ``ippub`` wrote before is replaced. Raises ``UsageError`` when there is anything else at the place,
    ``EnvironmentFault`` when the system refuses.
    """
    target = os.path.realpath(target)
    refuse_foreign(target)
    part, old = f"{target}.{os.getpid()}.part", f"{target}.{os.getpid()}.old"
    try:
        _write(files, part)
        if os.path.isdir(target):
            os.rename(target, old)
        try:
            os.rename(part, target)
        except OSError:
            with contextlib.suppress(OSError):  # an empty folder that stood there may be gone already
                os.rename(old, target)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EnvironmentFault(f"cannot write {target}: {reason}", "Choose another place with --output.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if os.path.isdir(target):
            shutil.rmtree(old, ignore_errors=True)


def refuse_foreign(target: str) -> None:
    """Raise ``UsageError`` unless ``target`` is free, an empty folder, or a package that ``ippub`` wrote."""
    if not os.path.lexists(target):
        return
    hint = "Choose another place with --output; ippub replaces only what it wrote itself."
    if os.path.islink(target) or not os.path.isdir(target):
        raise UsageError(f"{target} is not a folder", hint)
    there = set(_walk(target))
    foreign = there - _ours(target)
    if foreign:
        raise UsageError(f"{target} holds {min(foreign)}, which is no part of a package", hint)


def _ours(target: str) -> set[str]:
    """The paths that the manifest at the place speaks of."""
    try:
        with open(os.path.join(target, MANIFEST), "rb") as file:
            said = json.loads(file.read(1024 * 1024))
        if said["tool"]["name"] != "ippub":
            return set()
        return {f"{said['folder']}/{one['name']}" for one in said["files"]} | {MANIFEST, said["archive"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _walk(target: str) -> Iterator[str]:
    for folder, folders, names in os.walk(target):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in [*names, *links]:
            yield os.path.relpath(os.path.join(folder, name), target).replace(os.sep, "/")


def _write(files: Mapping[str, bytes], folder: str) -> None:
    for path, data in files.items():
        full = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(data)
