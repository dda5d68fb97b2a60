"""Measure how well the rules judge real connectors and write docs/accuracy.md; with --check only say whether the limits hold.

IPPUB_CORPUS names a folder with `connectors/independent-publisher-connectors/`, `reviewed/<case>/opened|merged/`,
`findings/` with `findings.json`, and `years.json` (when each connector was accepted last).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from complaints import WHY, Complaint, Said, complaints
from reviews import Change, bare, changes

from ippub.check.engine import Plan, make_plan, run
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.connector.folder import find_connectors, read_connector

COHORT_FROM = "2023"
MOST_WITH_ERROR = 0.02
LEAST_SEEN = 0.80
LEAST_COMPLAINTS = 0.65
BROKEN_JSON = {"SwaggerNotJson", "ApiPropertiesNotJson"}
PAGE = Path(__file__).parent.parent / "docs" / "accuracy.md"


class Review(NamedTuple):
    """A pull request in which something checkable changed: what, and which errors and warnings are gone."""

    case: str
    changes: list[Change]
    opened: list[Said]
    gone: Counter[str]


class Figures(NamedTuple):
    """All that docs/accuracy.md says."""

    accepted: dict[str, list[Said]]
    reviews: list[Review]
    complaints: list[Complaint]

    @property
    def broken(self) -> list[str]:
        """The accepted connectors whose JSON cannot be read, which is right to say."""
        return [name for name, told in self.accepted.items() if BROKEN_JSON & {said.code for said in errors(told)}]

    @property
    def with_error(self) -> dict[str, list[Said]]:
        """The other accepted connectors with an error."""
        wrong = {name: errors(told) for name, told in self.accepted.items()}
        return {name: told for name, told in wrong.items() if told and name not in self.broken}

    @property
    def seen(self) -> list[Review]:
        """The reviews in which an error or warning is gone."""
        return [review for review in self.reviews if review.gone]

    def limits_hold(self) -> bool:
        """Whether the limits that the page promises hold; the third is a floor of ours that keeps what was reached."""
        heard = sum(complaint.seen == "error" for complaint in self.complaints)
        return (
            len(self.with_error) <= MOST_WITH_ERROR * len(self.accepted)
            and len(self.seen) >= LEAST_SEEN * len(self.reviews)
            and heard >= LEAST_COMPLAINTS * len(self.complaints)
        )


def errors(told: list[Said]) -> list[Said]:
    return [said for said in told if said.severity == Severity.ERROR]


def loud(told: list[Said]) -> list[Said]:
    return [said for said in told if said.severity != Severity.INFO]


def plan() -> Plan:
    return make_plan(rule for rule in load_rules().values() if not rule.deep and rule.process in (0, 2025))


def say(folder: Path, rules: Plan) -> list[Said]:
    """What `ippub check` says about the connector in ``folder``."""
    told = []
    for found in run(read_connector(str(folder)), rules):
        place = found.finding.at
        tokens = None if place.tokens is None else tuple(map(str, place.tokens))
        severity = found.finding.severity or found.rule.severity
        told.append(Said(found.rule.code, severity, place.file, tokens, found.finding.message))
    return told


def measure(corpus: Path) -> Figures:
    rules = plan()
    years = json.loads((corpus / "years.json").read_text(encoding="utf-8"))
    home = corpus / "connectors" / "independent-publisher-connectors"
    cohort = [p for p in sorted(home.iterdir()) if years.get(p.name, {}).get("accepted", "") >= COHORT_FROM]
    return Figures(
        {path.name: say(path, rules) for path in cohort},
        reviewed(corpus, rules),
        complaints(corpus, lambda folder: say(folder, rules)),
    )


def reviewed(corpus: Path, rules: Plan) -> list[Review]:
    """The reviewed pull requests in which something checkable changed, by a comparison that knows no rule."""
    found = []
    for case in sorted((corpus / "reviewed").iterdir()):
        before = next(iter(find_connectors(str(case / "opened"))), None)
        after = next(iter(find_connectors(str(case / "merged"))), None)
        if before is None or after is None:
            continue
        checkable = [change for change in changes(Path(before), Path(after)) if change.checkable]
        if checkable:
            old, new = say(Path(before), rules), say(Path(after), rules)
            gone = Counter(said.code for said in loud(old)) - Counter(said.code for said in loud(new))
            found.append(Review(case.name, checkable, old, gone))
    return found


def speaks_of(said: Said, change: Change) -> bool:
    """Whether it is said where the change is: at the value, below it, or at the object around it with the key's name."""
    if change.kind.startswith("file"):
        return said.file.lower() == change.file.lower()
    if said.file != change.file:
        return False
    if change.kind.startswith("readme"):
        heading = bare(change.at[0])
        words = [bare(text) for text in re.findall(r'"([^"]+)"', said.message)] or [bare(said.message)]
        return any(word and (word in heading or heading in word) for word in words)
    if not change.at:
        return "Json" in said.code or "Indentation" in said.code
    at, tokens = change.tokens, said.tokens
    if tokens is None:
        return False
    return tokens[: len(at)] == at or (tokens == at[:-1] and change.at[-1].lower() in said.message.lower())


def page(figures: Figures) -> str:
    lines = ["# Accuracy", "", PREFACE, "", *accepted_part(figures), *reviews_part(figures), *complaints_part(figures)]
    return "\n".join(lines) + "\n"


PREFACE = (
    "Measured on real connectors of the public repository (`make corpus` with `IPPUB_CORPUS` set writes this page)."
)


def accepted_part(figures: Figures) -> list[str]:
    count, wrong = len(figures.accepted), figures.with_error
    often = Counter(code for told in figures.accepted.values() for code in {said.code for said in loud(told)})
    warnings = sum(said.severity == Severity.WARNING for told in figures.accepted.values() for said in told) / count
    infos = sum(said.severity == Severity.INFO for told in figures.accepted.values() for said in told) / count
    lines = [
        "## Accepted connectors",
        "",
        f"{count} independent connectors that were last accepted in {COHORT_FROM} or later.",
        "",
        f"- with an error: **{len(wrong)}** ({len(wrong) / count:.1%}; the limit is {MOST_WITH_ERROR:.0%}), and "
        f"{len(figures.broken)} with broken JSON, which is right to say",
        f"- warnings per connector: **{warnings:.2f}** on average; infos: {infos:.1f}",
        "",
        "| Connector | Error | Why it was accepted nevertheless |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {shortened(told)} | {REASONS.get(name, 'not known')} |" for name, told in wrong.items()]
    lines += ["", "The errors and warnings that most connectors have:", "", "| Code | Connectors |", "|---|---|"]
    return lines + [f"| {code} | {number} ({number / count:.0%}) |" for code, number in ranked(often)[:12]] + [""]


REASONS = {
    "Doppler": "Accepted in March 2024; the validator prints this error since 2025 (pull requests 3810, 3841, 4181).",
    "Influenza and Covid-19": "The file is called apiDefination.swagger.json, so the check of pull requests never read it.",
}
"""Why a connector with an error was accepted nevertheless."""


def reviews_part(figures: Figures) -> list[str]:
    count, seen = len(figures.reviews), len(figures.seen)
    gone = Counter(code for review in figures.seen for code in review.gone)
    lines = [
        "## Reviews",
        "",
        "`scripts/reviews.py` compares what was opened with what was accepted, and knows no rule. It counts a change as",
        "checkable when the first version alone shows the need: a key, section or file that was missing or superfluous, an",
        "empty or mistyped value, a value of a closed set, a corrected letter. Another wording of a whole sentence, another",
        "operation, input or field do not count.",
        "",
        f"In {count} pull requests something checkable changed. In **{seen}** of them ({seen / max(1, count):.0%}; the limit "
        f"is {LEAST_SEEN:.0%}) an error or warning of the first version is gone in the accepted one.",
        "",
        "How often a rule speaks of the very place that changed, by the kind of the change:",
        "",
        "| Change | Pull requests | error or warning there | only an info there | nothing there |",
        "|---|---|---|---|---|",
        *by_kind(figures.reviews),
        "",
        "Most often gone:",
        "",
        "| Code | Pull requests |",
        "|---|---|",
    ]
    lines += [f"| {code} | {number} |" for code, number in ranked(gone)[:40]]
    lines += ["", "Changed, and no error or warning is gone:", ""]
    lines += [f"- {review.case}: {unseen(review)}" for review in figures.reviews if not review.gone]
    return [*lines, ""]


def by_kind(reviews: list[Review]) -> list[str]:
    rows: dict[str, Counter[str]] = {}
    for review in reviews:
        for kind in {change.kind for change in review.changes}:
            there = [
                said
                for said in review.opened
                for change in review.changes
                if change.kind == kind and speaks_of(said, change)
            ]
            rows.setdefault(kind, Counter())["loud" if loud(there) else "info" if there else "nothing"] += 1
    ordered = sorted(rows.items(), key=lambda row: (-row[1].total(), row[0]))
    return [f"| {kind} | {row.total()} | {row['loud']} | {row['info']} | {row['nothing']} |" for kind, row in ordered]


def unseen(review: Review) -> str:
    """What changed, in a few words, and which infos speak of it."""
    places = dict.fromkeys(
        f"{change.kind} ({change.at[-1] if change.at else change.file})" for change in review.changes
    )
    infos = sorted({said.code for said in review.opened for change in review.changes if speaks_of(said, change)})
    told = f"; info: {', '.join(infos)}" if infos else ""
    known = list(places)
    return ", ".join(known[:3]) + (f" and {len(known) - 3} more" if len(known) > 3 else "") + told


def complaints_part(figures: Figures) -> list[str]:
    rows: dict[str, Counter[str]] = {}
    for complaint in figures.complaints:
        rows.setdefault(complaint.theme, Counter())[complaint.seen] += 1
    count = len(figures.complaints)
    heard = sum(complaint.seen == "error" for complaint in figures.complaints)
    noted = sum(complaint.seen == "info" for complaint in figures.complaints)
    lines = [
        "## Complaints",
        "",
        f"What Microsoft's validator and reviewers wrote about the files of {len({c.case for c in figures.complaints})} "
        f"connectors: {count} complaints. Of **{heard}** ({heard / max(1, count):.0%}; the tests demand {LEAST_COMPLAINTS:.0%}) an "
        f"error or warning on the same theme and, where one was named, at the same place speaks; of {noted} only an info.",
        "Complaints that need the published version or the pull request are left out.",
        "",
        "| Theme | Complaints | error or warning | only an info | not seen |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {t} | {row.total()} | {row['error']} | {row['info']} | {row['']} |" for t, row in sorted(rows.items())
    ]
    lines += ["", "Not seen, or only an info:", ""]
    return lines + [
        f"- {c.case} ({c.theme}): {c.message}{' (info)' if c.seen else ''}{reason(c)}"
        for c in figures.complaints
        if c.seen != "error"
    ]


def reason(complaint: Complaint) -> str:
    why = WHY.get((complaint.case, complaint.theme.split()[0]))
    return f". *{why}*" if why else ""


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def shortened(told: list[Said]) -> str:
    known = sorted({f"{said.code}: {said.message}" for said in told})
    return "; ".join(known[:3]) + (f"; and {len(known) - 3} more" if len(known) > 3 else "")


def main() -> int:
    named = os.environ.get("IPPUB_CORPUS")
    if not named:
        print("IPPUB_CORPUS is not set: the figures cannot be measured here.")
        return 0
    figures = measure(Path(named))
    text = page(figures)
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return 0 if figures.limits_hold() else 1


if __name__ == "__main__":
    sys.exit(main())
