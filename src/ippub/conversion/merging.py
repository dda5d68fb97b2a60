"""``allOf``, ``oneOf`` and ``anyOf`` as one schema: the designer shows one set of fields, no choice between forms."""

from __future__ import annotations

from typing import Any, NamedTuple

from ippub.conversion.definitions import References, Target
from ippub.conversion.ledger import Ledger, Steps, mapping, sequence

_MOST = 200
"""Parts that are made one; a larger family is cut, and the ledger says so."""


class One(NamedTuple):
    """A schema without parts and alternatives, where it stands, and where each of its properties stands."""

    value: dict[str, Any]
    at: Steps
    places: dict[str, Steps]


class _Walk(NamedTuple):
    """What the work needs everywhere; ``seen`` are the places that were looked at."""

    references: References
    ledger: Ledger
    seen: set[Steps]


def as_one(target: Target, references: References, ledger: Ledger) -> One:
    """``target`` with its parts (all of them hold) and alternatives (one of them holds) made one schema.

    Parts lose nothing. Alternatives that are objects give one object with the properties of all, of which only those
    are required that all require; alternatives of one simple type give that type; others leave the value open. What is
    met again is not looked at again, so that neither circles nor many paths to one place cost anything.
    """
    merged = One({}, target.at, {})
    _add(merged, target, _Walk(references, ledger, {target.at}))
    return merged


def _add(into: One, target: Target, walk: _Walk) -> None:
    value, at = target
    own = {key: one for key, one in value.items() if key not in ("allOf", "oneOf", "anyOf", "$ref")}
    _join(into, own, at, walk)
    for index, part in enumerate(sequence(value.get("allOf"))):
        found = _next(part, (*at, "allOf", str(index)), walk)
        if found is not None:
            _add(into, found, walk)
    for key in ("oneOf", "anyOf"):
        if isinstance(value.get(key), list):
            _choose(into, key, target, walk)


def _next(part: Any, at: Steps, walk: _Walk) -> Target | None:
    found = walk.references.follow(part, at)
    if found is None or found.at in walk.seen:
        return None
    if len(walk.seen) > _MOST:
        walk.ledger.leave(at, f"The schema is made of more than {_MOST} parts; this one was left out.")
        return None
    walk.seen.add(found.at)
    return found


def _choose(into: One, key: str, target: Target, walk: _Walk) -> None:
    at = (*target.at, key)
    listed = list(enumerate(target.value[key]))
    real = [(index, one) for index, one in listed if mapping(one).get("type") != "null"]
    if len(real) < len(listed):
        into.value["nullable"] = True
    variants = []
    for index, one in real:
        found = _next(one, (*at, str(index)), walk)
        if found is not None:
            made = One({}, found.at, {})
            _add(made, found, walk)
            variants.append(made)
    if not variants:
        return
    if len(variants) == 1:
        _join(into, variants[0].value, variants[0].at, walk, variants[0].places)
        return
    kinds = {_kind(one.value) for one in variants}
    if kinds == {"object"}:
        walk.ledger.leave(at, "The alternatives became one object with the properties of all of them.")
        common = set.intersection(*({str(name) for name in sequence(one.value.get("required"))} for one in variants))
        open_ = [one.value["additionalProperties"] for one in variants if "additionalProperties" in one.value]
        kept: dict[str, Any] = {"additionalProperties": open_[0]} if open_ else {}
        members = _members(variants, walk.references)
        if members:
            kept["properties"] = members
        places = {name: place for one in reversed(variants) for name, place in one.places.items()}
        _join(into, {"type": "object", **kept}, target.at, walk, places)
        _join(into, {"required": sorted(common)}, target.at, walk)
    elif len(kinds) == 1 and "" not in kinds and kinds != {"array"}:
        choices = [_listed(one.value) for one in variants]
        _join(into, {"type": kinds.pop()}, target.at, walk)
        if all(choices):
            into.value.setdefault("enum", [value for choice in choices for value in choice])
        else:
            walk.ledger.leave(at, "Of the alternatives only the type that they have in common was kept.")
    else:
        into.value.pop("type", None)
        walk.ledger.leave(at, "The alternatives have different types, so the value has none.")


def _members(variants: list[One], references: References) -> dict[str, Any]:
    """The properties of all alternatives; one that several have holds for each of them."""
    made: dict[str, Any] = {}
    for one in variants:
        for name, member in mapping(one.value.get("properties")).items():
            made[name] = _either(made[name], member, one.places[name], references) if name in made else member
    return made


def _either(one: Any, other: Any, at: Steps, references: References) -> Any:
    """A schema for the values of ``one`` and of ``other``: what both say, and the listed values of both.

    The kind of an alternative is such a property ("card" here, "transfer" there). Of a reference and something else the
    first is taken.
    """
    if one != other and isinstance(mapping(one).get("$ref"), str) and isinstance(mapping(other).get("$ref"), str):
        return {"$ref": references.either(one["$ref"], other["$ref"], at)}
    if one == other or not isinstance(one, dict) or not isinstance(other, dict) or "$ref" in one or "$ref" in other:
        return one
    kept = {key: value for key, value in one.items() if key in _TEXTS or other.get(key, _NOTHING) == value}
    kept |= {key: value for key, value in other.items() if key in _TEXTS and key not in kept}
    kept.pop("const", None)
    listed, more = _listed(one), _listed(other)
    if listed and more:
        kept["enum"] = [*listed, *(value for value in more if value not in listed)]
    if "items" in one and "items" in other:
        kept["items"] = _either(one["items"], other["items"], (*at, "items"), references)
    mine, its = mapping(one.get("properties")), mapping(other.get("properties"))
    if mine and its:
        place = (*at, "properties")
        both = {name: _either(mine[name], its[name], (*place, name), references) for name in mine if name in its}
        kept["properties"] = {**mine, **its, **both}
    return kept


def _listed(value: dict[str, Any]) -> list[Any]:
    return sequence(value.get("enum")) or [value[key] for key in ("const",) if key in value]


_TEXTS = ("title", "description", "x-ms-summary")
_NOTHING = object()


def _kind(value: dict[str, Any]) -> str:
    kind = value.get("type")
    if isinstance(kind, str):
        return kind
    return "object" if "properties" in value else ""


def _join(into: One, more: dict[str, Any], at: Steps, walk: _Walk, places: dict[str, Steps] | None = None) -> None:
    """Add ``more`` to ``into``: what is there already stays, properties and required names come together."""
    for key, value in more.items():
        if key == "properties":
            together = into.value.setdefault("properties", {})
            for name, one in mapping(value).items():
                place = (places or {}).get(name, (*at, "properties", name))
                if name not in together:
                    together[name], into.places[name] = one, place
                elif together[name] != one:
                    before = (together[name], into.places[name])
                    together[name], into.places[name] = _both(before, (one, place), walk)
        elif key == "required":
            there = sequence(into.value.get("required"))
            into.value["required"] = [*there, *(one for one in sequence(value) if one not in there)]
        else:
            into.value.setdefault(key, value)


def _both(one: tuple[Any, Steps], other: tuple[Any, Steps], walk: _Walk) -> tuple[Any, Steps]:
    """A schema for the values that hold for both, and where it stands: the fuller one, with the other's plain keywords.

    Parts often narrow what another part says in general: a list of anything here, a list of stations there.
    """
    one, other = _plain(one, walk), _plain(other, walk)
    (full, place), (less, away) = (one, other) if _fullness(one[0]) >= _fullness(other[0]) else (other, one)
    if not isinstance(full, dict) or not isinstance(less, dict):
        return full, place
    if any(key in less and less[key] != full.get(key) for key in _STRUCTURE):
        walk.ledger.leave(away, "The property is described twice; the fuller description was taken.")
    if "$ref" in full:
        return full, place
    made = {**{key: value for key, value in less.items() if key not in _STRUCTURE}, **full}
    listed, more = _listed(full), _listed(less)
    if listed and more:
        made.pop("const", None)
        made["enum"] = [value for value in listed if value in more] or listed
    return made, place


def _plain(one: tuple[Any, Steps], walk: _Walk) -> tuple[Any, Steps]:
    """``one``, and what a reference leads to where that is a single value: it can be put together with another."""
    value, place = one
    found = walk.references.follow(value, place) if "$ref" in mapping(value) else None
    return one if found is None or any(key in found.value for key in _STRUCTURE) else (found.value, found.at)


_STRUCTURE = ("$ref", "properties", "items", "allOf", "oneOf", "anyOf", "additionalProperties")


def _fullness(value: Any) -> int:
    """How much a schema says of the form of a value, to compare two that hold at once."""
    if not isinstance(value, dict):
        return 0
    items = _fullness(value["items"]) if "items" in value else 0
    parts = any(key in value for key in ("allOf", "oneOf", "anyOf"))
    return max(3 if "$ref" in value else 0, 2 if value.get("properties") or parts else 0, items, "items" in value)
