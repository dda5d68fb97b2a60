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


def load_rules(without: Collection[str] = ()) -> dict[str, Rule]:
    """Import every rule module and return all rules by code; those of the scopes in ``without`` are left out."""
    for scope in _names(__path__[0]):
        if scope not in without:
            folder = os.path.join(__path__[0], scope)
            for topic in _names(folder):
                _load(f"{__name__}.{scope}.{topic}", os.path.join(folder, f"{topic}.py"))
    return {code: rule for code, rule in RULES.items() if rule.scope not in without} if without else RULES


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


def silent_scopes(connector: Connector) -> frozenset[str]:
    """The scopes none of whose rules can say anything about ``connector``: for most nobody has to import them."""
    document = connector.swagger_document
    silent = [] if connector.package_names else ["package"]
    if document is not None and document.readable:
        silent += [scope for scope, words in SPOKEN_OF.items() if not document.contents.has_any(words)]
    return frozenset(silent)


def _names(folder: str) -> list[str]:
    """The modules or packages in ``folder``, sorted so that every machine loads them in the same order."""
    with os.scandir(folder) as found:
        return sorted(
            entry.name.removesuffix(".py")
            for entry in found
            if not entry.name.startswith("_") and (entry.name.endswith(".py") or entry.is_dir())
        )
