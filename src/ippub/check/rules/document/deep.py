"""The second opinion: openapi-spec-validator, an independent reading of Swagger 2.0."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import SWAGGER_2
from ippub.check.wording import quoted
from ippub.connector.swagger import Swagger
from ippub.document.json import Json

_MOST = 100
"""How many of its findings are told."""

_REFERENCES = 5_000
"""With more references than this it would walk for minutes (it follows each one again and again)."""


@rule("OpenApiSpecInvalid", Severity.WARNING, source=SWAGGER_2, deep=True)
def open_api_spec_invalid(swagger: Swagger) -> Iterator[Finding]:
    """openapi-spec-validator finds the definition not to be valid Swagger 2.0.

    It is a second opinion from people who do not know Power Platform: what it finds and nothing else here does is worth a
    look.

    Fix: Compare the place with the specification of Swagger 2.0.

    Evidence: 16 % of the accepted connectors break something in Microsoft's own schema, so this is no error.

    Bad:
        paths: {/widgets: {get: {responses: {"200": {description: null}}}}}
    Good:
        paths: {/widgets: {get: {responses: {"200": {description: OK}}}}}
    """
    if _references(swagger.value) > _REFERENCES:
        yield Finding("the definition has too many references for openapi-spec-validator", at=swagger.place)
        return
    from jsonschema.exceptions import ValidationError
    from openapi_spec_validator import OpenAPIV2SpecValidator

    try:
        for number, error in enumerate(OpenAPIV2SpecValidator(swagger.value).iter_errors()):
            if number == _MOST:
                break
            tokens = tuple(error.absolute_path) if isinstance(error, ValidationError) else ()
            yield Finding(quoted(error.message, 200).strip('"'), at=swagger.at(*tokens))
    except RecursionError:
        yield Finding("openapi-spec-validator gave up: the definition refers to itself", at=swagger.place)
    except Exception as error:  # whatever a foreign validator stumbles over is an opinion too, and no traceback
        message = f"openapi-spec-validator gave up: {quoted(f'{type(error).__name__}: {error}', 200)}"
        yield Finding(message, at=swagger.place)


def _references(value: Json) -> int:
    """How many ``$ref`` there are; one that is not local counts as too many, because it must never be fetched."""
    count = 0
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            ref = current.get("$ref")
            if isinstance(ref, str):
                count += 1 if ref.startswith("#") else _REFERENCES + 1
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
    return count
