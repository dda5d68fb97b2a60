"""Which operations the custom code handles."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import PACONN
from ippub.check.wording import quoted
from ippub.connector.folder import SCRIPT, Connector
from ippub.document.edit import Remove, Set


@rule("ScriptOperationsUnknown", Severity.ERROR, source=PACONN, suggests=True)
def script_operations_unknown(connector: Connector) -> Iterator[Finding]:
    """The list of scripted operations names one that the definition does not have.

    The code runs for the operations in "scriptOperations" only. A wrong name means that it does not run.

    Fix: Write the operationId as it stands in the definition, or remove the entry. An empty list means all
    operations.

    Evidence: Documented; none of the accepted connectors of independent publishers does it.

    Bad:
        apiProperties.json: {properties: {scriptOperations: [listWidgets]}}
    Good:
        apiProperties.json: {properties: {scriptOperations: [ListWidgets]}}
    """
    properties, swagger = connector.properties, connector.swagger
    if properties is None or swagger is None:
        return
    unknown = 0
    names = properties.properties.items_of("scriptOperations")
    for index, name in enumerate(names):
        if not isinstance(name, str) or name in swagger.operations_by_id:
            continue
        unknown += 1
        from ippub.connector.invocation import MAX_SUGGESTIONS, nearest_operation

        near = nearest_operation(swagger, name) if unknown <= MAX_SUGGESTIONS else ""
        remedy = f"Write {quoted(near)}, or remove the entry." if near else ""
        at = properties.properties.at("scriptOperations", index)
        repair = suggestion(Remove(at) if near in names else Set(at, near)) if near else None
        yield Finding(f"there is no operation {quoted(name)}", at=at, remedy=remedy, fix=repair)


@rule("ScriptOperationsWithoutScript", Severity.WARNING, source=PACONN, suggests=True, submission=Severity.ERROR)
def script_operations_without_script(connector: Connector) -> Iterator[Finding]:
    """The file lists scripted operations, and there is no script.

    The operations are sent through code that does not exist.

    Fix: Add script.csx to the folder, or remove "scriptOperations".

    Evidence: Documented; one of 395 accepted connectors slipped through. It is an error when you submit.

    Bad:
        apiProperties.json: {properties: {scriptOperations: [ListWidgets]}}
    Good:
        apiProperties.json: {properties: {scriptOperations: [ListWidgets]}}
        script.csx: |
            public class Script : ScriptBase {}
    """
    properties = connector.properties
    if properties is not None and connector.script is None and "scriptOperations" in properties.properties:
        message = f'"scriptOperations" is there, but no {SCRIPT}'
        at = (properties.properties / "scriptOperations").marked_key
        yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule("ScriptWithoutScriptOperations", Severity.WARNING, source=PACONN, fixable=True)
def script_without_script_operations(connector: Connector) -> Iterator[Finding]:
    """There is a script, and the file does not say which operations it handles.

    Tools take the list "scriptOperations" as the sign that a connector has code.

    Fix: Add "scriptOperations": [] for all operations, or list the operationIds that the code handles.

    Evidence: Documented; four of the 22 accepted connectors with a script leave it out.

    Reading: The documentation calls the list optional; the submission tools look for it.

    Bad:
        script.csx: |
            public class Script : ScriptBase {}
    Good:
        apiProperties.json: {properties: {scriptOperations: []}}
        script.csx: |
            public class Script : ScriptBase {}
    """
    properties = connector.properties
    if properties is not None and connector.script is not None and "scriptOperations" not in properties.properties:
        message = f'there is a {SCRIPT}, but no "scriptOperations"'
        at = properties.properties / "scriptOperations"
        repair = fix(Set(at, [])) if isinstance(properties.get("properties"), dict) else None
        yield Finding(message, at=at, fix=repair)
