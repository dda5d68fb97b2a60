"""The rules: one folder per scope, one module per topic, one function per rule.

A module put into one of the folders is found by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from importlib.util import module_from_spec, spec_from_file_location

from ippub.check.rule import RULES, Rule
from ippub.connector.folder import Connector
from ippub.connector.swagger import DYNAMIC

SPOKEN_OF = {
    "dynamic": (*DYNAMIC, "x-ms-operation-context", "testConnection", "x-ms-notification", "x-ms-capabilities"),
    "webhook": ("x-ms-notification", "x-ms-notification-content", "x-ms-notification-url"),
}
"""Scopes whose rules are all about these words, and the words: one must stand in the definition."""

TOPICS = {
    "document.references": ("$ref",),
    "operation.families": ("x-ms-api-annotation",),
    "operation.lifecycle": ("x-ms-api-annotation",),
    "operation.paging": ("x-ms-pageable",),
    "operation.triggers": ("x-ms-trigger",),
    "parameter.choices": ("x-ms-enum-values",),
    "response.references": ("$ref",),
    "schema.bounds": (
        *("multipleOf", "minimum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
        *("minItems", "maxItems", "minProperties", "maxProperties"),
    ),
    "schema.filters": ("x-ms-capabilities", "filterFunctions"),
}
"""The same for single modules: those that the definition of most connectors gives no word for."""


def load_rules(without: Collection[str] = ()) -> dict[str, Rule]:
    """Import every rule module and return all rules by code; the scopes and topics in ``without`` are left out."""
    for scope in _names(__path__[0]):
        if scope not in without:
            folder = os.path.join(__path__[0], scope)
            for topic in _names(folder):
                if f"{scope}.{topic}" not in without:
                    _load(f"{__name__}.{scope}.{topic}", os.path.join(folder, f"{topic}.py"))
    if not without:
        return RULES
    left = {code: rule for code, rule in RULES.items() if rule.scope not in without}
    return {code: rule for code, rule in left.items() if topic_of(rule) not in without}


def topic_of(rule: Rule) -> str:
    """The module that ``rule`` stands in, such as ``operation.paging``."""
    return rule.check.__module__.removeprefix(f"{__name__}.")


def _load(name: str, path: str) -> None:
    """Import a module whose file is known: the search for it would take as long as all else about a small module.

    The package it stands in is not imported before it: those of the scopes hold nothing.
    """
    if name in sys.modules:
        return
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} cannot be imported")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise


def silent_scopes(connector: Connector, *, topics: bool = False) -> frozenset[str]:
    """The scopes none of whose rules can say anything about ``connector``: for most nobody has to import them.

    With ``topics`` the modules of other scopes as well, which pays for a run over one connector: in a longer one
    some connector has the words.
    """
    document = connector.swagger_document
    silent = [] if connector.package_names else ["package"]
    if document is not None and document.readable:
        spoken_of = SPOKEN_OF | TOPICS if topics else SPOKEN_OF
        silent += [name for name, words in spoken_of.items() if not document.contents.has_any(words)]
    return frozenset(silent)


def _names(folder: str) -> list[str]:
    """The modules or packages in ``folder``, sorted so that every machine loads them in the same order."""
    with os.scandir(folder) as found:
        return sorted(
            entry.name.removesuffix(".py")
            for entry in found
            if not entry.name.startswith("_") and (entry.name.endswith(".py") or entry.is_dir())
        )
