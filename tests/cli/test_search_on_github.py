"""`ippub search` against the offline GitHub, with and without a token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from program import ippub

from ippub.rehearsal import Rehearsal


def test_another_repository_is_searched_and_not_kept(github: Rehearsal, tmp_path: Path) -> None:
    env = {"GITHUB_API_URL": github.url, "IPPUB_TOKEN": github.token(), "IPPUB_CACHE": str(tmp_path)}
    real = ippub("search", "Quagmire Ledger", "--upstream", "microsoft/PowerPlatformConnectors", **env)
    assert real.returncode == 0, real.stderr
    nowhere = ippub("search", "Quagmire Ledger", "--upstream", "nobody/nothing", "--format", "json", **env)
    assert json.loads(nowhere.stdout)["verdict"] == "unknown"
    assert "there is no repository nobody/nothing" in nowhere.stdout
    assert ippub("search", "Quagmire Ledger", "--upstream", "nobody", **env).returncode == 2
    assert not list(tmp_path.glob("catalogue*"))


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_search_works_with_and_without_a_token(github: Rehearsal, tmp_path: Path, signed_in: bool) -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("GH_TOKEN", "GITHUB_TOKEN", "IPPUB_TOKEN")}
    if signed_in:
        env["IPPUB_TOKEN"] = github.token()
    result = subprocess.run(
        [sys.executable, "-m", "ippub", "search", "Quagmire Ledger Plus", "--format", "json"],
        env={
            **env,
            "GITHUB_API_URL": github.url,
            "IPPUB_CACHE": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found = json.loads(result.stdout)
    assert found["verdict"] == "free", result.stderr
    assert found["sources"]["upstream"]["state"] == "fresh"
    assert {each.who for each in github.log} == ({"maker"} if signed_in else {""})
