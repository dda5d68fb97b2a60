"""``ippub rehearse`` as a process: the journey comes to its end, and nothing is left of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ippub.rehearsal import Rehearsal
from ippub.rehearsal.stage import EXAMPLE, fulfil, set_up, wish_for
from rehearsal.clients import Git

COMMAND = [sys.executable, "-m", "ippub", "rehearse"]


def environment(folder: Path) -> dict[str, str]:
    """Temporary files go below ``folder``, and a token of one's own must not matter."""
    return {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "GH_TOKEN": "ghp_mine", "COLUMNS": "100"}


def rehearse(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def squeezed(result: subprocess.CompletedProcess[str]) -> str:
    """What was printed, on one line: text that was wrapped can be looked for."""
    return " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The journey with the example and an update behind it, and where its temporary files were."""
    folder = tmp_path_factory.mktemp("told")
    return folder, rehearse(folder, "--update")


Told = tuple[Path, subprocess.CompletedProcess[str]]


def test_the_journey_comes_to_its_end(told: Told) -> None:
    result = told[1]
    assert result.returncode == 0, result.stdout + result.stderr
    for command in ("search", "check", "propose", "package", "submit", "status"):
        assert f"$ ippub {command} 'Adventure Works Bikes'" in result.stdout
    assert "merged: Adventure Works Bikes (Independent Publisher)" in result.stdout
    assert "apiDefinition.swagger.json, line 28" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_todays_process_is_played_with_the_package_and_the_certifications_answer(told: Told) -> None:
    text = squeezed(told[1])
    for said in (
        "the certification package is asked for",
        "the form that was mailed expires on",
        "the certification found 2 faults: 5000.1.1.5, 5000.1.1.11",
        "the check finds it: package.zip!My package:1 PackageOuterFolder",
        "$ ippub rule 5000.1.1.11",
        "$ ippub package 'Adventure Works Bikes' --solution exports/connector.zip --flow-solution exports/flow.zip",
        "Opened again and checked as for a submission",
        "Policy Code: 5000.1.1.5 Message:",
        'answers: "Congratulations, your certification request has been approved.',
        "stand-ins",
    ):
        assert said in text, said
    assert "PackageOuterFolder  5000.1.1.11" in told[1].stderr
    assert told[1].stdout.count("/git/blobs\n") == 7, "four pictures, the package twice, and the update's"


def test_it_tells_what_would_have_been_sent(told: Told) -> None:
    told_end = told[1].stdout.partition("What would have been sent to the real GitHub")[2]
    assert "POST  /repos/microsoft/PowerPlatformConnectors/forks" in told_end
    assert told_end.count("POST  /repos/microsoft/PowerPlatformConnectors/pulls\n") == 2, (
        "the journey's and the update's"
    )
    assert "PATCH /repos/microsoft/PowerPlatformConnectors/pulls/41" in told_end
    assert "DELETE" not in told_end


def test_the_update_is_refused_where_it_breaks_flows_and_merged_when_it_does_not(told: Told) -> None:
    act = told[1].stdout.partition("--- 10. A change that breaks flows ---")[2]
    said = told[1].stderr
    assert "$ ippub deprecate ListBikes 'Adventure Works Bikes'\n" in act
    assert '+        "deprecated": true,\n' in act
    assert "harmless  OperationDeprecated" in act
    assert "#42 Adventure Works Bikes (Independent Publisher), merged" in act
    assert "breaking  BreakingOperationDeleted" in said
    assert "is not updated, because 1 change would break flows that people run" in said
    assert "made    branch ippub/adventure-works-bikes-2" in said


def test_nothing_is_left_behind(told: Told) -> None:
    assert list(told[0].iterdir()) == []


def test_no_token_is_shown(told: Told) -> None:
    result = told[1]
    assert "ghp_" not in result.stdout + result.stderr


def test_one_s_own_connector_is_rehearsed_and_not_touched(tmp_path: Path) -> None:
    own = tmp_path / "own" / "Fourth Coffee"
    shutil.copytree(EXAMPLE, own)
    for path in own.iterdir():
        text = path.read_text(encoding="utf-8").replace("Adventure Works Bikes", "Fourth Coffee")
        path.write_text(text.replace("dventure-works", "ourthcoffee"), encoding="utf-8", newline="")
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    (tmp_path / "temporary").mkdir()
    result = rehearse(tmp_path / "temporary", str(own))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "merged: Fourth Coffee (Independent Publisher)" in result.stdout
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before


def test_one_s_own_package_is_certified_as_it_is(tmp_path: Path) -> None:
    stage = set_up(EXAMPLE, str(tmp_path))
    assert stage.export()
    exports = ["--solution", "exports/connector.zip", "--flow-solution", "exports/flow.zip"]
    made = [sys.executable, "-m", "ippub", "package", stage.folder, *exports]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "temporary").mkdir()
    result = rehearse(tmp_path / "temporary", stage.folder)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "by hand" not in result.stdout
    assert result.stdout.count("certificationteam: Congratulations") == 2
    assert "--force" not in result.stdout


def test_the_process_of_2022_is_played_without_a_package(tmp_path: Path) -> None:
    stage = set_up(EXAMPLE, str(tmp_path))
    (tmp_path / "ippub.yaml").write_text("process: 2022\n", encoding="utf-8")
    (tmp_path / "temporary").mkdir()
    result = rehearse(tmp_path / "temporary", stage.folder)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "package.zip" not in result.stdout
    assert "certif" not in result.stdout.partition("What was said in it")[2]


def test_a_connector_with_errors_is_carried_on_and_told_so(tmp_path: Path) -> None:
    own = tmp_path / "own" / "Adventure Works Bikes"
    shutil.copytree(EXAMPLE, own)
    definition = own / "apiDefinition.swagger.json"
    text = definition.read_text(encoding="utf-8").replace('"operationId": "GetBike"', '"operationId": "ListBikes"')
    definition.write_text(text, encoding="utf-8", newline="")
    (tmp_path / "temporary").mkdir()
    result = rehearse(tmp_path / "temporary", str(own))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "The rehearsal goes on with --force" in result.stdout
    assert re.search(r"the check finds it: apiDefinition\.swagger\.json:\d+ OperationIdNotUnique:", squeezed(result))
    assert "Certification would answer OperationIdNotUnique once more" in result.stdout


def test_a_folder_without_a_connector_is_said(tmp_path: Path) -> None:
    result = rehearse(tmp_path, str(tmp_path))
    assert result.returncode == 2
    assert "has no apiDefinition.swagger.json" in result.stderr


def test_waiting_for_enter_needs_a_terminal(tmp_path: Path) -> None:
    result = rehearse(tmp_path, "--step")
    assert result.returncode == 2
    assert "there is no terminal" in result.stderr


def test_a_port_that_is_taken_is_said(tmp_path: Path, github: Rehearsal) -> None:
    result = rehearse(tmp_path, "--serve", "--port", str(github.port))
    assert result.returncode == 3
    assert f"port {github.port} cannot be used" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="there is no way to send Ctrl-C to one process only")
def test_serve_runs_until_ctrl_c_and_says_how_to_reach_it(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [*COMMAND, "--serve"], env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    lines = []
    while not lines or not lines[-1].startswith("# the reviewer"):
        lines.append(child.stdout.readline())
    variables = dict(line[7:].strip().split("=", 1) for line in lines if line.startswith("export "))
    Git(tmp_path)("clone", "-q", f"{variables['GITHUB_API_URL']}/microsoft/PowerPlatformConnectors.git", "clone")
    doctor = subprocess.run(
        [sys.executable, "-m", "ippub", "status", EXAMPLE],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Adventure Works Bikes" in doctor.stdout, doctor.stderr
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert "GET /user 200 maker" in said
    assert [path.name for path in tmp_path.iterdir()] == ["clone"]


@pytest.mark.skipif(os.name == "nt", reason="there is no way to send Ctrl-C to one process only")
def test_ctrl_c_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    child = subprocess.Popen(
        COMMAND, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    while "$ ippub propose" not in child.stdout.readline():
        assert child.poll() is None
    child.send_signal(signal.SIGINT)
    said, error = child.communicate(timeout=30)
    assert child.returncode == 130
    assert error.endswith("Stopped.\n")
    assert "Traceback" not in said + error
    assert list(tmp_path.iterdir()) == []


def test_what_the_reviewer_asks_for_is_done(tmp_path: Path) -> None:
    stage = set_up(EXAMPLE, str(tmp_path))
    before = (tmp_path / stage.name / "apiDefinition.swagger.json").read_text(encoding="utf-8").split("\n")
    wish = wish_for(stage.folder)
    fulfil(stage.folder, wish)
    after = (tmp_path / stage.name / "apiDefinition.swagger.json").read_text(encoding="utf-8").split("\n")
    assert [number for number, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new] == [wish.line]


def test_a_definition_on_one_line_leaves_the_readme_to_be_changed(tmp_path: Path) -> None:
    stage = set_up(EXAMPLE, str(tmp_path))
    definition = tmp_path / stage.name / "apiDefinition.swagger.json"
    definition.write_text(" ".join(definition.read_text(encoding="utf-8").split()), encoding="utf-8")
    wish = wish_for(stage.folder)
    assert (wish.file, wish.line) == ("readme.md", 1)
    fulfil(stage.folder, wish)
    assert "100 calls" in (tmp_path / stage.name / "readme.md").read_text(encoding="utf-8")
