"""A solution as the platform exports it: its manifest, its customizations, the connector's files, the flows."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from ippub.archive.reading import Archive
from ippub.connector.package.flow import Flow
from ippub.connector.package.identity import ConnectorName
from ippub.connector.package.markup import XmlDocument, children, text_of
from ippub.document.json import JsonDocument, read_json
from ippub.document.place import Place

CONTENT_TYPES = "[Content_Types].xml"
CUSTOMIZATIONS = "customizations.xml"
MANIFEST = "solution.xml"
REQUIRED = (CONTENT_TYPES, CUSTOMIZATIONS, MANIFEST)
"""What every export has at its root."""
CONNECTOR_FOLDER = "Connector"
WORKFLOWS_FOLDER = "Workflows"

_MOST_FLOWS = 50
_MOST_CONNECTORS = 20


class Role(StrEnum):
    """Which of the solutions of a package one is, decided by its customizations as Microsoft's script decides it."""

    CONNECTOR = "connector"
    FLOW = "flow"
    PLUGIN = "plugin"
    NONE = ""


class RootComponent(NamedTuple):
    """A line of the manifest: the number of its type, its id and the name of its schema."""

    type: str
    id: str
    schema: str


class ConnectionReference(NamedTuple):
    """What a flow connects by: its logical name, the connector's id on the platform, the custom connector's own id."""

    logical_name: str
    connector: str
    custom_id: str


class WorkflowEntry(NamedTuple):
    """A workflow of the customizations; ``json_file`` is a path in the archive, without its leading slash."""

    id: str
    name: str
    json_file: str


class SolutionConnector(NamedTuple):
    """A connector of the customizations. ``parts`` are the paths of its files by the name of the element."""

    id: str
    name: str
    display_name: str
    parts: dict[str, str]

    @property
    def identity(self) -> ConnectorName:
        """Its name in the form in which names can be compared."""
        return ConnectorName(self.name)


PARTS = (
    "openapidefinition",
    "connectionparameters",
    "connectionparametersets",
    "policytemplateinstances",
    "scriptoperations",
    "customcodeblobcontent",
    "iconblob",
)
"""The elements of a connector that name a file."""


class Solution:
    """One archive of the assets folder. Parts are read when they are asked for; missing ones are None or empty."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @property
    def name(self) -> str:
        """How reports call the archive: the names of the archives around it, with ``!`` between."""
        return self.archive.name

    @property
    def file_name(self) -> str:
        """The name of the archive's own file."""
        return self.name.rpartition("!")[2].rpartition("/")[2]

    def at(self, path: str) -> Place:
        """The file ``path`` in the archive as a place; "" for the archive itself."""
        return Place(f"{self.name}!{path}" if path else self.name)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Those of ``REQUIRED`` that are not at the root, in any case."""
        there = {path.casefold() for path in self.archive.root_files}
        return tuple(name for name in REQUIRED if name.casefold() not in there)

    @cached_property
    def manifest(self) -> XmlDocument | None:
        """``solution.xml``."""
        return self._xml(MANIFEST)

    @cached_property
    def customizations(self) -> XmlDocument | None:
        """``customizations.xml``."""
        return self._xml(CUSTOMIZATIONS)

    @property
    def unique_name(self) -> str:
        """The solution's unique name, "" when the manifest has none."""
        return self._said("UniqueName")

    @property
    def version(self) -> str:
        """The version as it is written."""
        return self._said("Version")

    @property
    def managed(self) -> bool | None:
        """Whether it was exported as managed; None when the manifest does not say."""
        said = self._said("Managed")
        return said != "0" if said else None

    @property
    def publisher(self) -> str:
        """The unique name of the publisher."""
        return self._of_publisher("UniqueName")

    @property
    def prefix(self) -> str:
        """The publisher's prefix, with which the names of its components begin."""
        return self._of_publisher("CustomizationPrefix")

    @cached_property
    def root_components(self) -> tuple[RootComponent, ...]:
        """What the manifest says is in the solution."""
        found = self.manifest.elements.get("RootComponent", []) if self.manifest is not None else []
        return tuple(RootComponent(one.get("type", ""), one.get("id", ""), one.get("schemaName", "")) for one in found)

    @property
    def has_connector(self) -> bool:
        """Whether the customizations have a connector."""
        return self.customizations is not None and self.customizations.is_filled("Connector")

    @property
    def has_workflows(self) -> bool:
        """Whether the customizations have workflows."""
        return self.customizations is not None and self.customizations.is_filled("Workflows")

    @property
    def has_plugin(self) -> bool:
        """Whether the customizations have an AI plug-in."""
        return self.customizations is not None and self.customizations.is_filled("aicopilot_aiplugin")

    @property
    def role(self) -> Role:
        """Which solution this is; ``Role.NONE`` when it is none of the three."""
        if not self.has_connector:
            return Role.NONE
        if self.has_workflows:
            return Role.NONE if self.has_plugin else Role.FLOW
        return Role.PLUGIN if self.has_plugin else Role.CONNECTOR

    def has_folder(self, name: str) -> bool:
        """Whether there is a folder ``name`` at the root, in any case."""
        return name.casefold() in (folder.casefold() for folder in self.archive.root_folders)

    @cached_property
    def connectors(self) -> tuple[SolutionConnector, ...]:
        """The connectors of the customizations."""
        if self.customizations is None:
            return ()
        found = self.customizations.elements.get("Connector", [])[:_MOST_CONNECTORS]
        return tuple(
            SolutionConnector(
                id=_guid(text_of(one, "connectorid")),
                name=text_of(one, "name"),
                display_name=text_of(one, "displayname"),
                parts={part: path for part in PARTS if (path := text_of(one, part).lstrip("/"))},
            )
            for one in found
        )

    @cached_property
    def connection_references(self) -> tuple[ConnectionReference, ...]:
        """The connection references of the customizations."""
        if self.customizations is None:
            return ()
        found = self.customizations.elements.get("connectionreference", [])
        return tuple(
            ConnectionReference(
                one.get("connectionreferencelogicalname", ""),
                text_of(one, "connectorid"),
                _guid(text_of(next(children(one, "customconnectorid"), None), "connectorid")),
            )
            for one in found
        )

    @cached_property
    def workflows(self) -> tuple[WorkflowEntry, ...]:
        """The workflows of the customizations that have a file."""
        if self.customizations is None:
            return ()
        found = self.customizations.elements.get("Workflow", [])
        return tuple(
            WorkflowEntry(_guid(one.get("WorkflowId", "")), one.get("Name", ""), path)
            for one in found
            if (path := text_of(one, "JsonFileName").lstrip("/"))
        )

    @cached_property
    def workflow_files(self) -> tuple[str, ...]:
        """The JSON files in the folder of the workflows."""
        start = WORKFLOWS_FOLDER.casefold() + "/"
        return tuple(
            path
            for path in self.archive.files
            if path.casefold().startswith(start) and path.casefold().endswith(".json")
        )

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The flows, each read from its file."""
        return tuple(Flow(self._json(path)) for path in self.workflow_files[:_MOST_FLOWS])

    @cached_property
    def connector_files(self) -> tuple[str, ...]:
        """The files in the folder of the connector."""
        start = CONNECTOR_FOLDER.casefold() + "/"
        return tuple(path for path in self.archive.files if path.casefold().startswith(start))

    def part(self, kind: str) -> str | None:
        """The path of the first file of the connectors that is a ``kind`` (one of ``PARTS``), None without one.

        What the customizations name comes first, then what is called so.
        """
        for connector in self.connectors:
            path = self.archive.find(connector.parts[kind]) if kind in connector.parts else None
            if path is not None:
                return path
        return next((path for path in self.connector_files if f"_{kind}." in path.casefold()), None)

    @cached_property
    def definition(self) -> JsonDocument | None:
        """The connector's definition as it was exported."""
        return self._part("openapidefinition")

    @cached_property
    def connection_parameters(self) -> JsonDocument | None:
        """The connection parameters as they were exported: the object itself, without anything around it."""
        return self._part("connectionparameters")

    @cached_property
    def policies(self) -> JsonDocument | None:
        """The policy template instances as they were exported: a list."""
        return self._part("policytemplateinstances")

    @cached_property
    def script(self) -> tuple[str, str] | None:
        """The path and the text of the custom code."""
        path = self.part("customcodeblobcontent")
        return None if path is None else (path, self.archive.read(path).decode("utf-8-sig", "replace"))

    @property
    def xml_documents(self) -> list[XmlDocument]:
        """The XML documents that rules may point into."""
        return [document for document in (self.manifest, self.customizations) if document is not None]

    @property
    def documents(self) -> list[JsonDocument]:
        """The JSON documents that rules may point into."""
        parts = (self.definition, self.connection_parameters, self.policies)
        return [document for document in (*parts, *(flow.document for flow in self.flows)) if document is not None]

    def _said(self, name: str) -> str:
        return text_of(self.manifest.first("SolutionManifest"), name) if self.manifest is not None else ""

    def _of_publisher(self, name: str) -> str:
        return text_of(self.manifest.first("Publisher"), name) if self.manifest is not None else ""

    def _part(self, kind: str) -> JsonDocument | None:
        path = self.part(kind)
        return None if path is None else self._json(path)

    def _json(self, path: str) -> JsonDocument:
        return read_json(f"{self.name}!{path}", self.archive.read(path))

    def _xml(self, name: str) -> XmlDocument | None:
        path = self.archive.find(name)
        return None if path is None else XmlDocument(f"{self.name}!{path}", self.archive.read(path))


def _guid(text: str) -> str:
    return text.strip().strip("{}").lower()
