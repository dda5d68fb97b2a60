"""The title and the readme of a proposal, judged by the same rules as ``ippub check``."""

from __future__ import annotations

import json

from ippub.artifacts.verdict import judge
from ippub.check.rule import Severity
from ippub.config import Config
from ippub.connector.folder import README, SWAGGER, Connector
from ippub.document.json import read_json
from ippub.document.markdown import read_markdown
from ippub.report.model import ConnectorReport, Reported

_TITLE = "/info/title"


def check_proposal(connector: Connector, name: str, readme: bytes, config: Config) -> ConnectorReport:
    """What the rules say about ``readme`` and about ``name`` as a title; nothing about what is not built yet.

    Errors stop a proposal. Where the connector has a definition already, its own title counts.
    """
    whole = connector.with_documents(connector.swagger_document, read_markdown(README, readme))
    about_readme = [each for each in judge(whole, config).report.findings if each.file == README]
    if connector.swagger is None:
        definition = json.dumps({"swagger": "2.0", "info": {"title": name}}).encode()
        whole = connector.with_documents(read_json(SWAGGER, definition), None)
    about_title = [replaced(each, connector) for each in judge(whole, config).report.findings if each.pointer == _TITLE]
    return ConnectorReport(name, connector.path, name, tuple(about_readme + about_title))


def replaced(finding: Reported, connector: Connector) -> Reported:
    """A finding about the title where there is no definition yet: it is about the name, and has no line."""
    if connector.swagger is not None:
        return finding
    return finding._replace(file="(the name)", pointer=None, excerpt="", fix=None)


def stops(report: ConnectorReport) -> tuple[Reported, ...]:
    """The findings that a proposal cannot be sent with."""
    return tuple(finding for finding in report.findings if finding.severity is Severity.ERROR)
