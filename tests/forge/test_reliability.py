"""Every request of a proposal, a submission and an update, struck by every fault, then the same command again."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from forge.cells import COMMANDS, FAULTS, Call, calls, cell

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"

known_calls = cache(calls)


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_after_any_fault_the_same_command_again_ends_with_one_of_everything(
    command: str, fault: str, half: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, ways = [], []
    for call in known_calls(command)[half::2]:
        result = cell(command, call.number, fault)
        ways.append(f"{call.number} {call.what}: {'went on' if result.first == 0 else 'again'}")
        lost += [f"{call.what}: {wrong}" for wrong in result.wrong]
    with capsys.disabled():
        print(f"\n{command} / {fault}: " + "; ".join(ways))  # noqa: T201  # the table is the point of this test
    assert not lost


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_lists_the_requests_that_there_are_and_no_cell_is_lost(command: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition(f"Request of `{COMMANDS[command]}`")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in section.splitlines()[2:]]
    assert [Call(int(row[0]), row[1].strip("`")) for row in rows] == known_calls(command)
    assert all(word in ("went on", "again") for row in rows for word in row[2:])
    assert all(len(row) == 2 + len(FAULTS) for row in rows)


def test_the_page_counts_its_cells() -> None:
    count = len(FAULTS) * sum(len(known_calls(command)) for command in COMMANDS)
    assert re.search(rf"\b{count} cells\b", PAGE.read_text(encoding="utf-8"))
