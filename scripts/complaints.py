"""What validators and reviewers complained about (``findings.json`` of the corpus), and whether a rule says it.

A complaint is seen when a rule on its theme speaks in that connector, and, where the complaint names a place, there or
next to it. The themes are those of the people who read the pull requests; the table says which codes are on a theme.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

THEMES = {
    "stackOwner / publisher": "StackOwner|Publisher",
    "connector description too short": "FieldLengthNotInRange|DescriptionThin|DescriptionEqualsTitle",
    "JSON formatting": "Json|Indentation|TypeIncorrect|Empty|TrailingWhitespace|SwaggerTopLevelOrder",
    "parameter/operation lacks": "RequiredPropertyMissing|RequiredValueEmpty",
    "contact / website": "Contact|Metadata|Categor",
    "empty / default response": "Response|EmptySchema",
    "title form": "Title|FieldLengthExceeded|InfoVersion|ValueMustEnd|RestrictedWords",
    "readme": "^Readme",
    "iconBrandColor": "^IconBrandColor",
    "summary text": "Summary",
    "client id": "OAuthClient|Secret",
    "OAuth settings": "^OAuth",
    "script": "^Script",
    "restricted words": "RestrictedWords|ProductName",
    "spelling": "Spelling|LanguageQuality",
    "descriptions repeat": "Description|Spelling",
    "apiProperties schema": "^ApiProperties|^Ui|^ConnectionParameter|^Policy",
    "operationId form": "^OperationId",
}
"""The codes that are on a theme, by how the theme begins."""
NOT_IN_THE_FILES = ("breaking change", "title of an existing", "validation pipeline", "wrong folder")
"""Themes that need the published version or the pull request, and that no look at the files can see."""


WHY = {
    ("0600-0", "connector"): "The description has 335 characters here; what is missing is a matter of judgement.",
    ("0754-0", "stackOwner"): "A fault of the service at that time: the property is required today.",
    ("0854-1", "connector"): "72 characters; one accepted description of eight is as short.",
    ("0854-1", "contact"): "One accepted connector of five has no address in its contact.",
    ("0862-0", "JSON"): "The lines are shifted by whole levels; only an odd number of blanks or a tab is told.",
    ("1360-0", "empty"): "An operation that nobody sees.",
    ("1360-0", "JSON"): "An operation that nobody sees.",
    ("1592-0", "title"): "The reviewer let it pass.",
    ("2118-1", "apiProperties"): "The reviewer said that the failure can be ignored.",
    ("2286-0", "contact"): "Whose privacy policy it is cannot be told from the file.",
    ("2360-0", "stackOwner"): "Holds for certified connectors; the stackOwner that is missing is told.",
    ("2518-0", "contact"): "Whether an address answers needs a network.",
    ("3032-0", "stackOwner"): "Both names are there and well-formed.",
    ("3162-0", "OAuth"): "The folder is from after the correction.",
    ("3500-1", "title"): "What the internal tool refused is not known.",
    ("3662-0", "summary"): "One accepted connector of two has such texts in the fields of its answers.",
}
"""Why a complaint is not seen, or only info: by case and the first word of its theme."""


class Said(NamedTuple):
    """What a rule says: enough to compare it with a complaint."""

    code: str
    severity: str
    file: str
    tokens: tuple[str, ...] | None
    message: str


class Complaint(NamedTuple):
    """One complaint and how well it is seen: ``error`` (or warning), ``info`` or ``""``."""

    theme: str
    case: str
    message: str
    seen: str


def complaints(corpus: Path, say: Callable[[Path], list[Said]]) -> list[Complaint]:
    """Every complaint about the files of a connector that the corpus has."""
    known: dict[str, list[Said]] = {}
    found = []
    for entry in json.loads((corpus / "findings.json").read_text(encoding="utf-8")):
        folder = corpus / "findings" / entry["case"] / entry["folder"]
        if entry["theme"].startswith(NOT_IN_THE_FILES) or not folder.is_dir():
            continue
        if entry["case"] not in known:
            known[entry["case"]] = say(folder)
        near = [said for said in known[entry["case"]] if on_theme(said, entry) and at_place(said, entry["pointer"])]
        seen = "error" if any(said.severity != "info" for said in near) else "info" if near else ""
        found.append(Complaint(entry["theme"], entry["case"], entry["message"], seen))
    return found


def on_theme(said: Said, entry: dict[str, str]) -> bool:
    pattern = next((codes for theme, codes in THEMES.items() if entry["theme"].startswith(theme)), None)
    return pattern is not None and (said.code == entry["rule_guess"] or re.search(pattern, said.code) is not None)


def at_place(said: Said, pointer: str | None) -> bool:
    """Whether it is said there, below, or at the object right above; a complaint without a pointer is anywhere."""
    if pointer is None or "\N{HORIZONTAL ELLIPSIS}" in pointer:
        return True
    if said.tokens is None:
        return False
    asked = tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.strip("/").split("/"))
    shared = min(len(asked), len(said.tokens))
    return said.tokens[:shared] == asked[:shared] and len(said.tokens) >= len(asked) - 1
