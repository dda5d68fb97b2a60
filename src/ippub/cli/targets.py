"""From the paths of the command line to the connectors that they mean, each once."""

import os
from collections.abc import Sequence

from ippub.connector.folder import PACKAGES, find_connectors, is_connector
from ippub.errors import EnvironmentFault, UsageError
from ippub.report.escape import visible

_WHAT_IT_IS = "A connector is a folder with apiDefinition.swagger.json, apiProperties.json and readme.md."


class Target:
    """What to check: connector folders, for some of them only these files, in some of them these packages."""

    def __init__(
        self, folders: tuple[str, ...], files: dict[str, frozenset[str]], packages: dict[str, tuple[str, ...]]
    ) -> None:
        self.folders = folders
        self.files = files
        self.packages = packages


def find_targets(paths: Sequence[str]) -> Target:
    """The connectors that ``paths`` mean, each once however it is named, in the order asked for.

    A folder is called as it was given first. Raises ``UsageError`` for a path that does not exist, that holds no
    connector, or that is a file and not one of a connector; ``EnvironmentFault`` for one that cannot be listed. A zip
    is a certification package wherever it lies.
    """
    called: dict[str, str] = {}
    packages: dict[str, list[str]] = {}
    files: dict[str, set[str] | None] = {}
    for path in paths:
        if os.path.isfile(path):
            folder, name = os.path.dirname(path) or ".", _name_of_file(path)
            same = _identity(folder)
            if _is_zip(name):
                packages.setdefault(same, []).append(name)
            known = files.setdefault(same, set())
            if known is not None:
                known.add(name)
            called.setdefault(same, folder)
            continue
        for folder in _folders(path):
            same = _identity(folder)
            called.setdefault(same, folder)
            files[same] = None
    limited = {called[same]: frozenset(names) for same, names in files.items() if names is not None}
    return Target(tuple(called.values()), limited, {called[same]: tuple(names) for same, names in packages.items()})


def _identity(folder: str) -> str:
    """What is the same for all names of one folder: ``C``, ``./C``, ``c`` on Windows, a link to it."""
    return os.path.normcase(os.path.realpath(folder))


def _folders(path: str) -> list[str]:
    if not os.path.exists(path):
        named = visible(path) or '""'
        raise UsageError(f"there is no file or folder {named}", "Name a connector's folder, or stand in it.")
    found = list(find_connectors(path))
    if not found and any(_is_readme(name) or name.lower() in PACKAGES for name in os.listdir(path)):
        return [path]  # a proposal has only a readme so far; named by itself it is checked, as a package alone is
    if not found:
        raise UsageError(f"there is no connector in {visible(path)}", _WHAT_IT_IS)
    return found


def _name_of_file(path: str) -> str:
    """The file's name as its folder spells it, which may differ where capitals do not matter."""
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError as error:
        raise EnvironmentFault(
            f"cannot read {visible(folder)}: {error.strerror}", "Check that you may read it."
        ) from error
    if not is_connector(names) and not _is_readme(name) and not _is_zip(name):
        raise UsageError(f"{visible(path)} is not a file of a connector", _WHAT_IT_IS)
    if name in names:
        return name
    return next((other for other in names if other.casefold() == name.casefold()), name)


def _is_readme(name: str) -> bool:
    return name.lower().startswith("readme.")


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")
