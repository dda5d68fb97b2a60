"""The exact shapes in a connection parameter: constraints, allowed values, the tenant of Azure AD."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import PROPERTIES_SCHEMA
from ippub.check.wording import quoted
from ippub.connector.properties import ConnectionParameter
from ippub.document.edit import Edit, Remove, Set
from ippub.document.json import Json
from ippub.document.place import Place

_TENANT = "AzureActiveDirectoryTenant"
_LONGEST_INDEX = 5


def _is_flag(value: Json) -> bool:
    return value in ("true", "false") if isinstance(value, str) else False


def _are_texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_pairs(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "value" in item for item in value)


_CONSTRAINTS: dict[str, tuple[Callable[[Json], bool], str]] = {
    "required": (_is_flag, 'the text "true" or "false"'),
    "hidden": (_is_flag, 'the text "true" or "false"'),
    "clearText": (lambda value: isinstance(value, bool), "true or false without quotes"),
    "tabIndex": (lambda value: isinstance(value, int) and not isinstance(value, bool), "a whole number"),
    "capability": (_are_texts, "a list of texts"),
    "allowedValues": (_are_pairs, 'a list of objects with "value" and "text"'),
    "dependencies": (lambda value: isinstance(value, dict), "an object"),
    "default": (lambda value: not isinstance(value, dict | list), "a simple value"),
}


@rule("UiConstraintTypes", Severity.ERROR, source=PROPERTIES_SCHEMA, fixable=True)
def ui_constraint_types(parameter: ConnectionParameter) -> Iterator[Finding]:
    """A constraint of a connection parameter has the wrong type.

    "required" and "hidden" are the texts "true" and "false", in quotes; "clearText" is true or false
    without quotes; "tabIndex" is a number. The check of apiProperties.json refuses anything else.

    Fix: Write the value in the type that the message names, for instance "required": "true".

    Evidence: Certification refused "hidden": false, and reviewers changed "required": true (pull request
    918). Some connectors accepted since 2023 have a bare true or false in "hidden"; that is a warning.

    Reading: Members that are not known are left alone, but for a wrong spelling.

    Bad:
        apiProperties.json:
          properties: {connectionParameters: {api_key: {uiDefinition: {constraints: {required: true}}}}}
    Bad:
        apiProperties.json:
          properties: {connectionParameters: {api_key: {uiDefinition: {constraints: {clearText: "false"}}}}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              api_key:
                uiDefinition:
                  constraints: {required: 'true', tabIndex: 3}
    """
    ui = parameter.ui
    constraints = ui.child("constraints") if ui is not None else None
    if constraints is None:
        return
    for key, value in constraints.value.items():
        known = _CONSTRAINTS.get(key)
        if known is not None and not known[0](value):
            soft = (key == "hidden" and isinstance(value, bool)) or (key == "required" and value is None)
            remedy = _repair(key, value)
            message = f"{quoted(key)} is {_shown(value)}, but must be {known[1]}"
            severity = Severity.WARNING if soft else None
            at = constraints / key
            yield Finding(message, at=at, remedy=remedy, severity=severity, fix=_retyped(at, key, value))


@rule("AllowedValuesShape", Severity.ERROR, source=PROPERTIES_SCHEMA, fixable=True)
def allowed_values_shape(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The values to choose from in a connection are not written as the platform reads them.

    Every entry of "allowedValues" is an object with a "value", and may have a "uiDefinition" with
    displayName and description. "defaultValue" is a text.

    Fix: Write {"value": "..."} for every entry, and the default in quotes.

    Evidence: Documented by the schema; none of the accepted connectors breaks it.

    Bad:
        apiProperties.json:
          properties: {connectionParameters: {env: {type: string, allowedValues: [live, test]}}}
    Bad:
        apiProperties.json:
          properties: {connectionParameters: {env: {type: int, defaultValue: 1}}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              env:
                type: string
                defaultValue: live
                allowedValues:
                - {value: live}
                - {value: test}
    """
    if "defaultValue" in parameter and not isinstance(parameter.get("defaultValue"), str):
        default = parameter.get("defaultValue")
        at = parameter / "defaultValue"
        text = _as_text(default)
        edit: Edit = Remove(at) if default is None else Set(at, text)
        repair = fix(edit) if default is None or text else None
        yield Finding(f"defaultValue is {_shown(default)}, but must be a text", at=at, fix=repair)
    if "allowedValues" not in parameter:
        return
    values = parameter.get("allowedValues")
    if not isinstance(values, list):
        yield Finding("allowedValues is not a list", at=parameter / "allowedValues")
        return
    for index, value in enumerate(values):
        if not isinstance(value, dict) or not isinstance(value.get("value"), str):
            what = f'entry {index + 1} of allowedValues has no text in "value"'
            at = parameter.at("allowedValues", index)
            given = value.get("value") if isinstance(value, dict) else value
            text = given if isinstance(given, str) else _as_text(given)
            edit = Set(at / "value", text) if isinstance(value, dict) else Set(at, {"value": text})
            yield Finding(what, at=at, fix=fix(edit) if text else None)


@rule("TenantIdParameterShape", Severity.WARNING, source=PROPERTIES_SCHEMA, suggests=True)
def tenant_id_parameter_shape(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The connection parameter for the tenant is not the one that the platform writes.

    "token:TenantId" is filled in by the platform. It works only as a hidden text whose source is the tenant
    of Azure Active Directory.

    Fix: Use type "string", metadata {"sourceType": "AzureActiveDirectoryTenant"} and the constraints
    "hidden": "true" and "required": "false".

    Evidence: Documented by the schema, which knows this one form only.

    Reading: The wording of its texts is not compared.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:TenantId:
                type: string
                uiDefinition: {displayName: Tenant}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              "token:TenantId":
                type: string
                metadata: {sourceType: AzureActiveDirectoryTenant}
                uiDefinition:
                  displayName: Tenant
                  description: The tenant of your organization.
                  constraints: {hidden: "true", required: "false"}
    """
    if parameter.name != "token:TenantId" or parameter.set_name:
        return
    metadata = parameter.child("metadata")
    source = metadata.text("sourceType") if metadata is not None else ""
    if parameter.type != "string":
        message = f'"token:TenantId" has the type {quoted(parameter.type)}, not "string"'
        yield Finding(message, at=parameter / "type", fix=suggestion(Set(parameter / "type", "string")))
    if source != _TENANT:
        at = parameter.at("metadata", "sourceType")
        edit = Set(at, _TENANT) if metadata is not None else Set(parameter / "metadata", {"sourceType": _TENANT})
        yield Finding('"token:TenantId" does not name its source', at=at, fix=suggestion(edit))
    ui = parameter.ui
    constraints = ui.child("constraints") if ui is not None else None
    for key, wanted in (("hidden", "true"), ("required", "false")):
        given = constraints.get(key) if constraints is not None else None
        if str(given).lower() != wanted:
            at = parameter.at("uiDefinition", "constraints", key)
            if constraints is not None:
                edit = Set(at, wanted)
            elif ui is not None:
                edit = Set(ui / "constraints", {key: wanted})
            else:
                edit = Set(parameter / "uiDefinition", {"constraints": {key: wanted}})
            yield Finding(f'"token:TenantId" is not {key}: "{wanted}"', at=at, fix=suggestion(edit))


def _shown(value: Json) -> str:
    match value:
        case str():
            return f"the text {quoted(value)}"
        case bool():
            return f"{str(value).lower()} without quotes"
        case int() | float():
            return f"the number {value}"
        case None:
            return "null"
    return "a list" if isinstance(value, list) else "an object"


def _as_text(value: Json) -> str:
    """A number or truth value as JSON writes it; "" for everything else."""
    return json.dumps(value) if isinstance(value, (bool, int, float)) else ""


def _retyped(at: Place, key: str, value: Json) -> Fix | None:
    """The same value in the type that the constraint must have."""
    if value is None:
        return fix(Remove(at))
    lower = value.lower() if isinstance(value, str) else ""
    if key in ("required", "hidden"):
        text = lower if lower in ("true", "false") else str(value).lower() if isinstance(value, bool) else ""
        return fix(Set(at, text)) if text else None
    if key == "clearText" and lower in ("true", "false"):
        return fix(Set(at, lower == "true"))
    if key == "tabIndex" and lower.isdecimal() and lower.isascii() and len(lower) < _LONGEST_INDEX:
        return fix(Set(at, int(lower)))
    if key == "capability" and lower:
        return fix(Set(at, [value]))
    return None


def _repair(key: str, value: Json) -> str:
    """The exact repair where there is only one."""
    if key in ("required", "hidden"):
        if isinstance(value, bool):
            return f'Write "{key}": "{str(value).lower()}".'
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return f'Write "{key}": "{value.lower()}".'
    if key == "clearText" and isinstance(value, str) and value.lower() in ("true", "false"):
        return f'Write "clearText": {value.lower()}.'
    return ""
