"""What docs/search.md promises: duplicates found, strangers let through, names recognised however they are spelt."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ippub.catalogue.asking import known_offline
from ippub.catalogue.entry import Catalogue, Entry
from ippub.catalogue.likeness import SURE, Index, Likeness, Wanted
from ippub.catalogue.naming import name_of
from ippub.catalogue.verdict import Answer, Verdict, judge

EXISTS = {Verdict.PLATFORM, Verdict.INDEPENDENT, Verdict.PROPOSAL, Verdict.SUBMISSION}


@pytest.fixture(scope="module")
def cases(corpus: Path) -> list[dict[str, str]]:
    path = corpus.parent / "reference" / "duplicate_cases.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there: this test needs what reviewers decided")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def proposed_name(case: dict[str, str]) -> str:
    """Without the remarks that the list itself puts behind a name."""
    return re.sub(r"\[.*?\]|\(certified.*?\)|, folder \w+", "", case["proposed_name"]).split(" / ")[0].strip()


def answered(name: str, catalogue: Catalogue) -> Answer:
    return judge(Wanted(name), catalogue, (), known_offline(catalogue, "shipped").sources)


def test_nine_of_ten_duplicates_that_reviewers_refused_are_found(
    cases: list[dict[str, str]], catalogue: Catalogue
) -> None:
    refused = [case for case in cases if case["verdict"] in ("duplicate", "merged-into")]
    missed = [
        case["proposed_name"] for case in refused if answered(proposed_name(case), catalogue).verdict not in EXISTS
    ]
    assert len(refused) >= 5
    assert len(missed) <= 0.1 * len(refused), missed


def test_of_what_reviewers_allowed_the_answer_says_what_is_near_and_what_makes_it_distinct(
    cases: list[dict[str, str]], catalogue: Catalogue
) -> None:
    allowed = [case for case in cases if case["verdict"] == "allowed"]
    for case in allowed:
        name = proposed_name(case)
        before = without_named(catalogue, name_of(name).full)
        answer = answered(name, before)
        assert all(match.why for match in answer.matches)
        if answer.verdict in EXISTS:
            assert "distinct" in answer.next, case
            assert "but for" in answer.matches[0].why, case
        elif answer.verdict is Verdict.UNSURE:
            assert re.search(r'"[^"]+"', answer.matches[0].why), case


def without_named(catalogue: Catalogue, full: str) -> Catalogue:
    return without(catalogue, lambda entry: full in spelt(entry))


def without(catalogue: Catalogue, leave_out: Callable[[Entry], bool]) -> Catalogue:
    return catalogue._replace(entries=tuple(entry for entry in catalogue.entries if not leave_out(entry)))


def spelt(entry: Entry) -> set[str]:
    return {name_of(text).full for text in (entry.title, entry.folder) if text}


@pytest.mark.parametrize("with_host", [False, True], ids=["by name", "by name and host"])
def test_of_the_accepted_connectors_one_in_twenty_at_most_is_called_existing_without_itself(
    catalogue: Catalogue, with_host: bool
) -> None:
    """With the host every third is tried, which takes as long as all by name."""
    tried = catalogue.upstream[:: 3 if with_host else 1]
    called = [entry for entry in tried if exists_without_itself(catalogue, entry, with_host=with_host)]
    assert len(called) <= 0.05 * len(tried), [entry.name for entry in called]


def exists_without_itself(catalogue: Catalogue, entry: Entry, *, with_host: bool) -> bool:
    index = Index(without(catalogue, lambda other: other is entry))
    found = index.like(Wanted(entry.name, entry.host if with_host else ""))
    return bool(found) and found[0].score >= SURE


def slipped(name: str) -> str:
    """``name`` with one slip of the finger in its longest word; where and which depends on the name alone."""
    chance = random.Random(name)
    words = name.split()
    at = max(range(len(words)), key=lambda index: len(words[index]))
    word = words[at]
    if len(word) < 4:
        return name
    here = chance.randrange(1, len(word) - 1)
    words[at] = chance.choice(
        [
            word[:here] + word[here + 1] + word[here] + word[here + 2 :],
            word[:here] + word[here + 1 :],
            word[:here] + word[here] + word[here:],
            word[:here] + "e" + word[here + 1 :],
        ]
    )
    return " ".join(words)


def ampersand(name: str) -> str:
    if "&" in name:
        return name.replace("&", "und")
    return name.replace(" and ", " & ") if " and " in name else accented(name)


def accented(name: str) -> str:
    return name.translate(str.maketrans("aeiou", "áéíöü"))


def with_maker(entry: Entry) -> str:
    maker = (entry.owner or entry.publisher).split()
    return f"{maker[0].strip(',')} {entry.name}" if maker else entry.name


DISTORTIONS: dict[str, Callable[[Entry], str]] = {
    "blanks gone": lambda entry: entry.name.replace(" ", ""),
    "hyphens": lambda entry: entry.name.replace(" ", "-"),
    "upper case": lambda entry: entry.name.upper(),
    "lower case": lambda entry: entry.name.lower(),
    "V2": lambda entry: f"{entry.name} V2",
    "API": lambda entry: f"{entry.name} API",
    "Integration": lambda entry: f"{entry.name} Integration",
    "Connector": lambda entry: f"{entry.name} Connector",
    ".com": lambda entry: f"{entry.name}.com",
    "maker in front": with_maker,
    "typo": lambda entry: slipped(entry.name),
    "and, accents": lambda entry: ampersand(entry.name),
}


def recognised(index: Index, entry: Entry, name: str) -> Likeness | None:
    """The likeness to ``entry``, or to another of its very name."""
    mine = {name_of(text).key for text in (entry.title, entry.folder) if text}
    return next(
        (found for found in index.like(Wanted(name)) if found.entry == entry or name_of(found.entry.name).key in mine),
        None,
    )


def test_an_existing_connector_is_recognised_under_twelve_distortions(catalogue: Catalogue) -> None:
    index = Index(catalogue)
    shares: dict[str, float] = {}
    for kind, distort in DISTORTIONS.items():
        found = [recognised(index, entry, distort(entry)) for entry in catalogue.upstream]
        shares[kind] = sum(likeness is not None and likeness.score >= SURE for likeness in found) / len(found)
    assert len(shares) == 12
    assert sum(shares.values()) / 12 >= 0.97, shares
    assert min(shares.values()) >= 0.93, shares
