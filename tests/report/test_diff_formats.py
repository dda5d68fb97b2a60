"""The formats of `ippub diff`: valid for their readers, and harmless whatever the files hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
import samples

from changes.documents import base, connector, patched
from ippub.changes.compare import compare
from ippub.changes.update import sum_up
from ippub.config import Allowed
from ippub.report.diff.formats import FORMATS
from ippub.report.diff.model import DiffReport, Side, make_report
from ippub.report.formats import Style

NASTY = "\x1b[31m\u202e<b>|`@x`\n::error::x ##[error]"


def report(patch: dict[str, Any], allow: tuple[Allowed, ...] = ()) -> DiffReport:
    old, new = connector(base()), connector(patched(base(), patch))
    found = compare(old, new)
    sides = Side(old, "old", "old"), Side(new, "new", "new")
    return make_report(*sides, found, allow, sum_up(found, old.swagger, new.swagger))


def nasty() -> DiffReport:
    field = {"widgets" + NASTY: {"type": "string"}}
    answer = {"responses": {"200": {"schema": {"properties": {**field, "next": None}}}}}
    return report({"host": NASTY, "paths": {"/widgets": {"get": {**answer, "summary": NASTY}}}})


def shown(name: str, told: DiffReport, style: Style | None = None) -> str:
    return FORMATS[name](told, samples.TOOL, style or Style(verbose=True, github=True))


def test_sarif_follows_the_published_schema(sarif_schema: Any) -> None:
    for told in (nasty(), report({}), report({"paths": {"/forms": None}})):
        sarif_schema.validate(json.loads(shown("sarif", told)))


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_of_a_file_reaches_the_terminal_or_the_runner_as_it_is(name: str) -> None:
    text = shown(name, nasty())
    assert "\x1b" not in text
    assert "\u202e" not in text
    commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert bool(commands) == (name == "github")
    if name == "text":
        assert "##[error]" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written_in_a_narrow_terminal_without_unicode(name: str) -> None:
    told = nasty()
    text = shown(name, told, Style(width=40, unicode=False, encoding="cp1252", colour=True, hyperlinks=True))
    assert text.endswith("\n")
    if name == "text":
        text.encode("cp1252")


def test_what_is_allowed_is_shown_apart_and_does_not_count() -> None:
    told = report({"paths": {"/forms": None}}, (Allowed("BreakingOperationDeleted", "Nobody used it."),))
    assert told.breaking == 0
    assert [one.reason for one in told.allowed] == ["Nobody used it."]
    assert "Nobody used it" in shown("markdown", told)
    suppressed = json.loads(shown("sarif", told))["runs"][0]["results"]
    assert [each["ruleId"] for each in suppressed if "suppressions" in each] == ["BreakingOperationDeleted"]


def test_a_secret_in_a_value_is_not_shown() -> None:
    secret = "ghp_" + "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"
    told = report({"paths": {"/widgets": {"get": {"parameters": {"0": {"default": secret}}}}}})
    for name in FORMATS:
        assert secret not in shown(name, told), name
