"""Schemas compared by what they mean: field by field, each pair of places once, however many operations share it.

The work is a list, not a recursion: a chain of definitions may be as long as the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ippub.changes import kinds
from ippub.changes.fields import Both, compare_field
from ippub.changes.model import Allowance, Change, Kind, Way
from ippub.changes.shapes import Shape, Shapes, Spot

MAX_USERS = 20
"""How many operations that share a schema are told."""

Key = tuple[frozenset[int], frozenset[int], Way]


class Task(NamedTuple):
    """Two spots to compare. ``name`` is the way from the operation to here (``rows[].id``), "" for the root."""

    old: Spot
    new: Spot
    way: Way
    name: str
    root: str = "body"

    @property
    def key(self) -> Key:
        """What makes two tasks the same work."""
        old = frozenset(id(schema.value) for schema in self.old)
        return old, frozenset(id(schema.value) for schema in self.new), self.way


class Record:
    """What came of a task: its changes, the tasks below, the operations that reach it."""

    __slots__ = ("below", "changes", "more", "users")

    def __init__(self, changes: list[Change], below: list[Task]) -> None:
        self.changes = changes
        self.below = below
        self.users: list[str] = []
        self.more = False


class SchemaComparison:
    """Compares pairs of schemas of two definition files and remembers what it has compared."""

    def __init__(self, old: Shapes, new: Shapes, allowance: Allowance, *, definitions_are_same: bool) -> None:
        self._old = old
        self._new = new
        self._allowance = allowance
        self._definitions_are_same = definitions_are_same
        self._records: dict[Key, Record] = {}

    def compare(self, task: Task, user: str) -> None:
        """Compare what ``task`` names, and everything below, for the operation ``user``."""
        waiting = [task]
        while waiting and self._allowance.take():
            current = waiting.pop()
            current = current._replace(old=self._old.settled(current.old), new=self._new.settled(current.new))
            key = current.key
            record = self._records.get(key)
            if record is None:
                record = self._records[key] = self._compared(current)
            if record.users and record.users[-1] == user:
                continue
            if len(record.users) >= MAX_USERS:
                record.more = True
                continue
            record.users.append(user)
            waiting.extend(reversed(record.below))

    def changes(self) -> Iterator[Change]:
        """Everything that was found, each change once with the operations that it reaches."""
        for (_, _, way), record in self._records.items():
            users = tuple(record.users)
            for change in record.changes:
                kind = kinds.ERROR_RESPONSE_CHANGED if way is Way.FAILURE else change.kind
                yield change._replace(kind=kind, operations=users, more=record.more)

    def _compared(self, task: Task) -> Record:
        if self._definitions_are_same and _equal(task.old, task.new):
            return Record([], [])
        old, new = self._old.of(task.old), self._new.of(task.new)
        both = Both(old, new, task.way, _called(task))
        changes = list(compare_field(both))
        if old.type != new.type:
            return Record(changes, [])
        changes += self._fields(both, task)
        below = [
            task._replace(old=spot, new=new.properties[name], name=f"{task.name}.{name}" if task.name else name)
            for name, spot in old.properties.items()
            if name in new.properties
        ]
        if old.items and new.items:
            below.append(task._replace(old=old.items, new=new.items, name=f"{task.name}[]"))
        elif old.items or new.items:
            key = "items"
            kind = kinds.INPUT_TYPE_CHANGED if both.is_input else kinds.OUTPUT_TYPE_CHANGED
            said = "no longer says what its elements are" if old.items else "says now what its elements are"
            changes.append(both.change(kind, key, said))
        if old.additional and new.additional:
            below.append(task._replace(old=old.additional, new=new.additional, name=f"{task.name}.*"))
        self._allowance.take(len(below))
        return Record(changes, below)

    def _fields(self, both: Both, task: Task) -> Iterator[Change]:
        """Properties that are gone, new, required now or no longer."""
        for name, spot in both.old.properties.items():
            if name not in both.new.properties:
                yield _gone(both, task, name, self._old.of(spot))
        for name, spot in both.new.properties.items():
            if name not in both.old.properties:
                yield _come(both, task, name, self._new.of(spot))
            elif (name in both.old.required) != (name in both.new.required):
                yield _requirement(both, task, name, self._new.of(spot))


def _equal(old: Spot, new: Spot) -> bool:
    return len(old) == len(new) and all(a.value == b.value for a, b in zip(old, new, strict=True))


def _called(task: Task) -> str:
    if not task.name:
        return f"the {task.root}"
    word = "input" if task.way is Way.INPUT else "output"
    return f'{word} "{task.name}"'


def _named(task: Task, name: str) -> str:
    return _called(task._replace(name=f"{task.name}.{name}" if task.name else name))


def _gone(both: Both, task: Task, name: str, shape: Shape) -> Change:
    kind = kinds.OUTPUT_DELETED
    if both.is_input:
        kind = kinds.INTERNAL_INPUT_DELETED if shape.internal else kinds.INPUT_DELETED
    near = _nearest(name, both)
    hint = f'; is it the new "{near}"?' if near else ""
    old = both.old.properties[name][0].place
    return Change(kind, f"{_named(task, name)} is gone{hint}", old, both.new.homes[""].at("properties", name))


def _nearest(name: str, both: Both) -> str:
    """A new property whose name differs in spelling only, "" when there is none."""
    plain = plain_name(name)
    return next(
        (other for other in both.new.properties if other not in both.old.properties and plain_name(other) == plain), ""
    )


def plain_name(name: str) -> str:
    """``name`` without what only its spelling is: capitals, ``_`` and ``-``."""
    return name.replace("_", "").replace("-", "").casefold()


def _come(both: Both, task: Task, name: str, shape: Shape) -> Change:
    old, new = both.old.homes[""].at("properties", name), both.new.properties[name][0].place
    said = f"{_named(task, name)} is new"
    if not both.is_input:
        return Change(kinds.OUTPUT_ADDED, said, old, new)
    required = name in both.new.required and shape.facts.get("readOnly") is not True
    return Change(added_input(shape, required=required), said + (" and required" if required else ""), old, new)


def added_input(shape: Shape, *, required: bool) -> Kind:
    """The kind of a new input: the platform sends the default of an internal one by itself."""
    has_default = "default" in shape.facts
    if not required or (shape.internal and has_default):
        return kinds.INPUT_ADDED
    return kinds.REQUIRED_WITH_DEFAULT_ADDED if has_default else kinds.REQUIRED_INPUT_ADDED


def requirement(shape: Shape, *, required: bool) -> Kind:
    """The kind of an input that is required now, or no longer."""
    if not required:
        return kinds.NOW_OPTIONAL
    return kinds.DETAIL_CHANGED if shape.internal and "default" in shape.facts else kinds.NOW_REQUIRED


def _requirement(both: Both, task: Task, name: str, shape: Shape) -> Change:
    required = name in both.new.required
    if both.is_input:
        kind = requirement(shape, required=required)
        said = "is required now" if required else "may be left out now"
    else:
        kind = kinds.OUTPUT_ALWAYS_THERE if required else kinds.OUTPUT_MAY_BE_MISSING
        said = "is always there now" if required else "may be missing now"
    old = both.old.required.get(name, both.old.homes[""]) / "required"
    new = both.new.required.get(name, both.new.homes[""]) / "required"
    return Change(kind, f"{_named(task, name)} {said}", old, new)
