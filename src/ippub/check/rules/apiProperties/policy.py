"""Policies: the templates, their parameters, and the operations and connection parameters that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import PROPERTIES_SCHEMA
from ippub.check.wording import listed, quoted
from ippub.connector.folder import Connector
from ippub.connector.properties import ApiProperties, Policy
from ippub.document.edit import Remove, Set
from ippub.document.json import Json
from ippub.document.place import Token
from ippub.nearest import canonical

_PREFIX = "x-ms-apimTemplateParameter."
_SECTION = "x-ms-apimTemplate-policySection"
_OPERATIONS = "x-ms-apimTemplate-operationName"
_NEEDED: dict[str, tuple[str, ...]] = {
    "convertarraytoobject": ("propertyParentPath", "keyWithinCollectionPath", "newPropertyPath"),
    "convertobjecttoarray": ("propertyParentPath", "newPropertyPath"),
    "dynamichosturl": ("urlTemplate",),
    "encodepropertyvalue": ("propertyParentPath", "newPropertyPath"),
    "pollingtrigger": ("triggerConfig", "triggerDataPath"),
    "routerequesttoendpoint": ("newPath",),
    "setheader": ("name", "value"),
    "setproperty": (
        "newPropertyParentPathTemplate",
        "newPropertySubPathTemplate",
        "propertyValuePathTemplate",
    ),
    "setqueryparameter": ("name", "value"),
    "setvaluefromurl": ("parameterTemplate", "parameterValueUrl", "parameterValuePathTemplate"),
    "stringreplace": ("propertyParentPath", "sourceString", "replacementString", "newPropertyPath"),
    "stringtoarray": ("propertyParentPath", "delimiterList", "childPropertyName", "newPropertyPath"),
    "updatenextlink": ("nextLinkPropertyName",),
}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
_CONNECTION = lazy(r"@connectionParameters\(\s*'([^']{1,200})'")
_READS = r"(@connectionParameters\(\s*'){}(')"


@rule("PolicyTemplateUnknown", Severity.WARNING, source=PROPERTIES_SCHEMA, suggests=True)
def policy_template_unknown(policy: Policy) -> Iterator[Finding]:
    """A policy is made from a template that is not known.

    The platform offers a fixed set of templates; a wrong id makes the upload fail.

    Fix: Correct the templateId, or check that the template exists on the platform.

    Evidence: Documented by the schema; all policies of accepted connectors of independent publishers are
    known.

    Reading: The list is Microsoft's of 2020 and newer templates exist, so this is a warning. Upper and
    lower case are not compared.

    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
            - templateId: sethead
              title: T
              parameters: {}
    Good:
        apiProperties.json:
          properties:
            policyTemplateInstances:
            - templateId: setHeader
              title: T
              parameters: {}
    """
    name = policy.template.strip()
    if name not in _NEEDED:
        message = f"there is no policy template {quoted(name)}" if name else "the policy has no templateId"
        from difflib import get_close_matches

        near = get_close_matches(name[:40], _NEEDED, 1, 0.75)
        at = policy / "templateId"
        yield Finding(message, at=at, fix=suggestion(Set(at, near[0])) if near else None)


@rule("PolicyTemplateParameters", Severity.ERROR, source=PROPERTIES_SCHEMA, fixable=True)
def policy_template_parameters(policy: Policy) -> Iterator[Finding]:
    """A policy lacks a parameter that its template needs, or has a value that the template does not know.

    The service builds the policy from the parameters and refuses the connector when it cannot.

    Fix: Add or correct the parameter that the message names.

    Evidence: Documented by the schema; all policies of accepted connectors of independent publishers are
    complete.

    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: setheader
                title: Send a name
                parameters: {x-ms-apimTemplateParameter.name: X-Name}
    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: setheader
                title: Send a name
                parameters:
                  x-ms-apimTemplateParameter.name: X-Name
                  x-ms-apimTemplateParameter.value: Ada
                  x-ms-apimTemplateParameter.existsAction: replace
    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: setheader
                title: Send a name
                parameters:
                  x-ms-apimTemplateParameter.name: X-Name
                  x-ms-apimTemplateParameter.value: Ada
                  x-ms-apimTemplate-policySection: request
    Good:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: setheader
                title: Send a name
                parameters:
                  x-ms-apimTemplateParameter.name: X-Name
                  x-ms-apimTemplateParameter.value: Ada
                  x-ms-apimTemplateParameter.existsAction: override
                  x-ms-apimTemplate-policySection: Request
    """
    template = policy.template.strip()
    if template not in _NEEDED:
        return
    parameters = policy.parameters
    if parameters is None:
        yield Finding(f"the policy {quoted(template)} has no parameters", at=policy / "parameters")
        return
    missing = [name for name in _NEEDED[template] if _PREFIX + name not in parameters]
    if missing:
        message = f"the policy {quoted(template)} has no {listed(missing)}"
        yield Finding(message, at=parameters / (_PREFIX + missing[0]))
    for key, allowed in _allowed(template).items():
        value = parameters.get(key)
        if value is not None and value not in allowed:
            message = f"{quoted(value)} is no {key.rpartition('.')[2]} of {quoted(template)}"
            meant = canonical(value.strip(), allowed) if isinstance(value, str) else None
            at = parameters / key
            repair = fix(Set(at, meant)) if meant is not None else None
            yield Finding(message, at=at, remedy=f"Write one of {listed(allowed, 8)}.", fix=repair)


@rule("PolicyOperationUnknown", Severity.ERROR, source=PROPERTIES_SCHEMA, suggests=True)
def policy_operation_unknown(connector: Connector) -> Iterator[Finding]:
    """A policy is limited to an operation that the definition does not have.

    The policy is then not applied where it was meant to be, and the upload may fail.

    Fix: Write the operationId as it stands in the definition, or remove the entry.

    Evidence: It follows from the two files; no connector accepted since 2023 does it.

    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
            - templateId: setheader
              title: T
              parameters:
                x-ms-apimTemplate-operationName: [listWidgets]
    Good:
        apiProperties.json:
          properties:
            policyTemplateInstances:
            - templateId: setheader
              title: T
              parameters:
                x-ms-apimTemplate-operationName: [ListWidgets]
    """
    properties, swagger = connector.properties, connector.swagger
    if properties is None or swagger is None:
        return
    unknown = 0
    for policy in properties.policies:
        parameters = policy.parameters
        names = parameters.items_of(_OPERATIONS) if parameters is not None else []
        for index, name in enumerate(names):
            if not isinstance(name, str) or name in swagger.operations_by_id:
                continue
            unknown += 1
            from ippub.connector.invocation import MAX_SUGGESTIONS, nearest_operation

            near = nearest_operation(swagger, name) if unknown <= MAX_SUGGESTIONS else ""
            remedy = f"Write {quoted(near)}, or remove the entry." if near else ""
            at = policy.at("parameters", _OPERATIONS, index)
            repair = suggestion(Remove(at) if near in names else Set(at, near)) if near else None
            yield Finding(f"there is no operation {quoted(name)}", at=at, remedy=remedy, fix=repair)


@rule(
    "PolicyConnectionParameterUnknown",
    Severity.WARNING,
    source=PROPERTIES_SCHEMA,
    suggests=True,
    submission=Severity.ERROR,
)
def policy_connection_parameter_unknown(file: ApiProperties) -> Iterator[Finding]:
    """A policy reads a connection parameter that does not exist.

    "@connectionParameters('name')" is replaced by what somebody typed in when the connection was made. For
    an unknown name there is nothing to put in, and the call fails.

    Fix: Write the name of a connection parameter, or add the parameter.

    Evidence: It follows from the file; two connectors accepted since 2023 do it.

    Reading: The documentation shows how a policy reads a parameter and does not say what an unknown one does.

    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: dynamichosturl
                title: Host
                parameters: {x-ms-apimTemplateParameter.urlTemplate: "https://@connectionParameters('host')"}
    Bad:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: setheader
                title: Key
                parameters:
                  x-ms-apimTemplateParameter.name: X-Key
                  x-ms-apimTemplateParameter.value: "@connectionParameters('API_key')"
    Good:
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: setheader
                title: Key
                parameters:
                  x-ms-apimTemplateParameter.name: X-Key
                  x-ms-apimTemplateParameter.value: "@connectionParameters('api_key')"
    """
    known = {parameter.name for parameter in file.connection_parameters}
    for policy in file.policies:
        seen: set[str] = set()
        for tokens, text in _texts(policy.get("parameters"), ("parameters",)):
            for name in _CONNECTION.findall(text):
                if name in known or name in seen:
                    continue
                seen.add(name)
                message = f"there is no connection parameter {quoted(name)}"
                at, same = policy.at(*tokens), _renamed(name, known)
                remedy = f"Write {quoted(same)}." if same else ""
                written = Set(at, re.sub(_READS.format(re.escape(name)), rf"\g<1>{same}\g<2>", text))
                yield Finding(message, at=at, remedy=remedy, fix=suggestion(written) if same else None)


def _allowed(template: str) -> dict[str, tuple[str, ...]]:
    """The parameters with a fixed set of values, by their whole key."""
    allowed: dict[str, tuple[str, ...]] = {
        _PREFIX + "existsAction": ("override", "skip", "append"),
        _PREFIX + "retainKey": ("true", "false"),
        _SECTION: ("Request", "Response", "Failure") if template == "setheader" else ("Request", "Response"),
    }
    if template == "routerequesttoendpoint":
        allowed[_PREFIX + "httpMethod"] = (*_METHODS, "@Request.OriginalHTTPMethod")
    elif template == "setvaluefromurl":
        allowed[_PREFIX + "httpMethod"] = ("GET", "POST", "PUT")
    return allowed


def _texts(value: Json, tokens: tuple[Token, ...]) -> Iterator[tuple[tuple[Token, ...], str]]:
    """Every text inside ``value`` that may read a connection parameter, with the way to it."""
    waiting = [(tokens, value)]
    while waiting:
        way, current = waiting.pop()
        if isinstance(current, str):
            if "@connectionParameters" in current:
                yield way, current
        elif isinstance(current, dict):
            waiting.extend(((*way, key), inner) for key, inner in current.items())
        elif isinstance(current, list):
            waiting.extend(((*way, index), inner) for index, inner in enumerate(current))


def _renamed(name: str, known: set[str]) -> str:
    """The one of ``known`` that differs from ``name`` in capitals only, "" when there is none."""
    return next((other for other in sorted(known) if other.lower() == name.lower()), "")
