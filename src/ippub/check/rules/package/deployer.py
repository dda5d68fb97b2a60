"""The archive that Package Deployer makes: one assets folder, the solutions in it, what is to be imported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import PACKAGE_DEPLOYER, PACKAGE_VALIDATOR
from ippub.check.wording import listed, quoted

if TYPE_CHECKING:
    from ippub.connector.package.deployer import PackageDeployer


@rule("PackageAssetsFolder", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.12")
def package_assets_folder(deployer: PackageDeployer) -> Iterator[Finding]:
    """The archive in the package does not have exactly one folder at its root.

    Package Deployer puts the solutions into one assets folder, which is called PkgAssets.

    Fix: Build the archive with `ippub package`, or with `pac package init`, `add-solution` and a build.

    Evidence: Microsoft's script stops here: with a message when there is no folder, without a word when there are several.

    Bad:
        package.zip: {package.zip: {PkgAssets: null}}
    Bad:
        package.zip: {package.zip: {More: {a.txt: "x"}}}
    Good:
        package.zip: {package.zip: {bin.dll: "x"}}
    """
    if not deployer.archive.is_zip:
        return
    folders = [folder for folder in deployer.archive.root_folders if folder != "__MACOSX"]
    if len(folders) > 1:
        yield Finding(f"{len(folders)} folders stand at the root: {listed(folders)}", at=deployer.at(folders[0]))
    elif not folders or deployer.archive.find("solution.xml") is not None:
        yield Finding(f"there is no assets folder{_instead(deployer)}", at=deployer.at(""))


def _instead(deployer: PackageDeployer) -> str:
    if deployer.archive.find("solution.xml") is not None:
        return ": this is a solution, which belongs into the assets folder"
    zips = [path for path in deployer.archive.root_files if path.casefold().endswith(".zip")]
    return f"; {listed(zips)} belongs into it" if zips else ""


@rule("PackageAssetsNested", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_assets_nested(deployer: PackageDeployer) -> Iterator[Finding]:
    """The assets folder holds a folder.

    The solutions have to lie in the assets folder itself.

    Fix: Put the solutions directly into the assets folder and take the folder in it out.

    Evidence: Microsoft's script stops here.

    Bad:
        package.zip: {package.zip: {PkgAssets: {Content: {a.html: "x"}}}}
    Good:
        package.zip: {}
    """
    folders = deployer.archive.folders_in(deployer.assets) if deployer.assets is not None else ()
    if folders and deployer.archive.find("solution.xml") is None:
        yield Finding(f"{deployer.assets} holds {listed(folders)}", at=deployer.at(f"{deployer.assets}/{folders[0]}"))


@rule("PackageSolutionCount", Severity.ERROR, source=PACKAGE_VALIDATOR, policy=("5000.1.1.6", "5000.1.1.13"))
def package_solution_count(deployer: PackageDeployer) -> Iterator[Finding]:
    """The assets folder does not hold two solutions (three with an AI plug-in).

    One solution has the connector, one has a flow that uses it; a connector with an AI plug-in has a third for that.

    Fix: Export the connector's solution and the flow's solution, and put both into the assets folder.

    Evidence: Microsoft's script stops here; with exactly one archive it does so without a word.

    Reading: The script is told on its command line whether there is a plug-in. Here there is one when a solution has one.

    Bad:
        package.zip: {package.zip: {PkgAssets: {FlowSolution.zip: null}}}
    Bad:
        package.zip: {package.zip: {PkgAssets: {Third.zip: {solution.xml: "<a/>"}}}}
    Good:
        package.zip: {}
    """
    if deployer.assets is None or deployer.archive.find("solution.xml") is not None:
        return
    files = deployer.solution_files
    plugin = any(solution.has_plugin for solution in deployer.solutions)
    wanted = 3 if plugin else 2
    if len(files) != wanted:
        kinds = "connector, flow and AI plug-in" if plugin else "connector and flow"
        found = f"{len(files)}: {listed(files)}" if files else "none"
        message = f"{wanted} solutions are expected in {deployer.assets} ({kinds}), and there {_verb(files)} {found}"
        yield Finding(message, at=deployer.at(deployer.assets))


def _verb(files: tuple[str, ...]) -> str:
    return "is" if len(files) < 2 else "are"


@rule("PackageConnectorSolutionMissing", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.8")
def package_connector_solution_missing(deployer: PackageDeployer) -> Iterator[Finding]:
    """No solution has the connector and nothing else.

    The connector is certified from a solution of its own.

    Fix: Make a solution with only the connector in it and export that.

    Evidence: Microsoft's script stops here.

    Bad:
        package.zip: {package.zip: {PkgAssets: {ConnectorSolution.zip: {customizations.xml: "<ImportExportXml/>"}}}}
    Good:
        package.zip: {}
    """
    if _are_readable(deployer) and not any(solution.role == "connector" for solution in deployer.solutions):
        yield Finding(f"no solution is the connector's: {_roles(deployer)}", at=deployer.at(str(deployer.assets)))


@rule("PackageFlowSolutionMissing", Severity.ERROR, source=PACKAGE_VALIDATOR, policy=("5000.1.1.6", "5000.1.1.7"))
def package_flow_solution_missing(deployer: PackageDeployer) -> Iterator[Finding]:
    """No solution has the connector together with a flow.

    Whoever certifies imports the flow and runs it, to see that the connector works.

    Fix: Make a second solution with the connector and a flow that uses it, and export that.

    Evidence: Microsoft's script stops here.

    Bad:
        package.zip: {package.zip: {PkgAssets: {FlowSolution.zip: {customizations.xml: "<ImportExportXml/>"}}}}
    Good:
        package.zip: {}
    """
    if _are_readable(deployer) and not any(solution.role == "flow" for solution in deployer.solutions):
        message = f"no solution has both a connector and flows: {_roles(deployer)}"
        yield Finding(message, at=deployer.at(str(deployer.assets)))


@rule("PackagePluginSolutionMissing", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_plugin_solution_missing(deployer: PackageDeployer) -> Iterator[Finding]:
    """There is an AI plug-in, but no solution that has the connector and the plug-in and no flow.

    The plug-in is certified from a solution of its own.

    Fix: Make a third solution with the connector and the plug-in, without the flow, and export that.

    Evidence: Microsoft's script stops here when it is told that there is a plug-in.

    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              FlowSolution.zip:
                customizations.xml: "<a><Workflows><Workflow/></Workflows><Connector><name>a</name></Connector><aicopilot_aiplugin name='a'/></a>"
    Good:
        package.zip: {}
    """
    solutions = deployer.solutions
    if any(solution.has_plugin for solution in solutions) and not any(one.role == "plugin" for one in solutions):
        message = f"no solution has a connector and an AI plug-in alone: {_roles(deployer)}"
        yield Finding(message, at=deployer.at(str(deployer.assets)))


def _are_readable(deployer: PackageDeployer) -> bool:
    """Whether there are solutions whose customizations can all be read: else another rule has told why not."""
    files = [solution.customizations for solution in deployer.solutions]
    return bool(files) and all(file is not None and not file.fault for file in files)


def _roles(deployer: PackageDeployer) -> str:
    """What each solution has, in words."""
    said = []
    for solution in deployer.solutions:
        parts = [
            word
            for word, there in (
                ("connector", solution.has_connector),
                ("flows", solution.has_workflows),
                ("plug-in", solution.has_plugin),
            )
            if there
        ]
        said.append(f"{quoted(solution.file_name)} has {' and '.join(parts) or 'none of them'}")
    return ", ".join(said)


@rule("PackageImportConfig", Severity.WARNING, source=PACKAGE_DEPLOYER)
def package_import_config(deployer: PackageDeployer) -> Iterator[Finding]:
    """ImportConfig.xml does not name the solutions that lie beside it.

    Package Deployer imports what ImportConfig.xml names; a solution that it does not name is not imported.

    Fix: Name every solution in ImportConfig.xml, the connector's first.

    Evidence: The documentation of Package Deployer. Microsoft's script does not look, so this is a warning.

    Bad:
        package.zip: {package.zip: {PkgAssets: {ImportConfig.xml: null}}}
    Bad:
        package.zip:
          package.zip:
            PkgAssets:
              ImportConfig.xml: "<c><solutions><configsolutionfile solutionpackagefilename='Other.zip'/></solutions></c>"
    Good:
        package.zip: {}
    """
    if not deployer.solution_files:
        return
    config, place = deployer.import_config, deployer.at(f"{deployer.assets}/ImportConfig.xml")
    if config is None:
        yield Finding(f"there is no ImportConfig.xml in {deployer.assets}", at=place)
        return
    if config.fault:
        yield Finding(config.fault, at=place)
        return
    there = {path.rpartition("/")[2].casefold(): path.rpartition("/")[2] for path in deployer.solution_files}
    named = [name.casefold() for name in deployer.imported]
    lost = [name for name in deployer.imported if name.casefold() not in there]
    if lost:
        yield Finding(f"it names {listed(lost)}, and there is no such file beside it", at=place)
    forgotten = [name for folded, name in there.items() if folded not in named]
    if forgotten:
        yield Finding(f"it does not name {listed(forgotten)}", at=place)
