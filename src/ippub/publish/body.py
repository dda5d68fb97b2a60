"""The text of a pull request: the block between our markers is ours, every other byte is the person's.

A block begins and ends with a marker on a line of its own. Of several, the first whole one outside code is ours; what
looks like a marker anywhere else (damaged, doubled, quoted in code) is left alone. A text without a whole block gets
one in front, where nothing that stands before it can swallow it, so a second run finds it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ippub.errors import UsageError

BEGIN = "<!-- ippub:begin -->"
END = "<!-- ippub:end -->"

LIMIT = 65_536
"""Characters in a body that GitHub takes; see ``length``."""

_MARKER = re.compile(r" {0,3}<!--[ \t]*ippub:(begin|end)[ \t]*-->[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Merged(NamedTuple):
    """A body with our block in it. ``changed`` is False when it said the same already; ``note`` warns of damage."""

    text: str
    changed: bool
    note: str = ""


def wrapped(text: str) -> str:
    """``text`` between our markers. Lines in it that look like a marker are taken out, open code is closed."""
    lines = harmless(text).split("\n")
    inside = [line for line in lines if not _MARKER.fullmatch(line)]
    text = "\n".join([*inside, *closing(inside)]).strip("\n")
    return f"{BEGIN}\n{text}\n{END}"


def harmless(text: str) -> str:
    r"""``text`` with line feeds only, and without what a terminal obeys or a reader cannot see.

    Tabs and line feeds stay; escape sequences and bidirectional overrides lose the characters that make them work.
    """
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def own_block(body: str) -> str | None:
    """What stands between our markers in ``body``, with line feeds; None when there is no whole block."""
    found = _find(body)
    if found is None:
        return None
    text = body[found[0] : found[1]].replace("\r\n", "\n")
    return "\n".join(text.split("\n")[1:-1])


def without_block(body: str) -> str:
    """What the person wrote: ``body`` without our block."""
    found = _find(body)
    return body if found is None else body[: found[0]] + body[found[1] :]


def merged(existing: str, blocks: Sequence[str], disposable: str = "") -> Merged:
    """``existing`` with the first of ``blocks`` (whole, the longest first) that leaves it within ``LIMIT``.

    Everything outside our block stays byte for byte. An empty text, and one that says no more than ``disposable``
    (upstream's template, which GitHub fills in by itself), is replaced. Raises ``UsageError`` when even the shortest
    block does not fit beside what the person wrote.
    """
    found = _find(existing)
    note = "" if found is not None or not _stray(existing) else _DAMAGED
    if found is None and _same_words(existing, disposable):
        existing = ""
    for block in blocks:
        if found is not None:
            old = existing[found[0] : found[1]]
            same = old.replace("\r\n", "\n") == block
            text = existing if same else existing[: found[0]] + block + existing[found[1] :]
        else:
            text = f"{block}\n\n{existing}" if existing.strip() else block
        if length(text) <= LIMIT:
            return Merged(text, text != existing, note)
    raise UsageError(
        f"the text of the pull request would have more than {LIMIT:,} characters",
        "Shorten what you wrote there on GitHub; ippub's part is as short as it can be.",
    )


_DAMAGED = "one of ippub's markers in the text is damaged; the old part stays where it is, delete it on GitHub"


def length(text: str) -> int:
    """The size of ``text`` as GitHub may count it: UTF-16 units, of which there are never fewer than characters."""
    return len(text) + sum(char > "\uffff" for char in text)


def _same_words(text: str, other: str) -> bool:
    return not text.strip() or (bool(other.strip()) and text.split() == other.split())


def _stray(body: str) -> bool:
    return any(True for _ in _markers(body))


def _find(body: str) -> tuple[int, int] | None:
    """The first whole block outside code: the offset of its first character and the one behind its last."""
    start = None
    for begins, first, last in _markers(body):
        if begins:
            start = first
        elif start is not None:
            return start, last
    return None


def _markers(body: str) -> Iterator[tuple[bool, int, int]]:
    """Each marker outside code: whether it begins a block, its offset, the offset behind it."""
    if "ippub:" not in body:
        return
    lines = body.split("\n")
    code = fenced(lines)
    offset = 0
    for index, line in enumerate(lines):
        bare = line.removesuffix("\r")
        match = _MARKER.fullmatch(bare)
        if match is not None and index not in code:
            yield match[1] == "begin", offset, offset + len(bare)
        offset += len(line) + 1


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """The indexes of the lines that belong to a fenced code block. One that is never closed does not count."""
    fences = [(index, match) for index, line in enumerate(lines) if (match := _FENCE.fullmatch(line.rstrip("\r")))]
    inside: set[int] = set()
    at = 0
    hopeless: dict[str, int] = {}  # for each kind of fence, the length that has no closing one any more
    while at < len(fences):
        index, match = fences[at]
        mark, size = match[1][0], len(match[1])
        end = None
        if not (mark == "`" and "`" in match[2]) and size < hopeless.get(mark, LIMIT):
            end = next((later for later in range(at + 1, len(fences)) if _closes(fences[later][1], mark, size)), None)
            if end is None:
                hopeless[mark] = size
        if end is None:
            at += 1
            continue
        inside.update(range(index, fences[end][0] + 1))
        at = end + 1
    return frozenset(inside)


def _closes(match: re.Match[str], mark: str, size: int) -> bool:
    return match[1][0] == mark and len(match[1]) >= size and not match[2].strip()


def closing(lines: Sequence[str]) -> list[str]:
    """What closes the code or the comment that ``lines`` leave open."""
    code = fenced(lines)
    outside = [line for index, line in enumerate(lines) if index not in code]
    for line in outside:
        match = _FENCE.fullmatch(line)
        if match is not None and not (match[1][0] == "`" and "`" in match[2]):
            return [match[1]]
    text = "\n".join(outside)
    return ["-->"] if text.rfind("<!--") > text.rfind("-->") else []
