"""What ippub has to say about its own run."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.connector.folder import Connector


@rule("RuleCrashed", Severity.WARNING, source="ippub itself")
def rule_crashed(_connector: Connector) -> Iterator[Finding]:
    """A rule of ippub failed on this connector.

    This is a fault of ippub and not of the connector. Everything else was checked.

    Fix: Report it together with the part of the file that it names; ignore the rule until then.
    """
    yield from ()


@rule("IgnoreMatchesNothing", Severity.WARNING, source="ippub itself")
def ignore_matches_nothing(_connector: Connector) -> Iterator[Finding]:
    """An entry under `ignore` in ippub.yaml matches no finding.

    What it excused has been repaired, or its code or pointer is misspelt; either way it hides nothing today and
    would hide something new tomorrow.

    Fix: Remove the entry, or correct its code, file or pointer.
    """
    yield from ()
