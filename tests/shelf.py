"""A forge made of values: what a test puts on the shelf is what upstream has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from ippub.errors import IppubError
from ippub.forge.port import ChangedFile, PullRequest, PullState, Repository, TreeEntry


@dataclass
class Shelf:
    """Answers from its fields, counts what was asked, and fails where it is told to."""

    files: dict[str, bytes] = field(default_factory=dict)
    pulls: list[PullRequest] = field(default_factory=list)
    closed: list[PullRequest] = field(default_factory=list)
    changed: dict[int, list[str]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def _ask(self, what: str, detail: str = "") -> None:
        self.asked.append(f"{what} {detail}".strip())
        if what in self.failing:
            raise IppubError(f"{what} is out of order")

    # the port's signatures
    def repository(self, name: str) -> Repository | None:
        self._ask("repository")
        return Repository(name, "dev") if name != "nobody/nothing" else None

    def branch(self, repository: Repository, branch: str) -> str | None:
        self._ask("branch")
        return "c0ffee" if branch == repository.default_branch else None

    def tree(self, repository: Repository, ref: str, folder: str = "") -> tuple[TreeEntry, ...]:
        self._ask("tree")
        return tuple(TreeEntry(path, f"blob{hash(raw)}", len(raw)) for path, raw in self.files.items())

    def file(self, repository: Repository, path: str, ref: str) -> bytes | None:
        self._ask("file", path)
        return self.files.get(path)

    def open_pulls(self, upstream: Repository) -> tuple[PullRequest, ...]:
        self._ask("open_pulls")
        return tuple(self.pulls)

    def closed_pulls(self, upstream: Repository) -> tuple[PullRequest, ...]:
        self._ask("closed_pulls")
        return tuple(self.closed)

    def changed_files(self, upstream: Repository, number: int) -> tuple[ChangedFile, ...]:
        self._ask("changed_files", str(number))
        return tuple(ChangedFile(path, "added") for path in self.changed.get(number, []))

    def add(self, root: str, folder: str, definition: str = "{}", properties: str = "{}") -> None:
        self.files[f"{root}/{folder}/apiDefinition.swagger.json"] = definition.encode()
        self.files[f"{root}/{folder}/apiProperties.json"] = properties.encode()

    def propose(self, number: int, title: str, *files: str) -> None:
        when = datetime(2026, 11, 1, tzinfo=UTC)
        url = f"https://github.com/microsoft/PowerPlatformConnectors/pull/{number}"
        self.pulls.append(
            PullRequest(
                number, url, title, "", PullState.OPEN, "ada", "ada/fork", "b", "5ha", "dev", created=when, updated=when
            )
        )
        self.changed[number] = list(files)
