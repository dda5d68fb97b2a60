"""The outer archive: intro.md and one archive at its root, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.rules.package.archives import is_junk
from ippub.check.sources import PACKAGE_VALIDATOR, POLICY, SUBMISSION, review
from ippub.check.wording import listed, quoted
from ippub.connector.folder import PACKAGES
from ippub.document.place import Place

if TYPE_CHECKING:
    from ippub.connector.package.certification import CertificationPackage

_JUNK = "__MACOSX"
_SAS = lazy(r"https://[^\s\"'<>]{1,200}\?[^\s\"'<>]{0,400}\bsig=[^\s\"'<>]{1,200}")
_EXPIRY = lazy(r"\bse=(\d{4}-\d{2}-\d{2})")


@rule("PackageOuterFolder", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.11")
def package_outer_folder(package: CertificationPackage) -> Iterator[Finding]:
    """The package has a folder at its root.

    Mostly a folder was zipped instead of what is in it, so that everything stands one level too deep.

    Fix: Zip intro.md and the inner archive themselves, not the folder that they lie in.

    Evidence: Microsoft's script stops here. The certification bot says "Solution package not found at root of the package
    zip file" (pull request 4204).

    Bad:
        package.zip: {package: {intro.md: "text"}}
    Good:
        package.zip: {}
    """
    folders = [folder for folder in package.archive.root_folders if folder != _JUNK]
    if folders:
        yield Finding(f"at the root stands {_folders(folders)}", at=package.at(folders[0]))


@rule("PackageOuterFiles", Severity.ERROR, source=PACKAGE_VALIDATOR, policy="5000.1.1.5")
def package_outer_files(package: CertificationPackage) -> Iterator[Finding]:
    """The root of the package does not hold exactly one Markdown file and one archive.

    intro.md becomes the connector's page in the documentation; the archive, made by Package Deployer, has the solutions.

    Fix: Put intro.md and the Package Deployer archive at the root, and no second one of either.

    Evidence: Microsoft's script stops here, without a word when there are too many. The bot says "No zip file" (pull
    request 4039) or "More than one zip file" (3956).

    Bad:
        package.zip: {intro.md: null}
    Bad:
        package.zip: {second.zip: {a.txt: "x"}}
    Good:
        package.zip: {customProperties.json: {}}
    """
    if not package.archive.is_zip:
        return
    for found, what in ((package.markdown_files, "Markdown file"), (package.zip_files, "zip")):
        if len(found) > 1:
            message = f"{len(found)} {what}s stand at the root, {listed(found)}, and one is expected"
            yield Finding(message, at=package.at(found[1]))
        elif not found and not _is_lost(package, what):
            yield Finding(f"there is no {what} at the root{_instead(package, what)}", at=package.at())


def _is_lost(package: CertificationPackage, what: str) -> bool:
    """Whether there is one that cannot be read, which another rule has told."""
    return any(fault.path.casefold().endswith(_END[what]) for fault in package.archive.faults if "/" not in fault.path)


_END = {"zip": ".zip", "Markdown file": ".md"}


def _instead(package: CertificationPackage, what: str) -> str:
    """What seems to have been zipped instead."""
    names = {path.casefold() for path in package.archive.root_files}
    folders = {folder.casefold() for folder in package.archive.root_folders}
    if what == "zip" and "solution.xml" in names:
        return ": this is a solution, which belongs into the assets folder of a Package Deployer archive"
    if "pkgassets" in folders:
        return ": this is the Package Deployer archive itself, which belongs into another zip beside intro.md"
    deeper = [path for path in package.archive.files if path.casefold().endswith(_END[what]) and not is_junk(path)]
    return f", but there is {quoted(deeper[0])}" if deeper else ""


def _folders(folders: list[str]) -> str:
    return f"the folder {quoted(folders[0])}" if len(folders) == 1 else f"folders: {listed(folders)}"


@rule("PackageIntroName", Severity.WARNING, source=POLICY, policy="5000.1.1.5")
def package_intro_name(package: CertificationPackage) -> Iterator[Finding]:
    """The Markdown file of the package is not called intro.md.

    The documentation asks for intro.md by name.

    Fix: Call it intro.md.

    Evidence: Microsoft's script counts Markdown files whatever they are called; the policy names intro.md, so this is a
    warning.

    Bad:
        package.zip: {intro.md: null, readme.md: "text"}
    Good:
        package.zip: {intro.md: null, Intro.md: "text"}
    """
    names = package.markdown_files
    if names and all(name.casefold() != "intro.md" for name in names):
        yield Finding(f"the introduction is called {quoted(names[0])}", at=package.at(names[0]))


@rule("PackageMultiAuthFile", Severity.WARNING, source=POLICY, policy="5000.1.1.5")
def package_multi_auth_file(package: CertificationPackage) -> Iterator[Finding]:
    """The connector has several ways to sign in, and the package has no customProperties.json.

    The policy counts it among the files of the package "in case of multi auth".

    Fix: Ask the certification team for the form of customProperties.json, and give the file to `ippub package` with
    `--custom-properties`.

    Evidence: One line of the policy page; the form of the file is documented nowhere, so this is a warning.

    Reading: connectionParameterSets is what the documentation calls multi-auth.

    Bad:
        apiProperties.json:
          properties: {connectionParameterSets: {uiDefinition: {displayName: a}, values: [{name: a}]}}
        package.zip: {}
    Good:
        apiProperties.json:
          properties: {connectionParameterSets: {uiDefinition: {displayName: a}, values: [{name: a}]}}
        package.zip: {customProperties.json: {}}
    """
    if package.archive.find("customProperties.json") is not None or not package.solutions:
        return
    properties = package.beside.properties if package.beside is not None else None
    told = properties is not None and bool(properties.properties.get("connectionParameterSets"))
    if told or any(solution.part("connectionparametersets") is not None for solution in package.solutions):
        message = "connectionParameterSets is used, and there is no customProperties.json at the root"
        yield Finding(message, at=package.at())


@rule("PackageNotTheOnlyZip", Severity.ERROR, source=review(3956))
def package_not_the_only_zip(package: CertificationPackage) -> Iterator[Finding]:
    """The connector's folder holds another archive beside the package.

    Certification takes the one zip of the folder and does not choose between two.

    Fix: Keep package.zip and take the others out of the folder; the solutions are in it.

    Evidence: The certification bot answers "More than one zip file" (pull request 3956).

    Bad:
        package.zip: {}
        ContosoSolution.zip: "PK"
    Good:
        package.zip: {}
    """
    beside = package.beside
    if beside is None or beside.swagger_document is None:
        return
    zips = [one.name for one in beside.entries if one.kind == "file" and one.name.casefold().endswith(".zip")]
    others = [name for name in zips if name != package.name]
    main = next((name for name in beside.package_names if name.lower() in PACKAGES), "")
    if others and package.name == main:
        yield Finding(f"beside {package.name} lies {listed(others)}", at=package.at())


@rule("PackageUnexpectedFiles", Severity.WARNING, source=SUBMISSION)
def package_unexpected_files(package: CertificationPackage) -> Iterator[Finding]:
    """Something stands in the package where nothing is expected.

    A forgotten screenshot or draft is published with the pull request, and what is built by hand often has the right files
    in the wrong archive.

    Fix: Take it out, or put it where it belongs.

    Evidence: Microsoft's script counts archives, Markdown files and folders and ignores everything else, so this is a
    warning.

    Reading: Expected are: beside intro.md customProperties.json; beside the assets folder what Package Deployer builds
    (.xml, .dll, .pdb, .config, .json); beside the solutions .xml and .json; in a solution its three files and the folders
    that Microsoft's documentation names.

    Bad:
        package.zip: {screenshot.png: "x"}
    Bad:
        package.zip: {package.zip: {PkgAssets: {ConnectorSolution.zip: {notes.txt: "x"}}}}
    Good:
        package.zip: {package.zip: {Contoso.dll: "x"}}
    """
    outer = [path for path in package.archive.root_files if not path.casefold().endswith((".md", ".zip"))]
    yield from _unexpected(package.name, [path for path in outer if path.casefold() != "customproperties.json"])
    deployer = package.deployer
    if deployer is None or not deployer.archive.is_zip:
        return
    yield from _unexpected(deployer.name, [path for path in deployer.archive.root_files if not _is_built(path)])
    if deployer.assets is not None:
        assets = deployer.archive.files_in(deployer.assets)
        yield from _unexpected(
            deployer.name, [path for path in assets if not path.casefold().endswith((".zip", ".xml", ".json"))]
        )
    for solution in package.solutions:
        files = [path for path in solution.archive.root_files if path.casefold() not in _OF_SOLUTION]
        folders = [folder for folder in solution.archive.root_folders if folder.casefold() not in _OF_SOLUTION]
        yield from _unexpected(solution.name, [*files, *folders] if solution.archive.find("solution.xml") else [])


_OF_SOLUTION = frozenset(
    {
        "[content_types].xml",
        "customizations.xml",
        "solution.xml",
        "connector",
        "workflows",
        "aiplugins",
        "aipluginoperations",
        "environmentvariabledefinitions",
    }
)


def _is_built(path: str) -> bool:
    return path.casefold().endswith((".xml", ".dll", ".pdb", ".config", ".json"))


def _unexpected(archive: str, paths: list[str]) -> Iterator[Finding]:
    known = [path for path in paths if not is_junk(path)]
    if known:
        yield Finding(f"{listed(known)} {_is(known)} not expected here", at=Place(f"{archive}!{known[0]}"))


def _is(paths: list[str]) -> str:
    return "is" if len(paths) == 1 else "are"


@rule("PackageSasExpiry", Severity.INFO, source=POLICY, policy="5000.3.1.2")
def package_sas_expiry(package: CertificationPackage) -> Iterator[Finding]:
    """intro.md holds an address with a signature (a SAS URI).

    Verified publishers upload their package to a storage account and give Partner Center such an address, valid for at
    least 15 days. Independent publishers put package.zip into the pull request and need none, and an address with a
    signature opens the storage to everybody who reads the pull request.

    Fix: Take the address out, and have the signature revoked if it still holds.

    Evidence: The policy is addressed to verified publishers. It is an info, as nothing stops because of it.

    Reading: The policy says four days, the guide fifteen; whoever certifies looks at the upload, we at what is published.

    Bad:
        package.zip:
          intro.md: "From https://contoso.blob.core.windows.net/p/package.zip?se=2026-01-31&sig=abc"
    Good:
        package.zip: {}
    """
    intro = package.intro
    found = _SAS.search(intro.text) if intro is not None else None
    if intro is None or found is None:
        return
    expiry = _EXPIRY.search(found.group())
    until = f", which holds until {expiry[1]}" if expiry is not None else ""
    host = found.group().split("/")[2]
    line = intro.text.count("\n", 0, found.start()) + 1
    place = Place(intro.name)
    yield Finding(
        f"an address at {host} has a signature{until}",
        at=place._replace(span=place.span._replace(line=line, end_line=line)),
    )
