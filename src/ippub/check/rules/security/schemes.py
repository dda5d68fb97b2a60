"""``securityDefinitions`` and ``security``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import CERTIFICATION, PACONN, SWAGGER_2, VALIDATOR, review
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.swagger import SecurityScheme, Swagger
from ippub.document.edit import Remove, Rename, Set
from ippub.document.json import Json
from ippub.document.place import Place

_KEYS = {
    "basic": {"type", "description"},
    "apiKey": {"type", "description", "name", "in"},
    "oauth2": {"type", "description", "flow", "scopes", "authorizationUrl", "tokenUrl"},
}
_FLOW_URLS = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "application": ("tokenUrl",),
    "accessCode": ("authorizationUrl", "tokenUrl"),
}


_Requirement = tuple[str, Json, Node, int]
"""A name, what stands under it, who has it in its ``security`` list, and where in that list."""


@lru_cache(maxsize=1)
def _requirements(swagger: Swagger) -> list[_Requirement]:
    """Every requirement of the document and of each operation. Not to be changed."""
    holders: list[Node] = [swagger, *[operation for operation in swagger.operations if "security" in operation.value]]
    return [
        (name, value, holder, index)
        for holder in holders
        for index, requirement in enumerate(holder.items_of("security"))
        if isinstance(requirement, dict)
        for name, value in requirement.items()
    ]


def _place(requirement: _Requirement) -> Place:
    name, _, holder, index = requirement
    return holder.at("security", index, name)


@rule("SecuritySchemePropertyNotValid", Severity.ERROR, source=VALIDATOR, suggests=True)
def security_scheme_property_not_valid(scheme: SecurityScheme) -> Iterator[Finding]:
    """A security definition has a key that its type does not know.

    The platform builds the connection from exactly the keys of the type.

    Fix: Remove the key, or move it to a definition of the type that has it.

    Evidence: On Microsoft's list; no accepted connector breaks it.

    Bad:
        securityDefinitions: {api_key: {type: basic, in: header, name: X-Api-Key}}
    Good:
        securityDefinitions: {api_key: {type: apiKey, in: header, name: X-Api-Key}}
    """
    known = set(_KEYS.get(scheme.type, ()))
    if scheme.type == "oauth2" and scheme.text("flow") in _FLOW_URLS:
        known -= {"authorizationUrl", "tokenUrl"} - set(_FLOW_URLS[scheme.text("flow")])
    for key in scheme.value:
        if known and key not in known and not key.startswith("x-"):
            at = (scheme / key).marked_key
            message = f"a definition of the type {scheme.type} has no {quoted(key)}"
            yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule("SecuritySchemePropertyRequired", Severity.ERROR, source=VALIDATOR)
def security_scheme_property_required(scheme: SecurityScheme) -> Iterator[Finding]:
    """A security definition lacks a key that its type needs.

    Without it the platform does not know where the key goes or where to sign in.

    Fix: Add the key: "name" and "in" for an API key; "flow" and its addresses for OAuth 2.0.

    Evidence: On Microsoft's list; no accepted connector breaks it.

    Bad:
        securityDefinitions: {api_key: {type: apiKey, in: header, name: null}}
    Good:
        securityDefinitions: {api_key: {type: apiKey, in: header, name: X-Api-Key}}
    """
    needed: tuple[str, ...] = ()
    if scheme.type == "apiKey":
        needed = ("name", "in")
    elif scheme.type == "oauth2":
        needed = ("flow", *_FLOW_URLS.get(scheme.text("flow"), ()))
    for key in needed:
        if not scheme.text(key).strip():
            yield Finding(f'the security definition "{scheme.name}" has no "{key}"', at=scheme.place)


@rule("OAuthSecurityRequirementValueMustBeScopeName", Severity.WARNING, source=VALIDATOR, needs="oauth2", suggests=True)
def requirement_value_must_be_scope(swagger: Swagger) -> Iterator[Finding]:
    """A security requirement asks for a scope that its definition does not have.

    The sign-in asks for the scopes of the definition; another one is never granted.

    Fix: Add the scope to the definition, or remove it from the requirement.

    Evidence: On Microsoft's list; six accepted connectors break it, so it cannot stop a submission.

    Bad:
        securityDefinitions: {a: {type: oauth2, flow: accessCode, scopes: {read: Read}}}
        security: [{a: [write]}]
    Good:
        securityDefinitions: {a: {type: oauth2, flow: accessCode, scopes: {read: Read}}}
        security: [{a: [read]}]
    """
    schemes = {scheme.name: scheme for scheme in swagger.security_schemes}
    for requirement in _requirements(swagger):
        name, value, _, _ = requirement
        scheme = schemes.get(name)
        if scheme is None or scheme.type != "oauth2" or not isinstance(value, list):
            continue
        scopes = scheme.object_of("scopes")
        for index, scope in enumerate(value):
            if isinstance(scope, str) and scope not in scopes:
                at = scheme.at("scopes", scope) if "scopes" in scheme else scheme / "scopes"
                added = Set(at, scope if "scopes" in scheme else {scope: scope})
                yield Finding(
                    f'"{name}" has no scope {quoted(scope)}', at=_place(requirement) / index, fix=suggestion(added)
                )


@rule("SecurityRequirementMustBeDefined", Severity.WARNING, source=VALIDATOR, needs="security", suggests=True)
def security_requirement_must_be_defined(swagger: Swagger) -> Iterator[Finding]:
    """A security requirement names a definition that does not exist.

    The operation then has no authentication at all.

    Fix: Add the definition under securityDefinitions, or correct the name.

    Evidence: On Microsoft's list, but 29 accepted connectors break it, so it is a warning.

    Bad:
        security: [{token: []}]
    Good:
        security: [{api_key: []}]
    """
    known = swagger.object_of("securityDefinitions")
    asked = {name for name, *_ in _requirements(swagger)}
    if known.keys() >= asked:
        return  # nearly always
    for requirement in _requirements(swagger):
        name, place = requirement[0], _place(requirement)
        if name not in known:
            only = next(iter(known)) if len(known) == 1 else None
            repair = suggestion(Rename(place, only)) if only is not None and only not in asked else None
            message = f"there is no security definition {quoted(name)}"
            yield Finding(message, at=place.marked_key, fix=repair)


@rule("SecurityRequirementMustHaveEmptyValue", Severity.ERROR, source=VALIDATOR, fixable=True, needs="security")
def security_requirement_must_have_empty_value(swagger: Swagger) -> Iterator[Finding]:
    """A security requirement for an API key or a password lists scopes.

    Only OAuth 2.0 knows scopes.

    Fix: Write an empty list.

    Evidence: On Microsoft's list; no accepted connector breaks it.

    Bad:
        security: [{api_key: [read]}]
    Good:
        security: [{api_key: []}]
    """
    given = [requirement for requirement in _requirements(swagger) if requirement[1]]
    schemes = swagger.security_schemes if given else ()
    plain = {scheme.name for scheme in schemes if scheme.type in ("basic", "apiKey")}
    for requirement in given:
        name, value, _, _ = requirement
        if name in plain and isinstance(value, list):
            place = _place(requirement)
            yield Finding(f'the requirement "{name}" lists {quoted(value[0])}', at=place, fix=fix(Set(place, [])))


@rule("SecurityRequirementMustHaveValue", Severity.ERROR, source=VALIDATOR, fixable=True, needs="security")
def security_requirement_must_have_value(swagger: Swagger) -> Iterator[Finding]:
    """A security requirement has no list of scopes.

    Swagger 2.0 wants a list in any case, an empty one where there are no scopes.

    Fix: Write an empty list.

    Evidence: On Microsoft's list; no accepted connector breaks it.

    Bad:
        apiDefinition.swagger.json: |
          {"swagger": "2.0", "paths": {}, "security": [{"api_key": null}]}
    Good:
        security: [{api_key: []}]
    """
    for requirement in _requirements(swagger):
        if requirement[1] is None:
            place = _place(requirement)
            yield Finding(f'the requirement "{requirement[0]}" has no value', at=place, fix=fix(Set(place, [])))


@rule("AuthenticationTypeNotSupported", Severity.ERROR, source=CERTIFICATION)
def authentication_type_not_supported(scheme: SecurityScheme) -> Iterator[Finding]:
    """The connector signs in by an OAuth 2.0 flow that the platform does not support.

    Connections are made by people in a browser: of the flows of OAuth 2.0 only the authorization code works.

    Fix: Use an API key or a password, or (for verified publishers) the flow "accessCode".

    Evidence: Documented in two places; no accepted independent connector uses another flow.

    Bad:
        securityDefinitions: {api_key: {type: oauth2, flow: application, tokenUrl: "https://contoso.com", scopes: {}}}
    Good:
        securityDefinitions: {api_key: {type: apiKey, in: header, name: X-Api-Key}}
    """
    if scheme.type == "oauth2" and (flow := scheme.text("flow")) in ("application", "password", "implicit"):
        yield Finding(f"the OAuth 2.0 flow {quoted(flow)} is not supported", at=scheme / "flow")


@rule(
    "OAuthNotAllowedForIndependentPublisher",
    Severity.INFO,
    source=review(4058),
    process=2025,
    submission=Severity.ERROR,
)
def oauth_not_allowed(connector: Connector) -> Iterator[Finding]:
    """The connector signs in by OAuth 2.0, which is paused for independent publishers.

    Since September 2025 Microsoft takes no new independent connector that needs an app registration.

    Fix: Offer an API key or a password. For a connector that was accepted before, set "process: 2022" in ippub.yaml.

    Evidence: Said by Microsoft's staff in pull requests 3841, 3939 and 4058. 35 older connectors use it, so it is an info
    until you submit.

    Bad:
        securityDefinitions: {a: {type: oauth2, flow: accessCode, scopes: {}}}
    Good:
        securityDefinitions: {api_key: {type: apiKey, in: header, name: X-Api-Key}}
    """
    swagger, properties = connector.swagger, connector.properties
    scheme = next((s for s in swagger.security_schemes if s.type == "oauth2"), None) if swagger else None
    if scheme is not None:
        yield Finding(f'the security definition "{scheme.name}" is OAuth 2.0', at=scheme.place)
    elif properties is not None:
        for parameter in properties.connection_parameters:
            if parameter.type == "oauthSetting":
                yield Finding(f'the connection parameter "{parameter.name}" is OAuth 2.0', at=parameter.place)


@rule("SecurityDefinitionMismatch", Severity.INFO, source=PACONN)
def security_definition_mismatch(connector: Connector) -> Iterator[Finding]:
    """The definition and apiProperties.json describe two kinds of authentication.

    What people fill in when they connect (apiProperties.json) has to be what the definition says is sent.

    Fix: Make both describe the same authentication.

    Evidence: Derived from what the platform's own wizard writes; six accepted connectors differ.

    Reading: A script or a policy may add the credentials; then nothing is said.

    Bad:
        apiProperties.json: {properties: {connectionParameters: {api_key: {type: oauthSetting}}}}
    Good:
        apiProperties.json: {properties: {connectionParameters: {api_key: {type: securestring}}}}
    """
    swagger, properties = connector.swagger, connector.properties
    if swagger is None or properties is None or connector.script is not None or properties.policies:
        return
    kinds = {scheme.type for scheme in swagger.security_schemes}
    given = {parameter.type for parameter in properties.connection_parameters}
    place = properties.properties / "connectionParameters"
    if "oauthSetting" in given and "oauth2" not in kinds:
        yield Finding("connectionParameters sign in by OAuth 2.0, securityDefinitions do not", at=place)
    elif "oauth2" in kinds and "oauthSetting" not in given:
        yield Finding("securityDefinitions sign in by OAuth 2.0, connectionParameters do not", at=place)
    elif kinds & {"apiKey", "basic"} and not given:
        yield Finding("securityDefinitions ask for credentials, connectionParameters are empty", at=place)


@rule("SecurityDefinitionNotApplied", Severity.INFO, source=SWAGGER_2, needs="securityDefinitions", suggests=True)
def security_definition_not_applied(swagger: Swagger) -> Iterator[Finding]:
    """The definition describes an authentication that nothing uses.

    By the specification a security definition has no effect until "security" names it.

    Fix: Add "security": [{"<name>": []}] beside securityDefinitions.

    Evidence: 48 connectors were accepted so, and the platform works without it.

    Reading: It follows from the specification; the platform itself takes the sign-in from apiProperties.json.

    Bad:
        security: null
    Good:
        security: [{api_key: []}]
    """
    if swagger.security_schemes and not _requirements(swagger):
        name = swagger.security_schemes[0].name
        yield Finding(
            f'nothing uses the security definition "{name}"',
            at=(swagger / "securityDefinitions").marked_key,
            remedy=f'Add "security": [{{"{name}": []}}] beside securityDefinitions.',
            fix=suggestion(Set(swagger / "security", [{name: []}], after="securityDefinitions")),
        )
