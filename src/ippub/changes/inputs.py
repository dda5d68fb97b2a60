"""What an operation takes, before and after: its parameters with the path's merged in, and its body."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.changes import kinds
from ippub.changes.fields import Both, compare_field
from ippub.changes.model import Change, Way
from ippub.changes.schemas import SchemaComparison, Task, added_input, requirement
from ippub.changes.shapes import Shape, Shapes
from ippub.connector.swagger import Operation, Parameter, Schema


class InputComparison:
    """Compares parameters; bodies are handed on to the comparison of schemas."""

    def __init__(self, old: Shapes, new: Shapes, schemas: SchemaComparison) -> None:
        self._old = old
        self._new = new
        self._schemas = schemas

    def compare(self, old: Operation, new: Operation) -> Iterator[Change]:
        """What changed about the parameters and the body of one operation."""
        left = {(each.name, each.location): each for each in new.parameters if each.location != "body"}
        for before in old.parameters:
            if before.location == "body":
                continue
            after = left.pop((before.name, before.location), None)
            if after is not None:
                yield from self._parameter(before, after)
                continue
            moved = self._moved(before, old, left)
            if moved is not None:
                del left[moved.name, moved.location]
                said = f'parameter "{before.name}" moved from {before.location} to {moved.location}'
                yield Change(kinds.LOCATION_CHANGED, said, before / "in", moved / "in")
                yield from self._parameter(before, moved)
            else:
                yield self._gone(before, new)
        for after in left.values():
            yield self._come(after, old)
        yield from self._body(old, new)

    def _moved(self, before: Parameter, old: Operation, left: dict[tuple[str, str], Parameter]) -> Parameter | None:
        """The parameter of that name elsewhere, if it was not elsewhere before too."""
        known = {(each.name, each.location) for each in old.parameters}
        return next((each for key, each in left.items() if each.name == before.name and key not in known), None)

    def _gone(self, before: Parameter, new: Operation) -> Change:
        internal = _shape(self._old, before).internal
        kind = kinds.INTERNAL_INPUT_DELETED if internal else kinds.INPUT_DELETED
        return Change(kind, f"{_called(before)} is gone", before.place, new / "parameters")

    def _come(self, after: Parameter, old: Operation) -> Change:
        kind = added_input(_shape(self._new, after), required=after.required)
        said = f"{_called(after)} is new" + (" and required" if after.required else "")
        return Change(kind, said, old / "parameters", after.place)

    def _parameter(self, before: Parameter, after: Parameter) -> Iterator[Change]:
        if before.value == after.value:
            return
        old, new = _shape(self._old, before), _shape(self._new, after)
        yield from compare_field(Both(old, new, Way.INPUT, _called(before)))
        yield from _elements(self._old, self._new, old, new, _called(before))
        yield from _required(before, after, new)

    def _body(self, old: Operation, new: Operation) -> Iterator[Change]:
        before, after = old.body, new.body
        if before is None and after is None:
            return
        if after is None or before is None:
            if before is not None:
                yield Change(kinds.INPUT_DELETED, "the body is gone", before.place, new / "parameters")
            if after is not None:
                kind = added_input(_shape(self._new, after), required=after.required)
                said = "there is a body now" + (", and it is required" if after.required else "")
                yield Change(kind, said, old / "parameters", after.place)
            return
        if before.name != after.name:
            said = f'the body is called "{after.name}" now, it was "{before.name}"'
            yield Change(kinds.BODY_RENAMED, said, before / "name", after / "name")
        yield from _required(before, after, _shape(self._new, after))
        own = Both(_shape(self._old, before), _shape(self._new, after), Way.INPUT, "the body parameter")
        yield from (each for each in compare_field(own) if each.kind is not kinds.INPUT_TYPE_CHANGED)
        if before.schema is not None and after.schema is not None:
            self._schemas.compare(Task((before.schema,), (after.schema,), Way.INPUT, ""), old.label)
        elif before.schema is not None or after.schema is not None:
            said = "no longer says what is in it" if before.schema is not None else "says now what is in it"
            yield Change(kinds.INPUT_TYPE_CHANGED, f"the body {said}", before / "schema", after / "schema")


def _shape(shapes: Shapes, parameter: Parameter) -> Shape:
    """A parameter that is no body has the keywords of a schema, without what a schema is made of."""
    return shapes.of((Schema(parameter.value, parameter, (), "parameter", parameter.name),))


def _called(parameter: Parameter) -> str:
    return f'{parameter.location or "unplaced"} parameter "{parameter.name}"'


def _required(before: Parameter, after: Parameter, shape: Shape) -> Iterator[Change]:
    if before.required != after.required:
        said = "is required now" if after.required else "may be left out now"
        name = "the body" if before.location == "body" else _called(before)
        kind = requirement(shape, required=after.required)
        yield Change(kind, f"{name} {said}", before / "required", after / "required")
    elif after.required and shape.facts.get("x-ms-visibility") != "internal" and before.visibility == "internal":
        said = f"{_called(after)} is shown now, and required"
        yield Change(kinds.REQUIRED_INPUT_SHOWN, said, before / "x-ms-visibility", after / "x-ms-visibility")


def _elements(old: Shapes, new: Shapes, before: Shape, after: Shape, name: str) -> Iterator[Change]:
    """The elements of an array parameter; Swagger lets arrays stand in arrays, without ``$ref``."""
    while before.items and after.items:
        before, after = old.of(before.items), new.of(after.items)
        name = f"element of {name}"
        yield from compare_field(Both(before, after, Way.INPUT, name))
