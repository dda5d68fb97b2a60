"""Answers in pages: ``x-ms-pageable``."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import DEFINITION_SCHEMA, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.swagger import Operation
from ippub.document.edit import Set

_NEXT_LINKS = ("nextLink", "@odata.nextLink")


@rule("InvalidNextLinkNameValue", Severity.ERROR, source=VALIDATOR, needs="x-ms-pageable")
def invalid_next_link_name_value(operation: Operation) -> Iterator[Finding]:
    """The link to the next page has a name that the platform does not know.

    The platform follows "nextLink" or "@odata.nextLink" in the answer. Under another name it never sees the
    second page and flows work with part of the data.

    Fix: Use one of the two names. Where the service calls it otherwise, add an "Update next link" policy or
    rename it in script.csx.

    Evidence: Microsoft's validator refuses it; one certified connector still has another name.

    Bad:
        paths:
          /widgets: {get: {x-ms-pageable: {nextLinkName: next}}}
    Good:
        paths:
          /widgets: {get: {x-ms-pageable: {nextLinkName: nextLink}}}
    """
    pageable = operation.child("x-ms-pageable")
    if pageable is not None and "nextLinkName" in pageable:
        name = pageable.get("nextLinkName")
        if name not in _NEXT_LINKS:
            at = pageable / "nextLinkName"
            meant = next((known for known in _NEXT_LINKS if known.lower() == str(name).strip().lower()), None)
            yield Finding(
                f'nextLinkName is {quoted(name)}; "nextLink" and "@odata.nextLink" are known',
                at=at,
                fix=suggestion(Set(at, meant)) if meant is not None else None,
            )


@rule("PageableWithoutPolicy", Severity.INFO, source=DEFINITION_SCHEMA, needs="x-ms-pageable")
def pageable_without_policy(connector: Connector) -> Iterator[Finding]:
    """An operation answers in pages and no policy corrects the link to the next page.

    The service's link leads straight to the service. The platform must call itself instead, with the
    connection's credentials; the policy rewrites the link so that it does.

    Fix: Add an "Update next link" policy for the operation to apiProperties.json.

    Evidence: Microsoft's JSON schema for definitions says that the extension needs the policy; accepted
    connectors have the one without the other.

    Reading: A script can rewrite the link as well, so connectors with a script are left alone. A wrong name
    of the link is reported by InvalidNextLinkNameValue.

    Bad:
        paths:
          /widgets: {get: {x-ms-pageable: {nextLinkName: nextLink}}}
    Good:
        paths:
          /widgets: {get: {x-ms-pageable: {nextLinkName: nextLink}}}
        apiProperties.json:
          properties:
            policyTemplateInstances:
              - templateId: updatenextlink
                title: Next page
                parameters: {x-ms-apimTemplate-operationName: [ListWidgets]}
    """
    swagger, properties = connector.swagger, connector.properties
    if swagger is None or properties is None or connector.script is not None:
        return
    policies = [policy.operations for policy in properties.policies if policy.template == "updatenextlink"]
    for operation in swagger.operations:
        pageable = operation.get("x-ms-pageable")
        if not isinstance(pageable, dict) or pageable.get("nextLinkName", "nextLink") not in _NEXT_LINKS:
            continue
        if not any(not named or operation.id in named for named in policies):
            yield Finding(
                f"{quoted(operation.label)} answers in pages and has no updatenextlink policy",
                at=operation / "x-ms-pageable",
            )
