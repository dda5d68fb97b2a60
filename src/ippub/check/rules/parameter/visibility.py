"""Inputs that the user never sees: ``x-ms-visibility: internal``."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import EXTENSIONS, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import Parameter, Schema, Swagger, Typed
from ippub.document.edit import Set

_ENOUGH = 100
"""How many of the operations that share an input are looked at."""


@rule(
    "InternalPropertyWithDefaultOptional",
    Severity.WARNING,
    source=VALIDATOR,
    needs="x-ms-visibility=internal",
    suggests=True,
)
def internal_property_with_default_optional(parameter: Parameter) -> Iterator[Finding]:
    """A hidden parameter has a default that is never sent.

    The designer sends the default of a hidden parameter only when the parameter is required. An optional
    one stays away, and its default has no effect.

    Fix: Add "required": true when the service needs the value, else remove the default.

    Evidence: Microsoft's validator lists it and its page says that it can be meant; 3 of 385 accepted
    independent connectors have it.

    Reading: This rule looks at parameters. Hidden properties of a body have a rule of their own.

    Bad:
        paths:
          /widgets:
            get:
              parameters: [{name: format, in: query, type: string, default: json, x-ms-visibility: internal}]
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - name: format
                  in: query
                  required: true
                  type: string
                  default: json
                  x-ms-visibility: internal
    """
    if parameter.visibility == "internal" and "default" in parameter and not parameter.required:
        message = f"the hidden parameter {quoted(parameter.name)} has a default but is not required"
        at = parameter / "required"
        yield Finding(message, at=at, fix=suggestion(Set(at, True, after="in")))


@rule("InternalRequiredWithoutDefault", Severity.ERROR, source=EXTENSIONS, needs="x-ms-visibility=internal")
def internal_required_without_default(typed: Typed) -> Iterator[Finding]:
    """A hidden input is required but has no value.

    The user cannot fill in what the designer hides. A required input without a default therefore makes the
    operation impossible to use.

    Fix: Add a "default", or remove "x-ms-visibility": "internal".

    Evidence: The documentation demands a default; none of 992 hidden, required parameters in accepted independent
    connectors lacks one. Two connectors of 2024 have a hidden, required property without one, so there it is a warning.

    Reading: Objects are left out, because their properties may have defaults. So are the address of a
    webhook, which the platform fills in, and the inputs of hidden operations.

    Bad:
        paths:
          /widgets:
            get:
              parameters: [{name: format, in: query, required: true, type: string, x-ms-visibility: internal}]
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - name: format
                  in: query
                  required: true
                  type: string
                  default: json
                  x-ms-visibility: internal
    """
    if typed.visibility != "internal" or "default" in typed:
        return
    if isinstance(typed, Parameter):
        hidden = bool(typed.users) and all(operation.internal for operation in typed.users)
        if typed.required and typed.location not in ("body", "") and not hidden:
            message = f"the hidden parameter {quoted(typed.name)} is required but has no default"
            yield Finding(message, at=typed / "default")
    elif isinstance(typed, Schema) and typed.is_required and _is_value(typed):
        swagger = typed.root
        if isinstance(swagger, Swagger) and swagger.is_input(typed) and not _only_internal(typed, swagger):
            message = f"the hidden property {quoted(typed.name)} is required but has no default"
            yield Finding(message, at=typed / "default", severity=Severity.WARNING)


def _is_value(schema: Schema) -> bool:
    return schema.type in ("string", "integer", "number", "boolean") and "x-ms-notification-url" not in schema


def _only_internal(schema: Schema, swagger: Swagger) -> bool:
    """Whether only hidden operations take this input."""
    root = schema.outermost
    if root.role == "definition":
        users = swagger.definition_users.get(root.name, [])
    else:
        users = root.parent.users if isinstance(root.parent, Parameter) else []
    # a hostile file has 10,000 hidden properties with 10,000 users each; the first ones tell enough
    return bool(users) and all(operation.internal for operation in users[:_ENOUGH])
