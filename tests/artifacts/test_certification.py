"""package.zip: which solution is which, the same bytes everywhere, and what stands in its way."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ippub.artifacts.certification.exports import Exports, export_of, read_export, told_apart
from ippub.artifacts.certification.introduction import draft_intro
from ippub.artifacts.certification.layout import package_archive
from ippub.artifacts.certification.making import Certification, Intro, IntroUnfinished, make_certification, stops
from ippub.artifacts.package import PackageRefused
from ippub.check.engine import make_plan, run
from ippub.check.rules import load_rules
from ippub.config import Config
from ippub.connector.folder import find_connectors, read_connector
from ippub.connector.package.solution import Role
from ippub.errors import EnvironmentFault, UsageError
from ready import INTRO, write
from solutions import Export, connector_solution, flow_solution, older, package, plugin_solution, zipped

SECRET = "Bearer q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh"


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return Export(write(tmp_path, INTRO))


def exports(export: Export, *, plugin: bool = False) -> Exports:
    given = {Role.CONNECTOR: connector_solution(export), Role.FLOW: flow_solution(export)}
    if plugin:
        given[Role.PLUGIN] = plugin_solution(export)
    return told_apart({role: export_of(f"{role}.zip", data) for role, data in given.items()})


def made(export: Export, *, gaps: tuple[str, ...] = ()) -> Certification:
    intro = (export.folder / "intro.md").read_bytes()
    return make_certification(
        read_connector(str(export.folder)), Config(), Intro(intro, "intro.md", gaps=gaps), exports(export)
    )


def test_the_bytes_are_the_same_with_every_python_and_every_system() -> None:
    """The solutions are fixed; the digest is of the layout, which must not move under the users."""
    solution = export_of("a.zip", zipped({"customizations.xml": b"<a/>"}, zipfile.ZIP_STORED))
    data = package_archive(b"# Widgets\n", Exports(solution, solution))
    assert data == package_archive(b"# Widgets\n", Exports(solution, solution, moved=True))
    assert hashlib.sha256(data).hexdigest() == "c27ffe752c5fa68c6a0bb00b1f064a9f1aa2dce00dd6fda43bf4294805ddc01f"


def test_the_package_has_the_levels_that_certification_unpacks(export: Export) -> None:
    outer = zipfile.ZipFile(io.BytesIO(package_archive(b"intro", exports(export, plugin=True))))
    assert outer.namelist() == ["intro.md", "package.zip"]
    inner = zipfile.ZipFile(io.BytesIO(outer.read("package.zip")))
    names = ["ConnectorSolution.zip", "FlowSolution.zip", "PluginSolution.zip"]
    assert sorted(inner.namelist()) == sorted(
        ["[Content_Types].xml", "PkgAssets/ImportConfig.xml", *(f"PkgAssets/{name}" for name in names)]
    )
    assert inner.read("PkgAssets/ConnectorSolution.zip") == connector_solution(export)
    imported = ET.fromstring(inner.read("PkgAssets/ImportConfig.xml")).iter("configsolutionfile")
    assert [one.get("solutionpackagefilename") for one in imported] == names
    kinds = {one.get("Extension") for one in ET.fromstring(inner.read("[Content_Types].xml"))}
    assert kinds == {name.rpartition(".")[2] for name in inner.namelist()}


def test_whichever_option_names_which_file_the_contents_tell_them_apart(export: Export) -> None:
    connector = export_of("one.zip", connector_solution(export))
    flow = export_of("two.zip", flow_solution(export))
    plugin = export_of("three.zip", plugin_solution(export))
    right = told_apart({Role.CONNECTOR: connector, Role.FLOW: flow, Role.PLUGIN: plugin})
    assert not right.moved
    round_about = told_apart({Role.CONNECTOR: flow, Role.FLOW: plugin, Role.PLUGIN: connector})
    assert round_about == right._replace(moved=True)


@pytest.mark.parametrize(
    ("files", "message", "hint"),
    [
        ({"a.txt": b""}, "it has no customizations.xml at its root", "Export it again"),
        ({"Widgets/customizations.xml": b"<a/>"}, "its files stand in a folder, Widgets/", "Export it again"),
        ({"Other/Customizations.xml": b"<a/>"}, "a solution's source", "Export it again"),
        ({"customizations.xml": b"<a>"}, "in customizations.xml, the file is no XML", "Export it again"),
        ({"intro.md": b"", "package.zip": b""}, "it is a whole package already", "ippub check"),
        ({"customizations.xml": b"<a><Workflows><b/></Workflows></a>"}, "flows, but not the connector", "Add existing"),
        ({"customizations.xml": b"<a/>"}, "it holds no custom connector", "Add existing"),
    ],
)
def test_what_is_no_solution_of_the_connector_is_told_in_one_sentence(
    export: Export, files: dict[str, bytes], message: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        told_apart(
            {
                Role.CONNECTOR: export_of("odd.zip", zipped(files)),
                Role.FLOW: export_of("flow.zip", flow_solution(export)),
            }
        )
    assert hint in caught.value.hint
    assert "odd.zip" in caught.value.message


def test_an_archive_with_a_password_is_told_as_one(export: Export) -> None:
    data = bytearray(connector_solution(export))
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + at] |= 1  # the first member's flag of encryption
    with pytest.raises(UsageError, match="encrypted"):
        export_of("locked.zip", bytes(data))


def test_two_of_a_kind_and_a_missing_one_are_told(export: Export) -> None:
    one = export_of("one.zip", connector_solution(export))
    two = export_of("two.zip", connector_solution(replace(export, version="1.0.0.1")))
    plugin = export_of("plugin.zip", plugin_solution(export))
    with pytest.raises(UsageError, match=r"one\.zip and two\.zip both hold the connector alone"):
        told_apart({Role.CONNECTOR: one, Role.FLOW: two})
    with pytest.raises(UsageError, match="none of the solutions holds the connector and a flow") as caught:
        told_apart({Role.CONNECTOR: one, Role.FLOW: plugin})
    assert caught.value.hint.startswith("--flow-solution")
    flow = export_of("flow.zip", flow_solution(export))
    both = export_of("both.zip", flow_solution(replace(export, extra={"customizations.xml": BOTH})))
    with pytest.raises(UsageError, match="flows and an AI plug-in, which belong into solutions of their own"):
        told_apart({Role.CONNECTOR: both, Role.FLOW: flow})


BOTH = b"<a><Connector><b/></Connector><Workflows><b/></Workflows><aicopilot_aiplugin name='x'/></a>"


def test_a_file_that_is_no_zip_or_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"Rar!....")
    with pytest.raises(UsageError, match="RAR"):
        read_export(str(tmp_path / "a.zip"))
    with pytest.raises(EnvironmentFault, match="cannot read"):
        read_export(str(tmp_path / "b.zip"))


def test_a_right_export_makes_a_package_without_errors(export: Export) -> None:
    package = made(export)
    assert stops(package, force=False) is None
    assert not package.verdict.errors
    assert "PackageMissingForNewProcess" not in package.verdict.codes


def test_errors_stop_it_unless_forced_and_secrets_whatever_is_forced(export: Export) -> None:
    swagger = export.folder / "apiDefinition.swagger.json"
    swagger.write_text(swagger.read_text("utf-8").replace("Contoso Widgets", "Contoso API", 1), "utf-8")
    package = made(export)
    assert isinstance(stops(package, force=False), PackageRefused)
    assert stops(package, force=True) is None
    assert package.forced
    readme = export.folder / "readme.md"
    readme.write_text(readme.read_text("utf-8") + f"\nSend `Authorization: {SECRET}`.\n", "utf-8")
    refusal = stops(made(export), force=True)
    assert isinstance(refusal, PackageRefused)
    assert "1 secret would be published" in refusal.message


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"managed": True}, "SolutionNotUnmanaged"),
        ({"uses": "shared_office365"}, "FlowWithoutConnector"),
        ({"operations": ("ListWidgets", "Gone")}, "FlowOperationUnknown"),
        ({"without": ("solution.xml",)}, "SolutionRequiredFiles"),
        ({"without": ("Workflows/",)}, "SolutionWorkflowsFolder"),
        ({"extra": {"../outside.txt": b""}}, "PackageUnsafePath"),
    ],
)
def test_what_is_wrong_in_a_solution_is_found_in_the_package_that_was_made_of_it(
    export: Export, change: dict[str, Any], code: str
) -> None:
    package = made(replace(export, **change))
    assert code in {finding.code for finding in package.remarks}
    assert bool(stops(package, force=False)) == bool(package.verdict.errors)


def test_a_connector_that_was_not_exported_anew_is_told_with_the_pointer(export: Export) -> None:
    found = [one for one in made(older(export)).remarks if one.code == "PackageOutOfSync"]
    assert "/host" in {one.pointer for one in found}


def test_a_key_that_was_typed_into_the_flow_is_never_packed(export: Export) -> None:
    refusal = stops(made(replace(export, header=SECRET)), force=True)
    assert isinstance(refusal, PackageRefused)


def test_a_draft_with_gaps_is_not_packed_unless_forced(export: Export) -> None:
    refusal = stops(made(export, gaps=("FAQ", "the opening paragraph")), force=False)
    assert isinstance(refusal, IntroUnfinished)
    assert 'lacks "FAQ" and the opening paragraph' in refusal.message
    assert stops(made(export, gaps=("FAQ",)), force=True) is None


def test_the_fixtures_are_what_they_say(export: Export) -> None:
    outer = zipfile.ZipFile(io.BytesIO(package(export, plugin=True)))
    inner = zipfile.ZipFile(io.BytesIO(outer.read("package.zip")))
    for name in ("ConnectorSolution.zip", "FlowSolution.zip", "PluginSolution.zip"):
        solution = zipfile.ZipFile(io.BytesIO(inner.read(f"PkgAssets/{name}")))
        definition = next(path for path in solution.namelist() if path.endswith("_openapidefinition.json"))
        swagger = json.loads((export.folder / "apiDefinition.swagger.json").read_text("utf-8"))
        assert json.loads(solution.read(definition).decode("utf-8-sig")) == swagger


@pytest.mark.corpus
def test_a_real_connectors_own_export_makes_a_package_without_remarks(corpus: Path) -> None:
    plan = make_plan([rule for rule in load_rules().values() if rule.scope == "package"])
    checked = 0
    for path in [*find_connectors(str(corpus / "connectors" / "independent-publisher-connectors"))][::8]:
        connector = read_connector(path)
        if not all(document is not None and document.value for document in connector.documents[:2]):
            continue
        intro = draft_intro(connector).data
        data = package_archive(intro, exports(Export(Path(path))))
        found = run(connector.with_package("package.zip", data, intro), plan)
        assert not found, (path, found)
        checked += 1
    assert checked > 20
