"""Names that a parameter cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import Parameter, Swagger

_TAKEN = "connectionid"


@rule("ConnectionIdParameterNotAllowed", Severity.ERROR, source=VALIDATOR)
def connection_id_parameter_not_allowed(swagger: Swagger) -> Iterator[Finding]:
    """A parameter is called connectionId.

    The platform adds a parameter of this name to every call, to say which connection is used. Two of them
    collide.

    Fix: Rename the parameter, and give the value its old name with a policy template or in script.csx.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors uses the name.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: connectionId, in: query, type: string}]}}
    Good:
        paths:
          /widgets: {get: {parameters: [{name: linkId, in: query, type: string}]}}
    """
    for parameter in swagger.parameters:
        if len(parameter.name) == len(_TAKEN) and parameter.name.lower() == _TAKEN:
            yield Finding(f"the name {quoted(parameter.name)} belongs to the platform", at=parameter / "name")


@rule("InvalidFormDataParameterName", Severity.ERROR, source=VALIDATOR, needs="in=formData")
def invalid_form_data_parameter_name(parameter: Parameter) -> Iterator[Finding]:
    """The name of a form field has letters outside ASCII.

    Field names of a form are sent as ASCII; other letters arrive broken or not at all.

    Fix: Use a name of ASCII letters, and show the localised word in x-ms-summary.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: größe, in: formData, type: string}]
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: size, in: formData, type: string}]
              responses: {"201": {description: Created}}
    """
    if parameter.location == "formData" and not parameter.name.isascii():
        strange = next(letter for letter in parameter.name if not letter.isascii())
        message = f'the form field {quoted(parameter.name)} has the letter "{strange}"'
        yield Finding(message, at=parameter / "name")


@rule("ReservedParameterIsUsed", Severity.ERROR, source=VALIDATOR, needs="in=header")
def reserved_parameter_is_used(parameter: Parameter) -> Iterator[Finding]:
    """A header parameter asks the user for Authorization.

    The platform fills this header from the connection. A value from the flow would be overwritten or would
    override the sign-in, and the secret would be visible in every run of the flow.

    Fix: Remove the parameter and describe the sign-in in securityDefinitions and connectionParameters.

    Evidence: Microsoft's validator refuses reserved names; none of about 990 accepted connectors has this
    header.

    Reading: The list of reserved names is not published. Accepted connectors do have parameters called
    Content-Type, Accept and User-Agent, none has Authorization; so only this one is reported.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: Authorization, in: header, type: string}]}}
    Good:
        paths:
          /widgets: {get: {parameters: [{name: Accept, in: header, type: string}]}}
    """
    if parameter.location == "header" and parameter.name.lower() == "authorization":
        yield Finding(f"the header {quoted(parameter.name)} comes from the connection", at=parameter / "name")
