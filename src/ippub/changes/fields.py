"""What changed about one input or output itself: type, format, values, limits, texts. One rule is one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ippub.changes import kinds
from ippub.changes.model import Change, Kind, Way
from ippub.changes.shapes import Shape
from ippub.changes.values import from_to, key_of, same, shown
from ippub.connector.webhooks import MARK
from ippub.document.json import Json

_LOWER = ("minimum", "minLength", "minItems", "minProperties")
_UPPER = ("maximum", "maxLength", "maxItems", "maxProperties")
_SWITCHES = ("exclusiveMinimum", "exclusiveMaximum", "uniqueItems")
_EITHER = ("pattern", "multipleOf")
_LISTS = ("x-ms-dynamic-values", "x-ms-dynamic-list", "x-ms-dynamic-tree")
_FORMS = ("x-ms-dynamic-schema", "x-ms-dynamic-properties")
_TEXTS = frozenset({"description", "title", "x-ms-summary", "example", "x-example", "x-ms-enum", "x-ms-enum-values"})
_WRITING = {"collectionFormat": "csv", "x-ms-url-encoding": "single"}
"""How a value is written into the request, with what holds when nothing is said."""
_TOLD = frozenset(
    {
        *_LOWER, *_UPPER, *_SWITCHES, *_EITHER, *_LISTS, *_FORMS, *_TEXTS, *_WRITING,
        "type", "format", "enum", "default", "readOnly", "x-nullable", "nullable", "discriminator", MARK,
        "additionalProperties", "x-ms-visibility", "name", "in", "required", "schema", "x-ms-dynamic",
    }
)  # fmt: skip
"""The keywords that the functions here, or those who call them, speak about."""


class Both(NamedTuple):
    """One field in both versions. ``name`` is how a sentence begins: ``input "limit"``, ``output "rows[].id"``."""

    old: Shape
    new: Shape
    way: Way
    name: str

    def change(self, kind: Kind, key: str, said: str) -> Change:
        """A change of the keyword ``key``."""
        return Change(kind, f"{self.name} {said}", self.old.home(key) / key, self.new.home(key) / key)

    def facts(self, key: str) -> tuple[Json, Json]:
        """What both versions say under ``key``, None for nothing."""
        return self.old.facts.get(key), self.new.facts.get(key)

    @property
    def is_input(self) -> bool:
        """Whether flows send it."""
        return self.way is Way.INPUT


def compare_field(both: Both) -> Iterator[Change]:
    """What changed about the field itself; its properties and elements are others' work."""
    for rule in RULES:
        yield from rule(both)


def type_changed(both: Both) -> Iterator[Change]:
    """The type, or (the type being the same) the format."""
    old, new = both.old.type, both.new.type
    if old != new:
        kind = kinds.INPUT_TYPE_CHANGED if both.is_input else kinds.OUTPUT_TYPE_CHANGED
        yield both.change(kind, "type", f"changed its type {from_to(old or None, new or None)}")
        return
    before, after = both.facts("format")
    if not same(before, after):
        kind = kinds.INPUT_TYPE_CHANGED if both.is_input else kinds.OUTPUT_FORMAT_CHANGED
        yield both.change(kind, "format", f"changed its format {from_to(before, after)}")


def enum_changed(both: Both) -> Iterator[Change]:
    """The list of values."""
    old, new = both.facts("enum")
    before, after = _values(old), _values(new)
    if not before and not after:
        return
    if not before:
        kind = kinds.ENUM_ADDED if both.is_input else kinds.OUTPUT_ENUM_CHANGED
        yield both.change(kind, "enum", f"has a list of values now: {shown(new)}")
    elif not after:
        kind = kinds.ENUM_REMOVED if both.is_input else kinds.OUTPUT_ENUM_VALUE_ADDED
        yield both.change(kind, "enum", f"has no list of values any more (it was {shown(old)})")
    else:
        gone = [value for key, value in before.items() if key not in after]
        come = [value for key, value in after.items() if key not in before]
        if gone:
            kind = kinds.ENUM_VALUE_REMOVED if both.is_input else kinds.OUTPUT_ENUM_CHANGED
            yield both.change(kind, "enum", f"no longer has the values {shown(gone)}")
        if come:
            kind = kinds.ENUM_VALUE_ADDED if both.is_input else kinds.OUTPUT_ENUM_VALUE_ADDED
            yield both.change(kind, "enum", f"has the further values {shown(come)}")


def _values(enum: Json) -> dict[str, Json]:
    return {key_of(value): value for value in enum} if isinstance(enum, list) else {}


def limits_changed(both: Both) -> Iterator[Change]:
    """Bounds, patterns and the like."""
    for keys, judge in ((_LOWER, _lower), (_UPPER, _upper), (_SWITCHES, _switch), (_EITHER, _either)):
        for key in keys:
            old, new = both.facts(key)
            if same(old, new):
                continue
            stronger = judge(key, old, new)
            if stronger is None:
                continue
            kind = kinds.OUTPUT_LIMIT_CHANGED
            if both.is_input:
                kind = kinds.CONSTRAINT_STRONGER if stronger else kinds.CONSTRAINT_WEAKER
            yield both.change(kind, key, f"changed its {key} {from_to(old, new)}")


def _lower(key: str, old: Json, new: Json) -> bool | None:
    """Whether the lower bound ``new`` is the higher one, None when it makes no difference."""
    least = float("-inf") if key == "minimum" else 0
    before, after = _number(old, least), _number(new, least)
    return None if before == after else after > before


def _upper(_key: str, old: Json, new: Json) -> bool | None:
    """Whether the upper bound ``new`` is the lower one, None when it makes no difference."""
    before, after = _number(old, float("inf")), _number(new, float("inf"))
    return None if before == after else after < before


def _number(value: Json, otherwise: float) -> float:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else otherwise


def _switch(_key: str, old: Json, new: Json) -> bool | None:
    return None if (old is True) == (new is True) else new is True


def _either(_key: str, _old: Json, new: Json) -> bool:
    return new is not None


def nullable_changed(both: Both) -> Iterator[Change]:
    """Whether it may be null (the flow's expressions fail on null)."""
    key = "x-nullable" if "x-nullable" in both.old.facts or "x-nullable" in both.new.facts else "nullable"
    old, new = (value is True for value in both.facts(key))
    if old == new:
        return
    if both.is_input:
        kind = kinds.CONSTRAINT_WEAKER if new else kinds.CONSTRAINT_STRONGER
    else:
        kind = kinds.OUTPUT_MAY_BE_MISSING if new else kinds.OUTPUT_ALWAYS_THERE
    yield both.change(kind, key, "may be null now" if new else "may not be null any more")


def default_changed(both: Both) -> Iterator[Change]:
    """What is sent when a flow says nothing."""
    old, new = both.facts("default")
    if not same(old, new):
        kind = kinds.DEFAULT_CHANGED if both.is_input else kinds.DETAIL_CHANGED
        yield both.change(kind, "default", f"changed its default {from_to(old, new)}")


def read_only_changed(both: Both) -> Iterator[Change]:
    """Whether a form leaves it out."""
    old, new = (value is True for value in both.facts("readOnly"))
    if old != new:
        kind = kinds.INPUT_READ_ONLY if both.is_input and new else kinds.DETAIL_CHANGED
        yield both.change(kind, "readOnly", "is read-only now" if new else "is not read-only any more")


def visibility_changed(both: Both) -> Iterator[Change]:
    """Whether the designer shows it, and how early."""
    old, new = both.old.text("x-ms-visibility"), both.new.text("x-ms-visibility")
    if old == new:
        return
    kind = kinds.VISIBILITY_CHANGED
    if new == "internal":
        kind = kinds.INPUT_HIDDEN if both.is_input else kinds.OUTPUT_HIDDEN
    yield both.change(kind, "x-ms-visibility", f"changed its visibility {from_to(old or None, new or None)}")


def lookups_changed(both: Both) -> Iterator[Change]:
    """Lists of choices and forms that the designer looks up."""
    for keys in (_LISTS, _FORMS):
        old = {key: both.old.facts[key] for key in keys if key in both.old.facts}
        new = {key: both.new.facts[key] for key in keys if key in both.new.facts}
        if same(dict(old), dict(new)):
            continue
        kind = kinds.DYNAMIC_LIST_CHANGED if keys is _LISTS else kinds.DYNAMIC_CHANGED
        if keys is _FORMS and old and not new:
            kind = kinds.DYNAMIC_SCHEMA_REMOVED
        key = next(iter({**new, **old}))
        if not old:
            said = f"has {' and '.join(new)} now"
        elif not new:
            said = f"has no {' and '.join(old)} any more"
        else:
            said = f"changed its {' and '.join(dict.fromkeys([*old, *new]))}"
        yield both.change(kind, key, said)


def callback_changed(both: Both) -> Iterator[Change]:
    """Whether the platform puts its callback address here."""
    old, new = (value is True for value in both.facts(MARK))
    if old != new:
        said = "takes the callback address now" if new else "does not take the callback address any more"
        yield both.change(kinds.NOTIFICATION_CHANGED, MARK, said)


def further_fields_changed(both: Both) -> Iterator[Change]:
    """``additionalProperties``; left out means that there may be some."""
    before = (
        "some kind" if both.old.additional else "none" if both.old.facts.get("additionalProperties") is False else ""
    )
    after = (
        "some kind" if both.new.additional else "none" if both.new.facts.get("additionalProperties") is False else ""
    )
    if before != after and both.old.type == both.new.type:
        said = f"has further fields of {after or 'any kind'}, before of {before or 'any kind'}"
        yield both.change(kinds.FURTHER_FIELDS_CHANGED, "additionalProperties", said)


def variants_changed(both: Both) -> Iterator[Change]:
    """``discriminator``."""
    old, new = both.facts("discriminator")
    if not same(old, new):
        yield both.change(
            kinds.DISCRIMINATOR_CHANGED, "discriminator", f"changed its discriminator {from_to(old, new)}"
        )


def writing_changed(both: Both) -> Iterator[Change]:
    """How an input is written into the request."""
    for key, usual in _WRITING.items():
        old, new = both.facts(key)
        before, after = old or usual, new or usual
        if same(before, after) or (key == "collectionFormat" and both.new.type != "array"):
            continue
        kind = kinds.INPUT_ENCODING_CHANGED if both.is_input else kinds.DETAIL_CHANGED
        yield both.change(kind, key, f"changed its {key} {from_to(before, after)}")


def texts_changed(both: Both) -> Iterator[Change]:
    """What the designer shows beside it, all in one."""
    keys = sorted(key for key in _TEXTS if not same(*both.facts(key)))
    if keys:
        yield both.change(kinds.FIELD_TEXT_CHANGED, keys[0], f"changed its {', '.join(keys)}")


def rest_changed(both: Both) -> Iterator[Change]:
    """Keywords that nothing above speaks about, all in one."""
    known = dict.fromkeys([*both.old.facts, *both.new.facts])
    keys = [key for key in known if key not in _TOLD and not same(*both.facts(key))]
    if keys:
        yield both.change(kinds.DETAIL_CHANGED, keys[0], f"changed its {', '.join(keys)}")


Rule = Callable[[Both], Iterator[Change]]

RULES: tuple[Rule, ...] = (
    type_changed,
    enum_changed,
    limits_changed,
    nullable_changed,
    default_changed,
    read_only_changed,
    visibility_changed,
    lookups_changed,
    callback_changed,
    further_fields_changed,
    variants_changed,
    writing_changed,
    texts_changed,
    rest_changed,
)
"""What can change about a field, in the order in which it is told."""
