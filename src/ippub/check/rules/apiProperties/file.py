"""The file apiProperties.json as a whole: JSON, and the keys it may have."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.rules.document.syntax import repair_of
from ippub.check.sources import PROPERTIES_SCHEMA
from ippub.check.wording import quoted
from ippub.connector.properties import ApiProperties
from ippub.document.edit import Remove, Rename, Set
from ippub.document.json import JsonDocument
from ippub.document.place import Place

_KEYS = (
    "iconBrandColor",
    "publisher",
    "stackOwner",
    "capabilities",
    "connectionParameters",
    "connectionParameterSets",
    "policyTemplateInstances",
    "scriptOperations",
)
_LIMITS = ("too_deep", "too_large")
"""Told by JsonBeyondLimits."""

_BY_LOWER = {key.lower(): key for key in _KEYS}


@rule("ApiPropertiesNotJson", Severity.ERROR, source=PROPERTIES_SCHEMA, fixable=True)
def api_properties_not_json(document: JsonDocument) -> Iterator[Finding]:
    """The file apiProperties.json cannot be read, or is not an object with "properties".

    Every tool of Microsoft reads the file as JSON and expects one object with one member, "properties".
    Anything else stops the submission before anybody looks at it.

    Fix: Repair the JSON; the file is {"properties": {...}} and nothing else stands beside "properties".

    Evidence: A check of its own reads this file in every pull request. Reviewers asked to remove other
    members.

    Reading: This rule speaks only about faults that no JSON reader forgives. Those that Microsoft's reader
    passes over (comments, trailing commas, repeated keys) have rules of their own.

    Bad:
        apiProperties.json: |
            {"properties": {"iconBrandColor": "#da3b01" "capabilities": []}}
    Bad:
        apiProperties.json: {contact: {name: Ada}}
    Bad:
        apiProperties.json: {properties: [1]}
    Good:
        apiProperties.json: {properties: {publisher: Ada Lovelace}}
    """
    if not document.name.lower().endswith("apiproperties.json"):
        return
    for fault in document.faults:
        if fault.fatal and fault.kind not in _LIMITS:
            repair = repair_of(document, fault)
            at = Place(document.name, None, fault.span)
            yield Finding(fault.message, at=at, remedy=_sentence(fault.remedy), fix=repair)
    if not document.readable:
        return
    value = document.value if isinstance(document.value, dict) else {}
    root = Place(document.name, ())
    properties = value.get("properties")
    if not isinstance(properties, dict):
        what = "is not an object" if "properties" in value else "is missing"
        yield Finding(f'the member "properties" {what}', at=root / "properties")
        return
    for key in value:
        if key not in ("properties", "$schema"):
            away = Remove(root / key)
            inside = Set(root / "properties" / key, value[key])
            moved = key in _KEYS and key not in properties
            repair = suggestion(inside, away) if moved else suggestion(away)
            yield Finding(f'{quoted(key)} stands beside "properties"', at=(root / key).marked_key, fix=repair)


@rule("ApiPropertiesUnknownKey", Severity.ERROR, source=PROPERTIES_SCHEMA, fixable=True)
def api_properties_unknown_key(file: ApiProperties) -> Iterator[Finding]:
    """A member of "properties" in apiProperties.json is not known to the platform.

    The service refuses members that it does not know when the connector is created.

    Fix: Remove the member, or correct its spelling.

    Evidence: Six of seven such members were removed during review; no connector accepted since 2023 has one.

    Reading: The published schema of 2020 lacks scriptOperations and connectionParameterSets; both are
    documented and in use, so they are known here.

    Bad:
        apiProperties.json: {properties: {website: "https://www.contoso.com"}}
    Good:
        apiProperties.json: {properties: {scriptOperations: [ListWidgets]}}
    """
    for key in file.properties.value:
        if key not in _KEYS:
            meant = _nearest(key)
            remedy = f"Write {quoted(meant)}." if meant else ""
            at = (file.properties / key).marked_key
            if meant and meant not in file.properties:
                renamed = Rename(at, meant)
                repair = fix(renamed) if meant.lower() == key.lower() else suggestion(renamed)
            else:
                repair = suggestion(Remove(at))
            message = f"{quoted(key)} is not a member that the platform knows"
            yield Finding(message, at=at, remedy=remedy, fix=repair)


def _nearest(key: str) -> str:
    """The known member that was meant, "" when none is like it."""
    from difflib import get_close_matches

    near = get_close_matches(key[:40].lower().replace("_", "").replace("-", ""), _BY_LOWER, 1, 0.8)
    return _BY_LOWER[near[0]] if near else ""


def _sentence(text: str) -> str:
    return text if not text or text.endswith(".") else f"{text}."
