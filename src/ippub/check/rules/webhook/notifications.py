"""x-ms-notification and x-ms-notification-content: what belongs to a webhook trigger."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import VALIDATOR, WEBHOOK
from ippub.check.wording import quoted
from ippub.connector.swagger import Operation, Swagger
from ippub.connector.webhooks import CONTENT, MARK, callbacks, has_content
from ippub.document.edit import Remove, Set

_NOTIFICATION = "x-ms-notification"


@rule(
    "NotificationExtensionSupportedForTriggerOnly", Severity.ERROR, source=VALIDATOR, needs=_NOTIFICATION, suggests=True
)
def notification_extension_supported_for_trigger_only(operation: Operation) -> Iterator[Finding]:
    """x-ms-notification stands on an operation that is no trigger.

    "x-ms-notification" lets a polling trigger be woken up by a webhook. On an action it means nothing.

    Fix: Remove "x-ms-notification", or make the operation a trigger with "x-ms-trigger".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors uses the extension.

    Bad:
        paths: {/widgets: {get: {x-ms-notification: {operationId: Subscribe}}}}
    Good:
        paths: {/widgets: {get: {x-ms-trigger: batch, x-ms-notification: {operationId: Subscribe}}}}
    """
    if not operation.is_trigger:
        message = f"{quoted(operation.label)} has {_NOTIFICATION} but is no trigger"
        at = (operation / _NOTIFICATION).marked_key
        yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule(
    "NotificationExtensionNotSupportedInWebhookOperation",
    Severity.ERROR,
    source=VALIDATOR,
    needs=_NOTIFICATION,
    suggests=True,
)
def notification_extension_not_supported_in_webhook_operation(swagger: Swagger) -> Iterator[Finding]:
    """x-ms-notification stands on an operation that is a webhook itself.

    "x-ms-notification" belongs on the polling trigger and names the webhook that wakes it up. A webhook needs
    nobody to wake it up.

    Fix: Remove "x-ms-notification" from this operation.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors uses the extension.

    Reading: A webhook is a trigger that has an input for the address of the callback, or the content of a
    notification.

    Bad:
        paths:
          /hooks:
            x-ms-notification-content: {schema: {type: object, properties: {id: {type: string}}}}
            post:
              summary: When a widget runs out
              description: Starts a flow when a widget runs out.
              operationId: WhenWidgetRunsOut
              x-ms-trigger: single
              x-ms-notification: {operationId: WhenWidgetRunsOut}
              responses: {"201": {description: Subscribed.}}
    Good:
        paths: {/widgets: {get: {x-ms-trigger: batch, x-ms-notification: {operationId: Subscribe}}}}
    """
    triggers = [each for each in swagger.operations if _NOTIFICATION in each and each.is_trigger]
    if not triggers:
        return
    webhooks = callbacks(swagger)
    for operation in triggers:
        if operation in webhooks or has_content(operation):
            message = f"{quoted(operation.label)} is a webhook and has {_NOTIFICATION}"
            at = (operation / _NOTIFICATION).marked_key
            yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule("NotificationOperationMustBeWebhook", Severity.ERROR, source=VALIDATOR, needs=_NOTIFICATION)
def notification_operation_must_be_webhook(swagger: Swagger) -> Iterator[Finding]:
    """x-ms-notification names an operation that is no webhook.

    The platform calls the named operation to hand over its callback address. An operation without a
    property for the address cannot take it.

    Fix: Name the operation that subscribes, or mark its address property with "x-ms-notification-url":
    true.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors uses the extension.

    Bad:
        paths:
          /widgets: {get: {x-ms-trigger: batch, x-ms-notification: {operationId: ListWidgets}}}
    Good:
        paths:
          /widgets: {get: {x-ms-trigger: batch, x-ms-notification: {operationId: Subscribe}}}
          /hooks:
            x-ms-notification-content: {schema: {type: object, properties: {id: {type: string}}}}
            post:
              summary: Subscribe
              description: Subscribes to the stock of widgets.
              operationId: Subscribe
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
    pairs = list(_pairs(swagger))
    webhooks = callbacks(swagger) if pairs else {}
    for operation, named in pairs:
        if named not in webhooks:
            message = f"{quoted(named.label)} is no webhook: nothing in its input is marked with {MARK}"
            yield Finding(message, at=operation.at(_NOTIFICATION, "operationId"))


@rule("ParamtersWithSameNameMustHaveSameTypeAndVisibility", Severity.ERROR, source=VALIDATOR, needs=_NOTIFICATION)
def paramters_with_same_name_must_have_same_type_and_visibility(swagger: Swagger) -> Iterator[Finding]:
    """A polling trigger and the webhook that wakes it up declare one parameter in two ways.

    The maker fills in the parameters of both once. One name must therefore mean one field, with one type
    and one visibility.

    Fix: Give the parameter the same "type" and the same "x-ms-visibility" in both operations.

    Evidence: Microsoft's validator refuses it (its own spelling of the code); none of the accepted
    connectors uses the extension.

    Reading: Microsoft speaks of fetch and subscribe operations. We take them for the operation that has
    "x-ms-notification", and the one that it names.

    Bad:
        paths:
          /widgets: {get: {x-ms-trigger: batch, x-ms-notification: {operationId: Subscribe}}}
          /hooks: {post: {operationId: Subscribe, parameters: [{name: limit, in: query, type: string}]}}
    Good:
        paths:
          /widgets: {get: {x-ms-trigger: batch, x-ms-notification: {operationId: Subscribe}}}
          /hooks: {post: {operationId: Subscribe, parameters: [{name: limit, in: query, type: integer}]}}
    """
    for operation, named in _pairs(swagger):
        known = {parameter.name: parameter for parameter in named.parameters if parameter.location != "body"}
        for parameter in operation.parameters:
            other = known.get(parameter.name)
            if other is None or parameter.location == "body":
                continue
            for key in ("type", "x-ms-visibility"):
                mine, theirs = (quoted(each.text(key) or "nothing") for each in (parameter, other))
                if mine != theirs:
                    message = (
                        f"parameter {quoted(parameter.name)} has the {key} {mine} here, "
                        f"but {theirs} in {quoted(named.label)}"
                    )
                    yield Finding(message, at=parameter / key)


@rule("OperationMustHaveNotificationContentExtension", Severity.ERROR, source=VALIDATOR, needs=MARK)
def operation_must_have_notification_content_extension(swagger: Swagger) -> Iterator[Finding]:
    """A webhook does not say what it sends.

    The designer offers the fields of the notification as dynamic content. Without
    "x-ms-notification-content" it knows none of them, so the flow that was started can use nothing.

    Fix: Add "x-ms-notification-content" with a "description" and a "schema" to the path, beside the
    method.

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors does it.

    Bad:
        paths:
          /hooks:
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
              responses: {"201": {description: Subscribed.}}
    """
    for operation, urls in callbacks(swagger).items():
        if not has_content(operation):
            count = "1 property" if len(urls) == 1 else f"{len(urls)} properties"
            message = f"{quoted(operation.label)} takes a callback address in {count}, but there is no {CONTENT}"
            yield Finding(message, at=operation.path_item.place)


@rule("NotificationContentPlacement", Severity.ERROR, source=WEBHOOK, needs=CONTENT, suggests=True)
def notification_content_placement(swagger: Swagger) -> Iterator[Finding]:
    """x-ms-notification-content is in the wrong place, or has no schema.

    The platform looks for it beside the method, and takes the fields of the notification from its
    schema. Anywhere else it is not found.

    Fix: Put "x-ms-notification-content" beside "post", on the level of the path, with a "schema".

    Evidence: The documentation and the JSON Schema of the upstream repository put it there; no accepted
    connector does otherwise. One has no schema, which is a warning.

    Bad:
        paths: {/widgets: {get: {x-ms-notification-content: {schema: {type: object}}}}}
    Bad:
        paths: {/widgets: {x-ms-notification-content: {description: A widget ran out.}}}
    Good:
        paths:
          /widgets: {x-ms-notification-content: {description: A widget ran out., schema: {type: object}}}
    """
    for item in swagger.path_items:
        content = item.child(CONTENT)
        if content is not None and "schema" not in content:
            yield Finding(f"{CONTENT} has no schema", at=content.place, severity=Severity.WARNING)
    for operation in swagger.operations:
        if CONTENT in operation.value:
            item = operation.path_item
            message = f"{CONTENT} stands inside {operation.method}, where the platform does not look for it"
            at = (operation / CONTENT).marked_key
            moved = suggestion(Remove(at), Set(item / CONTENT, operation.value[CONTENT]))
            yield Finding(message, at=at, fix=moved if item.child(CONTENT) is None else None)


def _pairs(swagger: Swagger) -> Iterator[tuple[Operation, Operation]]:
    """Each operation with x-ms-notification, and the operation that it names."""
    for operation in swagger.operations:
        if _NOTIFICATION in operation:
            named = swagger.operations_by_id.get(str(operation.object_of(_NOTIFICATION).get("operationId")))
            if named is not None:
                yield operation, named
