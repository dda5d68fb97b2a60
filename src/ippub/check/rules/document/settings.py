"""The local file of the paconn tool."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import SETTINGS_SCHEMA
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Root
from ippub.document.edit import Remove, Rename, Set
from ippub.nearest import nearest

_KEYS = (
    "$schema",
    "apiDefinition",
    "apiProperties",
    "connectorId",
    "environment",
    "flowApiVersion",
    "flowUrl",
    "icon",
    "powerAppsApiVersion",
    "powerAppsUrl",
    "script",
)
_ENVIRONMENT = lazy(r"(?:default-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_VERSION = "2016-11-01"


@rule("SettingsJsonContent", Severity.WARNING, source=SETTINGS_SCHEMA, suggests=True)
def settings_json_content(connector: Connector) -> Iterator[Finding]:
    """The local settings file says something that the paconn tool does not understand.

    The tool reads settings.json to know which connector in which environment it should write to. With a
    misspelt key it asks again or writes to another place.

    Fix: Correct the value, or delete the file. It belongs to your machine and is never submitted.

    Evidence: Microsoft's JSON Schema for the file; only the author's own tool is stopped by it.

    Reading: The schema does not know "script" and asks for an environment in small letters, but the tool
    writes the first and takes "Default-..." for the second; both are allowed here.

    Bad:
        settings.json: {conectorId: shared_contoso}
    Bad:
        settings.json: {environment: Contoso Test}
    Bad:
        settings.json: {powerAppsApiVersion: "2020-01-01"}
    Good:
        settings.json:
          connectorId: shared_contoso
          environment: Default-0f0e0d0c-0b0a-0908-0706-050403020100
          apiDefinition: apiDefinition.swagger.json
          script: null
    """
    document = connector.settings_document
    if document is None or not document.readable or not isinstance(document.value, dict):
        return
    settings = Root(document.value, document.name)
    for key in settings.value:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            remedy = f'Write "{near}".' if near is not None else ""
            at = (settings / key).marked_key
            renamed = near is not None and near not in settings
            repair = suggestion(Rename(at, near) if near is not None and renamed else Remove(at))
            yield Finding(f"{quoted(key)} is no setting of paconn", at=at, remedy=remedy, fix=repair)
    environment = settings.get("environment")
    if environment not in (None, "") and not (isinstance(environment, str) and _ENVIRONMENT.fullmatch(environment)):
        yield Finding(f'"environment" is {quoted(environment)}, which is no GUID', at=settings / "environment")
    for key in ("powerAppsApiVersion", "flowApiVersion"):
        version = settings.get(key)
        if version not in (None, "", _VERSION):
            remedy = f'Write "{_VERSION}".'
            at = settings / key
            yield Finding(f'"{key}" is {quoted(version)}', at=at, remedy=remedy, fix=suggestion(Set(at, _VERSION)))
