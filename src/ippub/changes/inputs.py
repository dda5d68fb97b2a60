"""What an operation takes, before and after: its parameters with the path's merged in, and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.changes import kinds
from ippub.changes.fields import Both, compare_field
from ippub.changes.model import Change, Way
from ippub.changes.schemas import SchemaComparison, Task, added_input, plain_name, requirement
from ippub.changes.shapes import Shape, Shapes
from ippub.connector.swagger import Operation, Parameter, Schema

_GAP = re.compile(r"\{([^{}]*)\}")


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
                continue
            renamed = self._renamed(before, old, new, left)
            if renamed is not None:
                del left[renamed.name, renamed.location]
                yield self._called_otherwise(before, renamed)
                yield from self._parameter(before, renamed)
            else:
                yield self._gone(before, new)
        for after in left.values():
            yield self._come(after, old)
        yield from self._body(old, new)

    def _moved(self, before: Parameter, old: Operation, left: dict[tuple[str, str], Parameter]) -> Parameter | None:
        """The parameter of that name elsewhere, if it was not elsewhere before too."""
        known = {(each.name, each.location) for each in old.parameters}
        return next((each for key, each in left.items() if each.name == before.name and key not in known), None)

    def _renamed(
        self, before: Parameter, old: Operation, new: Operation, left: dict[tuple[str, str], Parameter]
    ) -> Parameter | None:
        """The new parameter that is ``before`` under another name, when only one can be.

        It stands at the same place of the request and is spelt otherwise only, is shown under the same name with the
        same type, or fills the same gap of the path.
        """
        known = {(each.name, each.location) for each in old.parameters}
        near = [each for key, each in left.items() if key not in known and each.location == before.location]
        gap = _gaps(old.path).get(before.name) if before.location == "path" else None
        in_gap = [each for each in near if gap is not None and _gaps(new.path).get(each.name) == gap]
        spelt = [each for each in near if plain_name(each.name) == plain_name(before.name)]
        shown = [
            each
            for each in near
            if before.text("x-ms-summary")
            and each.text("x-ms-summary") == before.text("x-ms-summary")
            and each.text("type") == before.text("type")
        ]
        return next((found[0] for found in (in_gap, spelt, shown) if len(found) == 1), None)

    def _called_otherwise(self, before: Parameter, after: Parameter) -> Change:
        """A flow sends a path's value by the name in the template, every other one by the name of the parameter."""
        internal = _shape(self._old, before).internal and _shape(self._new, after).internal
        kind = kinds.INTERNAL_INPUT_DELETED if internal else kinds.INPUT_DELETED
        return Change(kind, f'{_called(before)} is called "{after.name}" now', before / "name", after / "name")

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


def _gaps(path: str) -> dict[str, tuple[str, int]]:
    """The names in a path's braces, each with what stands before it (other names left out) and its number."""
    parts = _GAP.split(path)
    return {name: ("{}".join(parts[: 2 * number + 1 : 2]), number) for number, name in enumerate(parts[1::2])}


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
