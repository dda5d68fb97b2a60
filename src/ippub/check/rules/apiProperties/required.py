"""The members that every apiProperties.json has: colour, capabilities, connection parameters."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import POLICY, PROPERTIES_SCHEMA, PULL_REQUEST_TEMPLATE, SUBMISSION
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties
from ippub.document.edit import Set
from ippub.document.json import Json

_HEX = lazy(r"#[0-9A-Fa-f]{6}\Z")
_COLOUR = "#da3b01"
_REFUSED = ("#ffffff", "#007ee5")


@rule("IconBrandColorMissing", Severity.ERROR, source=PROPERTIES_SCHEMA, fixable=True)
def icon_brand_color_missing(file: ApiProperties) -> Iterator[Finding]:
    """The file apiProperties.json has no brand colour.

    The colour is drawn behind the connector's icon, and the schema of the file requires it.

    Fix: Add "iconBrandColor": "#da3b01", the colour of all independent publishers.

    Evidence: All accepted connectors have one.

    Bad:
        apiProperties.json: {properties: {iconBrandColor: null}}
    Good:
        apiProperties.json: {properties: {iconBrandColor: "#da3b01"}}
    """
    value = _members(file).get("iconBrandColor")
    if not isinstance(value, str) or not value.strip():
        at = file.properties / "iconBrandColor"
        yield Finding('"iconBrandColor" is missing or no text', at=at, fix=_given(file, "iconBrandColor", _COLOUR))


@rule("IconBrandColorInvalid", Severity.ERROR, source=PULL_REQUEST_TEMPLATE, fixable=True, policy="5000.2.1.1")
def icon_brand_color_invalid(file: ApiProperties) -> Iterator[Finding]:
    """The brand colour is no colour, or one that Microsoft does not accept.

    It must be written as "#" and six hexadecimal digits. White (#ffffff) and the default blue of new
    connectors (#007ee5) are refused.

    Fix: Write "iconBrandColor": "#da3b01", the colour of all independent publishers.

    Evidence: The pull request template names both refused colours. No accepted connector of an independent
    publisher has another value than #da3b01.

    Bad:
        apiProperties.json: {properties: {iconBrandColor: "#007EE5"}}
    Bad:
        apiProperties.json: {properties: {iconBrandColor: orange}}
    Good:
        apiProperties.json: {properties: {iconBrandColor: "#da3b01"}}
    """
    colour = file.properties.text("iconBrandColor")
    if not colour.strip():
        return
    at = file.properties / "iconBrandColor"
    if _HEX.match(colour) is None:
        yield Finding(f'{quoted(colour)} is not "#" with six hexadecimal digits', at=at, fix=fix(Set(at, _COLOUR)))
    elif colour.lower() in _REFUSED:
        yield Finding(f"the brand colour {quoted(colour)} is not accepted", at=at, fix=fix(Set(at, _COLOUR)))


@rule("IconBrandColorIndependentPublisher", Severity.ERROR, source=SUBMISSION, fixable=True)
def icon_brand_color_independent(file: ApiProperties) -> Iterator[Finding]:
    """The brand colour is not the one of independent publishers.

    All connectors of independent publishers share one icon and one colour, so that people can tell them
    from those of the service's owner.

    Fix: Write "iconBrandColor": "#da3b01".

    Evidence: 395 of 395 accepted connectors have it; reviewers changed it in 37 pull requests.

    Bad:
        apiProperties.json: {properties: {iconBrandColor: "#123456"}}
    Good:
        apiProperties.json: {properties: {iconBrandColor: "#DA3B01"}}
    """
    colour = file.properties.text("iconBrandColor")
    if _HEX.match(colour) and colour.lower() != _COLOUR and colour.lower() not in _REFUSED:
        message = f"the brand colour is {quoted(colour)}, not {quoted(_COLOUR)}"
        at = file.properties / "iconBrandColor"
        yield Finding(message, at=at, fix=fix(Set(at, _COLOUR)))


@rule("CapabilitiesMissing", Severity.WARNING, source=PROPERTIES_SCHEMA, fixable=True)
def capabilities_missing(file: ApiProperties) -> Iterator[Finding]:
    """The file apiProperties.json has no list of capabilities.

    The schema of the file requires the list, even when it is empty.

    Fix: Add "capabilities": [].

    Evidence: All 395 accepted connectors have it, nearly always empty.

    Reading: Microsoft's schema of the file requires the key; whether the service does is not documented.

    Bad:
        apiProperties.json: {properties: {capabilities: null}}
    Good:
        apiProperties.json: {properties: {capabilities: []}}
    """
    value = _members(file).get("capabilities")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        what = "is not a list of texts" if "capabilities" in _members(file) else "is missing"
        at = file.properties / "capabilities"
        repair = _given(file, "capabilities", []) if not value else None
        if isinstance(value, str) and value.strip():
            repair = suggestion(Set(at, [value]))
        yield Finding(f'"capabilities" {what}', at=at, fix=repair)


@rule("ConnectionParametersMissing", Severity.WARNING, source=PROPERTIES_SCHEMA, fixable=True)
def connection_parameters_missing(file: ApiProperties) -> Iterator[Finding]:
    """The file apiProperties.json does not say what a connection needs.

    The schema of the file requires "connectionParameters". A service that anybody may call has an empty
    object.

    Fix: Add "connectionParameters", empty ({}) when the service needs no key and no sign-in.

    Evidence: All but one of 395 accepted connectors have it; about 100 of them an empty object.

    Reading: Microsoft's schema of the file requires the key; several sign-ins in "connectionParameterSets" take its
    place.

    Bad:
        apiProperties.json: {properties: {connectionParameters: null}}
    Good:
        apiProperties.json: {properties: {connectionParameters: {}}}
    """
    members = _members(file)
    if "connectionParameters" not in members and "connectionParameterSets" not in members:
        at = file.properties / "connectionParameters"
        yield Finding('"connectionParameters" is missing', at=at, fix=_given(file, "connectionParameters", {}))


@rule("EmptyPolicyExport", Severity.INFO, source=POLICY, process=2025, policy="5000.1.1.16")
def empty_policy_export(connector: Connector) -> Iterator[Finding]:
    """A connector without policies may be left out when its solution is exported.

    One publisher found that certification answered "solution not present at correct path" until a policy had
    been added and the solution exported again.

    Fix: Export as it is. If certification gives that answer, add a policy that changes nothing and export
    again.

    Evidence: One publisher's observation in 2026, not confirmed; most connectors have no policies.

    Reading: It is told where intro.md shows that the package of the 2025 process is being made.

    Bad:
        intro.md: |
            # Contoso Widgets
    Good:
        apiProperties.json: {properties: {policyTemplateInstances: []}}
    """
    properties = connector.properties
    if connector.intro is not None and properties is not None and not properties.policies:
        message = "there are no policies, which once made an exported solution incomplete"
        yield Finding(message, at=properties.properties / "policyTemplateInstances")


def _members(file: ApiProperties) -> Node:
    """Where the members stand: in "properties", or in the file itself (ApiPropertiesNotJson tells that)."""
    return file.properties if "properties" in file else file


def _given(file: ApiProperties, key: str, value: Json) -> Fix | None:
    """The member of "properties" with this value; None where there is no such object to put it in."""
    return fix(Set(file.properties / key, value)) if isinstance(file.get("properties"), dict) else None
