"""What a person may call a version of a connector: a folder, a file, ``REV:path``, ``upstream``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ippub.artifacts.naming import FOLDER
from ippub.changes.kinds import KINDS
from ippub.cli.session import Session
from ippub.config import Allowed, find_config, read_config
from ippub.connector.folder import Connector, connector_name, connector_of, is_connector, read_connector
from ippub.document.json import MAX_BYTES
from ippub.errors import EnvironmentFault, UsageError
from ippub.forge.port import TreeEntry, blob_id
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
    return comparable(side)


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
    if not name:
        raise UsageError("which connector upstream?", "Name its folder with --name.")
    entries = published_entries(name, session)
    files = published_files(entries, session)
    if not files:
        raise UsageError(
            f"{session.upstream.name} has no connector {name}",
            "Its folder there may have another name: give --name.",
        )
    return published_side(name, files, session)


def published_entries(name: str, session: Session) -> dict[str, TreeEntry]:
    """The files of the connector's folder upstream, by file name; empty when upstream has no such folder."""
    upstream, folder = session.upstream, f"{FOLDER}/{name}"
    entries = session.forge.tree(upstream, upstream.default_branch, folder)
    named = {entry.path.removeprefix(f"{folder}/"): entry for entry in entries}
    return {file: entry for file, entry in named.items() if "/" not in file}


def published_files(
    entries: Mapping[str, TreeEntry], session: Session, mine: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The bytes of those ``entries`` that are compared; what is the same among ``mine`` is not downloaded."""
    upstream = session.upstream
    known = {blob_id(data): data for data in (mine or {}).values()}
    files = {}
    for file, entry in entries.items():
        if file.lower().endswith((".json", ".md", ".csx")) and entry.size <= MAX_BYTES:
            there = known.get(entry.blob)
            if there is None:
                there = session.forge.file(upstream, entry.path, upstream.default_branch) or b""
            files[file] = there
    return files


def published_side(name: str, files: Mapping[str, bytes], session: Session) -> Side:
    """What is published, as one side of a comparison."""
    return Side(connector_of(name, files), f"{session.upstream.name}/{FOLDER}/{name}")


def allowed_in(folder: str, config: Path | None) -> tuple[Allowed, ...]:
    """``allow`` in ``config``, else in the ``ippub.yaml`` that holds for ``folder``."""
    path = config or find_config(Path(folder))
    if path is None:
        return ()
    from ippub.check.rules import load_rules

    rules = load_rules()
    return read_config(path, rules, frozenset(rule.scope for rule in rules.values()), KINDS).allow


def comparable(side: Side) -> Side:
    """``side`` when it can be compared. Raises ``UsageError`` for what holds no connector or cannot be read."""
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
