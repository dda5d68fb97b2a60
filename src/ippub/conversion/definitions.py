"""References: what they lead to, under which name it becomes a definition, and circles taken out."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ippub.conversion.ledger import Ledger, Steps, mapping, pointer, steps_of
from ippub.conversion.wording import unique

_LONGEST_CHAIN = 50
_UNION = "ippub:either"
_MOST_UNIONS = 200
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
PREFIX = "#/definitions/"


class Target(NamedTuple):
    """What a reference leads to, and where that stands in the source."""

    value: dict[str, Any]
    at: Steps


class References:
    """Follows references inside the document ``root``; none is ever followed out of it.

    A schema that is referred to becomes a definition when it is first met, so definitions that nothing uses never
    arise, and circles need no care.
    """

    def __init__(self, root: dict[str, Any], ledger: Ledger) -> None:
        self._root = root
        self._ledger = ledger
        self._names: dict[Steps, str] = {}
        self._taken: set[str] = set()
        self._unions: dict[Steps, dict[str, Any]] = {}
        self.waiting: list[tuple[str, Target]] = []

    def either(self, one: str, other: str, at: Steps) -> str:
        """A reference to what ``one`` or ``other`` refers to: a schema of our own with these two as alternatives.

        ``at`` is where the first of them stands, for what is told about it. From so many on it is ``one`` alone.
        """
        refs = sorted({ref for each in (one, other) for ref in self._parts(each)})
        steps = (_UNION, *refs)
        if steps not in self._unions:
            if len(self._unions) >= _MOST_UNIONS:
                return one
            self._unions[steps] = {"anyOf": [{"$ref": ref} for ref in refs]}
            self._ledger.stands_for(steps, at)
        return "#" + pointer(steps)

    def _parts(self, ref: str) -> tuple[str, ...]:
        steps = steps_of(ref) if ref.startswith(f"#/{_UNION}/") else ()
        return steps[1:] if steps in self._unions else (ref,)

    def follow(self, value: Any, at: Steps) -> Target | None:
        """``value`` itself, or what it refers to in the end; None when that is not in this document."""
        start = at
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(value, dict):
                return None
            ref = value.get("$ref")
            if not isinstance(ref, str):
                return Target(value, at)
            if not ref.startswith("#"):
                self._ledger.leave(start, "It refers to another file or address; nothing outside is read.")
                return None
            at = steps_of(ref)
            value = self._find(at)
            if value is None:
                self._ledger.leave(start, "It refers to something that the document does not have.")
                return None
        self._ledger.leave(start, "It refers in a circle to itself.")
        return None

    def name_of(self, target: Target) -> str:
        """The definition that ``target`` becomes."""
        if target.at not in self._names:
            known = len(target.at) > 1 and target.at[-2] in ("schemas", "definitions", "$defs")
            raw = target.at[-1] if known else "_".join(target.at[-3:])
            if target.at in self._unions:
                raw = "Or".join(ref.rpartition("/")[2] for ref in target.at[1:])
            name = unique(_UNSAFE.sub("_", raw).strip("_.-")[:100] or "Definition", self._taken)
            self._names[target.at] = name
            self.waiting.append((name, target))
        return self._names[target.at]

    def place_of(self, name: str) -> Steps:
        """Where the definition ``name`` stands in the source."""
        return next((at for at, known in self._names.items() if known == name), ())

    def _find(self, steps: Steps) -> Any:
        if steps in self._unions:
            return self._unions[steps]
        value: Any = self._root
        for step in steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


def without_aliases(swagger: dict[str, Any]) -> None:
    """Let nothing refer to a definition that is only a reference; such definitions go. Changes ``swagger``."""
    definitions = swagger["definitions"]
    aliases = {name: one["$ref"].removeprefix(PREFIX) for name, one in definitions.items() if "$ref" in one}
    for name, first in aliases.items():
        seen, end = {name}, first
        while end in aliases and end not in seen:
            seen.add(end)
            end = aliases[end]
        if end in aliases:  # a circle of names stands for nothing
            definitions[name] = {"type": "object"}
        else:
            definitions[name] = {"$ref": PREFIX + end}
    ends = {name: one["$ref"] for name, one in definitions.items() if "$ref" in one}
    for holder in _holders(swagger["paths"], definitions):
        holder["$ref"] = ends.get(holder["$ref"].removeprefix(PREFIX), holder["$ref"])
    for name in ends:
        del definitions[name]


def without_unused(swagger: dict[str, Any]) -> None:
    """Keep only the definitions that an operation reaches. Changes ``swagger``."""
    definitions = swagger["definitions"]
    used: set[str] = set()
    waiting: list[dict[str, Any]] = [swagger["paths"]]
    while waiting:
        for holder in _holders(waiting.pop()):
            name = holder["$ref"].removeprefix(PREFIX)
            if name in definitions and name not in used:
                used.add(name)
                waiting.append({name: definitions[name]})
    swagger["definitions"] = {name: one for name, one in definitions.items() if name in used}


def _holders(*roots: Any) -> list[dict[str, Any]]:
    """Every object in ``roots`` that is a reference."""
    found: list[dict[str, Any]] = []
    stack: list[tuple[Any, bool]] = [(root, True) for root in roots]
    while stack:
        value, named = stack.pop()  # ``named``: its keys are the author's names, not keywords
        if isinstance(value, dict):
            if not named and isinstance(value.get("$ref"), str):
                found.append(value)
            skipped = () if named else ("example", "default", "enum", "examples")
            stack.extend((one, not named and key == "properties") for key, one in value.items() if key not in skipped)
        elif isinstance(value, list):
            stack.extend((one, False) for one in value)
    return found


def without_required_loops(definitions: dict[str, Any]) -> list[tuple[str, str]]:
    """Take out of ``required`` what makes a definition require itself; gives definition and property of each."""
    taken, done = [], set()
    for start, schema in definitions.items():
        if start in done:
            continue
        path: list[str] = [start]
        stack = [iter(_needs(schema))]
        while stack:
            step = next(stack[-1], None)
            if step is None:
                done.add(path.pop())
                stack.pop()
                continue
            holder, name, target = step
            if target in path:
                holder["required"] = [one for one in holder["required"] if one != name]
                if not holder["required"]:
                    del holder["required"]
                taken.append((path[-1], name))
            elif target not in done and target in definitions:
                path.append(target)
                stack.append(iter(_needs(definitions[target])))
    return taken


def _needs(schema: dict[str, Any]) -> list[tuple[dict[str, Any], str, str]]:
    """The required properties of ``schema`` that are definitions: the object, the property, the definition."""
    found, stack = [], [schema]
    while stack:
        holder = stack.pop()
        properties = mapping(holder.get("properties"))
        for name in holder.get("required", ()):
            value = mapping(properties.get(name))
            ref = value.get("$ref")
            if isinstance(ref, str):
                found.append((holder, name, ref.removeprefix(PREFIX)))
            elif value:
                stack.append(value)
    return found
