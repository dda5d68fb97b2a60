"""What a response holds beside its schema: description, headers, examples, the texts of its properties."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.rules.response.codes import by_codes
from ippub.check.sources import STRINGS, VALIDATOR, review
from ippub.check.wording import listed, quoted, with_ends
from ippub.connector.swagger import Response, Swagger
from ippub.document.edit import Remove, Set

_ENDS = (".", "!", "?", "…")
_CLOSING = "\"'”’)]"
_PHRASES = {
    "200": "OK",
    "201": "Created",
    "202": "Accepted",
    "204": "No Content",
    "301": "Moved Permanently",
    "302": "Found",
    "304": "Not Modified",
    "400": "Bad Request",
    "401": "Unauthorized",
    "402": "Payment Required",
    "403": "Forbidden",
    "404": "Not Found",
    "405": "Method Not Allowed",
    "406": "Not Acceptable",
    "408": "Request Timeout",
    "409": "Conflict",
    "410": "Gone",
    "413": "Content Too Large",
    "415": "Unsupported Media Type",
    "422": "Unprocessable Content",
    "429": "Too Many Requests",
    "500": "Internal Server Error",
    "501": "Not Implemented",
    "502": "Bad Gateway",
    "503": "Service Unavailable",
    "504": "Gateway Timeout",
}
"""The phrases of RFC 9110 and RFC 6585."""
_GENERIC = ("default", "response", "")


def _plain(mime: str) -> str:
    return mime.partition(";")[0].strip().lower()


@rule("ResponseExampleMustBeProducedByOperation", Severity.ERROR, source=VALIDATOR, needs="examples", suggests=True)
def response_example_must_be_produced_by_operation(swagger: Swagger) -> Iterator[Finding]:
    """A response has an example of a type that the operation does not produce.

    The examples of a response stand under their content type. One that is not in "produces" can never be an
    answer.

    Fix: Add the content type to "produces", correct it, or remove the example.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Reading: Parameters of a content type, such as "charset", are not compared.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": {examples: {text/csv: "id;name"}}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {examples: {application/json: {widgets: []}}}}}}
    """
    for operation in swagger.operations:
        for response in operation.responses:
            examples = response.object_of("examples")
            if not examples:
                continue
            produced = {_plain(mime) for mime in operation.produces}
            for mime in examples:
                if not mime.startswith("x-") and _plain(mime) not in produced:
                    message = f"there is an example of {quoted(mime)}, which {operation.label} does not produce"
                    at = response.at("examples", mime).marked_key
                    gone = Remove(at if len(examples) > 1 else response / "examples")
                    yield Finding(message, at=at, fix=suggestion(gone))


@rule("ResponseHeadersAreNotUnique", Severity.ERROR, source=VALIDATOR, needs="headers", fixable=True)
def response_headers_are_not_unique(response: Response) -> Iterator[Finding]:
    """A response declares one header twice.

    Upper and lower case do not count in the name of a header, so "ETag" and "etag" are the same.

    Fix: Remove one of the two.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Reading: Names are the same when they differ in upper and lower case only.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": {headers: {ETag: {type: string}, etag: {type: string}}}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {headers: {ETag: {type: string}, Location: {type: string}}}}}}
    """
    seen: dict[str, str] = {}
    for name in response.object_of("headers"):
        first = seen.setdefault(name.lower(), name)
        if first != name:
            message = f"the header {quoted(name)} is declared as {quoted(first)} already"
            at = response.at("headers", name).marked_key
            headers = response.object_of("headers")
            repair = Fix((Remove(at),), safe=headers[name] == headers[first])
            yield Finding(message, at=at, fix=repair)


@rule("ResponseDescriptionGeneric", Severity.INFO, source=review(2433), suggests=True)
def response_description_generic(swagger: Swagger) -> Iterator[Finding]:
    """The description of a response says nothing.

    "default" is what the connector wizard writes when it knows nothing. The description stands in the
    reference that Microsoft generates from the connector.

    Fix: Say what the answer means, or use the phrase of the status code: "OK", "Created", "Bad Request".

    Evidence: A reviewer asked for it in pull request 2433; many accepted connectors have such a
    description.

    Reading: "default", "Response", the status code itself and an empty text count as saying nothing. Hidden
    operations are left out, and one info is given for the whole file.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": {description: default}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {description: OK}}}}
    """
    texts = {text for response in swagger.responses if type(text := response.value.get("description")) is str}
    said = {code for codes in by_codes(swagger) for code in codes}.union(_GENERIC, swagger.shared_responses)
    generic = {text: word for text in texts if (word := text.strip().rstrip(".").lower()) in said}
    found = []
    for response in swagger.responses if generic else ():
        value = response.get("description")
        meaning = generic.get(value) if isinstance(value, str) else None
        if meaning is None or (meaning not in _GENERIC and meaning != response.code):
            continue
        if not response.ref and not (response.operation and response.operation.internal):
            found.append(response)
    if found:
        shown = listed(dict.fromkeys(response.text("description") for response in found))
        noun = "response is" if len(found) == 1 else "responses are"
        at = found[0] / "description"
        known = [response for response in found if response.code in _PHRASES]
        phrases = Fix(later(lambda: [Set(each / "description", _PHRASES[each.code]) for each in known]), safe=False)
        yield Finding(f"{len(found)} {noun} described as {shown}", at=at, fix=phrases if known else None)


@rule("ResponsePropertyDescriptionPunctuation", Severity.INFO, source=STRINGS, fixable=True)
def response_property_description_punctuation(swagger: Swagger) -> Iterator[Finding]:
    """Descriptions of what an operation gives back do not end like sentences.

    They are printed in the reference that Microsoft generates from the connector, where sentences end.

    Fix: End each description with a full stop.

    Evidence: Microsoft's guide to texts asks for it; 41 % of the connectors accepted in 2023 and 2024 do
    otherwise.

    Reading: A description of one word needs no full stop. One info is given for the whole file.

    Bad:
        definitions:
          Widget: {properties: {id: {description: What identifies the widget}}}
    Good:
        definitions:
          Widget: {properties: {id: {description: What identifies the widget.}}}
    """
    inventory = swagger.inventory
    texts = inventory.texts["description"]
    open_ended = {text for text in texts if text[-1] not in _ENDS and " " in text and _lacks_end(text)}
    found = [
        schema
        for root, schemas in inventory.by_root(inventory.with_text("description", open_ended))
        if swagger.is_output(root)
        for schema in schemas
        if schema.role == "property"
    ]
    if found:
        noun = "property has a description" if len(found) == 1 else "properties have descriptions"
        names = listed(dict.fromkeys(schema.name for schema in found))
        message = f"{len(found)} response {noun} without a full stop: {names}"
        yield Finding(message, at=found[0] / "description", fix=with_ends(found))


def _lacks_end(text: str) -> bool:
    """Whether ``text``, which has several words, does not end like a sentence."""
    text = text.strip()
    return " " in text and not text.rstrip(_CLOSING).endswith(_ENDS)
