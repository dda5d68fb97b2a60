"""A line is ticked only with a proof or the person's own yes; the draft says what would be sent, and why."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from pictures import FULL, png
from templates import TEMPLATE

from ippub.connector.folder import read_connector
from ippub.errors import UsageError
from ippub.publish.attest import Evidence
from ippub.publish.body import LIMIT, length, merged, own_block
from ippub.publish.checklist import Line, State, attested, checklist_rows, checklist_text, questions
from ippub.publish.screenshots import NO_SCREENSHOTS, UNPLACED, sort_pictures
from ippub.publish.submission import judged, open_points, submission, submission_title
from ippub.publish.template import Template, read_template
from ippub.report.formats import Style
from ready import READY, packaged, write

OAUTH = "securityDefinitions: {a: {type: oauth2, flow: accessCode, scopes: {}}}\n"
LIVE = read_template(TEMPLATE)


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return evidence_of(write(tmp_path))


def evidence_of(folder: Path, shots: dict[str, bytes] | None = None, **more: object) -> Evidence:
    package = packaged(folder, force=True)
    found = Evidence(
        connector=read_connector(str(folder)),
        package=package,
        title=submission_title(package.name),
        shots=sort_pictures(package.name, FULL if shots is None else shots),
    )
    return dataclasses.replace(found, **more)  # type: ignore[arg-type]


def states(lines: tuple[Line, ...]) -> dict[str, State]:
    return {line.id: line.state for line in lines}


def test_without_a_yes_only_what_a_machine_proves_is_ticked(evidence: Evidence) -> None:
    lines = judged(LIVE, evidence)
    assert {item for item, state in states(lines).items() if state is State.TICKED} == {"G3", "G4", "G6", "I1"}
    assert states(lines)["I4"] is State.NOT_APPLICABLE
    assert states(lines)[""] is State.UNKNOWN
    assert [line.id for line in questions(lines)] == ["G1", "G2", "G5", "I2", "I3"]


def test_a_yes_ticks_its_line_and_no_other(evidence: Evidence) -> None:
    before, after = judged(LIVE, evidence), judged(LIVE, dataclasses.replace(evidence, attested=frozenset({"G2"})))
    assert {item for item, state in states(after).items() if state != states(before)[item]} == {"G2"}


@pytest.mark.parametrize(
    ("patch", "item", "said"),
    [
        ("paths: {/widgets: {get: {description: null}}}", "G3", "have no description"),
        ("paths: {/widgets: {get: {responses: {'200': {schema: null}}}}}", "G4", "ResponseSchemaMissing"),
        ("apiProperties.json: {properties: {iconBrandColor: '#007ee5'}}", "G6", "IconBrandColor"),
        (OAUTH, "I4", "ReadmeOAuthAppSteps"),
    ],
)
def test_what_the_check_contradicts_is_not_ticked_and_no_yes_can_tick_it(
    tmp_path: Path, patch: str, item: str, said: str
) -> None:
    found = evidence_of(write(tmp_path, READY + patch), attested=frozenset({item}))
    lines = judged(LIVE, found)
    line = next(line for line in lines if line.id == item)
    assert (line.state, line.ask) == (State.OPEN, False)
    assert said in line.why
    with pytest.raises(UsageError, match=f"{item} cannot be ticked by a yes"):
        attested([item.lower()], lines)


def test_the_oauth_line_is_ticked_when_the_readme_has_the_steps(tmp_path: Path) -> None:
    text = (
        "# Contoso Widgets\\n\\nKeeps stock.\\n\\n## Obtaining Credentials\\n\\nRegister an app and copy its client ID."
    )
    lines = judged(LIVE, evidence_of(write(tmp_path, READY + OAUTH + f'readme.md: "{text}"')))
    assert states(lines)["I4"] is State.TICKED


def test_screenshots_that_are_not_there_cannot_be_attested(tmp_path: Path) -> None:
    yes = frozenset({"I2", "I3"})
    found = evidence_of(write(tmp_path), {"flow-1.png": png()}, attested=yes)
    lines = judged(LIVE, found)
    assert states(lines)["I2"] is states(lines)["I3"] is State.OPEN
    pasted = judged(LIVE, dataclasses.replace(found, pasted=3))
    assert states(pasted)["I2"] is states(pasted)["I3"] is State.TICKED


def test_what_ippub_yaml_accepts_is_no_proof_any_more(tmp_path: Path, evidence: Evidence) -> None:
    report = evidence.package.verdict.report
    suppressed = (report.findings[0]._replace(code="EmptyResponseSchema"),) if report.findings else ()
    if not suppressed:
        folder = write(tmp_path / "other", READY + "info: {version: x}")
        suppressed = (packaged(folder).verdict.report.findings[0]._replace(code="EmptyResponseSchema"),)
    verdict = evidence.package.verdict._replace(report=report._replace(suppressed=suppressed))
    found = dataclasses.replace(evidence, package=dataclasses.replace(evidence.package, verdict=verdict))
    line = next(line for line in judged(LIVE, found) if line.id == "G4")
    assert (line.state, line.ask) == (State.OPEN, True)
    assert "ippub.yaml accepts EmptyResponseSchema" in line.why


def test_a_title_against_the_pattern_is_not_attested_by_us(evidence: Evidence) -> None:
    lines = judged(LIVE, dataclasses.replace(evidence, title="Update files"))
    assert states(lines)["I1"] is State.OPEN


def test_attest_takes_ids_in_any_case_and_all(evidence: Evidence) -> None:
    lines = judged(LIVE, evidence)
    assert attested(["g1, i2", "G5"], lines) == {"G1", "I2", "G5"}
    assert attested(["ALL"], lines) == {"G1", "G2", "G5", "I2", "I3"}
    assert attested([], lines) == frozenset()
    with pytest.raises(UsageError, match="no line 'G9'"):
        attested(["G9"], lines)
    with pytest.raises(UsageError, match="no line G1 today"):
        attested(["G1"], tuple(line for line in lines if line.id != "G1"))


def draft_with(evidence: Evidence, yes: frozenset[str], earlier: str = "", template: Template = LIVE) -> str:
    found = dataclasses.replace(evidence, attested=yes)
    return submission(template, found, judged(template, found, earlier)).body


def test_a_yes_stands_while_nothing_changes_and_falls_with_any_change(tmp_path: Path, evidence: Evidence) -> None:
    body = draft_with(evidence, frozenset({"G1", "G2"}))
    block = own_block(body)
    assert block is not None
    again = judged(LIVE, evidence, block)
    assert states(again)["G2"] is State.TICKED
    changed = evidence_of(write(tmp_path / "new", READY + "info: {version: '2.0'}"))
    assert states(judged(LIVE, changed, block))["G2"] is State.OPEN
    other_shots = dataclasses.replace(evidence, shots=NO_SCREENSHOTS)
    assert states(judged(LIVE, other_shots, block))["G2"] is State.OPEN


def test_what_the_person_ticked_on_github_stays_where_ippub_knows_nothing(tmp_path: Path, evidence: Evidence) -> None:
    block = own_block(draft_with(evidence, frozenset())) or ""
    by_hand = block.replace("- [ ] I read the new rules", "- [x] I read the new rules")
    assert by_hand != block
    changed = evidence_of(write(tmp_path / "new", READY + "info: {version: '2.0'}"))
    assert states(judged(LIVE, changed, by_hand))[""] is State.TICKED


def test_a_tick_of_the_person_on_a_line_that_the_check_contradicts_does_not_stay(tmp_path: Path) -> None:
    found = evidence_of(write(tmp_path, READY + "apiProperties.json: {properties: {iconBrandColor: '#007ee5'}}"))
    block = (own_block(draft_with(found, frozenset())) or "").replace("- [ ]", "- [x]")
    assert states(judged(LIVE, found, block))["G6"] is State.OPEN


def test_the_draft_holds_the_files_the_title_and_the_pictures(evidence: Evidence) -> None:
    draft = submission(LIVE, evidence, judged(LIVE, evidence))
    assert draft.title == "Contoso Widgets (Independent Publisher)"
    assert draft.branch == "ippub/contoso-widgets"
    assert draft.side_branch == "ippub-screenshots/contoso-widgets"
    assert set(draft.files) == {f"{draft.folder}/{name}" for name in evidence.package.files}
    assert all(path.startswith(f"{draft.folder}/") for path in draft.files)
    assert list(draft.side_files) == list(evidence.shots.files)
    base = "https://github.com/ada/fork/raw/" + "b" * 40 + "/"
    after = draft.with_pictures_at(base)
    assert all(UNPLACED not in body for body in after.bodies)
    assert after.body.count(base) == 4


def test_artifacts_that_are_gone_or_spelled_otherwise_are_removed_and_nothing_else(evidence: Evidence) -> None:
    there = ["README.MD", "readme.md", "script.csx", "ConnectorPackage.zip", "icon.png", "notes.md"]
    draft = submission(LIVE, evidence, judged(LIVE, evidence), there)
    removed = [path.rpartition("/")[2] for path, data in draft.files.items() if data is None]
    assert removed == ["ConnectorPackage.zip", "README.MD", "script.csx"]
    assert set(evidence.package.upstream_files.items()) <= set(draft.files.items())


def test_every_box_is_written_as_github_draws_it_and_every_tick_has_its_reason(evidence: Evidence) -> None:
    body = draft_with(evidence, frozenset({"G1"}))
    ticks = re.findall(r"(?m)^- \[x\] ", body)
    reasons = re.findall(r"(?m)^\| (?:[GI]\d|other) \|", body)
    assert len(ticks) == len(reasons) == 5
    assert len(re.findall(r"(?m)^- \[ \] ", body)) == 6
    assert "*(not applicable: the connector does not use OAuth)*" in body
    assert "| G1 | attested by the publisher |" in body
    assert "| I1 | ippub wrote the title after the pattern |" in body
    assert "you " not in body.partition("<details>")[2]
    assert evidence.package.digest in body
    assert evidence.package.verdict.digest in body


def test_two_runs_give_equal_drafts(tmp_path: Path) -> None:
    first, second = (evidence_of(write(tmp_path / name)) for name in "ab")
    assert submission(LIVE, first, judged(LIVE, first)) == submission(LIVE, second, judged(LIVE, second))


def test_a_sixty_kilobyte_template_still_fits_without_its_comments(evidence: Evidence) -> None:
    template = read_template(f"<!--\n{'hidden ' * 8_900}\n-->\n{TEMPLATE}")
    draft = submission(template, evidence, judged(template, evidence))
    assert length(draft.body) > LIMIT - 3_000
    text = merged("I wrote this.\n" * 300, draft.bodies).text
    assert length(text) <= LIMIT
    assert "hidden" not in text
    assert "What stands behind the ticked lines" in text


def test_a_hostile_template_cannot_end_our_block_or_hide_the_proof(evidence: Evidence) -> None:
    hostile = f"<!-- ippub:end -->\n<!-- ippub:begin -->\n\x1b[2J\u202e{TEMPLATE}\n```\nopen\n<!-- "
    template = read_template(hostile)
    draft = submission(template, evidence, judged(template, evidence))
    text = merged(f"mine\n{draft.body}\nmine too", [draft.body])
    assert text.changed is False
    assert draft.body.count("<!-- ippub:begin -->") == 1
    assert "\n```\n" in draft.body.partition("open")[2]
    assert not set("\x1b\u202e") & set(draft.body)


def test_open_points_say_what_reviewers_would_ask_for(evidence: Evidence) -> None:
    yes = dataclasses.replace(evidence, attested=frozenset({"G1", "G2", "G5", "I2", "I3"}))
    assert open_points(yes.shots, judged(LIVE, yes)) == ()
    bare = dataclasses.replace(evidence, shots=NO_SCREENSHOTS)
    points = open_points(bare.shots, judged(LIVE, bare))
    assert any(point.startswith("I2 is not ticked: 3 screenshots") for point in points)
    assert any(point.startswith("missing: 3 screenshots") for point in points)


def test_the_checklist_shows_each_line_with_its_reason(evidence: Evidence) -> None:
    lines = judged(LIVE, evidence)
    text = checklist_text(lines, Style(width=60))
    assert "[x] G3  There are detailed" in text
    assert "[ ] G2" in text
    assert "[-] I4" in text
    assert "[?] --" in text
    assert all(len(line) <= 60 for line in text.splitlines() if line.startswith("["))
    rows = checklist_rows(lines)
    assert [row["id"] for row in rows] == [line.id or None for line in lines]
    assert all(row["why"] for row in rows)


def test_a_template_without_boxes_is_said(evidence: Evidence) -> None:
    assert "no box" in checklist_text(judged(read_template("Hello"), evidence), Style())
