"""`ippub check` as a process: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import ippub

from ippub.check.example import read_example


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    text = "info: {title: Contoso Widgets API}\npaths: {/widgets: {get: {consumes: [], summary: a/b}}}"
    return Path(read_example(text).write(str(tmp_path)))


def test_a_clean_connector_gets_one_friendly_line_and_exit_code_0(tmp_path: Path) -> None:
    folder = read_example("{}").write(str(tmp_path))
    result = ippub("check", folder, "--min-severity", "warning")
    assert result.returncode == 0, result.stdout
    assert "Contoso Widgets" in result.stdout.splitlines()[0]
    assert result.stderr == ""


def test_an_error_gives_exit_code_1_and_says_file_line_and_remedy(faulty: Path) -> None:
    result = ippub("check", ".", cwd=faulty)
    assert result.returncode == 1
    assert "apiDefinition.swagger.json:" in result.stdout
    assert "ValueContainsRestrictedWords" in result.stdout
    assert "fix: " in result.stdout


def test_exit_zero_hides_what_is_found_but_not_what_cannot_be_read(faulty: Path) -> None:
    assert ippub("check", faulty, "--exit-zero").returncode == 0
    assert ippub("check", faulty / "missing", "--exit-zero").returncode == 2


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    folder = read_example("settings.json: {}").write(str(tmp_path))
    assert ippub("check", folder).returncode == 0
    assert ippub("check", folder, "--strict").returncode == 1


def test_a_file_as_path_checks_the_connector_and_shows_that_file(faulty: Path) -> None:
    result = ippub("check", faulty / "readme.md", "--format", "json")
    (connector,) = json.loads(result.stdout)["connectors"]
    assert {finding["file"] for finding in connector["findings"]} <= {"readme.md"}


def test_a_folder_of_many_is_searched_and_broken_ones_do_not_stop_it(tmp_path: Path) -> None:
    for number in range(30):
        folder = Path(read_example(f"folder: c{number:02}").write(str(tmp_path)))
        if number == 3:
            (folder / "apiDefinition.swagger.json").write_bytes(b'{"swagger": "2.0",\n  "info": {]')
    one = ippub("check", tmp_path, "--format", "json", "--jobs", 1)
    two = ippub("check", tmp_path, "--format", "json", "--jobs", 2)
    reports = [json.loads(result.stdout) for result in (one, two)]
    for report in reports:
        report["summary"].pop("seconds")
    assert reports[0] == reports[1]
    assert [connector["name"] for connector in reports[0]["connectors"]] == [f"c{n:02}" for n in range(30)]
    assert "SwaggerNotJson" in {finding["code"] for finding in reports[0]["connectors"][3]["findings"]}
    assert one.returncode == two.returncode == 1


def test_an_unknown_code_is_an_error_that_names_the_nearest(faulty: Path) -> None:
    result = ippub("check", faulty, "--select", "OperationIdNotUniqe")
    assert result.returncode == 2
    assert "OperationIdNotUnique" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_faulty_configuration_is_an_error_with_its_line(faulty: Path) -> None:
    (faulty / "ippub.yaml").write_text("proces: 2022\n", encoding="utf-8")
    result = ippub("check", faulty)
    assert result.returncode == 2
    assert "ippub.yaml:1" in result.stderr
    assert "process" in result.stderr


def test_an_ignore_takes_out_a_finding_and_one_that_matches_nothing_is_told(faulty: Path) -> None:
    (faulty / "ippub.yaml").write_text(
        "ignore:\n"
        "  - {code: ValueContainsRestrictedWords, reason: agreed with the reviewer}\n"
        "  - {code: OperationIdNotUnique, reason: of another time}\n",
        encoding="utf-8",
    )
    report = json.loads(ippub("check", faulty, "--format", "json").stdout)
    codes = [finding["code"] for finding in report["connectors"][0]["findings"]]
    assert "ValueContainsRestrictedWords" not in codes
    assert "IgnoreMatchesNothing" in codes
    assert report["connectors"][0]["ignored"] == 1


def test_a_baseline_leaves_only_what_is_new(faulty: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert ippub("check", faulty, "--write-baseline", known, "--exit-zero").returncode == 0
    assert ippub("check", faulty, "--baseline", known).returncode == 0
    text = (faulty / "apiProperties.json").read_text(encoding="utf-8")
    (faulty / "apiProperties.json").write_text(text.replace("#da3b01", "#007ee5"), encoding="utf-8")
    report = json.loads(ippub("check", faulty, "--baseline", known, "--format", "json").stdout)
    assert {finding["code"] for finding in report["connectors"][0]["findings"]} == {"IconBrandColorInvalid"}


def test_output_is_written_by_replace_and_survives_a_failure(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old", encoding="utf-8")
    assert ippub("check", faulty, "--select", "NoSuchCode", "--output", target).returncode == 2
    assert target.read_text(encoding="utf-8") == "old"
    ippub("check", faulty, "--format", "json", "--output", target)
    assert json.loads(target.read_text(encoding="utf-8"))["version"] == 1
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_cp1252_console_can_show_everything(faulty: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ippub", "check", str(faulty)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert result.stdout.decode("cp1252")


def test_a_secret_is_never_shown_whole(tmp_path: Path) -> None:
    secret = "q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh"
    folder = read_example(f"readme.md: '# Contoso\n\n\n  Authorization: Bearer {secret}'").write(str(tmp_path))
    for name in ("text", "json", "sarif", "github", "junit", "markdown"):
        result = ippub("check", folder, "--format", name)
        assert "SecretInFiles" in result.stdout
        assert secret not in result.stdout


def test_a_folder_name_with_control_characters_is_shown_escaped(tmp_path: Path) -> None:
    folder = read_example('folder: "a\\e[31mb"').write(str(tmp_path))
    result = ippub("check", folder, FORCE_COLOR="0")
    assert "\x1b" not in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals are sent in another way there")
def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    folder = read_example("{}").write(str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-m", "ippub", "check", folder, "--watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in stderr


def test_deep_asks_openapi_spec_validator(tmp_path: Path) -> None:
    text = "definitions: {Widget: {properties: {at: {type: string, format: date-time, default: yesterday}}}}"
    folder = read_example(text).write(str(tmp_path))
    assert "OpenApiSpecInvalid" not in ippub("check", folder).stdout
    assert "OpenApiSpecInvalid" in ippub("check", folder, "--deep").stdout


def test_rules_lists_and_rule_explains() -> None:
    listing = json.loads(ippub("rules", "--format", "json").stdout)["rules"]
    assert len(listing) > 300
    assert {"code", "severity", "scope", "fixable", "source"} <= listing[0].keys()
    page = ippub("rule", "operationidnotunique").stdout
    assert page.startswith("# OperationIdNotUnique")
    assert ippub("rule", "OperationIdNotUniq").returncode == 2


def test_an_object_that_begins_on_a_line_of_its_own_is_shown_with_what_follows(tmp_path: Path) -> None:
    parameter = "{name: colour, in: query, type: string, x-ms-summary: Colour}"
    folder = read_example(f"paths: {{/widgets: {{get: {{parameters: [{parameter}]}}}}}}").write(str(tmp_path))
    text = ippub("check", folder, "--select", "RequiredPropertyMissing").stdout
    assert '│ { "name": "colour",' in text
    assert "│ ^" in text
