"""Hand-made reports that every format is tried on: a usual one, a hostile one, a clean one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ippub.check.rule import Severity
from ippub.report.formats import Tool
from ippub.report.model import ConnectorReport, Reported, Summary
from ippub.report.sarif import RuleInfo

ROOT = Path(__file__).parents[2]
SWAGGER = "apiDefinition.swagger.json"
PAGES = "https://example.org/rules"


def finding(
    code: str,
    severity: Severity,
    line: int,
    message: str,
    remedy: str = "",
    *,
    file: str = SWAGGER,
    pointer: str | None = None,
    excerpt: str = "",
    mark: str = "",
    excerpt_column: int = 1,
) -> Reported:
    """A finding whose place is that of ``mark`` in ``excerpt``."""
    start = excerpt.find(mark) + excerpt_column if mark else excerpt_column
    return Reported(
        code=code,
        severity=severity,
        file=file,
        pointer=pointer,
        line=line,
        column=start,
        end_line=line,
        end_column=start + len(mark),
        message=message,
        remedy=remedy,
        url=f"{PAGES}/{code}.md",
        fingerprint=hashlib.sha256(f"{code}{file}{pointer}{message}".encode("utf-8", "replace")).hexdigest()[:16],
        excerpt=excerpt,
        excerpt_column=excerpt_column,
    )


def usual() -> ConnectorReport:
    long_line = (
        '{"title":"Order","type":"object","properties":{"id":{"type":"string","description":"The number.'
        '"},"total":{"type":"number","format":"decimal","description":"What the customer pays."},'
        '"currency":{"type":"string"}}}'
    )
    missing = [
        finding(
            "SummaryMissing",
            Severity.WARNING,
            line,
            f'The operation "{name}" has no summary.',
            "Say in a few words what it does; the designer shows the summary as the name of the action.",
            pointer=f"/paths/~1{name}/get",
            excerpt='      "get": {',
            mark='"get"',
        )
        for line, name in (
            (88, "orders"),
            (131, "customers"),
            (174, "invoices"),
            (217, "payments"),
            (260, "refunds"),
        )
    ]
    findings = [
        finding(
            "OperationIdMissing",
            Severity.ERROR,
            41,
            'The operation "GET /orders/{id}" has no operationId.',
            "Add one in PascalCase that says what the operation does, such as GetOrder.",
            pointer="/paths/~1orders~1{id}/get",
            excerpt='      "get": {',
            mark='"get"',
        ),
        finding(
            "HostNotProduction",
            Severity.ERROR,
            9,
            'The host "staging-api.contoso.example" looks like a test system.',
            "Name the production host; see https://example.org/a/long/address/that/has/to/stay/in/one/piece.",
            pointer="/host",
            excerpt='  "host": "staging-api.contoso.example",',
            mark='"staging-api.contoso.example"',
        ),
        *missing,
        finding(
            "FormatUnknown",
            Severity.WARNING,
            302,
            'The format "decimal" is not known for a number.',
            'Write "double" or "float".',
            pointer="/definitions/Order/properties/total/format",
            excerpt=long_line,
            mark='"decimal"',
        ),
        finding(
            "DescriptionNotEnglish",
            Severity.INFO,
            310,
            'The description "注文の一覧を返します" is not in English.',
            "Translate it; the portal shows it to people in every country.",
            pointer="/paths/~1orders/get/description",
            excerpt='\t\t"description": "注文の一覧を返します",',
            mark='"注文の一覧を返します"',
        ),
        finding(
            "ReadmeSectionMissing",
            Severity.WARNING,
            1,
            'The readme has no section "Supported Operations".',
            "Add the heading and a paragraph for each of the 14 operations.",
            file="readme.md",
        ),
        finding(
            "SpellingMistake",
            Severity.INFO,
            12,
            '"recieve" is probably meant to be "receive".',
            file="readme.md",
            excerpt="You will recieve an API key by mail.",
            mark="recieve",
        ),
    ]
    known = finding("TagsUnused", Severity.INFO, 5, "The tag Order is used by no operation.", pointer="/tags/0")
    return ConnectorReport("contoso", "connectors/contoso", "Contoso Orders", tuple(findings), 1, (known,), 14)


def hostile() -> ConnectorReport:
    text = "a\x1b[31mb\u202ec\r\nd\x00e|`<b>&amp;%,::error::x ##[add-path]y @someone #12 \ud800 \uffff 'q' \"z\""
    findings = tuple(
        finding(
            "Evil\x07Code\n::stop-commands::x",
            severity,
            1,
            text,
            text,
            file="a\x1b]0;t\x07|b\n,c:%.md",
            pointer="/" + text.replace("~", "~0"),
            excerpt="\t" + text,
            mark="c\r\nd",
        )
        for severity in Severity
    )
    return ConnectorReport("x\n::error::y", "dir\x1b[2J<x>/::n", "T\x9b\u2066|`*", findings, 0, findings[:1], 3)


def clean() -> ConnectorReport:
    return ConnectorReport("fabrikam", "connectors/fabrikam", "Fabrikam Weather", (), operations=6)


def several() -> list[ConnectorReport]:
    return [usual(), hostile(), clean()]


def summary_of(reports: list[ConnectorReport]) -> Summary:
    summary = Summary(seconds=0.084)
    for report in reports:
        summary.add(report)
    return summary


def rules() -> tuple[RuleInfo, ...]:
    return (
        RuleInfo(
            "OperationIdMissing",
            Severity.ERROR,
            "Every operation has an operationId.",
            f"{PAGES}/a.md",
            "operation",
        ),
        RuleInfo("SummaryMissing", Severity.WARNING, "Every operation has a summary.", f"{PAGES}/b.md", help="Why."),
    )


TOOL = Tool("ippub", "0.1.0", "https://example.org/ippub", rules)
