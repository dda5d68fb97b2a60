"""Byte-level mutants of real connectors: no crash, no hang, sorted and stable findings."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ippub.check.engine import make_plan
from ippub.check.engine import run as run_rules
from ippub.check.rules import load_rules
from ippub.check.selection import Selection
from ippub.cli.repairing import Mending, before, chosen, repaired
from ippub.config import Config
from ippub.connector.folder import Connector, read_connector
from ippub.report.assemble import Wishes, assemble
from ippub.report.model import Reported

PARTS = 20
SECONDS = 2.0
"""Of processor time for one connector; the slowest of the first 100,000 took a tenth of that."""
PLAN = make_plan(rule for rule in load_rules().values() if not rule.deep)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """``data`` with one to four small injuries."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(result) + 1)
        match chance.randrange(6):
            case 0:
                result[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del result[at : at + chance.randint(1, 40)]
            case 2:
                result[at:at] = chance.choice([b"{", b"[", b"}", b"]", b",", b'"', b":", b"null", b"\\u d800", b"\xff"])
            case 3:
                other = chance.randrange(len(result) + 1)
                result[at:at] = result[other : other + chance.randint(1, 200)]
            case 4:
                del result[at:]
            case _:
                result[at:at] = chance.choice([b"[" * 3000, b"\x00" * 50, b"1e999", b'"$ref":"#/definitions/a",'])
    return bytes(result)


def report(folder: Path) -> list[tuple[object, ...]]:
    connector = read_connector(str(folder))
    found = run_rules(connector, PLAN)
    result, _ = assemble(connector, found, Selection(), Config(), Wishes(), (None, {}))
    return [tuple(finding._replace(fix=None)) for finding in result.findings]


def repair(folder: Path) -> None:
    """Work out every repair, suggestions included; nothing is written."""

    def judge(now: Connector) -> Sequence[Reported]:
        result, _ = assemble(now, run_rules(now, PLAN), Selection(), Config(), Wishes(), (None, {}))
        return result.findings

    connector = read_connector(str(folder))
    repaired(connector, before(connector), judge, chosen(Mending.UNSAFE))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutant_breaks_the_checker(corpus: Path, tmp_path: Path, part: int, pytestconfig: pytest.Config) -> None:
    chance = random.Random(part)
    files = sorted(
        path for path in (corpus / "connectors").rglob("*.*") if path.is_file() and path.stat().st_size < 120_000
    )
    for number in range(pytestconfig.getoption("mutants") // PARTS):
        path = chance.choice(files)
        folder = tmp_path / "connector"
        folder.mkdir(exist_ok=True)
        for sibling in path.parent.iterdir():
            data = sibling.read_bytes()
            (folder / sibling.name).write_bytes(mutate(data, chance) if sibling == path and data else data)
        started = time.process_time()
        findings = report(folder)
        assert time.process_time() - started < SECONDS, (path, part, number)
        crashed = [finding for finding in findings if finding[0] == "RuleCrashed"]
        assert not crashed, (path, part, number, crashed)
        if number % 50 == 0:
            assert report(folder) == findings
            repair(folder)
        for sibling in folder.iterdir():
            sibling.unlink()
