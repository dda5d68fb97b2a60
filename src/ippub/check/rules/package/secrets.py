"""Secrets in what is exported with the connector: flows, connection references, parameters, variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.check.rule import Finding, Severity, rule
from ippub.check.rules.document.secrets import secrets_in, secrets_of
from ippub.check.sources import REPOSITORY_README
from ippub.document.json import JsonDocument, read_json
from ippub.document.place import Place, Token

if TYPE_CHECKING:
    from ippub.archive.reading import Archive
    from ippub.connector.package.certification import CertificationPackage

_TEXTS = (".json", ".xml", ".md", ".csx", ".txt", ".config", ".data")
_MOST_FILES = 200
_SECRET_MEMBERS = frozenset({"clientsecret", "client_secret", "password", "pfx", "secret"})
"""Members of a flow's authentication or of OAuth settings that hold the secret itself."""


@rule("PackageSecret", Severity.ERROR, source=REPOSITORY_README)
def package_secret(package: CertificationPackage) -> Iterator[Finding]:
    """A file in the package seems to hold a secret: a key, a token or a password.

    An export takes along whatever was typed into the flow: the key in a header of an HTTP action, the client secret of the
    connector, the value of an environment variable. The pull request publishes it at once and for ever.

    Fix: Take it out of the flow or the connector, export again, and have the secret revoked. Connections themselves are not
    exported, so the flow can use the connector without naming its key.

    Evidence: Microsoft's own scanners run on every pull request, and reviewers stop a submission for it.

    Reading: What looks like a secret is decided by its form and by detect-secrets; a made-up example may look like one. A
    literal text as password or client secret in a flow or in OAuth settings is always told.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                Workflows:
                  Try-0A1B.json: {properties: {definition: {actions: {A: {inputs: {authentication: {type: Basic, username: ada, password: "Winter2026"}}}}}}}
    Good:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                Workflows:
                  Try-0A1B.json: {properties: {definition: {actions: {A: {inputs: {authentication: {type: Basic, username: ada, password: "@parameters('pass')"}}}}}}}
    """
    seen: set[bytes] = set()
    for archive in package.archives:
        for path in archive.files[:_MOST_FILES]:
            if not path.casefold().endswith(_TEXTS):
                continue
            data = archive.read(path)
            if data in seen or (package.beside is not None and _is_of_folder(path)):
                continue
            seen.add(data)
            yield from _in_file(archive, path, data)


def _is_of_folder(path: str) -> bool:
    """Whether the file is a copy of one in the connector's folder, where ``SecretInFiles`` looks."""
    return "_openapidefinition." in path or "_customcodeblobcontent." in path


def _in_file(archive: Archive, path: str, data: bytes) -> Iterator[Finding]:
    name = f"{archive.name}!{path}"
    if not path.casefold().endswith(".json"):
        yield from secrets_in(name, data.decode("utf-8-sig", "replace"))
        return
    document = read_json(name, data)
    told: set[Place] = set()
    for finding in secrets_of(document):
        told.add(finding.at)
        yield finding
    for place in () if "_openapidefinition." in path else _written_out(document):
        if place not in told:
            yield Finding(f"a {str(place.tokens[-1]) if place.tokens else 'secret'} is written out", at=place)


def _written_out(document: JsonDocument) -> Iterator[Place]:
    """The members that hold a secret by their name, with a text that is neither empty, nor an expression, nor a dummy."""
    from ippub.check.redaction import is_placeholder

    waiting: list[tuple[object, tuple[Token, ...]]] = [(document.value, ())]
    while waiting:
        value, way = waiting.pop()
        if isinstance(value, dict):
            for key, member in value.items():
                if key.casefold() in _SECRET_MEMBERS and isinstance(member, str) and member.strip():
                    if not is_placeholder(member.strip()):
                        yield Place(document.name, (*way, key))
                else:
                    waiting.append((member, (*way, key)))
        elif isinstance(value, list):
            waiting.extend((member, (*way, index)) for index, member in enumerate(value))
