"""Two versions of a connector -> every change, the worst first. Pure; ends on hostile files too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ippub.changes import frame, kinds, operations
from ippub.changes.connection import compare_properties
from ippub.changes.inputs import InputComparison
from ippub.changes.model import Allowance, Change
from ippub.changes.outputs import OutputComparison
from ippub.changes.schemas import SchemaComparison
from ippub.changes.shapes import Shapes
from ippub.changes.update import version_change
from ippub.connector.folder import SCRIPT, Connector
from ippub.connector.properties import ApiProperties
from ippub.connector.swagger import Operation, Swagger
from ippub.connector.webhooks import CONTENT
from ippub.document.place import Place

MOST_STEPS = 1_000_000
"""How much is compared: schemas, keywords and properties. The largest real definition needs some 30,000 steps."""
_SHARED = ("definitions", "parameters", "responses", "consumes", "produces", "securityDefinitions")
"""What operations refer to or fall back on."""

MOST_OPERATIONS = 20
"""How many operations one change names."""


def compare(old: Connector, new: Connector) -> list[Change]:
    """Every change from ``old`` to ``new``, the worst first, then in the order of the file.

    What one of the two lacks (a file was compared, not a folder) is not compared. Nothing is reported for what means
    the same: another order, other white space, a ``$ref`` in the place of what it refers to.
    """
    found: list[Change] = []
    if old.swagger is not None and new.swagger is not None:
        found += compare_swaggers(old.swagger, new.swagger)
    if old.properties is not None and new.properties is not None:
        found += compare_property_files(old.properties, new.properties)
    found += _texts(old, new)
    if old.swagger is not None and new.swagger is not None:
        found += version_change(old.swagger, new.swagger, changed=bool(found))
    return sorted(found, key=lambda change: change.level.rank)


def compare_swaggers(old: Swagger, new: Swagger, steps: int = MOST_STEPS) -> list[Change]:
    """Every change of the definition but that of ``info.version``. ``steps`` bounds the work."""
    if old.value == new.value:
        return []
    allowance = Allowance(steps)
    old_shapes, new_shapes = Shapes(old, allowance), Shapes(new, allowance)
    unchanged = old.get("definitions") == new.get("definitions")
    schemas = SchemaComparison(old_shapes, new_shapes, allowance, definitions_are_same=unchanged)
    inputs = InputComparison(old_shapes, new_shapes, schemas)
    outputs = OutputComparison(old_shapes, new_shapes, schemas)
    found = list(frame.compare_frame(old, new))
    matched = operations.match(old, new)
    found += operations.compare_sets(matched, old, new)
    shares_the_same = all(old.get(key) == new.get(key) for key in _SHARED)
    for before, after in matched.pairs:
        if shares_the_same and _are_equal(before, after):
            continue
        label = (before.label,)
        changes = [
            *operations.compare_frame(before, after),
            *frame.compare_security(before, after),
            *inputs.compare(before, after),
            *outputs.compare(before, after),
        ]
        found += [change._replace(operations=label) for change in changes]
    found += schemas.changes()
    if allowance.used_up:
        said = "the comparison was ended before its end"
        found.append(Change(kinds.CUT_SHORT, said, old / "definitions", new / "definitions"))
    return _merged(found)


def _are_equal(old: Operation, new: Operation) -> bool:
    """Whether nothing at all differs, given that what both refer to is the same."""
    if old.method != new.method or old.path != new.path or old.value != new.value:
        return False
    return all(old.path_item.get(key) == new.path_item.get(key) for key in ("parameters", CONTENT))


def compare_property_files(old: ApiProperties, new: ApiProperties) -> list[Change]:
    """Every change of ``apiProperties.json``."""
    return [] if old.value == new.value else list(compare_properties(old, new))


def _merged(changes: Iterable[Change]) -> list[Change]:
    """The changes; what is told of the same two places for several operations is one change of all of these."""
    found: dict[tuple[str, Place, Place], Change] = {}
    for change in changes:
        key = change.code, change.old, change.new
        known = found.get(key)
        if known is None:
            found[key] = change
        elif len(known.operations) < MOST_OPERATIONS:
            both = dict.fromkeys((*known.operations, *change.operations))
            found[key] = known._replace(operations=tuple(both), more=known.more or change.more)
        else:
            found[key] = known._replace(more=True)
    return list(found.values())


def _texts(old: Connector, new: Connector) -> Iterator[Change]:
    """The readme and the script: whether they changed."""
    if old.readme_document is not None and new.readme_document is not None:
        before, after = old.readme_document, new.readme_document
        if before.text.split() != after.text.split():
            yield Change(kinds.README_CHANGED, "the readme was changed", Place(before.name), Place(after.name))
    if not _is_whole(old) or not _is_whole(new):
        return
    was = old.script.text.splitlines() if old.script is not None else None
    now = new.script.text.splitlines() if new.script is not None else None
    if was != now:
        said = "the script was changed" if was is not None and now is not None else "there is a script now"
        said = said if now is not None else "the script is gone"
        yield Change(kinds.SCRIPT_CHANGED, said, Place(SCRIPT), Place(SCRIPT))


def _is_whole(connector: Connector) -> bool:
    """Whether the folder was read, not one file of it."""
    return connector.swagger_document is not None and connector.properties_document is not None
