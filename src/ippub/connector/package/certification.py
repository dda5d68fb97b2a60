"""The certification package: the outer archive, ``package.zip``, with ``intro.md`` and one archive at its root."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from ippub.archive.limits import MAX_BYTES
from ippub.archive.reading import Archive
from ippub.connector.folder import read_bytes
from ippub.connector.package.deployer import PackageDeployer
from ippub.connector.package.solution import Solution
from ippub.document.json import JsonDocument
from ippub.document.markdown import MarkdownDocument, read_markdown
from ippub.document.place import Place

if TYPE_CHECKING:
    from ippub.connector.folder import Connector

INTRO = "intro.md"
CUSTOM_PROPERTIES = "customProperties.json"


class CertificationPackage:
    """The package. ``name`` is its file's name, ``beside`` the connector in whose folder it lies, None without one."""

    def __init__(self, name: str, archive: Archive, beside: Connector | None = None) -> None:
        self.name = name
        self.archive = archive
        self.beside = beside

    def at(self, path: str = "") -> Place:
        """The file or folder ``path`` in the outer archive as a place; "" for the archive itself."""
        return Place(f"{self.name}!{path}" if path else self.name)

    @cached_property
    def markdown_files(self) -> tuple[str, ...]:
        """The Markdown files at the root."""
        return tuple(path for path in self.archive.root_files if path.casefold().endswith(".md"))

    @cached_property
    def zip_files(self) -> tuple[str, ...]:
        """The archives at the root."""
        return tuple(path for path in self.archive.root_files if path.casefold().endswith(".zip"))

    @cached_property
    def intro(self) -> MarkdownDocument | None:
        """``intro.md``, or the one Markdown file that stands for it."""
        path = self.archive.find(INTRO) or next(iter(self.markdown_files), None)
        return None if path is None else read_markdown(f"{self.name}!{path}", self.archive.read(path))

    @cached_property
    def deployer(self) -> PackageDeployer | None:
        """The archive at the root, of several the first with solutions in its assets folder; None without one."""
        opened = [PackageDeployer(self.archive.archive(path)) for path in sorted(self.zip_files)[:4]]
        return next((one for one in opened if one.solution_files), next(iter(opened), None))

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The solutions."""
        return self.deployer.solutions if self.deployer is not None else ()

    @property
    def archives(self) -> list[Archive]:
        """Every archive that was opened, outermost first."""
        inner = [] if self.deployer is None else [self.deployer.archive]
        return [self.archive, *inner, *(solution.archive for solution in self.solutions)]

    @property
    def title(self) -> str | None:
        """The connector's title as the package has it."""
        for solution in self.solutions:
            value = solution.definition.value if solution.definition is not None else None
            info = value.get("info") if isinstance(value, dict) else None
            title = info.get("title") if isinstance(info, dict) else None
            if isinstance(title, str) and title:
                return title
        return None

    @property
    def documents(self) -> list[JsonDocument | MarkdownDocument]:
        """The documents that rules may point into."""
        found: list[JsonDocument | MarkdownDocument] = [] if self.intro is None else [self.intro]
        for solution in self.solutions:
            found += solution.documents
        return found


def package_of(name: str, data: bytes, beside: Connector | None = None) -> CertificationPackage:
    """The package that ``data`` holds, whatever that is: what is wrong with it is in ``archive.faults``."""
    return CertificationPackage(name, Archive(name, data), beside)


def read_package(folder: str, name: str, beside: Connector | None = None) -> CertificationPackage:
    """The package in the file ``name`` of ``folder``. Raises ``EnvironmentFault`` when the file cannot be read."""
    return package_of(name, read_bytes(os.path.join(folder, name), MAX_BYTES), beside)
