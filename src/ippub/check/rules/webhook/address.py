"""x-ms-notification-url: the property of a webhook that takes the callback address."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.rules.schema.objects import required_too
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.schemas import swagger_of
from ippub.connector.swagger import Parameter, Schema, Swagger, Typed
from ippub.connector.webhooks import CONTENT, MARK, callbacks, has_content
from ippub.document.edit import Remove, Set


@rule("WebhookOperationsMissingNotificationUrlProperty", Severity.ERROR, source=VALIDATOR, needs=CONTENT)
def webhook_operations_missing_notification_url_property(swagger: Swagger) -> Iterator[Finding]:
    """A webhook has no place for the callback address.

    When a flow is switched on, the platform hands the service an address to call. Without a property for
    it, the service never learns where to send the notifications.

    Fix: Mark the property of the body that takes the address with "x-ms-notification-url": true and
    "x-ms-visibility": "internal", and list it in "required".

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors does it.

    Bad:
        paths:
          /widgets:
            x-ms-notification-content: {schema: {type: object, properties: {id: {type: string}}}}
            get: {x-ms-trigger: single}
    Good:
        paths:
          /hooks:
            x-ms-notification-content: {schema: {type: object, properties: {id: {type: string}}}}
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              x-ms-trigger: single
              parameters:
                - name: body
                  in: body
                  required: true
                  schema:
                    type: object
                    required: [url]
                    properties: {url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}}
              responses: {"201": {description: Subscribed.}}
    """
    expected = [
        operation for operation in swagger.operations if "x-ms-trigger" in operation.value and has_content(operation)
    ]
    if not expected:
        return
    webhooks = callbacks(swagger)
    # A polling trigger may share the path of a webhook.
    served = {operation.path for operation in webhooks}
    for operation in expected:
        if operation not in webhooks and operation.path not in served:
            message = f"{quoted(operation.label)} has no property marked with {MARK} in its body"
            yield Finding(message, at=operation.place)


@rule("NotificationUrlNotAllowedInThisPosition", Severity.ERROR, source=VALIDATOR, needs=MARK, suggests=True)
def notification_url_not_allowed_in_this_position(typed: Typed) -> Iterator[Finding]:
    """The callback address is marked on something that is not in the body of a request.

    The platform writes its address into the body that subscribes. It looks nowhere else.

    Fix: Remove "x-ms-notification-url" here, and mark the property in the body of the request.

    Evidence: Microsoft's validator refuses it. 2 accepted connectors have a marked property in a
    definition that only answers use; that is a warning.

    Reading: Microsoft's page on extensions speaks of parameters as well; the validator accepts bodies
    only.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - name: url
                  in: query
                  type: string
                  x-ms-summary: URL
                  description: Where to call.
                  x-ms-notification-url: true
    Bad:
        definitions: {Widget: {properties: {id: {x-ms-notification-url: true}}}}
    Good:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema: {type: object, properties: {url: {type: string, x-ms-notification-url: true}}}
              responses: {"201": {description: Subscribed.}}
    """
    if typed.get(MARK) is not True:
        return
    severity = None
    if isinstance(typed, Schema):
        swagger = swagger_of(typed)
        if typed.outermost.role == "definition":
            severity = Severity.WARNING
        if not swagger.is_output(typed) or swagger.is_input(typed):
            return
        where = "an answer"
    else:
        where = f"a {type(typed).__name__.lower()}" if not isinstance(typed, Parameter) else "a parameter"
    message = f"{MARK} stands on {where}, not on a property of a request body"
    at = (typed / MARK).marked_key
    yield Finding(message, at=at, severity=severity, fix=suggestion(Remove(at)))


@rule("NotificationUrlNotInternal", Severity.ERROR, source=VALIDATOR, suggests=True, needs=MARK)
def notification_url_not_internal(swagger: Swagger) -> Iterator[Finding]:
    """Makers see the property for the callback address.

    The platform fills the address in by itself. A maker who sees the field types something else into it,
    and the trigger never fires.

    Fix: Add "x-ms-visibility": "internal" to the property.

    Evidence: Microsoft's validator refuses it; all 258 such properties in accepted connectors are
    internal.

    Bad:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema:
                    type: object
                    required: [url]
                    properties: {url: {type: string, x-ms-notification-url: true}}
              responses: {"201": {description: Subscribed.}}
    Good:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema:
                    type: object
                    required: [url]
                    properties: {url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}}
              responses: {"201": {description: Subscribed.}}
    """
    for found in callbacks(swagger).values():
        for callback in found:
            if not callback.internal:
                message = f"the callback address {quoted(callback.url.name)} is not internal"
                hidden = Set(callback.url / "x-ms-visibility", "internal")
                yield Finding(message, at=callback.url.place, fix=suggestion(hidden))


@rule("NotificationUrlNotRequired", Severity.ERROR, source=VALIDATOR, suggests=True, needs=MARK)
def notification_url_not_required(swagger: Swagger) -> Iterator[Finding]:
    """The property for the callback address may be left out.

    The platform sends an internal property only when it is required. When one step on the way to it is
    optional, the service may never get the address.

    Fix: Set "required": true on the body, and list every property on the way in "required" of the object
    around it.

    Evidence: Microsoft's validator refuses it; every such property in accepted connectors is required. A
    body that is not required is only an info: 26 accepted connectors have one.

    Bad:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema:
                    type: object
                    properties: {url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}}
              responses: {"201": {description: Subscribed.}}
    Good:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema:
                    type: object
                    required: [url]
                    properties: {url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}}
              responses: {"201": {description: Subscribed.}}
    """
    for found in callbacks(swagger).values():
        for callback in found:
            step = callback.optional
            if step is not None:
                yield _optional(callback.url, step)


@rule("NotificationUrlNotString", Severity.ERROR, source=VALIDATOR, needs=MARK, suggests=True)
def notification_url_not_string(schema: Schema) -> Iterator[Finding]:
    """The property for the callback address is no string.

    The platform writes an address into it, and an address is text.

    Fix: Set the type to "string".

    Evidence: Microsoft's validator refuses it; all such properties in accepted connectors are strings.

    Bad:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema: {type: object, properties: {url: {type: object, x-ms-notification-url: true}}}
              responses: {"201": {description: Subscribed.}}
    Good:
        paths:
          /hooks:
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              parameters:
                - name: body
                  in: body
                  required: true
                  schema: {type: object, properties: {url: {type: string, x-ms-notification-url: true}}}
              responses: {"201": {description: Subscribed.}}
    """
    if schema.get(MARK) is True and schema.type != "string" and "$ref" not in schema:
        kind = f"has the type {quoted(schema.type)}" if schema.type else "has no type"
        at = schema / "type"
        yield Finding(f"the callback address {quoted(schema.name)} {kind}", at=at, fix=suggestion(Set(at, "string")))


def _optional(url: Schema, step: Node) -> Finding:
    if isinstance(step, Parameter):
        message = f"the body with the callback address {quoted(url.name)} is not required"
        remedy = 'Set "required": true on the body parameter.'
        at = step / "required"
        needed = suggestion(Set(at, True, after="in"))
        return Finding(message, at=at, remedy=remedy, severity=Severity.INFO, fix=needed)
    name = step.name if isinstance(step, Schema) else ""
    message = f"the callback address {quoted(url.name)} is not required"
    if step.place != url.place:
        message = f"{quoted(name)}, on the way to the callback address {quoted(url.name)}, is not required"
    remedy = f'Add {quoted(name)} to the "required" of the object around it.'
    return Finding(message, at=step.place, remedy=remedy, fix=required_too(step) if isinstance(step, Schema) else None)
