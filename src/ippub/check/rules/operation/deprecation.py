"""Operations that go away: flag, words, notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.rules.operation.summaries import MAX_SUMMARY, every_summary
from ippub.check.sources import DEPRECATION
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Set

_MARKER = lazy(r"[(\[]\s*deprecated\s*[)\]]", re.IGNORECASE)


@rule("DeprecatedWithoutMarker", Severity.WARNING, source=DEPRECATION, needs="deprecated", suggests=True)
def deprecated_without_marker(operation: Operation) -> Iterator[Finding]:
    """A deprecated operation does not say so in its summary and description.

    Flows that use the operation already still show it. The word in the summary is the only hint their makers
    get.

    Fix: Add " (deprecated)" at the end of the summary and of the description.

    Evidence: Microsoft's page on deprecation asks for it; four accepted independent connectors and twenty
    certified ones leave it out.

    Reading: The word "deprecated" anywhere in the text counts. Another page of Microsoft's marks the summary
    only, so the description is just an info. Internal operations are left alone, nobody sees them.

    Bad:
        paths:
          /widgets: {get: {deprecated: true}}
    Good:
        paths:
          /widgets:
            get:
              deprecated: true
              summary: List widgets (deprecated)
              description: Retrieves the widgets in stock, newest first (deprecated).
    """
    if not operation.deprecated or operation.internal:
        return
    for key in ("summary", "description"):
        text = operation.text(key)
        if text.strip() and "deprecated" not in text.lower():
            at = operation / key
            stem = text.rstrip()
            end = "." if stem.endswith(".") else ""
            marked = f"{stem.removesuffix('.')} (deprecated){end}"
            repair = suggestion(Set(at, marked)) if key == "description" or len(marked) <= MAX_SUMMARY else None
            yield Finding(
                f"the {key} {quoted(text)} of a deprecated operation does not say that it is deprecated",
                at=at,
                severity=Severity.INFO if key == "description" else None,
                fix=repair,
            )


@rule("DeprecatedMarkerWithoutFlag", Severity.WARNING, source=DEPRECATION, suggests=True)
def deprecated_marker_without_flag(swagger: Swagger) -> Iterator[Finding]:
    """A summary says "(deprecated)" and the operation is not marked so.

    Only "deprecated": true takes an operation out of the list for new flows; the text alone does not.

    Fix: Set "deprecated": true on the operation, or take the word out of the summary.

    Evidence: Microsoft's page on deprecation asks for both together; hardly any accepted connector has one
    alone.

    Reading: Derived from DeprecatedWithoutMarker, which the documentation asks for the other way round.

    Bad:
        paths:
          /widgets: {get: {summary: List widgets (deprecated)}}
    Good:
        paths:
          /widgets: {get: {summary: List widgets (deprecated), deprecated: true}}
    """
    if "deprecated" not in every_summary(swagger).lower():
        return  # nearly always
    for operation in swagger.operations:
        if not operation.deprecated and _MARKER.search(operation.summary):
            yield Finding(
                f"the summary {quoted(operation.summary)} says deprecated, the operation does not",
                at=operation / "summary",
                fix=suggestion(Set(operation / "deprecated", True, after="summary")),
            )


@rule("DeprecationNotice", Severity.INFO, source=DEPRECATION, needs="deprecated")
def deprecation_notice(swagger: Swagger) -> Iterator[Finding]:
    """An operation is deprecated, and people must be told before.

    Makers need time to change their flows. Microsoft asks for a notice 30 days before an operation is
    deprecated.

    Fix: Tell the users of the connector and your contact at Microsoft 30 days ahead.

    Evidence: Microsoft's page on deprecation describes the step. A program cannot see whether it was done, so
    this is an info, once per connector.

    Reading: The page speaks of certified connectors; who uses an independent one needs the time as well.

    Bad:
        paths:
          /widgets: {get: {deprecated: true}}
    Good:
        paths:
          /widgets: {get: {deprecated: false}}
    """
    found = [operation for operation in swagger.operations if operation.deprecated and not operation.internal]
    if found:
        names = listed(operation.label for operation in found)
        verb = "operation is" if len(found) == 1 else "operations are"
        message = f"{len(found)} {verb} deprecated, which people must hear 30 days before: {names}"
        yield Finding(message, at=found[0] / "deprecated")
