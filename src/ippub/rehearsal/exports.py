"""Stand-ins for the two solutions that a person exports from an environment, made from the connector's folder.

They hold what certification looks for: the manifest, the customizations, the connector's files, and in the second one a
flow that calls its operations. An environment adds much more; nothing can be imported from these.
"""

from __future__ import annotations

import io
import json
import os
import re
import uuid
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CONNECTOR, FLOW = "connector.zip", "flow.zip"
"""What the two exports are called; any other names would do."""

_PREFIX = "mm"
_SPACE = uuid.UUID("0b0d9b1e-7c39-4a8e-9d8f-7b7f3a5f6c21")
_MOST_CALLS = 3
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63b865c508000357012f0b9a1ec70000000049454e44ae426082"
)


def export_solutions(folder: str, target: str) -> None:
    """Write the two archives into the folder ``target``, which is made when it is not there.

    ``folder`` holds the connector. Raises ``OSError`` and ``ValueError`` when its files cannot be read.
    """
    swagger = _read(os.path.join(folder, "apiDefinition.swagger.json"))
    properties = _read(os.path.join(folder, "apiProperties.json")).get("properties")
    parts = _parts(folder, swagger, properties if isinstance(properties, dict) else {})
    os.makedirs(target, exist_ok=True)
    _zip(os.path.join(target, CONNECTOR), _solution(swagger, "Connector", parts))
    _zip(os.path.join(target, FLOW), _solution(swagger, "Flow", parts, _flow(swagger)))


def wrongly_zipped(intro: bytes, exports: str) -> bytes:
    """A package as many people make it first: the folder was zipped instead of the files in it."""
    inner = {}
    for name in (CONNECTOR, FLOW):
        with open(os.path.join(exports, name), "rb") as file:
            inner[f"PkgAssets/{name}"] = file.read()
    listed = "".join(f'<configsolutionfile solutionpackagefilename="{name}"/>' for name in (CONNECTOR, FLOW))
    inner["PkgAssets/ImportConfig.xml"] = (
        f"<configdatastorage><solutions>{listed}</solutions></configdatastorage>".encode()
    )
    inner["[Content_Types].xml"] = _types("xml", "zip")
    return _zipped({"My package/intro.md": intro, "My package/package.zip": _zipped(inner)})


def _read(path: str) -> dict[str, object]:
    with open(path, encoding="utf-8-sig") as file:
        value: object = json.load(file)
    return value if isinstance(value, dict) else {}


def _parts(folder: str, swagger: Mapping[str, object], properties: Mapping[str, object]) -> dict[str, bytes]:
    """The connector's files in a solution, by what each is."""
    found = {
        "iconblob.Png": _PICTURE,
        "openapidefinition.json": _json(swagger),
        "connectionparameters.json": _json(properties.get("connectionParameters") or {}),
        "policytemplateinstances.json": _json(properties.get("policyTemplateInstances") or []),
    }
    if "connectionParameterSets" in properties:
        found["connectionparametersets.json"] = _json(properties["connectionParameterSets"])
    script = os.path.join(folder, "script.csx")
    if os.path.isfile(script):
        with open(script, "rb") as file:
            found["customcodeblobcontent.csx"] = file.read()
    return found


def _solution(
    swagger: Mapping[str, object], kind: str, parts: Mapping[str, bytes], flow: bytes = b""
) -> dict[str, bytes]:
    title = _title(swagger)
    name, flow_id = _name(swagger), str(uuid.uuid5(_SPACE, f"{title} flow"))
    path = f"Workflows/Try-{flow_id.upper()}.json"
    connector = f'<RootComponent type="372" id="{{{_id(swagger)}}}" schemaName="{name}" behavior="0"/>'
    roots = f'<RootComponent type="29" id="{{{flow_id}}}" behavior="0"/>' if flow else ""
    custom = _connector(swagger, parts)
    if flow:
        said = f"<JsonFileName>/{path}</JsonFileName><Type>1</Type><Category>5</Category>"
        name_said = quoteattr(f"Try {title}")
        custom = (
            f'<Workflows><Workflow WorkflowId="{{{flow_id}}}" Name={name_said}>{said}</Workflow></Workflows>' + custom
        )
        custom += _reference(swagger)
    files = {
        "[Content_Types].xml": _types("xml", "json", "Png", "csx"),
        "customizations.xml": _xml(f"<ImportExportXml>{custom}</ImportExportXml>"),
        "solution.xml": _manifest(title, kind, roots + connector),
        **{f"Connector/{name}_{part}": data for part, data in parts.items()},
    }
    return {**files, path: flow} if flow else files


def _manifest(title: str, kind: str, roots: str) -> bytes:
    unique = re.sub("[^A-Za-z0-9]", "", title) + kind
    name = f'<LocalizedName description={quoteattr(f"{title} {kind}")} languagecode="1033"/>'
    named = f"<LocalizedNames>{name}</LocalizedNames>"
    publisher = (
        f"<Publisher><UniqueName>MikaMaker</UniqueName><CustomizationPrefix>{_PREFIX}</CustomizationPrefix></Publisher>"
    )
    return _xml(
        f"<ImportExportXml><SolutionManifest><UniqueName>{unique}</UniqueName>{named}<Version>1.0.0.0</Version>"
        f"<Managed>0</Managed>{publisher}<RootComponents>{roots}</RootComponents></SolutionManifest></ImportExportXml>"
    )


def _connector(swagger: Mapping[str, object], parts: Mapping[str, bytes]) -> str:
    name = _name(swagger)
    files = "".join(f"<{part.partition('.')[0]}>/Connector/{name}_{part}</{part.partition('.')[0]}>" for part in parts)
    return (
        f"<Connectors><Connector><connectorid>{_id(swagger)}</connectorid>"
        f"<displayname>{escape(_title(swagger))}</displayname><iconbrandcolor>#da3b01</iconbrandcolor>"
        f"<name>{name}</name><connectortype>1</connectortype>{files}</Connector></Connectors>"
    )


def _reference(swagger: Mapping[str, object]) -> str:
    return (
        f'<connectionreferences><connectionreference connectionreferencelogicalname="{_logical(swagger)}">'
        f"<connectorid>/providers/Microsoft.PowerApps/apis/{_internal(swagger)}</connectorid>"
        f"<customconnectorid><connectorid>{_id(swagger)}</connectorid></customconnectorid>"
        "</connectionreference></connectionreferences>"
    )


def _flow(swagger: Mapping[str, object]) -> bytes:
    """A flow that somebody starts by hand and that calls the first operations, one after the other."""
    internal = _internal(swagger)
    actions: dict[str, object] = {}
    for operation in _operations(swagger)[:_MOST_CALLS]:
        host = {"connectionName": internal, "operationId": operation}
        host["apiId"] = f"/providers/Microsoft.PowerApps/apis/{internal}"
        before = {name: ["Succeeded"] for name in list(actions)[-1:]}
        actions[operation] = {
            "runAfter": before,
            "type": "OpenApiConnection",
            "inputs": {"host": host, "parameters": {}},
        }
    reference = {"connection": {"connectionReferenceLogicalName": _logical(swagger)}, "api": {"name": internal}}
    triggers = {"manual": {"type": "Request", "kind": "Button", "inputs": {}}}
    flow = {
        "properties": {
            "connectionReferences": {internal: reference},
            "definition": {"triggers": triggers, "actions": actions},
        },
        "schemaVersion": "1.0.0.0",
    }
    return _json(flow)


def _operations(swagger: Mapping[str, object]) -> list[str]:
    paths = swagger.get("paths")
    items = [item for item in paths.values() if isinstance(item, dict)] if isinstance(paths, dict) else []
    operations = (operation for item in items for operation in item.values() if isinstance(operation, dict))
    return [str(operation["operationId"]) for operation in operations if "operationId" in operation]


def _title(swagger: Mapping[str, object]) -> str:
    info = swagger.get("info")
    return str(info.get("title") or "Connector") if isinstance(info, dict) else "Connector"


def _id(swagger: Mapping[str, object]) -> str:
    return str(uuid.uuid5(_SPACE, _title(swagger)))


def _name(swagger: Mapping[str, object]) -> str:
    """What the solution calls the connector: characters that a name cannot have as their codes."""
    coded = re.sub(
        "[^a-z0-9]", lambda odd: "".join(f"-{byte:02x}" for byte in odd[0].encode()), _title(swagger).lower()
    )
    return f"{_PREFIX}_{coded}"[:100]


def _internal(swagger: Mapping[str, object]) -> str:
    return f"shared_{_name(swagger).replace('_', '-5f')}-5f0123456789abcdef"


def _logical(swagger: Mapping[str, object]) -> str:
    return f"{_PREFIX}_shared{re.sub('[^a-z0-9]', '', _title(swagger).lower())}_1a2b3"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _types(*endings: str) -> bytes:
    known = "".join(f'<Default Extension="{ending}" ContentType="application/octet-stream"/>' for ending in endings)
    return _xml(_TYPES.format(known))


def _zip(path: str, files: Mapping[str, bytes]) -> None:
    with open(path, "wb") as file:
        file.write(_zipped(files))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
