"""The older dynamic extensions and the newer ones that stand beside them for the newer designers."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.sources import EXTENSIONS, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import Calls, Reference, calls_of
from ippub.connector.swagger import DYNAMIC, Invocation, Operation, Swagger
from ippub.document.edit import Edit, Remove, Set
from ippub.document.json import Json

_ENOUGH = 50
"""How many operations are asked what a name means in them."""
_NEWER = {"x-ms-dynamic-values": "x-ms-dynamic-list", "x-ms-dynamic-schema": "x-ms-dynamic-properties"}


@rule(
    "DynamicListExtensionRequiredForAmbiguousReferences",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-dynamic-values",
    suggests=True,
)
def dynamic_list_for_ambiguous_reference(swagger: Swagger) -> Iterator[Finding]:
    """A list takes a value from a name that means both a parameter and a body property.

    In x-ms-dynamic-values a reference is a bare name, so nobody can say which of the two is meant. In
    x-ms-dynamic-list it is a whole path.

    Fix: Add x-ms-dynamic-list next to x-ms-dynamic-values, with "parameterReference" as a whole path: "id"
    or "body/id".

    Evidence: The validator's own list names it; none of the accepted connectors does it.

    Reading: The documentation does not say what "ambiguous" means. Here it is a name that a parameter and a
    property of the body share.

    Bad:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - {name: limit, in: query, type: integer}
                - name: body
                  in: body
                  schema:
                    type: object
                    properties:
                      limit: {type: integer}
                      widget:
                        type: string
                        x-ms-dynamic-values:
                          operationId: ListWidgets
                          value-path: id
                          parameters: {limit: {parameter: limit}}
    Good:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - {name: limit, in: query, type: integer}
                - name: body
                  in: body
                  schema:
                    type: object
                    properties:
                      limit: {type: integer}
                      widget:
                        type: string
                        x-ms-dynamic-values:
                          operationId: ListWidgets
                          value-path: id
                          parameters: {limit: {parameter: limit}}
                        x-ms-dynamic-list:
                          operationId: ListWidgets
                          itemValuePath: id
                          parameters: {limit: {parameterReference: limit}}
    """
    yield from _ambiguous(swagger, "x-ms-dynamic-values")


@rule(
    "DynamicPropertiesExtensionRequiredForAmbiguousReferences",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-dynamic-schema",
    suggests=True,
)
def dynamic_properties_for_ambiguous_reference(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic form takes a value from a name that means both a parameter and a body property.

    In x-ms-dynamic-schema a reference is a bare name, so nobody can say which of the two is meant. In
    x-ms-dynamic-properties it is a whole path.

    Fix: Add x-ms-dynamic-properties next to x-ms-dynamic-schema, with "parameterReference" as a whole path.

    Evidence: The validator's own list names it; none of the accepted connectors does it.

    Reading: The documentation does not say what "ambiguous" means. Here it is a name that a parameter and a
    property of the body share.

    Bad:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - {name: limit, in: query, type: integer}
                - name: body
                  in: body
                  schema:
                    type: object
                    properties:
                      limit: {type: integer}
                      widget:
                        type: object
                        x-ms-dynamic-schema:
                          operationId: ListWidgets
                          value-path: schema
                          parameters: {limit: {parameter: limit}}
    Good:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - {name: limit, in: query, type: integer}
                - name: body
                  in: body
                  schema:
                    type: object
                    x-ms-dynamic-schema:
                      operationId: ListWidgets
                      value-path: schema
                      parameters: {limit: {parameter: limit}}
    """
    yield from _ambiguous(swagger, "x-ms-dynamic-schema")


@rule(
    "DynamicListExtensionRequiredForNonParameterReferences",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-dynamic-values",
    suggests=True,
)
def dynamic_list_for_property_reference(swagger: Swagger) -> Iterator[Finding]:
    """A list takes a value from a body property, which x-ms-dynamic-values cannot name.

    References in x-ms-dynamic-values are names of parameters. The newer designer finds a property of the
    body only through the whole path in x-ms-dynamic-list.

    Fix: Add x-ms-dynamic-list next to x-ms-dynamic-values, with "parameterReference" as a path such as
    "body/shop".

    Evidence: The validator's own list names it; the older form still works in the older designer.

    Reading: The documentation names the case without an example. Here it is a name that no parameter has and a
    property inside the body has.

    Bad:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    properties:
                      count: {type: integer}
                      widget:
                        type: string
                        x-ms-dynamic-values:
                          operationId: ListWidgets
                          value-path: id
                          parameters: {limit: {parameter: count}}
    Good:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    properties:
                      count: {type: integer}
                      widget:
                        type: string
                        x-ms-dynamic-values:
                          operationId: ListWidgets
                          value-path: id
                          parameters: {limit: {parameter: count}}
                        x-ms-dynamic-list:
                          operationId: ListWidgets
                          itemValuePath: id
                          parameters: {limit: {parameterReference: body/count}}
    """
    yield from _non_parameter(swagger, "x-ms-dynamic-values")


@rule(
    "DynamicPropertiesExtensionRequiredForNonParameterReferences",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-dynamic-schema",
    suggests=True,
)
def dynamic_properties_for_property_reference(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic form takes a value from a body property, which x-ms-dynamic-schema cannot name.

    References in x-ms-dynamic-schema are names of parameters. The newer designer finds a property of the
    body only through the whole path in x-ms-dynamic-properties.

    Fix: Add x-ms-dynamic-properties next to x-ms-dynamic-schema, with "parameterReference" as a path:
    "body/shop".

    Evidence: The validator's own list names it; the older form still works in the older designer.

    Reading: The documentation names the case without an example. Here it is a name that no parameter has and a
    property inside the body has.

    Bad:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    properties:
                      count: {type: integer}
                      widget:
                        type: object
                        x-ms-dynamic-schema:
                          operationId: ListWidgets
                          value-path: schema
                          parameters: {limit: {parameter: count}}
    Good:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - {name: count, in: query, type: integer}
                - name: body
                  in: body
                  schema:
                    type: object
                    x-ms-dynamic-schema:
                      operationId: ListWidgets
                      value-path: schema
                      parameters: {limit: {parameter: count}}
    """
    yield from _non_parameter(swagger, "x-ms-dynamic-schema")


@rule(
    "DynamicPropertiesExtensionRequiredForPropertiesValuePath",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-dynamic-schema",
    suggests=True,
)
def dynamic_properties_for_properties_path(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic form reads "properties" of a schema and not the schema itself.

    With a path that ends in "properties" the designer gets the fields but not what belongs to the object
    around them, such as which fields are required. x-ms-dynamic-properties reads the schema itself.

    Fix: Add x-ms-dynamic-properties with an itemValuePath that leads to the schema, without "properties" at
    its end.

    Evidence: The validator's own list names it; the older form still works in the older designer.

    Reading: Only the last segment of the path counts; "properties" further up is a field of the answer like any
    other.

    Bad:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    x-ms-dynamic-schema: {operationId: ListWidgets, value-path: schema/properties}
    Good:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    x-ms-dynamic-schema: {operationId: ListWidgets, value-path: schema}
    """
    for invocation in swagger.invocations:
        if invocation.extension == "x-ms-dynamic-schema" and not _has_newer(invocation):
            path = invocation.text("value-path")
            if path.rpartition("/")[2] == "properties":
                message = f'the path {quoted(path)} ends in "properties"'
                yield Finding(message, at=invocation / "value-path", fix=_newer([invocation]))


@rule(
    "DynamicPropertiesItemValuePathMismatch",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-dynamic-schema",
    suggests=True,
)
def dynamic_properties_path_mismatch(swagger: Swagger) -> Iterator[Finding]:
    """The older and the newer extension of a dynamic form read different places.

    x-ms-dynamic-schema and x-ms-dynamic-properties describe the same form for two designers. When their
    paths differ, makers see different fields depending on where they open the flow.

    Fix: Give both the same path; itemValuePath leaves out a "properties" at the end of value-path.

    Evidence: The validator's own list names it; some certified connectors do it, no independent publisher's
    does.

    Reading: How the two paths belong together is taken from the documentation's examples: they are equal once a
    "properties" at the end is left out.

    Bad:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    x-ms-dynamic-schema: {operationId: ListWidgets, value-path: schema}
                    x-ms-dynamic-properties: {operationId: ListWidgets, itemValuePath: form}
    Good:
        paths:
          /orders:
            post:
              operationId: AddOrder
              parameters:
                - name: body
                  in: body
                  schema:
                    type: object
                    x-ms-dynamic-schema: {operationId: ListWidgets, value-path: schema/properties}
                    x-ms-dynamic-properties: {operationId: ListWidgets, itemValuePath: schema}
    """
    for invocation in swagger.invocations:
        holder = invocation.parent
        if invocation.extension != "x-ms-dynamic-schema" or holder is None:
            continue
        newer = holder.child("x-ms-dynamic-properties")
        if newer is None:
            continue
        path = invocation.text("value-path")
        expected = "" if path == "properties" else path.removesuffix("/properties")
        actual = newer.text("itemValuePath")
        if actual != expected:
            remedy = f"Set itemValuePath to {quoted(expected)}." if expected else "Remove itemValuePath."
            message = f"itemValuePath is {quoted(actual)}, but value-path is {quoted(path)}"
            at = newer / "itemValuePath"
            repair = suggestion(Set(at, expected, after="operationId") if expected else Remove(at))
            yield Finding(message, at=at, remedy=remedy, fix=repair)


@rule("DynamicPairMissing", Severity.INFO, source=EXTENSIONS, suggests=True, needs=DYNAMIC)
def dynamic_pair_missing(swagger: Swagger) -> Iterator[Finding]:
    """Lists or dynamic forms are described for the older designer only.

    The documentation advises to give both: x-ms-dynamic-values with x-ms-dynamic-list, and
    x-ms-dynamic-schema with x-ms-dynamic-properties. The newer extensions can say everything that the older
    ones can.

    Fix: Add x-ms-dynamic-list next to x-ms-dynamic-values, and x-ms-dynamic-properties next to
    x-ms-dynamic-schema.

    Evidence: Documented advice. Nearly all accepted connectors with dynamic values do without.

    Reading: It is said once for the whole definition, at the first place.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: id}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: id}
                  x-ms-dynamic-list: {operationId: ListWidgets, itemsPath: widgets, itemValuePath: id}
    """
    lonely = [
        invocation
        for invocation in swagger.invocations
        if invocation.extension in _NEWER and invocation.operation_id and not _has_newer(invocation)
    ]
    if lonely:
        first = lonely[0]
        many = f"{len(lonely)} dynamic extensions have" if len(lonely) > 1 else f'"{first.extension}" has'
        message = f"{many} no newer counterpart beside {'them' if len(lonely) > 1 else 'it'}"
        yield Finding(message, at=first.place, fix=_newer(lonely))


_TURNED = {
    "operationId": "operationId",
    "builtInOperation": "builtInOperation",
    "value-collection": "itemsPath",
    "value-path": "itemValuePath",
    "value-title": "itemTitlePath",
}


def _newer(invocations: list[Invocation]) -> Fix | None:
    """The newer extension beside each that can be turned into one."""
    known = [each for each in invocations if each.operation_id and "capability" not in each]
    if all(_turned(each) is None for each in known):  # the first one tells, nearly always
        return None
    return Fix(later(lambda: _counterparts(known)), safe=False)


def _counterparts(invocations: list[Invocation]) -> Iterator[Edit]:
    for each in invocations:
        holder, turned = each.parent, _turned(each)
        if holder is not None and turned is not None:
            yield Set(holder / _NEWER[each.extension], turned, after=each.extension)


def _turned(invocation: Invocation) -> dict[str, Json] | None:
    """``invocation`` in the words of the newer extension; None when a name in it means nothing that is known."""
    turned: dict[str, Json] = {
        newer: invocation.value[older] for older, newer in _TURNED.items() if older in invocation
    }
    if invocation.extension == "x-ms-dynamic-schema":
        path = invocation.text("value-path")
        turned["itemValuePath"] = "" if path == "properties" else path.removesuffix("/properties")
    turned = {key: value.lstrip("/") if isinstance(value, str) else value for key, value in turned.items() if value}
    arguments: dict[str, Json] = {}
    for key, value in invocation.object_of("parameters").items():
        name = value.get("parameter") if isinstance(value, dict) else None
        if not isinstance(name, str):
            arguments[key] = value if isinstance(value, dict) else {"value": value}
        elif (whole := _whole_path(invocation, name)) is not None:
            arguments[key] = {"parameterReference": whole}
        else:
            return None
    return {**turned, "parameters": arguments} if arguments else turned


def _whole_path(invocation: Invocation, name: str) -> str | None:
    """The path that the newer extensions want: a parameter's name, or the way from the body to a property."""
    root = invocation.root
    if not isinstance(root, Swagger):
        return None
    calls = calls_of(root)
    for user in invocation.users[:_ENOUGH]:
        if calls.parameter(user, name) is not None:
            return name
        found, _ = calls.property(user, name)
        body = user.body
        if found is not None and body is not None:
            return name if name.startswith(f"{body.name}/") else f"{body.name}/{name.replace('.', '/')}"
    return None


def _has_newer(invocation: Invocation) -> bool:
    holder = invocation.parent
    return holder is not None and _NEWER[invocation.extension] in holder


def _lonely_references(calls: Calls, extension: str) -> Iterator[Reference]:
    """The references of extensions of that name which have no newer counterpart."""
    for reference in calls.references:
        invocation = reference.call.invocation
        if invocation.extension == extension and not _has_newer(invocation):
            yield reference


def _ambiguous(swagger: Swagger, extension: str) -> Iterator[Finding]:
    calls = calls_of(swagger)
    for reference in _lonely_references(calls, extension):
        for user in reference.users:
            known = calls.parameter(user, reference.name)
            if known is not None and calls.property(user, reference.name)[0] is not None:
                name, where = quoted(reference.name), quoted(user.label)
                repair = _newer([reference.call.invocation])
                yield Finding(
                    f"{name} is both a parameter and a body property of {where}", at=reference.place, fix=repair
                )
                break


def _non_parameter(swagger: Swagger, extension: str) -> Iterator[Finding]:
    calls = calls_of(swagger)
    for reference in _lonely_references(calls, extension):
        for user in reference.users:
            if calls.parameter(user, reference.name) is None and _in_body(calls, user, reference.name):
                message = f"{quoted(reference.name)} is a body property and not a parameter"
                yield Finding(message, at=reference.place, fix=_newer([reference.call.invocation]))
                break


def _in_body(calls: Calls, operation: Operation, name: str) -> bool:
    """Whether the body of ``operation`` has a property ``name``, at its top or deeper."""
    found, _ = calls.property(operation, name)
    return found is not None or calls.has_leaf(operation, name)
