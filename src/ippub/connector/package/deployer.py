"""The Package Deployer archive in the middle: the assets folder, what it is told to import, the solutions."""

from __future__ import annotations

from functools import cached_property

from ippub.archive.reading import Archive
from ippub.connector.package.markup import XmlDocument
from ippub.connector.package.solution import Solution
from ippub.document.place import Place

ASSETS = "PkgAssets"
IMPORT_CONFIG = "ImportConfig.xml"

_MOST_SOLUTIONS = 10


class PackageDeployer:
    """The inner archive, which Package Deployer (``pac package``) makes."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @property
    def name(self) -> str:
        """How reports call the archive."""
        return self.archive.name

    def at(self, path: str) -> Place:
        """The file or folder ``path`` in the archive as a place; "" for the archive itself."""
        return Place(f"{self.name}!{path}" if path else self.name)

    @cached_property
    def assets(self) -> str | None:
        """The assets folder: ``PkgAssets`` in any case, else the first folder at the root that holds zips, else any."""
        folders = self.archive.root_folders
        named = [folder for folder in folders if folder.casefold() == ASSETS.casefold()]
        holding = [folder for folder in folders if any(_is_zip(path) for path in self.archive.files_in(folder))]
        return next(iter([*named, *holding, *folders]), None)

    @cached_property
    def solution_files(self) -> tuple[str, ...]:
        """The paths of the zips in the assets folder."""
        if self.assets is None:
            return ()
        return tuple(path for path in self.archive.files_in(self.assets) if _is_zip(path))

    @cached_property
    def solutions(self) -> tuple[Solution, ...]:
        """The solutions, each opened, in the order of their names."""
        return tuple(Solution(self.archive.archive(path)) for path in sorted(self.solution_files)[:_MOST_SOLUTIONS])

    @cached_property
    def import_config(self) -> XmlDocument | None:
        """``ImportConfig.xml`` of the assets folder."""
        path = self.archive.find(f"{self.assets}/{IMPORT_CONFIG}") if self.assets is not None else None
        return None if path is None else XmlDocument(f"{self.name}!{path}", self.archive.read(path))

    @cached_property
    def imported(self) -> tuple[str, ...]:
        """The files that ``ImportConfig.xml`` says are to be imported, in its order."""
        if self.import_config is None:
            return ()
        found = self.import_config.elements.get("configsolutionfile", [])
        return tuple(name for one in found if (name := one.get("solutionpackagefilename", "").strip()))


def _is_zip(path: str) -> bool:
    return path.casefold().endswith(".zip")
