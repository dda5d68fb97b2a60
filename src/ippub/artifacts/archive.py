"""A zip whose bytes depend on its files alone: not on the clock, the system, the user or a library's version.

The files are stored and not compressed: what deflate makes of the same bytes differs between versions of zlib (and
zlib-ng, which several Pythons ship), and a connector is a few hundred kilobytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_UNIX = 3
_FILE_MODE = 0o100644 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of ``files`` (by path with ``/``), sorted by path."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as zipped:
        for path in sorted(files):
            info = ZipInfo(path, _EPOCH)
            info.create_system = _UNIX
            info.external_attr = _FILE_MODE
            info.compress_type = ZIP_STORED
            zipped.writestr(info, files[path])
    return buffer.getvalue()
