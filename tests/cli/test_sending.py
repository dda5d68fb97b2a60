"""What propose and submit send, refuse and show, with the commands run in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forge.conftest import BRANCH, FOLDER, NAME, Maker, maker  # noqa: F401  # the fixture
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_PROPOSAL, EXIT_USAGE, IppubError
from ippub.rehearsal import Rehearsal

HOSTILE = "\x1b[2J\x1b]8;;http://evil.example\x07[bold red]x[/] \u202egnp.exe ::error::x <b>&amp;</b>"


def test_a_dry_run_writes_nothing_and_shows_everything(maker: Maker) -> None:  # noqa: F811
    assert maker.propose(dry_run=True, agreed=False) == EXIT_CLEAN
    assert maker.writes == []
    for shown in (f"Proposal - {NAME} (Independent Publisher)", f"{FOLDER}/readme.md", BRANCH, "<!-- ippub:begin -->"):
        assert shown in maker.out
    assert maker.said.endswith("Nothing was sent.\n")


def test_a_dry_run_as_json_holds_the_very_bytes_that_would_be_sent(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    assert maker.submit(dry_run=True, as_json=True) == 0
    shown = json.loads(maker.out)
    assert maker.writes == []
    assert (shown["version"], shown["kind"], shown["pull"], shown["looked"]) == (1, "submission", 41, True)
    assert [each["id"] for each in shown["checklist"]] == ["G1", "G2", "G3", "G4", "G5", "G6", "I1", "I2", "I3", "I4"]
    assert maker.submit() == 0
    sent = maker.files(BRANCH)
    for file in shown["files"]:
        data = sent[file["path"].rpartition("/")[2]]
        assert file.get("text", "").encode() == data or "base64" in file
        assert file["bytes"] == len(data)
    assert shown["title"] == maker.pulls[0].title


@pytest.mark.parametrize("command", ["propose", "submit"])
def test_a_dry_run_needs_no_token(maker: Maker, command: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.delenv("IPPUB_TOKEN")
    assert getattr(maker, command)(dry_run=True) == EXIT_CLEAN, maker.fault
    assert "not signed in" in maker.out
    assert maker.writes == []


@pytest.mark.parametrize("command", ["propose", "submit"])
def test_a_dry_run_needs_no_network(maker: Maker, command: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("GITHUB_API_URL", "http://localhost:9")
    assert getattr(maker, command)(dry_run=True) == EXIT_CLEAN, maker.fault
    assert "was not looked at" in maker.said


def test_without_the_yes_to_the_manifesto_nothing_is_sent(maker: Maker) -> None:  # noqa: F811
    assert maker.propose(agreed=False) == EXIT_USAGE
    assert maker.fault is not None
    assert "--agree-manifesto" in maker.fault.hint
    assert maker.writes == []


def test_without_yes_and_without_a_terminal_nothing_is_sent(maker: Maker) -> None:  # noqa: F811
    assert maker.propose(yes=False) == EXIT_USAGE
    assert maker.fault is not None
    assert "--yes" in maker.fault.hint
    assert maker.writes == []


def test_what_exists_already_stops_it_and_a_reason_lets_it_through_and_is_told(maker: Maker) -> None:  # noqa: F811
    server = maker.server
    server.fork("reviewer")
    server.commit("reviewer/PowerPlatformConnectors", "theirs", {f"{FOLDER}/readme.md": "# Contoso Widgets"})
    _open(server, "reviewer", "theirs", f"Proposal - {NAME} (Independent Publisher)")
    assert maker.propose() == EXIT_PROPOSAL
    assert maker.fault is not None
    assert "/pull/41" in maker.fault.message
    assert "--despite-duplicates" in maker.fault.hint
    assert maker.writes == []
    assert maker.propose(despite="We agreed that I take it over") == 0
    assert "Why I go on all the same: We agreed that I take it over" in maker.pulls[-1].body


def _open(server: Rehearsal, login: str, branch: str, title: str) -> None:
    from urllib.request import Request, urlopen

    body = json.dumps({"title": title, "head": f"{login}:{branch}", "base": "dev", "body": ""}).encode()
    headers = {"Authorization": f"Bearer {server.token(login)}", "Content-Type": "application/json"}
    with urlopen(Request(f"{server.url}/repos/{server.upstream}/pulls", body, headers)) as answer:
        assert answer.status == 201


def test_a_secret_in_the_readme_stops_it_and_a_warning_is_shown(maker: Maker) -> None:  # noqa: F811
    readme = maker.folder / "readme.md"
    text = "# Contoso Widgets\n\nContoso keeps stock of widgets.\n"
    readme.write_text(f"{text}\nUse the key ghp_{'a1B2c3D4e5F6' * 3} to try it.\n", encoding="utf-8")
    assert maker.propose() == EXIT_FINDINGS
    assert "readme.md:" in maker.said
    assert "SecretInFiles" in maker.said
    assert maker.writes == []
    readme.write_text(text, encoding="utf-8")
    assert maker.propose() == 0
    assert "ReadmePrerequisitesMissing" in maker.said


def test_a_name_that_cannot_be_a_title_stops_it(maker: Maker) -> None:  # noqa: F811
    for name in (maker.folder / "apiDefinition.swagger.json", maker.folder / "apiProperties.json"):
        name.unlink()
    assert maker.propose(name="Contoso Widgets Connector API of the whole wide world") == EXIT_FINDINGS
    assert "(the name)" in maker.said


def test_a_proposal_that_is_a_submission_already_is_left_alone(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    assert maker.submit() == 0
    assert maker.propose() == EXIT_USAGE
    assert maker.fault is not None
    assert "ippub submit" in maker.fault.hint
    assert maker.writes == []


def test_the_numbers_of_todays_search_are_no_reason_to_edit_an_open_proposal(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    maker.pulls[0].body = maker.pulls[0].body.replace("0 open pull requests", "99 open pull requests")
    assert maker.propose() == 0
    assert maker.writes == []
    (maker.folder / "readme.md").write_bytes((maker.folder / "readme.md").read_bytes() + b"\nMore.\n")
    assert maker.propose() == 0
    assert not any("/pulls" in each for each in maker.writes)
    assert maker.files(BRANCH)["readme.md"].endswith(b"More.\n")


def test_without_a_proposal_submit_says_how_to_open_one(maker: Maker) -> None:  # noqa: F811
    assert maker.submit() == EXIT_USAGE
    assert maker.fault is not None
    assert "ippub propose" in maker.fault.hint
    assert maker.writes == []


def test_without_screenshots_nothing_is_sent_unless_that_is_wanted(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    (maker.folder / "screenshots" / "flow-2.png").unlink()
    assert maker.submit() == EXIT_FINDINGS
    assert maker.writes == []
    assert maker.submit(incomplete=True) == 0
    assert "- [ ] This PR shows screenshots of the Flow" in maker.pulls[0].body


def test_pictures_that_the_person_pasted_are_enough(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    for picture in (maker.folder / "screenshots").iterdir():
        picture.unlink()
    pasted = "\n".join(f"![picture {n}](https://github.com/user-attachments/assets/{n})" for n in range(4))
    maker.pulls[0].body += f"\n\n{pasted}"
    assert maker.submit() == 0, maker.fault
    assert pasted in maker.pulls[0].body
    assert "- [x] This PR shows screenshots of the Flow" in maker.pulls[0].body


def test_nothing_is_attested_without_a_word(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    assert maker.submit(attest=()) == 0
    body = maker.pulls[0].body
    assert "- [ ] I made sure that the connector works" in body
    assert "- [ ] I ran `paconn validate`" in body
    assert maker.submit(attest=("g2",)) == 0
    assert "- [x] I made sure that the connector works" in maker.pulls[0].body
    assert maker.submit(attest=("I4",)) == 0
    assert maker.submit(attest=("Z9",)) == EXIT_USAGE


def test_a_connector_with_errors_is_not_submitted(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    path = maker.folder / "apiDefinition.swagger.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Contoso Widgets", "Contoso Widgets API"), encoding="utf-8"
    )
    assert maker.submit() == EXIT_FINDINGS
    assert "apiDefinition.swagger.json:" in maker.said
    assert maker.writes == []


def test_the_pictures_are_where_the_text_says(maker: Maker) -> None:  # noqa: F811
    import re
    from urllib.request import urlopen

    assert maker.propose() == 0
    assert maker.submit() == 0
    addresses = re.findall(r"\((http[^)]*/raw/[^)]*)\)", maker.pulls[0].body)
    assert len(addresses) == 4
    for address in addresses:
        with urlopen(address) as answer:
            assert answer.read().startswith(b"\x89PNG")
    assert sorted(maker.files(BRANCH)) == sorted(
        ["apiDefinition.swagger.json", "apiProperties.json", "intro.md", "package.zip", "readme.md"]
    )


def test_what_the_person_writes_while_it_is_sent_stays(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    pull = maker.pulls[0]

    def write() -> None:
        pull.body += "\n\nWritten in the browser at this very moment."

    maker.server.faults.after(12, write)
    assert maker.submit() == 0, maker.fault
    assert "Written in the browser at this very moment." in pull.body
    assert pull.body.count("<!-- ippub:begin -->") == 1


def test_hostile_text_from_upstream_shows_harmlessly(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    pull = maker.pulls[0]
    pull.title = f"Proposal - {HOSTILE}"
    pull.body = f"{pull.body}\n\n{HOSTILE}\n{'y' * 60_000}"
    template = (
        f"- [ ] {HOSTILE}\n" * 3
        + "- [ ] I made sure that the connector works, by deploying and testing all the operations.\n```\n<!--"
    )
    maker.server.commit(maker.server.upstream, "dev", {".github/pull_request_template.md": template})
    assert maker.submit() == 0, maker.fault
    for shown in (maker.out, maker.said):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert HOSTILE in pull.body
    assert pull.title == f"{NAME} (Independent Publisher)"
    assert maker.submit() == 0


def test_a_piped_run_gives_the_address_alone_on_stdout(maker: Maker) -> None:  # noqa: F811
    result = subprocess.run(
        [sys.executable, "-m", "ippub", "propose", str(maker.folder), "--yes", "--agree-manifesto"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.decode().splitlines() == [f"{maker.server.url}/{maker.server.upstream}/pull/41"]


def test_a_folder_that_is_not_there_is_said_before_anything_is_asked(maker: Maker) -> None:  # noqa: F811
    maker.folder = Path(maker.folder) / "nowhere"
    assert maker.propose() == EXIT_USAGE
    assert maker.requests == []


def test_every_refusal_of_a_command_has_a_message_and_a_hint(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    refusals: list[IppubError | None] = []
    for how in (
        {"upstream": "nonsense"},
        {"upstream": "nobody/nothing"},
        {"fork": "nobody-at-all"},
        {"operations": ("x",)},
    ):
        maker.propose(**how)
        refusals.append(maker.fault)
    for each in refusals:
        assert each is not None
        assert each.message
        assert each.hint


def test_what_is_not_submitted_any_more_leaves_the_pull_request(maker: Maker) -> None:  # noqa: F811
    assert maker.propose() == 0
    assert maker.submit() == 0
    assert "intro.md" in maker.files(BRANCH)
    (maker.folder / "intro.md").unlink()
    assert maker.submit(force=True) == 0, maker.said
    assert sorted(maker.files(BRANCH)) == [
        "apiDefinition.swagger.json",
        "apiProperties.json",
        "package.zip",
        "readme.md",
    ]
