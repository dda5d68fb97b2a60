"""The solutions that the author exported, told apart by what they hold, whatever their files are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ippub.archive.limits import MAX_BYTES
from ippub.archive.reading import Archive
from ippub.connector.folder import read_bytes
from ippub.connector.package.solution import CUSTOMIZATIONS, Role, Solution
from ippub.document.json import MAX_BYTES as JSON_BYTES
from ippub.document.json import read_json
from ippub.errors import UsageError

FLAGS = {
    Role.CONNECTOR: "--solution",
    Role.FLOW: "--flow-solution",
    Role.PLUGIN: "--plugin-solution",
}
"""The option by which each solution is given."""

WHAT = {
    Role.CONNECTOR: "the connector alone",
    Role.FLOW: "the connector and a flow that uses it",
    Role.PLUGIN: "the connector and an AI plug-in made of it",
}
"""What each solution holds."""

AGAIN = "Export it again as it stands in the environment, unmanaged, and do not unpack or change the file."


class Export(NamedTuple):
    """An exported solution: ``source`` is its file as it was given."""

    source: str
    data: bytes
    solution: Solution

    @property
    def said(self) -> str:
        """Its name and version, and whether it is managed, as its manifest has it."""
        name = " ".join(filter(None, (self.solution.unique_name, self.solution.version))) or "a solution without a name"
        managed = {True: ", managed", False: ", unmanaged", None: ""}[self.solution.managed]
        return name + managed


class Exports(NamedTuple):
    """The solutions of a package. ``moved`` says that they were given under each other's options.

    ``custom`` are the bytes of ``customProperties.json``, which the policy asks for when a connector has several ways
    to sign in; empty for none. Its form is documented nowhere, so only its author can write it.
    """

    connector: Export
    flow: Export
    plugin: Export | None = None
    moved: bool = False
    custom: bytes = b""

    @property
    def by_role(self) -> dict[Role, Export]:
        """The solutions in the order in which they are imported."""
        found = {Role.CONNECTOR: self.connector, Role.FLOW: self.flow}
        return found if self.plugin is None else {**found, Role.PLUGIN: self.plugin}


def read_export(path: str) -> Export:
    """The solution in the file ``path``.

    Raises ``EnvironmentFault`` when it cannot be read, ``UsageError`` when it is no exported solution.
    """
    return export_of(path, read_bytes(path, MAX_BYTES))


def export_of(source: str, data: bytes) -> Export:
    """The solution that ``data`` holds. Raises ``UsageError`` when it is no exported solution."""
    archive = Archive(source, data)
    if not archive.is_zip:
        raise UsageError(f"{source} is no solution: {archive.faults[0].message}", AGAIN)
    solution = Solution(archive)
    if CUSTOMIZATIONS in solution.missing:
        raise UsageError(f"{source} is no exported solution: {_other(archive)}", _instead(archive))
    fault = solution.customizations.fault if solution.customizations is not None else ""
    if fault:
        raise UsageError(f"{source} is no exported solution: in {CUSTOMIZATIONS}, {fault}", AGAIN)
    return Export(source, data, solution)


def read_custom_properties(path: str) -> bytes:
    """The bytes of the file ``path``. Raises ``UsageError`` when it is no JSON, ``EnvironmentFault`` as ever."""
    data = read_bytes(path, JSON_BYTES)
    if len(data) > JSON_BYTES or not read_json(path, data).readable:
        raise UsageError(f"{path} is no JSON", "Ask the certification team for the form of customProperties.json.")
    return data


def told_apart(given: Mapping[Role, Export]) -> Exports:
    """The solutions by what they hold; ``given`` has them by the option under which they came.

    Raises ``UsageError`` when one is none of the three, when two are the same, or when one that is needed is missing.
    """
    found: dict[Role, Export] = {}
    for export in given.values():
        role = export.solution.role
        if role is Role.NONE:
            raise UsageError(f"{export.source} cannot be part of the package: {_none(export.solution)}", _to_do(export))
        if role in found:
            raise UsageError(
                f"{found[role].source} and {export.source} both hold {WHAT[role]}",
                _wanting(set(given) - {role}),
            )
        found[role] = export
    wanted = {Role.CONNECTOR, Role.FLOW} | (set(given) & {Role.PLUGIN})
    if wanted - set(found):
        missing = min(wanted - set(found), key=list(FLAGS).index)
        raise UsageError(f"none of the solutions holds {WHAT[missing]}", _wanting({missing}))
    if set(found) - wanted:
        raise UsageError(
            f"{found[Role.PLUGIN].source} holds {WHAT[Role.PLUGIN]}",
            f"Give it with {FLAGS[Role.PLUGIN]}, besides the two others.",
        )
    moved = any(given[role] is not export for role, export in found.items())
    return Exports(found[Role.CONNECTOR], found[Role.FLOW], found.get(Role.PLUGIN), moved)


def _other(archive: Archive) -> str:
    """What an archive without readable customizations is instead."""
    if _is_package(archive):
        return "it is a whole package already"
    deeper = next((path for path in archive.files if path.casefold().endswith(f"/{CUSTOMIZATIONS}")), "")
    if deeper.casefold() == f"other/{CUSTOMIZATIONS}":
        return "it is a solution's source, as `pac solution unpack` writes it"
    if deeper:
        return f"its files stand in a folder, {deeper.rpartition('/')[0]}/, and not at its root"
    if archive.faults:
        return archive.faults[0].message
    return f"it has no {CUSTOMIZATIONS} at its root"


def _instead(archive: Archive) -> str:
    if _is_package(archive):
        return "`ippub check` takes the file and checks it; to build it anew, give the two solutions."
    return AGAIN


def _is_package(archive: Archive) -> bool:
    names = [name.casefold() for name in archive.root_files]
    return any(name.endswith(".md") for name in names) and any(name.endswith(".zip") for name in names)


def _none(solution: Solution) -> str:
    if not solution.has_connector:
        return "it holds flows, but not the connector" if solution.has_workflows else "it holds no custom connector"
    return "it holds flows and an AI plug-in, which belong into solutions of their own"


def _to_do(export: Export) -> str:
    if export.solution.has_connector:
        return "Take the flows or the plug-in out of the solution, and export it again."
    return "Open the solution, choose Add existing, add the custom connector, and export it again."


def _wanting(roles: set[Role]) -> str:
    told = [f"{FLAGS[role]} takes the one with {WHAT[role]}" for role in FLAGS if role in roles]
    return "; ".join(told) + "."
