"""The figures of docs/search.md.

    python scripts/search_figures.py [CASES]

CASES is a file with a line of JSON for each case that reviewers decided: proposed_name, existing_name, verdict
(duplicate, merged-into, allowed, unclear). Without it only what the shipped catalogue tells is measured.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ippub.catalogue.asking import known_offline
from ippub.catalogue.entry import Catalogue, Entry
from ippub.catalogue.likeness import NEAR, SURE, Index, Likeness, Wanted
from ippub.catalogue.naming import name_of
from ippub.catalogue.storage import shipped
from ippub.catalogue.verdict import Answer, Verdict, judge

EXISTS = {Verdict.PLATFORM, Verdict.INDEPENDENT, Verdict.PROPOSAL, Verdict.SUBMISSION}
Case = dict[str, str]


def main() -> None:
    catalogue = shipped()
    if sys.argv[1:]:
        cases = read_cases(Path(sys.argv[1]))
        refused = [case for case in cases if case["verdict"] in ("duplicate", "merged-into")]
        found = [case for case in refused if answered(case, catalogue).verdict in EXISTS]
        print(f"refused by reviewers and found: {len(found)} of {len(refused)}")
        allowed = [case for case in cases if case["verdict"] == "allowed"]
        verdicts = [answered_before(case, catalogue).verdict for case in allowed]
        print(
            f"allowed by reviewers and not called existing: {sum(v not in EXISTS for v in verdicts)} of {len(allowed)}"
        )
    for with_host in (False, True):
        scores = [top_without_itself(catalogue, entry, with_host=with_host) for entry in catalogue.upstream]
        how = "by name and host" if with_host else "by name"
        existing, near = share(scores, SURE, 101), share(scores, NEAR, SURE)
        print(f"without itself, {how}: {existing:.1%} called existing, {near:.1%} unsure, of {len(scores)}")
    shares = distortions(catalogue)
    for kind, (sure, unsure) in shares.items():
        print(f"{kind:16} {sure:7.1%} recognised, {unsure:6.1%} shown as near")
    print(f"{'all twelve':16} {sum(sure for sure, _ in shares.values()) / len(shares):7.1%}")


def share(scores: Sequence[int], low: int, high: int) -> float:
    return sum(low <= score < high for score in scores) / len(scores)


def read_cases(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def proposed_name(case: Case) -> str:
    """Without the remarks that the list itself puts behind a name."""
    return re.sub(r"\[.*?\]|\(certified.*?\)|, folder \w+", "", case["proposed_name"]).split(" / ")[0].strip()


def answered(case: Case, catalogue: Catalogue) -> Answer:
    return judge(Wanted(proposed_name(case)), catalogue, (), known_offline(catalogue, "shipped").sources)


def answered_before(case: Case, catalogue: Catalogue) -> Answer:
    """The answer in a catalogue that does not have the proposed connector yet."""
    full = name_of(proposed_name(case)).full
    return answered(
        case, without(catalogue, lambda entry: full in {name_of(entry.title).full, name_of(entry.folder).full})
    )


def without(catalogue: Catalogue, leave_out: Callable[[Entry], bool]) -> Catalogue:
    return catalogue._replace(entries=tuple(entry for entry in catalogue.entries if not leave_out(entry)))


def top_without_itself(catalogue: Catalogue, entry: Entry, *, with_host: bool) -> int:
    """How much the likest other connector is like an accepted one, 0 for none."""
    index = Index(without(catalogue, lambda other: other is entry))
    found = index.like(Wanted(entry.name, entry.host if with_host else ""))
    return found[0].score if found else 0


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
    return name.replace(" and ", " & ") if " and " in name else name.translate(str.maketrans("aeiou", "áéíöü"))


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
    "&, accents": lambda entry: ampersand(entry.name),
}


def distortions(catalogue: Catalogue) -> dict[str, tuple[float, float]]:
    """For each distortion the share that is recognised surely, and the share that is shown as near."""
    index = Index(catalogue)
    shares = {}
    for kind, distort in DISTORTIONS.items():
        found = [recognised(index, entry, distort(entry)) for entry in catalogue.upstream]
        scores = [likeness.score if likeness else 0 for likeness in found]
        shares[kind] = (share(scores, SURE, 101), share(scores, NEAR, SURE))
    return shares


def recognised(index: Index, entry: Entry, name: str) -> Likeness | None:
    """The likeness to ``entry``, or to another of its very name."""
    mine = {name_of(text).key for text in (entry.title, entry.folder) if text}
    for found in index.like(Wanted(name)):
        if found.entry == entry or name_of(found.entry.name).key in mine:
            return found
    return None


if __name__ == "__main__":
    main()
