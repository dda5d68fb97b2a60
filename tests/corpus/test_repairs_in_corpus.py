"""Repairs of real connectors: just the named places change, nothing new is found, and a second time there is nothing.

A sixth of the connectors is tried; ``--repairs 1`` tries all of them.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ippub.check.engine import make_plan
from ippub.check.engine import run as run_rules
from ippub.check.rules import load_rules
from ippub.check.selection import Selection
from ippub.cli.repairing import Files, Mending, before, chosen, repaired, write
from ippub.cli.runner import Checker, Settings
from ippub.config import Config
from ippub.connector.folder import Connector, find_connectors, read_connector
from ippub.document.edit import Edit, RemoveAll, Rename, Set, ValueEdit, file_of
from ippub.document.place import Token
from ippub.report.assemble import Wishes, assemble
from ippub.report.formats import Style
from ippub.report.model import Reported

PARTS = 4
PLAN = make_plan(rule for rule in load_rules().values() if not rule.deep)


class Touched(NamedTuple):
    """The places that a run of repairs named, by file; a list whose elements moved is touched as a whole."""

    places: dict[str, set[tuple[Token, ...]]]

    def note(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            file = self.places.setdefault(file_of(edit), set())
            if not isinstance(edit, ValueEdit):
                file.add(())
                continue
            tokens = tuple(edit.at.tokens or ())
            is_member = isinstance(edit, Set) and isinstance(tokens[-1], str)
            file.add(tokens if is_member or isinstance(edit, RemoveAll) else tokens[:-1])
            if isinstance(edit, Rename):
                file.add(tokens[:-1])


def judged(connector: Connector) -> Sequence[Reported]:
    report, _ = assemble(connector, run_rules(connector, PLAN), Selection(), Config(), Wishes(), (None, {}))
    return report.findings


def mended(folder: Path, mending: Mending) -> tuple[int, Touched]:
    """Repair the connector on the disk; how many findings, and the places that their repairs named."""
    touched = Touched({})
    choose = chosen(mending)

    def noted(findings: Sequence[Reported], files: Files) -> Iterator[Reported]:
        for finding in choose(findings, files):
            if finding.fix is not None:
                touched.note(finding.fix.edits)
                yield finding

    connector = read_connector(str(folder))
    read = before(connector)
    settled, _, _ = repaired(connector, read, judged, noted)
    if settled.done:
        write(str(folder), settled.changes, read)
    return len(settled.done), touched


def differences(old: Any, new: Any, at: tuple[Token, ...] = ()) -> Iterator[tuple[Token, ...]]:
    """The places at which two JSON values differ, as deep as possible; the order of keys counts."""
    if isinstance(old, dict) and isinstance(new, dict):
        if [key for key in old if key in new] != [key for key in new if key in old]:
            yield at
        for key in old.keys() | new.keys():
            if key in old and key in new:
                yield from differences(old[key], new[key], (*at, key))
            else:
                yield (*at, key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from differences(*pair, (*at, index))
    elif json.dumps(old) != json.dumps(new):
        yield at


def values(folder: Path) -> dict[str, Any]:
    found = {}
    for path in folder.glob("*.json"):
        try:
            found[path.name] = json.loads(path.read_bytes().decode("utf-8-sig"))
        except ValueError:
            continue
    return found


def only_named_places_changed(old: dict[str, Any], new: dict[str, Any], touched: Touched) -> None:
    for name in old.keys() & new.keys():
        places = touched.places.get(name, set())
        for place in differences(old[name], new[name]):
            assert any(place[: len(known)] == known for known in places), (name, place)


def test_no_rule_that_only_suggests_offers_a_safe_repair(corpus: Path) -> None:
    plan = make_plan(rule for rule in load_rules().values() if rule.suggests)
    offered = [
        (one.rule.code, one.finding.fix.safe)
        for folder in find_connectors(str(corpus / "connectors"))
        for one in run_rules(read_connector(folder), plan)
        if one.finding.fix is not None
    ]
    assert offered
    assert not [code for code, safe in offered if safe]


@pytest.mark.parametrize("mending", Mending)
def test_after_repairs_is_told_what_is_there(
    corpus: Path, tmp_path: Path, mending: Mending, pytestconfig: pytest.Config
) -> None:
    repairing, checking = (Checker(Settings("json", Style(), mending=each)) for each in (mending.value, ""))
    every = pytestconfig.getoption("repairs")
    folders = sorted(find_connectors(str(corpus / "connectors")))[every // 2 :: every]
    assert folders
    for number, source in enumerate(folders):
        folder = tmp_path / f"{number}" / Path(source).name
        shutil.copytree(source, folder, copy_function=shutil.copyfile)
        assert repairing.outcome(str(folder)).text == checking.outcome(str(folder)).text
        shutil.rmtree(folder)


@pytest.mark.parametrize("mending", Mending)
@pytest.mark.parametrize("part", range(PARTS))
def test_repairs_change_what_they_name_and_settle(
    corpus: Path, tmp_path: Path, part: int, mending: Mending, pytestconfig: pytest.Config
) -> None:
    every = pytestconfig.getoption("repairs")
    folders = sorted(find_connectors(str(corpus / "connectors")))[::every][part::PARTS]
    assert folders
    total = 0
    for number, source in enumerate(folders):
        folder = tmp_path / f"{number}" / Path(source).name
        shutil.copytree(source, folder, copy_function=shutil.copyfile)
        told, old = judged(read_connector(str(folder))), values(folder)
        count, touched = mended(folder, mending)
        total += count
        only_named_places_changed(old, values(folder), touched)
        left = judged(read_connector(str(folder)))
        assert not list(chosen(mending)(left, Files("", lambda _name: None)))
        assert mended(folder, mending)[0] == 0
        if mending is Mending.SAFE:
            news = Counter(one.code for one in left) - Counter(one.code for one in told)
            assert not news, (source, news)
        shutil.rmtree(folder)
    assert total > len(folders)
