"""``ippub.yaml``: found next to the connector or above it, and read into a frozen ``Config``.

Finding it costs a few ``stat`` calls; everything that reads YAML is imported only once there is a file.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ippub import HOME
from ippub.errors import EnvironmentFault, UsageError
from ippub.nearest import canonical, did_you_mean, quoted

if TYPE_CHECKING:
    from ippub.config_text import Tree

FILE_NAME = "ippub.yaml"
PAGE = f"{HOME}/blob/main/docs/configuration.md"

Level = Literal["error", "warning", "info", "off"]
"""What ``severities`` can say about a code. The first three are the values of ``check.rule.Severity``."""

Process = Literal[2022, 2025]
"""The submission process: the one of 2022, or the one that replaced it in 2025."""

_MOST_PROBLEMS = 5
"""How many faults of one file are told at once."""


class Ignore(NamedTuple):
    """Findings that are accepted: all of ``code`` whose place matches.

    ``pointer`` and ``file`` are patterns (see ``check.glob``), None for anywhere. ``line_in_config`` is the
    line of the entry in ``ippub.yaml``, from 1.
    """

    code: str
    reason: str
    pointer: str | None = None
    file: str | None = None
    line_in_config: int = 1


class Allowed(NamedTuple):
    """Changes of an update that are accepted although they may break flows: all of ``code`` at ``pointer``.

    ``pointer`` is a pattern that fits a place in the old or in the new version (see ``check.glob``), None for anywhere.
    ``line_in_config`` is the line of the entry in ``ippub.yaml``, from 1; 0 for one of the command line.
    """

    code: str
    reason: str
    pointer: str | None = None
    line_in_config: int = 0


class Config(NamedTuple):
    """The settings, complete and valid: codes and scopes exist and have their canonical spelling.

    ``path`` is the file they came from, None for the defaults. ``select`` is empty for everything.
    """

    path: Path | None = None
    process: Process = 2025
    select: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    severities: dict[str, Level] = {}  # noqa: RUF012  # nobody writes to it
    language: str = "en"
    words: tuple[str, ...] = ()
    allow: tuple[Allowed, ...] = ()


def find_config(start: str | Path, seen: dict[str, Path | None] | None = None) -> Path | None:
    """The ``ippub.yaml`` in the folder ``start`` or the nearest folder above; None when there is none.

    ``seen`` remembers the answer per folder: pass the same dict for all connectors of a run. Raises
    ``UsageError`` when a folder on the way has an ``ippub.yml`` instead, which would otherwise be passed over
    in silence.
    """
    folder = os.path.abspath(start)
    if os.path.isfile(folder):
        folder = os.path.dirname(folder)
    passed: list[str] = []
    found: Path | None = None
    while True:
        if seen is not None and folder in seen:
            found = seen[folder]
            break
        passed.append(folder)
        candidate = os.path.join(folder, FILE_NAME)
        if os.path.isfile(candidate):
            found = Path(candidate)
            break
        misnamed = os.path.join(folder, "ippub.yml")
        if os.path.isfile(misnamed):
            raise UsageError(f"{_shown(misnamed)} is not read: the name must be {FILE_NAME}.", "Rename the file.")
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    if seen is not None:
        seen.update(dict.fromkeys(passed, found))
    return found


def read_config(
    path: Path, codes: Collection[str], scopes: Collection[str], changes: Collection[str] | None = None
) -> Config:
    """The settings in the file ``path``. ``codes`` and ``scopes`` are the names that exist.

    ``changes`` are the codes of changes, for ``allow``; None for a command that does not look at them.

    Raises ``UsageError`` with file, line, value and nearest valid name for everything that is not as
    ``docs/configuration.md`` says, and ``EnvironmentFault`` when the file is there and cannot be read.
    """
    from ippub.config_text import read_tree

    shown = _shown(path)
    tree = read_tree(_bytes(path, shown), shown)
    if tree.value is None:
        return Config(path=path)
    _stop(shown, _shape_problems(tree))
    settings = {key: value for key, value in tree.value.items() if value is not None}
    _stop(shown, [*_name_problems(settings, tree, codes, scopes), *_change_problems(settings, tree, changes)])
    return _config(path, settings, tree, codes, scopes)._replace(allow=_allowed(settings, tree, changes or ()))


def _shown(path: str | Path) -> str:
    """The path as messages show it: relative to the current folder when it lies in or just above that."""
    try:
        near = os.path.relpath(path)
    except (ValueError, OSError):  # another drive on Windows; a current folder that is gone
        return str(path)
    far = os.path.join(os.pardir, os.pardir, os.pardir)
    return os.path.abspath(path) if near.startswith(far) else near


def _bytes(path: Path, shown: str) -> bytes:
    from ippub.config_text import MAX_BYTES

    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"There is no file {shown}.", "Give --config the path of an ippub.yaml.") from None
    except (IsADirectoryError, PermissionError) as fault:
        if os.path.isdir(path):
            raise UsageError(f"{shown} is a folder.", "Give --config the path of an ippub.yaml.") from None
        raise EnvironmentFault(f"{shown} cannot be read: {fault.strerror}.") from None
    except ValueError:  # a NUL character in the name
        raise UsageError(f"{quoted(str(path))} is not the name of a file.") from None
    except OSError as fault:
        raise EnvironmentFault(f"{shown} cannot be read: {fault.strerror}.") from None


Problem = tuple[int, str]
"""A line and a sentence about it."""


def _stop(shown: str, problems: list[Problem]) -> None:
    """Raise one ``UsageError`` for all ``problems``, in the order of the file, when there are any."""
    if not problems:
        return
    ordered = sorted(set(problems))
    lines = [f"{shown}:{line}: {sentence}" for line, sentence in ordered[:_MOST_PROBLEMS]]
    if len(ordered) > _MOST_PROBLEMS:
        lines.append(f"{shown}: and {len(ordered) - _MOST_PROBLEMS} more.")
    raise UsageError("\n".join(lines), f"Every key is described in {PAGE}")


def _shape_problems(tree: "Tree") -> list[Problem]:
    """Where the values do not follow ``config.schema.json``."""
    if not isinstance(tree.value, dict):
        return [(tree.line(()), "the settings must be a mapping, such as 'process: 2025'.")]
    from ippub.config_shape import shape_problems

    return shape_problems(tree)


def _name_problems(
    settings: dict[str, Any], tree: "Tree", codes: Collection[str], scopes: Collection[str]
) -> Iterator[Problem]:
    """Codes and scopes that do not exist, and codes that are set twice in different spelling."""
    for index, name in enumerate(settings.get("select", ())):
        if canonical(name, (*codes, *scopes)) is None:
            near = did_you_mean(name, (*codes, *scopes))
            yield tree.line(("select", index)), f"there is no code or scope {quoted(name)}{near}"
    for index, entry in enumerate(settings.get("ignore", ())):
        fault = _code_fault(entry["code"], codes, scopes)
        if fault:
            yield tree.line(("ignore", index, "code")), fault
    first: dict[str, int] = {}
    for name in settings.get("severities", {}):
        line = tree.line(("severities", name))
        fault = _code_fault(name, codes, scopes)
        if fault:
            yield line, fault
            continue
        code = canonical(name, codes) or name
        if code in first:
            yield line, f"the severity of {code} is set twice, first on line {first[code]}."
        first.setdefault(code, line)


def _change_problems(settings: dict[str, Any], tree: "Tree", changes: Collection[str] | None) -> Iterator[Problem]:
    """Codes under ``allow`` that no change has."""
    for index, entry in enumerate(settings.get("allow", ()) if changes is not None else ()):
        if canonical(entry["code"], changes or ()) is None:
            near = did_you_mean(entry["code"], changes or ())
            yield tree.line(("allow", index, "code")), f"there is no change {quoted(entry['code'])}{near}"


def _allowed(settings: dict[str, Any], tree: "Tree", changes: Collection[str]) -> tuple[Allowed, ...]:
    return tuple(
        Allowed(
            code=canonical(entry["code"], changes) or entry["code"],
            reason=entry["reason"].strip(),
            pointer=entry.get("pointer"),
            line_in_config=tree.line(("allow", index)),
        )
        for index, entry in enumerate(settings.get("allow", ()))
    )


def _code_fault(name: str, codes: Collection[str], scopes: Collection[str]) -> str:
    """What is wrong with ``name`` where one code is asked for; empty when nothing is."""
    if canonical(name, codes) is not None:
        return ""
    if canonical(name, scopes) is not None:
        return f"{quoted(name)} is a scope; name one code here."
    return f"there is no code {quoted(name)}{did_you_mean(name, codes)}"


def _config(
    path: Path, settings: dict[str, Any], tree: "Tree", codes: Collection[str], scopes: Collection[str]
) -> Config:
    """The settings as a value, once every one of them is known to be right."""
    names = (*codes, *scopes)
    ignores = tuple(
        Ignore(
            code=canonical(entry["code"], codes) or entry["code"],
            reason=entry["reason"].strip(),
            pointer=entry.get("pointer"),
            file=entry.get("file"),
            line_in_config=tree.line(("ignore", index)),
        )
        for index, entry in enumerate(settings.get("ignore", ()))
    )
    return Config(
        path=path,
        process=settings.get("process", 2025),
        select=tuple(dict.fromkeys(canonical(name, names) or name for name in settings.get("select", ()))),
        ignore=ignores,
        severities={canonical(name, codes) or name: level for name, level in settings.get("severities", {}).items()},
        language=settings.get("language", "en"),
        words=tuple(word for entry in settings.get("words", ()) for word in str(entry).split()),
    )
