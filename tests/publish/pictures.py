"""Small real pictures."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 640, height: int = 360, shade: int = 0) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\0" + bytes([shade % 256]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def jpeg(width: int = 640, height: int = 360) -> bytes:
    """The segments that a JPEG begins with, and its end."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda\0\x02" + b"\0" * 20 + b"\xff\xd9"
    )  # fmt: skip


def gif(width: int = 640, height: int = 360) -> bytes:
    """A GIF without a frame."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0" + b";"


FULL = {"flow-1.png": png(shade=1), "flow-2.png": png(shade=2), "flow-10.png": png(shade=3), "Test tab.jpg": jpeg()}
"""What a submission needs."""
