"""The flows of the second solution: their files, and whether they use this connector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import POLICY
from ippub.check.wording import listed, quoted

if TYPE_CHECKING:
    from ippub.connector.package.flow import Flow, Step
    from ippub.connector.package.solution import Solution

_MOST = 20


@rule("WorkflowJsonMissing", Severity.ERROR, source=POLICY, policy="5000.1.1.15")
def workflow_json_missing(solution: Solution) -> Iterator[Finding]:
    """The flows that customizations.xml names and the files in the folder Workflows are not the same.

    Each flow has a line <JsonFileName> in customizations.xml and a file of that name.

    Fix: Export the solution again and do not change the archive.

    Evidence: The policy's words are "mismatch between workflows found in customization file and workflow json files present".

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                Workflows: {Try-0A1B.json: null, Other.json: "{}"}
    Good:
        package.zip: {}
    """
    if solution.customizations is None or solution.customizations.fault:
        return  # told by other rules, as is a folder that is missing
    named = {workflow.json_file.casefold(): workflow for workflow in solution.workflows}
    there = {path.casefold(): path for path in solution.archive.files}
    for folded, workflow in named.items():
        if folded not in there and solution.has_folder("Workflows"):
            what = quoted(workflow.name or workflow.json_file)
            message = f"the flow {what} has no file: {quoted(workflow.json_file)} is not in the archive"
            yield Finding(message, at=solution.customizations.at(workflow.json_file))
    for path in solution.workflow_files:
        if path.casefold() not in named:
            yield Finding("customizations.xml does not name this flow", at=solution.at(path))


@rule("WorkflowNotJson", Severity.ERROR, source=POLICY, policy="5000.1.1.15")
def workflow_not_json(solution: Solution) -> Iterator[Finding]:
    """The file of a flow is no JSON.

    Nothing can import or run such a flow.

    Fix: Export the solution again and do not change the archive.

    Evidence: No export has it. The policy about flows speaks of an "invalid workflow solution".

    Reading: That a file that cannot be read falls under this policy is our reading.

    Bad:
        package.zip: {package.zip: {PkgAssets: {FlowSolution.zip: {Workflows: {Try-0A1B.json: "[1, 2"}}}}}
    Good:
        package.zip: {}
    """
    for flow in solution.flows:
        fault = next(iter(flow.document.faults), None)
        if fault is not None and not flow.document.readable:
            yield Finding(fault.message, at=flow.place._replace(tokens=None, span=fault.span))


@rule("FlowWithoutConnector", Severity.ERROR, source=POLICY, policy="5000.1.1.7")
def flow_without_connector(solution: Solution) -> Iterator[Finding]:
    """No flow of the solution calls the connector.

    Whoever certifies runs the flow to see the connector at work; one that calls something else shows nothing.

    Fix: Add an action of the connector to the flow, save it, and export the solution again.

    Evidence: The policy's words are "a valid solution, which has a flow containing the connector". Microsoft's script only
    looks whether there are flows.

    Reading: A step calls the connector when its connection reference belongs to the connector of the solution by its id, or
    when the name of its connector begins with the connector's.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                Workflows:
                  Try-0A1B.json: {properties: {definition: {actions: {List: {inputs: {host: {connectionName: shared_office365, operationId: SendEmail}}}}}}}
    Good:
        package.zip: {}
    """
    flows = [flow for flow in solution.flows if flow.document.readable]
    if not solution.has_connector or not flows or any(True for flow in flows for _ in own_steps(solution, flow)):
        return
    used = dict.fromkeys((step.api or step.connection).removeprefix("shared_") for flow in flows for step in flow.steps)
    instead = f"; they call {listed(name for name in used if name)}" if any(used) else ""
    names = [one.display_name or one.name for one in solution.connectors if one.display_name or one.name]
    yield Finding(f"no flow calls {quoted(names[0]) if names else 'the connector'}{instead}", at=flows[0].place)


@rule("FlowOperationUnknown", Severity.WARNING, source=POLICY, policy="5000.1.1.9")
def flow_operation_unknown(solution: Solution) -> Iterator[Finding]:
    """A flow calls an operation that the connector does not have.

    The connector was changed after the flow was made: the flow cannot run any more.

    Fix: Open the flow, replace the action, save it, run it, and export the solution again.

    Evidence: The policy asks that the connector's actions can be found by the flow of the package; Microsoft's script does
    not look, so this is a warning.

    Reading: The policy's words are "Connectors and actions should be searchable using the sample flow"; this is what a machine
    can see of it.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                Workflows:
                  Try-0A1B.json: {properties: {definition: {actions: {List: {inputs: {host: {operationId: Gone}}}}}}}
    Good:
        package.zip: {}
    """
    known = operation_ids(solution)
    if not known:
        return
    told = 0
    for flow in solution.flows:
        for step in own_steps(solution, flow):
            if step.operation not in known and told < _MOST:
                told += 1
                yield Finding(f"the connector has no operation {quoted(step.operation)}", at=step.place)


def own_steps(solution: Solution, flow: Flow) -> Iterator[Step]:
    """The steps of ``flow`` that call a connector of ``solution``."""
    custom = {one.id for one in solution.connectors if one.id}
    references = {one.logical_name: one for one in solution.connection_references if one.logical_name}
    own: dict[str, bool] = {}
    apis: dict[str, str] = {}
    for connection in flow.connections:
        reference = references.get(connection.logical_name)
        apis[connection.key] = connection.api or (reference.connector if reference is not None else "")
        own[connection.key] = reference is not None and reference.custom_id in custom
    for step in flow.steps:
        if own.get(step.connection) or _is_called(solution, step.api or apis.get(step.connection, step.connection)):
            yield step


def _is_called(solution: Solution, api: str) -> bool:
    return bool(api) and any(connector.identity.is_called(api) for connector in solution.connectors)


def operation_ids(solution: Solution) -> frozenset[str]:
    """The operationIds of the definition in the solution; none when it cannot be read."""
    value = solution.definition.value if solution.definition is not None else None
    paths = value.get("paths") if isinstance(value, dict) else None
    found = set()
    for item in paths.values() if isinstance(paths, dict) else ():
        for operation in item.values() if isinstance(item, dict) else ():
            name = operation.get("operationId") if isinstance(operation, dict) else None
            if isinstance(name, str):
                found.add(name)
    return frozenset(found)
