"""Microsoft's extensions: their names and the visibility."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.shape import SwaggerShape
from ippub.check.sources import DEFINITION_SCHEMA, EXTENSIONS
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Remove, Rename, Set
from ippub.nearest import nearest

MAX_NAMES = 100
"""How many different unknown names of one definition are told: each is compared with all known ones."""
_KNOWN = frozenset(
    "x-ms-" + name
    for name in [
        "agentic-protocol",
        "api-annotation",
        "capabilities",
        "connector-metadata",
        "deployment-version",
        "docs",
        "dynamic-list",
        "dynamic-properties",
        "dynamic-schema",
        "dynamic-tree",
        "dynamic-values",
        "editor",
        "editor-options",
        "enum",
        "enum-values",
        "keywords",
        "localizeDefaultValue",
        "media-kind",
        "no-generic-test",
        "notification",
        "notification-content",
        "notification-url",
        "openai-data",
        "openai-manifest",
        "openai-published-to-copilots",
        "operation-context",
        "pageable",
        "parameter-location",
        "require-user-confirmation",
        "safe-operation",
        "skip-url-encoding",
        "summary",
        "test-value",
        "trigger",
        "trigger-hint",
        "trigger-metadata",
        "trigger-value",
        "url-encoding",
        "visibility",
    ]
)
"""Those of Microsoft's JSON Schema and documentation, and newer ones that accepted connectors use."""


@rule("VisibilityValue", Severity.ERROR, source=EXTENSIONS, fixable=True)
def visibility_value(shape: SwaggerShape) -> Iterator[Finding]:
    """The visibility is none of important, advanced and internal.

    The designer compares the word exactly. With any other one it shows the input or action as usual,
    although you wanted to put it first or to hide it.

    Fix: Write "important", "advanced" or "internal" in lower case. For "none" take the extension out.

    Evidence: Microsoft's JSON Schema allows these three only, and every accepted independent publisher's
    connector keeps to them.

    Bad:
        paths: {/widgets: {get: {x-ms-visibility: Important}}}
    Bad:
        definitions: {Widget: {properties: {id: {type: string, x-ms-visibility: none}}}}
    Good:
        paths: {/widgets: {get: {x-ms-visibility: important}}}
    """
    for fault in shape.faults:
        if fault.keyword == "enum" and fault.name == "x-ms-visibility":
            value = str(fault.value).strip().lower()
            remedy = f'Write "{value}".' if value in fault.expected else ""
            if value in ("", "none"):
                remedy = 'Take "x-ms-visibility" out.'
            message = f"the x-ms-visibility of the {fault.owner} is {quoted(fault.value)}"
            at = shape.at(fault)
            repair = None
            if remedy:
                repair = fix(Set(at, value) if value in fault.expected else Remove(at))
            yield Finding(message, at=at, remedy=remedy, fix=repair)


@rule("UnknownMicrosoftExtension", Severity.INFO, source=DEFINITION_SCHEMA, suggests=True)
def unknown_microsoft_extension(connector: Connector) -> Iterator[Finding]:
    """An extension that begins with x-ms- is none that the platform knows.

    What the platform does not know it ignores. A misspelt x-ms-summary means an input without a name, a
    misspelt x-ms-visibility an input that should be hidden and is not.

    Fix: Correct the spelling, or take the extension out; for something of your own write "x-" without "ms-".

    Evidence: Microsoft's JSON Schema refuses unknown ones, but its validator does not: misspelt ones stand
    in several accepted connectors. Names that are close to a known one are a warning, all others
    information.

    Reading: Microsoft has no complete list. We know those of its JSON Schema and documentation and the
    newer ones that accepted connectors use. Each name is told once, with the number of places.

    Bad:
        paths: {/widgets: {get: {x-ms-visibilty: important}}}
    Bad:
        paths: {/widgets: {get: {x-ms-widget-colour: red}}}
    Good:
        paths: {/widgets: {get: {x-ms-visibility: important, x-widget-colour: red}}}
    """
    document, swagger = connector.swagger_document, connector.swagger
    if document is None or swagger is None:
        return
    unknown = frozenset([key for key in document.contents.keys if key[:5] == "x-ms-"]) - _KNOWN
    if not unknown:
        return  # nearly always
    found: dict[str, list[Node]] = {}
    for node in (*_objects(swagger), *swagger.inventory.holders_of_any(unknown)):
        if not unknown.isdisjoint(node.value):
            for key in node.value:
                if key in unknown:
                    found.setdefault(key, []).append(node)
    for key, nodes in islice(found.items(), MAX_NAMES):
        near = nearest(key.removeprefix("x-ms-"), [name.removeprefix("x-ms-") for name in _KNOWN])
        typo = near is not None and _close(key, "x-ms-" + near)
        where = f" ({len(nodes)} places)" if len(nodes) > 1 else ""
        yield Finding(
            f"{quoted(key)} is no known extension{where}",
            at=(nodes[0] / key).marked_key,
            remedy=f'Write "x-ms-{near}".' if typo else "",
            severity=Severity.WARNING if typo else None,
            fix=_respelt(nodes, key, f"x-ms-{near}") if typo else None,
        )


def _respelt(nodes: list[Node], key: str, right: str) -> Fix | None:
    if any(right in node for node in nodes):
        return None
    return suggestion(*(Rename(node / key, right) for node in nodes))


def _close(key: str, known: str) -> bool:
    """Whether ``key`` is most likely a misspelt ``known``: not merely a longer name that begins with it."""
    from difflib import SequenceMatcher

    if abs(len(key) - len(known)) > 3:
        return False
    return SequenceMatcher(None, key[5:].strip(), known[5:]).ratio() >= 0.85


def _objects(swagger: Swagger) -> Iterator[Node]:
    """Every object that extensions can stand in, schemas left out."""
    yield swagger
    if (info := swagger.info) is not None:
        yield info
        for key in ("contact", "license"):
            if (child := info.child(key)) is not None:
                yield child
    for _, tag in swagger.elements("tags"):
        yield tag
    yield from swagger.path_items
    yield from swagger.operations
    yield from swagger.parameters
    yield from swagger.responses
    yield from swagger.headers
    yield from swagger.items
    yield from swagger.security_schemes
