"""A copy of a connector to rehearse with, and what a submission needs that only the platform could give."""

from __future__ import annotations

import os
import re
import shutil
import struct
import zlib
from dataclasses import dataclass

from ippub.errors import UsageError
from ippub.rehearsal.exports import export_solutions, wrongly_zipped

EXAMPLE = os.path.join(os.path.dirname(__file__), "example", "Adventure Works Bikes")
"""The connector that is rehearsed with when none is named."""

DEFINITION = "apiDefinition.swagger.json"
README = "readme.md"
PICTURES = ("flow-1.png", "flow-2.png", "flow-3.png", "test-tab.png")
INTRO = "intro.md"
PACKAGE = "package.zip"
PACKAGES = (PACKAGE, "connectorpackage.zip")


@dataclass(frozen=True, slots=True)
class Stage:
    """The copy: its ``folder``, and the ``invented`` files that stand in for real ones.

    ``packaged`` says that the connector brought a certification package of its own.
    """

    folder: str
    invented: tuple[str, ...]
    packaged: bool = False

    @property
    def name(self) -> str:
        """The name of the folder."""
        return os.path.basename(self.folder)

    @property
    def exports(self) -> str:
        """The name of the folder beside the connector's that the exported solutions are in."""
        return "exports" if self.name.lower() != "exports" else "solutions"

    def export(self) -> bool:
        """Export the connector as it stands now, as two stand-ins; False when its files cannot be read for that."""
        try:
            export_solutions(self.folder, self._exports)
        except (OSError, ValueError):
            return False
        return True

    def zip_wrongly(self) -> None:
        """Put a package into the folder that was made by hand, out of the exports, and zipped one folder too high."""
        intro = os.path.join(self.folder, INTRO)
        text = b"# A connector\n"
        if os.path.isfile(intro):
            with open(intro, "rb") as file:
                text = file.read()
        _write(os.path.join(self.folder, PACKAGE), wrongly_zipped(text, self._exports))

    @property
    def _exports(self) -> str:
        return os.path.join(os.path.dirname(self.folder), self.exports)


def set_up(source: str, place: str) -> Stage:
    """Copy a connector's folder into ``place`` and add what is missing. ``source`` is not touched.

    Raises ``UsageError`` when it has no definition, and ``OSError`` when it cannot be copied.
    """
    source = os.path.abspath(source)
    if not os.path.isfile(os.path.join(source, DEFINITION)):
        raise UsageError(f"{source} has no {DEFINITION}", "Name a connector's folder, or none for the example.")
    folder = os.path.join(place, os.path.basename(source))
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules"))
    beside = os.path.join(os.path.dirname(source), "ippub.yaml")
    if os.path.isfile(beside):
        shutil.copyfile(beside, os.path.join(place, "ippub.yaml"))
    packaged = any(name.lower() in PACKAGES for name in os.listdir(folder))
    return Stage(folder, tuple(_invent(folder)), packaged)


def _invent(folder: str) -> list[str]:
    invented = []
    pictures = os.path.join(folder, "screenshots")
    if not os.path.isdir(pictures):
        os.makedirs(pictures)
        for number, name in enumerate(PICTURES):
            _write(os.path.join(pictures, name), picture(640, 360, number))
            invented.append(f"screenshots/{name}")
    return invented


def picture(width: int, height: int, shade: int) -> bytes:
    """A grey PNG, a little different for each ``shade`` from 0 to 9."""
    row = b"\0" + bytes([120 + 12 * shade]) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(row * height, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@dataclass(frozen=True, slots=True)
class Wish:
    """The one change that the reviewer asks for: a file, a line (from 1), and the file once it is made."""

    file: str
    line: int
    text: str
    after: str


SENTENCE = "Use it in a scheduled flow."
ANY_DESCRIPTION = re.compile(r'^(\s*"description"\s*:\s*"[^"\\]*?)\.?("\s*,?\s*)$')


def wish_for(folder: str) -> Wish:
    """What can be asked of this connector: a sentence more on its first operation, or one in the readme."""
    lines = _definition(folder).split("\n")
    start = next((number for number, line in enumerate(lines) if '"paths"' in line), len(lines))
    for number in range(start, len(lines)):
        found = ANY_DESCRIPTION.match(lines[number])
        if found:
            lines[number] = f"{found[1]}. {SENTENCE}{found[2]}"
            text = "Please end this description with a sentence on when one uses the operation."
            return Wish(DEFINITION, number + 1, text, "\n".join(lines))
    with open(os.path.join(folder, README), encoding="utf-8-sig", newline="") as file:
        readme = file.read()
    text = "Please say at the end of the readme how many calls an account may make."
    return Wish(README, 1, text, readme.rstrip() + "\n\nAn account may make 100 calls an hour.\n")


def fulfil(folder: str, wish: Wish) -> None:
    """Make the change."""
    _write(os.path.join(folder, wish.file), wish.after.encode())


ANY_OPERATION_ID = re.compile(r'("operationId"\s*:\s*")([A-Za-z][\w-]*)(")')
ANY_VERSION = re.compile(r'("version"\s*:\s*"\d+\.)(\d+)')


@dataclass(frozen=True, slots=True)
class Renaming:
    """An ``operation`` under another name: the definition ``before`` and ``after``."""

    operation: str
    new_name: str
    before: str
    after: str


def renaming(folder: str) -> Renaming | None:
    """The first operation of the definition called otherwise; None when it is written in an odd way."""
    text = _definition(folder)
    found = ANY_OPERATION_ID.search(text)
    if found is None:
        return None
    name = found[2] + "Again"
    return Renaming(found[2], name, text, text[: found.start(2)] + name + text[found.end(2) :])


def raise_version(folder: str) -> None:
    """Count the second number of the version up, where there is one."""
    text = _definition(folder)
    rewrite(folder, ANY_VERSION.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", text, count=1))


def rewrite(folder: str, text: str) -> None:
    """Make ``text`` the definition."""
    _write(os.path.join(folder, DEFINITION), text.encode())


def _definition(folder: str) -> str:
    with open(os.path.join(folder, DEFINITION), encoding="utf-8-sig", newline="") as file:
        return file.read()


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
