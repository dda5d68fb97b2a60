"""Git's pkt-line framing."""

from __future__ import annotations

from collections.abc import Iterator

FLUSH = b"0000"
LONGEST = 65_515


def packet(data: bytes | str) -> bytes:
    """One pkt-line."""
    content = data.encode() if isinstance(data, str) else data
    return f"{len(content) + 4:04x}".encode() + content


def band(number: int, data: bytes) -> Iterator[bytes]:
    """``data`` on a side band: 1 is for git, 2 for the person."""
    for start in range(0, len(data), LONGEST):
        yield packet(bytes([number]) + data[start : start + LONGEST])


def read_packets(data: bytes) -> tuple[list[bytes], bytes]:
    """The pkt-lines up to the first flush, and what follows it. Raises ``ValueError`` on what is none."""
    lines: list[bytes] = []
    at = 0
    while True:
        size = int(data[at : at + 4], 16)
        if size == 0:
            return lines, data[at + 4 :]
        if size < 4 or at + size > len(data):
            raise ValueError("a broken pkt-line")
        lines.append(data[at + 4 : at + size])
        at += size
