"""Which files of the folder are submitted, under which names, and why the others are not."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from ippub.connector.folder import INTRO, PROPERTIES, README, SCRIPT, SETTINGS, SWAGGER, Connector, Entry

PACKAGES = ("package.zip", "ConnectorPackage.zip")
"""What the solutions' archive of the 2025 process may be called."""


class Reason(StrEnum):
    """Why a file stays at home."""

    ICON = "icon"
    SETTINGS = "settings"
    SCREENSHOT = "screenshot"
    SECRET = "secret"  # noqa: S105  # a word, not a password
    UNUSED_SCRIPT = "unused script"
    PROCESS = "process"
    SECOND = "second"
    OURS = "ours"
    SYSTEM = "system"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


_WHY = {
    Reason.ICON: "independent publishers submit no icon: all their connectors share one",
    Reason.SETTINGS: "paconn's settings name your environment and your connector in it; they are yours alone",
    Reason.SCREENSHOT: "screenshots belong into the text of the pull request, where `ippub submit` puts them",
    Reason.SECRET: "files with such names hold keys or passwords, which must never be published",
    Reason.PROCESS: "the process of 2022 does not ask for it",
    Reason.SECOND: "there is already a file for this part",
    Reason.OURS: "settings of ippub itself",
    Reason.SYSTEM: "made by the operating system or an editor",
    Reason.FOLDER: "the files of a connector stand side by side, without folders",
    Reason.LINK: "a link or a device: what it points to is not part of the connector",
    Reason.OTHER: "not one of the files of a submission",
}


class Taken(NamedTuple):
    """A file to submit: ``name`` upstream, ``source`` in the folder."""

    name: str
    source: str


class Left(NamedTuple):
    """A file or folder that stays at home, and why: a word for programs and a sentence for people."""

    name: str
    reason: Reason
    why: str


class Choice(NamedTuple):
    """Everything in a connector's folder, once: ``taken`` in upstream's order, ``left`` by name."""

    taken: tuple[Taken, ...]
    left: tuple[Left, ...]


def choose(connector: Connector, process: int = 2025) -> Choice:
    """The artifacts of ``connector`` under ``process`` (2022 or 2025)."""
    taken = tuple(_taken(connector, process))
    sources = {one.source for one in taken}
    left = [_left(entry, connector, process) for entry in connector.entries if entry.name not in sources]
    return Choice(taken, tuple(sorted(left)))


def unused(connector: Connector) -> str:
    """Why the script is not used, "" when it is (or when there is none).

    An empty or missing list ``scriptOperations`` means all operations (paconn's documentation).
    """
    script, properties, swagger = connector.script, connector.properties, connector.swagger
    if script is None:
        return ""
    if re.search(r"\bclass\s+\w", script.code) is None:
        return "it holds no class, so nothing in it would run"
    named = properties.script_operations if properties is not None else []
    if named and swagger is not None and not any(name in swagger.operations_by_id for name in named):
        return '"scriptOperations" names no operation of this connector, so nothing in it would run'
    return ""


def _taken(connector: Connector, process: int) -> list[Taken]:
    found = []
    for name, document in (
        (SWAGGER, connector.swagger_document),
        (PROPERTIES, connector.properties_document),
        (README, connector.readme_document),
    ):
        if document is not None:
            found.append(Taken(name, document.name))
    if connector.script is not None and not unused(connector):
        found.append(Taken(SCRIPT, connector.script.file))
    if process >= 2025:
        if connector.intro_document is not None:
            found.append(Taken(INTRO, connector.intro_document.name))
        found.extend(_package(connector.entries))
    return found


def _package(entries: tuple[Entry, ...]) -> list[Taken]:
    for name in PACKAGES:
        for entry in entries:
            if entry.kind == "file" and entry.name.lower() == name.lower():
                return [Taken(name, entry.name)]
    return []


_SECRET = re.compile(
    r"(?i)\.env(\..*)?|.*\.(pem|key|pfx|p12|jks|kdbx|publishsettings|snk)|id_(rsa|dsa|ecdsa|ed25519).*"
    r"|\.(netrc|npmrc|pypirc|git-credentials)|.*(secret|credential|password|token).*\.(json|ya?ml|txt|ini|toml|env|xml)"
)
_SYSTEM = re.compile(r"(?i)\..*|thumbs\.db|desktop\.ini|__macosx|.*~|.*\.(swp|tmp|bak|part)|__pycache__")
_PICTURE = re.compile(r"(?i).*\.(png|jpe?g|gif|bmp|webp|svg|ico|tiff?|mp4|mov|heic)")


def _left(entry: Entry, connector: Connector, process: int) -> Left:
    reason = _reason(entry, connector, process)
    why = unused(connector) if reason is Reason.UNUSED_SCRIPT else _WHY[reason]
    return Left(entry.name, reason, why)


def _reason(entry: Entry, connector: Connector, process: int) -> Reason:  # one line per kind of file
    name, lower = entry.name, entry.name.lower()
    if _SECRET.fullmatch(name):
        return Reason.SECRET
    if entry.kind in ("link", "other"):
        return Reason.LINK
    if lower == "screenshots":
        return Reason.SCREENSHOT
    if _SYSTEM.fullmatch(name):
        return Reason.SYSTEM
    if entry.kind == "folder":
        return Reason.FOLDER
    if lower == SETTINGS:
        return Reason.SETTINGS
    if lower == "ippub.yaml":
        return Reason.OURS
    if _PICTURE.fullmatch(name):
        return Reason.ICON if lower.startswith("icon") else Reason.SCREENSHOT
    if connector.script is not None and name == connector.script.file:
        return Reason.UNUSED_SCRIPT
    if process < 2025 and (lower == INTRO or lower in _PACKAGES_LOWER):
        return Reason.PROCESS
    if lower.endswith((".csx", "swagger.json", "apiproperties.json")) or lower.startswith("readme."):
        return Reason.SECOND
    return Reason.SECOND if lower == INTRO or lower in _PACKAGES_LOWER else Reason.OTHER


_PACKAGES_LOWER = {name.lower() for name in PACKAGES}

ARTIFACTS = frozenset(name.lower() for name in (SWAGGER, PROPERTIES, README, SCRIPT, INTRO, *PACKAGES))
"""What may stand in a connector's folder upstream, in lower case."""

FOR_THE_REVIEW = frozenset({INTRO, *PACKAGES})
"""What the review needs and what may have gone upstream when it is over."""
