from __future__ import annotations

import re

import pytest
import samples

from ippub.check.rule import Severity
from ippub.report.formats import Style, format_named, render
from ippub.report.frame import columns
from ippub.report.model import ConnectorReport, Reported

TEXT = format_named("text")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[!-~]*\x1b\\")


def shown(*reports: ConnectorReport, style: Style | None = None) -> str:
    return render(TEXT, samples.TOOL, reports, samples.summary_of(list(reports)), style or Style())


def one(finding: Reported) -> ConnectorReport:
    return ConnectorReport("c", "c", None, (finding,))


def marked(text: str) -> str:
    """What stands above the marker."""
    lines = text.split("\n")
    below = next(index for index, line in enumerate(lines) if re.search(r"[│|] +\^~*$", line))
    start = lines[below].index("^")
    return lines[below - 1][start : len(lines[below])]


def test_a_finding_has_place_severity_code_message_source_and_remedy() -> None:
    lines = shown(samples.usual()).split("\n")
    assert lines[0] == "connectors/contoso/apiDefinition.swagger.json:9:11  error  HostNotProduction"
    assert lines[1].strip() == 'The host "staging-api.contoso.example" looks like a test system.'
    assert lines[2].endswith('│ "host": "staging-api.contoso.example",')
    assert lines[4].startswith("  fix: Name the production host;")


def test_the_marker_is_under_the_marked_place() -> None:
    assert marked(shown(samples.usual())) == '"staging-api.contoso.example"'


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_except_for_addresses_and_paths(width: int) -> None:
    text = shown(*samples.several(), style=Style(width=width, several=True))
    wide = [line.strip() for line in text.split("\n") if columns(line) > width]
    assert all(" " not in line or line.startswith(("──", "dir")) for line in wide), wide


def test_addresses_stay_in_one_piece() -> None:
    assert "https://example.org/a/long/address/that/has/to/stay/in/one/piece." in shown(samples.usual())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_long_line_is_cut_around_the_marked_place(width: int) -> None:
    long = next(finding for finding in samples.usual().findings if finding.code == "FormatUnknown")
    text = shown(one(long), style=Style(width=width))
    assert marked(text) == '"decimal"'
    assert "│ …" in text


def test_the_marker_counts_columns_of_wide_characters_tabs_and_escapes() -> None:
    wide = samples.finding("A", Severity.INFO, 1, "m", excerpt='注文\t\x07 "値"', mark='"値"')
    lines = shown(one(wide)).split("\n")
    source, marker = lines[2], lines[3]
    assert columns(source[: source.index('"値"')]) == marker.index("^")
    assert marker.endswith("^~~~")
    assert "\\x07" in source


def test_a_place_after_the_end_of_its_line_still_has_a_marker() -> None:
    at_end = Reported("A", Severity.INFO, "f", None, 1, 99, 1, 99, "m", "", "", "", "abc", 1)
    assert shown(one(at_end)).split("\n")[3].endswith("│    ^")


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    block = Reported("A", Severity.INFO, "f", None, 3, 3, 9, 2, "m", "", "", "", "  {  ", 1)
    assert marked(shown(one(block))) == "{"


def test_an_excerpt_that_starts_inside_its_line_says_so() -> None:
    inside = samples.finding("A", Severity.INFO, 1, "m", excerpt="b: 12, c", mark="12", excerpt_column=5000)
    text = shown(one(inside))
    assert "│ …b: 12, c" in text
    assert marked(text) == "12"


def test_the_worst_file_and_the_worst_finding_come_first() -> None:
    order = re.findall(r"  (error|warning|info)  ", shown(samples.usual()))
    assert order == ["error", "error", "warning", "warning", "warning", "warning", "info", "warning", "info"]


def test_repetition_is_folded_and_says_where_the_rest_is() -> None:
    text = shown(samples.usual())
    assert text.count("warning  SummaryMissing") == 3
    assert "… and 2 more SummaryMissing: lines 217, 260 (--verbose shows all)" in text


def test_verbose_folds_nothing() -> None:
    text = shown(samples.usual(), style=Style(verbose=True))
    assert text.count("warning  SummaryMissing") == 5
    assert "more SummaryMissing" not in text


def test_a_fold_names_as_many_lines_as_fit() -> None:
    many = tuple(samples.finding("Repeated", Severity.INFO, line, "m") for line in range(1000, 1500))
    fold = next(line for line in shown(ConnectorReport("c", "c", None, many)).split("\n") if "more" in line)
    assert fold.startswith("  … and 497 more Repeated: lines 1003, 1004, ")
    assert fold.endswith(", … (--verbose shows all)")
    assert len(fold) <= 80


def test_a_clean_connector_gets_one_friendly_line() -> None:
    assert shown(samples.clean()).split("\n")[0] == "✓ Fabrikam Weather: 6 operations checked, nothing to fix."


def test_several_connectors_have_headers_with_their_counts() -> None:
    text = shown(*samples.several(), style=Style(several=True))
    assert "── Contoso Orders (connectors/contoso): 2 errors, 7 warnings, 2 infos ─" in text


@pytest.mark.parametrize(
    ("severity", "words"),
    [
        (Severity.ERROR, "Fix the error before you submit"),
        (Severity.WARNING, "reviewers usually ask"),
        (Severity.INFO, "the infos are advice"),
    ],
)
def test_the_end_says_what_to_do_next(severity: Severity, words: str) -> None:
    assert words in shown(one(samples.finding("A", severity, 1, "m")))


@pytest.mark.parametrize(
    ("severity", "words"),
    [
        (Severity.ERROR, "Fix the error before you submit: each one stops a submission. 2 findings become errors"),
        (Severity.WARNING, "Reviewers usually ask for the warnings to be fixed. 2 findings become errors"),
        (Severity.INFO, "2 findings become errors when you submit: A."),
    ],
)
def test_the_end_names_what_becomes_an_error_only_at_submission(severity: Severity, words: str) -> None:
    late = samples.finding("A", Severity.INFO, 1, "m")._replace(stops_later=True)
    findings = (late, late, samples.finding("B", severity, 1, "m"))
    text = " ".join(shown(ConnectorReport("c", "c", None, findings)).split())
    assert words in text
    assert "Nothing" not in text


def test_of_many_codes_that_become_errors_the_most_frequent_are_named() -> None:
    late = [samples.finding(code, Severity.INFO, 1, "m")._replace(stops_later=True) for code in "ABBCDDE"]
    text = " ".join(shown(ConnectorReport("c", "c", None, tuple(late))).split())
    assert "7 findings become errors when you submit: B, D, A and 2 more codes." in text


def test_the_end_counts_everything() -> None:
    assert "\n2 errors, 7 warnings, 2 infos, 1 ignored in 1 connector (0.08 s)\n" in shown(samples.usual())
    assert "\nNo findings in 1 connector (0.08 s)\n" in shown(samples.clean())


def test_statistics_count_codes_the_most_frequent_first() -> None:
    text = shown(samples.usual(), style=Style(statistics=True))
    assert "  count  code\n      5  SummaryMissing\n" in text


def test_quiet_is_one_line_for_each_error_and_warning() -> None:
    lines = shown(samples.usual(), samples.clean(), style=Style(quiet=True)).splitlines()
    assert len(lines) == 9
    assert all(re.match(r"[^ ]+:\d+:\d+: (error|warning) \w+: ", line) for line in lines)


def test_colour_and_hyperlinks_come_only_when_asked_for() -> None:
    plain = shown(samples.usual())
    rich = shown(samples.usual(), style=Style(colour=True, hyperlinks=True))
    assert "\x1b" not in plain
    assert "\x1b[1;31merror\x1b[0m" in rich
    assert "\x1b]8;;https://example.org/rules/SummaryMissing.md\x1b\\" in rich
    assert ESCAPES.sub("", rich) == plain


def test_a_console_without_unicode_gets_ascii_words_and_escaped_data() -> None:
    text = shown(*samples.several(), style=Style(unicode=False, several=True))
    assert text.isascii()
    assert "\\u6ce8" in text


def test_a_console_with_its_own_code_page_keeps_the_characters_it_has() -> None:
    report = one(samples.finding("A", Severity.INFO, 1, "Grüße 注"))
    text = shown(report, style=Style(unicode=False, encoding="cp1252"))
    assert "Grüße \\u6ce8" in text
    text.encode("cp1252")


def test_nothing_in_a_file_can_move_the_cursor_or_turn_the_text() -> None:
    text = shown(samples.hostile())
    assert all(char == "\n" or char.isprintable() for char in text)
    assert "\\x1b[31mb\\u202ec\\r\\nd\\x00e" in text


def test_in_a_log_of_github_actions_data_gives_no_commands_and_findings_are_annotated() -> None:
    command = samples.finding("A", Severity.WARNING, 1, "x" * 78 + " ::set-env name=PATH::y ##[add-path]z", file="::f")
    lines = shown(ConnectorReport("c", ".", None, (command,)), style=Style(github=True)).splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::warning file=%3A%3Af,line=1,endLine=1,col=1,endColumn=1,title=A::xxx")
    assert all("##[" not in line for line in lines if line not in commands)


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        (".", "f.md:1:1"),
        ("./a", "./a/f.md:1:1"),
        ("a/", "a/f.md:1:1"),
        ("C:\\a", "C:\\a\\f.md:1:1"),
        ("/", "/f.md:1:1"),
    ],
)
def test_the_path_is_written_as_the_folder_was_given(folder: str, place: str) -> None:
    text = shown(ConnectorReport("c", folder, None, (samples.finding("A", Severity.INFO, 1, "m", file="f.md"),)))
    assert text.startswith(place + "  info")
