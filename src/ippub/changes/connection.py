"""``apiProperties.json``, before and after: what a connection holds, and what rewrites requests."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.changes import kinds
from ippub.changes.model import Change, Kind
from ippub.changes.values import from_to, same, shown
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties, ConnectionParameter
from ippub.document.json import Json
from ippub.document.place import Place

_LISTING = ("publisher", "stackOwner", "iconBrandColor")
_TOLD = frozenset(
    {
        *_LISTING, "connectionParameters", "connectionParameterSets", "policyTemplateInstances", "scriptOperations",
        "capabilities",
    }
)  # fmt: skip
_TEXTS = ("displayName", "description", "tooltip")


def compare_properties(old: ApiProperties, new: ApiProperties) -> Iterator[Change]:
    """What changed in the file."""
    yield from _parameters(old, new)
    before, after = old.properties, new.properties
    for key in _LISTING:
        if not same(before.get(key), after.get(key)):
            yield _changed(kinds.LISTING_CHANGED, before, after, key)
    for key, kind in (
        ("policyTemplateInstances", kinds.POLICY_CHANGED),
        ("scriptOperations", kinds.SCRIPT_CHANGED),
        ("capabilities", kinds.CAPABILITIES_CHANGED),
    ):
        # An empty list and none at all mean the same here.
        if not same(before.get(key) or None, after.get(key) or None):
            yield _changed(kind, before, after, key)
    for key in dict.fromkeys([*before.value, *after.value]):
        if key not in _TOLD and not same(before.get(key), after.get(key)):
            yield _changed(kinds.DETAIL_CHANGED, before, after, key)


def _changed(kind: Kind, old: Node, new: Node, key: str) -> Change:
    return Change(kind, f"{key} changed {from_to(old.get(key), new.get(key))}", old / key, new / key)


def _parameters(old: ApiProperties, new: ApiProperties) -> Iterator[Change]:
    before = {(each.set_name, each.name): each for each in old.connection_parameters}
    after = {(each.set_name, each.name): each for each in new.connection_parameters}
    moved: set[tuple[str, str]] = set()
    for key, parameter in before.items():
        other = after.get(key)
        if other is not None:
            yield from _parameter(parameter, other)
            continue
        elsewhere = next((k for k, each in after.items() if k not in before and each.name == parameter.name), None)
        if elsewhere is None:
            said = f"the {_called(parameter)} is gone"
            yield Change(kinds.AUTHENTICATION_CHANGED, said, parameter.place, _home(new, parameter.set_name))
        else:
            moved.add(elsewhere)
            said = f"the {_called(parameter)} is the {_called(after[elsewhere])} now"
            yield Change(kinds.CONNECTION_FIELD_MOVED, said, parameter.place, after[elsewhere].place)
            yield from _parameter(parameter, after[elsewhere])
    known_sets = {each.set_name for each in before.values()}
    for key, parameter in after.items():
        if key not in before and key not in moved:
            yield _come(parameter, known_sets, old)


def _come(parameter: ConnectionParameter, known_sets: set[str], old: ApiProperties) -> Change:
    """A field of a set that did not exist is part of a further way to sign in."""
    kind = kinds.CONNECTION_FIELD_ADDED
    if parameter.set_name not in known_sets and known_sets:
        kind = kinds.AUTHENTICATION_ADDED
    elif _is_needed(parameter):
        kind = kinds.CONNECTION_FIELD_REQUIRED
    said = f"the {_called(parameter)} is new" + (" and required" if _is_needed(parameter) else "")
    return Change(kind, said, _home(old, parameter.set_name), parameter.place)


def _parameter(old: ConnectionParameter, new: ConnectionParameter) -> Iterator[Change]:
    name = f"the {_called(old)}"
    if old.type.lower() != new.type.lower():
        said = f"{name} changed its type {from_to(old.type or None, new.type or None)}"
        yield Change(kinds.AUTHENTICATION_CHANGED, said, old / "type", new / "type")
    if _is_needed(old) != _is_needed(new):
        kind = kinds.CONNECTION_FIELD_REQUIRED if _is_needed(new) else kinds.DETAIL_CHANGED
        said = f"{name} {'is required now' if _is_needed(new) else 'may be left out now'}"
        yield Change(kind, said, old / "uiDefinition", new / "uiDefinition")
    gone = [value for value in _allowed(old) if value not in _allowed(new)] if _allowed(new) else []
    if gone:
        said = f"{name} no longer takes {shown(list(gone))}"
        yield Change(kinds.CONNECTION_VALUE_REMOVED, said, old / "allowedValues", new / "allowedValues")
    yield from _oauth(old, new, name)
    yield from _texts(old, new, name)
    if not same(_plain(old), _plain(new)):
        yield Change(kinds.DETAIL_CHANGED, f"{name} changed in details", old.place, new.place)


def _oauth(old: ConnectionParameter, new: ConnectionParameter, name: str) -> Iterator[Change]:
    before, after = old.get("oAuthSettings"), new.get("oAuthSettings")
    if same(before, after):
        return
    provider = [node.text("identityProvider") if node is not None else "" for node in (old.oauth, new.oauth)]
    kind = kinds.SIGN_IN_CHANGED if provider[0].lower() == provider[1].lower() else kinds.AUTHENTICATION_CHANGED
    yield Change(kind, f"{name} changed its oAuthSettings", old / "oAuthSettings", new / "oAuthSettings")


def _texts(old: ConnectionParameter, new: ConnectionParameter, name: str) -> Iterator[Change]:
    """Microsoft counts description and tooltip as minor, the displayed name not."""
    before, after = old.ui or Node({}, old, ("uiDefinition",)), new.ui or Node({}, new, ("uiDefinition",))
    for key in _TEXTS:
        if not same(before.get(key), after.get(key)):
            kind = kinds.FIELD_TEXT_CHANGED if key == "displayName" else kinds.LISTING_CHANGED
            yield Change(kind, f"{name} has another {key}", before / key, after / key)


def _is_needed(parameter: ConnectionParameter) -> bool:
    ui = parameter.ui
    value = ui.object_of("constraints").get("required") if ui is not None else None
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _allowed(parameter: ConnectionParameter) -> list[Json]:
    ui = parameter.ui
    values = parameter.items_of("allowedValues")
    if not values and ui is not None:
        inner = ui.object_of("constraints").get("allowedValues")
        values = inner if isinstance(inner, list) else []
    return [value.get("value") if isinstance(value, dict) else value for value in values]


def _plain(parameter: ConnectionParameter) -> Json:
    """What none of the questions above looks at."""
    rest = {
        key: value for key, value in parameter.value.items() if key not in ("type", "oAuthSettings", "uiDefinition")
    }
    ui = {key: value for key, value in parameter.object_of("uiDefinition").items() if key not in _TEXTS}
    constraints = ui.pop("constraints", None)
    if isinstance(constraints, dict):
        constraints = {key: value for key, value in constraints.items() if key != "required"}
    return [rest, ui, constraints]


def _called(parameter: ConnectionParameter) -> str:
    where = f' of the set "{parameter.set_name}"' if parameter.set_name else ""
    return f'connection parameter "{parameter.name}"{where}'


def _home(properties: ApiProperties, set_name: str) -> Place:
    return properties.at("properties", "connectionParameterSets" if set_name else "connectionParameters")
