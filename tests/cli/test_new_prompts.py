"""`ippub new` on a terminal: the questions, what is refused, Ctrl-C at each, 80 columns, and what is large."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from ippub.errors import EXIT_INTERRUPTED

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of POSIX", allow_module_level=True)

from cli.program import ippub
from cli.terminal_session import Terminal

DESCRIPTION = "Contoso Stock keeps widgets in stock and tells you when one of them runs out."
QUESTIONS = (
    ("What does the service do?", DESCRIPTION),
    ("Host of the API", "api.contoso.com"),
    ("How does one sign in?", "api-key-header"),
    ("Name of the header or parameter", "X-Contoso-Key"),
    ("Your name, or your company's", "Ada Lovelace"),
    ("Who owns the service behind the API?", "Contoso Ltd"),
    ("One or two categories", "Productivity;Data"),
    ("Name of a contact", "Contoso Support"),
    ("Web address of the contact", "https://www.contoso.com/support"),
    ("E-mail of the contact", "support@contoso.com"),
    ("Website of the service", "https://www.contoso.com"),
    ("privacy policy", "https://www.contoso.com/privacy"),
)
ABOUT = [f"--{name}={QUESTIONS[number][1]}" for name, number in (("publisher", 4), ("stack-owner", 5))]
ABOUT += ["--categories=Data", "--website=https://www.contoso.com", "--privacy-policy=https://www.contoso.com/p"]


@pytest.fixture
def env() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1", "TERM": "xterm"}


def answer(terminal: Terminal, questions: tuple[tuple[str, str], ...]) -> None:
    for question, reply in questions:
        terminal.see(question)
        terminal.type(reply)


def test_a_person_answers_and_the_folder_passes_the_check(env: dict[str, str], tmp_path: Path) -> None:
    terminal = Terminal("new", "Contoso Stock", env=env, cwd=tmp_path)
    answer(terminal, QUESTIONS)
    assert terminal.end() == 0, terminal.text
    assert "The check finds 0 errors, 0 warnings" in terminal.text
    definition = json.loads((tmp_path / "Contoso Stock" / "apiDefinition.swagger.json").read_text(encoding="utf-8"))
    assert definition["info"]["description"] == DESCRIPTION
    assert definition["securityDefinitions"]["api_key"]["name"] == "X-Contoso-Key"
    assert ippub("check", "Contoso Stock", "--strict", cwd=tmp_path).returncode == 0


def test_an_answer_that_cannot_stand_is_asked_for_again(env: dict[str, str], tmp_path: Path) -> None:
    terminal = Terminal("new", "Contoso Stock", env=env, cwd=tmp_path)
    terminal.see(QUESTIONS[0][0])
    terminal.type("Too short.")
    terminal.see("30")
    answer(terminal, QUESTIONS[:1])
    terminal.see(QUESTIONS[1][0])
    terminal.type("https://api.contoso.com/v1")
    terminal.see(QUESTIONS[1][0])
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=lambda number: QUESTIONS[number][0][:20])
def test_ctrl_c_at_a_question_of_new_writes_nothing(env: dict[str, str], tmp_path: Path, number: int) -> None:
    terminal = Terminal("new", "Contoso Stock", env=env, cwd=tmp_path)
    answer(terminal, QUESTIONS[:number])
    terminal.see(QUESTIONS[number][0])
    terminal.press(b"\x03")
    assert terminal.end() == EXIT_INTERRUPTED
    assert "Traceback" not in terminal.text
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_the_input_at_a_question_writes_nothing(env: dict[str, str], tmp_path: Path) -> None:
    terminal = Terminal("new", "Contoso Stock", env=env, cwd=tmp_path)
    terminal.see(QUESTIONS[0][0])
    terminal.press(b"\x04")
    assert terminal.end() != 0
    assert list(tmp_path.iterdir()) == []


def test_a_source_answers_what_it_can_and_only_the_rest_is_asked(env: dict[str, str], tmp_path: Path) -> None:
    library = Path(__file__).parents[1] / "conversion" / "sources" / "library.yaml"
    terminal = Terminal("new", "Contoso Library", "--from", str(library), *ABOUT[:2], env=env, cwd=tmp_path)
    answer(terminal, (QUESTIONS[6], *QUESTIONS[-2:]))
    assert terminal.end() == 0, terminal.text
    assert QUESTIONS[0][0] not in terminal.text


def test_more_than_256_operations_and_more_than_a_megabyte_are_told_with_the_way_to_split(tmp_path: Path) -> None:
    text = "What lies on the shelf at this moment, counted by the people of the depot."
    place = {"type": "string", "description": text}
    shelf = {"type": "object", "properties": {f"place{number}": place for number in range(50)}}
    info = {
        "title": "Depot",
        "version": "1.0",
        "description": DESCRIPTION,
        "contact": {"name": "Support", "url": "https://www.contoso.com", "email": "support@contoso.com"},
    }
    paths = {
        f"/shelves{number}": {
            "get": {
                "operationId": f"GetShelf{number}",
                "tags": [f"floor{number % 3}"],
                "summary": f"Get shelf {number}",
                "description": text,
                "responses": {"200": {"description": "A shelf.", "content": {"application/json": {"schema": shelf}}}},
            }
        }
        for number in range(300)
    }
    source = tmp_path / "depot.json"
    document = {"openapi": "3.0.3", "info": info, "servers": [{"url": "https://api.contoso.com"}], "paths": paths}
    source.write_text(json.dumps(document), encoding="utf-8")
    flags = [*ABOUT, "--authentication=none", "--host=api.contoso.com"]
    many = ippub("new", "Contoso Depot", "--from", source, *flags, cwd=tmp_path)
    assert many.returncode == 2
    assert "300 operations are too many: a connector has at most 256" in many.stderr
    assert "Split it into several connectors." in many.stderr
    assert "floor0 (100), floor1 (100), floor2 (100)" in many.stderr
    large = ippub(
        "new", "Contoso Depot", "--from", source, "--operations=floor0", "--operations=floor1", *flags, cwd=tmp_path
    )
    assert large.returncode == 0, large.stderr
    assert "bytes, and the platform takes 1,000,000. Split it: one connector for each group of tags" in large.stdout
    assert "SwaggerTooLarge" in large.stdout
