"""What the rules about packages say, and what they do not say, of packages built from a connector's folder."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ippub.check.engine import Found
from ippub.connector.package.certification import package_of
from ippub.connector.package.identity import ConnectorName
from ippub.connector.package.markup import XmlDocument
from ippub.connector.package.solution import Role
from ippub.document.place import pointer
from package_cases import folder, judged
from solutions import Export, connector_solution, flow_members, inner_archive, outer_archive, package, zipped


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return folder(tmp_path)


def told(home: Path, data: bytes, code: str) -> list[Found]:
    return [one for one in judged(home, data) if one.rule.code == code]


def places(found: list[Found]) -> list[str]:
    return [pointer(one.finding.at.tokens or ()) for one in found]


def with_flow(export: Export, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A package whose flow is changed."""
    members = flow_members(export)
    path = next(name for name in members if name.startswith("Workflows/"))
    flow = json.loads(members[path])
    change(flow)
    solutions = {
        "ConnectorSolution.zip": connector_solution(export),
        "FlowSolution.zip": zipped({**members, path: json.dumps(flow).encode()}),
    }
    return outer_archive(inner_archive(solutions), (export.folder / "intro.md").read_bytes())


@pytest.mark.parametrize(
    ("name", "api"),
    [
        ("cw_contoso-20widgets", "shared_cw-5fcontoso-20widgets-5f331acd82b125f090"),
        (
            "cw_contoso-20widgets",
            "/providers/x/apis/shared_cw-5fcontoso-20widgets-5f331acd82b125f090",
        ),
        ("new_weather-20agent", "shared_weather-20agent-5fabcdef0123456789"),
        ("new_orderadmin-5Fconnector", "shared_orderadmin-5fconnector"),
        ("sb_stablebaseline", "shared_sb-5fstablebaseline-5f331acd82b125f090"),
    ],
)
def test_the_platforms_name_of_a_connector_is_recognised(name: str, api: str) -> None:
    assert ConnectorName(name).is_called(api)


@pytest.mark.parametrize(
    ("name", "api"),
    [
        ("cw_contoso-20widgets", "shared_office365"),
        ("cw_contoso-20widgets", "shared_cw-5fcontoso-20widgets-20pro-5f331acd82b125f090"),
        ("cw_contoso-20widgets", ""),
        ("", "shared_office365"),
        ("cw_ab", "shared_about"),
    ],
)
def test_another_connectors_name_is_not(name: str, api: str) -> None:
    assert not ConnectorName(name).is_called(api)


def test_the_solutions_are_recognised_by_what_they_hold(home: Path) -> None:
    read = package_of("package.zip", package(Export(home), plugin=True))
    assert {solution.file_name: solution.role for solution in read.solutions} == {
        "ConnectorSolution.zip": Role.CONNECTOR,
        "FlowSolution.zip": Role.FLOW,
        "PluginSolution.zip": Role.PLUGIN,
    }
    assert read.title == "Contoso Widgets"
    first = read.solutions[0]
    assert (first.unique_name, first.version, first.managed) == ("ContosoWidgetsConnector", "1.0.0.0", False)
    assert (first.publisher, first.prefix) == ("MikaMaker", "cw")


def test_a_difference_from_the_folder_names_where_it_is(home: Path) -> None:
    def change(definition: dict[str, Any]) -> None:
        definition["paths"]["/widgets"]["get"]["summary"] = "Get widgets"
        del definition["info"]["contact"]
        definition["definitions"]["Widget"]["properties"]["size"] = {"type": "integer"}

    found = told(home, package(replace(Export(home), definition=change)), "PackageOutOfSync")
    assert places(found) == ["/info/contact", "/paths/~1widgets/get/summary", "/definitions/Widget/properties/size"]
    assert "missing here" in found[0].finding.message
    assert '"Get widgets" here and "List widgets" in apiDefinition.swagger.json' in found[1].finding.message
    assert "missing in apiDefinition.swagger.json" in found[2].finding.message
    assert all("ConnectorSolution.zip!Connector/" in one.finding.at.file for one in found)


def test_what_the_platform_adds_and_another_order_are_no_difference(home: Path) -> None:
    def change(definition: dict[str, Any]) -> None:
        definition["responses"] = {}
        definition["parameters"] = {}
        definition["tags"] = []
        definition["info"] = dict(reversed(definition["info"].items()))

    assert judged(home, package(replace(Export(home), definition=change))) == []


def test_true_is_not_one_when_definitions_are_compared(home: Path) -> None:
    def change(definition: dict[str, Any]) -> None:
        definition["paths"]["/widgets"]["get"]["parameters"][0]["required"] = 0

    found = told(home, package(replace(Export(home), definition=change)), "PackageOutOfSync")
    assert places(found) == ["/paths/~1widgets/get/parameters/0/required"]


def test_of_very_many_differences_some_are_told_and_the_rest_counted(home: Path) -> None:
    def change(definition: dict[str, Any]) -> None:
        definition["definitions"] = {f"A{number}": {"type": "object"} for number in range(40)}

    found = told(home, package(replace(Export(home), definition=change)), "PackageOutOfSync")
    assert len(found) == 11
    assert "31 more differences" in found[-1].finding.message


def test_a_connector_that_differs_between_the_solutions_is_told_of_the_second(home: Path) -> None:
    export = replace(Export(home), definition=lambda definition: definition.update(host="old.contoso.com"))
    (found,) = told(home, package(export, connector=Export(home)), "PackageOutOfSync")
    assert "FlowSolution.zip!" in found.finding.at.file
    assert "ConnectorSolution.zip" in found.finding.message


def test_solutions_of_two_connectors_are_told(home: Path) -> None:
    (found,) = told(home, package(replace(Export(home), prefix="fab"), connector=Export(home)), "PackageOutOfSync")
    assert found.finding.message.startswith('the connector is called "fab_contoso-20widgets" here and "cw_contoso')


def test_an_introduction_that_differs_in_line_ends_only_is_the_same(home: Path) -> None:
    intro = (home / "intro.md").read_bytes()
    assert judged(home, package(Export(home), intro=intro.replace(b"\n", b"\r\n"))) == []
    assert told(home, package(Export(home), intro=b"Another."), "PackageOutOfSync")


def test_a_flow_whose_reference_is_the_connectors_by_its_id_uses_it(home: Path) -> None:
    def change(flow: dict[str, Any]) -> None:
        properties = flow["properties"]
        (reference,) = properties["connectionReferences"].values()
        del reference["api"]
        properties["connectionReferences"] = {"shared_x": reference}
        for action in properties["definition"]["actions"].values():
            action["inputs"]["host"] = {"connectionName": "shared_x", "operationId": "ListWidgets"}

    assert judged(home, with_flow(Export(home), change)) == []


def test_a_step_that_stands_deep_in_a_flow_counts(home: Path) -> None:
    def change(flow: dict[str, Any]) -> None:
        definition = flow["properties"]["definition"]
        inner = {"type": "If", "actions": definition["actions"], "else": {"actions": {}}}
        definition["actions"] = {"Scope": {"type": "Scope", "actions": {"Condition": inner}}}

    assert judged(home, with_flow(Export(home), change)) == []


def test_a_flow_that_calls_something_else_says_what(home: Path) -> None:
    export = replace(Export(home), uses="shared_office365", operations=("SendEmail",))
    (found,) = told(home, package(export), "FlowWithoutConnector")
    assert found.finding.message == 'no flow calls "Contoso Widgets"; they call "office365"'


def test_an_operation_that_is_gone_is_told_at_its_step(home: Path) -> None:
    (found,) = told(home, package(replace(Export(home), operations=("ListWidgets", "Gone"))), "FlowOperationUnknown")
    assert places([found]) == ["/properties/definition/actions/Gone/inputs/host/operationId"]


def test_a_password_in_a_flow_is_found_and_not_repeated(home: Path) -> None:
    def change(flow: dict[str, Any]) -> None:
        authentication = {"type": "Basic", "username": "a", "password": "Winter2026"}
        flow["properties"]["definition"]["actions"]["Http"] = {"inputs": {"authentication": authentication}}

    (found,) = told(home, with_flow(Export(home), change), "PackageSecret")
    assert "Winter2026" not in found.finding.message
    assert places([found]) == ["/properties/definition/actions/Http/inputs/authentication/password"]


@pytest.mark.parametrize("value", ["@parameters('password')", "", "<your password>", "[[DUMMY]]"])
def test_what_only_stands_for_a_password_is_none(home: Path, value: str) -> None:
    def change(flow: dict[str, Any]) -> None:
        flow["properties"]["definition"]["actions"]["Http"] = {"inputs": {"authentication": {"password": value}}}

    assert told(home, with_flow(Export(home), change), "PackageSecret") == []


def test_the_same_secret_in_both_solutions_is_told_once(home: Path) -> None:
    secret = b"<a>\n<b>Authorization: Bearer q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh</b>\n</a>"
    export = replace(Export(home), extra={"environmentvariabledefinitions/a/b.xml": secret})
    (found,) = told(home, package(export), "PackageSecret")
    assert found.finding.at.span.line == 2


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]><a/>',
    ],
)
def test_xml_with_entities_is_not_followed(text: bytes) -> None:
    document = XmlDocument("a.xml", text)
    assert document.root is None
    assert "entities" in document.fault


@pytest.mark.parametrize("text", [b"", b"<a>", b"\xff\xfe<", b"text", b"<?xml encoding='x'?><a/", b"\0" * 99])
def test_what_is_no_xml_is_a_fault_and_no_exception(text: bytes) -> None:
    document = XmlDocument("a.xml", text)
    assert document.root is None
    assert document.fault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xml_that_says_utf16_is_read_in_whatever_it_is(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><a><b>x</b></a>'.encode(encoding)
    assert XmlDocument("a.xml", text).first("b") is not None


def test_a_finding_about_xml_says_its_line(home: Path) -> None:
    found = judged(home, package(replace(Export(home), managed=True), connector=Export(home)))
    (managed,) = [one for one in found if one.rule.code == "SolutionNotUnmanaged"]
    assert managed.finding.at.span.line > 5
    document = XmlDocument("a.xml", b"<a>\n  <b>\n</a>")
    assert document.fault_place.span.line == 3


def test_very_deep_xml_is_read_or_refused_without_an_exception() -> None:
    assert XmlDocument("a.xml", b"<a>" * 50_000 + b"</a>" * 50_000).elements["a"]


ODD = (
    b"[]",
    b"1",
    b"null",
    b'"text"',
    b"{",
    b"",
    b"\xff\xfe",
    b'{"properties": []}',
    b'{"properties": {"connectionReferences": [1], "definition": {"actions": [], "triggers": 1}}}',
    b'{"properties": {"connectionReferences": {"a": 1, "b": {"api": [], "connection": "x", "id": 5}}}}',
    b'{"properties": {"definition": {"a": {"inputs": {"host": {"operationId": {}, "connectionName": []}}}}}}',
    b'{"properties": {"definition": {"a": {"inputs": {"host": {"operationId": "x", "connection": {"name": 1}}}}}}}',
    b'{"paths": [], "info": 1}',
    b'{"paths": {"/a": {"get": 1, "put": {"operationId": []}}, "/b": []}, "info": {"title": {}}}',
    b"<a/>",
    b"<ImportExportXml><Connector/><Workflows><Workflow/></Workflows><connectionreference/></ImportExportXml>",
    b"<a xmlns='x'><Connector><name/><openapidefinition>/../../a</openapidefinition></Connector></a>",
    b"<a><Connector><name/><openapidefinition>/../../a</openapidefinition></Connector></a>",
    b"[" * 3_000,
)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_a_file_of_the_flows_solution_holds_no_rule_crashes(home: Path, odd: bytes) -> None:
    members = flow_members(Export(home))
    for name in members:
        solutions = {
            "ConnectorSolution.zip": connector_solution(Export(home)),
            "FlowSolution.zip": zipped({**members, name: odd}),
        }
        data = outer_archive(inner_archive(solutions), b"Text.")
        assert [one.finding.message for one in judged(home, data) if one.rule.code == "RuleCrashed"] == []


def test_very_many_connectors_steps_and_references_cost_little_time(home: Path) -> None:
    def change(flow: dict[str, Any]) -> None:
        actions = {
            f"A{number}": {"inputs": {"host": {"operationId": "x", "connectionName": f"shared_{number}{'y' * 300}"}}}
            for number in range(5_000)
        }
        flow["properties"]["definition"]["actions"] = actions

    connector = "<Connector><name>cw_" + "z" * 200 + "</name><openapidefinition>/a</openapidefinition></Connector>"
    lost = "<Workflow><JsonFileName>/Workflows/a</JsonFileName></Workflow>"
    custom = f"<a><Workflows>{lost * 9_000}</Workflows>{connector * 9_000}{'<connectionreference/>' * 20_000}</a>"
    export = replace(Export(home), flows=2, extra={"customizations.xml": custom.encode()})
    data = with_flow(export, change)
    started = time.process_time()
    assert told(home, data, "RuleCrashed") == []
    assert time.process_time() - started < 8


def test_whatever_bytes_a_package_has_no_rule_crashes(home: Path) -> None:
    good = package(Export(home))
    chance = random.Random(11)
    for _ in range(120):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        assert all(one.rule.code != "RuleCrashed" for one in judged(home, bytes(data)))
