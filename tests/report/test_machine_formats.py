"""JSON, SARIF, GitHub annotations, JUnit and Markdown: the reports that a program reads first."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import samples
from markdown_it import MarkdownIt

from ippub.check.rule import Severity
from ippub.report.address import file_uri, slashed_path
from ippub.report.formats import Style, format_named, render
from ippub.report.model import ConnectorReport, Reported

COMMAND = re.compile(r"::(error|warning|notice) [^\x00-\x1f]*::[^\x00-\x1f]*")


def shown(name: str, *reports: ConnectorReport, style: Style | None = None) -> str:
    summary = samples.summary_of(list(reports))
    return render(format_named(name), samples.TOOL, reports, summary, style or Style())


def test_json_has_the_documented_shape_and_nothing_that_the_schema_does_not_name(report_schema: Any) -> None:
    text = shown("json", *samples.several(), style=Style(statistics=True))
    assert text.isascii()
    report = json.loads(text)
    report_schema.validate(report)
    properties = json.loads((samples.ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    connector = properties["$defs"]["connector"]["properties"]
    assert report.keys() == properties["properties"].keys()
    assert report["tool"].keys() == properties["properties"]["tool"]["properties"].keys()
    assert report["summary"].keys() == properties["$defs"]["summary"]["properties"].keys()
    assert all(entry.keys() == connector.keys() for entry in report["connectors"])
    finding = properties["$defs"]["finding"]["properties"]
    assert all(found.keys() == finding.keys() for entry in report["connectors"] for found in entry["findings"])


def test_json_says_what_was_found() -> None:
    report = json.loads(shown("json", samples.usual()))
    entry = report["connectors"][0]
    assert (entry["name"], entry["path"], entry["title"], entry["ignored"]) == (
        "contoso",
        "connectors/contoso",
        "Contoso Orders",
        1,
    )
    first = entry["findings"][0]
    assert (first["code"], first["severity"], first["line"], first["column"]) == (
        "OperationIdMissing",
        "error",
        41,
        7,
    )
    assert first["pointer"] == "/paths/~1orders~1{id}/get"
    assert entry["findings"][-1]["pointer"] is None
    assert report["summary"] == {
        "connectors": 1,
        "errors": 2,
        "warnings": 7,
        "infos": 2,
        "ignored": 1,
        "seconds": 0.084,
    }


def test_json_keeps_hostile_text_as_it_is_except_for_lone_surrogates() -> None:
    found = json.loads(shown("json", samples.hostile()))["connectors"][0]["findings"][0]
    assert found["message"] == samples.hostile().findings[0].message.replace("\ud800", "\ufffd")


def test_json_of_no_connectors_is_valid(report_schema: Any) -> None:
    report_schema.validate(json.loads(shown("json")))


def test_sarif_is_valid_by_the_published_schema(sarif_schema: Any) -> None:
    for reports in (samples.several(), [samples.clean()], []):
        sarif_schema.validate(json.loads(shown("sarif", *reports)))


def test_sarif_has_places_fingerprints_rules_and_known_findings() -> None:
    run = json.loads(shown("sarif", samples.usual()))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["OperationIdMissing", "SummaryMissing"]
    first, last = run["results"][0], run["results"][-1]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "connectors/contoso/apiDefinition.swagger.json"
    assert place["region"] == {"startLine": 41, "startColumn": 7, "endLine": 41, "endColumn": 12}
    assert first["partialFingerprints"] == {"ippub/v1": samples.usual().findings[0].fingerprint}
    assert "suppressions" not in first
    assert last["ruleId"] == "TagsUnused"
    assert last["suppressions"]


@pytest.mark.parametrize(
    ("folder", "uri"),
    [
        (".", "r%C3%A9%20%3A.md"),
        ("./a b", "a%20b/r%C3%A9%20%3A.md"),
        (".\\a\\b", "a/b/r%C3%A9%20%3A.md"),
        ("a#?%", "a%23%3F%25/r%C3%A9%20%3A.md"),
        ("/a", "file:///a/r%C3%A9%20%3A.md"),
        ("/", "file:///r%C3%A9%20%3A.md"),
        ("C:\\a", "file:///C:/a/r%C3%A9%20%3A.md"),
        ("\\\\host\\share", "file://host/share/r%C3%A9%20%3A.md"),
        ("bytes\udcff", "bytes%FF/r%C3%A9%20%3A.md"),
    ],
)
def test_an_address_is_relative_with_slashes_and_percent_encoded(folder: str, uri: str) -> None:
    assert file_uri(folder, "ré :.md") == uri


def test_a_backslash_in_a_name_is_kept_where_it_is_no_separator() -> None:
    assert slashed_path("a/b\\c", "f") == "a/b\\c/f"


def test_every_line_for_github_is_a_command_with_its_place() -> None:
    lines = shown("github", *samples.several()).splitlines()
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert lines[0] == (
        "::error file=connectors/contoso/apiDefinition.swagger.json,line=41,endLine=41,col=7,endColumn=12,"
        'title=OperationIdMissing::The operation "GET /orders/{id}" has no operationId.%0A'
        "Fix: Add one in PascalCase that says what the operation does, such as GetOrder."
    )
    assert lines[-1].startswith("::notice title=ippub::3 errors, 8 warnings, 3 infos, 1 ignored in 3 connectors")


def test_annotations_come_worst_first() -> None:
    lines = shown("github", samples.usual()).splitlines()[:-1]
    ranks = [("error", "warning", "notice").index(line[2:].split(" ")[0]) for line in lines]
    assert ranks == sorted(ranks)


def test_an_annotation_of_several_lines_has_no_columns() -> None:
    block = Reported("A", Severity.ERROR, "f", None, 3, 3, 9, 2, "m", "", "", "")
    assert shown("github", ConnectorReport("c", ".", None, (block,))).startswith(
        "::error file=f,line=3,endLine=9,title=A::m\n"
    )


def test_junit_has_a_suite_for_each_connector_and_a_case_for_each_finding() -> None:
    root = ET.fromstring(shown("junit", *samples.several()))
    suites = root.findall("testsuite")
    assert [suite.get("tests") for suite in suites] == ["11", "3", "1"]
    assert [suite.get("failures") for suite in suites] == ["9", "2", "0"]
    assert [len(suite.findall("testcase")) for suite in suites] == [11, 3, 1]
    assert len(suites[0].findall("testcase/failure")) == 9
    assert len(suites[0].findall("testcase/system-out")) == 2
    assert not list(suites[2][0])
    failure = suites[0].find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == 'The operation "GET /orders/{id}" has no operationId.'


def test_junit_is_ascii_and_shows_what_xml_cannot_hold() -> None:
    text = shown("junit", samples.hostile())
    assert text.isascii()
    suite = ET.fromstring(text)[0]
    assert suite.get("name") == "dir\\x1b[2J<x>/::n"


def test_markdown_is_one_table_row_for_each_finding_with_infos_folded() -> None:
    text = shown("markdown", samples.usual())
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert sum(token.type == "tr_open" for token in tokens) == 11 + 2
    assert text.index("<details><summary>2 infos</summary>") > text.index("| error |")
    assert "[OperationIdMissing](https://example.org/rules/OperationIdMissing.md)" in text
    assert text.endswith("before you submit: each one stops a submission.\n")


def test_markdown_lets_no_markup_mention_or_row_through() -> None:
    text = shown("markdown", samples.hostile())
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<tr>") == 3 + 2
    assert "<b>" not in html
    assert "<x>" not in html
    assert "<code>" not in html
    assert "@someone" not in html
    assert "<strong>Fix:</strong>" in html


def test_a_long_table_ends_and_says_how_many_rows_it_lacks() -> None:
    many = tuple(samples.finding("A", Severity.WARNING, line, "m") for line in range(1, 252))
    report = ConnectorReport("c", "c", None, many)
    assert "… and 151 more; `--format json` lists all." in shown("markdown", report)
    assert shown("markdown", report, style=Style(verbose=True)).count("| warning |") == 251
