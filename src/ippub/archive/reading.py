"""Open a zip and judge it, entry by entry, without writing a byte to disk.

Whatever the bytes are, nothing is raised: a fault is a value. Time and memory are bounded by ``limits.py``: sizes are
counted before anything is unpacked, and an entry is never unpacked beyond the size that it declares.
"""

from __future__ import annotations

import io
import stat
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from ippub.archive.faults import ArchiveFault, FaultKind
from ippub.archive.limits import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_FAULTS,
    MAX_NAME,
    MAX_RATIO,
    MAX_TEXT,
    MAX_UNPACKED,
    SMALL,
    Budget,
)
from ippub.nearest import quoted

_DIRECTORY_ENTRY = b"PK\x01\x02"
_CHUNK = 256 * 1024
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}


class Archive:
    """An archive that was opened. ``name`` is how reports call it: names with ``!`` between, outermost first.

    ``files`` are the paths of the files that can be read, with ``/``, in the order of the archive; ``faults`` what is
    wrong with the archive. ``depth`` is 1 for one that stands in no other. An archive that cannot be opened has no
    files. (No dataclass: it holds the open ``ZipFile``.)
    """

    def __init__(self, name: str, data: bytes, budget: Budget | None = None, depth: int = 1) -> None:
        self.name = name
        self.depth = depth
        self._budget = budget or Budget()
        self._zip, refusal = _opened(data)
        self._entries: dict[str, ZipInfo] = {}
        self._folders: list[str] = []
        faults = [refusal] if refusal is not None else []
        if self._zip is not None:
            faults += self._judge(self._zip.infolist())
        self.faults = tuple(_capped(faults))

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the files that can be read."""
        return tuple(self._entries)

    @property
    def is_zip(self) -> bool:
        """Whether it could be opened at all."""
        return self._zip is not None

    @cached_property
    def root_files(self) -> tuple[str, ...]:
        """The files that stand in no folder."""
        return tuple(path for path in self._entries if "/" not in path)

    @cached_property
    def root_folders(self) -> tuple[str, ...]:
        """The folders at the root, also those that only the paths of files name, each once."""
        return self.folders_in("")

    def folders_in(self, folder: str) -> tuple[str, ...]:
        """The names of the folders directly in ``folder`` ("" for the root), each once."""
        start = f"{folder}/" if folder else ""
        found = [
            path[len(start) :].partition("/")
            for path in (*self._entries, *self._folders)
            if path.startswith(start) and "/" in path[len(start) :]
        ]
        return tuple(dict.fromkeys(name for name, _, _ in found if name))

    def files_in(self, folder: str) -> tuple[str, ...]:
        """The paths of the files directly in ``folder``."""
        start = f"{folder}/"
        return tuple(path for path in self._entries if path.startswith(start) and "/" not in path[len(start) :])

    def find(self, path: str) -> str | None:
        """The file that ``path`` means, spelled so or in another case; None when there is none."""
        if path in self._entries:
            return path
        folded = path.casefold()
        return next((name for name in self._entries if name.casefold() == folded), None)

    def size(self, path: str) -> int:
        """The bytes of the file ``path`` when it is unpacked."""
        return self._entries[path].file_size

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes:
        """The bytes of the file ``path``, at most ``limit`` and one. ``path`` must be one of ``files``."""
        with self._open(self._entries[path]) as file:
            return file.read(limit + 1)

    def archive(self, path: str) -> Archive:
        """The archive that the file ``path`` holds; one that stands too deep is not opened, which is its fault."""
        name = f"{self.name}!{path}"
        if self.depth >= MAX_DEPTH:
            inner = Archive(name, b"", self._budget, self.depth + 1)
            message = f"the archive stands in {self.depth} others; only {MAX_DEPTH} levels are looked at"
            inner.faults = (ArchiveFault(FaultKind.TOO_DEEP, "", message),)
            return inner
        return Archive(name, self.read(path, MAX_BYTES), self._budget, self.depth + 1)

    def _open(self, info: ZipInfo) -> IO[bytes]:
        if self._zip is None:
            raise ValueError(f"{self.name} could not be opened and has no {info.filename}")
        return self._zip.open(info)

    def _judge(self, infos: list[ZipInfo]) -> Iterator[ArchiveFault]:
        """Yield every fault, and note the files that can be read."""
        readable: dict[str, ZipInfo] = {}
        yield from _spelling(infos)
        for info in infos:
            path = _path(info)
            if _unsafe(path):
                continue
            if path.endswith("/"):
                self._folders.append(path)
                continue
            fault = _unreadable(info, path)
            if fault is not None:
                yield fault
            elif not self._budget.take(info.file_size):
                limit = MAX_UNPACKED // 1024 // 1024
                yield ArchiveFault(FaultKind.TOO_LARGE, "", f"the archive unpacks to more than {limit} MiB")
                break
            else:
                readable.setdefault(path, info)
        for path, info in readable.items():
            broken = self._test(info, path)
            if broken is None:
                self._entries[path] = info
            else:
                yield broken

    def _test(self, info: ZipInfo, path: str) -> ArchiveFault | None:
        """Unpack one entry to nowhere: its checksum and its size must be what the directory says."""
        try:
            with self._open(info) as file:
                count = 0
                while chunk := file.read(_CHUNK):
                    count += len(chunk)
        except (MemoryError, RecursionError):
            raise
        except Exception as error:  # noqa: BLE001  # zipfile has no list of what hostile bytes make it raise
            return ArchiveFault(FaultKind.DAMAGED, path, f"{_named(path)} cannot be unpacked: {_reason(error)}")
        if count != info.file_size:
            message = f"{_named(path)} has {count:,} bytes, but the archive says {info.file_size:,}"
            return ArchiveFault(FaultKind.DAMAGED, path, message)
        return None


def _opened(data: bytes) -> tuple[ZipFile | None, ArchiveFault | None]:
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        return None, ArchiveFault(FaultKind.TOO_LARGE, "", f"the archive has more than {limit} MiB and is not opened")
    # Every entry of the directory begins so; the library would make an object of each before it can be asked.
    if data.count(_DIRECTORY_ENTRY) > MAX_ENTRIES:
        return None, ArchiveFault(FaultKind.TOO_LARGE, "", f"the archive has more than {MAX_ENTRIES:,} entries")
    try:
        return ZipFile(io.BytesIO(data)), None
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001  # zipfile has no list of what hostile bytes make it raise
        return None, _not_a_zip(data, error)


def _not_a_zip(data: bytes, error: Exception) -> ArchiveFault:
    if not data:
        return ArchiveFault(FaultKind.NOT_A_ZIP, "", "the file is empty")
    if data.startswith(b"PK\x03\x04"):
        return ArchiveFault(FaultKind.DAMAGED, "", "the archive is cut off: its directory is missing or broken")
    known = next((what for start, what in _OTHERS if data.startswith(start)), "")
    if known:
        return ArchiveFault(FaultKind.NOT_A_ZIP, "", f"the file is {known}, not a zip")
    return ArchiveFault(FaultKind.NOT_A_ZIP, "", f"the file is no zip archive: {_reason(error)}")


_OTHERS = (
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "gzipped"),
    (b"version https://git-lfs", "a pointer of Git LFS, not the archive itself"),
    (b"{", "JSON"),
    (b"<", "a page or XML"),
)


def _path(info: ZipInfo) -> str:
    """The entry's path with ``/``. Python turns ``\\`` round on Windows only, so the name as it is written is taken."""
    return info.orig_filename.replace("\\", "/")


def _spelling(infos: Iterable[ZipInfo]) -> Iterator[ArchiveFault]:
    """What is wrong with the names."""
    names = [info.orig_filename for info in infos]
    for name in dict.fromkeys(names):
        reason = _unsafe(name.replace("\\", "/"))
        if reason:
            yield ArchiveFault(FaultKind.UNSAFE_PATH, name, f"the path {_named(name)} {reason}")
    names = [name for name in names if not _unsafe(name.replace("\\", "/"))]
    slanted = [name for name in names if "\\" in name]
    if slanted:
        some = f"{len(slanted):,} paths have" if len(slanted) > 1 else "a path has"
        message = f"{some} a backslash instead of a slash, for instance {_named(slanted[0])}"
        yield ArchiveFault(FaultKind.BACKSLASH, slanted[0], message)
    paths = [name.replace("\\", "/").rstrip("/") for name in names]
    for path, count in Counter(paths).items():
        if count > 1:
            yield ArchiveFault(FaultKind.DUPLICATE, path, f"{_named(path)} is in the archive {count} times")
    yield from _collisions(dict.fromkeys(paths))


def _collisions(paths: Iterable[str]) -> Iterator[ArchiveFault]:
    """Names, and folders, that differ only in capitals: on Windows one replaces the other."""
    seen: dict[str, str] = {}
    told: set[str] = set()
    for path in paths:
        steps = path.split("/")
        for end in range(1, len(steps) + 1):
            part = "/".join(steps[:end])
            folded = part.casefold()
            other = seen.setdefault(folded, part)
            if other != part and folded not in told:
                told.add(folded)
                message = f"{_named(other)} and {_named(part)} differ only in capitals"
                yield ArchiveFault(FaultKind.DUPLICATE, part, message)
                break


def _unsafe(path: str) -> str:
    """Why ``path`` must not be unpacked, as the end of a sentence; "" when it may be."""
    if not path.strip("/"):
        return "is empty"
    if any(ord(char) < 32 or ord(char) == 127 for char in path):
        return "has control characters"
    if path.startswith("/"):
        return "is absolute"
    if len(path) > 1 and path[1] == ":":
        return "names a drive"
    steps = path.rstrip("/").split("/")
    if ".." in steps:
        return "leads out of the archive"
    if "" in steps or "." in steps:
        return "has an empty step"
    return "is longer than Windows takes" if len(path) > MAX_NAME else ""


def _unreadable(info: ZipInfo, path: str) -> ArchiveFault | None:
    """Why the entry is not unpacked."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return ArchiveFault(FaultKind.LINK, path, f"{_named(path)} is a link")
    if info.flag_bits & 0x41:
        return ArchiveFault(FaultKind.ENCRYPTED, path, f"{_named(path)} is encrypted")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        method = _METHODS.get(info.compress_type, f"method {info.compress_type}")
        message = f"{_named(path)} is packed with {method}; only Deflate (or no packing) is understood everywhere"
        return ArchiveFault(FaultKind.COMPRESSION, path, message)
    if info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        times = info.file_size // max(info.compress_size, 1)
        message = f"{_named(path)} unpacks to {times:,} times its size, as archive bombs do"
        return ArchiveFault(FaultKind.TOO_LARGE, path, message)
    return None


def _capped(faults: Iterable[ArchiveFault]) -> Iterator[ArchiveFault]:
    counts: Counter[FaultKind] = Counter()
    for fault in faults:
        counts[fault.kind] += 1
        if counts[fault.kind] <= MAX_FAULTS:
            yield fault


def _reason(error: Exception) -> str:
    """The library's words in one short line."""
    if isinstance(error, zlib.error):
        return "its data is broken"
    text = " ".join(str(error).split())
    return (text[:1].lower() + text[1:119]) if text else type(error).__name__


def _named(name: str) -> str:
    return quoted(name, 80)


def read_entries(archive: Archive) -> Mapping[str, bytes]:
    """Every file that can be read, by path. For small archives and tests."""
    return {path: archive.read(path) for path in archive.files}
