"""Measure how well the rules judge real connectors and write docs/accuracy.md; with --check only say whether the limits hold.

IPPUB_CORPUS names a folder with `connectors/independent-publisher-connectors/`, `reviewed/<case>/opened|merged/` and
`years.json` (when each connector was accepted last).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from ippub.check.engine import Found, make_plan, run
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.connector.folder import find_connectors, read_connector

COHORT_FROM = "2023"
MOST_WITH_ERROR = 0.02
LEAST_SEEN = 0.80
BROKEN_JSON = {"SwaggerNotJson", "ApiPropertiesNotJson"}
PAGE = Path(__file__).parent.parent / "docs" / "accuracy.md"


class Judged(NamedTuple):
    """What was found in one connector: how often each code, by severity."""

    errors: Counter[str]
    warnings: Counter[str]
    messages: tuple[str, ...]


class Figures(NamedTuple):
    """All that docs/accuracy.md says."""

    accepted: int
    with_error: dict[str, Judged]
    broken: list[str]
    mean_warnings: float
    changed: int
    seen: int
    unseen: list[str]
    gone: Counter[str]


def plan() -> dict[str, object]:
    return make_plan(rule for rule in load_rules().values() if not rule.deep and rule.process in (0, 2025))


def judge(folder: str, rules: dict[str, object]) -> Judged:
    errors: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    messages = []
    for found in run(read_connector(folder), rules):
        severity = severity_of(found)
        if severity is Severity.ERROR:
            errors[found.rule.code] += 1
            messages.append(f"{found.rule.code}: {found.finding.message}")
        elif severity is Severity.WARNING:
            warnings[found.rule.code] += 1
    return Judged(errors, warnings, tuple(messages))


def severity_of(found: Found) -> Severity:
    return found.finding.severity or found.rule.severity


def measure(corpus: Path) -> Figures:
    rules = plan()
    years = json.loads((corpus / "years.json").read_text(encoding="utf-8"))
    home = corpus / "connectors" / "independent-publisher-connectors"
    cohort = [p for p in sorted(home.iterdir()) if years.get(p.name, {}).get("accepted", "") >= COHORT_FROM]
    judged = {path.name: judge(str(path), rules) for path in cohort}
    broken = [name for name, result in judged.items() if BROKEN_JSON & result.errors.keys()]
    wrong = {name: result for name, result in judged.items() if result.errors and name not in broken}
    warnings = sum(sum(result.warnings.values()) for result in judged.values()) / len(judged)
    changed, seen, unseen, gone = reviewed(corpus, rules)
    return Figures(len(judged), wrong, broken, warnings, changed, seen, unseen, gone)


def reviewed(corpus: Path, rules: dict[str, object]) -> tuple[int, int, list[str], Counter[str]]:
    """The reviewed pairs in which any rule, note or not, speaks less after the review: something checkable changed."""
    notes = make_plan(rule for rule in load_rules().values() if not rule.deep)
    changed = seen = 0
    unseen = []
    gone: Counter[str] = Counter()
    for case in sorted((corpus / "reviewed").iterdir()):
        before = next(iter(find_connectors(str(case / "opened"))), None)
        after = next(iter(find_connectors(str(case / "merged"))), None)
        if before is None or after is None:
            continue
        old, new = judge(before, rules), judge(after, rules)
        less = (old.errors + old.warnings) - (new.errors + new.warnings)
        any_less = counts(before, notes) - counts(after, notes)
        if not any_less:
            continue
        changed += 1
        if less:
            seen += 1
            gone.update(less.keys())
        else:
            unseen.append(f"{case.name}: {', '.join(sorted(any_less))}")
    return changed, seen, unseen, gone


def counts(folder: str, rules: dict[str, object]) -> Counter[str]:
    return Counter(found.rule.code for found in run(read_connector(folder), rules))


def page(figures: Figures) -> str:
    lines = [
        "# Accuracy",
        "",
        "Measured on real connectors of the public repository (`make corpus` with `IPPUB_CORPUS` set writes this page).",
        "",
        "## Accepted connectors",
        "",
        f"{figures.accepted} independent connectors that were last accepted in {COHORT_FROM} or later.",
        "",
        f"- with an error: **{len(figures.with_error)}** ({len(figures.with_error) / figures.accepted:.1%}; the limit is "
        f"{MOST_WITH_ERROR:.0%}), and {len(figures.broken)} with broken JSON, which is right to say",
        f"- warnings per connector: **{figures.mean_warnings:.2f}** on average",
        "",
        "| Connector | Error |",
        "|---|---|",
    ]
    lines += [f"| {name} | {shortened(r.messages)} |" for name, r in figures.with_error.items()]
    lines += [
        "",
        "## Reviews",
        "",
        f"In {figures.changed} reviewed pull requests something changed that a rule sees, notes included. In "
        f"**{figures.seen}** of them ({figures.seen / max(1, figures.changed):.0%}; the limit is {LEAST_SEEN:.0%}) an error "
        "or warning of the first version is gone in the accepted one.",
        "",
        "Most often gone:",
        "",
        "| Code | Pull requests |",
        "|---|---|",
    ]
    lines += [f"| {code} | {count} |" for code, count in sorted(figures.gone.items(), key=lambda x: (-x[1], x[0]))[:40]]
    lines += ["", "Changed, and only notes are gone:", ""]
    lines += [f"- {case}" for case in figures.unseen]
    return "\n".join(lines) + "\n"


def shortened(messages: tuple[str, ...]) -> str:
    known = sorted(set(messages))
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
    good = len(figures.with_error) <= MOST_WITH_ERROR * figures.accepted
    return 0 if good and figures.seen >= LEAST_SEEN * figures.changed else 1


if __name__ == "__main__":
    sys.exit(main())
