"""The package of the example connector, as a tree of names, and how a tree becomes archives.

In a tree a name with ``.zip`` and members is an archive, one with ``.json`` and members is JSON, any other with members
is a folder. A text is a file, but for ``!link``, ``!encrypted``, ``!damaged``, ``!bzip2`` and ``!bytes N``, which are
entries that no good archive has.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from ippub.document.json import Json

NAME = "cw_contoso-20widgets"
"""What the solution calls the example connector."""

_API = "shared_cw-5fcontoso-20widgets-5f0123456789abcdef"
_ID = "11111111-2222-3333-4444-555555555555"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_SPECIAL = ("!link", "!encrypted", "!damaged", "!bzip2")
_SYMLINK = 0o120777 << 16
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def example_package(swagger: Json, parameters: Json) -> dict[str, Json]:
    """A package that is fine, of a connector with this definition and these connection parameters."""
    solutions: dict[str, Json] = {
        "ConnectorSolution.zip": _solution("Connector", _connector_element(), swagger, parameters),
        "FlowSolution.zip": {
            **_solution("Flow", _WORKFLOW + _connector_element() + _REFERENCE, swagger, parameters),
            "Workflows": {"Try-0A1B.json": _FLOW},
        },
    }
    listed = "".join(f'<configsolutionfile solutionpackagefilename="{name}"/>' for name in solutions)
    config = f"<configdatastorage><solutions>{listed}</solutions></configdatastorage>"
    inner: dict[str, Json] = {
        "[Content_Types].xml": _TYPES,
        "PkgAssets": {"ImportConfig.xml": config, **solutions},
    }
    return {"intro.md": "Contoso keeps stock of widgets.", "package.zip": inner}


def _solution(kind: str, components: str, swagger: Json, parameters: Json) -> dict[str, Json]:
    manifest = (
        f"<SolutionManifest><UniqueName>ContosoWidgets{kind}</UniqueName><Version>1.0.0.0</Version><Managed>0</Managed>"
        "<Publisher><UniqueName>AdaLovelace</UniqueName><CustomizationPrefix>cw</CustomizationPrefix></Publisher>"
        f'<RootComponents><RootComponent type="372" schemaName="{NAME}"/></RootComponents></SolutionManifest>'
    )
    return {
        "[Content_Types].xml": _TYPES,
        "customizations.xml": f"<ImportExportXml>{components}</ImportExportXml>",
        "solution.xml": f"<ImportExportXml>{manifest}</ImportExportXml>",
        "Connector": {
            f"{NAME}_openapidefinition.json": swagger,
            f"{NAME}_connectionparameters.json": parameters,
            f"{NAME}_iconblob.Png": "PNG",
        },
    }


def _connector_element() -> str:
    parts = {"openapidefinition": "json", "connectionparameters": "json", "iconblob": "Png"}
    files = "".join(f"<{part}>/Connector/{NAME}_{part}.{end}</{part}>" for part, end in parts.items())
    return (
        f"<Connectors><Connector><connectorid>{_ID}</connectorid><displayname>Contoso Widgets</displayname>"
        f"<name>{NAME}</name>{files}</Connector></Connectors>"
    )


_WORKFLOW = (
    '<Workflows><Workflow WorkflowId="{0a1b}" Name="Try">'
    "<JsonFileName>/Workflows/Try-0A1B.json</JsonFileName></Workflow></Workflows>"
)
_REFERENCE = (
    '<connectionreferences><connectionreference connectionreferencelogicalname="cw_widgets_1">'
    f"<connectorid>/providers/Microsoft.PowerApps/apis/{_API}</connectorid>"
    f"<customconnectorid><connectorid>{_ID}</connectorid></customconnectorid>"
    "</connectionreference></connectionreferences>"
)
_FLOW: Json = {
    "properties": {
        "connectionReferences": {
            _API: {"connection": {"connectionReferenceLogicalName": "cw_widgets_1"}, "api": {"name": _API}}
        },
        "definition": {
            "triggers": {"manual": {"type": "Request", "kind": "Button"}},
            "actions": {
                "List": {
                    "type": "OpenApiConnection",
                    "inputs": {"host": {"connectionName": _API, "operationId": "ListWidgets"}},
                }
            },
        },
    },
    "schemaVersion": "1.0.0.0",
}


def zipped(tree: dict[str, Json]) -> bytes:
    """The archive that ``tree`` describes; the same bytes each time."""
    buffer = io.BytesIO()
    entries = list(_entries(tree, ""))
    with ZipFile(buffer, "w") as archive:
        for path, value in entries:
            _write(archive, path, value)
    data = bytearray(buffer.getvalue())
    for path, value in entries:
        if value == "!encrypted":
            _flag(data, path)
    return bytes(data)


def _entries(tree: dict[str, Json], folder: str) -> Iterator[tuple[str, Json]]:
    for name, value in tree.items():
        path = folder + name
        if isinstance(value, dict) and not name.endswith((".json", ".zip")):
            yield from _entries(value, path + "/")
        elif value is not None:
            yield path, value


def _write(archive: ZipFile, path: str, value: Json) -> None:
    info = ZipInfo("entry", (2026, 1, 1, 0, 0, 0))
    info.filename = info.orig_filename = path  # the constructor would turn backslashes round on Windows
    info.create_system = 3
    info.compress_type = {"!bzip2": ZIP_BZIP2, "!damaged": ZIP_STORED}.get(str(value), ZIP_DEFLATED)
    info.external_attr = _SYMLINK if value == "!link" else 0o100644 << 16
    archive.writestr(info, _content(path, value))
    if value == "!damaged":  # the checksum that is written at the end is that of other bytes
        info.CRC ^= 1


def _content(path: str, value: Json) -> bytes:
    if isinstance(value, dict) and path.endswith(".zip"):
        return zipped(value)
    if not isinstance(value, str):
        return json.dumps(value).encode()
    if value.startswith("!bytes "):
        return b"/" * int(value.split()[1])
    return b"what it holds" if value in _SPECIAL else value.encode()


def _flag(data: bytearray, path: str) -> None:
    """Say of the entry ``path``, in both of its headers, that it is encrypted."""
    name = path.encode()
    for signature, flags, size in ((_LOCAL, 6, 30), (_CENTRAL, 8, 46)):
        start = data.find(signature)
        while start >= 0 and data[start + size : start + size + len(name)] != name:
            start = data.find(signature, start + 1)
        if start >= 0:
            struct.pack_into("<H", data, start + flags, data[start + flags] | 1)
