"""What a picture file really is, by its bytes: PNG, JPEG or GIF, and how many pixels it has."""

from __future__ import annotations

import struct
from typing import NamedTuple

ENDINGS = {"png": (".png",), "jpeg": (".jpg", ".jpeg"), "gif": (".gif",)}
"""The formats that GitHub shows everywhere, with the endings that name them."""

_OTHERS = (
    (b"RIFF", "a WebP picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an archive or an Office document"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an SVG drawing"),
    (b"\0\0\0", "a HEIC picture or a film"),
)


class Size(NamedTuple):
    """A format of ``ENDINGS`` and the pixels across and down."""

    format: str
    width: int
    height: int


def measure(data: bytes) -> Size | str:
    """The format and size of a picture, or what is wrong with it in words that follow "is" or "is not"."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith((b"GIF87a", b"GIF89a")):
        if len(data) < 14 or not data.rstrip(b"\0").endswith(b";"):
            return "is cut off"
        return Size("gif", *struct.unpack("<HH", data[6:10]))
    if not data:
        return "is empty"
    what = next((name for start, name in _OTHERS if data.startswith(start)), "no picture")
    return f"is {what}, and GitHub shows PNG, JPEG and GIF"


def _png(data: bytes) -> Size | str:
    if len(data) < 45 or data[12:16] != b"IHDR" or b"IEND" not in data[-64:]:
        return "is cut off"
    return Size("png", *struct.unpack(">II", data[16:24]))


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that begin with the size of the picture."""


def _jpeg(data: bytes) -> Size | str:
    position = 2
    while position + 9 < len(data):
        if data[position] != 0xFF:
            return "is damaged"
        kind = data[position + 1]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return Size("jpeg", width, height) if b"\xff\xd9" in data[-64:] else "is cut off"
        if kind in (0xFF, 0x01) or 0xD0 <= kind <= 0xD7:
            position += 1 if kind == 0xFF else 2
            continue
        position += 2 + struct.unpack(">H", data[position + 2 : position + 4])[0]
    return "is cut off"
