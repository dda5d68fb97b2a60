"""A pull request and a forge made of values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ippub.artifacts.naming import FOLDER
from ippub.forge.port import ChangedFile, Check, PullRequest, PullState, Remark, Repository, TreeEntry
from ippub.journey.facts import Facts, Local

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
NAME = "Contoso Widgets"
HOME = f"{FOLDER}/{NAME}"
UPSTREAM = Repository("microsoft/PowerPlatformConnectors", "dev")
HEAD = "a" * 40
OLD = "b" * 40
FILES = ("apiDefinition.swagger.json", "apiProperties.json", "readme.md")
CLA = Check("license/cla", "success")


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def pull(title: str = f"{NAME} (Independent Publisher)", **more: object) -> PullRequest:
    made = PullRequest(
        number=12,
        url="https://github.com/microsoft/PowerPlatformConnectors/pull/12",
        title=title,
        body="",
        state=PullState.OPEN,
        author="ada",
        head_repository="ada/PowerPlatformConnectors",
        head_branch="ippub/contoso-widgets",
        head_sha=HEAD,
        base_branch="dev",
        created=days_ago(30),
        updated=days_ago(1),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def staff(text: str, days: float = 3, **more: object) -> Remark:
    made = Remark("comment", "vmanoharas", text, days_ago(days), association="COLLABORATOR")
    return replace(made, **more)  # type: ignore[arg-type]


def author(text: str, days: float = 2) -> Remark:
    return Remark("comment", "ada", text, days_ago(days), association="CONTRIBUTOR")


def on_line(line: int, text: str = "Please fix", commit: str = OLD, name: str = FILES[0], days: float = 3) -> Remark:
    return staff(text, days, kind="line", path=f"{HOME}/{name}", line=line, commit=commit)


def blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def facts(**more: object) -> Facts:
    """A submission that waits for its first answer."""
    made = Facts(
        name=NAME,
        now=NOW,
        pull=pull(),
        changed=tuple(ChangedFile(f"{HOME}/{name}", "added") for name in FILES),
        checks=(CLA,),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def proposal_facts(**more: object) -> Facts:
    title = f"Proposal - {NAME} (Independent Publisher)"
    made = facts(pull=pull(title), changed=(ChangedFile(f"{HOME}/readme.md", "added"),))
    return replace(made, **more)  # type: ignore[arg-type]


def local(**more: object) -> Local:
    made = Local(path=NAME, files=dict.fromkeys((*FILES, "package.zip"), b"{}"), email="ada@contoso.com")
    return replace(made, **more)  # type: ignore[arg-type]


@dataclass
class Fake:
    """A forge that answers from values and counts what it is asked."""

    pulls: tuple[PullRequest, ...] = ()
    said: tuple[Remark, ...] = ()
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    entries: tuple[TreeEntry, ...] = ()
    asked: list[str] = field(default_factory=list)

    def pulls_from(self, upstream: Repository, owner: str, branch: str) -> tuple[PullRequest, ...]:
        self.asked.append("pulls_from")
        return tuple(one for one in self.pulls if one.author == owner and one.head_branch == branch)

    def pulls_by(self, upstream: Repository, author: str) -> tuple[PullRequest, ...]:
        self.asked.append("pulls_by")
        return tuple(one for one in self.pulls if one.author == author)

    def changed_files(self, upstream: Repository, number: int) -> tuple[ChangedFile, ...]:
        self.asked.append("changed_files")
        return tuple(ChangedFile(f"{HOME}/{name}", "added") for name in FILES)

    def checks(self, upstream: Repository, sha: str) -> tuple[Check, ...]:
        self.asked.append("checks")
        return (CLA,)

    def committed(self, upstream: Repository, sha: str) -> datetime | None:
        self.asked.append("committed")
        return days_ago(1)

    def remarks(self, upstream: Repository, number: int) -> tuple[Remark, ...]:
        self.asked.append("remarks")
        return self.said

    def tree(self, repository: Repository, ref: str, folder: str = "") -> tuple[TreeEntry, ...]:
        self.asked.append(f"tree {ref}")
        return tuple(entry for entry in self.entries if entry.path.startswith(folder))

    def file(self, repository: Repository, path: str, ref: str) -> bytes | None:
        self.asked.append("file")
        return self.files.get((ref, path))
