"""The life of a webhook subscription: how it ends."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import WEBHOOK
from ippub.check.wording import quoted
from ippub.connector.swagger import Swagger
from ippub.connector.webhooks import MARK, callbacks


@rule("WebhookDeleteOperationMissing", Severity.WARNING, source=WEBHOOK, needs=MARK)
def webhook_delete_operation_missing(swagger: Swagger) -> Iterator[Finding]:
    """A webhook can be subscribed to, but not unsubscribed from.

    When a flow is switched off, the platform deletes the subscription. Without an operation for it, the
    service goes on calling an address where nobody listens.

    Fix: Add a "delete" operation with the id of the subscription in its path, and make it internal.

    Evidence: The documentation says that it must be there, but 40 accepted certified connectors have
    none.

    Reading: Any "delete" counts whose path begins with the trigger's path, or that is internal and has a
    variable in its path. Reported once per file.

    Bad:
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
              responses: {"201": {description: Subscribed., headers: {Location: {type: string}}}}
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
              responses: {"201": {description: Subscribed., headers: {Location: {type: string}}}}
          /hooks/{id}:
            delete:
              summary: Unsubscribe
              description: Ends a subscription.
              operationId: Unsubscribe
              x-ms-visibility: internal
              parameters:
                - {name: id, in: path, required: true, type: string, x-ms-url-encoding: single}
              responses: {"204": {description: Gone.}}
    """
    triggers = [operation for operation in callbacks(swagger) if operation.is_trigger]
    deletes = [operation for operation in swagger.operations if operation.method == "delete"]
    if not triggers or any(operation.internal and "{" in operation.path for operation in deletes):
        return
    prefixes = {prefix for operation in deletes for prefix in _prefixes(operation.path)}
    lacking = [operation for operation in triggers if operation.path.rstrip("/") not in prefixes]
    if lacking:
        more = f" and of {len(lacking) - 1} more triggers" if len(lacking) > 1 else ""
        message = f"no delete operation ends a subscription of {quoted(lacking[0].label)}{more}"
        yield Finding(message, at=lacking[0].place)


@rule("WebhookLocationHeader", Severity.INFO, source=WEBHOOK, needs=MARK)
def webhook_location_header(swagger: Swagger) -> Iterator[Finding]:
    """A webhook does not declare the answer that names the subscription.

    The platform ends a subscription by calling the address that the service gave in the header
    "Location" when it answered 201. Without the header the subscription never ends.

    Fix: Declare a response 201 with the header "Location". When the service does not send one, let
    script.csx add it.

    Evidence: The documentation asks for the header; whether the service sends it cannot be seen in the
    file.

    Reading: Only what is declared can be checked. Reported once per file.

    Bad:
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
              responses: {"201": {description: Subscribed., headers: {location: {type: string}}}}
    """
    lacking = []
    for operation in callbacks(swagger):
        response = operation.response("201")
        headers = response.object_of("headers") if response is not None else {}
        # one without any response is told by OperationMustHaveResponse
        if operation.is_trigger and operation.responses and "location" not in (name.lower() for name in headers):
            lacking.append(operation)
    if lacking:
        more = f", nor do {len(lacking) - 1} more triggers" if len(lacking) > 1 else ""
        message = f'{quoted(lacking[0].label)} does not declare a response 201 with the header "Location"{more}'
        yield Finding(message, at=lacking[0] / "responses")


def _prefixes(path: str) -> Iterator[str]:
    """``path`` and every path that it extends; a path of thousands of segments is cut."""
    parts = path.rstrip("/").split("/")[:50]
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])
