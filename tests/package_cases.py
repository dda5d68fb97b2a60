"""Packages, each wrong in one way: for the parity with Microsoft's script, and for what it does not look at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ippub.archive.reading import Archive, read_entries
from ippub.check.engine import Found, make_plan, run
from ippub.check.example import read_example
from ippub.check.rules import load_rules
from ippub.connector.folder import read_connector
from solutions import (
    Export,
    connector_members,
    connector_solution,
    flow_members,
    flow_solution,
    inner_archive,
    outer_archive,
    package,
    plugin_members,
    plugin_solution,
    zipped,
)

INTRO = b"# Contoso Widgets\n\nContoso keeps stock of widgets.\n"


class Case(NamedTuple):
    """``what`` is wrong with the package that ``make`` builds; ``plugin`` is what the script is told."""

    name: str
    what: str
    make: Callable[[Export], bytes]
    plugin: bool = False


def folder(parent: Path) -> Path:
    """The example connector with an introduction, without a package."""
    parent.mkdir(parents=True, exist_ok=True)
    return Path(read_example(f"intro.md: {INTRO.decode()!r}".replace("\\n", "\\n\\n")).write(str(parent)))


def built(case: Case, home: Path) -> bytes:
    (home / "intro.md").write_bytes(INTRO)
    return case.make(Export(home))


def judged(home: Path, data: bytes) -> list[Found]:
    """What the rules about packages say of ``data`` as the package of the connector in ``home``."""
    (home / "package.zip").write_bytes(data)
    plan = make_plan(rule for rule in load_rules().values() if rule.scope == "package")
    return run(read_connector(str(home)), plan)


def _solutions(export: Export, **changes: bytes | None) -> dict[str, bytes]:
    """The two solutions, with some more, some replaced, some (None) left out."""
    found: dict[str, bytes | None] = {
        "ConnectorSolution.zip": connector_solution(export),
        "FlowSolution.zip": flow_solution(export),
        **{f"{name}.zip": data for name, data in changes.items()},
    }
    return {name: data for name, data in found.items() if data is not None}


def _with(inner: bytes) -> bytes:
    return outer_archive(inner, INTRO)


def _inner(export: Export, **changes: bytes | None) -> bytes:
    return _with(inner_archive(_solutions(export, **changes)))


def _changed(members: dict[str, bytes], changes: Mapping[str, bytes | None]) -> bytes:
    return zipped({name: data for name, data in {**members, **changes}.items() if data is not None})


def _without(export: Export, *names: str) -> Export:
    return replace(export, without=names)


def _outer_members(export: Export) -> dict[str, bytes]:
    return dict(read_entries(Archive("package.zip", package(export))))


def _broken(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _odd_intro(kind: str) -> bytes:
    """A package whose introduction is an entry that no good archive has."""
    return read_example(f"package.zip: {{intro.md: '{kind}'}}").files["package.zip"]


_FLOW_ONLY = b"<ImportExportXml><Workflows><Workflow><Name>a</Name></Workflow></Workflows></ImportExportXml>"
_CONNECTOR = b"<ImportExportXml><Connectors><Connector><name>cw_a</name></Connector></Connectors></ImportExportXml>"
_PLUGIN_AND_FLOW = (
    b"<ImportExportXml><Workflows><Workflow/></Workflows><Connector><name>a</name></Connector>"
    b"<aicopilot_aiplugin name='a'/></ImportExportXml>"
)

DECIDED = (
    Case("good", "nothing", package),
    Case("good-plugin", "nothing, with an AI plug-in", lambda one: package(one, plugin=True), plugin=True),
    Case("outer-text", "the package is a text", lambda _: b"no archive at all"),
    Case("outer-cut", "the package is cut off", lambda one: _broken(package(one))),
    Case("outer-encrypted", "an entry is encrypted", lambda _: _odd_intro("!encrypted")),
    Case("outer-bzip2", "an entry is packed with bzip2", lambda _: _odd_intro("!bzip2")),
    Case("outer-damaged", "an entry has the wrong checksum", lambda _: _odd_intro("!damaged")),
    Case(
        "outer-folder",
        "everything stands in a folder",
        lambda one: zipped({f"package/{name}": data for name, data in _outer_members(one).items()}),
    ),
    Case(
        "outer-mac",
        "a Mac has added __MACOSX",
        lambda one: zipped({**_outer_members(one), "__MACOSX/._intro.md": b"x"}),
    ),
    Case("outer-empty", "neither intro.md nor an archive", lambda _: zipped({"a.txt": b"x"})),
    Case("outer-no-intro", "no intro.md", lambda one: zipped({"package.zip": _outer_members(one)["package.zip"]})),
    Case("outer-no-zip", "no inner archive", lambda _: zipped({"intro.md": INTRO})),
    Case("outer-two-texts", "two Markdown files", lambda one: package(one, outer_extra={"readme.md": b"x"})),
    Case("outer-two-zips", "two archives", lambda one: package(one, outer_extra={"other.zip": zipped({"a": b"x"})})),
    Case(
        "outer-solutions",
        "the solutions instead of an inner archive",
        lambda one: zipped({"intro.md": INTRO, **_solutions(one)}),
    ),
    Case("outer-solution", "one solution as inner archive", lambda one: _with(connector_solution(one))),
    Case("inner-text", "the inner archive is a text", lambda _: _with(b"no archive")),
    Case("inner-no-folder", "solutions at the inner root", lambda one: _with(zipped(_solutions(one)))),
    Case("inner-two-folders", "two folders", lambda one: package(one, inner_extra={"More/a.txt": b"x"})),
    Case(
        "assets-nested",
        "a folder in the assets folder",
        lambda one: package(one, inner_extra={"PkgAssets/en/a.html": b"x"}),
    ),
    Case("assets-no-zip", "no solution", lambda one: _inner(one, ConnectorSolution=None, FlowSolution=None)),
    Case("assets-one", "the connector's solution only", lambda one: _inner(one, FlowSolution=None)),
    Case("assets-three", "a third solution without a plug-in", lambda one: _inner(one, Third=connector_solution(one))),
    Case(
        "plugin-two",
        "a plug-in, but two solutions",
        lambda one: _inner(one, ConnectorSolution=plugin_solution(one)),
        plugin=True,
    ),
    Case(
        "plugin-four",
        "a plug-in and four solutions",
        lambda one: _inner(one, Plugin=plugin_solution(one), Fourth=connector_solution(one)),
        plugin=True,
    ),
    Case("solution-cut", "a solution is cut off", lambda one: _inner(one, FlowSolution=_broken(flow_solution(one)))),
    *(
        Case(
            f"solution-no-{name.strip('[]').partition('.')[0].lower()}",
            f"a solution without {name}",
            lambda one, name=name: _inner(one, ConnectorSolution=connector_solution(_without(one, name))),
        )
        for name in ("[Content_Types].xml", "customizations.xml", "solution.xml")
    ),
    Case(
        "solution-wrapped",
        "a solution zipped with its folder",
        lambda one: _inner(
            one, FlowSolution=zipped({f"Flow/{name}": data for name, data in flow_members(one).items()})
        ),
    ),
    Case(
        "customizations-broken",
        "customizations.xml is no XML",
        lambda one: _inner(one, FlowSolution=_changed(flow_members(one), {"customizations.xml": b"<a>"})),
    ),
    Case(
        "no-connector-folder",
        "a connector without its folder",
        lambda one: _inner(one, ConnectorSolution=connector_solution(_without(one, "Connector/"))),
    ),
    Case(
        "no-workflows-folder",
        "flows without their folder",
        lambda one: _inner(one, FlowSolution=flow_solution(_without(one, "Workflows/"))),
    ),
    Case(
        "flows-no-connector",
        "flows without the connector",
        lambda one: _inner(
            one, FlowSolution=_changed(flow_members(_without(one, "Connector/")), {"customizations.xml": _FLOW_ONLY})
        ),
    ),
    *(
        Case(
            f"plugin-no-{name.lower()}",
            f"a plug-in without the folder {name}",
            lambda one, name=name: _inner(one, Plugin=plugin_solution(_without(one, f"{name}/"))),
            plugin=True,
        )
        for name in ("Connector", "aiplugins", "aipluginoperations")
    ),
    Case("two-flows", "two solutions with flows", lambda one: _inner(one, ConnectorSolution=flow_solution(one))),
    Case(
        "two-connectors", "two solutions without flows", lambda one: _inner(one, FlowSolution=connector_solution(one))
    ),
    Case(
        "plugin-with-flow",
        "the plug-in in a solution with flows",
        lambda one: _inner(
            one,
            Plugin=_changed({**flow_members(one), **plugin_members(one)}, {"customizations.xml": _PLUGIN_AND_FLOW}),
        ),
        plugin=True,
    ),
)
"""One or more for each of the script's exits."""


def _renamed(export: Export) -> bytes:
    members = _outer_members(export)
    return zipped({"readme.md": members["intro.md"], "package.zip": members["package.zip"]})


def _slanted(export: Export) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in read_entries(Archive("inner.zip", _outer_members(export)["package.zip"])).items():
            info = zipfile.ZipInfo("entry")
            info.filename = info.orig_filename = name.replace("/", "\\")  # the constructor would mend it on Windows
            archive.writestr(info, data)
    return _with(buffer.getvalue())


def _unnamed_flow(export: Export) -> bytes:
    return _inner(export, FlowSolution=_changed(flow_members(export), {"Workflows/Other.json": b"{}"}))


def _lost_flow(export: Export) -> bytes:
    members = flow_members(export)
    path = next(name for name in members if name.startswith("Workflows/"))
    return _inner(export, FlowSolution=_changed(members, {path: None, "Workflows/Other.json": b"{}"}))


def _no_json(export: Export) -> bytes:
    members = flow_members(export)
    path = next(name for name in members if name.startswith("Workflows/"))
    return _inner(export, FlowSolution=_changed(members, {path: b"{"}))


def _no_definition(export: Export) -> bytes:
    name = f"Connector/{export.name}_openapidefinition.json"
    return _inner(export, ConnectorSolution=connector_solution(_without(export, name)))


def _entity(export: Export) -> bytes:
    manifest = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///c:/windows/win.ini">]><a>&b;</a>'
    return _inner(export, ConnectorSolution=_changed(connector_members(export), {"solution.xml": manifest}))


def _versionless(export: Export) -> bytes:
    members = connector_members(export)
    text = members["solution.xml"].replace(b"<Version>1.0.0.0</Version>", b"<Version></Version>")
    return _inner(export, ConnectorSolution=_changed(members, {"solution.xml": text}))


def _extra_component(export: Export) -> bytes:
    members = connector_members(export)
    text = members["solution.xml"].replace(
        b"</RootComponents>", b'<RootComponent type="1" schemaName="cw_t" /></RootComponents>'
    )
    return _inner(export, ConnectorSolution=_changed(members, {"solution.xml": text}))


def _no_config(export: Export) -> bytes:
    return _with(inner_archive(_solutions(export), without=("PkgAssets/ImportConfig.xml",)))


SILENT = (
    Case("ds-store", "a Mac has added .DS_Store", lambda one: package(one, outer_extra={".DS_Store": b"x"})),
    Case("intro-name", "the introduction is called readme.md", _renamed),
    Case("unexpected", "a picture beside intro.md", lambda one: package(one, outer_extra={"a.png": b"x"})),
    Case("backslashes", "the paths have backslashes", _slanted),
    Case("managed", "the solutions are managed", lambda one: package(replace(one, managed=True))),
    Case("default-publisher", "the prefix of the default publisher", lambda one: package(replace(one, prefix="new"))),
    Case("no-version", "no version in solution.xml", _versionless),
    Case("entities", "solution.xml declares an entity", _entity),
    Case("extra-component", "a table in the connector's solution", _extra_component),
    Case("no-import-config", "no ImportConfig.xml", _no_config),
    Case("no-definition", "the connector's definition is missing", _no_definition),
    Case("flow-not-named", "a flow that customizations.xml does not name", _unnamed_flow),
    Case("flow-lost", "a flow without its file", _lost_flow),
    Case("flow-no-json", "a flow that is no JSON", _no_json),
    Case(
        "other-connector",
        "the flow calls another connector",
        lambda one: package(replace(one, uses="shared_office365", operations=("SendEmail",))),
    ),
    Case(
        "unknown-operation",
        "the flow calls an operation that is gone",
        lambda one: package(replace(one, operations=("Gone",))),
    ),
    Case(
        "out-of-sync",
        "another host than in the folder",
        lambda one: package(replace(one, definition=lambda value: value.update(host="old.contoso.com"))),
    ),
    Case(
        "secret",
        "a token in the flow",
        lambda one: package(replace(one, header="Bearer q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh")),
    ),
)
"""What the script does not look at."""
