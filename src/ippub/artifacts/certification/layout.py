"""The two archives around the solutions, as Package Deployer and certification expect them.

The names are those of packages that were accepted: ``ConnectorSolution.zip`` and ``FlowSolution.zip`` in ``PkgAssets``,
that in an archive, and the archive beside ``intro.md``. Package Deployer's projects add a .NET assembly for code that
runs at the import; there is no such code here, Microsoft's validator does not look for it, and accepted packages do
without.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from ippub.artifacts.archive import archive
from ippub.artifacts.certification.exports import Exports
from ippub.connector.folder import INTRO
from ippub.connector.package.certification import CUSTOM_PROPERTIES
from ippub.connector.package.deployer import ASSETS, IMPORT_CONFIG
from ippub.connector.package.solution import CONTENT_TYPES, Role

PACKAGE = "package.zip"
"""What the package is called in the connector's folder."""
INNER = "package.zip"
"""What the Package Deployer archive in it is called."""

SOLUTIONS = {
    Role.CONNECTOR: "ConnectorSolution.zip",
    Role.FLOW: "FlowSolution.zip",
    Role.PLUGIN: "PluginSolution.zip",
}
"""What the solutions are called in the assets folder."""

_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"


def inner_files(exports: Exports) -> dict[str, bytes]:
    """The files of the Package Deployer archive, by path."""
    names = [SOLUTIONS[role] for role in exports.by_role]
    files = {CONTENT_TYPES: _content_types(), f"{ASSETS}/{IMPORT_CONFIG}": _import_config(names)}
    return files | {f"{ASSETS}/{SOLUTIONS[role]}": export.data for role, export in exports.by_role.items()}


def package_archive(intro: bytes, exports: Exports) -> bytes:
    """``package.zip``: the same bytes for the same introduction and solutions, everywhere and always."""
    custom = {CUSTOM_PROPERTIES: exports.custom} if exports.custom else {}
    return archive({INTRO: intro, INNER: archive(inner_files(exports)), **custom})


def _content_types() -> bytes:
    """What kinds of files there are: Open Packaging Conventions ask for it."""
    kinds = "".join(f'<Default Extension="{kind}" ContentType="application/octet-stream" />' for kind in ("xml", "zip"))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="{_SPACE}">{kinds}</Types>\n'.encode()


def _import_config(names: list[str]) -> bytes:
    """The import configuration: the solutions in the order in which they can be imported, and nothing else.

    The form is of https://learn.microsoft.com/power-platform/alm/importconfig-reference, but for the encoding that
    Microsoft's example declares, UTF-16, which it is not in.
    """
    listed = "".join(f"    <configsolutionfile solutionpackagefilename={quoteattr(name)} />\n" for name in names)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<configdatastorage installsampledata="false" waitforsampledatatoinstall="false" agentdesktopzipfile=""'
        ' agentdesktopexename="" crmmigdataimportfile="">\n'
        f"  <solutions>\n{listed}  </solutions>\n"
        "</configdatastorage>\n"
    ).encode()
