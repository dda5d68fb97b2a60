"""The solutions: what an export has at its root, what its manifest says, which files its connector has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import PACKAGE_VALIDATOR, POLICY, SUBMISSION_IP
from ippub.check.wording import listed, quoted

if TYPE_CHECKING:
    from ippub.connector.package.certification import CertificationPackage
    from ippub.connector.package.solution import Solution

_VERSION = lazy(r"\d{1,9}(?:\.\d{1,9}){1,3}")
_DEFAULT_PREFIX = lazy(r"new|cr[0-9a-f]{3}")


@rule("SolutionRequiredFiles", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.10")
def solution_required_files(solution: Solution) -> Iterator[Finding]:
    """A solution lacks one of the three files that every export has at its root.

    [Content_Types].xml, customizations.xml and solution.xml say what is in the solution; without them it cannot be
    imported.

    Fix: Export the solution again and do not change the archive; a folder that was zipped again is often one level too deep.

    Evidence: Microsoft's script stops here.

    Bad:
        package.zip: {package.zip: {PkgAssets: {ConnectorSolution.zip: {solution.xml: null}}}}
    Good:
        package.zip: {}
    """
    if solution.archive.is_zip and solution.missing:
        deeper = [path for path in solution.archive.files if path.casefold().endswith("/solution.xml")]
        hint = f", but there is {quoted(deeper[0])}" if deeper else ""
        yield Finding(f"at the root is no {' and no '.join(solution.missing)}{hint}", at=solution.at(""))


@rule("SolutionXmlUnreadable", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.16")
def solution_xml_unreadable(solution: Solution) -> Iterator[Finding]:
    """customizations.xml or solution.xml of a solution is no XML, or declares entities.

    Both are written by the export. A document type or an entity in them can make a reader open other files or fill its
    memory, so they are not read any further here.

    Fix: Export the solution again and do not change the archive.

    Evidence: Microsoft's script ends with "Internal issue" for customizations.xml; it does not open solution.xml, but nobody
    can import such a solution.

    Reading: Policy 5000.1.1.16 speaks of an "invalid solution" and does not say what makes it invalid.

    Bad:
        package.zip: {package.zip: {PkgAssets: {ConnectorSolution.zip: {solution.xml: "<ImportExportXml>"}}}}
    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                customizations.xml: "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
    Good:
        package.zip: {}
    """
    for document in solution.xml_documents:
        if document.fault:
            yield Finding(document.fault, at=document.fault_place)


@rule("SolutionConnectorFolder", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.8")
def solution_connector_folder(solution: Solution) -> Iterator[Finding]:
    """customizations.xml of a solution has a connector, but there is no folder Connector.

    The folder has the connector's definition, its parameters and its icon.

    Fix: Export the solution again and do not change the archive.

    Evidence: Microsoft's script stops here.

    Bad:
        package.zip: {package.zip: {PkgAssets: {ConnectorSolution.zip: {Connector: null}}}}
    Good:
        package.zip: {}
    """
    if solution.has_connector and not solution.has_folder("Connector"):
        yield Finding("there is a connector in customizations.xml, but no folder Connector", at=solution.at(""))


@rule("SolutionWorkflowsFolder", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.14")
def solution_workflows_folder(solution: Solution) -> Iterator[Finding]:
    """customizations.xml of a solution has flows, but the folder Workflows or Connector is missing.

    A flow without the connector that it uses cannot be imported elsewhere.

    Fix: Add both, the flow and the connector, to the solution and export it again.

    Evidence: Microsoft's script stops here.

    Bad:
        package.zip: {package.zip: {PkgAssets: {FlowSolution.zip: {Workflows: null}}}}
    Good:
        package.zip: {}
    """
    if not solution.has_workflows:
        return
    missing = [name for name in ("Workflows", "Connector") if not solution.has_folder(name)]
    if solution.has_connector:
        missing = [name for name in missing if name != "Connector"]  # told by SolutionConnectorFolder
    if missing:
        message = f"there are flows in customizations.xml, but no folder {' and no folder '.join(missing)}"
        yield Finding(message, at=solution.at(""))


@rule("SolutionPluginFolders", Severity.ERROR, source=PACKAGE_VALIDATOR)
def solution_plugin_folders(solution: Solution) -> Iterator[Finding]:
    """customizations.xml of a solution has an AI plug-in, but one of its folders is missing.

    The export of a plug-in has the folders Connector, aiplugins and aipluginoperations.

    Fix: Export the solution again and do not change the archive.

    Evidence: Microsoft's script stops here when it is told that there is a plug-in.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip: {customizations.xml: "<a><aicopilot_aiplugin name='a'/></a>"}
    Good:
        package.zip: {}
    """
    if not solution.has_plugin:
        return
    missing = [name for name in ("Connector", "aiplugins", "aipluginoperations") if not solution.has_folder(name)]
    if missing:
        yield Finding(f"there is a plug-in in customizations.xml, but no folder {listed(missing)}", at=solution.at(""))


@rule("SolutionNotUnmanaged", Severity.WARNING, source=SUBMISSION_IP)
def solution_not_unmanaged(solution: Solution) -> Iterator[Finding]:
    """A solution was exported as managed.

    A managed solution cannot be changed where it is imported, and whoever certifies has to change it.

    Fix: Export it again and choose "Unmanaged".

    Evidence: Two publishers of 2026 say that managed solutions were sent back; the documentation does not, so this is a
    warning.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                solution.xml: "<a><SolutionManifest><Managed>1</Managed></SolutionManifest></a>"
    Good:
        package.zip: {}
    """
    if solution.managed and solution.manifest is not None:
        yield Finding("the solution is managed", at=solution.manifest.at("<Managed>"))


@rule("SolutionManifestIncomplete", Severity.WARNING, source="what every export of a solution has in solution.xml")
def solution_manifest_incomplete(solution: Solution) -> Iterator[Finding]:
    """solution.xml lacks the solution's name, its publisher, or a version of numbers.

    The import identifies the solution by its unique name and decides by its version whether it is newer.

    Fix: Export the solution again and do not change the archive.

    Evidence: No export lacks any of them. Microsoft's script does not look, so this is a warning.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              ConnectorSolution.zip:
                solution.xml: "<a><SolutionManifest><Managed>0</Managed><Version>one</Version></SolutionManifest></a>"
    Good:
        package.zip: {}
    """
    manifest = solution.manifest
    if manifest is None or manifest.fault:
        return
    parts = (("unique name", solution.unique_name), ("publisher", solution.publisher), ("version", solution.version))
    missing = [what for what, value in parts if not value]
    if missing:
        yield Finding(f"there is no {' and no '.join(missing)}", at=manifest.at("<SolutionManifest"))
    if solution.version and not _VERSION.fullmatch(solution.version):
        yield Finding(
            f"the version is {quoted(solution.version)}, not numbers like 1.0.0.0", at=manifest.at("<Version")
        )


@rule("SolutionPublisherPrefix", Severity.INFO, source="the platform's own naming of components")
def solution_publisher_prefix(solution: Solution) -> Iterator[Finding]:
    """The connector has the prefix of the environment's default publisher, or of another one than its solution.

    The names of components begin with the prefix of their publisher. "new" and "cr" with three digits are what the
    platform gives to components whose maker has not chosen a publisher.

    Fix: Make a publisher of your own with a prefix of your own, create the connector in a solution of that publisher, and
    export again.

    Evidence: Connectors with "new_" were certified; it is tidier, and nothing more, so this is an info.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              ConnectorSolution.zip:
                solution.xml: "<a><SolutionManifest><Publisher><CustomizationPrefix>fab</CustomizationPrefix></Publisher></SolutionManifest></a>"
    Good:
        package.zip: {}
    """
    manifest = solution.manifest
    if solution.role != "connector" or not solution.prefix or manifest is None:
        return
    prefix = solution.prefix
    if _DEFAULT_PREFIX.fullmatch(prefix):
        message = f"the publisher's prefix is {quoted(prefix)}, which is that of a default publisher"
        yield Finding(message, at=manifest.at("<CustomizationPrefix"))
        return
    others = [one.name for one in solution.connectors if one.name and not one.name.startswith(prefix + "_")]
    if others:
        message = f"the publisher's prefix is {quoted(prefix)}, but the connector is called {quoted(others[0])}"
        yield Finding(message, at=manifest.at("<CustomizationPrefix"))


@rule("SolutionExtraComponents", Severity.WARNING, source=PACKAGE_VALIDATOR)
def solution_extra_components(solution: Solution) -> Iterator[Finding]:
    """The connector's solution holds other components than the connector.

    "Validate the connector solution has no extra component except 'Connector'" is what Microsoft's script says of it.

    Fix: Take the other components out of the solution and export it again.

    Evidence: The script says so in its message, but looks for flows and plug-ins only, so this is a warning.

    Reading: A root component of another type than 372, which is a custom connector, is another component.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              ConnectorSolution.zip:
                solution.xml: "<a><RootComponents><RootComponent type='1' schemaName='cw_table'/></RootComponents></a>"
    Good:
        package.zip: {}
    """
    manifest = solution.manifest
    if solution.role != "connector" or manifest is None:
        return
    others = [one for one in solution.root_components if one.type != "372"]
    if others:
        names = [one.schema or one.id or f"a component of type {one.type}" for one in others]
        yield Finding(f"beside the connector there is {listed(names)}", at=manifest.at("<RootComponents"))


@rule(
    "PackageConnectorFilesMissing", Severity.ERROR, source=POLICY, policy=("5000.1.1.10", "5000.1.1.17", "5000.1.1.1")
)
def package_connector_files_missing(package: CertificationPackage) -> Iterator[Finding]:
    """A solution's folder Connector lacks a file of the connector.

    An export has the definition, the connection parameters and the icon, the policies and the custom code when the
    connector has some, each in a file that ends in what it is.

    Fix: Export the solution again and do not change the archive. Without an icon: upload the generic one of independent
    publishers to the connector first.

    Evidence: The policies 5000.1.1.10 and 5000.1.1.17 name the artifacts of the connector; Microsoft's script does not look.

    Reading: Policies and code are expected when customizations.xml names them or the connector's folder has them.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              ConnectorSolution.zip: {Connector: {cw_contoso-20widgets_openapidefinition.json: null}}
    Bad:
        script.csx: "public class Script : ScriptBase {}"
        package.zip: {}
    Good:
        package.zip: {}
    """
    beside = package.beside
    policies = beside is not None and beside.properties is not None and bool(beside.properties.policies)
    script = beside is not None and beside.script is not None
    for solution in package.solutions:
        if not solution.has_connector or not solution.has_folder("Connector"):
            continue
        named = {part for connector in solution.connectors for part in connector.parts}
        wanted = ["openapidefinition", "connectionparameters", "iconblob"]
        wanted += ["policytemplateinstances"] if policies or "policytemplateinstances" in named else []
        wanted += ["customcodeblobcontent"] if script or "customcodeblobcontent" in named else []
        missing = [_FILES[part] for part in wanted if solution.part(part) is None]
        if missing:
            yield Finding(f"the folder Connector has no {' and no '.join(missing)}", at=solution.at("Connector"))


_FILES = {
    "openapidefinition": "*_openapidefinition.json",
    "connectionparameters": "*_connectionparameters.json",
    "iconblob": "*_iconblob.Png",
    "policytemplateinstances": "*_policytemplateinstances.json",
    "customcodeblobcontent": "*_customcodeblobcontent.csx",
}
