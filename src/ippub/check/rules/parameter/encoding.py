"""How values are written into the address: ``x-ms-url-encoding``."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import EXTENSIONS, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import Parameter
from ippub.document.edit import Remove, Set

_KEY = "x-ms-url-encoding"


@rule("PathParameterMissingEncoding", Severity.WARNING, source=VALIDATOR, needs="in=path", fixable=True)
def path_parameter_missing_encoding(parameter: Parameter) -> Iterator[Finding]:
    """A path parameter does not say how its value is encoded.

    A value with a slash, a blank or a question mark would cut the address in two, unless it is encoded. The
    platform encodes once when nothing is said, but wants it said.

    Fix: Add "x-ms-url-encoding": "single" ("double" when values may hold slashes).

    Evidence: Microsoft's validator prints it as a warning (pull request 1095). 7 % of the connectors
    accepted in 2023 and 2024 have it, and half of those that had it when they were opened repaired it.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string}]
              responses: {"200": {description: OK}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string, x-ms-url-encoding: single}]
              responses: {"200": {description: OK}}
    """
    if parameter.location == "path" and _KEY not in parameter:
        at = parameter / _KEY
        yield Finding(f"the path parameter {quoted(parameter.name)} has no {_KEY}", at=at, fix=fix(Set(at, "single")))


@rule("QueryParameterEncodingNotSupported", Severity.WARNING, source=VALIDATOR, needs=_KEY, suggests=True)
def query_parameter_encoding_not_supported(parameter: Parameter) -> Iterator[Finding]:
    """A parameter outside the path says how it is encoded.

    The extension works for path parameters only. Elsewhere it has no effect and misleads the reader.

    Fix: Remove "x-ms-url-encoding".

    Evidence: Microsoft's validator lists it; 3 of 385 accepted independent connectors have it, so it hardly
    stops one.

    Reading: Microsoft's JSON schema allows the extension on query parameters, the validator's documentation
    does not. We follow the validator and report every location but the path.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: q, in: query, type: string, x-ms-url-encoding: single}]}}
    Good:
        paths:
          /widgets: {get: {parameters: [{name: q, in: query, type: string}]}}
    """
    if parameter.location not in ("path", ""):
        message = f"the {parameter.location} parameter {quoted(parameter.name)} has {_KEY}"
        at = (parameter / _KEY).marked_key
        yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule("UrlEncodingValue", Severity.ERROR, source=EXTENSIONS, needs=_KEY, fixable=True)
def url_encoding_value(parameter: Parameter) -> Iterator[Finding]:
    """A parameter has an unknown x-ms-url-encoding.

    There are two ways: "single" encodes the value once, "double" twice, for values that hold slashes.

    Fix: Use "single", or "double" when values may hold slashes.

    Evidence: Both the documentation and Microsoft's JSON schema know two values; no accepted connector has
    another.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string, x-ms-url-encoding: once}]
              responses: {"200": {description: OK}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string, x-ms-url-encoding: double}]
              responses: {"200": {description: OK}}
    """
    value = parameter.get(_KEY)
    if parameter.location == "path" and value not in ("single", "double"):
        at = parameter / _KEY
        text = str(value).strip().lower()
        repair = fix(Set(at, text)) if text in ("single", "double") else suggestion(Set(at, "single"))
        yield Finding(f'{_KEY} is {quoted(value)}; it may be "single" or "double"', at=at, fix=repair)
