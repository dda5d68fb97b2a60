"""From findings to a report: what is counted only, and the order that stays."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from ippub.check.engine import make_plan, run
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.check.selection import Selection
from ippub.config import Config, Ignore
from ippub.connector.folder import Connector, read_connector
from ippub.report.assemble import ALL, Wishes, assemble, with_unused_ignores
from ippub.report.formats import Style, format_named
from ippub.report.model import ConnectorReport, Summary

RULES = load_rules()
PLAN = make_plan(RULES.values())


def wordless(folder: Path) -> Connector:
    """A connector with faults of one kind on several lines, twice on one line and several times at one place."""
    properties = ",\n".join(f'"a{n}": {{"type": "string"}}, "b{n}": {{"type": "strin"}}' for n in range(6))
    swagger: dict[str, Any] = {"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {}}
    swagger["info"]["description"] = "We recieve teh adress of thier seperate occurence, wich is neccessary."
    text = json.dumps(swagger)[:-1] + ', "definitions": {"A": {"type": "object", "properties": {' + properties + "}}}}"
    (folder / "apiDefinition.swagger.json").write_text(text, encoding="utf-8")
    return read_connector(str(folder))


def report_of(connector: Connector, told: int) -> ConnectorReport:
    wishes = Wishes(excerpts=3, fingerprints=False, told=told)
    return assemble(connector, run(connector, PLAN), Selection(), Config(), wishes, (None, {}))[0]


def test_what_is_only_counted_keeps_its_place_and_its_severity(tmp_path: Path) -> None:
    connector = wordless(tmp_path)
    brief, full = report_of(connector, 1), report_of(connector, ALL)
    assert full.counted == {}
    findings = [finding._replace(fix=None) for finding in full.findings]  # two runs make two of each repair
    firsts = {(finding.file, finding.code): finding for finding in reversed(findings)}
    told = [finding._replace(fix=None) for finding in brief.findings]
    assert told == [finding for finding in findings if finding in firsts.values()]
    assert max(Counter((f.code, f.line, f.column) for f in full.findings).values()) > 1
    for group, counted in brief.counted.items():
        rest = [f for f in full.findings if (f.file, f.code) == group][1:]
        assert [(f.severity, f.line, f.fix is None) for f in counted] == [
            (f.severity, f.line, f.fix is None) for f in rest
        ]
    assert len(list(brief.everything)) == len(full.findings) > len(brief.findings)
    assert counts_of(brief) == counts_of(full)


def counts_of(report: ConnectorReport) -> dict[str, Any]:
    total = Summary()
    total.add(report)
    return {name: getattr(total, name) for name in Summary.__slots__}


def test_an_unused_ignore_joins_a_report_of_counted_findings_without_moving_them(tmp_path: Path) -> None:
    config = Config(path=tmp_path / "ippub.yaml", ignore=(Ignore("RuleCrashed", "it never does"),))
    connector = wordless(tmp_path)
    reports = [report_of(connector, told) for told in (3, ALL)]
    brief, full = (with_unused_ignores(report, config, frozenset(), RULES, Selection()) for report in reports)
    assert len(brief.findings) == len(reports[0].findings) + 1
    assert [one for one in brief.findings if one.code != "IgnoreMatchesNothing"] == list(reports[0].findings)
    text = format_named("text")
    assert text.connector(brief, Style()) == text.connector(full, Style())


def test_a_report_knows_what_becomes_an_error_only_at_submission(tmp_path: Path) -> None:
    connector = wordless(tmp_path)

    def judged(selection: Selection, *, submitting: bool) -> dict[str, tuple[Severity, bool]]:
        wishes = Wishes(fingerprints=False, submitting=submitting)
        report = assemble(connector, run(connector, PLAN), selection, Config(), wishes, (None, {}))[0]
        return {finding.code: (finding.severity, finding.stops_later) for finding in report.findings}

    now = judged(Selection(), submitting=False)
    then = judged(Selection(), submitting=True)
    assert now["IntroMissing"] == (Severity.INFO, True)
    assert then["IntroMissing"] == (Severity.ERROR, False)
    late = {code for code, (_, stops_later) in now.items() if stops_later}
    assert late == {code for code in now if now[code][0] is not then[code][0] is Severity.ERROR}
    eased = judged(Selection(severities={"IntroMissing": Severity.INFO}), submitting=False)
    assert eased["IntroMissing"] == (Severity.INFO, False)


def test_counts_of_two_reports_together_are_those_of_both(tmp_path: Path) -> None:
    report = report_of(wordless(tmp_path), ALL)
    one, two = Summary(seconds=1.0), Summary()
    for summary in (one, two, two):
        summary.add(report)
    one.include(one)
    assert one.seconds == 1.0
    one.seconds = 0.0
    assert {name: getattr(one, name) for name in Summary.__slots__} == {
        name: getattr(two, name) for name in Summary.__slots__
    }
