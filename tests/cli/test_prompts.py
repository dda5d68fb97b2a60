"""propose and submit on a terminal: the questions, Ctrl-C at each of them, 80 columns, no colour, a pipe."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ippub.errors import EXIT_INTERRUPTED, EXIT_USAGE
from ippub.rehearsal import Rehearsal

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of POSIX", allow_module_level=True)

from cli.terminal_session import Terminal
from publish.pictures import png
from ready import write

PROPOSE = (
    ("Your name, or your company's:", "Ada Lovelace"),
    ("what is the service for?:", "Contoso Depot keeps the stock of a depot. It tells you when a shelf runs empty."),
    ("Name of an operation:", "List shelves"),
    ("One sentence on what it does:", "Lists the shelves of the depot."),
    ("Name of another operation", "-"),
    ("do you agree? [y/N]:", "y"),
    ("Send this proposal to microsoft/PowerPlatformConnectors? [y/N]:", "y"),
)
SUBMIT = (
    *((f"{name}: do you attest that? [y/N]:", "y") for name in ("G1", "G2", "G5", "I2", "I3")),
    ("Send this submission to microsoft/PowerPlatformConnectors? [y/N]:", "y"),
)


@pytest.fixture
def env(github: Rehearsal, tmp_path: Path) -> dict[str, str]:
    github.fork()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    paths = os.pathsep.join(filter(None, sys.path))
    return {
        **kept,
        **github.environment(),
        "PYTHONPATH": paths,
        "PYTHONUTF8": "1",
        "TERM": "xterm",
        "IPPUB_CACHE": str(tmp_path),
    }


@pytest.fixture
def idea(tmp_path: Path) -> Path:
    folder = tmp_path / "Contoso Depot"
    folder.mkdir()
    return folder


@pytest.fixture
def proposed(github: Rehearsal, env: dict[str, str], tmp_path: Path) -> Path:
    folder = write(tmp_path / "work")
    (folder / "screenshots").mkdir()
    for shade, name in enumerate(("flow-1", "flow-2", "flow-3", "test")):
        (folder / "screenshots" / f"{name}.png").write_bytes(png(shade=shade))
    terminal = Terminal("propose", ".", "--yes", "--agree-manifesto", env=env, cwd=folder)
    assert terminal.end() == 0, terminal.text
    return folder


def writes(github: Rehearsal, start: int = 0) -> list[str]:
    return [str(each) for each in github.log[start:] if each.write]


def answer(terminal: Terminal, questions: tuple[tuple[str, str], ...]) -> None:
    for question, reply in questions:
        terminal.see(question)
        terminal.type(reply)


def test_a_person_answers_and_the_proposal_is_there(github: Rehearsal, env: dict[str, str], idea: Path) -> None:
    read, written = os.pipe()
    terminal = Terminal("propose", ".", env=env, cwd=idea, stdout=written)
    os.close(written)
    answer(terminal, PROPOSE)
    assert terminal.end() == 0, terminal.text
    with open(read, encoding="utf-8") as piped:
        assert piped.read() == f"{github.url}/{github.upstream}/pull/41\n"
    assert "What comes next" in terminal.text
    assert "## Publisher: Ada Lovelace" in (idea / "readme.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", range(len(PROPOSE)), ids=lambda number: PROPOSE[number][0][:30])
def test_ctrl_c_at_a_question_of_propose_sends_nothing_and_says_so(
    github: Rehearsal, env: dict[str, str], idea: Path, number: int
) -> None:
    terminal = Terminal("propose", ".", env=env, cwd=idea)
    answer(terminal, PROPOSE[:number])
    terminal.see(PROPOSE[number][0])
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Nothing was sent." in terminal.text
    assert "Traceback" not in terminal.text
    assert writes(github) == []


@pytest.mark.parametrize("reply", ["n", "", "maybe", "no"])
def test_anything_but_a_yes_sends_nothing(github: Rehearsal, env: dict[str, str], idea: Path, reply: str) -> None:
    terminal = Terminal("propose", ".", env=env, cwd=idea)
    answer(terminal, PROPOSE[:-1])
    terminal.see(PROPOSE[-1][0])
    terminal.type(reply)
    if reply == "maybe":
        terminal.see("Type y or n.")
        terminal.press(b"\x04")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Nothing was sent." in terminal.text
    assert writes(github) == []


def test_what_was_answered_is_kept_for_the_next_run(github: Rehearsal, env: dict[str, str], idea: Path) -> None:
    terminal = Terminal("propose", ".", env=env, cwd=idea)
    answer(terminal, PROPOSE[:5])
    terminal.see(PROPOSE[5][0])
    terminal.press(b"\x03")
    terminal.end()
    again = Terminal("propose", ".", env=env, cwd=idea)
    answer(again, PROPOSE[5:])
    assert again.end() == 0, again.text
    assert len(github.repository().pulls) == 1


def test_each_line_that_only_a_person_can_attest_is_asked_for(
    github: Rehearsal, env: dict[str, str], proposed: Path
) -> None:
    terminal = Terminal("submit", ".", env=env, cwd=proposed)
    replies = dict(SUBMIT) | {SUBMIT[1][0]: "n"}
    answer(terminal, tuple(replies.items()))
    assert terminal.end() == 0, terminal.text
    body = github.pull(41).body
    assert "- [ ] I made sure that the connector works" in body
    assert "- [x] I ran `paconn validate`" in body


@pytest.mark.parametrize("number", range(len(SUBMIT)), ids=lambda number: SUBMIT[number][0][:12])
def test_ctrl_c_at_a_question_of_submit_sends_nothing_and_says_so(
    github: Rehearsal, env: dict[str, str], proposed: Path, number: int
) -> None:
    start = len(github.log)
    terminal = Terminal("submit", ".", env=env, cwd=proposed)
    answer(terminal, SUBMIT[:number])
    terminal.see(SUBMIT[number][0])
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Nothing was sent." in terminal.text
    assert writes(github, start) == []


def test_submit_without_a_proposal_offers_to_open_one(github: Rehearsal, env: dict[str, str], tmp_path: Path) -> None:
    terminal = Terminal("submit", ".", env=env, cwd=write(tmp_path / "work"))
    answer(terminal, (("Open the proposal now? [y/N]:", "y"), *PROPOSE[-2:]))
    assert terminal.end() == 0, terminal.text
    assert [pull.title for pull in github.repository().pulls.values()] == [
        "Proposal - Contoso Widgets (Independent Publisher)"
    ]


def test_ctrl_c_while_it_is_sent_says_what_was_sent(github: Rehearsal, env: dict[str, str], idea: Path) -> None:
    terminal = Terminal("propose", ".", env=env, cwd=idea)
    github.faults.add("git/trees$", "POST", delay=3)
    answer(terminal, PROPOSE)
    terminal.see("made    branch ippub/contoso-depot")
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Sent so far: branch ippub/contoso-depot. Run the same command again" in terminal.text


def test_a_rate_limit_is_counted_down_and_can_be_stopped(github: Rehearsal, env: dict[str, str], idea: Path) -> None:
    body = {"message": "You have exceeded a secondary rate limit. Please retry your request again later."}
    github.faults.add("/user$", status=403, body=body, headers={"Retry-After": "60"})
    terminal = Terminal("propose", ".", env={**env, "IPPUB_PATIENCE": "90"}, cwd=idea)
    terminal.see("asks for a pause of 60 seconds")
    terminal.see("58 s")
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Nothing was sent." in terminal.text


def test_a_token_is_asked_for_without_being_shown(
    github: Rehearsal, env: dict[str, str], idea: Path, tmp_path: Path
) -> None:
    token = env.pop("IPPUB_TOKEN")
    terminal = Terminal("propose", ".", env={**env, "PATH": str(tmp_path)}, cwd=idea)
    terminal.see("GitHub token (not shown):")
    terminal.type(token)
    terminal.see(PROPOSE[0][0])
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert token not in terminal.text
    assert "the token from the prompt" in terminal.text


def test_without_colour_no_escape_reaches_the_terminal(github: Rehearsal, env: dict[str, str], proposed: Path) -> None:
    terminal = Terminal("submit", ".", "--dry-run", "--attest", "all", env={**env, "NO_COLOR": "1"}, cwd=proposed)
    assert terminal.end() == 0
    assert "\x1b" not in terminal.text


def test_where_nobody_can_be_asked_the_flags_are_named(github: Rehearsal, env: dict[str, str], idea: Path) -> None:
    terminal = Terminal("propose", ".", env={**env, "CI": "true"}, cwd=idea)
    assert terminal.end() == EXIT_USAGE
    for flag in ("--publisher", "--description", "--operation"):
        assert flag in terminal.text
    assert writes(github) == []
