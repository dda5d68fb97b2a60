"""Every option of `ippub check`, and every exit code that it can have."""

from __future__ import annotations

import json
import os
import stat
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from program import ippub

from ippub.check.example import read_example

FAULTY = "info: {title: Contoso Widgets API}\npaths: {/widgets: {get: {consumes: [], summary: a/b}}}"
as_root = pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root and Windows may read everything")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A connector with errors."""
    return Path(read_example(FAULTY).write(str(tmp_path)))


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of connectors, enough for several processes; the fourth has broken JSON."""
    home = tmp_path / "many"
    home.mkdir()
    for number in range(26):
        folder = Path(read_example(f"folder: c{number:02}\n{FAULTY if number % 2 else ''}").write(str(home)))
        if number == 3:
            (folder / "apiDefinition.swagger.json").write_bytes(b'{"swagger": "2.0",\n  "info": {]')
    return home


def found(result: Any) -> list[dict[str, Any]]:
    return [finding for connector in json.loads(result.stdout)["connectors"] for finding in connector["findings"]]


def codes(result: Any) -> set[str]:
    return {finding["code"] for finding in found(result)}


# --format


def test_json_is_what_its_published_schema_says(faulty: Path, many: Path, report_schema: Any) -> None:
    for path in (faulty, many):
        for options in ((), ("--min-severity", "error"), ("--deep",)):
            report = json.loads(ippub("check", path, "--format", "json", *options).stdout)
            report_schema.validate(report)
            assert report["connectors"]
            assert report["summary"]["errors"] > 0


def test_sarif_is_what_the_published_schema_says(faulty: Path, many: Path, sarif_schema: Any) -> None:
    for path in (faulty, many):
        log = json.loads(ippub("check", path, "--format", "sarif").stdout)
        sarif_schema.validate(log)
        results = log["runs"][0]["results"]
        rules = {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        assert results
        assert {result["ruleId"] for result in results} <= rules
        uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
        assert all("\\" not in uri and " " not in uri for uri in uris)


def test_junit_is_xml_with_a_case_for_each_finding(many: Path) -> None:
    root = ET.fromstring(ippub("check", many, "--format", "junit").stdout.encode())
    report = ippub("check", many, "--format", "json")
    assert len(root.findall("testsuite")) == 26
    assert sum(1 for case in root.iter("testcase") if case.get("name") != "nothing to fix") == len(found(report))
    failed = [finding for finding in found(report) if finding["severity"] != "info"]
    assert len(list(root.iter("failure"))) == len(failed)


def test_github_is_one_command_for_each_finding_and_markdown_one_table(faulty: Path) -> None:
    lines = ippub("check", ".", "--format", "github", cwd=faulty).stdout.splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert any("file=apiDefinition.swagger.json,line=" in line for line in lines)
    assert "| " in ippub("check", faulty, "--format", "markdown").stdout


def test_an_unknown_format_names_those_that_there_are(faulty: Path) -> None:
    result = ippub("check", faulty, "--format", "xml")
    assert result.returncode == 2
    assert "sarif" in result.stderr


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "junit", "markdown"])
def test_one_and_two_processes_write_the_same(many: Path, name: str) -> None:
    def shown(jobs: int) -> str:
        text = ippub("check", many, "--format", name, "--jobs", jobs, "--statistics").stdout
        return "\n".join(line for line in text.split("\n") if "seconds" not in line and " s)" not in line)

    assert shown(1) == shown(2)
    assert "c25" in shown(1)


# --output


def test_a_report_goes_to_the_file_and_nothing_to_stdout(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "a report.json"
    result = ippub("check", faulty, "--format", "json", "--output", target)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["version"] == 1


@pytest.mark.parametrize("place", ["missing/report.json", "file/report.json", "folder"])
def test_a_file_that_cannot_be_written_is_exit_code_3_and_leaves_nothing(
    faulty: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    result = ippub("check", faulty, "--output", tmp_path / place)
    assert result.returncode == 3
    assert result.stderr.startswith("error: cannot write ")
    assert "hint: " in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_stays_and_its_target_is_written(faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("real.txt")
    ippub("check", faulty, "--output", tmp_path / "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert "fix: " in (tmp_path / "real.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
def test_a_full_disk_is_exit_code_3(faulty: Path) -> None:
    import subprocess

    from program import command, environment

    with open("/dev/full", "w", encoding="utf-8") as full:
        result = subprocess.run(
            command("check", faulty), stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert result.returncode == 3
    assert result.stderr.startswith(b"error: cannot write the report: ")


@pytest.mark.skipif(os.name == "nt", reason="a pipe is closed in another way there")
@pytest.mark.parametrize("redirection", ["| head -n 1 > /dev/null; echo ${PIPESTATUS[0]}", ">&-; echo $?"])
def test_the_exit_code_stays_true_when_nobody_reads(many: Path, redirection: str) -> None:
    import shlex
    import subprocess

    from program import command, environment

    line = f"{shlex.join(command('check', many, '--verbose'))} {redirection}"
    result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment(), check=False)
    assert result.stdout.strip() == "1"
    assert result.stderr == ""


# --select, --ignore, --min-severity


def test_select_and_ignore_take_codes_and_scopes_in_any_case(faulty: Path) -> None:
    everything = codes(ippub("check", faulty, "--format", "json"))
    only = codes(ippub("check", faulty, "--format", "json", "--select", "INFO,restrictedcharactersinsummary"))
    without = codes(ippub("check", faulty, "--format", "json", "--ignore", "info", "--ignore", "readme"))
    assert {"ValueContainsRestrictedWords", "RestrictedCharactersInSummary"} <= only < everything
    assert "ValueContainsRestrictedWords" not in without
    assert "RestrictedCharactersInSummary" in without


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_unknown_name_is_said_once_with_the_nearest_and_before_anything_is_written(
    many: Path, option: str, jobs: int
) -> None:
    result = ippub("check", many, option, "readme,FieldLengthNotInRang", "--jobs", jobs, "--format", "json")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("error: ") == 1
    assert "'FieldLengthNotInRang'; did you mean 'FieldLengthNotInRange'?" in result.stderr


def test_an_empty_selection_is_an_error(faulty: Path) -> None:
    assert ippub("check", faulty, "--select", "").returncode == 2


def test_min_severity_leaves_out_what_matters_less(faulty: Path) -> None:
    severities = [
        {finding["severity"] for finding in found(ippub("check", faulty, "-f", "json", "--min-severity", least))}
        for least in ("info", "warning", "error")
    ]
    assert severities == [{"error", "warning", "info"}, {"error", "warning"}, {"error"}]


# --statistics, --quiet, --verbose


def test_statistics_count_the_codes(faulty: Path) -> None:
    lines = ippub("check", faulty, "--statistics", "--quiet").stdout.splitlines()
    counts = [int(line.split()[0]) for line in lines[lines.index("  count  code") + 1 :] if line.strip()]
    assert sum(counts) == len(found(ippub("check", faulty, "--format", "json")))
    assert counts == sorted(counts, reverse=True)


def test_quiet_says_nothing_about_a_connector_without_errors_and_warnings(tmp_path: Path) -> None:
    result = ippub("check", read_example("{}").write(str(tmp_path)), "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


# --baseline, --write-baseline


def test_what_is_written_down_is_known_and_does_not_fail(faulty: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    result = ippub("check", faulty, "--write-baseline", known)
    assert result.returncode == 0
    assert "findings are known now; use --baseline" in result.stderr
    result = ippub("check", faulty, "--baseline", known, "--format", "json")
    assert (result.returncode, found(result), result.stderr) == (0, [], "")


def test_a_baseline_does_not_depend_on_lines_or_on_where_the_folder_is(faulty: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    ippub("check", faulty, "--write-baseline", known)
    assert '"line"' not in known.read_text(encoding="utf-8")
    path = faulty / "apiDefinition.swagger.json"
    path.write_text("\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    moved = tmp_path / "elsewhere" / faulty.name
    moved.parent.mkdir()
    faulty.rename(moved)
    assert found(ippub("check", moved, "--baseline", known, "--format", "json")) == []


def test_what_is_gone_from_the_connectors_is_told(faulty: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    ippub("check", faulty, "--write-baseline", known)
    path = faulty / "apiDefinition.swagger.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Widgets API", "Widgets"), encoding="utf-8")
    result = ippub("check", faulty, "--baseline", known)
    assert result.returncode == 0
    assert "gone from the connectors; write" in result.stderr
    assert "gone" not in ippub("check", faulty, "--baseline", known, "--select", "readme").stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_two_connectors_of_one_name_share_a_baseline_in_any_number_of_processes(many: Path, jobs: int) -> None:
    again = many / "again"
    again.mkdir()
    for number in (1, 5):
        read_example(f"folder: c{number:02}\n{FAULTY}").write(str(again))
    known = many / "known.json"
    ippub("check", many, "--write-baseline", known, "--jobs", jobs)
    result = ippub("check", many, "--baseline", known, "--jobs", jobs, "--format", "json")
    assert (result.returncode, found(result), result.stderr) == (0, [], "")


def test_to_read_and_to_write_a_baseline_at_once_is_refused(faulty: Path, tmp_path: Path) -> None:
    result = ippub("check", faulty, "--baseline", tmp_path / "a", "--write-baseline", tmp_path / "a")
    assert result.returncode == 2
    assert "exclude each other" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"), [(None, "There is no baseline"), ("{", "is not valid JSON"), ("[]", "no list")]
)
def test_a_baseline_that_cannot_be_used_is_exit_code_2(
    faulty: Path, tmp_path: Path, text: str | None, words: str
) -> None:
    known = tmp_path / "known.json"
    if text is not None:
        known.write_text(text, encoding="utf-8")
    result = ippub("check", faulty, "--baseline", known)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_baseline_that_cannot_be_written_is_exit_code_3(faulty: Path, tmp_path: Path) -> None:
    result = ippub("check", faulty, "--write-baseline", tmp_path / "missing" / "known.json")
    assert result.returncode == 3
    assert "cannot be written" in result.stderr


# --config and ippub.yaml


def test_all_faults_of_the_settings_are_told_on_their_own_lines(faulty: Path) -> None:
    (faulty / "ippub.yaml").write_text(
        "proces: 2022\nseverities: {OperationIdNotUniqe: error}\nignore: [{code: InfoMissing}]\n", encoding="utf-8"
    )
    result = ippub("check", ".", cwd=faulty)
    assert (result.returncode, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: ippub.yaml:1: ")
    assert "'process'" in lines[0]
    assert all("\\n" not in line for line in lines)
    assert lines[-1].startswith("hint: ")


def test_settings_above_hold_for_all_below_and_an_unused_ignore_is_told_once(many: Path) -> None:
    (many / "ippub.yaml").write_text(
        "ignore:\n"
        "  - {code: ValueContainsRestrictedWords, reason: agreed}\n"
        "  - {code: OperationIdNotUnique, reason: of another time}\n",
        encoding="utf-8",
    )
    for jobs in (1, 2):
        result = ippub("check", many, "--format", "json", "--jobs", jobs)
        assert "ValueContainsRestrictedWords" not in codes(result)
        unused = [finding for finding in found(result) if finding["code"] == "IgnoreMatchesNothing"]
        assert [finding["line"] for finding in unused] == [3]
        assert sum(connector["ignored"] for connector in json.loads(result.stdout)["connectors"]) == 12


def test_a_faulty_file_above_many_is_told_once_and_stops_with_2(many: Path) -> None:
    (many / "ippub.yaml").write_text("ignore: [{code: OperationIdNotUnique}]\n", encoding="utf-8")
    for jobs in (1, 2):
        result = ippub("check", many, "--jobs", jobs)
        assert result.returncode == 2
        assert result.stderr.count("error: ") == 1
        assert "reason" in result.stderr
        assert "26 connectors were not checked." in result.stderr


def test_config_names_a_file_and_no_other_is_looked_for(faulty: Path, tmp_path: Path) -> None:
    (faulty / "ippub.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("severities: {ValueContainsRestrictedWords: off}\n", encoding="utf-8")
    assert ippub("check", faulty).returncode == 2
    result = ippub("check", faulty, "--config", other, "--format", "json")
    assert result.returncode == 1
    assert "ValueContainsRestrictedWords" not in codes(result)
    assert ippub("check", faulty, "--config", tmp_path / "none.yaml").returncode == 2


# PATH


def test_a_connector_named_in_many_ways_is_checked_once(faulty: Path) -> None:
    ways = [".", faulty, faulty / ".", faulty / "readme.md", faulty.parent]
    report = json.loads(ippub("check", *ways, "--format", "json", cwd=faulty).stdout)
    assert [connector["path"] for connector in report["connectors"]] == ["."]
    assert report["summary"]["connectors"] == 1
    assert {finding["file"] for finding in report["connectors"][0]["findings"]} > {"readme.md"}


def test_several_files_of_one_connector_show_what_is_found_in_them(faulty: Path) -> None:
    files = [faulty / "readme.md", faulty / "apiProperties.json"]
    (faulty / "apiProperties.json").write_text("{", encoding="utf-8")
    (faulty / "readme.md").write_text("#\n", encoding="utf-8")
    result = ippub("check", *files, "--format", "json")
    assert {finding["file"] for finding in found(result)} == {"readme.md", "apiProperties.json"}


def test_a_file_that_belongs_to_no_connector_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    result = ippub("check", tmp_path / "notes.txt")
    assert (result.returncode, result.stdout) == (2, "")
    assert "is not a file of a connector" in result.stderr


def test_a_proposal_of_only_a_readme_is_checked_when_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Contoso\n", encoding="utf-8")
    for path in (tmp_path, tmp_path / "README.md", tmp_path / "readme.md"):
        if path.exists():
            assert "ReadmePublisherMissing" in codes(ippub("check", path, "--format", "json"))


def test_a_folder_without_connectors_and_a_path_that_is_not_there_are_exit_code_2(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "a\nb\x1b[31m", ""):
        result = ippub("check", path)
        assert (result.returncode, result.stdout) == (2, "")
        assert "\x1b" not in result.stderr
        assert len(result.stderr.splitlines()) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_never_waited_for(faulty: Path) -> None:
    os.mkfifo(faulty / "script.csx")
    (faulty / "readme.md").unlink()
    os.mkfifo(faulty / "readme.md")
    result = ippub("check", faulty, "--format", "json")
    assert result.returncode == 1
    assert "LinkNotFollowed" in codes(result)
    assert ippub("check", faulty / "readme.md").returncode == 3


@as_root
def test_a_file_that_cannot_be_read_is_exit_code_3_and_does_not_stop_the_others(many: Path) -> None:
    (many / "c04" / "readme.md").chmod(0)
    result = ippub("check", many, "--format", "json")
    (many / "c04" / "readme.md").chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert result.returncode == 3
    assert "c04" in result.stderr
    assert len(json.loads(result.stdout)["connectors"]) == 25


def test_no_subcommand_shows_the_help_and_an_unknown_one_the_nearest() -> None:
    assert "check" in ippub().stdout + ippub().stderr
    result = ippub("chek")
    assert result.returncode == 2
    assert "check" in result.stderr


def test_deep_speaks_with_line_and_pointer(tmp_path: Path) -> None:
    text = (
        'definitions: {Widget: {properties: {made: {type: string, format: date-time, default: "2000-01-02T12:45Z"}}}}'
    )
    result = ippub("check", read_example(text).write(str(tmp_path)), "--deep", "--format", "json")
    (finding,) = [finding for finding in found(result) if finding["code"] == "OpenApiSpecInvalid"]
    assert finding["pointer"].startswith("/definitions/Widget/properties/made")
    assert finding["line"] > 1
