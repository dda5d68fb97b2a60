"""The parameter list of an operation or a path as a whole: repetitions, several bodies, path variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted, titled
from ippub.connector.reference import all_entries, resolved
from ippub.connector.swagger import Operation, Parameter, Swagger
from ippub.document.edit import Edit, Remove, Set
from ippub.document.json import Json

_VARIABLE = lazy(r"\{([^{}/]+)\}")


def _bodies(pairs: Iterable[tuple[Parameter, Parameter]]) -> dict[str, Parameter]:
    """The body parameters by name: the entry that stands for each."""
    return {meant.name: entry for entry, meant in pairs if meant.location == "body"}


@rule("OperationMissingPathParameter", Severity.ERROR, source=VALIDATOR, suggests=True)
def operation_missing_path_parameter(swagger: Swagger) -> Iterator[Finding]:
    """A variable in the path has no parameter.

    The platform builds the address of a call by putting the values of path parameters where the path has
    {variables}. A variable without a parameter would be sent as it stands, braces included.

    Fix: Define a parameter with "in": "path", "required": true and exactly the variable's name.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets/{id}:
            get: {operationId: GetWidget, responses: {"200": {description: OK}}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string}]
              responses: {"200": {description: OK}}
    """
    for operation, variables, names in _unmatched(swagger):
        if variables.keys() <= names:
            continue
        entries = all_entries(operation)
        meanings = [meant for _, meant in resolved(entries, swagger)]
        if len(meanings) < len(entries):
            continue  # a broken reference is reported by itself and may well be the missing one
        elsewhere = {meant.name: meant.location for meant in meanings if meant.location not in ("path", "body")}
        for position, name in enumerate(variables):
            if name not in names:
                message = f"{operation.label} has no path parameter for {{{name}}} of its path"
                remedy = ""
                if name in elsewhere:
                    remedy = f'Change "in" of the parameter {quoted(name)} from "{elsewhere[name]}" to "path".'
                repair = _moved(entries, name) if name in elsewhere else suggestion(_missing(operation, name, position))
                yield Finding(message, at=operation / "parameters", remedy=remedy, fix=repair)


@rule("PathParameterNotDefinedInTemplate", Severity.ERROR, source=VALIDATOR, suggests=True)
def path_parameter_not_defined_in_template(swagger: Swagger) -> Iterator[Finding]:
    """A path parameter has no place in the path.

    The value that the user enters could go nowhere, because the path has no {variable} of that name. Upper
    and lower case count.

    Fix: Add the variable to the path, correct the name, or change "in" to where the service wants the
    value.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets:
            get:
              parameters: [{name: id, in: path, required: true, type: string}]
    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: ID, in: path, required: true, type: string}]
              responses: {"200": {description: OK}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string}]
              responses: {"200": {description: OK}}
    """
    for operation, variables, names in _unmatched(swagger):
        if names <= variables.keys():
            continue
        for entry, meant in resolved(all_entries(operation), swagger):
            if meant.location == "path" and meant.name and meant.name not in variables:
                path = quoted(operation.path)
                message = f"the path parameter {quoted(meant.name)} does not occur in the path {path}"
                same = [variable for variable in variables.keys() - names if variable.lower() == meant.name.lower()]
                repair = suggestion(Set(meant / "name", same[0])) if len(same) == 1 else None
                yield Finding(message, at=entry.place, fix=repair)


@rule("OperationParametersContainDuplicateParameter", Severity.ERROR, source=VALIDATOR, fixable=True)
def operation_parameters_contain_duplicate_parameter(swagger: Swagger) -> Iterator[Finding]:
    """An operation defines one parameter twice.

    A parameter is known by its name and its location. With two of the same kind the designer cannot tell
    which of the two values to send.

    Fix: Remove the repetition.

    Evidence: Microsoft's validator refuses it; one independent connector, from 2021, does it.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - {name: limit, in: query, type: integer}
                - {name: limit, in: query, type: string}
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - {name: limit, in: query, type: integer}
                - {name: limit, in: header, type: string}
    """
    for operation in _repeating(swagger):
        yield from _repeated([entry for entry in operation.own_parameters if not entry.ref], operation.label)


@rule("OperationParametersAreNotUnique", Severity.ERROR, source=VALIDATOR, fixable=True)
def operation_parameters_are_not_unique(swagger: Swagger) -> Iterator[Finding]:
    """An operation takes one parameter twice, at least once by reference.

    A $ref to a shared parameter counts as the parameter itself. Name and location may occur once in an
    operation.

    Fix: Remove one of the two entries.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Reading: The list of rules has two codes for parameters that occur twice. This one speaks where a $ref
    takes part, OperationParametersContainDuplicateParameter where both are written in the operation.

    Bad:
        parameters:
          limit: {name: limit, in: query, type: integer}
        paths:
          /widgets:
            get:
              parameters:
                - {name: limit, in: query, type: integer}
                - {$ref: "#/parameters/limit"}
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer}
        paths:
          /widgets:
            get:
              parameters: [{$ref: "#/parameters/limit"}]
    """
    for operation in _repeating(swagger):
        seen: dict[tuple[str, str], Parameter] = {}
        meanings: dict[int, Parameter] = {}
        for entry, meant in resolved(operation.own_parameters, swagger):
            meanings[id(entry)] = meant
            first = seen.setdefault((meant.name, meant.location), entry)
            if first is not entry and (first.ref or entry.ref):
                message = f"{operation.label} takes the {meant.location} parameter {quoted(meant.name)} twice"
                repair = Fix((Remove(entry.place),), safe=meanings[id(first)].value == meant.value)
                yield Finding(message, at=entry.place, fix=repair)


@rule("PathParametersContainDuplicateParameter", Severity.ERROR, source=VALIDATOR, fixable=True)
def path_parameters_contain_duplicate_parameter(swagger: Swagger) -> Iterator[Finding]:
    """A path defines one parameter twice for all its operations.

    A parameter is known by its name and its location; which of the two would be sent is anyone's guess.

    Fix: Remove the repetition.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Bad:
        paths:
          /widgets:
            parameters:
              - {name: tenant, in: query, type: string}
              - {name: tenant, in: query, type: string}
    Good:
        paths:
          /widgets:
            parameters: [{name: tenant, in: query, type: string}]
    """
    for path, entries in swagger.path_parameters.items():
        if len(entries) > 1:
            yield from _repeated(entries, path)


@rule("OperationParametersContainMultipleBodyParameters", Severity.ERROR, source=VALIDATOR)
def operation_parameters_contain_multiple_body_parameters(swagger: Swagger) -> Iterator[Finding]:
    """An operation has two bodies.

    A request has one body, so only one parameter can describe it. A body that the path defines for all its
    operations counts too.

    Fix: Merge the bodies into one object schema and keep one body parameter.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters:
                - {name: widget, in: body, schema: {type: object}}
                - {name: options, in: body, schema: {type: object}}
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: widget, in: body, schema: {type: object}}]
              responses: {"201": {description: Created}}
    """
    for operation in swagger.operations:
        if operation.locations.count("body") < 2:
            continue
        own = _bodies(resolved(operation.own_parameters, swagger))
        shared = _bodies(resolved(swagger.path_parameters[operation.path], swagger))
        names = list({**shared, **own})
        if own and len(names) > 1:
            message = f"{operation.label} has two bodies, {quoted(names[0])} and {quoted(names[1])}"
            yield Finding(message, at=list(own.values())[-1].place)


@rule("PathParametersContainMultipleBodyParameters", Severity.ERROR, source=VALIDATOR)
def path_parameters_contain_multiple_body_parameters(swagger: Swagger) -> Iterator[Finding]:
    """A path defines two bodies for all its operations.

    A request has one body, so only one parameter can describe it.

    Fix: Keep one body parameter and merge the other's properties into its schema.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Bad:
        paths:
          /widgets:
            parameters:
              - {name: widget, in: body, schema: {type: object}}
              - {name: options, in: body, schema: {type: object}}
    Good:
        paths:
          /widgets:
            parameters: [{name: widget, in: body, schema: {type: object}}]
    """
    for path, entries in swagger.path_parameters.items():
        bodies = _bodies(resolved(entries, swagger)) if len(entries) > 1 else {}
        if len(bodies) > 1:
            first, second, *_ = bodies
            message = f"{path} has two bodies, {quoted(first)} and {quoted(second)}"
            yield Finding(message, at=bodies[second].place)


@rule("ParameterListContainsFormDataAndBody", Severity.ERROR, source=VALIDATOR, needs="formData")
def parameter_list_contains_form_data_and_body(swagger: Swagger) -> Iterator[Finding]:
    """An operation sends a body and a form at once.

    Form fields are the body of the request; there is no room for a second body beside them.

    Fix: Choose one: move the body's properties into form fields, or the form fields into the body's schema.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters:
                - {name: photo, in: formData, type: file}
                - {name: widget, in: body, schema: {type: object}}
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: photo, in: formData, type: file}]
              responses: {"201": {description: Created}}
    """
    for operation in swagger.operations:
        if "body" not in operation.locations or "formData" not in operation.locations:
            continue
        pairs = list(resolved(all_entries(operation), swagger))
        body = next((meant for _, meant in pairs if meant.location == "body"), None)
        field = next((meant for _, meant in pairs if meant.location == "formData"), None)
        if body is not None and field is not None:
            message = f"{operation.label} has the body {quoted(body.name)} and the form field {quoted(field.name)}"
            yield Finding(message, at=operation / "parameters")


@lru_cache(maxsize=1)
def _unmatched(swagger: Swagger) -> list[tuple[Operation, dict[str, None], set[str]]]:
    """The operations whose path has other variables than they have path parameters, with both by name."""
    found = []
    for operation in swagger.operations:
        if "{" in operation.path or "path" in operation.locations:
            variables = dict.fromkeys(_VARIABLE.findall(operation.path))
            names = {parameter.name for parameter in operation.parameters if parameter.location == "path"} - {""}
            if variables.keys() != names:
                found.append((operation, variables, names))
    return found


@lru_cache(maxsize=1)
def _repeating(swagger: Swagger) -> list[Operation]:
    """The operations in whose parameters, those of the path included, a name and location may come again."""
    shared = swagger.path_parameters
    return [
        operation
        for operation in swagger.operations
        if len(operation.parameters) < len(operation.own_parameters) + len(shared[operation.path])
    ]


def _repeated(entries: list[Parameter], label: str) -> Iterator[Finding]:
    """A finding for each entry whose name and location occurred before."""
    seen: dict[tuple[str, str], Parameter] = {}
    for entry in entries:
        if entry.ref or not entry.name:
            continue
        first = seen.setdefault((entry.name, entry.location), entry)
        if first is not entry:
            message = f"{label} defines the {entry.location} parameter {quoted(entry.name)} twice"
            repair = Fix((Remove(entry.place),), safe=first.value == entry.value)
            yield Finding(message, at=entry.place, fix=repair)


def _missing(operation: Operation, name: str, position: int) -> Edit:
    """The definition of a path parameter of which nothing but the name and its ``position`` in the path is known."""
    added: Json = {
        "name": name,
        "in": "path",
        "required": True,
        "type": "string",
        "x-ms-summary": titled(name) or name,
        "description": f"The value for {name} in the address of the call.",
        "x-ms-url-encoding": "single",
    }
    if "parameters" in operation:
        return Set(operation.at("parameters", len(operation.items_of("parameters")) + position), added)
    return Set(operation / "parameters", [added], after="operationId")


def _moved(entries: list[Parameter], name: str) -> Fix | None:
    """The parameter of this name in the path, None when it is a shared one."""
    found = next((entry for entry in entries if entry.name == name and entry.location in ("query", "header")), None)
    if found is None:
        return None
    return suggestion(Set(found / "in", "path"), Set(found / "required", True, after="in"))
