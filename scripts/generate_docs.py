"""Write docs/rules/*.md, docs/changes.md and docs/policy-codes.md from the code; with --check only say what is not current."""

from __future__ import annotations

import sys
from pathlib import Path

from ippub.check.page import read_page
from ippub.check.rule import Rule
from ippub.check.rules import load_rules
from ippub.report.diff.pages import changes_markdown
from ippub.report.pages import page_markdown
from ippub.report.policies import all_policies_markdown

FOLDER = Path(__file__).parent.parent / "docs" / "rules"
LISTS = {"changes.md": lambda _rules: changes_markdown(), "policy-codes.md": all_policies_markdown}


def index(rules: dict[str, Rule]) -> str:
    lines = [
        "# Rules",
        "",
        f"{len(rules)} rules, by scope. The codes of Microsoft's own validator are kept as they are.",
    ]
    for scope in sorted({rule.scope for rule in rules.values()}):
        lines += ["", f"## {scope}", "", "| Code | Severity | What is wrong |", "|---|---|---|"]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | {rule.severity.value} | {escaped(read_page(rule).what)} |"
            for rule in sorted(rules.values(), key=lambda rule: rule.code)
            if rule.scope == scope
        ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    rules = load_rules()
    wanted = {f"{code}.md": page_markdown(rule) for code, rule in rules.items()}
    wanted["README.md"] = index(rules)
    FOLDER.mkdir(parents=True, exist_ok=True)
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    lists = {FOLDER.parent / name: make(rules) for name, make in LISTS.items()}
    stale_lists = [
        path for path, text in lists.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv:
        for path in stale_lists:
            print(f"docs/{path.name} is not what the code generates; run: make docs WRITE=1")
        for name in stale:
            print(f"docs/rules/{name} is not what the code generates; run: make docs WRITE=1")
        return 1 if stale or stale_lists else 0
    for name in stale:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()
    for path, text in lists.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(wanted)} pages, {len(stale)} written")
    return 0


sys.exit(main())
