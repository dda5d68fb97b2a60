"""Responses that are shared under ``/responses`` and the ``$ref`` entries that use them."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.reference import encoded, is_broken_pointer, meant_by, shared_name
from ippub.connector.swagger import Response, Swagger
from ippub.document.edit import Set


@rule("ResponseReferenceNotValid", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def response_reference_not_valid(response: Response) -> Iterator[Finding]:
    """A response's $ref does not point under /responses.

    Only shared responses of the same file can stand for a response: "#/responses/" and a name. A definition
    is a schema, not a response.

    Fix: Write "#/responses/<name>". To use a definition, put it into a schema: {"schema": {"$ref": ...}}.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Bad:
        paths:
          /widgets: {get: {responses: {"404": {$ref: "#/definitions/Widget"}}}}
    Bad:
        responses:
          Missing: {description: There is no such widget.}
        paths:
          /widgets: {get: {responses: {"404": {$ref: "#/components/responses/Missing"}}}}
    Good:
        responses:
          Missing: {description: There is no such widget.}
        paths:
          /widgets: {get: {responses: {"404": {$ref: "#/responses/Missing"}}}}
    """
    if not response.ref or response.operation is None or is_broken_pointer(response.ref):
        return  # JsonPointerNotValid has what begins with "#" and is no pointer
    if shared_name(response.ref, "responses") is None:
        message = f'{quoted(response.ref)} is no reference to a shared response ("#/responses/<name>")'
        at = response / "$ref"
        root = response.root
        name = response.ref.rpartition("/")[2]
        known = isinstance(root, Swagger) and name in root.shared_responses
        repair = suggestion(Set(at, f"#/responses/{name}")) if known else None
        yield Finding(message, at=at, fix=repair)


@rule("ResponseReferenceNotFound", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def response_reference_not_found(response: Response) -> Iterator[Finding]:
    """A $ref names a shared response that does not exist.

    The operation would lose that response, and the platform refuses the file when it loads it.

    Fix: Add the response under /responses, or correct the name (upper and lower case count).

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Bad:
        paths:
          /widgets: {get: {responses: {"404": {$ref: "#/responses/Missing"}}}}
    Bad:
        responses:
          missing: {description: There is no such widget.}
        paths:
          /widgets: {get: {responses: {"404": {$ref: "#/responses/Missing"}}}}
    Good:
        responses:
          Missing: {description: There is no such widget.}
        paths:
          /widgets: {get: {responses: {"404": {$ref: "#/responses/Missing"}}}}
    """
    name = shared_name(response.ref, "responses")
    root = response.root
    if name is None or response.operation is None or not isinstance(root, Swagger):
        return
    if name not in root.shared_responses:
        known = next((other for other in root.shared_responses if other.lower() == name.lower()), "")
        remedy = f'Write "#/responses/{known}".' if known else ""
        at = response / "$ref"
        repair = suggestion(Set(at, f"#/responses/{encoded(known)}")) if known else None
        yield Finding(f"there is no shared response {quoted(name)}", at=at, remedy=remedy, fix=repair)


@rule("ResponseRefLoopNotAllowed", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def response_ref_loop_not_allowed(response: Response) -> Iterator[Finding]:
    """A shared response is itself only a reference.

    References are followed for one step. A shared response that refers to another one, or to itself, means
    nothing.

    Fix: Write the response out in place of the $ref.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        responses:
          Gone: {$ref: "#/responses/Missing"}
          Missing: {description: There is no such widget.}
    Good:
        responses:
          Missing: {description: There is no such widget.}
    """
    if response.operation is None and response.ref:
        message = f"the shared response {quoted(response.code)} only refers to {quoted(response.ref)}"
        root = response.root
        meant = meant_by(response.ref, "responses", root.object_of("responses")) if isinstance(root, Swagger) else None
        repair = suggestion(Set(response.place, meant)) if meant is not None else None
        yield Finding(message, at=response / "$ref", fix=repair)
