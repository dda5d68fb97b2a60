"""What a person may call a version of a connector: a folder, a file, ``REV:path``, ``upstream``."""

from __future__ import annotations

import os

from ippub.cli.session import Session
from ippub.connector.folder import Connector, connector_name, connector_of, is_connector, read_connector
from ippub.document.json import MAX_BYTES
from ippub.errors import EnvironmentFault, UsageError
from ippub.report.diff.model import Side

UPSTREAM_WORD = "upstream"
_HINT = "Name a connector's folder, its definition, REV:path of a git checkout, or upstream."


def read_side(text: str, name: str, session: Session) -> Side:
    """The version that ``text`` names. ``name`` is the connector's folder upstream, for ``upstream``.

    Raises ``UsageError`` for what is not there or holds no connector, ``EnvironmentFault`` for what cannot be read.
    """
    if os.path.isdir(text):
        side = Side(read_connector(text), text, text)
    elif os.path.isfile(text):
        side = _file(text)
    elif text == UPSTREAM_WORD:
        side = _published(name, session)
    else:
        side = _revision(text)
    return _checked(side)


def name_upstream(old: str, new: str, given: str) -> str:
    """What the connector is called upstream: ``given``, else the name of the folder that the other side is."""
    if given:
        return given
    for text in (new, old):
        if os.path.isdir(text):
            return connector_name(text)
        if os.path.isfile(text):
            return connector_name(os.path.dirname(os.path.abspath(text)))
    return ""


def _file(path: str) -> Side:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(f"cannot read {path}: {error.strerror}", "Check that you may read it.") from error
    folder = os.path.dirname(path)
    connector = connector_of(folder or ".", {os.path.basename(path): data})
    return Side(connector, path, folder or ".", is_file=True)


def _revision(text: str) -> Side:
    revision, colon, path = text.partition(":")
    if not colon or (len(revision) == 1 and os.sep == "\\"):
        raise UsageError(f"there is no file or folder {text}", _HINT)
    from ippub.forge.revision import files_at

    files = files_at(revision, path, MAX_BYTES)
    is_file = len(files) == 1 and path.rstrip("/").endswith(next(iter(files)))
    return Side(connector_of(path or ".", files), text, is_file=is_file)


def _published(name: str, session: Session) -> Side:
    from ippub.artifacts.naming import FOLDER

    if not name:
        raise UsageError("which connector upstream?", "Name its folder with --name.")
    upstream = session.upstream
    branch = upstream.default_branch
    entries = session.forge.tree(upstream, branch, f"{FOLDER}/{name}")
    files: dict[str, bytes] = {}
    for entry in entries:
        file = entry.path.removeprefix(f"{FOLDER}/{name}/")
        if "/" not in file and file.lower().endswith((".json", ".md", ".csx")) and entry.size <= MAX_BYTES:
            files[file] = session.forge.file(upstream, entry.path, branch) or b""
    if not files:
        raise UsageError(
            f"{upstream.name} has no connector {name}", "Its folder there may have another name: give --name."
        )
    return Side(connector_of(name, files), f"{upstream.name}/{FOLDER}/{name}")


def _checked(side: Side) -> Side:
    """``side`` when it can be compared."""
    connector: Connector = side.connector
    names = [entry.name for entry in connector.entries]
    if connector.swagger_document is None and connector.properties_document is None:
        what = "is no connector's file" if side.is_file or len(names) == 1 else "holds no connector"
        raise UsageError(f"{side.label} {what}", _HINT if not is_connector(names) else "")
    for document, view in (
        (connector.swagger_document, connector.swagger),
        (connector.properties_document, connector.properties),
    ):
        if document is not None and view is None:
            fault = document.faults[-1] if document.faults else None
            said = f": {fault.message}" if fault is not None else ""
            line = f":{fault.span.line}" if fault is not None else ""
            path = side.path(document.name)
            raise UsageError(f"{path}{line} cannot be compared{said}", "`ippub check` says how to repair it.")
    return side
