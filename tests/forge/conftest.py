"""A maker at work: the commands run in this process against an offline GitHub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ippub.cli import proposing, submitting
from ippub.errors import IppubError
from ippub.rehearsal import Rehearsal
from ippub.rehearsal.state import Pull
from publish.pictures import png
from ready import write

BRANCH = "ippub/contoso-widgets"
NAME = "Contoso Widgets"
FOLDER = f"independent-publisher-connectors/{NAME}"


@dataclass
class Maker:
    """Somebody with a connector. ``out`` and ``said`` are stdout and stderr of the last command."""

    server: Rehearsal
    folder: Path
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    said: str = ""
    fault: IppubError | None = None
    start: int = field(default=0)

    def propose(self, **how: object) -> int:
        """Run ``ippub propose``; gives the exit code."""
        return self._run(
            lambda: proposing.run(proposing.Asked(str(self.folder), **{"agreed": True, "yes": True, **how}))
        )

    def submit(self, **how: object) -> int:
        """Run ``ippub submit``."""
        return self._run(
            lambda: submitting.run(submitting.Asked(str(self.folder), **{"attest": ("all",), "yes": True, **how}))
        )

    def _run(self, command: Callable[[], None]) -> int:
        self.capsys.readouterr()
        self.start = len(self.server.log)
        self.fault = None
        try:
            command()
        except IppubError as error:
            self.fault = error
        self.out, self.said = self.capsys.readouterr()
        return self.fault.exit_code if self.fault else 0

    @property
    def requests(self) -> list[str]:
        """What the last command asked."""
        return [f"{each.method} {each.path}" for each in self.server.log[self.start :]]

    @property
    def writes(self) -> list[str]:
        """What of it could change something."""
        return [each for each in self.requests if not each.startswith("GET ")]

    @property
    def pulls(self) -> list[Pull]:
        """The pull requests against upstream."""
        return list(self.server.repository().pulls.values())

    def files(self, ref: str, repository: str = "maker/PowerPlatformConnectors") -> dict[str, bytes]:
        """The connector's files at a branch or commit of a repository, by name."""
        git = self.server.repository(repository).git
        listed = git.run("ls-tree", "-r", "-z", git.branch(ref) or ref, f"{FOLDER}/").decode()
        rows = [line.partition("\t") for line in listed.split("\0") if line]
        return {path.rpartition("/")[2]: git.run("cat-file", "blob", blob.split()[2]) for blob, _, path in rows}

    def merge_base(self, repository: str = "maker/PowerPlatformConnectors") -> str:
        """Where the branch and upstream part."""
        git = self.server.repository(repository).git
        return git.merge_base(git.branch(BRANCH), self.server.repository().git.branch("dev"))


@pytest.fixture
def maker(
    github: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Maker:
    """The maker ``maker`` of the rehearsal with the example connector and four screenshots."""
    for name in ("GH_TOKEN", "GITHUB_TOKEN", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**github.environment(), "IPPUB_CACHE": str(tmp_path), "IPPUB_TIMEOUT": "5"}.items():
        monkeypatch.setenv(name, value)
    folder = write(tmp_path / "work")
    (folder / "screenshots").mkdir()
    for shade, name in enumerate(("flow-1", "flow-2", "flow-3", "test")):
        (folder / "screenshots" / f"{name}.png").write_bytes(png(shade=shade))
    return Maker(github, folder, capsys)
