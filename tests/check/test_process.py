"""The two processes of submission: what only one of them asks for, and when it stops a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.check.selection import build_selection
from ippub.config import Config
from ippub.connector.folder import read_connector
from ippub.report.assemble import Wishes, assemble

RULES = load_rules()
ONLY_2025 = [rule for rule in RULES.values() if rule.process == 2025]
STOPPED = {"IntroMissing", "PackageMissingForNewProcess", "OAuthNotAllowedForIndependentPublisher"}
OAUTH = """
securityDefinitions:
  a: {type: oauth2, flow: accessCode, authorizationUrl: "https://a.com", tokenUrl: "https://a.com", scopes: {}}
apiProperties.json:
  properties: {connectionParameters: {token: {type: oauthSetting, oAuthSettings: {identityProvider: oauth2}}}}
"""


def told(folder: str, process: int, *, submitting: bool) -> dict[str, Severity]:
    config = Config(process=process)
    selection = build_selection(config)
    connector = read_connector(folder)
    found = run(connector, make_plan(rule for rule in RULES.values() if selection.wants(rule)))
    report, _ = assemble(connector, found, selection, config, Wishes(submitting=submitting), (None, {}))
    return {finding.code: finding.severity for finding in report.findings}


@pytest.mark.parametrize("rule", ONLY_2025, ids=lambda rule: rule.code)
def test_what_only_the_2025_process_asks_for_is_a_note(rule: object) -> None:
    assert rule.severity is Severity.INFO  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "IntroMissing"),
        ("intro.md: Contoso keeps stock of widgets.", "PackageMissingForNewProcess"),
        (OAUTH, "OAuthNotAllowedForIndependentPublisher"),
    ],
)
def test_a_requirement_of_2025_is_a_note_for_check_an_error_at_submission_and_unknown_in_2022(
    tmp_path: Path, text: str, code: str
) -> None:
    folder = read_example(text).write(str(tmp_path))
    assert told(folder, 2025, submitting=False)[code] is Severity.INFO
    assert told(folder, 2025, submitting=True)[code] is Severity.ERROR
    assert code not in told(folder, 2022, submitting=False)
    assert code not in told(folder, 2022, submitting=True)


def test_the_rules_that_stop_a_submission_of_2025_are_these() -> None:
    assert {rule.code for rule in ONLY_2025 if rule.submission is Severity.ERROR} == STOPPED


def test_a_warning_can_become_an_error_at_submission_in_both_processes(tmp_path: Path) -> None:
    folder = read_example("schemes: [http]").write(str(tmp_path))
    for process in (2022, 2025):
        assert told(folder, process, submitting=False)["SchemesHttpsOnly"] is Severity.WARNING
        assert told(folder, process, submitting=True)["SchemesHttpsOnly"] is Severity.ERROR


UNWRITTEN = """
readme.md: |
  # Contoso

  [[Write here in two or three sentences what the service is for]]

  ## Known Issues and Limitations

  [[Write here what does not work or is limited, or that nothing is]]

  [[Write here what is missing]]
"""


def test_a_section_that_waits_for_its_author_is_told_by_its_own_rule_and_not_sent(tmp_path: Path) -> None:
    folder = read_example(UNWRITTEN).write(str(tmp_path))
    for code in ("ReadmeTitleMissing", "ReadmeKnownIssuesMissing", "ReadmePlaceholder"):
        assert told(folder, 2025, submitting=False)[code] is Severity.INFO
        assert told(folder, 2025, submitting=True)[code] is Severity.ERROR
    assert told(folder, 2025, submitting=True)["ReadmePrerequisitesMissing"] is Severity.WARNING
