"""The rules: one folder per scope, one module per topic, one function per rule.

A module put into one of the folders is found by itself.
"""

from __future__ import annotations

import os
from importlib import import_module

from ippub.check.rule import RULES, Rule


def load_rules() -> dict[str, Rule]:
    """Import every rule module and return all rules by code."""
    for scope in _names(__path__[0]):
        for topic in _names(os.path.join(__path__[0], scope)):
            import_module(f"{__name__}.{scope}.{topic}")
    return RULES


def _names(folder: str) -> list[str]:
    """The modules or packages in ``folder``, sorted so that every machine loads them in the same order."""
    with os.scandir(folder) as found:
        return sorted(
            entry.name.removesuffix(".py")
            for entry in found
            if not entry.name.startswith("_") and (entry.name.endswith(".py") or entry.is_dir())
        )
