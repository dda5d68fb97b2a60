"""Read the artifacts as they are, and make sure that they are what was checked."""

from __future__ import annotations

import os

from ippub.artifacts.choice import Choice
from ippub.connector.folder import Connector
from ippub.document.text import decode
from ippub.errors import EnvironmentFault, UsageError
from ippub.forge.port import FILE_BYTES


def read_artifacts(connector: Connector, choice: Choice) -> dict[str, bytes]:
    """The bytes of the files that were taken, by upstream's name, in upstream's order.

    Raises ``EnvironmentFault`` when one cannot be read or is no longer what was checked, ``UsageError`` for one that
    GitHub takes by no way.
    """
    files: dict[str, bytes] = {}
    for name, source in choice.taken:
        data = _read(os.path.join(connector.path, source), FILE_BYTES)
        if len(data) > FILE_BYTES:
            raise UsageError(
                f"{os.path.join(connector.path, source)} has more than {FILE_BYTES // 1024 // 1024} MB,"
                " and GitHub takes no such file",
                "Real packages have a few megabytes. Is there something in it that does not belong there?",
            )
        files[name] = data
    _compare(connector, choice, files)
    return files


def _read(path: str, room: int) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(room + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EnvironmentFault(f"cannot read {path}: {reason}", "Check that you may read it.") from error


def _compare(connector: Connector, choice: Choice, files: dict[str, bytes]) -> None:
    """The check read the files a moment ago; an editor may have saved one since."""
    checked = {document.name: document.text for document in connector.documents}
    if connector.script is not None:
        checked[connector.script.file] = connector.script.text
    for name, source in choice.taken:
        text = checked.get(source)
        if text is not None and _lines(text) != _lines(_text(files[name], source, connector)):
            raise EnvironmentFault(f"{source} changed while it was being packaged", "Run it again.")


def _text(data: bytes, source: str, connector: Connector) -> str:
    if connector.script is not None and source == connector.script.file:
        return data.decode("utf-8-sig", "replace")
    return decode(data).text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
