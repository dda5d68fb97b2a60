"""What Microsoft's ConnectorPackageValidator.ps1 decides about a package, told again in Python from reading it.

The script itself needs Windows PowerShell. Each ``Exit`` is one of its ways to end, by the step at which it ends;
``told`` says whether it prints why. Its exits about the path on the disk are tested on the command line. Where the
script leaves something to .NET (paths that lead out, links, names that collide), so does this.
"""

from __future__ import annotations

import io
import zipfile
from enum import Enum
from xml.etree import ElementTree as ET

Tree = dict[str, bytes]


class Exit(Enum):
    """A way to end: the step, whether it is told, and what about."""

    OUTER_NOT_UNPACKED = (1, True, "the package cannot be unpacked")
    OUTER_FOLDER = (2, True, "a folder at the root of the package")
    OUTER_BOTH_MISSING = (2, True, "no Markdown file and no zip at the root")
    OUTER_MARKDOWN_MISSING = (2, True, "no Markdown file at the root")
    OUTER_ZIP_MISSING = (2, True, "no zip at the root")
    OUTER_MARKDOWN_MANY = (2, False, "several Markdown files at the root")
    OUTER_ZIP_MANY = (2, False, "several zips at the root")
    INNER_NOT_UNPACKED = (3, True, "the inner archive cannot be unpacked")
    INNER_NO_FOLDER = (4, True, "no assets folder")
    INNER_FOLDERS = (4, False, "several folders in the inner archive")
    ASSETS_FOLDER = (5, True, "a folder in the assets folder")
    ASSETS_NO_ZIP = (5, True, "no solution in the assets folder")
    ASSETS_ONE_ZIP = (5, False, "one solution only")
    ASSETS_MANY_ZIPS = (5, True, "more than two solutions")
    ASSETS_PLUGIN_FEW = (5, True, "with a plug-in fewer than three solutions")
    ASSETS_PLUGIN_MANY = (5, False, "with a plug-in more than three solutions")
    SOLUTION_NOT_UNPACKED = (6, True, "a solution cannot be unpacked")
    SOLUTION_FILES = (6, True, "one of the three files of a solution is missing")
    CUSTOMIZATIONS_NOT_XML = (6, True, "customizations.xml is no XML")
    NO_CONNECTOR_FOLDER = (6, True, "a connector without the folder Connector")
    NO_WORKFLOWS_FOLDER = (6, True, "flows without the folders Workflows and Connector")
    NO_PLUGIN_FOLDERS = (6, True, "a plug-in without its folders")
    NO_CONNECTOR_SOLUTION = (7, True, "no solution of the connector alone")
    NO_FLOW_SOLUTION = (7, True, "no solution with connector and flows")
    NO_PLUGIN_SOLUTION = (7, True, "no solution with connector and plug-in")
    SUCCESS = (8, True, "Validation successful")

    @property
    def told(self) -> bool:
        return self.value[1]

    @property
    def words(self) -> str:
        return self.value[2]


class _NotUnpackedError(Exception):
    pass


def verdict(data: bytes, *, plugin: bool) -> Exit:
    """How the script ends for a package with these bytes, called with or without a plug-in."""
    try:
        outer = _unpacked(data)
    except _NotUnpackedError:
        return Exit.OUTER_NOT_UNPACKED
    wrong = _outer(outer)
    if wrong is not None:
        return wrong
    try:
        inner = _unpacked(next(data for name, data in outer.items() if _is_at_root(name, ".zip")))
    except _NotUnpackedError:
        return Exit.INNER_NOT_UNPACKED
    folders = _folders(inner)
    if len(folders) != 1:
        return Exit.INNER_FOLDERS if folders else Exit.INNER_NO_FOLDER
    (folder,) = folders
    assets = {name.removeprefix(folder + "/"): data for name, data in inner.items() if name.startswith(folder + "/")}
    return _assets(assets, plugin) or _solutions(assets, plugin)


def _unpacked(data: bytes) -> Tree:
    """What .NET unpacks: Deflate or not packed, not encrypted, with the right checksum; the last of a name wins."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if any(info.flag_bits & 1 or info.compress_type not in (0, 8) for info in infos):
                raise _NotUnpackedError
            return {info.orig_filename.replace("\\", "/"): archive.read(info) for info in infos}
    except (zipfile.BadZipFile, OSError) as error:
        raise _NotUnpackedError from error


def _outer(outer: Tree) -> Exit | None:
    if _folders(outer):
        return Exit.OUTER_FOLDER
    texts = sum(_is_at_root(name, ".md") for name in outer)
    zips = sum(_is_at_root(name, ".zip") for name in outer)
    if texts == 0 and zips == 0:
        return Exit.OUTER_BOTH_MISSING
    if texts != 1:
        return Exit.OUTER_MARKDOWN_MANY if texts else Exit.OUTER_MARKDOWN_MISSING
    if zips != 1:
        return Exit.OUTER_ZIP_MANY if zips else Exit.OUTER_ZIP_MISSING
    return None


def _assets(assets: Tree, plugin: bool) -> Exit | None:
    if _folders(assets):
        return Exit.ASSETS_FOLDER
    zips = sum(_is_at_root(name, ".zip") for name in assets)
    if zips == (3 if plugin else 2):
        return None
    if zips == 0:
        return Exit.ASSETS_NO_ZIP
    if plugin:
        return Exit.ASSETS_PLUGIN_FEW if zips < 3 else Exit.ASSETS_PLUGIN_MANY
    return Exit.ASSETS_MANY_ZIPS if zips > 2 else Exit.ASSETS_ONE_ZIP


def _solutions(assets: Tree, plugin: bool) -> Exit:
    kinds = set()
    for name in sorted(name for name in assets if _is_at_root(name, ".zip")):
        try:
            solution = _unpacked(assets[name])
        except _NotUnpackedError:
            return Exit.SOLUTION_NOT_UNPACKED
        roots = {path.casefold() for path in solution if "/" not in path}
        if not {"[content_types].xml", "customizations.xml", "solution.xml"} <= roots:
            return Exit.SOLUTION_FILES
        try:
            text = next(data for path, data in solution.items() if path.casefold() == "customizations.xml")
            root = ET.fromstring(text.decode("utf-8-sig"))
        except (ET.ParseError, UnicodeDecodeError):
            return Exit.CUSTOMIZATIONS_NOT_XML
        connector, flows = _is_filled(root, "Connector"), _is_filled(root, "Workflows")
        plugged = plugin and _is_filled(root, "aicopilot_aiplugin")
        kinds.add((connector, flows, plugged))
        wrong = _missing_folder({folder.casefold() for folder in _folders(solution)}, connector, flows, plugged)
        if wrong is not None:
            return wrong
    if (True, False, False) not in kinds:
        return Exit.NO_CONNECTOR_SOLUTION
    if (True, True, False) not in kinds:
        return Exit.NO_FLOW_SOLUTION
    return Exit.NO_PLUGIN_SOLUTION if plugin and (True, False, True) not in kinds else Exit.SUCCESS


def _missing_folder(folders: set[str], connector: bool, flows: bool, plugged: bool) -> Exit | None:
    if connector and "connector" not in folders:
        return Exit.NO_CONNECTOR_FOLDER
    if flows and not {"workflows", "connector"} <= folders:
        return Exit.NO_WORKFLOWS_FOLDER
    if plugged and not {"connector", "aiplugins", "aipluginoperations"} <= folders:
        return Exit.NO_PLUGIN_FOLDERS
    return None


def _is_filled(root: ET.Element, name: str) -> bool:
    found = next(root.iter(name), None)
    return found is not None and (len(found) > 0 or bool(found.attrib) or bool((found.text or "").strip()))


def _folders(tree: Tree) -> list[str]:
    return list(dict.fromkeys(name.partition("/")[0] for name in tree if "/" in name))


def _is_at_root(name: str, end: str) -> bool:
    return "/" not in name and name.casefold().endswith(end)
