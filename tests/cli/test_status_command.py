"""`ippub status`: exit codes, watching, and the folder alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from test_check import ippub

from ippub.cli import status as command
from ippub.errors import EnvironmentFault
from ippub.forge.port import Repository
from journey_world import NAME, Fake, author, pull, staff
from ready import write

SHOTS = "\n".join(f"![x](https://a/{number}.png)" for number in range(4))


def session(fake: Fake) -> SimpleNamespace:
    return SimpleNamespace(forge=fake, upstream=Repository("microsoft/PowerPlatformConnectors", "dev"), owner="ada")


def run(monkeypatch: pytest.MonkeyPatch, fakes: list[Fake], folder: Path, **options: object) -> int:
    """Run the command against one fake after the other; gives the exit code."""
    waiting: Iterator[Fake] = iter(fakes)
    monkeypatch.setattr(command, "_session", lambda *_: session(fakes[0]))
    if options.get("watch"):
        here = session(next(waiting))
        monkeypatch.setattr(command, "_session", lambda *_: here)
        monkeypatch.setattr(command.time, "sleep", lambda _seconds: setattr(here, "forge", next(waiting)))
    with pytest.raises(typer.Exit) as left:
        command.status(str(folder), **options)  # type: ignore[arg-type]
    return left.value.exit_code


def test_the_exit_code_says_whether_somebody_else_acts_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path)
    waits = Fake(pulls=(pull(body=SHOTS),))
    assert run(monkeypatch, [waits], folder) == 8
    assert "The reviewers' turn" in capsys.readouterr().out
    mine = Fake(pulls=(pull(body=SHOTS),), said=(staff("Please fix"),))
    assert run(monkeypatch, [mine], folder) == 0
    assert "Your turn" in capsys.readouterr().out
    assert run(monkeypatch, [Fake()], folder) == 0


def test_watching_shows_only_news_and_ends_when_it_is_your_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path)
    waits = Fake(pulls=(pull(body=SHOTS),))
    answered = Fake(pulls=(pull(body=SHOTS),), said=(staff("x", 3), author("y", 2)))
    yours = Fake(pulls=(pull(body=SHOTS),), said=(staff("Please fix"),))

    class Broken(Fake):
        def pulls_from(self, upstream: object, owner: str, branch: str) -> tuple[object, ...]:  # type: ignore[override]
            raise EnvironmentFault("no network")

    assert run(monkeypatch, [waits, waits, Broken(), answered, yours], folder, watch=True) == 0
    out, err = capsys.readouterr()
    assert out.count(f"{NAME}: #12") == 3
    assert "no network; asking again" in err


def test_mine_lists_every_pull_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = pull("Fabrikam (Independent Publisher)", number=13, body=SHOTS)
    assert run(monkeypatch, [Fake(pulls=(pull(body=SHOTS), other))], tmp_path, mine=True) == 8
    out = capsys.readouterr().out
    assert [line[:4] for line in out.splitlines()] == ["#12 ", "#13 "]


def test_offline_says_what_the_folder_says(tmp_path: Path) -> None:
    folder = write(tmp_path)
    result = ippub("status", folder, "--offline", "--format", "json")
    assert result.returncode == 0
    said = json.loads(result.stdout)["connectors"][0]
    assert [one["standing"] for one in said["steps"]][:6] == ["todo", "blocked", "blocked", "done", "done", "todo"]
    assert ippub("status", folder, "--offline", "--mine").returncode == 2
    assert "10 deployment" in ippub("status", folder, "--offline").stdout


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = ippub("status", tmp_path / "missing", "--offline")
    assert result.returncode == 3
    assert "cannot read" in result.stderr
