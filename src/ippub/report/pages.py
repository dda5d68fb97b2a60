"""A rule's page as Markdown: for ``ippub rule``, and for ``docs/rules/<Code>.md``."""

from __future__ import annotations

import json
from typing import Any

from ippub.check.example import is_file
from ippub.check.page import Page, read_page
from ippub.check.rule import Rule, Severity

_MEANING = {
    Severity.ERROR: "stops a submission",
    Severity.WARNING: "a reviewer asks for it, or the validator warns",
    Severity.INFO: "documented guidance",
}
_DEFINITION = "apiDefinition.swagger.json"


def page_markdown(rule: Rule) -> str:
    """The page of ``rule``: what, why, how to repair, bad, good, severity with its evidence, source."""
    page = read_page(rule)
    parts = [f"# {rule.code}", page.what]
    if page.why:
        parts.append(page.why)
    if page.fix:
        parts += ["## How to repair it", page.fix]
    if rule.fixable:
        parts.append(
            "A machine can do it: `ippub check --diff --unsafe-fixes` shows the repair, and `--fix` makes it where it "
            "is safe."
        )
    parts += _examples("Bad", page.bad) + _examples("Good", page.good)
    parts += ["## Severity", _severity(rule, page)]
    if page.reading:
        parts += ["## A reading", f"The source is not exact here. {page.reading}"]
    if rule.policy:
        parts += ["## In Microsoft's answer", _policies(rule)]
    parts += ["## Source", f"<{rule.source}>" if rule.source.startswith("https://") else rule.source.capitalize()]
    return "\n\n".join(parts) + "\n"


def _policies(rule: Rule) -> str:
    codes = " and ".join([f"`{code}`" for code in rule.policy])
    return f"Certification answers this with {codes}; `ippub rule {rule.policy[0]}` explains it."


def _severity(rule: Rule, page: Page) -> str:
    text = f"**{rule.severity.value}**: {_MEANING[rule.severity]}."
    if rule.submission is not None:
        text += f" When you submit it is **{rule.submission.value}**."
    if rule.process:
        text += f" Only in the process of {rule.process}."
    if rule.deep:
        text += " Only with `ippub check --deep`."
    return f"{text} {page.evidence}".rstrip()


def _examples(title: str, texts: tuple[str, ...]) -> list[str]:
    parts = [f"## {title}"] if texts else []
    for text in texts:
        parts += _example(text)
    return parts


def _example(text: str) -> list[str]:
    """The YAML of an example as the author's files have it: JSON, each file under its name."""
    import yaml

    patch: dict[str, Any] = yaml.safe_load(text) or {}
    folder = patch.pop("folder", None)
    files = {key: value for key, value in patch.items() if is_file(key)}
    rest = {key: value for key, value in patch.items() if key not in files}
    if rest:
        files = {_DEFINITION: rest, **files}
    parts = [f"The folder is called `{folder}`."] if folder else []
    for name, value in _flattened(files):
        if value is None:
            parts.append(f"`{name}` is missing.")
        elif value == {}:
            parts.append(f"`{name}` is as it should be.")
        elif isinstance(value, str) and value in _ODD:
            parts.append(f"`{name}` {_ODD[value]}.")
        elif isinstance(value, str) and value.startswith("!bytes "):
            parts.append(f"`{name}` has {value.split()[1]} bytes.")
        else:
            parts += [f"In `{name}`:", _fenced(name, value)]
    return parts or ["As it is."]


_ODD = {
    "!link": "is a link",
    "!encrypted": "is encrypted",
    "!damaged": "cannot be unpacked",
    "!bzip2": "is packed with bzip2",
}


def _flattened(tree: dict[str, Any], around: str = "") -> list[tuple[str, Any]]:
    """The files of an example, those in archives by the names of the archives with ``!`` between."""
    found: list[tuple[str, Any]] = []
    for name, value in tree.items():
        path = around + name
        if isinstance(value, dict) and value and name.endswith(".zip"):
            found += _flattened(value, path + "!")
        elif isinstance(value, dict) and value and not is_file(name):
            found += _flattened(value, path + "/")
        else:
            found.append((path, value))
    return found


def _fenced(name: str, value: Any) -> str:
    if isinstance(value, str):
        kind = {"md": "markdown", "csx": "csharp", "json": "json"}.get(name.rpartition(".")[2], "")
        return f"````{kind}\n{value.rstrip()}\n````"
    return f"```json\n{json.dumps(_shown(value), indent=2, ensure_ascii=False)}\n```"


def _shown(value: Any) -> Any:
    """A patch as its result: what it takes away is not there."""
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items() if inner is not None}
    return value
