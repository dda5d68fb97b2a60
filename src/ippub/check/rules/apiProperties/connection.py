"""Connection parameters: their names, types and what the connection dialog says about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, rule, suggestion
from ippub.check.sources import MULTI_AUTH, POLICY, PROPERTIES_SCHEMA, STRINGS
from ippub.check.wording import listed, quoted
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties, ConnectionParameter
from ippub.document.edit import Edit, Remove, Rename, Set
from ippub.document.json import Json

_UNNAMED = lazy(r"[^0-9A-Za-z_]+")
_SECRET = lazy(r"(?:key|secret|password|passwd|token)\Z", re.IGNORECASE)
_WIZARD = lazy(r"the .{1,60} for this api\Z", re.IGNORECASE)
_TYPES = ("string", "securestring", "int", "bool", "gatewaySetting", "oauthSetting")
_TYPE_BY_LOWER = {name.lower(): name for name in _TYPES}
_ABBREVIATED = {"api": "API", "id": "ID", "url": "URL", "uri": "URI", "http": "HTTP"}
_PRIMITIVE = frozenset({"type", "allowedValues", "defaultValue", "uiDefinition"})
_KEYS = {
    "string": _PRIMITIVE | {"metadata"},
    "securestring": _PRIMITIVE,
    "int": _PRIMITIVE,
    "bool": _PRIMITIVE,
    "gatewaySetting": frozenset({"type", "uiDefinition", "gatewaySettings"}),
    "oauthSetting": frozenset({"type", "oAuthSettings", "uiDefinition"}),
}


@rule("ConnectionParameterName", Severity.WARNING, source=PROPERTIES_SCHEMA, suggests=True)
def connection_parameter_name(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The name of a connection parameter has characters that names must not have.

    The name is used in policies and by the service; the schema of the file allows letters, digits and
    underscores, and one colon as in "token:TenantId".

    Fix: Rename the parameter, for instance "API Key" to "api_key", in the policies that refer to it as well.

    Evidence: Documented; two of 395 accepted connectors were let through with such a name.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              API Key:
                type: securestring
                uiDefinition: {displayName: API key}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:region:
                type: string
                uiDefinition: {displayName: Region}
    """
    parts = parameter.name.split(":")
    if len(parts) > 2 or not all(part.isascii() and part.replace("_", "a").isalnum() for part in parts):
        better = _UNNAMED.sub("_", parameter.name).strip("_")
        remedy = f"Rename it to {quoted(better)}, in the policies that refer to it as well." if better else ""
        message = f"{quoted(parameter.name)} is no name for a connection parameter"
        repair = _renamed(parameter, better) if better else None
        yield Finding(message, at=parameter.place.marked_key, remedy=remedy, fix=repair)


@rule("ConnectionParameterType", Severity.ERROR, source=PROPERTIES_SCHEMA, suggests=True)
def connection_parameter_type(parameter: ConnectionParameter) -> Iterator[Finding]:
    """A connection parameter has no type, one that does not exist, or members that its type does not have.

    The platform builds the connection dialog by the type and knows only the types string, securestring,
    int, bool, gatewaySetting and oauthSetting, each with its own members.

    Fix: Use one of the six types, spelled exactly so, and only its own members.

    Evidence: Documented by the schema; no accepted connector of an independent publisher breaks it.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oAuthSetting
                oAuthSettings: {identityProvider: aad}
    Bad:
        apiProperties.json:
          properties: {connectionParameters: {api_key: {type: securestring, scopes: []}}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {identityProvider: aad}
    """
    kind = parameter.type
    allowed = _KEYS.get(kind)
    if allowed is None:
        if not kind:
            yield Finding(f"the connection parameter {quoted(parameter.name)} has no type", at=parameter / "type")
            return
        meant = _TYPE_BY_LOWER.get(kind.lower(), "")
        remedy = f"Write {quoted(meant)}." if meant else ""
        message = f"{quoted(kind)} is not a type of connection parameters"
        at = parameter / "type"
        yield Finding(message, at=at, remedy=remedy, fix=suggestion(Set(at, meant)) if meant else None)
        return
    for key in parameter.value:
        if key not in allowed:
            message = f'a connection parameter of the type "{kind}" has no {quoted(key)}'
            at = (parameter / key).marked_key
            yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule("ConnectionParameterSecretInClear", Severity.WARNING, source=MULTI_AUTH, suggests=True)
def connection_parameter_secret_in_clear(parameter: ConnectionParameter) -> Iterator[Finding]:
    """A key, password or token can be read by everybody who looks at the connection.

    Only "securestring" parameters are stored as secrets and hidden while they are typed in. "clearText":
    true shows the text all the same.

    Fix: Give the parameter the type "securestring" and the constraint "clearText": false.

    Evidence: Documented; two in a hundred connectors accepted since 2023 have it.

    Bad:
        apiProperties.json: {properties: {connectionParameters: {api_key: {type: string}}}}
    Bad:
        apiProperties.json:
          properties: {connectionParameters: {api_key: {uiDefinition: {constraints: {clearText: true}}}}}
    Good:
        apiProperties.json:
          properties: {connectionParameters: {api_key: {uiDefinition: {constraints: {clearText: false}}}}}
    """
    constraints = _constraints(parameter)
    shown = constraints is not None and constraints.get("clearText") is True
    if parameter.type == "string":
        ui = parameter.ui
        label = ui.text("displayName").strip() if ui is not None else ""
        named = _SECRET.search(parameter.name) or _SECRET.search(label)
        if named and "allowedValues" not in parameter:
            message = f'{quoted(parameter.name)} looks like a secret and has the type "string"'
            at = parameter / "type"
            yield Finding(message, at=at, fix=suggestion(Set(at, "securestring")))
    elif parameter.type == "securestring" and shown and constraints is not None and _SECRET.search(parameter.name):
        message = f"{quoted(parameter.name)} is a secret and is shown in clear text"
        at = constraints / "clearText"
        yield Finding(message, at=at, fix=suggestion(Set(at, False)))


@rule("ConnectionParameterUiDefinitionMissing", Severity.ERROR, source=POLICY, policy="5000.2.6.9", suggests=True)
def connection_parameter_without_ui(parameter: ConnectionParameter) -> Iterator[Finding]:
    """A connection parameter has no uiDefinition.

    The connection dialog takes its labels and texts from there; without it people see an empty field.

    Fix: Add "uiDefinition" with displayName, description, tooltip and constraints.

    Evidence: Certification names it (policy 5000.2.6.9); all 322 such parameters of accepted connectors
    have one.

    Reading: OAuth parameters usually have none and need none.

    Bad:
        apiProperties.json: {properties: {connectionParameters: {api_key: {uiDefinition: null}}}}
    Good:
        apiProperties.json: {properties: {connectionParameters: {token: {type: oauthSetting}}}}
    """
    if parameter.type not in ("oauthSetting", "gatewaySetting") and not parameter.object_of("uiDefinition"):
        message = f"the connection parameter {quoted(parameter.name)} has no uiDefinition"
        at = parameter / "uiDefinition"
        written: dict[str, Json] = {
            **{key: _text(parameter, key) for key in ("displayName", "description", "tooltip")},
            "constraints": {"clearText": parameter.type != "securestring", "required": "true"},
        }
        yield Finding(message, at=at, fix=suggestion(Set(at, written)))


@rule("ConnectionParameterUiTextMissing", Severity.ERROR, source=POLICY, policy="5000.2.6.10", suggests=True)
def connection_parameter_ui_text_missing(parameter: ConnectionParameter) -> Iterator[Finding]:
    """A connection parameter has no name or no description in the connection dialog.

    People must know what to type in and where to get it.

    Fix: Write a displayName and a description that say what to type in, and a tooltip.

    Evidence: Certification names it (policy 5000.2.6.10); no connector accepted since 2023 lacks the name
    or the description. A missing tooltip is a warning.

    Reading: In connection parameter sets the description may stand in "uiDefinition/schema".

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              api_key:
                uiDefinition: {description: null}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              api_key:
                uiDefinition: {displayName: API key, description: The key of your account.}
    """
    ui = parameter.ui
    if ui is None or not ui.value or parameter.type in ("oauthSetting", "gatewaySetting") or _is_hidden(parameter):
        return
    schema = ui.child("schema")
    for key in ("displayName", "description", "tooltip"):
        elsewhere = schema.text("description") if schema is not None and key == "description" else ""
        if ui.text(key).strip() or elsewhere.strip() or (key == "tooltip" and parameter.set_name):
            continue
        severity = Severity.WARNING if key == "tooltip" else None
        message = f"the connection parameter {quoted(parameter.name)} has no {key}"
        repair = suggestion(Set(ui / key, _text(parameter, key)))
        yield Finding(message, at=ui / key, severity=severity, fix=repair)


@rule("ConnectionParameterDefaultText", Severity.INFO, source=STRINGS)
def connection_parameter_default_text(file: ApiProperties) -> Iterator[Finding]:
    """A connection parameter still has the text that the wizard of custom connectors wrote.

    "The API Key for this api" says nothing about which key is meant and where people get it.

    Fix: Name the service and say where the value is found, for instance "The API key from your Contoso
    account page.".

    Evidence: More than half of the accepted connectors have it; it is advice.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              api_key:
                uiDefinition: {description: The API Key for this api}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              api_key:
                uiDefinition: {description: The key of your account.}
    """
    found = []
    for parameter in file.connection_parameters:
        ui = parameter.ui
        if ui is not None and _WIZARD.match(ui.text("description").strip().rstrip(".")):
            found.append((parameter.name, ui))
    if found:
        names = listed(name for name, _ in found)
        text = quoted(found[0][1].text("description"))
        yield Finding(f"the description of {names} is the wizard's: {text}", at=found[0][1] / "description")


def _renamed(parameter: ConnectionParameter, name: str) -> Fix | None:
    """The parameter under another name, in the policies as well; people who have a connection must make a new one."""
    file = parameter.root
    siblings = parameter.parent.value.get(str(parameter.step[0])) if parameter.parent is not None else None
    if not isinstance(file, ApiProperties) or not isinstance(siblings, dict) or name in siblings:
        return None
    edits: list[Edit] = [Rename(parameter.place, name)]
    reads = re.compile(rf"(@connectionParameters\(\s*'){re.escape(parameter.name)}(')")
    for policy in file.policies:
        for key, text in policy.object_of("parameters").items():
            if isinstance(text, str) and reads.search(text):
                edits.append(Set(policy.at("parameters", key), reads.sub(rf"\g<1>{name}\g<2>", text)))
    return suggestion(*edits)


def _text(parameter: ConnectionParameter, key: str) -> str:
    """What the connection dialog may say: the author's own words where there are some, else the parameter's name."""
    ui = parameter.ui
    given = {
        name: ui.text(name).strip() if ui is not None else "" for name in ("displayName", "description", "tooltip")
    }
    words = parameter.name.replace(":", " ").replace("_", " ").replace("-", " ").split() or ["value"]
    label = given["displayName"] or " ".join([_ABBREVIATED.get(word.lower(), word) for word in words])
    if key == "displayName":
        return label[:1].upper() + label[1:]
    sentence = f"Enter the {label if label[1:2].isupper() else label[:1].lower() + label[1:]}."
    return given["tooltip" if key == "description" else "description"] or sentence


def _constraints(parameter: ConnectionParameter) -> Node | None:
    ui = parameter.ui
    return ui.child("constraints") if ui is not None else None


def _is_hidden(parameter: ConnectionParameter) -> bool:
    constraints = _constraints(parameter)
    return constraints is not None and constraints.get("hidden") in ("true", True)
