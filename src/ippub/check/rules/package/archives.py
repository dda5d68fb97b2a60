"""What is wrong with an archive itself: the package, the one in it, each solution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import CERTIFICATION, PACKAGE_VALIDATOR
from ippub.check.wording import listed
from ippub.document.place import Place

if TYPE_CHECKING:
    from ippub.archive.reading import Archive


@rule("PackageNotZip", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_not_zip(archive: Archive) -> Iterator[Finding]:
    """The package, or an archive in it, is no zip.

    Certification unpacks package.zip, the archive in it and the solutions in that; it stops at the first that it cannot
    open ("Not able to deserialize the package").

    Fix: Make the archive again as a zip: `ippub package` does, and so does the Explorer's "Send to, Compressed folder".

    Evidence: Microsoft's script ends here, and so did the certification of pull request 3832.

    Reading: The script also asks for a path that begins with a Windows drive; what the file is does not depend on that.

    Bad:
        package.zip: "PK or not, this is a text"
    Bad:
        package.zip: {package.zip: "a text"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "not_a_zip")


@rule("PackageDamaged", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_damaged(archive: Archive) -> Iterator[Finding]:
    """An archive is cut off, or something in it cannot be unpacked.

    A transfer that was interrupted, or an editor that took the archive for text, leaves one whose checksums are wrong.

    Fix: Export the solution again, or build the package again; do not change archives by hand.

    Evidence: Microsoft's script unpacks everything and ends with "Internal issue" when that fails.

    Bad:
        package.zip: {intro.md: "!damaged"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "damaged")


@rule("PackageUnsafePath", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_unsafe_path(archive: Archive) -> Iterator[Finding]:
    """A path in an archive leads out of it, or cannot be a file's name.

    Whoever unpacks it would write outside the folder that was meant, so unpackers refuse the whole archive.

    Fix: Make the archive again with plain relative paths.

    Evidence: No export has such a path; .NET refuses to unpack one, and with that Microsoft's script ends.

    Bad:
        package.zip: {"../intro.md": "text"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "unsafe_path")


@rule("PackageBackslash", Severity.WARNING, source="the zip file format, in which paths have slashes")
def package_backslash(archive: Archive) -> Iterator[Finding]:
    """The paths in an archive have backslashes.

    Compress-Archive of Windows PowerShell 5 writes them. On Windows they are folders all the same; elsewhere
    "PkgAssets\\\\solution.zip" is one file with a long name, and the folder is not found.

    Fix: Build the package with `ippub package`, with PowerShell 7, or with the Explorer.

    Evidence: Microsoft's script runs on Windows and does not mind; what certifies runs elsewhere, so this is a warning.

    Bad:
        package.zip: {"docs\\\\intro.md": "text"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "backslash")


@rule("PackageDuplicateName", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_duplicate_name(archive: Archive) -> Iterator[Finding]:
    """Two entries of an archive have one name, or names that differ only in capitals.

    On Windows the second replaces the first, elsewhere both are there: what is certified would be a matter of luck.

    Fix: Keep one of them.

    Evidence: No export has it. Microsoft's script unpacks with -Force, so that the last one wins without a word; ours says it.

    Bad:
        package.zip: {INTRO.md: "another"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "duplicate")


@rule("PackageLink", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_link(archive: Archive) -> Iterator[Finding]:
    """An entry of an archive is a symbolic link.

    A link is only the name of a file on the machine on which the archive was made; nobody else has it.

    Fix: Put the file itself into the archive.

    Evidence: No export has one. Unpacked on Windows a link is a small text file, and the file that was meant is missing.

    Bad:
        package.zip: {intro.md: "!link"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "link")


@rule("PackageEncrypted", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_encrypted(archive: Archive) -> Iterator[Finding]:
    """An entry of an archive is encrypted.

    Certification has no password for it.

    Fix: Make the archive again without a password.

    Evidence: Microsoft's script cannot unpack it and ends with "Internal issue".

    Bad:
        package.zip: {intro.md: "!encrypted"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "encrypted")


@rule("PackageCompression", Severity.ERROR, source=PACKAGE_VALIDATOR)
def package_compression(archive: Archive) -> Iterator[Finding]:
    """An entry of an archive is packed by a method that .NET does not know.

    A zip may hold bzip2, LZMA or Zstandard, but what reads the package knows Deflate (and entries that are not packed).

    Fix: Make the archive again with the ordinary method: in 7-Zip "Compression method: Deflate".

    Evidence: Expand-Archive, and with it Microsoft's script, ends with an error about the method.

    Bad:
        package.zip: {intro.md: "!bzip2"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "compression")


@rule("PackageTooLarge", Severity.ERROR, source="limits of our own, which no real package comes near")
def package_too_large(archive: Archive) -> Iterator[Finding]:
    """An archive is too large, has too many entries, or unpacks to many times its size.

    Such an archive is called a bomb: it fills the disk of whoever unpacks it. It is not read any further here.

    Fix: Leave out what does not belong there; a package has some forty small files.

    Evidence: The largest real packages have a few megabytes; GitHub takes no file above 100 MB.

    Reading: The limits are ours: 64 MiB for an archive, 5,000 entries, 128 MiB unpacked, 200 times its size for an entry.

    Bad:
        package.zip: {intro.md: "!bytes 3000000"}
    Good:
        package.zip: {}
    """
    yield from _told(archive, "too_large")


@rule("PackageTooDeep", Severity.WARNING, source=PACKAGE_VALIDATOR)
def package_too_deep(archive: Archive) -> Iterator[Finding]:
    """A solution holds another archive.

    The package has three levels: package.zip, the Package Deployer archive, the solutions. What stands deeper is looked
    at by nobody.

    Fix: Export the solution again, or take the archive out.

    Evidence: No solution of a connector has one. Microsoft's script does not look, so this is a warning.

    Bad:
        package.zip: {package.zip: {PkgAssets: {FlowSolution.zip: {again.zip: {solution.xml: "<a/>"}}}}}
    Good:
        package.zip: {}
    """
    if archive.depth < 3:
        return
    deeper = [path for path in archive.files if path.casefold().endswith(".zip")]
    if deeper:
        yield Finding(f"the solution holds {listed(deeper)}", at=Place(f"{archive.name}!{deeper[0]}"))


@rule("PackageMacJunk", Severity.ERROR, source=CERTIFICATION)
def package_mac_junk(archive: Archive) -> Iterator[Finding]:
    """An archive holds what a Mac adds: __MACOSX or .DS_Store.

    The folder counts as one folder too many, in the package and beside the assets folder.

    Fix: Take it out with `zip -d package.zip "__MACOSX*" "*.DS_Store"`, or build the package with `ippub package`.

    Evidence: The documentation asks for an archive without it, and Microsoft's script fails on the folder.

    Bad:
        package.zip: {__MACOSX: {._intro.md: "x"}}
    Good:
        package.zip: {}
    """
    junk = [path for path in archive.files if is_junk(path)]
    if junk:
        yield Finding(f"the archive holds {listed(junk)}", at=Place(f"{archive.name}!{junk[0]}"))


def is_junk(path: str) -> bool:
    """Whether a Mac has added the file."""
    steps = path.split("/")
    return steps[0] == "__MACOSX" or steps[-1] == ".DS_Store"


def _told(archive: Archive, kind: str) -> Iterator[Finding]:
    """What the archive says of itself. The kind is a text, so that nothing has to be imported where there is no package."""
    for fault in archive.faults:
        if fault.kind == kind:
            yield Finding(fault.message, at=Place(f"{archive.name}!{fault.path}" if fault.path else archive.name))
