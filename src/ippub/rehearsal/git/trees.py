"""Trees and commits as git stores them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from ippub.rehearsal.git.objects import ObjectStore

FILE = "100644"
FOLDER = "040000"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

Change = tuple[str, str] | None
"""What becomes of a path: (mode, object id), or None when it goes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree; ``mode`` has six digits."""

    mode: str
    path: str
    sha: str

    @property
    def kind(self) -> str:
        """blob, tree or commit (a submodule)."""
        return {FOLDER: "tree", "160000": "commit"}.get(self.mode, "blob")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who and when."""

    name: str
    email: str
    when: datetime

    def line(self) -> str:
        """As it stands in a commit."""
        offset = self.when.strftime("%z") or "+0000"
        return f"{_plain(self.name)} <{_plain(self.email)}> {int(self.when.timestamp())} {offset}"


@dataclass(frozen=True, slots=True)
class CommitObject:
    """A commit. ``sha`` is "" for one that is yet to be written."""

    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str
    sha: str = ""


def read_tree(store: ObjectStore, sha: str) -> list[Entry]:
    """The entries of one tree, in git's order."""
    if sha == EMPTY_TREE:
        return []
    kind, data = store.read(sha)
    if kind != "tree":
        raise LookupError(sha)
    entries = []
    at = 0
    while at < len(data):
        blank = data.index(b" ", at)
        end = data.index(b"\0", blank)
        mode, name = data[at:blank].decode(), data[blank + 1 : end].decode("utf-8", "surrogateescape")
        entries.append(Entry(mode.zfill(6), name, data[end + 1 : end + 21].hex()))
        at = end + 21
    return entries


def write_tree(store: ObjectStore, entries: Mapping[str, Entry]) -> str:
    """Store one tree."""
    ordered = sorted(entries.values(), key=lambda entry: entry.path + ("/" if entry.kind == "tree" else ""))
    return store.write(
        "tree",
        b"".join(
            f"{entry.mode.lstrip('0')} {entry.path}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(entry.sha)
            for entry in ordered
        ),
    )


def change_tree(store: ObjectStore, base: str, changes: Mapping[str, Change]) -> str:
    """The tree ``base`` ("" for an empty one) with files put in and taken out by path; gives its id.

    A folder that becomes empty goes too.
    """
    entries = {entry.path: entry for entry in read_tree(store, base)} if base else {}
    below: dict[str, dict[str, Change]] = {}
    for path, change in changes.items():
        first, _, rest = path.partition("/")
        if rest:
            below.setdefault(first, {})[rest] = change
        elif change is None:
            entries.pop(first, None)
        else:
            entries[first] = Entry(change[0], first, change[1])
    for name, inner in below.items():
        there = entries.get(name)
        sha = change_tree(store, there.sha if there and there.kind == "tree" else "", inner)
        if sha == EMPTY_TREE:
            entries.pop(name, None)
        else:
            entries[name] = Entry(FOLDER, name, sha)
    return write_tree(store, entries)


def walk_tree(store: ObjectStore, sha: str, prefix: str = "") -> Iterator[Entry]:
    """Every entry below a tree with its full path, folders before what is in them."""
    for entry in read_tree(store, sha):
        path = prefix + entry.path
        yield Entry(entry.mode, path, entry.sha)
        if entry.kind == "tree":
            yield from walk_tree(store, entry.sha, path + "/")


def find(store: ObjectStore, tree: str, path: str) -> Entry | None:
    """The entry at a path; the tree itself for ""."""
    entry = Entry(FOLDER, "", tree)
    for step in path.split("/") if path else ():
        if entry.kind != "tree":
            return None
        inner = next((each for each in read_tree(store, entry.sha) if each.path == step), None)
        if inner is None:
            return None
        entry = inner
    return Entry(entry.mode, path, entry.sha)


def write_commit(store: ObjectStore, commit: CommitObject) -> str:
    """Store a commit; gives its id."""
    lines = [f"tree {commit.tree}", *(f"parent {parent}" for parent in commit.parents)]
    lines += [f"author {commit.author.line()}", f"committer {commit.committer.line()}", "", commit.message]
    return store.write("commit", "\n".join(lines).encode("utf-8", "surrogateescape"))


def read_commit(store: ObjectStore, sha: str) -> CommitObject:
    """The commit with an id. Raises ``LookupError`` when there is none."""
    kind, data = store.read(sha)
    if kind != "commit":
        raise LookupError(sha)
    head, _, message = data.decode("utf-8", "replace").partition("\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.split("\n"):
        name, _, value = line.partition(" ")
        fields.setdefault(name, []).append(value)
    return CommitObject(
        fields["tree"][0],
        tuple(fields.get("parent", ())),
        _signature(fields["author"][0]),
        _signature(fields["committer"][0]),
        message,
        sha,
    )


def _signature(line: str) -> Signature:
    who, _, when = line.rpartition("> ")
    name, _, email = who.partition(" <")
    seconds, _, zone = when.partition(" ")
    minutes = int(zone[1:3] or 0) * 60 + int(zone[3:5] or 0)
    offset = timezone(timedelta(minutes=-minutes if zone.startswith("-") else minutes))
    return Signature(name, email, datetime.fromtimestamp(int(seconds), UTC).astimezone(offset))


def _plain(text: str) -> str:
    return text.translate({ord(odd): None for odd in "<>\n\0"}).strip()
