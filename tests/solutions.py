"""Solution archives as an environment exports them, made from a connector's folder, and the package around them.

What a real export looks like was read off exports that people published: the names in ``Connector/``, one element of
``customizations.xml`` per component whose texts are paths inside the archive, component type 372 for a connector and 29
for a flow, a byte order mark before the XML, deflated members. Only the folders of the plug-in solution are known from
Microsoft's package validator alone.

Every function takes an ``Export``; as it stands it is right, and each of its fields makes it wrong in one way::

    connector_solution(Export(folder))
    flow_solution(Export(folder, managed=True))
    package(Export(folder), outer_extra={"readme.md": b"second"})
"""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

BOM = "\ufeff"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
ICON = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63b865c508000357012f0b9a1ec70000000049454e44ae426082"
)
"""A picture of one pixel in the colour of all independent publishers."""

_SPACE = uuid.UUID("6f1c7a0e-5a5c-4d0e-9d0f-3f6c2f5a9b11")
_HASH = "5f331acd82b125f090"
_EMPTY = ("Entities", "Roles")
_AFTER = (
    *("FieldSecurityProfiles", "Templates", "EntityMaps", "EntityRelationships"),
    *("OrganizationSettings", "optionsets", "CustomControls", "EntityDataProviders"),
)

_ZERO = (
    *("Subprocess", "Mode", "OnDemand", "TriggerOnCreate", "TriggerOnDelete", "AsyncAutodelete"),
    *("SyncWorkflowLogOnFailure", "BusinessProcessType", "ModernFlowType"),
)
_ONE = (
    "Type",
    "StateCode",
    "RunAs",
    "IsTransacted",
    "IsCustomizable",
    "IsCustomProcessingStepAllowedForOtherPublishers",
)
_WORKFLOW = {
    **dict.fromkeys(_ONE, "1"),
    **dict.fromkeys(_ZERO, "0"),
    "Category": "5",
    "Scope": "4",
    "StatusCode": "2",
    "IntroducedVersion": "1.0.0.0",
    "PrimaryEntity": "none",
}
"""What an export says of a flow that somebody starts by hand."""


@dataclass(frozen=True)
class Export:
    """A connector's folder and how its solutions were exported.

    ``without`` names members that are left out; one that ends with ``/`` is a whole folder. ``extra`` adds or replaces
    members. ``definition`` may change the connector's definition before it is written, as an environment whose
    connector is older than the folder has it. ``operations`` are the operationIds that the flow calls (default: the
    first three), ``uses`` the connector's internal name in the flow when it is another one than the exported.
    ``flows`` is how many flows there are.
    """

    folder: Path
    managed: bool = False
    prefix: str = "cw"
    version: str = "1.0.0.0"
    without: tuple[str, ...] = ()
    extra: Mapping[str, bytes] = field(default_factory=dict)
    definition: Callable[[dict[str, Any]], object] | None = None
    operations: tuple[str, ...] | None = None
    uses: str | None = None
    flows: int = 1
    header: str = ""
    """What stands in a header of the flow's actions: where a secret would stand."""

    @property
    def swagger(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.folder / "apiDefinition.swagger.json").read_text("utf-8-sig"))
        if self.definition is not None:
            self.definition(loaded)
        return loaded

    @property
    def properties(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.folder / "apiProperties.json").read_text("utf-8-sig"))
        return loaded.get("properties", {})

    @property
    def title(self) -> str:
        return str(json.loads((self.folder / "apiDefinition.swagger.json").read_text("utf-8-sig"))["info"]["title"])

    @property
    def name(self) -> str:
        """The connector's name in the solution: what is no letter or digit is written as its code."""
        return f"{self.prefix}_{_coded(self.title.lower())}"

    @property
    def internal(self) -> str:
        """What flows call it."""
        return f"shared_{_coded(self.name, keep='-')}-{_HASH}"[:128]

    @property
    def connector_id(self) -> str:
        return str(uuid.uuid5(_SPACE, self.name))

    @property
    def reference(self) -> str:
        """The logical name of the flow's connection reference."""
        return f"{self.prefix}_shared{re.sub('[^a-z0-9]', '', self.title.lower())}_1a2b3"


def connector_members(export: Export) -> dict[str, bytes]:
    """The members of the connector's solution, in the order of an export."""
    custom = _customizations(export, connectors=_connector_element(export))
    roots = _connector_root(export)
    return _finished(export, custom, _solution(export, "Connector", roots), _connector_files(export))


def flow_members(export: Export) -> dict[str, bytes]:
    """The members of a solution that holds the connector and flows that call it."""
    flows = {_flow_path(export, number): _flow(export, number) for number in range(export.flows)}
    workflows = "".join(_workflow_element(export, number) for number in range(export.flows))
    custom = _customizations(
        export, workflows=workflows, connectors=_connector_element(export), references=_reference_element(export)
    )
    roots = "".join(
        f'      <RootComponent type="29" id="{{{_flow_id(export, number)}}}" behavior="0" />\n'
        for number in range(export.flows)
    )
    manifest = _solution(export, "Flow", roots + _connector_root(export))
    return _finished(export, custom, manifest, {**flows, **_connector_files(export)})


def plugin_members(export: Export) -> dict[str, bytes]:
    """The members of a solution with an AI plug-in made of the connector."""
    name = f"{export.prefix}_{_coded(export.title.lower())}_plugin"
    plugin = (
        f'    <aicopilot_aiplugin name="{name}">\n      <pluginsubtype>1</pluginsubtype>\n    </aicopilot_aiplugin>\n'
    )
    custom = _customizations(
        export,
        connectors=_connector_element(export),
        references=f"  <aicopilot_aiplugins>\n{plugin}  </aicopilot_aiplugins>\n",
    )
    files = {
        f"aiplugins/{name}/aiplugin.xml": _xml(
            f'<aiplugin name="{name}">\n  <iscustomizable>1</iscustomizable>\n</aiplugin>'
        ),
        f"aipluginoperations/{name}_1/aipluginoperation.xml": _xml(
            f'<aipluginoperation name="{name}_1">\n  <iscustomizable>1</iscustomizable>\n</aipluginoperation>'
        ),
    }
    return _finished(
        export, custom, _solution(export, "Plugin", _connector_root(export)), {**files, **_connector_files(export)}
    )


def connector_solution(export: Export) -> bytes:
    return zipped(connector_members(export))


def flow_solution(export: Export) -> bytes:
    return zipped(flow_members(export))


def plugin_solution(export: Export) -> bytes:
    return zipped(plugin_members(export))


def inner_archive(
    solutions: Mapping[str, bytes], *, assets: str = "PkgAssets", without: tuple[str, ...] = (), **extra: bytes
) -> bytes:
    """A Package Deployer archive with these solutions, as people make it by hand; ``extra`` stands at its root."""
    listed = "".join(f'    <configsolutionfile solutionpackagefilename="{name}" />\n' for name in solutions)
    config = (
        f'{DECLARATION}<configdatastorage {XSI} installsampledata="false" waitforsampledatatoinstall="true"'
        ' agentdesktopzipfile="" agentdesktopexename="" crmmigdataimportfile="">\n'
        f"  <solutions>\n{listed}  </solutions>\n</configdatastorage>\n"
    )
    types = _content_types("xml", "zip")
    members = {f"{assets}/{name}": data for name, data in solutions.items()}
    members |= {f"{assets}/ImportConfig.xml": config.encode(), "[Content_Types].xml": types, **extra}
    return zipped(_left_out(members, without))


def outer_archive(inner: bytes, intro: bytes, **changes: bytes | None) -> bytes:
    """``package.zip``: the introduction and the inner archive; ``changes`` add members, or take one away (None)."""
    members: dict[str, bytes | None] = {"intro.md": intro, "package.zip": inner, **changes}
    return zipped({name: data for name, data in members.items() if data is not None})


def package(
    export: Export,
    *,
    intro: bytes | None = None,
    plugin: bool = False,
    connector: Export | None = None,
    outer_extra: Mapping[str, bytes] | None = None,
    inner_extra: Mapping[str, bytes] | None = None,
    assets: str = "PkgAssets",
) -> bytes:
    """A whole ``package.zip`` of the folder; ``connector`` is the first solution's export when it differs."""
    solutions = {
        "ConnectorSolution.zip": connector_solution(connector or export),
        "FlowSolution.zip": flow_solution(export),
    }
    if plugin:
        solutions["PluginSolution.zip"] = plugin_solution(export)
    inner = inner_archive(solutions, assets=assets, **(inner_extra or {}))
    if intro is None:
        intro = (export.folder / "intro.md").read_bytes()
    return outer_archive(inner, intro, **(outer_extra or {}))


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the members in their order; a name that ends with ``/`` is a folder's own entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 11, 20, 9, 30, 0))
            info.compress_type = compression
            info.create_system = 0
            archive.writestr(info, data)
    return buffer.getvalue()


def older(export: Export) -> Export:
    """The export of a connector that was not updated since its folder was: another host and one operation less."""

    def change(definition: dict[str, Any]) -> None:
        definition["host"] = "old." + definition.get("host", "contoso.com")
        paths = definition["paths"]
        paths.pop(next(reversed(paths)))

    return replace(export, definition=change)


def _coded(text: str, keep: str = "_-") -> str:
    return re.sub(rf"[^a-z0-9{re.escape(keep)}]", lambda odd: "".join(f"-{byte:02x}" for byte in odd[0].encode()), text)


def _xml(text: str) -> bytes:
    return (BOM + DECLARATION + text).replace("\n", "\r\n").encode()


def _content_types(*extensions: str) -> bytes:
    defaults = "".join(
        f'<Default Extension="{extension}" ContentType="application/octet-stream" />' for extension in extensions
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{BOM}<?xml version="1.0" encoding="utf-8"?><Types xmlns="{space}">{defaults}</Types>'.encode()


def _left_out(members: Mapping[str, bytes], without: tuple[str, ...]) -> dict[str, bytes]:
    def stays(name: str) -> bool:
        return not any(name == gone or (gone.endswith("/") and name.startswith(gone)) for gone in without)

    return {name: data for name, data in members.items() if stays(name)}


def _finished(export: Export, custom: bytes, manifest: bytes, files: Mapping[str, bytes]) -> dict[str, bytes]:
    kinds = dict.fromkeys(name.rpartition(".")[2] for name in files)
    members = {"customizations.xml": custom, "solution.xml": manifest, **files}
    members["[Content_Types].xml"] = _content_types("xml", *(kind for kind in kinds if kind != "xml"))
    return {**_left_out(members, export.without), **export.extra}


def _connector_files(export: Export) -> dict[str, bytes]:
    def text(value: Any) -> bytes:
        return (BOM + json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()

    start = f"Connector/{export.name}"
    properties = export.properties
    files = {
        f"{start}_iconblob.Png": ICON,
        f"{start}_policytemplateinstances.json": text(properties.get("policyTemplateInstances", [])),
        f"{start}_connectionparameters.json": text(properties.get("connectionParameters", {})),
        f"{start}_openapidefinition.json": text(export.swagger),
    }
    if "connectionParameterSets" in properties:
        files[f"{start}_connectionparametersets.json"] = text(properties["connectionParameterSets"])
    script = export.folder / "script.csx"
    if script.is_file():
        files[f"{start}_customcodeblobcontent.csx"] = script.read_bytes()
    return files


def _connector_element(export: Export) -> str:
    info = export.swagger["info"]
    files = "".join(
        f"      <{part}>/{name}</{part}>\n"
        for name in reversed(_connector_files(export))
        for part in [name.rpartition("_")[2].partition(".")[0]]
    )
    return (
        "    <Connector>\n"
        f"      <connectorid>{export.connector_id}</connectorid>\n"
        f"      <description>{escape(info.get('description', ''))}</description>\n"
        f"      <displayname>{escape(info['title'])}</displayname>\n"
        f"      <iconbrandcolor>{escape(export.properties.get('iconBrandColor', '#da3b01'))}</iconbrandcolor>\n"
        f"      <name>{export.name}</name>\n"
        "      <connectortype>1</connectortype>\n"
        f"{files}"
        "    </Connector>\n"
    )


def _reference_element(export: Export) -> str:
    custom = (
        "      <customconnectorid>\n"
        f"        <connectorid>{export.connector_id}</connectorid>\n"
        "      </customconnectorid>\n"
    )
    return (
        "  <connectionreferences>\n"
        f'    <connectionreference connectionreferencelogicalname="{export.reference}">\n'
        f"      <connectionreferencedisplayname>{escape(export.title)}</connectionreferencedisplayname>\n"
        f"      <connectorid>/providers/Microsoft.PowerApps/apis/{export.uses or export.internal}</connectorid>\n"
        f"{custom if export.uses is None else ''}"
        "      <iscustomizable>1</iscustomizable>\n"
        "      <promptingbehavior>0</promptingbehavior>\n"
        "      <statecode>0</statecode>\n"
        "      <statuscode>1</statuscode>\n"
        "    </connectionreference>\n"
        "  </connectionreferences>\n"
    )


def _customizations(export: Export, *, workflows: str = "", connectors: str = "", references: str = "") -> bytes:
    del export
    flows = f"  <Workflows>\n{workflows}  </Workflows>\n" if workflows else "  <Workflows></Workflows>\n"
    before = "".join(f"  <{name}></{name}>\n" for name in _EMPTY)
    after = "".join(f"  <{name} />\n" for name in _AFTER)
    return _xml(
        f"<ImportExportXml {XSI}>\n{before}{flows}{after}  <Connectors>\n{connectors}  </Connectors>\n{references}"
        "  <Languages>\n    <Language>1033</Language>\n  </Languages>\n</ImportExportXml>"
    )


def _connector_root(export: Export) -> str:
    return (
        f'      <RootComponent type="372" id="{{{export.connector_id}}}" schemaName="{export.name}" behavior="0" />\n'
    )


def _solution(export: Export, kind: str, roots: str) -> bytes:
    unique = re.sub("[^A-Za-z0-9]", "", export.title) + kind
    name = f'<LocalizedName description={quoteattr(f"{export.title} {kind}")} languagecode="1033" />'
    return _xml(
        '<ImportExportXml version="9.2.25111.140" SolutionPackageVersion="9.2" languagecode="1033"'
        f' generatedBy="CrmLive" {XSI}>\n'
        "  <SolutionManifest>\n"
        f"    <UniqueName>{unique}</UniqueName>\n"
        f"    <LocalizedNames>\n      {name}\n    </LocalizedNames>\n"
        "    <Descriptions />\n"
        f"    <Version>{export.version}</Version>\n"
        f"    <Managed>{int(export.managed)}</Managed>\n"
        "    <Publisher>\n"
        "      <UniqueName>MikaMaker</UniqueName>\n"
        "      <LocalizedNames>\n"
        '        <LocalizedName description="Mika Maker" languagecode="1033" />\n'
        "      </LocalizedNames>\n"
        "      <Descriptions />\n"
        '      <EMailAddress xsi:nil="true"></EMailAddress>\n'
        '      <SupportingWebsiteUrl xsi:nil="true"></SupportingWebsiteUrl>\n'
        f"      <CustomizationPrefix>{export.prefix}</CustomizationPrefix>\n"
        "      <CustomizationOptionValuePrefix>26433</CustomizationOptionValuePrefix>\n"
        "      <Addresses>\n"
        "        <Address>\n"
        "          <AddressNumber>1</AddressNumber>\n"
        '          <AddressTypeCode xsi:nil="true"></AddressTypeCode>\n'
        "        </Address>\n"
        "      </Addresses>\n"
        "    </Publisher>\n"
        f"    <RootComponents>\n{roots}    </RootComponents>\n"
        "    <MissingDependencies />\n"
        "  </SolutionManifest>\n"
        "</ImportExportXml>"
    )


def _flow_id(export: Export, number: int) -> str:
    return str(uuid.uuid5(_SPACE, f"{export.name} flow {number}"))


def _flow_path(export: Export, number: int) -> str:
    return (
        f"Workflows/Try{re.sub('[^A-Za-z0-9]', '', export.title)}{number + 1}-{_flow_id(export, number).upper()}.json"
    )


def _workflow_element(export: Export, number: int) -> str:
    name = f"Try {export.title} {number + 1}"
    values = {"JsonFileName": "/" + _flow_path(export, number), **_WORKFLOW}
    inside = "".join(f"      <{key}>{escape(value)}</{key}>\n" for key, value in values.items())
    return (
        f'    <Workflow WorkflowId="{{{_flow_id(export, number)}}}" Name={quoteattr(name)}>\n{inside}'
        f'      <LocalizedNames>\n        <LocalizedName languagecode="1033" description={quoteattr(name)} />\n'
        "      </LocalizedNames>\n    </Workflow>\n"
    )


def _operation_ids(export: Export) -> tuple[str, ...]:
    found = [
        operation["operationId"]
        for item in export.swagger.get("paths", {}).values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]
    return tuple(found[:3])


def _flow(export: Export, number: int) -> bytes:
    called = _operation_ids(export) if export.operations is None else export.operations
    internal = export.uses or export.internal
    actions: dict[str, Any] = {}
    before = ""
    for operation in called:
        parameters: dict[str, Any] = {"x-trace": export.header} if export.header else {}
        actions[operation] = {
            "runAfter": {before: ["Succeeded"]} if before else {},
            "metadata": {"operationMetadataId": str(uuid.uuid5(_SPACE, f"{number} {operation}"))},
            "type": "OpenApiConnection",
            "inputs": {
                "host": {
                    "connectionName": internal,
                    "operationId": operation,
                    "apiId": f"/providers/Microsoft.PowerApps/apis/{internal}",
                },
                "parameters": parameters,
                "authentication": "@parameters('$authentication')",
            },
        }
        before = operation
    schema = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
    flow = {
        "properties": {
            "connectionReferences": {
                internal: {
                    "runtimeSource": "embedded",
                    "connection": {"connectionReferenceLogicalName": export.reference},
                    "api": {"name": internal},
                }
            },
            "definition": {
                "$schema": schema,
                "contentVersion": "1.0.0.0",
                "parameters": {
                    "$connections": {"defaultValue": {}, "type": "Object"},
                    "$authentication": {"defaultValue": {}, "type": "SecureObject"},
                },
                "triggers": {
                    "manual": {
                        "metadata": {"operationMetadataId": str(uuid.uuid5(_SPACE, f"{number} manual"))},
                        "type": "Request",
                        "kind": "Button",
                        "inputs": {"schema": {"type": "object", "properties": {}, "required": []}},
                    }
                },
                "actions": actions,
            },
            "templateName": "",
        },
        "schemaVersion": "1.0.0.0",
    }
    return json.dumps(flow, indent=2).replace("\n", "\r\n").encode()
