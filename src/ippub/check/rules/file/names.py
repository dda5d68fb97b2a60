"""Which files stand in the connector's folder, and what they and it are called."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule
from ippub.check.rules.info.title import is_placeholder
from ippub.check.sources import POLICY, REPOSITORY_README, SUBMISSION, review
from ippub.check.wording import quoted
from ippub.connector.folder import PACKAGES, PROPERTIES, README, SWAGGER, Connector
from ippub.connector.readme import heading_key
from ippub.document.edit import RenameFile
from ippub.document.place import Place

_KNOWN = {name.lower() for name in (SWAGGER, PROPERTIES, README, "script.csx", "intro.md", "ippub.yaml")}


@rule("SwaggerMissing", Severity.ERROR, source=SUBMISSION, policy="5000.1.1.3")
def swagger_missing(connector: Connector) -> Iterator[Finding]:
    """The connector has no definition.

    apiDefinition.swagger.json is the connector; without it there is nothing to certify.

    Fix: Add apiDefinition.swagger.json, for instance by downloading the custom connector with paconn.

    Evidence: Every accepted connector has one. (A folder with a readme only is a proposal: an info.)

    Bad:
        apiDefinition.swagger.json: null
    Good:
        apiDefinition.swagger.json: {swagger: "2.0"}
    """
    if connector.swagger_document is None:
        proposal = connector.properties_document is None
        yield Finding(f"there is no {SWAGGER}", at=Place(SWAGGER), severity=Severity.INFO if proposal else None)


@rule("ApiPropertiesMissing", Severity.ERROR, source=SUBMISSION)
def api_properties_missing(connector: Connector) -> Iterator[Finding]:
    """The connector has no apiProperties.json.

    It holds what users fill in when they connect, the colour, and the publisher.

    Fix: Add apiProperties.json, for instance by downloading the custom connector with paconn.

    Evidence: All 18 submissions without it were made to add it. (A folder with a readme only is a proposal: an info.)

    Bad:
        apiProperties.json: null
    Good:
        apiProperties.json: {properties: {}}
    """
    if connector.properties_document is None:
        proposal = connector.swagger_document is None
        place = Place(PROPERTIES)
        yield Finding(f"there is no {PROPERTIES}", at=place, severity=Severity.INFO if proposal else None)


@rule("SwaggerFileName", Severity.WARNING, source=SUBMISSION, fixable=True)
def swagger_file_name(connector: Connector) -> Iterator[Finding]:
    """The definition has another name than apiDefinition.swagger.json.

    Microsoft's checks look for that name, so a file of another name is never validated.

    Fix: Rename it to apiDefinition.swagger.json.

    Evidence: More than half of the submissions with another name were made to change it; case does not matter to the
    checks, so that is an info.

    Bad:
        apiDefinition.swagger.json: null
        contoso.swagger.json: {swagger: "2.0"}
    Good:
        apiDefinition.swagger.json: {swagger: "2.0"}
    """
    document = connector.swagger_document
    if document is not None:
        yield from _misnamed(document.name, SWAGGER)


@rule("ApiPropertiesFileName", Severity.WARNING, source=SUBMISSION, fixable=True)
def api_properties_file_name(connector: Connector) -> Iterator[Finding]:
    """The properties have another name than apiProperties.json.

    Microsoft's checks look for that name.

    Fix: Rename it to apiProperties.json.

    Evidence: All accepted connectors have the name.

    Bad:
        apiProperties.json: null
        contoso.apiProperties.json: {properties: {}}
    Good:
        apiProperties.json: {properties: {}}
    """
    document = connector.properties_document
    if document is not None:
        yield from _misnamed(document.name, PROPERTIES)


@rule("ReadmeFileName", Severity.WARNING, source=REPOSITORY_README, fixable=True)
def readme_file_name(connector: Connector) -> Iterator[Finding]:
    """The readme has another name than readme.md.

    GitHub and Microsoft's tools show only a file of that name.

    Fix: Rename it to readme.md.

    Evidence: One accepted connector has "Readme.md.txt"; a fifth spell it with capitals, which is an info.

    Bad:
        readme.md: null
        readme.md.txt: "# Contoso"
    Good:
        readme.md: "# Contoso"
    """
    document = connector.readme_document
    if document is not None:
        yield from _misnamed(document.name, README)


def _misnamed(name: str, right: str) -> Iterator[Finding]:
    if name != right:
        severity = Severity.INFO if name.lower() == right.lower() else None
        rename = fix(RenameFile(name, right))
        yield Finding(f"the file is called {quoted(name)}", at=Place(name), severity=severity, fix=rename)


@rule("ExtraFile", Severity.WARNING, source=REPOSITORY_README)
def extra_file(connector: Connector) -> Iterator[Finding]:
    """A file does not belong into a submission.

    Icons, screenshots, settings.json and files of the system are not wanted in the repository; screenshots belong into
    the text of the pull request, and the icon is the same for all independent publishers.

    Fix: Leave the file out of the submission.

    Evidence: 60 % of the submissions with other files, and all with settings.json or an icon, were made to remove them.

    Bad:
        settings.json: {environment: x}
    Bad:
        icon.png: "an image"
    Good:
        intro.md: "Contoso keeps stock of widgets."
    """
    ours = {document.name for document in connector.documents if document.name.lower() != "settings.json"}
    for entry in connector.entries:
        lower = entry.name.lower()
        if entry.kind != "file" or entry.name in ours or lower in _KNOWN or entry.name in connector.package_names:
            continue
        if not lower.endswith((".cs", ".csx")):
            yield Finding(f"{quoted(entry.name)} does not belong into a submission", at=Place(entry.name))


@rule("SubFolder", Severity.WARNING, source=REPOSITORY_README)
def sub_folder(connector: Connector) -> Iterator[Finding]:
    """The connector's folder has a folder inside.

    All files of a connector stand side by side.

    Fix: Move the files up, or leave the folder out of the submission.

    Evidence: No accepted independent connector has one but for images.

    Reading: A folder "screenshots" is where ``ippub submit`` looks for the pictures; it is never part of a submission,
    so nothing is said about it.

    Bad:
        images/one.png: "an image"
    Good:
        screenshots/flow-1.png: "an image"
    """
    for entry in connector.entries:
        if entry.kind == "folder" and not entry.name.startswith(".") and entry.name != "screenshots":
            yield Finding(f"there is a folder {quoted(entry.name)}", at=Place(entry.name))


@rule("LinkNotFollowed", Severity.WARNING, source="ippub itself")
def link_not_followed(connector: Connector) -> Iterator[Finding]:
    """Something in the connector's folder is a link, a pipe or a device and was not read.

    A submission holds files; what a link points to is not part of it.

    Fix: Replace the link by the file itself.

    Evidence: Links do not survive the way through the repository on every machine.

    Bad:
        readme.md: "!link"
    Good:
        readme.md: "# Contoso"
    """
    for entry in connector.entries:
        if entry.kind in ("link", "other"):
            what = "a link" if entry.kind == "link" else "a pipe or a device"
            yield Finding(f"{quoted(entry.name)} is {what} and was not read", at=Place(entry.name))


@rule("FolderNameProposal", Severity.WARNING, source=review(3290))
def folder_name_proposal(connector: Connector) -> Iterator[Finding]:
    """The folder is still called a proposal, or after the pull request.

    The folder keeps its name for ever, and the proposal becomes the connector.

    Fix: Rename the folder to the connector's name.

    Evidence: Asked for in pull requests 3290 and 3714.

    Bad:
        folder: Proposal - Contoso
    Good:
        folder: Contoso
    """
    name = connector.name.lower()
    if name.startswith("proposal") or "independent publisher" in name:
        yield Finding(f"the folder is called {quoted(connector.name)}", at=Place(SWAGGER))


@rule("TitleFolderMismatch", Severity.INFO, source=SUBMISSION)
def title_folder_mismatch(connector: Connector) -> Iterator[Finding]:
    """The folder is called differently from the connector.

    People find the connector's files by its name, and the folder cannot be renamed later.

    Fix: Give the folder the connector's title.

    Evidence: One accepted connector of ten differs, but more than half of those that were never merged.

    Bad:
        info: {title: Woodgrove}
    Good:
        info: {title: Contoso Widgets}
    """
    swagger = connector.swagger
    if swagger is None or swagger.info is None or not swagger.title.strip() or is_placeholder(swagger.title):
        return
    if heading_key(swagger.title).replace(" ", "") != heading_key(connector.name).replace(" ", ""):
        message = f"the folder is {quoted(connector.name)}, the title {quoted(swagger.title)}"
        yield Finding(message, at=swagger.info / "title")


@rule(
    "PackageMissingForNewProcess",
    Severity.INFO,
    source=POLICY,
    process=2025,
    submission=Severity.ERROR,
    policy="5000.1.1.5",
)
def package_missing(connector: Connector) -> Iterator[Finding]:
    """The package of the 2025 process is missing.

    Since October 2025 independent publishers add package.zip with the exported solutions and intro.md.

    Fix: Export the two solutions and let `ippub package --solution ... --flow-solution ...` make package.zip of them.

    Evidence: Asked for in every submission since (pull requests 4093, 4104, 4194); older connectors have none, so it is a
    info until you submit.

    Bad:
        intro.md: "Contoso keeps stock of widgets."
    Good:
        intro.md: "Contoso keeps stock of widgets."
        package.zip: "an archive"
    """
    if connector.swagger_document is None or connector.intro_document is None:
        return
    if not any(entry.name.lower() in PACKAGES for entry in connector.entries):
        others = [entry.name for entry in connector.entries if entry.name.lower().endswith(".zip")]
        named = f", but {quoted(others[0])}: is this what should be called so?" if others else ""
        yield Finding(f"there is no package.zip yet{named}", at=Place("package.zip"))


@rule("IntroMissing", Severity.INFO, source=POLICY, process=2025, submission=Severity.ERROR, policy="5000.1.1.5")
def intro_missing(connector: Connector) -> Iterator[Finding]:
    """intro.md and the package of the 2025 process are missing.

    Since October 2025 independent publishers add intro.md and package.zip; Microsoft makes the connector's page from the
    first and certifies the second.

    Fix: Export the two solutions; `ippub package --solution ... --flow-solution ...` drafts intro.md and makes package.zip.

    Evidence: Asked for in every submission since; connectors of before have none, so it is an info until you submit.

    Bad:
        intro.md: null
    Good:
        intro.md: "Contoso keeps stock of widgets."
    """
    if connector.swagger_document is not None and connector.intro_document is None:
        yield Finding("there is no intro.md yet", at=Place("intro.md"))
