"""The whole way of a connector on the offline GitHub, and what `ippub status` says at each station."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ippub.rehearsal import Rehearsal
from ready import READY, write

PICTURES = Path(__file__).parent.parent / "publish"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ippub(github: Rehearsal) -> Run:
    """Runs ``ippub`` signed in as the maker."""
    names = ("GITHUB_", "GH_", "IPPUB_", "COLUMNS", "CI")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    environment = {**kept, **github.environment(), "PYTHONUTF8": "1"}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ippub", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )

    return run


def status(ippub: Run, folder: Path) -> tuple[int, dict[str, Any]]:
    result = ippub("status", folder, "--format", "json")
    assert result.stdout, result.stderr
    return result.returncode, json.loads(result.stdout)["connectors"][0]


def standings(said: dict[str, Any]) -> str:
    return "".join(step["standing"][0] for step in said["steps"])


def test_status_tells_the_truth_at_every_station(github: Rehearsal, ippub: Run, tmp_path: Path) -> None:
    sys.path.insert(0, str(PICTURES))
    from pictures import FULL

    folder = write(tmp_path, READY)
    (folder / "screenshots").mkdir()
    for name, data in FULL.items():
        (folder / "screenshots" / name).write_bytes(data)
    assert standings(status(ippub, folder)[1]) == "ttbdddbbbb"

    proposed = ippub("propose", folder, "--agree-manifesto", "--yes", "--despite-duplicates", "a test")
    assert proposed.returncode == 0, proposed.stderr
    number = int(proposed.stdout.strip().rpartition("/")[2])
    maintainer = github.maintainer()
    code, said = status(ippub, folder)
    assert (code, standings(said), said["next"]) == (
        0,
        "ddtdddtbbb",
        "write the comment: @microsoft-github-policy-service agree",
    )

    sign(github, number)
    submitted = ippub("submit", folder, "--attest", "all", "--yes", "--despite-duplicates", "a test")
    assert submitted.returncode == 0, submitted.stderr
    code, said = status(ippub, folder)
    assert (code, standings(said)) == (8, "dddddddwwb")
    assert said["turn"]["who"] == "reviewers"

    path = "independent-publisher-connectors/Contoso Widgets/apiDefinition.swagger.json"
    definition = (folder / "apiDefinition.swagger.json").read_text(encoding="utf-8")
    line = next(n for n, text in enumerate(definition.split("\n"), 1) if '"summary": "List widgets"' in text)
    maintainer.request_changes(number, "One thing", (path, line, "Say which widgets"))
    changed = json.loads(definition)
    changed["paths"]["/stock"] = changed["paths"].pop("/widgets")
    (folder / "apiDefinition.swagger.json").write_text(json.dumps(changed, indent=2) + "\n", encoding="utf-8")
    code, said = status(ippub, folder)
    assert code == 0
    assert said["turn"]["who"] == "you"
    (remark,) = said["remarks"]
    assert (remark["pointer"], remark["changed"]) == ("/paths/~1stock/get/summary", False)
    assert remark["operation"] == "ListWidgets (GET /stock)"

    changed["paths"]["/stock"]["get"]["summary"] = "List widgets in stock"
    (folder / "apiDefinition.swagger.json").write_text(json.dumps(changed, indent=2) + "\n", encoding="utf-8")
    again = ippub("submit", folder, "--attest", "all", "--yes", "--despite-duplicates", "a test")
    assert again.returncode == 0, again.stderr
    code, said = status(ippub, folder)
    assert (code, said["turn"]["why"]) == (8, "you pushed after what was asked")
    assert said["remarks"][0]["changed"] is True

    maintainer.comment(number, "Congratulations, your certification request has been approved.")
    code, said = status(ippub, folder)
    assert (code, standings(said)[-2:], len(said["expected"]) > 6) == (8, "dw", True)
    maintainer.merge(number)
    assert status(ippub, folder)[1]["pull_request"]["state"] == "merged"
    maintainer.comment(number, "The deployment of your connector was completed.")
    code, said = status(ippub, folder)
    assert (code, standings(said), said["next"]) == (0, "dddddddddd", None)
    assert ippub("status", "--mine").stdout.startswith(f"#{number}")


def test_status_follows_todays_certification_to_its_approval(github: Rehearsal, ippub: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, READY)
    package = (folder / "package.zip").read_bytes()
    send = ("--yes", "--despite-duplicates", "a test")
    number = int(ippub("propose", folder, "--agree-manifesto", *send).stdout.strip().rpartition("/")[2])
    sign(github, number)
    reviewer, bot = github.maintainer(), github.maintainer("certificationteam")
    reviewer.comment(number, "The process has been changed. An MS Form went to the e-mail; please upload the package.")
    said = status(ippub, folder)[1]
    assert "a form was mailed" in said["turn"]["why"]
    assert "the certification package is asked for" in said["turn"]["why"]
    assert "expires on 2026-12-02" in next(step["why"] for step in said["steps"] if step["name"] == "identity")

    (folder / "package.zip").write_bytes(b"PK\5\6" + bytes(18))
    submit = ("submit", folder, "--attest", "all", "--incomplete", *send)
    assert ippub(*submit, "--force").returncode == 0
    assert status(ippub, folder)[1]["turn"]["why"] == "you pushed after what was asked"
    reviewer.comment(number, "certify-connector")
    said = status(ippub, folder)[1]
    assert (said["turn"]["who"], said["turn"]["why"]) == ("reviewers", "the certification runs on the package")
    bot.comment(number, "Certification Test Results\n\nPolicy Code: 5000.1.1.5 Message: Files are missing.")
    said = status(ippub, folder)[1]
    assert said["turn"]["why"] == "the certification found 1 fault: 5000.1.1.5"
    (row,) = said["certification"]
    assert row["gone"] is False
    assert {each["file"] for each in row["found"]} == {"package.zip"}
    assert row["advice"]

    (folder / "package.zip").write_bytes(package)
    assert status(ippub, folder)[1]["certification"][0]["gone"] is True
    assert ippub(*submit).returncode == 0
    said = status(ippub, folder)[1]
    assert (said["turn"]["who"], said["turn"]["why"]) == ("reviewers", "you pushed after what was asked")
    reviewer.comment(number, "certify-connector")
    bot.comment(number, "Congratulations, your certification request has been approved.")
    said = status(ippub, folder)[1]
    assert (said["certification"], said["turn"]["why"]) == ([], "it is approved; the deployment comes next")


def sign(github: Rehearsal, number: int) -> None:
    """The person's own comment, which no command of ours writes."""
    from ippub.rehearsal import Maintainer

    Maintainer(github.url, github.upstream, github.token()).comment(number, "@microsoft-github-policy-service agree")
