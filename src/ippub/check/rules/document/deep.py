"""The second opinion: openapi-spec-validator, an independent reading of Swagger 2.0."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import SWAGGER_2
from ippub.check.wording import quoted
from ippub.connector.swagger import Swagger

_MOST = 100
"""How many of its findings are told."""


@rule("OpenApiSpecInvalid", Severity.WARNING, source=SWAGGER_2, deep=True)
def open_api_spec_invalid(swagger: Swagger) -> Iterator[Finding]:
    """openapi-spec-validator finds the definition not to be valid Swagger 2.0.

    It is a second opinion from people who do not know Power Platform: what it finds and nothing else here does is worth a
    look.

    Fix: Compare the place with the specification of Swagger 2.0.

    Evidence: It does not accept 6 % of the accepted connectors, mostly for defaults of another type, so this is no error.

    Reading: What another rule says at the same place is not told again. A definition that is too large or too intricate
    for the validator, or on which it crashes, is one info.

    Bad:
        paths: {/widgets: {get: {responses: {"200": {description: null}}}}}
    Bad:
        definitions: {Widget: {properties: {id: {type: string, default: 7}}}}
    Good:
        paths: {/widgets: {get: {responses: {"200": {description: OK}}}}}
    """
    from ippub.check.second_opinion import second_opinion

    verdict = second_opinion(swagger.value, _MOST)
    for message, tokens in verdict.opinions:
        yield Finding(quoted(message, 200)[1:-1], at=swagger.at(*tokens))
    if verdict.gave_up:
        remedy = "Trust the findings of the other rules; this one adds nothing here."
        yield Finding(quoted(verdict.gave_up, 200)[1:-1], at=swagger.place, remedy=remedy, severity=Severity.INFO)
