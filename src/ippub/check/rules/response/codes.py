"""Which answers an operation declares: the status codes."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import CODING, VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Operation, Swagger

_STATUS = lazy(r"[1-5][0-9][0-9]")


@rule("OperationMustHaveResponse", Severity.ERROR, source=VALIDATOR)
def operation_must_have_response(operation: Operation) -> Iterator[Finding]:
    """An operation has no response.

    The responses tell the designer what later steps of a flow can use. Swagger demands at least one.

    Fix: Add the response of success, normally "200", with a description and the schema of the answer.

    Evidence: Microsoft's validator refuses it; no accepted independent connector does it.

    Bad:
        paths:
          /widgets: {get: {responses: null}}
    Bad:
        paths:
          /widgets: {get: {responses: {"200": null, "401": null, x-note: none}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {description: OK}}}}
    """
    if not operation.codes:
        yield Finding(f"{operation.label} has no response", at=operation / "responses")


@rule("ResponseMustBeDefaultOrHttpStatusCode", Severity.ERROR, source=VALIDATOR)
def response_must_be_default_or_http_status_code(operation: Operation) -> Iterator[Finding]:
    """A response stands under something that is no status code.

    Swagger 2.0 knows "default" and the codes from 100 to 599. A range such as "2XX" comes from OpenAPI 3.

    Fix: Use a real status code, for instance "200".

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {responses: {2XX: {description: OK}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"202": {description: Accepted}, default: {description: Error}}}}
    """
    for code in operation.codes:
        if code != "default" and not _STATUS.fullmatch(code):
            message = f'{operation.label} has a response {quoted(code)}, neither a status code nor "default"'
            yield Finding(message, at=operation.at("responses", code).marked_key)


@rule("OperationShouldHaveSuccessfulResponse", Severity.WARNING, source=VALIDATOR)
def operation_should_have_successful_response(operation: Operation) -> Iterator[Finding]:
    """An operation declares no success.

    Later steps of a flow can use what a success (a code from 200 to 299) brings. Without one there is
    nothing to use.

    Fix: Add the response that the service gives when all went well, normally "200".

    Evidence: Microsoft's validator warns and reviewers ask for it: 71 % of the connectors that were opened
    without a success had one when they were accepted.

    Reading: An operation whose only response is "default" is reported by DefaultOnlyResponse.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": null, "302": {description: Found}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {description: OK}, "302": {description: Found}}}}
    """
    codes = operation.codes
    if codes and codes != ["default"] and not any(code.startswith("2") for code in codes):
        message = f"{operation.label} declares {listed(codes)}, but no success"
        yield Finding(message, at=operation / "responses")


@rule("DefaultOnlyResponse", Severity.WARNING, source=CODING)
def default_only_response(operation: Operation) -> Iterator[Finding]:
    """The only response of an operation is "default".

    This is what the connector wizard writes when it knows nothing. "default" means every other answer,
    errors included, so the designer does not learn what a success looks like.

    Fix: Replace "default" by the real codes: "200" with the schema of the answer, and the errors that are
    known.

    Evidence: Reviewers ask for it (for instance in pull requests 502, 700 and 1620): 71 % of the connectors
    that were opened like this were changed. 1 % of those accepted in 2023 and 2024 have it.

    Reading: When that "default" has a schema, DefaultResponseHasSchema reports it, because the repair is
    the same.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": null, "401": null, default: {description: default}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {description: OK}, default: {description: Error}}}}
    """
    if operation.codes != ["default"]:
        return
    meant = operation.response("default")
    if meant is None or "schema" not in meant:  # with one, DefaultResponseHasSchema asks for the same repair
        message = f'{operation.label} has no response but "default"'
        yield Finding(message, at=operation.at("responses", "default").marked_key)


@rule("KnownErrorResponsesMissing", Severity.INFO, source=CODING)
def known_error_responses_missing(swagger: Swagger) -> Iterator[Finding]:
    """Operations declare no error.

    A maker who sees in the documentation that 404 means "no such widget" can handle it in the flow.

    Fix: Add the errors that the service is known to give (400, 401, 404 ...) with a description and no
    schema.

    Evidence: Microsoft's coding standards advise it; no review is known that asked for it.

    Reading: "default" counts as a declared error. Hidden operations are left out, and one info is given for
    the whole file.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": {description: OK}, "401": null}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {description: OK}, "404": {description: No such widget.}}}}
    """
    asked = [operation for operation in swagger.operations if not operation.internal and operation.codes]
    found = [
        operation
        for operation in asked
        if not any(code[0] in "45" or code == "default" for code in operation.codes if code)
    ]
    if found:
        examples = listed(operation.label for operation in found)
        message = f"{len(found)} of {len(asked)} operations declare no error: {examples}"
        yield Finding(message, at=found[0] / "responses")
