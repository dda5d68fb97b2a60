"""Parameters that are shared under ``/parameters`` and the ``$ref`` entries that use them."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import CODING, VALIDATOR
from ippub.check.wording import are_alike, listed, quoted
from ippub.connector.reference import encoded, is_broken_pointer, meant_by, shared_name
from ippub.connector.swagger import Parameter, Swagger
from ippub.document.edit import Set


def _is_shared(parameter: Parameter) -> bool:
    """Whether it stands directly under ``/parameters``."""
    return parameter.operation is None and parameter.path_item is None


@rule("ParameterReferenceNotValid", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def parameter_reference_not_valid(parameter: Parameter) -> Iterator[Finding]:
    """A parameter's $ref does not point under /parameters.

    Only shared parameters of the same file can stand in a parameter list: "#/parameters/" and a name. A
    path into definitions, another file or a web address is not followed.

    Fix: Write "#/parameters/<name>"; in the name "/" is written "~1" and "~" is written "~0".

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {parameters: [{$ref: "#/definitions/Widget"}]}}
    Bad:
        paths:
          /widgets: {get: {parameters: [{$ref: "shared.json#/parameters/limit"}]}}
    Bad:
        parameters:
          limit: {name: limit, in: query, type: integer, x-ms-summary: Limit, description: At most so many.}
        paths:
          /widgets: {get: {parameters: [{$ref: "#/limit"}]}}
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer}
        paths:
          /widgets: {get: {parameters: [{$ref: "#/parameters/limit"}]}}
    """
    ref = parameter.ref
    if not ref or _is_shared(parameter) or is_broken_pointer(ref):  # JsonPointerNotValid has the last
        return
    if shared_name(ref, "parameters") is None:
        message = f'{quoted(ref)} is no reference to a shared parameter ("#/parameters/<name>")'
        at = parameter / "$ref"
        root = parameter.root
        known = root.shared_parameters if isinstance(root, Swagger) else {}
        name = ref.rpartition("/")[2]
        repair = suggestion(Set(at, f"#/parameters/{name}")) if name in known else None
        yield Finding(message, at=at, fix=repair)


@rule("ParameterReferenceNotFound", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def parameter_reference_not_found(parameter: Parameter) -> Iterator[Finding]:
    """A $ref names a shared parameter that does not exist.

    The operation would lose that parameter, and the platform refuses the file when it loads it.

    Fix: Add the parameter under /parameters, or correct the name (upper and lower case count).

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {parameters: [{$ref: "#/parameters/limit"}]}}
    Bad:
        parameters:
          Limit: {name: limit, in: query, type: integer}
        paths:
          /widgets: {get: {parameters: [{$ref: "#/parameters/limit"}]}}
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer}
        paths:
          /widgets: {get: {parameters: [{$ref: "#/parameters/limit"}]}}
    """
    name = shared_name(parameter.ref, "parameters")
    root = parameter.root
    if name is None or _is_shared(parameter) or not isinstance(root, Swagger):
        return
    if name not in root.shared_parameters:
        known = next((other for other in root.shared_parameters if other.lower() == name.lower()), "")
        remedy = f'Write "#/parameters/{known}".' if known else ""
        message = f"there is no shared parameter {quoted(name)}"
        at = parameter / "$ref"
        repair = suggestion(Set(at, f"#/parameters/{encoded(known)}")) if known else None
        yield Finding(message, at=at, remedy=remedy, fix=repair)


@rule("ParameterRefLoopNotAllowed", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def parameter_ref_loop_not_allowed(parameter: Parameter) -> Iterator[Finding]:
    """A shared parameter is itself only a reference.

    References are followed for one step. A shared parameter that refers to another one, or to itself, means
    nothing.

    Fix: Write the parameter out in place of the $ref.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        parameters:
          size: {$ref: "#/parameters/limit"}
          limit: {name: limit, in: query, type: integer}
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer}
    """
    if _is_shared(parameter) and parameter.ref:
        name = quoted(parameter.step[-1])
        root = parameter.root
        meant = (
            meant_by(parameter.ref, "parameters", root.object_of("parameters")) if isinstance(root, Swagger) else None
        )
        repair = suggestion(Set(parameter.place, meant)) if meant is not None else None
        message = f"the shared parameter {name} only refers to {quoted(parameter.ref)}"
        yield Finding(message, at=parameter / "$ref", fix=repair)


@rule("RepeatedParameterNotShared", Severity.INFO, source=CODING)
def repeated_parameter_not_shared(swagger: Swagger) -> Iterator[Finding]:
    """The same parameter is written out in several operations.

    A text that stands in ten places is corrected in nine. Swagger lets operations share a parameter.

    Fix: Define the parameter once under /parameters and use {"$ref": "#/parameters/<name>"} in the
    operations.

    Evidence: Microsoft's coding standards advise it; no review is known that asked for it.

    Reading: Parameters count as the same when everything in them is equal but for a full stop. Bodies are left out,
    because their schemas are shared under /definitions. One info is given for the whole file.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: page, in: query, type: integer}]}}
          /orders:
            get:
              operationId: ListOrders
              parameters: [{name: page, in: query, type: integer}]
              responses: {"200": {description: OK}}
    Good:
        parameters:
          page: {name: page, in: query, type: integer}
        paths:
          /widgets: {get: {parameters: [{$ref: "#/parameters/page"}]}}
          /orders:
            get:
              operationId: ListOrders
              parameters: [{$ref: "#/parameters/page"}]
              responses: {"200": {description: OK}}
    """
    first: dict[tuple[str, str], Parameter] = {}
    again: dict[str, Parameter] = {}
    for operation in swagger.operations:
        for parameter in operation.own_parameters:
            name = parameter.name
            if not name or name in again or parameter.ref or parameter.location == "body":
                continue
            known = first.setdefault((name, parameter.location), parameter)
            if known is not parameter and known.operation is not operation and are_alike(known.value, parameter.value):
                again[name] = parameter
    if again:
        noun = "parameter is" if len(again) == 1 else "parameters are"
        message = f"{len(again)} {noun} written out alike in several operations: {listed(again)}"
        yield Finding(message, at=next(iter(again.values())).place)
