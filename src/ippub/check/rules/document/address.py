"""Host, base path and web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import DEFINITION_SCHEMA, SUBMISSION, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Set

_HOST = lazy(r"[^{}/ :\\]+(?::[0-9]+)?")
_URL = lazy(r"(?i:https?)://[^\s/?#]+(?:[/?#]\S*)?")
_ADDRESS = lazy(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9a-fA-F:.]+\]")
_TESTING = frozenset(
    [
        "dev",
        "develop",
        "development",
        "test",
        "testing",
        "tst",
        "stage",
        "staging",
        "stg",
        "uat",
        "qa",
        "sandbox",
        "preprod",
        "demo",
        "localhost",
    ]
)


@rule("HostNameNotValid", Severity.ERROR, source=DEFINITION_SCHEMA, needs="host", fixable=True)
def host_name_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """The host is more or less than the name of a computer.

    The platform builds every address as scheme, host and base path. A "https://" or a path inside the host
    gives addresses that nobody can call, and placeholders in braces are not filled in here.

    Fix: Write the bare name, for instance "api.contoso.com": the scheme belongs into "schemes", the path
    into "basePath". For a host that differs from user to user use a connection parameter and the policy
    dynamichosturl.

    Evidence: A code of Microsoft's validator; one of 992 accepted connectors has such a host.

    Bad:
        host: "https://api.contoso.com"
    Bad:
        host: "api.contoso.com/v1"
    Bad:
        host: "{tenant}.contoso.com"
    Good:
        host: "api.contoso.com:8443"
    """
    host = swagger.get("host")
    if "host" in swagger and not (isinstance(host, str) and _HOST.fullmatch(host)):
        bare = str(host).strip().partition("://")[2] or str(host).strip()
        bare = re.split(r"[/?#]", bare)[0]
        remedy = f'Write "{bare}".' if isinstance(host, str) and bare != host and _HOST.fullmatch(bare) else ""
        at = swagger / "host"
        repair = _bare_host(swagger, str(host), bare) if remedy else None
        yield Finding(f"host {quoted(host)} is no bare host name", at=at, remedy=remedy, fix=repair)


@rule("BasePathNotValid", Severity.ERROR, source=VALIDATOR, needs="basePath", fixable=True)
def base_path_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """The base path does not begin with a slash.

    The platform puts scheme, host and base path together as they are. Without the slash the first part of
    the path becomes a part of the host's name.

    Fix: Begin "basePath" with "/", without scheme or host.

    Evidence: A code of Microsoft's validator; none of 992 accepted connectors has such a base path.

    Bad:
        basePath: v1
    Good:
        basePath: /v1
    """
    path = swagger.get("basePath")
    if "basePath" in swagger and not (isinstance(path, str) and path.startswith("/")):
        is_path = isinstance(path, str) and "://" not in path
        at = swagger / "basePath"
        yield Finding(
            f'basePath {quoted(path)} does not begin with "/"',
            at=at,
            remedy=f"Write {quoted(f'/{path}')}." if is_path else "",
            fix=fix(Set(at, "/" + str(path).strip().lstrip("/"))) if is_path else None,
        )


@rule("UrlNotValid", Severity.ERROR, source=VALIDATOR, suggests=True)
def url_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A web address is not a whole http or https address.

    Users click on these addresses, and the platform opens those of the OAuth sign-in. Without "https://" in
    front they lead nowhere.

    Fix: Write the whole address, for instance "https://www.contoso.com/support".

    Evidence: A code of Microsoft's validator; none of the accepted independent publishers' connectors has
    such an address.

    Reading: Looked at are the addresses of the contact, the licence, external documentation and the OAuth
    sign-in. The website and the privacy policy have a rule of their own.

    Bad:
        info: {contact: {url: www.contoso.com}}
    Bad:
        externalDocs: {url: /docs}
    Bad:
        info: {license: {name: MIT, url: "hhttps://opensource.org/licenses/MIT"}}
    Good:
        externalDocs: {url: "https://docs.contoso.com/api?version=1"}
    """
    for node, key in _urls(swagger):
        url = node.get(key)
        if isinstance(url, str) and url.strip() and not _URL.fullmatch(url.strip()):
            remedy = f"Write {quoted('https://' + url.strip())}." if _URL.fullmatch(f"https://{url}") else ""
            if "://" in url or url.startswith("/") or "." not in url:
                remedy = ""
            at = node / key
            repair = suggestion(Set(at, "https://" + url.strip())) if remedy else None
            yield Finding(f'"{key}" is {quoted(url)}, which is no whole web address', at=at, remedy=remedy, fix=repair)


@rule(
    "NonProductionHost",
    Severity.WARNING,
    source=SUBMISSION,
    needs="host",
    submission=Severity.ERROR,
    policy="5000.2.6.4",
)
def non_production_host(swagger: Swagger) -> Iterator[Finding]:
    """The host looks like a system for tests.

    A connector is used by everybody. Test systems are slow, lose data, and disappear without notice.

    Fix: Use the production host; when users choose between systems, offer a connection parameter and set
    the host with the policy dynamichosturl.

    Evidence: The documentation asks for it and policy 5000.2.6.4 of the 2025 process checks it. Two of 194
    connectors were accepted with such a host before that, so it is a warning until you submit.

    Reading: A part of the name such as "dev", "staging", "sandbox" or "demo" counts, the top-level domain
    does not (swapi.dev is a production host). An IP address counts too.

    Bad:
        host: api-staging.contoso.com
    Bad:
        host: 10.1.2.3
    Good:
        host: swapi.dev
    """
    name = swagger.host.lower().rpartition("://")[2].partition("/")[0]
    bare = name if name.startswith("[") else name.partition(":")[0]
    if (bare[-1:].isdigit() or bare.endswith("]")) and _ADDRESS.fullmatch(bare):
        yield Finding(f"host {quoted(swagger.host)} is an IP address", at=swagger / "host")
        return
    labels = bare.split(".")
    parts = {part for label in (labels[:-1] or labels) for part in label.split("-")}
    found = sorted(parts & _TESTING)
    if found:
        message = f"host {quoted(swagger.host)} has {quoted(found[0])} in its name"
        yield Finding(message, at=swagger / "host")


def _bare_host(swagger: Swagger, host: str, bare: str) -> Fix | None:
    """The host alone; a path that stood in it moves to the front of the base path."""
    rest = host.strip().partition("://")[2] or host.strip()
    path = rest[len(bare) :].rstrip("/")
    if not path:
        return fix(Set(swagger / "host", bare))
    base = swagger.text("basePath")
    if (
        "?" in path
        or "#" in path
        or not path.startswith("/")
        or not (base.startswith("/") or "basePath" not in swagger)
    ):
        return None
    moved = Set(swagger / "basePath", path + base.rstrip("/"), after="host")
    return suggestion(Set(swagger / "host", bare), moved)


def _urls(swagger: Swagger) -> Iterator[tuple[Node, str]]:
    info = swagger.info
    if info is not None:
        for key in ("contact", "license"):
            if (child := info.child(key)) is not None:
                yield child, "url"
    tags = [tag for _, tag in swagger.elements("tags")]
    for node in (swagger, *tags, *swagger.operations):
        if "externalDocs" in node.value and (child := node.child("externalDocs")) is not None:
            yield child, "url"
    for scheme in swagger.security_schemes:
        yield scheme, "authorizationUrl"
        yield scheme, "tokenUrl"
    for _, docs in swagger.children("x-ms-docs"):
        yield docs, "url"
