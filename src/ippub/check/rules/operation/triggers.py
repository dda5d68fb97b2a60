"""Operations that start a flow."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import EXTENSIONS, POLLING, STRINGS
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Schema

_NOTIFICATION = "x-ms-notification-content"
_STARTS = ("when", "whenever")


@rule("TriggerHintMissing", Severity.INFO, source=EXTENSIONS, needs="x-ms-trigger")
def trigger_hint_missing(operation: Operation) -> Iterator[Finding]:
    """A trigger does not say how to fire it.

    Someone who tests a flow waits for the event. The hint tells what to do so that it comes: "To see it work
    now, add a widget".

    Fix: Add "x-ms-trigger-hint" with one sentence that says how to make the event happen.

    Evidence: The documentation describes it; most certified connectors with triggers leave it out.

    Reading: The documentation shows the key and does not demand it; hidden triggers are left alone.

    Bad:
        paths:
          /widgets: {get: {x-ms-trigger: batch}}
    Good:
        paths:
          /widgets: {get: {x-ms-trigger: batch, x-ms-trigger-hint: "To see it work now, add a widget."}}
    """
    if not operation.text("x-ms-trigger-hint").strip() and not operation.internal:
        yield Finding(f"the trigger {quoted(operation.label)} has no hint", at=operation / "x-ms-trigger-hint")


@rule("TriggerSummaryPattern", Severity.INFO, source=STRINGS, needs="x-ms-trigger")
def trigger_summary_pattern(operation: Operation) -> Iterator[Finding]:
    """The summary of a trigger does not begin with "When".

    Actions are commands ("Create widget"), triggers are events ("When a widget is created"). Makers tell the
    two apart by the first word.

    Fix: Begin the summary with "When a" or "When an".

    Evidence: Microsoft's guidance on strings asks for it; nobody was seen to check it.

    Reading: The guidance also wants the description to begin with "This operation triggers when"; hardly any
    connector has those words, so only the summary is looked at.

    Bad:
        paths:
          /widgets: {get: {x-ms-trigger: batch, summary: New widget}}
    Good:
        paths:
          /widgets: {get: {x-ms-trigger: batch, summary: When a widget is added}}
    """
    text = operation.summary.strip()
    if text and text.split()[0].lower() not in _STARTS and text.isascii() and not operation.internal:
        yield Finding(f'the trigger summary {quoted(text)} does not begin with "When"', at=operation / "summary")


@rule("TriggerResponseShape", Severity.WARNING, source=EXTENSIONS, needs="x-ms-trigger")
def trigger_response_shape(operation: Operation) -> Iterator[Finding]:
    """A trigger announces one event and describes a list, or the other way round.

    With "batch" the platform starts a flow for each element of the list that it receives, with "single" one
    flow for the whole. When the shape does not fit, the flow is started with the wrong data or not at all.

    Fix: Use "batch" where the service sends an array, "single" where it sends one object.

    Evidence: The documentation defines the two values; thirteen certified triggers break it, so it is a
    warning.

    Reading: An object with an array among its properties is accepted for "batch", since a policy can take the
    array out. What is described while the designer runs is not looked at.

    Bad:
        paths:
          /widgets:
            get:
              x-ms-trigger: single
              responses: {"200": {schema: {type: array, items: {type: string}}}}
    Good:
        paths:
          /widgets:
            get:
              x-ms-trigger: batch
              responses: {"200": {schema: {type: array, items: {type: string}}}}
    """
    kind = operation.text("x-ms-trigger")
    schema = _result(operation)
    if schema is None or kind not in ("single", "batch"):
        return
    shape = schema.type or ("object" if "properties" in schema else "")
    at = operation / "x-ms-trigger"
    if kind == "single" and shape == "array":
        yield Finding(f'the trigger {quoted(operation.label)} is "single", its result is an array', at=at)
    elif kind == "batch" and shape == "object" and schema.properties and not _has_array(operation, schema):
        yield Finding(f'the trigger {quoted(operation.label)} is "batch", its result is one object', at=at)


@rule("PollingTriggerPolicy", Severity.WARNING, source=POLLING, needs="x-ms-trigger")
def polling_trigger_policy(connector: Connector) -> Iterator[Finding]:
    """A polling trigger has no policy that does the polling.

    The platform asks again and again and needs to know what changed since the last time. A policy adds that
    to the request and tells the platform where the list of new elements is.

    Fix: Add a "Polling trigger" policy for the operation to apiProperties.json. A service that itself answers
    with status 202, Location and Retry-After needs none.

    Evidence: Microsoft's page on polling triggers describes it; independent connectors with triggers are too
    few to count.

    Reading: A GET operation with "x-ms-trigger" counts as polling unless it takes a notification address. It
    is left alone when it describes a response 202, when "x-ms-trigger-metadata" says that the platform polls,
    or when the connector has a script, which can do the work as well.

    Bad:
        paths:
          /widgets: {get: {x-ms-trigger: batch}}
    Good:
        paths:
          /widgets: {get: {x-ms-trigger: batch}}
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: pollingtrigger
                title: New widgets
                parameters: {x-ms-apimTemplate-operationName: [ListWidgets]}
    """
    swagger, properties = connector.swagger, connector.properties
    if swagger is None or properties is None or connector.script is not None:
        return
    policies = [policy.operations for policy in properties.policies if policy.template == "pollingtrigger"]
    for operation in swagger.operations:
        if (
            operation.is_trigger
            and operation.method == "get"
            and not _polls_itself(operation)
            and not any(not named or operation.id in named for named in policies)
        ):
            yield Finding(
                f"the polling trigger {quoted(operation.label)} has no pollingtrigger policy",
                at=operation / "x-ms-trigger",
            )


def _polls_itself(operation: Operation) -> bool:
    metadata = operation.object_of("x-ms-trigger-metadata")
    return (
        metadata.get("mode") == "polling"
        or operation.response("202") is not None
        or any("x-ms-notification-url" in parameter for parameter in operation.parameters)
    )


def _result(operation: Operation) -> Schema | None:
    """What starts the flow: the content of a notification, else the main response; None when not known."""
    for holder, step in ((operation.path_item, _NOTIFICATION), (operation, _NOTIFICATION)):
        content: Node | None = holder.child(step)
        if content is not None:
            schema = content.child("schema")
            found = Schema(schema.value, content, ("schema",), "notification") if schema is not None else None
            break
    else:
        response = operation.main_response
        found = response.schema if response is not None else None
    if found is None or (resolved := operation.swagger.resolve(found)) is None:
        return None
    return None if found.is_dynamic or resolved.is_dynamic or "allOf" in resolved else resolved


def _has_array(operation: Operation, schema: Schema) -> bool:
    """Whether a property is an array, or may be one."""
    for inner in schema.properties:
        resolved = operation.swagger.resolve(inner)
        if resolved is None or resolved.type in ("array", "") or resolved.is_dynamic:
            return True
    return False
