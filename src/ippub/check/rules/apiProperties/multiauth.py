"""Several ways to sign in: connectionParameterSets."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule
from ippub.check.sources import MULTI_AUTH, PROPERTIES_SCHEMA
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties
from ippub.document.edit import Rename, Set


@rule("MultiAuthShape", Severity.ERROR, source=MULTI_AUTH, fixable=True)
def multi_auth_shape(file: ApiProperties) -> Iterator[Finding]:
    """The sets of connection parameters are not written as the platform reads them.

    "connectionParameterSets" has a uiDefinition for the question which way to sign in, and a list "values".
    Every entry has a name of its own, a uiDefinition and its parameters; paconn fails on an entry without
    "parameters".

    Fix: Add what the message names; write "displayName" with a capital N.

    Evidence: Documented; the one accepted connector of an independent publisher that has sets is complete.

    Bad:
        apiProperties.json:
          properties:
            connectionParameterSets:
              uiDefinition: {displayName: Sign-in, description: How to sign in.}
              values: [{name: key, uiDefinition: {displayName: Key, description: With a key.}}]
    Good:
        apiProperties.json:
          properties:
            connectionParameterSets:
              uiDefinition: {displayName: Sign-in, description: How to sign in.}
              values:
              - name: key
                uiDefinition: {displayName: Key, description: With a key.}
                parameters: {}
    """
    if "connectionParameterSets" not in file.properties:
        return
    sets = file.properties.child("connectionParameterSets")
    if sets is None:
        yield Finding("connectionParameterSets is not an object", at=file.properties / "connectionParameterSets")
        return
    yield from _texts(sets, "connectionParameterSets")
    values = sets.items_of("values")
    if not values:
        yield Finding('connectionParameterSets has no list "values"', at=sets / "values")
    names: set[str] = set()
    for index, value in enumerate(values):
        if not isinstance(value, dict):
            yield Finding(f"set {index + 1} is not an object", at=sets.at("values", index))
            continue
        entry = Node(value, sets, ("values", index))
        name = entry.text("name").strip()
        label = f"the set {quoted(name)}" if name else f"set {index + 1}"
        if not name:
            yield Finding(f"{label} has no name", at=entry / "name")
        elif name in names:
            yield Finding(f"two sets are called {quoted(name)}", at=entry / "name")
        names.add(name)
        yield from _texts(entry, label)
        if not isinstance(entry.get("parameters"), dict):
            at = entry / "parameters"
            repair = fix(Set(at, {})) if not entry.get("parameters") else None
            yield Finding(f'{label} has no "parameters"', at=at, fix=repair)


@rule("MultiAuthAndSingleAuth", Severity.WARNING, source=PROPERTIES_SCHEMA)
def multi_auth_and_single_auth(file: ApiProperties) -> Iterator[Finding]:
    """The file describes one way to sign in and a choice of several.

    Connections are made either from "connectionParameters" or from "connectionParameterSets", not from both.

    Fix: Move the single parameters into a set of their own, or remove the sets.

    Evidence: Concluded from the documentation; nobody was seen to be stopped by it.

    Reading: An empty "connectionParameters" beside the sets passes.

    Bad:
        apiProperties.json: {properties: {connectionParameterSets: {values: [{name: key, parameters: {}}]}}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters: null
            connectionParameterSets:
              values:
              - name: key
                parameters: {}
    """
    properties = file.properties
    if properties.object_of("connectionParameters") and properties.object_of("connectionParameterSets"):
        message = "both connectionParameters and connectionParameterSets are filled in"
        yield Finding(message, at=(properties / "connectionParameterSets").marked_key)


def _texts(node: Node, label: str) -> Iterator[Finding]:
    ui = node.child("uiDefinition")
    if ui is None:
        yield Finding(f"{label} has no uiDefinition", at=node / "uiDefinition")
        return
    for key in ("displayName", "description"):
        if not ui.text(key).strip():
            spelled = next((other for other in ui.value if other.lower() == key.lower()), "")
            remedy = f"Write {quoted(key)} instead of {quoted(spelled)}." if spelled and spelled != key else ""
            repair = fix(Rename(ui / spelled, key)) if remedy and key not in ui else None
            yield Finding(f"{label} has no {key}", at=ui / key, remedy=remedy, fix=repair)
