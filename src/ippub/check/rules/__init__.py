"""The rules: one folder per scope, one module per topic, one function per rule.

A module put into one of the folders is found by itself.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from importlib import import_module

from ippub.check.rule import RULES, Rule
from ippub.connector.folder import Connector
from ippub.connector.swagger import DYNAMIC

CALLING = (*DYNAMIC, "x-ms-operation-context", "testConnection", "x-ms-notification", "x-ms-capabilities")
"""The rules of the scope ``dynamic`` need one of these words in the definition."""


def load_rules(without: Collection[str] = ()) -> dict[str, Rule]:
    """Import every rule module and return all rules by code; those of the scopes in ``without`` are left out."""
    for scope in _names(__path__[0]):
        if scope not in without:
            for topic in _names(os.path.join(__path__[0], scope)):
                import_module(f"{__name__}.{scope}.{topic}")
    return {code: rule for code, rule in RULES.items() if rule.scope not in without} if without else RULES


def silent_scopes(connector: Connector) -> frozenset[str]:
    """The scopes none of whose rules can say anything about ``connector``: for most nobody has to import them."""
    document = connector.swagger_document
    silent = [] if connector.package_names else ["package"]
    if document is not None and document.readable and not document.contents.has_any(CALLING):
        silent.append("dynamic")
    return frozenset(silent)


def _names(folder: str) -> list[str]:
    """The modules or packages in ``folder``, sorted so that every machine loads them in the same order."""
    with os.scandir(folder) as found:
        return sorted(
            entry.name.removesuffix(".py")
            for entry in found
            if not entry.name.startswith("_") and (entry.name.endswith(".py") or entry.is_dir())
        )
