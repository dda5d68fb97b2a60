"""The protocols by which the API is called."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, later, rule, suggestion
from ippub.check.sources import POLICY, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties
from ippub.connector.swagger import Swagger
from ippub.document.edit import Edit, Remove, Set

_SWAGGER_SCHEMES = ("http", "https", "ws", "wss")


@rule("SchemesArrayEmpty", Severity.ERROR, source=VALIDATOR, fixable=True, needs="schemes")
def schemes_array_empty(swagger: Swagger) -> Iterator[Finding]:
    """The list of protocols is empty.

    The platform builds the address of every call from the scheme, the host and the path. The template for new
    connectors has an empty list that is meant to be filled in.

    Fix: Write "schemes": ["https"].

    Evidence: A code of Microsoft's validator; none of 992 accepted connectors has an empty list.

    Bad:
        schemes: []
    Good:
        schemes: [https]
    """
    for node in _holders(swagger):
        if node.get("schemes") == []:
            at = node / "schemes"
            yield Finding('"schemes" is empty', at=at, fix=fix(Set(at, ["https"])))


@rule("SchemeNotValid", Severity.ERROR, source=VALIDATOR, fixable=True, needs="schemes")
def scheme_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A protocol is none that Swagger knows.

    Swagger 2.0 knows http, https, ws and wss, in lower case and without "://".

    Fix: Write "https".

    Evidence: A code of Microsoft's validator; none of 992 accepted connectors has another value.

    Bad:
        schemes: ["https://"]
    Good:
        schemes: [https]
    """
    for node in _holders(swagger):
        for index, scheme in enumerate(node.items_of("schemes")):
            if scheme not in _SWAGGER_SCHEMES:
                at = node.at("schemes", index)
                meant = str(scheme).strip().lower().partition(":")[0]
                repair = Fix(_https_for(node, index), safe=meant == "https")
                yield Finding(f"{quoted(scheme)} is no scheme of Swagger 2.0", at=at, fix=repair)


@rule("SchemeNotSupported", Severity.ERROR, source=VALIDATOR, fixable=True, needs=("ws", "wss"))
def scheme_not_supported(swagger: Swagger) -> Iterator[Finding]:
    """A protocol is one that the platform cannot use.

    Swagger 2.0 knows web sockets (ws and wss), but a connector sends one request and waits for one answer.

    Fix: Write "https".

    Evidence: A code of Microsoft's validator; none of 992 accepted connectors has such a value.

    Bad:
        schemes: [https, wss]
    Good:
        schemes: [https]
    """
    for node in _holders(swagger):
        known = "https" in node.items_of("schemes")
        for index, scheme in enumerate(node.items_of("schemes")):
            if scheme in ("ws", "wss"):
                at = node.at("schemes", index)
                repair = Fix(_https_for(node, index), safe=known)
                yield Finding(f"the platform does not support {quoted(scheme)}", at=at, fix=repair)


@rule(
    "SchemesHttpsOnly", Severity.WARNING, source=POLICY, submission=Severity.ERROR, policy="5000.3.1.6", suggests=True
)
def schemes_https_only(connector: Connector) -> Iterator[Finding]:
    """The API is called without encryption.

    With plain http everybody on the way can read and change what is sent, the user's key included.

    Fix: Use https everywhere: "schemes": ["https"]. When the service offers no https, it cannot be certified.

    Evidence: Policy 5000.3.1.6 of the 2025 process stops it. Before that four of 194 connectors were
    accepted with http, so it is a warning until you submit.

    Reading: Looked at are "schemes", the addresses of the OAuth sign-in, and the addresses to which a
    policy sends requests.

    Bad:
        schemes: [http]
    Bad:
        schemes: null
    Bad:
        securityDefinitions:
          oauth: {type: oauth2, flow: accessCode, authorizationUrl: "http://a.com/auth", tokenUrl: "https://a.com/t"}
    Good:
        schemes: [https]
    """
    swagger = connector.swagger
    if swagger is not None:
        if "schemes" not in swagger:
            message = '"schemes" is missing, so nothing says that https is used'
            added = Set(swagger / "schemes", ["https"], after="basePath" if "basePath" in swagger else "host")
            yield Finding(message, at=swagger.place, fix=suggestion(added))
        for node in _holders(swagger):
            for index, scheme in enumerate(node.items_of("schemes")):
                if scheme == "http":
                    at = node.at("schemes", index)
                    yield Finding('"schemes" allows http', at=at, fix=Fix(_https_for(node, index), safe=False))
        for sign_in in swagger.security_schemes:
            for key in ("authorizationUrl", "tokenUrl"):
                yield from _plain(sign_in, key)
    if connector.properties is not None:
        yield from _plain_in_properties(connector.properties)


def _plain_in_properties(properties: ApiProperties) -> Iterator[Finding]:
    for parameter in properties.connection_parameters:
        oauth = parameter.oauth
        if oauth is not None:
            for name, entry in oauth.children("customParameters"):
                if name.lower().endswith(("url", "uri", "urltemplate")):
                    yield from _plain(entry, "value")
    for policy in properties.policies:
        if policy.parameters is not None:
            yield from _plain(policy.parameters, "x-ms-apimTemplateParameter.urlTemplate")


def _plain(node: Node, key: str) -> Iterator[Finding]:
    url = node.text(key)
    if url.strip().lower().startswith("http://"):
        at = node / key
        encrypted = Set(at, "https" + url.strip()[len("http") :])
        yield Finding(f"{quoted(url)} is called without encryption", at=at, fix=suggestion(encrypted))


def _https_for(node: Node, index: int) -> later:
    """Https in place of the scheme at ``index``: just once, at the first one that is wrong."""

    def edits() -> list[Edit]:
        at = node.at("schemes", index)
        others = node.items_of("schemes")
        is_there = "https" in others or any(other != "http" or others[index] == "http" for other in others[:index])
        return [Remove(at) if is_there else Set(at, "https")]

    return later(edits)


def _holders(swagger: Swagger) -> Iterator[Node]:
    """Where "schemes" may stand: the definition and every operation."""
    yield swagger
    for operation in swagger.operations:
        if "schemes" in operation.value:
            yield operation
