"""Packs: how objects that are in memory come to git's processes, in two files whatever their number.

The format is described in git's own documentation (gitformat-pack).
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Mapping

KINDS = {"commit": 1, "tree": 2, "blob": 3}


def write_pack(folder: str, objects: Mapping[str, tuple[str, bytes]]) -> None:
    """Write objects (kind and content by id) as a pack with its index into a folder."""
    content = bytearray(b"PACK" + struct.pack(">II", 2, len(objects)))
    places: dict[str, tuple[int, int]] = {}
    for sha, (kind, data) in objects.items():
        entry = _head(KINDS[kind], len(data)) + zlib.compress(data, 1)
        places[sha] = (len(content), zlib.crc32(entry))
        content += entry
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    path = os.path.join(folder, f"pack-{digest.hex()}")
    _put(path + ".pack", bytes(content) + digest)
    _put(path + ".idx", _index(places, digest))


def _head(kind: int, size: int) -> bytes:
    """Kind and size: four bits of the size with the kind, then seven at a time."""
    first, size = (kind << 4) | (size & 15), size >> 4
    encoded = bytearray()
    while size:
        encoded.append(first | 128)
        first, size = size & 127, size >> 7
    encoded.append(first)
    return bytes(encoded)


def _index(places: Mapping[str, tuple[int, int]], digest: bytes) -> bytes:
    names = sorted(places)
    fan = [0] * 256
    for name in names:
        fan[int(name[:2], 16)] += 1
    total = 0
    for number, count in enumerate(fan):
        total += count
        fan[number] = total
    content = b"\377tOc" + struct.pack(">I256I", 2, *fan) + b"".join(map(bytes.fromhex, names))
    content += b"".join(struct.pack(">I", places[name][1]) for name in names)
    content += b"".join(struct.pack(">I", places[name][0]) for name in names) + digest
    return content + hashlib.sha1(content, usedforsecurity=False).digest()


def _put(path: str, content: bytes) -> None:
    with open(path + ".tmp", "wb") as file:
        file.write(content)
    os.replace(path + ".tmp", path)
