"""`ippub doctor` as a process, and its judgements as values."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ippub.cli.diagnosis_of_connector import profile_condition
from ippub.errors import EXIT_CLEAN, EXIT_ENVIRONMENT
from ippub.forge.condition import State, fork_conditions, token_conditions
from ippub.forge.port import Account, Comparison, Repository, SignIn
from ippub.forge.token import Token
from ippub.rehearsal import Rehearsal, TokenKind
from ready import write

NOW = datetime(2026, 11, 25, tzinfo=UTC)
UPSTREAM = Repository("microsoft/PowerPlatformConnectors", "dev")
FORK = Repository(
    "maker/PowerPlatformConnectors", "dev", UPSTREAM.name, pushable=True, url="https://github.com/maker/x"
)


def doctor(env: dict[str, str], cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("GH_TOKEN", "GITHUB_TOKEN", "IPPUB_TOKEN")
    }
    return subprocess.run(
        [sys.executable, "-m", "ippub", "doctor", *arguments],
        env={**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1", **env},
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def states(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {each["thing"]: each["state"] for each in json.loads(result.stdout)["conditions"]}


def test_a_healthy_maker_gets_no_problem_and_nothing_is_changed(github: Rehearsal, tmp_path: Path) -> None:
    github.fork(name="mine")
    result = doctor(github.environment(), tmp_path)
    assert result.returncode == EXIT_CLEAN, result.stdout + result.stderr
    assert "as maker, with the token from the variable IPPUB_TOKEN" in result.stdout
    assert "maker/mine (renamed)" in result.stdout
    assert not any(each.write for each in github.log)


def test_what_todays_process_asks_of_the_connector_is_looked_at(github: Rehearsal, tmp_path: Path) -> None:
    folder = write(tmp_path)
    result = doctor(github.environment(), tmp_path, str(folder))
    assert result.returncode == EXIT_CLEAN, result.stdout + result.stderr
    assert "support@contoso.com gets Microsoft's form about who you are" in result.stdout
    assert re.search(r"ok +package +package\.zip, [\d,]+ bytes", result.stdout)
    assert "shows the name Mika Maker; it must be that of your ID" in result.stdout

    definition = folder / "apiDefinition.swagger.json"
    text = definition.read_text(encoding="utf-8").replace("support@contoso.com", "no-reply@contoso.com")
    definition.write_text(text, encoding="utf-8", newline="")
    (folder / "package.zip").unlink()
    told = states(doctor(github.environment(), tmp_path, str(folder), "--format", "json"))
    assert (told["contact"], told["package"]) == ("warning", "warning")
    (folder / "package.zip").write_bytes(b"PK")
    said = doctor(github.environment(), tmp_path, str(folder))
    assert "package.zip has errors: certification sends it back" in said.stdout
    (folder / "ippub.yaml").write_text("process: 2022\n", encoding="utf-8")
    told = states(doctor(github.environment(), tmp_path, str(folder), "--format", "json"))
    assert told["process"] == "ok"
    assert not {"contact", "package"} & set(told)


def test_a_profile_without_a_name_is_a_warning() -> None:
    assert profile_condition(Account("maker", "Mika Maker")).state is State.GOOD
    assert profile_condition(Account("maker")).state is State.WARN


def test_a_wrong_token_is_a_problem_with_a_remedy_and_the_rest_is_still_said(github: Rehearsal, tmp_path: Path) -> None:
    result = doctor({**github.environment(), "IPPUB_TOKEN": "ghp_wrong_0123456789"}, tmp_path, "--format", "json")
    assert result.returncode == EXIT_ENVIRONMENT
    assert states(result)["sign-in"] == "problem"
    assert "git" in states(result)
    assert "ghp_wrong" not in result.stdout + result.stderr


def test_without_a_token_and_a_terminal_it_says_how_to_sign_in(github: Rehearsal, tmp_path: Path) -> None:
    result = doctor({"GITHUB_API_URL": github.url}, tmp_path)
    assert result.returncode == EXIT_ENVIRONMENT
    assert "gh auth login" in result.stdout


@pytest.mark.parametrize(
    ("token", "thing", "state"),
    [
        ({"scopes": frozenset({"read:org"})}, "scopes", "problem"),
        ({"kind": TokenKind.FINE_GRAINED}, "token", "warning"),
    ],
)
def test_the_token_is_judged(
    github: Rehearsal, tmp_path: Path, token: dict[str, object], thing: str, state: str
) -> None:
    result = doctor({**github.environment(), "IPPUB_TOKEN": github.token(**token)}, tmp_path, "--format", "json")
    assert states(result)[thing] == state, result.stdout


@pytest.mark.parametrize(
    ("ahead", "behind", "said"), [(0, 0, "up to date"), (0, 7, "7 commits behind"), (2, 7, "its own way")]
)
def test_the_forks_age_is_said_and_never_a_problem(ahead: int, behind: int, said: str) -> None:
    found = fork_conditions(UPSTREAM, FORK, Comparison("a" * 40, ahead, behind))
    assert said in found[-1].said
    assert all(each.state is State.GOOD for each in found)


def test_a_fork_that_cannot_be_written_to_is_a_problem() -> None:
    for fork in (
        Repository("maker/x", "dev", UPSTREAM.name),
        Repository("maker/x", "dev", UPSTREAM.name, pushable=True, archived=True),
    ):
        assert fork_conditions(UPSTREAM, fork, None)[0].state is State.STOP


@pytest.mark.parametrize(
    ("value", "days", "state"),
    [
        ("ghp_0123456789", 30, State.GOOD),
        ("ghp_0123456789", 200, State.STOP),
        ("ghp_0123456789", 3, State.WARN),
        ("ghp_0123456789", None, State.WARN),
        ("gho_0123456789", None, State.GOOD),
        ("gho_0123456789", 300, State.GOOD),
    ],
)
def test_how_long_a_token_lives_matters_to_microsoft(value: str, days: int | None, state: State) -> None:
    expires = None if days is None else NOW + timedelta(days=days)
    found = token_conditions(Token(value, "a test"), SignIn(Account("maker"), ("public_repo",), expires), NOW)
    assert next(each for each in found if each.thing == "expiry").state is state


def test_a_managed_account_is_known_by_its_underscore() -> None:
    found = token_conditions(Token("gho_0123456789", "a test"), SignIn(Account("ada_contoso"), ("repo",)), NOW)
    assert next(each for each in found if each.thing == "account").state is State.STOP


def test_a_changed_template_is_noticed(github: Rehearsal, tmp_path: Path) -> None:
    github.commit(
        github.upstream, "dev", {".github/pull_request_template.md": "- [ ] I swear that it is \x1b[31mred\n"}
    )
    result = doctor(github.environment(), tmp_path)
    assert "it changed since this release" in result.stdout
    assert "\x1b[31m" not in result.stdout


def test_a_clone_with_changes_is_recognised_and_not_touched(github: Rehearsal, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", github.git_url(github.upstream), clone], check=True)
    (clone / "new.md").write_text("mine", encoding="utf-8")
    before = sorted((path, path.stat().st_mtime_ns) for path in (clone / ".git").rglob("*"))
    result = doctor(github.environment(), clone)
    assert "1 uncommitted change, never touched" in result.stdout
    assert sorted((path, path.stat().st_mtime_ns) for path in (clone / ".git").rglob("*")) == before
