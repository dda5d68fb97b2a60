"""Breaking edits made by chance are found: 99 of 100 at least, on our own documents and on real ones."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from changes.documents import base
from changes.mutations import EDITS, Document, mutations
from ippub.changes.compare import compare_swaggers
from ippub.connector.folder import find_connectors, read_connector
from ippub.connector.swagger import Swagger


def missed(document: Document, chance: random.Random, rounds: int) -> tuple[Counter[str], list[str]]:
    """How often each edit was made, and the names of those that were not told."""
    made: Counter[str] = Counter()
    lost = []
    for mutation in mutations(document, chance, rounds):
        made[mutation.name] += 1
        found = compare_swaggers(Swagger(document, "old"), Swagger(mutation.after, "new"))
        if mutation.codes.isdisjoint(change.code for change in found):
            lost.append(mutation.name)
    return made, lost


def test_every_breaking_edit_of_our_own_document_is_found() -> None:
    made, lost = missed(base(), random.Random(3), 30)
    assert set(made) == {edit.__name__ for edit in EDITS}
    assert lost == []


@pytest.mark.corpus
def test_breaking_edits_of_real_connectors_are_found(corpus: Path) -> None:
    chance = random.Random(5)
    folders = [
        folder
        for kind in ("independent-publisher-connectors", "certified-connectors")
        for folder in find_connectors(str(corpus / "connectors" / kind))
    ]
    made: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for folder in chance.sample(folders, min(150, len(folders))):
        real = read_connector(folder)
        if real.swagger is None or real.size > 300_000:
            continue
        here, gone = missed(real.swagger.value, chance, 1)
        made += here
        lost.update(gone)
    assert set(made) == {edit.__name__ for edit in EDITS}
    assert lost.total() <= made.total() / 100, (lost, made.total())


@pytest.mark.corpus
def test_what_review_changed_in_real_connectors_is_compared_both_ways(corpus: Path) -> None:
    from ippub.changes.compare import compare

    pairs = 0
    for case in sorted((corpus / "reviewed").iterdir()):
        sides = [next(iter(find_connectors(str(side))), None) for side in sorted(case.iterdir()) if side.is_dir()]
        if len(sides) != 2 or None in sides:
            continue
        one, other = (read_connector(str(side)) for side in sides)
        there, back = compare(one, other), compare(other, one)
        assert compare(one, one) == []
        assert bool(there) == bool(back) or {change.code for change in there + back} <= {"VersionLowered"}
        pairs += 1
    assert pairs > 20
