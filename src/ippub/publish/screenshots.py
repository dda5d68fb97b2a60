"""The screenshots of a submission: three operations at work in flows, and the test tab (the pull request template).

They are put on a branch of their own in the fork and shown in the pull request by addresses that hold a commit id, so
they stay what they were. Until that commit is made the addresses begin with ``UNPLACED``.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from ippub.artifacts.naming import slug
from ippub.errors import EnvironmentFault
from ippub.nearest import quoted
from ippub.publish.pictures import ENDINGS, Size, measure
from ippub.report.escape import markdown
from ippub.report.tally import counted

FLOWS, TESTS = 3, 1
"""How many of each the template asks for."""

MAX_BYTES = 10 * 1024 * 1024
"""Of one picture: GitHub takes no larger one in a comment either (docs.github.com, "Attaching files")."""

MAX_COUNT = 30
"""Pictures in all; a submission has four to ten."""

_SMALLEST = (200, 100)
_LARGEST = 20_000

UNPLACED = "https://screenshots.ippub.invalid/"
"""What the addresses begin with before the pictures have a commit; ``.invalid`` leads nowhere (RFC 2606)."""

_TEST = re.compile(r"(?i)(^|[^a-z])test")
_DIGITS = re.compile(r"(\d+)")
_PICTURE = re.compile(r"(?i).*\.(png|jpe?g|gif|bmp|webp|svg|tiff?|heic|avif)")


class Picture(NamedTuple):
    """A screenshot: ``source`` is its file, ``path`` where it goes on the branch, ``size`` what it is."""

    source: str
    path: str
    size: Size
    data: bytes


class Screenshots(NamedTuple):
    """The screenshots that can be used, in order, and what is wrong with the others (sentences)."""

    flows: tuple[Picture, ...] = ()
    tests: tuple[Picture, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What the template asks for and is not there, "" when nothing."""
        wanted = []
        if len(self.flows) < FLOWS:
            wanted.append(f"{counted(FLOWS - len(self.flows), 'screenshot')} of an operation at work in a flow")
        if len(self.tests) < TESTS:
            wanted.append('a screenshot of the test tab, with "test" in its name')
        return " and ".join(wanted)

    @property
    def files(self) -> dict[str, bytes]:
        """The pictures by their path on the branch."""
        return {picture.path: picture.data for picture in (*self.flows, *self.tests)}

    @property
    def digest(self) -> str:
        """SHA-256 over names and bytes."""
        lines = [f"{path} {hashlib.sha256(data).hexdigest()}" for path, data in sorted(self.files.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


NO_SCREENSHOTS = Screenshots()
"""None yet."""


def sort_pictures(name: str, files: Mapping[str, bytes]) -> Screenshots:
    """The screenshots of the connector ``name`` among ``files`` (by file name).

    A file with "test" in its name shows the test tab, every other one a flow; of each kind they are taken in the
    order of the numbers in their names.
    """
    flows: list[Picture] = []
    tests: list[Picture] = []
    faults: list[str] = []
    seen: dict[bytes, str] = {}
    for source in sorted(files, key=_natural):
        data = files[source]
        fault = "is one more than can be shown" if len(seen) >= MAX_COUNT else _fault(source, data)
        again = seen.setdefault(hashlib.sha256(data).digest(), source)
        if not fault and again != source:
            fault = f"is the same picture as {again}"
        size = measure(data)
        if fault or isinstance(size, str):
            faults.append(f"{source} {fault or size}")
            continue
        group, kind = (tests, "test") if _TEST.search(source) else (flows, "flow")
        path = f"{slug(name)}/{kind}-{len(group) + 1}{ENDINGS[size.format][0]}"
        group.append(Picture(source, path, size, data))
    return Screenshots(tuple(flows), tuple(tests), tuple(faults))


def read_pictures(folder: str) -> dict[str, bytes]:
    """The pictures in ``folder`` by name; what is no picture by its ending is passed over, as are links.

    At most ``MAX_BYTES`` and one byte of each are read. Raises ``EnvironmentFault`` when the folder is not there or
    cannot be read.
    """
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in found if entry.is_file(follow_symlinks=False)]
        files: dict[str, bytes] = {}
        for name in sorted(names):
            if _PICTURE.fullmatch(name) and len(files) <= MAX_COUNT:
                with open(os.path.join(folder, name), "rb") as file:
                    files[name] = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "Put the screenshots into a folder called screenshots beside the readme, or name one with --screenshots."
        raise EnvironmentFault(f"cannot read {folder}: {reason}", hint) from error
    return files


def gallery(shots: Screenshots) -> str:
    """The screenshots as Markdown for the pull request, "" when there are none."""
    parts = []
    for title, pictures in (("Operations working in flows", shots.flows), ("Test operations", shots.tests)):
        if pictures:
            parts += [f"### {title}", *(f"![{_alt(picture)}]({UNPLACED}{picture.path})" for picture in pictures)]
    return "\n\n".join(parts)


def placed(text: str, base: str) -> str:
    """``text`` with the addresses of the pictures under ``base``, which ends with ``/`` and holds the commit id."""
    return text.replace(UNPLACED, base)


def count_pictures(text: str) -> int:
    """How many pictures a Markdown text shows; for screenshots that the person pasted."""
    return len(re.findall(r"!\[(?:\\.|[^\]\\\n]){0,500}\]\([^)\s]{1,2000}|<img\s[^>]{1,2000}>", text))


def _alt(picture: Picture) -> str:
    return markdown(os.path.splitext(picture.source)[0])


def _fault(source: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        return f"has more than {MAX_BYTES // 1024 // 1024} MB, the most that GitHub shows"
    size = measure(data)
    if isinstance(size, str):
        return size
    ending = os.path.splitext(source)[1].lower()
    if ending not in ENDINGS[size.format]:
        return f"is {size.format.upper()} by its bytes and {quoted(ending)} by its name"
    if size.width < _SMALLEST[0] or size.height < _SMALLEST[1]:
        return f"has {size.width} x {size.height} pixels, too few to read"
    if max(size.width, size.height) > _LARGEST:
        return f"has {size.width} x {size.height} pixels, too many for a browser"
    return ""


def _natural(name: str) -> list[tuple[int, int, str]]:
    """``flow-2`` before ``flow-10``."""
    parts = _DIGITS.split(name.casefold())
    return [(1, int(part[:18]), "") if part.isdigit() and part.isascii() else (0, 0, part) for part in parts]
