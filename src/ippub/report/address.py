"""Where a finding's file is, in the three ways of saying it: for a person, for GitHub, for SARIF."""

from __future__ import annotations

from ippub.report.escape import uri
from ippub.report.model import Reported


def shown_path(folder: str, file: str) -> str:
    """The path as a person would type it: ``folder`` as it was given, then ``file`` in the same style."""
    if folder in ("", "."):
        return file
    if "\\" in folder and "/" not in folder:
        return folder.rstrip("\\") + "\\" + file.replace("/", "\\")
    return folder.rstrip("/") + "/" + file


def slashed_path(folder: str, file: str) -> str:
    """The path with ``/`` only and without a leading ``./``: relative wherever ``folder`` is."""
    parts = folder.replace("\\", "/") if _is_windows(folder) else folder
    while parts.startswith("./"):
        parts = parts[2:].lstrip("/")
    parts = parts.rstrip("/") if parts.strip("/") else parts[:1]
    if parts in ("", "."):
        return file
    return parts + file if parts.endswith("/") else f"{parts}/{file}"


def file_uri(folder: str, file: str) -> str:
    """A URI reference for SARIF: relative, or ``file:///`` when ``folder`` is an absolute path."""
    path = slashed_path(folder, file)
    if path.startswith("//"):
        return "file:" + uri(path)
    if path.startswith("/"):
        return "file://" + uri(path)
    if _has_drive(path):
        return f"file:///{path[0]}:{uri(path[2:])}"
    return uri(path)


def _has_drive(path: str) -> bool:
    return len(path) > 2 and path[1] == ":" and path[0].isascii() and path[0].isalpha() and path[2] in "/\\"


def _is_windows(folder: str) -> bool:
    """A backslash is a separator on Windows and an ordinary character elsewhere; a path shows which it is."""
    return "\\" in folder and ("/" not in folder or _has_drive(folder) or folder.startswith((".\\", "..\\")))


def outer_file(file: str) -> str:
    """The file that there is on disk: of ``package.zip!inner.zip!solution.xml`` the first part."""
    end = file.lower().find(".zip!")
    return file if end < 0 else file[: end + 4]


def on_disk(finding: Reported) -> Reported:
    """``finding`` as it is told of files on disk: what is in an archive is told of the archive, with the path."""
    outer = outer_file(finding.file)
    if outer == finding.file:
        return finding
    message = f"{finding.file[len(outer) + 1 :]}: {finding.message}"
    return finding._replace(file=outer, line=1, column=1, end_line=1, end_column=1, message=message)
