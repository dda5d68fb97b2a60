"""A push, as GitHub takes it: objects by real git, each ref accepted or refused with its own reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ippub.rehearsal.git.packets import FLUSH, band, packet, read_packets
from ippub.rehearsal.git.repository import GitRepository, RefTaken, valid_ref

NOTHING = "0" * 40
CAPABILITIES = "report-status delete-refs side-band-64k quiet ofs-delta object-format=sha1 agent=git/rehearsal"


@dataclass(frozen=True, slots=True)
class Command:
    """A ref that the push wants moved; ``old`` or ``new`` is "" when it is made or deleted."""

    old: str
    new: str
    ref: str


@dataclass(frozen=True, slots=True)
class Push:
    """What a push asked for, and the reason for each refused ref by its name."""

    commands: tuple[Command, ...]
    refused: dict[str, str]

    @property
    def done(self) -> list[Command]:
        """What was carried out."""
        return [each for each in self.commands if each.ref not in self.refused]


Judge = Callable[[Command], str]
"""Why a ref may not be moved, "" when it may."""


def advertise(git: GitRepository) -> bytes:
    """The refs, for ``git push`` to compare with."""
    refs = list(git.refs().items()) or [("capabilities^{}", NOTHING)]
    lines = [
        f"{sha} {name}" + ("" if number else f"\0{CAPABILITIES}") + "\n" for number, (name, sha) in enumerate(refs)
    ]
    return packet("# service=git-receive-pack\n") + FLUSH + b"".join(map(packet, lines)) + FLUSH


def receive(git: GitRepository, body: bytes, judge: Judge, blob_limit: int) -> tuple[Push, bool, str]:
    """Take a push. Gives what became of it, whether the client takes side bands, and words for the person.

    Raises ``ValueError`` when the request is no push.
    """
    lines, pack = read_packets(body)
    # A shallow clone says where its history ends; all of it is here.
    lines = [line for line in lines if not line.startswith(b"shallow ")]
    if not lines:
        return Push((), {}), False, ""
    first, _, capabilities = lines[0].partition(b"\0")
    commands = tuple(_command(line) for line in (first, *lines[1:]))
    trouble = _unpack(git, pack) if any(each.new for each in commands) else ""
    said = ""
    refused: dict[str, str] = {}
    for command in commands:
        reason = trouble or _fault(git, command) or judge(command)
        if not reason and command.new:
            reason, said = _objects_fault(git, command, blob_limit, said)
        reason = reason or _move(git, command)
        if reason:
            refused[command.ref] = reason
    return Push(commands, refused), b"side-band-64k" in capabilities, said


def report(push: Push, bands: bool, said: str) -> bytes:
    """The answer to a push."""
    lines = ["unpack ok\n"]
    for command in push.commands:
        reason = push.refused.get(command.ref)
        lines.append(f"ng {command.ref} {reason}\n" if reason else f"ok {command.ref}\n")
    status = b"".join(map(packet, lines)) + FLUSH
    if not bands:
        return status
    spoken = b"".join(band(2, said.encode())) if said else b""
    return spoken + b"".join(band(1, status)) + FLUSH


def _command(line: bytes) -> Command:
    old, new, ref = line.decode().strip("\n").split(" ", 2)
    return Command(old.replace(NOTHING, ""), new.replace(NOTHING, ""), ref)


def _unpack(git: GitRepository, pack: bytes) -> str:
    if not pack or not int.from_bytes(pack[8:12], "big"):
        return ""
    try:
        git.run("index-pack", "--stdin", "--fix-thin", sent=pack)
    except LookupError:
        return "unpacker error"
    return ""


def _fault(git: GitRepository, command: Command) -> str:
    if command.ref.startswith("refs/pull/"):
        return "deny updating a hidden ref"
    if not valid_ref(command.ref):
        return "funny refname"
    if git.ref(command.ref) != command.old:
        return "cannot lock ref"
    return ""


def _objects_fault(git: GitRepository, command: Command, blob_limit: int, said: str) -> tuple[str, str]:
    known = [f"^{sha}" for sha in git.refs().values()]
    try:
        listed = git.run(
            "rev-list",
            "--objects",
            f"--filter=blob:limit={blob_limit + 1}",
            "--filter-print-omitted",
            command.new,
            *known,
        )
    except LookupError:
        return "missing necessary objects", said
    large = [line[1:] for line in listed.decode("utf-8", "replace").split("\n") if line.startswith("~")]
    if large:
        said += (
            "error: GH001: Large files detected. You may want to try Git Large File Storage - "
            f"https://git-lfs.github.com.\nerror: {len(large)} file exceeds GitHub's file size limit of "
            f"{blob_limit / 1024 / 1024:.2f} MB\n"
        )
        return "pre-receive hook declined", said
    return "", said


def _move(git: GitRepository, command: Command) -> str:
    if not command.new:
        git.delete_ref(command.ref)
        return ""
    try:
        git.set_ref(command.ref, command.new)
    except RefTaken:
        return "failed to update ref"
    return ""
