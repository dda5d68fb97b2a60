"""Which operation of the new version is which of the old one, and what changed about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ippub.changes import kinds
from ippub.changes.model import Change, Kind
from ippub.changes.values import from_to, same
from ippub.connector.swagger import Operation, Swagger
from ippub.connector.webhooks import CONTENT
from ippub.document.place import Place

_TOLD = frozenset(
    {
        "operationId", "parameters", "responses", "summary", "description", "consumes", "produces", "security",
        "deprecated", "schemes", "x-ms-visibility", "x-ms-trigger", "x-ms-pageable", CONTENT,
    }
)  # fmt: skip


class Matched(NamedTuple):
    """The operations of both versions: ``pairs`` stayed what they are, the others were renamed, removed or added."""

    pairs: list[tuple[Operation, Operation]]
    renamed: list[tuple[Operation, Operation]]
    gone: list[Operation]
    come: list[Operation]


def match(old: Swagger, new: Swagger) -> Matched:
    """Pair the operations: what kept id, method and path first (ids may be there twice), then by id, then by place."""
    by_way = {(operation.method, operation.path): operation for operation in new.operations}
    found: dict[int, tuple[Operation, Operation]] = {}
    used: set[int] = set()

    def pair(before: Operation, after: Operation | None) -> None:
        if after is not None and id(after) not in used:
            found[id(before)] = before, after
            used.add(id(after))

    for before in old.operations:
        there = by_way.get((before.method, before.path))
        pair(before, there if there is not None and there.id == before.id else None)
    by_id = {each.id: each for each in reversed(new.operations) if each.id and id(each) not in used}
    for before in old.operations:
        if id(before) not in found:
            pair(before, by_id.get(before.id))
    renamed = []
    for before in old.operations:
        if id(before) not in found:
            there = by_way.get((before.method, before.path))
            if there is not None and id(there) not in used:
                used.add(id(there))
                renamed.append((before, there))
    left = {id(before) for before, _ in renamed} | found.keys()
    return Matched(
        pairs=[found[id(each)] for each in old.operations if id(each) in found],
        renamed=renamed,
        gone=[each for each in old.operations if id(each) not in left],
        come=[each for each in new.operations if id(each) not in used],
    )


def compare_sets(matched: Matched, old: Swagger, new: Swagger) -> Iterator[Change]:
    """Operations that are gone, renamed or new."""
    for before, after in matched.renamed:
        said = f'the operation "{before.label}" is called "{after.label}" now'
        yield Change(kinds.OPERATION_DELETED, said, before / "operationId", after / "operationId")
    for before in matched.gone:
        said = f'the operation "{before.label}" ({before.method.upper()} {before.path}) is gone'
        yield Change(
            kinds.OPERATION_DELETED, said, before.place.marked_key, new.at("paths", before.path, before.method)
        )
    for after in matched.come:
        said = f'the operation "{after.label}" ({after.method.upper()} {after.path}) is new'
        yield Change(kinds.OPERATION_ADDED, said, old.at("paths", after.path, after.method), after.place.marked_key)


def compare_frame(old: Operation, new: Operation) -> Iterator[Change]:
    """What changed about one operation besides its inputs and outputs."""
    if old.path != new.path:
        said = f"its path changed from {old.path} to {new.path}"
        yield Change(kinds.PATH_CHANGED, said, old.path_item.place.marked_key, new.path_item.place.marked_key)
    if old.method != new.method:
        said = f"its method changed from {old.method.upper()} to {new.method.upper()}"
        yield Change(kinds.METHOD_CHANGED, said, old.place.marked_key, new.place.marked_key)
    yield from _visibility(old, new)
    yield from _trigger(old, new)
    if not same(old.get("x-ms-pageable"), new.get("x-ms-pageable")):
        yield _changed(kinds.PAGING_CHANGED, old, new, "x-ms-pageable")
    if old.deprecated != new.deprecated:
        kind = kinds.OPERATION_DEPRECATED if new.deprecated else kinds.DEPRECATION_ENDED
        said = f"it is deprecated now{_successor(new)}" if new.deprecated else "it is not deprecated any more"
        yield Change(kind, said, old / "deprecated", new / "deprecated")
    for key in ("summary", "description"):
        if not same(old.get(key), new.get(key)):
            yield _changed(kinds.OPERATION_TEXT_CHANGED, old, new, key)
    yield from _media(old, new)
    for key in dict.fromkeys([*old.value, *new.value]):
        if key not in _TOLD and not same(old.get(key), new.get(key)):
            yield _changed(kinds.DETAIL_CHANGED, old, new, key)


def _successor(operation: Operation) -> str:
    """What takes the place of a deprecated operation, ready to be put behind a sentence."""
    annotation = operation.annotation
    replacement = annotation.child("replacement") if annotation is not None else None
    name = replacement.text("operationId") if replacement is not None else ""
    return f'; "{name}" takes its place' if name else ""


def _changed(kind: Kind, old: Operation, new: Operation, key: str) -> Change:
    return Change(kind, f"its {key} changed {from_to(old.get(key), new.get(key))}", old / key, new / key)


def _visibility(old: Operation, new: Operation) -> Iterator[Change]:
    before, after = old.visibility, new.visibility
    if before == after:
        return
    kind = kinds.VISIBILITY_CHANGED
    if after == "internal":
        kind = kinds.OPERATION_HIDDEN
    elif before == "internal":
        kind = kinds.OPERATION_SHOWN
    yield _changed(kind, old, new, "x-ms-visibility")


def _trigger(old: Operation, new: Operation) -> Iterator[Change]:
    if not same(old.get("x-ms-trigger"), new.get("x-ms-trigger")):
        yield _changed(kinds.TRIGGER_CHANGED, old, new, "x-ms-trigger")


def _media(old: Operation, new: Operation) -> Iterator[Change]:
    """What it takes and gives, the document's own lists counted."""
    before, after = set(old.consumes), set(new.consumes)
    takes_content = any(each in ("body", "formData") for each in old.locations)
    places = _place(old, "consumes"), _place(new, "consumes")
    if before - after and takes_content and after:
        yield Change(kinds.FORMAT_REMOVED, f"it no longer takes {', '.join(sorted(before - after))}", *places)
    elif before and after - before:
        yield Change(kinds.FORMAT_ADDED, f"it takes {', '.join(sorted(after - before))} too", *places)
    gives, gave = set(new.produces), set(old.produces)
    if gave != gives and gave and gives:
        said = f"its answers come as {', '.join(sorted(gives))}, before as {', '.join(sorted(gave))}"
        yield Change(kinds.RESPONSE_FORMAT_CHANGED, said, _place(old, "produces"), _place(new, "produces"))


def _place(operation: Operation, key: str) -> Place:
    return operation / key if key in operation else operation.swagger / key
