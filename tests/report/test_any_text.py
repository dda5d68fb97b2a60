"""Whatever stands in the files, a report stays what it is."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippub.check.rule import Fix, Severity
from ippub.report.escape import without_workflow_commands
from ippub.report.formats import Style, format_named, render
from ippub.report.model import ConnectorReport, Reported

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
NASTY = st.lists(
    st.sampled_from(["\x1b[2J", "\n", "\r", "::error::", "##[x]", "|", "`", "<b>", "&", "]]>", "\u202e",
                     "\ud800",
                     "%0A", ",", "\t", "注", "e\u0301", " ", "\\", "@a", "\x9b1m", "\x1b]8;;http://x\x07"]),
    max_size=12,
).map("".join)  # fmt: skip
WORDS = st.one_of(ANYTHING, NASTY)
NUMBERS = st.integers(1, 500)
POINTERS = st.none() | WORDS.map(lambda text: "/" + text.replace("~", "~0").replace("/", "~1"))
FINDINGS = st.builds(
    Reported,
    code=WORDS.map(lambda text: text or "A"),
    severity=st.sampled_from(Severity),
    file=WORDS.map(lambda text: text or "f"),
    pointer=POINTERS,
    line=NUMBERS,
    column=NUMBERS,
    end_line=NUMBERS,
    end_column=NUMBERS,
    message=WORDS,
    remedy=WORDS,
    fix=st.none() | st.builds(Fix, st.just(()), st.booleans()),
    url=WORDS | WORDS.map(lambda text: "https://" + text),
    fingerprint=WORDS,
    excerpt=WORDS,
    excerpt_column=NUMBERS,
)
REPORTS = st.builds(
    ConnectorReport,
    name=WORDS,
    path=WORDS,
    title=st.none() | WORDS,
    findings=st.lists(FINDINGS, max_size=6).map(tuple),
    ignored=st.integers(0, 3),
    suppressed=st.lists(FINDINGS, max_size=1).map(tuple),
    operations=st.integers(0, 300),
    counted=st.just({}),
)
STYLES = st.builds(
    Style,
    width=st.integers(1, 200),
    colour=st.booleans(),
    hyperlinks=st.booleans(),
    unicode=st.booleans(),
    encoding=st.sampled_from(["utf-8", "cp1252", "ascii", "cp932"]),
    statistics=st.booleans(),
    verbose=st.booleans(),
    quiet=st.booleans(),
    several=st.booleans(),
    github=st.just(value=False),
)
OURS = re.compile(r"\x1b\[[0-9;]+m|\x1b\]8;;[!-~]*\x1b\\")
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def shown(name: str, report: ConnectorReport, style: Style | None = None) -> str:
    return render(format_named(name), samples.TOOL, [report], samples.summary_of([report]), style or Style())


@MANY
@given(REPORTS, STYLES)
def test_text_holds_no_control_character_but_our_own(report: ConnectorReport, style: Style) -> None:
    text = shown("text", report, style)
    bare = OURS.sub("", text)
    assert all(char == "\n" or char.isprintable() for char in bare)
    if not (style.colour or style.hyperlinks):
        assert bare == text
    if not style.unicode:
        text.encode("ascii" if style.encoding == "utf-8" else style.encoding)


@MANY
@given(REPORTS)
def test_text_in_a_log_of_github_actions_holds_no_command_of_the_data(report: ConnectorReport) -> None:
    for line in shown("text", report, Style(github=True)).split("\n"):
        if line.lstrip().startswith("::"):
            assert re.match(r"::(error|warning) file=", line)
        else:
            assert "##[" not in line


@MANY
@given(WORDS)
def test_defusing_commands_twice_changes_nothing_more(text: str) -> None:
    once = without_workflow_commands(text)
    assert without_workflow_commands(once) == once


@MANY
@given(REPORTS)
def test_json_always_parses_and_is_valid(report_schema: Any, report: ConnectorReport) -> None:
    report_schema.validate(json.loads(shown("json", report)))


@MANY
@given(REPORTS)
def test_sarif_always_parses_and_is_valid(sarif_schema: Any, report: ConnectorReport) -> None:
    sarif_schema.validate(json.loads(shown("sarif", report)))


@MANY
@given(REPORTS)
def test_junit_always_parses(report: ConnectorReport) -> None:
    cases = ET.fromstring(shown("junit", report)).findall("testsuite/testcase")
    assert len(cases) == max(len(report.findings), 1)


@MANY
@given(REPORTS)
def test_every_line_for_github_starts_with_a_command(report: ConnectorReport) -> None:
    lines = shown("github", report).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(report.findings) + 1
    assert all(re.match(r"::(error|warning|notice) ", line) and "\r" not in line for line in lines)


@MANY
@given(REPORTS)
def test_markdown_keeps_a_row_on_its_line(report: ConnectorReport) -> None:
    rows = [line for line in shown("markdown", report).split("\n") if line.startswith("|")]
    tables = sum(row.startswith("| ---") for row in rows)
    assert len(rows) == len(report.findings) + 2 * tables
    for row in rows:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 5
