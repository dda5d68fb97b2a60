"""Which answers an operation declares: the status codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, rule, suggestion
from ippub.check.sources import CODING, VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Rename, Set
from ippub.document.json import Json

_STATUS = lazy(r"[1-5][0-9][0-9]")
_DEFAULT_ONLY = ("default",)


@rule("OperationMustHaveResponse", Severity.ERROR, source=VALIDATOR, suggests=True)
def operation_must_have_response(swagger: Swagger) -> Iterator[Finding]:
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
    for operation in by_codes(swagger).get((), ()):
        at = operation / "responses"
        added: Json = {"description": "OK"}
        is_there = isinstance(operation.get("responses"), dict)
        repair = suggestion(Set(at / "200", added) if is_there else Set(at, {"200": added}))
        yield Finding(f"{operation.label} has no response", at=at, fix=repair)


@rule("ResponseMustBeDefaultOrHttpStatusCode", Severity.ERROR, source=VALIDATOR, fixable=True)
def response_must_be_default_or_http_status_code(swagger: Swagger) -> Iterator[Finding]:
    """A response stands under something that is no status code.

    Swagger 2.0 knows "default" and the codes from 100 to 599. A range such as "2XX" comes from OpenAPI 3.

    Fix: Use a real status code, for instance "200".

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {responses: {2XX: {description: OK}}}}
    Bad:
        paths:
          /widgets: {get: {responses: {5XX: {description: The service is down.}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"202": {description: Accepted}, default: {description: Error}}}}
    """
    for codes, operations in by_codes(swagger).items():
        wrong = [code for code in codes if code != "default" and not _STATUS.fullmatch(code)]
        for operation in operations if wrong else ():
            for code in wrong:
                message = f'{operation.label} has a response {quoted(code)}, neither a status code nor "default"'
                at = operation.at("responses", code).marked_key
                right, is_same = _real_code(code)
                repair = Fix((Rename(at, right),), is_same) if right and right not in codes else None
                yield Finding(message, at=at, fix=repair)


@rule("OperationShouldHaveSuccessfulResponse", Severity.WARNING, source=VALIDATOR)
def operation_should_have_successful_response(swagger: Swagger) -> Iterator[Finding]:
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
    for codes, operations in by_codes(swagger).items():
        if codes and codes != _DEFAULT_ONLY and not any(code.startswith("2") for code in codes):
            for operation in operations:
                message = f"{operation.label} declares {listed(codes)}, but no success"
                yield Finding(message, at=operation / "responses")


@rule("DefaultOnlyResponse", Severity.WARNING, source=CODING, suggests=True)
def default_only_response(swagger: Swagger) -> Iterator[Finding]:
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
    for operation in by_codes(swagger).get(_DEFAULT_ONLY, ()):
        meant = operation.response("default")
        if meant is None or "schema" not in meant:  # with one, DefaultResponseHasSchema asks for the same repair
            message = f'{operation.label} has no response but "default"'
            at = operation.at("responses", "default").marked_key
            yield Finding(message, at=at, fix=suggestion(Rename(at, "200")))


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
    found = [
        operation
        for codes, operations in by_codes(swagger).items()
        if codes and not any(code[0] in "45" or code == "default" for code in codes if code)
        for operation in operations
        if not operation.internal
    ]
    if found:
        lacking = set(found)
        asked = [operation for operation in swagger.operations if not operation.internal and operation.codes]
        found = [operation for operation in asked if operation in lacking]
        examples = listed(operation.label for operation in found)
        message = f"{len(found)} of {len(asked)} operations declare no error: {examples}"
        yield Finding(message, at=found[0] / "responses")


@lru_cache(maxsize=1)
def by_codes(swagger: Swagger) -> dict[tuple[str, ...], list[Operation]]:
    """The operations by the codes that they declare: most declare the same."""
    codes_by_keys: dict[tuple[str, ...], tuple[str, ...]] = {}
    found: dict[tuple[str, ...], list[Operation]] = {}
    for operation in swagger.operations:
        keys = tuple(operation.object_of("responses"))
        codes = codes_by_keys.get(keys)
        if codes is None:
            codes = codes_by_keys[keys] = tuple(operation.codes)
        found.setdefault(codes, []).append(operation)
    return found


def _real_code(code: str) -> tuple[str, bool]:
    """The code that was meant, "" when that is not clear, and whether it is the same but for blanks and case."""
    plain = code.strip().lower()
    if plain == "default" or _STATUS.fullmatch(plain):
        return plain, True
    return (f"{plain[0]}00", False) if plain[1:] == "xx" and plain[0] in "12345" else ("", False)
