"""Which rules run, how severe their findings are, and which findings are accepted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ippub.check.glob import file_matches, pointer_matches
from ippub.check.rule import Finding, Rule, Severity
from ippub.check.selection import (
    Selection,
    apply_ignores,
    build_selection,
    folder_below,
    parse_names,
    sees_all,
    unused_finding,
    unused_ignores,
)
from ippub.config import Config, Ignore
from ippub.document.place import Place
from ippub.errors import UsageError

CODES = ("OperationIdNotUnique", "ReadmeMissing", "SummaryMissing")
SCOPES = ("operation", "readme")


def nothing(subject: object) -> Iterator[Finding]:
    yield from ()


def make_rule(
    code: str = "SummaryMissing",
    severity: Severity = Severity.WARNING,
    scope: str = "operation",
    process: int = 0,
    submission: Severity | None = None,
) -> Rule:
    return Rule(code, severity, "", nothing, scope, "Operation", process=process, submission=submission)


@dataclass(frozen=True)
class Shown:
    code: str
    file: str = "apiDefinition.swagger.json"
    pointer: str | None = None


def select(config: Config | None = None, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Selection:
    return build_selection(
        config or Config(),
        parse_names("--select", select, CODES, SCOPES),
        parse_names("--ignore", ignore, CODES, SCOPES),
    )


def test_without_wishes_every_rule_runs() -> None:
    assert select().wants(make_rule())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("summarymissing",), True),
        (("OPERATION",), True),
        (("readme,SummaryMissing",), True),
        (("readme", " summarymissing , "), True),
        (("readme",), False),
        (("ReadmeMissing",), False),
    ],
)
def test_select_takes_codes_and_scopes_in_any_case(values: tuple[str, ...], expected: bool) -> None:
    assert select(select=values).wants(make_rule()) is expected
    assert select(ignore=values).wants(make_rule()) is not expected


def test_ignore_on_the_command_line_wins_over_select() -> None:
    selection = select(select=("operation",), ignore=("SummaryMissing",))
    assert not selection.wants(make_rule())
    assert selection.wants(make_rule("OperationIdNotUnique"))


def test_select_on_the_command_line_replaces_that_of_the_file() -> None:
    config = Config(select=("readme",))
    assert not select(config).wants(make_rule())
    assert select(config, select=("operation",)).wants(make_rule())
    assert not select(config, select=("operation",)).wants(make_rule("ReadmeMissing", scope="readme"))


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_name_is_told_with_the_nearest(option: str) -> None:
    with pytest.raises(UsageError, match=rf"{option}.*'SumaryMissing'; did you mean 'SummaryMissing'\?"):
        parse_names(option, ["readme,SumaryMissing"], CODES, SCOPES)


@pytest.mark.parametrize("value", ["", " , ", ","])
def test_an_empty_list_of_names_is_a_usage_error(value: str) -> None:
    with pytest.raises(UsageError, match="needs a code or a scope"):
        parse_names("--select", [value], CODES, SCOPES)


def test_a_rule_of_the_other_process_does_not_run() -> None:
    assert select(Config(process=2025)).wants(make_rule(process=2025))
    assert not select(Config(process=2022)).wants(make_rule(process=2025))
    assert not select(Config(process=2025)).wants(make_rule(process=2022))


def test_off_in_the_file_gives_way_only_to_the_code_itself_on_the_command_line() -> None:
    config = Config(severities={"SummaryMissing": "off"})
    assert not select(config).wants(make_rule())
    assert not select(config, select=("operation",)).wants(make_rule())
    insisted = select(config, select=("SummaryMissing",))
    assert insisted.wants(make_rule())
    assert insisted.severity_of(make_rule()) is Severity.WARNING


def test_the_least_severity_skips_a_rule_only_where_the_file_fixes_its_severity() -> None:
    assert build_selection(Config(), least=Severity.ERROR).wants(make_rule(severity=Severity.INFO))
    fixed = Config(severities={"SummaryMissing": "info"})
    assert not build_selection(fixed, least=Severity.ERROR).wants(make_rule(severity=Severity.ERROR))


def test_the_least_severity_decides_what_is_shown() -> None:
    shown = [severity for severity in Severity if Selection(least=Severity.WARNING).shows(severity)]
    assert shown == [Severity.ERROR, Severity.WARNING]


@pytest.mark.parametrize(
    ("level", "submission", "own", "sent", "submitting", "expected"),
    [
        (None, None, None, None, False, Severity.WARNING),
        (None, None, Severity.INFO, None, False, Severity.INFO),
        (None, Severity.ERROR, Severity.INFO, None, False, Severity.INFO),
        (None, Severity.ERROR, None, None, False, Severity.WARNING),
        (None, Severity.ERROR, Severity.INFO, None, True, Severity.ERROR),
        (None, None, Severity.INFO, None, True, Severity.INFO),
        (None, None, Severity.INFO, Severity.ERROR, False, Severity.INFO),
        (None, None, Severity.INFO, Severity.ERROR, True, Severity.ERROR),
        (None, Severity.WARNING, None, Severity.ERROR, True, Severity.ERROR),
        ("info", Severity.ERROR, Severity.ERROR, Severity.ERROR, True, Severity.INFO),
    ],
)
def test_the_file_decides_a_severity_then_submission_then_the_finding_then_the_rule(
    level: str | None,
    submission: Severity | None,
    own: Severity | None,
    sent: Severity | None,
    submitting: bool,
    expected: Severity,
) -> None:
    selection = select(Config(severities={"SummaryMissing": level} if level else {}))
    finding = Finding("x", Place("a.json"), severity=own, submission=sent)
    assert selection.severity_of(make_rule(submission=submission), finding, submitting=submitting) is expected


def test_an_ignore_takes_out_its_code_at_its_place_and_keeps_the_order() -> None:
    config = Config(
        ignore=(
            Ignore("SummaryMissing", "x", pointer="/paths/*/get"),
            Ignore("ReadmeMissing", "x", file="*.md"),
        )
    )
    findings = [
        Shown("SummaryMissing", pointer="/paths/~1a/get"),
        Shown("SummaryMissing", pointer="/paths/~1a/get/summary"),
        Shown("SummaryMissing"),
        Shown("OperationIdNotUnique", pointer="/paths/~1a/get"),
        Shown("ReadmeMissing", file="Readme.MD"),
    ]
    kept, ignored, used = apply_ignores(findings, config)
    assert kept == findings[1:4]
    assert ignored == [findings[0], findings[4]]
    assert used == {0, 1}


def test_every_ignore_that_matches_counts_as_used() -> None:
    config = Config(ignore=(Ignore("SummaryMissing", "x"), Ignore("SummaryMissing", "x", pointer="/a")))
    _, _, used = apply_ignores([Shown("SummaryMissing", pointer="/a")], config)
    assert used == {0, 1}


def test_an_ignore_is_unused_only_when_no_connector_of_the_run_used_it() -> None:
    first, second, third = (
        Ignore("SummaryMissing", "x"),
        Ignore("ReadmeMissing", "x"),
        Ignore("ReadmeMissing", "y"),
    )
    config = Config(ignore=(first, second, third))
    _, _, one = apply_ignores([Shown("SummaryMissing")], config)
    _, _, two = apply_ignores([Shown("OperationIdNotUnique")], config)
    assert unused_ignores(config, one | two, CODES) == [second, third]


def test_an_ignore_of_a_code_that_did_not_run_is_not_unused() -> None:
    config = Config(ignore=(Ignore("SummaryMissing", "x"), Ignore("ReadmeMissing", "x")))
    assert unused_ignores(config, set(), {"ReadmeMissing"}) == [config.ignore[1]]


def test_nothing_is_said_about_unused_ignores_when_the_run_sees_only_a_part(tmp_path: Path) -> None:
    config = Config(path=tmp_path / "all" / "ippub.yaml")
    assert sees_all(config, [tmp_path])
    assert sees_all(config, [tmp_path / "other", tmp_path / "all"])
    assert not sees_all(config, [tmp_path / "all" / "one"])
    assert not sees_all(Config(), [tmp_path])


def test_the_finding_about_an_unused_ignore_points_to_its_line() -> None:
    finding = unused_finding(Ignore("SummaryMissing", "x", "/a", "b.json", 7), "../ippub.yaml")
    assert finding.message == "the ignore entry for SummaryMissing at '/a' in 'b.json' matches no finding"
    assert (finding.at.file, finding.at.span.line) == ("../ippub.yaml", 7)


def test_one_file_for_many_connectors_can_name_the_folder_of_one(tmp_path: Path) -> None:
    config = Config(path=tmp_path / "ippub.yaml", ignore=(Ignore("ReadmeMissing", "x", file="Contoso/**"),))
    finding = Shown("ReadmeMissing", file="readme.md")
    assert folder_below(config, tmp_path / "Contoso") == "Contoso"
    assert folder_below(config, tmp_path) == ""
    assert folder_below(config, tmp_path.parent / "elsewhere") == ""
    assert apply_ignores([finding], config, "Contoso") == ([], [finding], {0})
    assert apply_ignores([finding], config, "Fabrikam") == ([finding], [], set())


@pytest.mark.parametrize(
    ("pattern", "file", "folder", "expected"),
    [
        ("readme.md", "README.md", "", True),
        ("readme.md", "README.md", "a/b", True),
        ("*.md", "docs/intro.md", "", True),
        ("**", "docs/intro.md", "", True),
        ("docs/*.md", "docs/intro.md", "", True),
        ("docs/*.md", "intro.md", "", False),
        ("./readme.md", "readme.md", "", True),
        ("Contoso\\readme.md", "readme.md", "Contoso", True),
        ("**/readme.md", "readme.md", "a/b", True),
        ("a/*/readme.md", "readme.md", "a", False),
    ],
)
def test_a_file_pattern_is_a_name_anywhere_or_a_path_from_the_settings(
    pattern: str, file: str, folder: str, expected: bool
) -> None:
    assert file_matches(pattern, file, folder) is expected


@pytest.mark.parametrize(
    ("pattern", "pointer", "expected"),
    [
        ("", "", True),
        ("", "/a", False),
        ("/**", "", True),
        ("/**", "/a/b", True),
        ("/paths/*/get", "/paths/~1a~1b/get", True),
        ("/paths/*/get", "/paths/~1a/get/summary", False),
        ("/paths/**", "/paths", True),
        ("/paths/**/type", "/paths/x/y/type", True),
        ("/paths/~1v1*/**", "/paths/~1v1~1items/get", True),
        ("/definitions/Item?", "/definitions/Items", True),
        ("/definitions/item", "/definitions/Item", False),
        ("/a/[b]", "/a/b", False),
        ("/a/[b]", "/a/[b]", True),
        ("/a/*/0", "/a/b/1", False),
        ("/", "", False),
        ("/", "/", True),
    ],
)
def test_a_pointer_pattern_has_one_star_for_a_step_and_two_for_any_number(
    pattern: str, pointer: str, expected: bool
) -> None:
    assert pointer_matches(pattern, pointer) is expected


def slow_step(pattern: str, step: str) -> bool:
    if not pattern:
        return not step
    if pattern[0] == "*":
        return slow_step(pattern[1:], step) or (bool(step) and slow_step(pattern, step[1:]))
    return bool(step) and pattern[0] in ("?", step[0]) and slow_step(pattern[1:], step[1:])


def slow_steps(pattern: list[str], steps: list[str]) -> bool:
    if not pattern:
        return not steps
    if pattern[0] == "**":
        return slow_steps(pattern[1:], steps) or (bool(steps) and slow_steps(pattern, steps[1:]))
    return bool(steps) and slow_step(pattern[0], steps[0]) and slow_steps(pattern[1:], steps[1:])


STEPS = st.lists(st.text("ab", max_size=4), max_size=5)
PATTERNS = st.lists(st.just("**") | st.text("ab*?", max_size=4), max_size=5)


@settings(max_examples=2_000, deadline=None)
@given(pattern=PATTERNS, steps=STEPS)
@example(pattern=["**", "a", "**", "b"], steps=["a", "b", "a", "b"])
@example(pattern=["*a*b"], steps=["abab"])
def test_the_quick_match_agrees_with_the_definition(pattern: list[str], steps: list[str]) -> None:
    quick = pointer_matches("".join(f"/{part}" for part in pattern), "".join(f"/{step}" for step in steps))
    assert quick is slow_steps(["", *pattern], ["", *steps])


def test_a_pattern_made_to_be_slow_is_not() -> None:
    began = time.process_time()
    assert not pointer_matches("/**/a" * 200 + "/x", "/a" * 2_000)
    assert not pointer_matches("/" + "*a" * 200 + "x", "/" + "a" * 2_000)
    assert time.process_time() - began < 2
