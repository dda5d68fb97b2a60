"""A remark on a line of an old file, brought to the operation and to the line in today's file.

In JSON the line leads to the value that begins there and its way from the root; that way is followed in today's file by
meaning: operations by operationId, parameters and other list elements by their names, the rest by key and index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from ippub.connector.swagger import METHODS, Swagger
from ippub.document.json import Json, JsonDocument, read_json
from ippub.document.place import Token, pointer
from ippub.document.text import decode
from ippub.forge.port import Remark
from ippub.journey.facts import Facts
from ippub.journey.signals import Voice, voice


class Located(NamedTuple):
    """A remark with its place today.

    ``file`` is upstream's name of the file, ``line`` and ``column`` are in today's local file, 0 when that cannot be
    said. ``pointer`` is the JSON Pointer today, ``operation`` the operation it is in, both "" outside one. ``changed``
    says whether what was remarked on is different now, None when that is not known.
    """

    remark: Remark
    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""
    operation: str = ""
    changed: bool | None = None


def located(facts: Facts) -> tuple[Located, ...]:
    """The remarks on lines by others than the author, the oldest first, each with its place today."""
    author = facts.pull.author if facts.pull is not None else ""
    found = []
    documents: dict[str, JsonDocument] = {}
    for remark in facts.remarks:
        if remark.kind != "line" or voice(remark, author) is Voice.AUTHOR:
            continue
        name = _local_name(remark.path, facts)
        old = facts.old.get((remark.commit, remark.path))
        new = facts.local.files.get(name) if facts.local is not None else None
        if old is None or new is None or remark.line <= 0:
            found.append(Located(remark, name))
        elif name.lower().endswith(".json"):
            for key, data in ((f"{remark.commit} {remark.path}", old), (name, new)):
                documents.setdefault(key, read_json(name, data))
            found.append(_in_json(remark, documents[f"{remark.commit} {remark.path}"], documents[name]))
        else:
            found.append(_in_text(remark, name, decode(old).text, decode(new).text))
    return tuple(found)


def _local_name(path: str, facts: Facts) -> str:
    name = path.rpartition("/")[2]
    files = facts.local.files if facts.local is not None else {}
    return next((known for known in files if known.lower() == name.lower()), name)


def _in_json(remark: Remark, old: JsonDocument, new: JsonDocument) -> Located:
    if not old.readable or not new.readable:
        return Located(remark, new.name)
    was = tokens_at(old, remark.line)
    now, whole = _follow(old.value, new.value, was)
    span = new.span(now)
    changed = not whole or _value(old.value, was) != _value(new.value, now)
    return Located(remark, new.name, span.line, span.column, pointer(now), _operation(new, now), changed)


def tokens_at(document: JsonDocument, line: int) -> tuple[Token, ...]:
    """The way to the value that begins on ``line``, the outermost of several; else to the innermost one around it."""
    tokens: tuple[Token, ...] = ()
    value = document.value
    while isinstance(value, (dict, list)) and value:
        keys: Sequence[Token] = list(value) if isinstance(value, dict) else range(len(value))
        at = _last_before(document, tokens, keys, line)
        if at is None:
            return tokens
        key = keys[at]
        begins = document.span((*tokens, key)).line
        if begins == line:
            while at > 0 and document.span((*tokens, keys[at - 1])).line == line:
                at -= 1
            return (*tokens, keys[at])
        inner: Json = value[key]  # type: ignore[index]
        if not isinstance(inner, (dict, list)) or _ends_before(document, (*tokens, key), inner, line):
            return tokens
        tokens, value = (*tokens, key), inner
    return tokens


def _last_before(document: JsonDocument, tokens: tuple[Token, ...], keys: Sequence[Token], line: int) -> int | None:
    """The index of the last of ``keys`` that begins on ``line`` or before it; their lines never fall."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if document.span((*tokens, keys[middle])).line <= line:
            low = middle + 1
        else:
            high = middle
    return low - 1 if low else None


_DECODER = json.JSONDecoder(strict=False)


def _ends_before(
    document: JsonDocument, tokens: tuple[Token, ...], inner: dict[str, Json] | list[Json], line: int
) -> bool:
    """Whether the container at ``tokens`` ends on a line before ``line``; False when the text is not plain JSON."""
    span = document.span(tokens)
    lines = document.text.split("\n", span.line)
    start = sum(len(text) + 1 for text in lines[: span.line - 1]) + span.column - 1
    try:
        if document.text[start] == '"':  # the key, which may hold brackets itself
            _, start = _DECODER.raw_decode(document.text, start)
        opens = document.text.index("{" if isinstance(inner, dict) else "[", start)
        _, end = _DECODER.raw_decode(document.text, opens)
    except (ValueError, IndexError):
        return False
    return span.line + document.text.count("\n", start, end) < line


def _follow(old: Json, new: Json, tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], bool]:
    """The way in ``new`` that means what ``tokens`` mean in ``old``, and whether it leads to the end."""
    way: list[Token] = []
    rest = list(tokens)
    moved = _moved_operation(old, new, tokens)
    if moved is not None:
        way, rest = list(moved), list(tokens[3:])
        old, new = _value(old, tokens[:3]), _value(new, moved)
    for token in rest:
        there = _same(old, new, token)
        if there is None:
            return tuple(way), False
        old, new = old[token], new[there]  # type: ignore[index]
        way.append(there)
    return tuple(way), True


def _moved_operation(old: Json, new: Json, tokens: tuple[Token, ...]) -> tuple[Token, ...] | None:
    """Where the operation that ``tokens`` lead into is now, found by its operationId."""
    if len(tokens) < 3 or tokens[0] != "paths" or tokens[2] not in METHODS:
        return None
    operation = _value(old, tokens[:3])
    if not isinstance(operation, dict) or not isinstance(new, dict) or not operation.get("operationId"):
        return None
    known = Swagger(new, "").operations_by_id.get(str(operation["operationId"]))
    return known.tokens if known is not None else None


_NAMES = ("name", "propertyName", "operationId", "title", "$ref")


def _same(old: Json, new: Json, token: Token) -> Token | None:
    """The key or index in ``new`` for ``token`` in ``old``."""
    if isinstance(old, dict) and isinstance(new, dict):
        return token if token in new else None
    if not isinstance(old, list) or not isinstance(new, list) or not isinstance(token, int):
        return None
    member = old[token]
    if isinstance(member, dict):
        for name in _NAMES:
            if name in member:
                same = [
                    index
                    for index, other in enumerate(new)
                    if isinstance(other, dict)
                    and other.get(name) == member[name]
                    and other.get("in") == member.get("in")
                ]
                return same[0] if same else None
    if not isinstance(member, (dict, list)) and member in new:
        return new.index(member)
    return token if token < len(new) else None


def _value(value: Json, tokens: Sequence[Token]) -> Json:
    for token in tokens:
        member = isinstance(value, dict) and token in value
        element = isinstance(value, list) and isinstance(token, int) and token < len(value)
        if not member and not element:
            return None
        value = value[token]  # type: ignore[index]
    return value


def _operation(document: JsonDocument, tokens: tuple[Token, ...]) -> str:
    """How to speak of the operation that ``tokens`` lead into."""
    if len(tokens) < 3 or tokens[0] != "paths" or not isinstance(document.value, dict):
        return ""
    for operation in Swagger(document.value, document.name).operations:
        if operation.tokens == tokens[:3]:
            return f"{operation.label} ({operation.method.upper()} {operation.path})"
    return ""


def _in_text(remark: Remark, name: str, old: str, new: str) -> Located:
    """The same line today, the nearest when it stands there more than once."""
    before = old.splitlines()
    if remark.line > len(before):
        return Located(remark, name)
    wanted = before[remark.line - 1].strip()
    there = [number for number, text in enumerate(new.splitlines(), 1) if text.strip() == wanted]
    if not there or not wanted:
        return Located(remark, name, changed=True)
    return Located(remark, name, min(there, key=lambda number: abs(number - remark.line)), 1, changed=False)
