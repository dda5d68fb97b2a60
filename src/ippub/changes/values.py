"""Two values of JSON: whether they mean the same, and how a sentence shows them."""

from __future__ import annotations

import json

from ippub.document.json import Json

_SHOWN = 60
"""How many characters of a value a sentence shows."""


def same(old: Json, new: Json) -> bool:
    """Whether both mean the same; the order of keys and of the elements of lists does not count."""
    if old is new:
        return True
    if isinstance(old, bool) or isinstance(new, bool):
        return False
    if isinstance(old, (dict, list)) and type(old) is type(new):
        return _key(old) == _key(new)
    return old == new


def key_of(value: Json) -> str:
    """A text that is the same for values that mean the same."""
    return _key(value)


def _key(value: Json) -> str:
    if isinstance(value, dict):
        inner = sorted(f"{json.dumps(name)}:{_key(each)}" for name, each in value.items())
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        parts = [_key(each) for each in value]
        return "[" + ",".join(sorted(parts)) + "]"
    if isinstance(value, float) and value.is_integer():
        return json.dumps(int(value))
    return json.dumps(value)


def shown(value: Json) -> str:
    """The value as a sentence names it, cut when it is long."""
    if value is None:
        return "none"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def from_to(old: Json, new: Json) -> str:
    """``from "a" to "b"``, or what was added or removed."""
    if old is None:
        return f"to {shown(new)} (there was none)"
    if new is None:
        return f"from {shown(old)} to none"
    return f"from {shown(old)} to {shown(new)}"
