"""``ippub check --ask`` on a terminal: every answer, the end of it, Ctrl-C."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ippub.check.example import read_example
from ippub.errors import EXIT_INTERRUPTED

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of POSIX", allow_module_level=True)

from program import environment

from cli.terminal_session import Terminal

BAD = """
apiProperties.json:
  properties:
    iconBrandColor: orange
    capabilities: null
    publisher: "Ada Lovelace "
    stackOwner: "Contoso Ltd "
"""
CODES = "IconBrandColorInvalid,CapabilitiesMissing,PublisherSurroundingBlanks"
QUESTION = "Repair it?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(read_example(BAD).write(str(tmp_path)))


def asked(folder: Path, *arguments: str) -> Terminal:
    env = environment(TERM="xterm", NO_COLOR="1")
    return Terminal("check", str(folder), "--ask", "--select", CODES, *arguments, env=env, cwd=folder)


def properties(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "apiProperties.json").read_text("utf-8"))["properties"]
    return found


def answer(terminal: Terminal, *answers: str) -> str:
    for one in answers:
        terminal.see(QUESTION)
        terminal.type(one)
    terminal.end()
    return terminal.text


def test_yes_and_no_are_asked_for_each_with_its_diff(folder: Path) -> None:
    text = answer(asked(folder), "y", "what", "n", "", "n")
    assert '-    "iconBrandColor": "orange",' in text
    assert "Type y, n, a, s, q." in text
    now = properties(folder)
    assert now["iconBrandColor"] == "#da3b01"
    kept = [now.get("capabilities") is None, now["publisher"] == "Ada Lovelace ", now["stackOwner"] == "Contoso Ltd "]
    assert sum(kept) == 2
    assert "Repaired 2 findings in 1 file." in text


def test_all_of_this_code_asks_once_for_it(folder: Path) -> None:
    text = answer(asked(folder, "--ignore", "IconBrandColorInvalid,CapabilitiesMissing"), "a")
    assert properties(folder)["publisher"] == "Ada Lovelace"
    assert properties(folder)["stackOwner"] == "Contoso Ltd"
    assert "Repaired 2 findings" in text


def test_skip_this_code_asks_once_and_changes_nothing(folder: Path) -> None:
    text = answer(asked(folder, "--ignore", "IconBrandColorInvalid,CapabilitiesMissing"), "s")
    assert properties(folder)["publisher"] == "Ada Lovelace "
    assert "There is nothing to repair." not in text or "Repaired" not in text


def test_no_more_keeps_what_was_accepted(folder: Path) -> None:
    text = answer(asked(folder), "y", "q")
    assert properties(folder)["iconBrandColor"] == "#da3b01"
    assert properties(folder)["publisher"] == "Ada Lovelace "
    assert "Repaired 1 finding in 1 file." in text


def test_ctrl_c_writes_nothing_and_says_so(folder: Path) -> None:
    before = (folder / "apiProperties.json").read_bytes()
    terminal = asked(folder)
    terminal.see(QUESTION)
    terminal.type("y")
    terminal.see(QUESTION)
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Nothing was written into" in terminal.text
    assert "Traceback" not in terminal.text
    assert (folder / "apiProperties.json").read_bytes() == before


def test_enter_is_no_for_a_suggestion(tmp_path: Path) -> None:
    text = "apiProperties.json: {properties: {website: 'https://www.contoso.com'}}"
    folder = Path(read_example(text).write(str(tmp_path)))
    terminal = Terminal(
        "check", str(folder), "--ask", "--select", "ApiPropertiesUnknownKey", env=environment(), cwd=folder
    )
    terminal.see("a suggestion: look closely")
    terminal.see("[n]:")
    terminal.type("")
    terminal.end()
    assert "website" in properties(folder)
