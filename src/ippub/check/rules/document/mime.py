"""The content types that the definition declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, later, rule
from ippub.check.sources import VALIDATOR, review
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Remove, Set

_TOKEN = r"[A-Za-z0-9!#$&^_.+*-]+"
_MIME_TYPE = lazy(rf"{_TOKEN}/{_TOKEN}\s*(?:;\s*[^\s;=]+\s*=\s*(?:[^\s;\"]+|\"[^\"]*\")\s*)*;?")
_SUPPORTED = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
)


@rule("MimeTypeNotSupported", Severity.WARNING, source=review(1095))
def mime_type_not_supported(swagger: Swagger) -> Iterator[Finding]:
    """A content type is none of the four that the platform handles.

    The platform understands JSON, plain text and the two kinds of form. Anything else reaches the flow as
    raw bytes, and the properties in the schema stay empty.

    Fix: Use a supported type when the API offers one; when the API really answers with a file, leave the
    honest type and expect this warning.

    Evidence: Printed as a warning by Microsoft's validator in pull request 1095; connectors for PDF and XML
    files kept it and were accepted.

    Reading: What follows a semicolon, such as the charset, is not looked at.

    Bad:
        produces: [application/xml]
    Good:
        produces: ["application/json; charset=utf-8"]
    """
    for mime, places in _declared(swagger).items():
        if _is_mime_type(mime) and mime.partition(";")[0].strip().lower() not in _SUPPORTED:
            for node, key, index in places:
                message = f"the platform does not support the content type {quoted(mime)}"
                yield Finding(message, at=node.at(key, index))


@rule("MimeTypeNotValid", Severity.ERROR, source=VALIDATOR, fixable=True)
def mime_type_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A content type is not written as a content type.

    The platform sends the value as the Content-Type or Accept header. The form is type/subtype; servers
    refuse anything else.

    Fix: Write the whole type, for instance "application/json".

    Evidence: A code of Microsoft's validator; none of the accepted independent publishers' connectors has
    such a value.

    Reading: The keys of examples are content types too; they are compared with "produces" by the rule
    ResponseExampleMustBeProducedByOperation.

    Bad:
        consumes: [json]
    Good:
        consumes: [application/json]
    """
    for mime, places in _declared(swagger).items():
        if not _is_mime_type(mime):
            remedy = _remedy(mime)
            for node, key, index in places:
                at = node.at(key, index)
                repair = Fix(_as_json(node, key, index)) if remedy else None
                yield Finding(f"{quoted(mime)} is no content type", at=at, remedy=remedy, fix=repair)


def _as_json(node: Node, key: str, index: int) -> later:
    """The entry written in full, or taken out where that is in the list."""
    at = node.at(key, index)
    whole = "application/json"
    return later(lambda: [Remove(at) if whole in node.items_of(key) else Set(at, whole)])


def _is_mime_type(text: str) -> bool:
    """Whether ``text`` has the form type/subtype; 255 characters are more than any real one needs."""
    return len(text) <= 255 and _MIME_TYPE.fullmatch(text.strip()) is not None


def _remedy(mime: str) -> str:
    return 'Write "application/json".' if mime.strip().lower() == "json" else ""


@lru_cache(maxsize=1)
def _declared(swagger: Swagger) -> dict[str, list[tuple[Node, str, int]]]:
    """Each content type with the places where it stands: node, key and index."""
    found: dict[str, list[tuple[Node, str, int]]] = {}
    for node in (swagger, *swagger.operations):
        for key in ("consumes", "produces"):
            if key in node.value:
                for index, mime in enumerate(node.items_of(key)):
                    if isinstance(mime, str):
                        found.setdefault(mime, []).append((node, key, index))
    return found
