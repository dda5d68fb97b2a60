"""What an operation answers, before and after: responses, headers, and what a webhook sends."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.changes import kinds
from ippub.changes.fields import Both, compare_field
from ippub.changes.model import Change, Way
from ippub.changes.schemas import SchemaComparison, Task
from ippub.changes.shapes import Shapes
from ippub.changes.values import from_to, same
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Response, Schema
from ippub.connector.webhooks import CONTENT


class OutputComparison:
    """Compares responses; their schemas are handed on to the comparison of schemas."""

    def __init__(self, old: Shapes, new: Shapes, schemas: SchemaComparison) -> None:
        self._old = old
        self._new = new
        self._schemas = schemas

    def compare(self, old: Operation, new: Operation) -> Iterator[Change]:
        """What changed about the answers of one operation."""
        before = {response.code: response for response in old.responses}
        after = {response.code: response for response in new.responses}
        main, main_after = _main(old), _main(new)
        for code, response in before.items():
            other = after.get(code)
            if other is not None:
                yield from self._response(response, other, old, main)
            elif response is main and main_after is not None and main_after.code not in before:
                said = f"the answer {code} is now {main_after.code}"
                yield Change(kinds.RESPONSE_REMOVED, said, response.place, main_after.place)
                yield from self._response(response, main_after, old, main)
            else:
                yield _gone(response, new, main)
        for code, response in after.items():
            if code not in before:
                said = f"the answer {code} is new"
                yield Change(kinds.RESPONSE_ADDED, said, old.at("responses", code), response.place)
        yield from self._notification(old, new)

    def _response(
        self, before: Response, after: Response, operation: Operation, main: Response | None
    ) -> Iterator[Change]:
        if not same(before.get("description"), after.get("description")):
            said = f"the answer {before.code} has another description"
            yield Change(kinds.RESPONSE_TEXT_CHANGED, said, before / "description", after / "description")
        yield from self._headers(before, after)
        old, new = before.schema, after.schema
        root = f"answer {before.code}"
        failure = not before.successful and before is not main
        if old is not None and new is not None:
            way = Way.FAILURE if failure else Way.OUTPUT
            self._schemas.compare(Task((old,), (new,), way, "", root), operation.label)
        elif failure and old is not new:
            said = f"the {root} is described in another way"
            yield Change(kinds.ERROR_RESPONSE_CHANGED, said, before / "schema", after / "schema")
        elif old is not None:
            yield Change(kinds.OUTPUT_DELETED, f"the {root} has no content any more", old.place, after / "schema")
        elif new is not None:
            yield Change(kinds.OUTPUT_ADDED, f"the {root} has content now", before / "schema", new.place)
        yield from _rest(before, after)

    def _headers(self, before: Response, after: Response) -> Iterator[Change]:
        old = {name.lower(): node for name, node in before.children("headers")}
        new = {name.lower(): node for name, node in after.children("headers")}
        for name, node in old.items():
            other = new.get(name)
            if other is None:
                said = f'the header "{name}" of the answer {before.code} is gone'
                yield Change(kinds.HEADER_REMOVED, said, node.place, after.at("headers", name))
            elif node.value != other.value:
                was, now = self._old.of((_schema(node),)), self._new.of((_schema(other),))
                yield from compare_field(Both(was, now, Way.OUTPUT, f'header "{name}"'))
        for name, node in new.items():
            if name not in old:
                said = f'the header "{name}" of the answer {before.code} is new'
                yield Change(kinds.HEADER_ADDED, said, before.at("headers", name), node.place)

    def _notification(self, old: Operation, new: Operation) -> Iterator[Change]:
        """What the service sends to the callback address."""
        before, after = _content(old), _content(new)
        if before is not None and after is not None:
            self._schemas.compare(Task((before,), (after,), Way.OUTPUT, "", "notification"), old.label)
        elif before is not None:
            said = "it no longer says what the service sends"
            yield Change(kinds.OUTPUT_DELETED, said, before.place, new.path_item / CONTENT)
        elif after is not None:
            said = "it says now what the service sends"
            yield Change(kinds.OUTPUT_ADDED, said, old.path_item / CONTENT, after.place)


def _main(operation: Operation) -> Response | None:
    """The answer whose fields the designer offers; ``default`` when there is no success."""
    return operation.main_response or operation.response("default")


def _gone(response: Response, new: Operation, main: Response | None) -> Change:
    if response is main and response.schema is not None:
        kind, said = kinds.OUTPUT_DELETED, f"the answer {response.code} is gone with all its fields"
    elif response.successful:
        kind, said = kinds.RESPONSE_REMOVED, f"the answer {response.code} is gone"
    else:
        kind, said = kinds.ERROR_RESPONSE_CHANGED, f"the answer {response.code} is gone"
    return Change(kind, said, response.place, new.at("responses", response.code))


def _rest(before: Response, after: Response) -> Iterator[Change]:
    for key in dict.fromkeys([*before.value, *after.value]):
        if key not in ("description", "headers", "schema", "examples") and not same(before.get(key), after.get(key)):
            said = f"the answer {before.code} changed its {key} {from_to(before.get(key), after.get(key))}"
            yield Change(kinds.DETAIL_CHANGED, said, before / key, after / key)


def _schema(node: Node) -> Schema:
    return Schema(node.value, node, (), "header")


def _content(operation: Operation) -> Schema | None:
    """The schema of the notification, beside the methods or (wrongly) inside the operation."""
    for holder in (operation, operation.path_item):
        content = holder.child(CONTENT)
        value = content.get("schema") if content is not None else None
        if content is not None and isinstance(value, dict):
            return Schema(value, content, ("schema",), "notification")
    return None
