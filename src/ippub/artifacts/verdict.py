"""How a connector stands when it is about to be submitted: the check, with a digest that can be quoted as proof."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from ippub import __version__
from ippub.check.engine import make_plan, run
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.check.selection import build_selection
from ippub.config import Config
from ippub.connector.folder import Connector
from ippub.report.assemble import Wishes, assemble
from ippub.report.model import ConnectorReport, Reported
from ippub.report.tally import severities


class Verdict(NamedTuple):
    """What the rules say, with severities as at submission and the ignores of ``ippub.yaml`` applied.

    ``ruleset`` names the rules that ran: this program's version and a digest of their codes and severities.
    """

    report: ConnectorReport
    ruleset: str
    process: int
    deep: bool

    def of(self, severity: Severity) -> tuple[Reported, ...]:
        """The findings that are this severe."""
        return tuple(finding for finding in self.report.findings if finding.severity is severity)

    @property
    def errors(self) -> tuple[Reported, ...]:
        """The findings that stop a submission."""
        return self.of(Severity.ERROR)

    @property
    def counted(self) -> str:
        """How many findings of which severity, in words: ``2 warnings, 5 notes, 1 accepted``."""
        found = severities(*(len(self.of(severity)) for severity in Severity))
        return found + (f", {self.report.ignored:,} accepted with a reason" if self.report.ignored else "")

    @property
    def secrets(self) -> tuple[Reported, ...]:
        """The findings about secrets, which nothing but an ignore with a reason gets past."""
        return tuple(finding for finding in self.report.findings if finding.code in SECRETS)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of everything that was found and not ignored."""
        return frozenset(finding.code for finding in self.report.findings)

    @property
    def digest(self) -> str:
        """SHA-256 over the rule set and every finding: the same check of the same files gives the same one."""
        lines = sorted(f"{one.code} {one.severity.value} {one.fingerprint}" for one in self.report.findings)
        return hashlib.sha256("\n".join([self.ruleset, *lines]).encode()).hexdigest()


SECRETS = frozenset({"SecretInFiles", "OAuthClientSecretPresent", "PackageSecret"})
"""The codes that speak of secrets in the files themselves."""


def judge(connector: Connector, config: Config, *, deep: bool = False) -> Verdict:
    """Check ``connector`` with every rule of the process, as at submission, whatever ``select`` says.

    ``deep`` asks openapi-spec-validator too. Severities and ignores of ``config`` count; its ``select`` is for
    working on one subject and must not let a submission through.
    """
    rules = load_rules()
    selection = build_selection(config._replace(select=()))
    wanted = [rule for rule in rules.values() if selection.wants(rule) and (deep or not rule.deep)]
    found = run(connector, make_plan(wanted))
    report, _ = assemble(connector, found, selection, config, Wishes(submitting=True), (None, {}))
    facts = sorted(f"{r.code} {r.severity.value} {r.submission} {r.process} {r.deep}" for r in rules.values())
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    return Verdict(report, f"{__version__}+{digest[:12]}", config.process, deep)
