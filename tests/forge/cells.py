"""A fault in one request of one command, then the same command again: the cells of the table in docs/reliability.md."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ippub.cli import proposing, submitting
from ippub.errors import IppubError
from ippub.rehearsal import Drop, Rehearsal
from publish.pictures import png
from ready import write

NAME = "Contoso Widgets"
BRANCH = "ippub/contoso-widgets"
PICTURES = "ippub-screenshots/contoso-widgets"
FOLDER = f"independent-publisher-connectors/{NAME}"
OWN_WORDS = "I also built the logo. Ask me anything, @reviewer!\r\n\r\n- [x] my own box"
TIMEOUT = 1
COMMANDS = {"propose": "propose", "submit": "submit", "update": "submit --update"}
"""The journeys, and what each is called. An update takes a field away, with a reason why no flow breaks."""
SUMMARY, REASON = "Widgets have titles", "The service never sent the name"

LIMIT = {"message": "You have exceeded a secondary rate limit. Please retry your request again later."}
FAULTS: dict[str, dict[str, object]] = {
    "500": {"status": 500, "body": {"message": "Server Error"}},
    "502 after it was done": {"status": 502, "body": {"message": "Bad gateway"}, "done": True},
    "403 secondary limit": {"status": 403, "body": LIMIT, "headers": {"Retry-After": "900"}},
    "timeout": {"delay": TIMEOUT + 0.3},
    "dropped before": {"drop": Drop.BEFORE},
    "dropped after": {"drop": Drop.AFTER},
    "process killed": {},
}
"""What happens to the request. The limit asks for more patience than a command has; what timed out is done late."""


class Call(NamedTuple):
    """One request of a command: ``number`` counts from 1, ``what`` is such as ``POST git/refs``."""

    number: int
    what: str


class Result(NamedTuple):
    """What became of a cell. ``first`` is the exit code of the struck run; ``wrong`` says what is not as it must be."""

    first: int
    wrong: list[str]


@contextlib.contextmanager
def stage(command: str) -> Iterator[tuple[Rehearsal, Path]]:
    """GitHub as ``command`` finds it, and the connector. A submission finds its proposal open, with own words in it.

    An update finds its connector upstream, without what only the review needed, and changed in the folder.
    """
    with Rehearsal() as server, tempfile.TemporaryDirectory() as place, _environment(server, place):
        folder = write(Path(place))
        (folder / "screenshots").mkdir()
        for shade, name in enumerate(("flow-1", "flow-2", "flow-3", "test")):
            (folder / "screenshots" / f"{name}.png").write_bytes(png(shade=shade))
        if command == "submit":
            assert run("propose", folder) == 0
            pull = next(iter(server.repository().pulls.values()))
            pull.body = f"{pull.body}\r\n\r\n{OWN_WORDS}"
        if command == "update":
            _publish_and_change(server, folder)
        yield server, folder


def _publish_and_change(server: Rehearsal, folder: Path) -> None:
    """Put the connector upstream, and a new version of it into the folder."""
    names = ("apiDefinition.swagger.json", "apiProperties.json", "readme.md")
    files = {f"{FOLDER}/{name}": (folder / name).read_text(encoding="utf-8") for name in names}
    server.commit(server.upstream, "dev", files)
    definition = folder / names[0]
    text = (
        files[f"{FOLDER}/{names[0]}"].replace('"version": "1.0"', '"version": "2.0"').replace('"name": {', '"title": {')
    )
    definition.write_text(text, encoding="utf-8", newline="")


@contextlib.contextmanager
def _environment(server: Rehearsal, place: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(
        {**server.environment(), "IPPUB_CACHE": place, "IPPUB_TIMEOUT": str(TIMEOUT), "IPPUB_PATIENCE": "0"}
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run(command: str, folder: Path) -> int:
    """Run the command in this process; gives its exit code."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            if command == "propose":
                proposing.run(proposing.Asked(str(folder), agreed=True, yes=True))
            elif command == "submit":
                submitting.run(submitting.Asked(str(folder), attest=("all",), yes=True))
            else:
                submitting.run(submitting.Asked(str(folder), update=SUMMARY, because=REASON, yes=True))
        except IppubError as error:
            failed = error
        else:
            return 0
    assert failed.message, "a fault without words"
    assert failed.hint, f"no way out is named: {failed.message}"
    return failed.exit_code


def arguments(command: str, folder: Path) -> list[str]:
    """The same as a process."""
    flags = {
        "propose": ["--agree-manifesto"],
        "submit": ["--attest", "all"],
        "update": ["--update", SUMMARY, "--breaking-because", REASON],
    }
    verb = COMMANDS[command].split()[0]
    return [sys.executable, "-m", "ippub", verb, str(folder), "--yes", *flags[command]]


def calls(command: str) -> list[Call]:
    """The requests of the command when nothing goes wrong."""
    with stage(command) as (server, folder):
        start = len(server.log)
        assert run(command, folder) == 0
        return [Call(number, _short(each.method, each.path)) for number, each in enumerate(server.log[start:], 1)]


def _short(method: str, path: str) -> str:
    """``POST fork git/refs``: what is asked of whom, without names and ids."""
    for found, said in _NAMES:
        path = re.sub(found, said, path)
    return f"{method} {path}"


_NAMES = (
    ("^/repos/microsoft/PowerPlatformConnectors/?", "upstream "),
    ("^/repos/maker/PowerPlatformConnectors/?", "fork "),
    ("[0-9a-f]{40}", "{id}"),
    (FOLDER.replace(" ", "%20"), "{folder}"),
    ("pulls/[0-9]+", "pulls/{number}"),
    (PICTURES, "{screenshots}"),
    (BRANCH, "{branch}"),
    ("^/| $", ""),
)


def cell(command: str, number: int, fault: str) -> Result:
    """Strike the request ``number`` with ``fault``, run the command again, and look at what is there."""
    with stage(command) as (server, folder):
        if fault == "process killed":
            first = _killed(server, command, folder, number)
        else:
            server.faults.nth(number, **FAULTS[fault])
            first = run(command, folder)
        server.faults.clear()
        spoken = command == "update" and _speak(server)
        os.environ["IPPUB_TIMEOUT"] = "30"  # on a busy machine nothing but the struck request may time out
        again = run(command, folder)
        if fault == "timeout":
            time.sleep(0.4)  # the struck request may still be on its way: it must find everything done
        wrong = [] if again == 0 else [f"the second run ended with {again}"]
        wrong += complaints(server, command)
        if spoken and OWN_WORDS not in next(iter(server.repository().pulls.values())).body:
            wrong.append("the person's own words are gone")
        return Result(first, wrong)


def _speak(server: Rehearsal) -> bool:
    """Write own words into the pull request, when the struck run has come that far."""
    pulls = list(server.repository().pulls.values())
    for pull in pulls:
        pull.body = f"{pull.body}\r\n\r\n{OWN_WORDS}"
    return bool(pulls)


def _killed(server: Rehearsal, command: str, folder: Path, number: int) -> int:
    process = subprocess.Popen(
        arguments(command, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}
    )
    server.faults.after(number, process.kill)
    return process.wait(timeout=30)


def complaints(server: Rehearsal, command: str) -> list[str]:
    """What is not as it must be at the end: one fork, one branch, one pull request, files, texts; [] when all is."""
    world = server.world
    upstream = server.repository()
    forks = [repo for repo in world.repositories.values() if repo.parent == upstream.id]
    pulls = list(upstream.pulls.values())
    if len(forks) != 1 or len(pulls) != 1:
        return [f"{len(forks)} forks, {len(pulls)} pull requests"]
    git, pull = forks[0].git, pulls[0]
    expected = {f"refs/heads/{each}" for each in ("dev", BRANCH, *([PICTURES] if command == "submit" else []))}
    wrong: list[str] = []
    _expect(wrong, "branches", set(git.refs("refs/heads/")), expected)
    title = f"{NAME} (Independent Publisher)"
    _expect(wrong, "title", pull.title, title if command != "propose" else f"Proposal - {title}")
    _expect(wrong, "open", pull.open, True)
    _expect(wrong, "markers", pull.body.count("<!-- ippub:begin -->"), 1)
    if command == "submit":
        _expect(wrong, "own words", OWN_WORDS in pull.body, True)
        _expect(wrong, "ticked lines", pull.body.count("- [x] "), 10)
        _expect(wrong, "pictures", len(re.findall(r"!\[[^]]*\]\(http[^)]*/raw/[0-9a-f]{40}/", pull.body)), 4)
    if command == "update":
        for said in (SUMMARY, f"| {REASON} |", "version 1.0 to 2.0"):
            _expect(wrong, said, pull.body.count(said) >= 1, True)
    names = {
        "propose": ["readme.md"],
        "submit": ["apiDefinition.swagger.json", "apiProperties.json", "intro.md", "package.zip", "readme.md"],
        "update": ["apiDefinition.swagger.json", "intro.md", "package.zip"],
    }[command]
    _expect(wrong, "files", changed(server), sorted(f"{FOLDER}/{name}" for name in names))
    _expect(wrong, "commits", ahead(server), 2 if command == "submit" else 1)
    return wrong


def _expect(wrong: list[str], what: str, found: object, expected: object) -> None:
    if found != expected:
        wrong.append(f"{what}: {found} instead of {expected}")


def changed(server: Rehearsal) -> list[str]:
    """The files that differ between upstream and the branch."""
    return sorted(_compare(server)["files"])


def ahead(server: Rehearsal) -> int:
    """How many commits the branch is ahead of upstream."""
    return int(_compare(server)["ahead"])


def _compare(server: Rehearsal) -> dict[str, object]:
    import json
    from urllib.request import Request, urlopen

    address = f"{server.url}/repos/{server.upstream}/compare/dev...maker:{BRANCH}"
    request = Request(address, headers={"Authorization": f"Bearer {server.token()}"})
    with urlopen(request) as answer:
        found = json.load(answer)
    return {"files": [each["filename"] for each in found["files"]], "ahead": found["ahead_by"]}


def table(command: str, results: Mapping[str, Mapping[int, Result]]) -> str:
    """The cells as Markdown: a row for each call, a column for each fault.

    "went on" when the struck run ended well by itself, "again" when the second run did what was missing.
    """
    rows = [f"| # | Request of `{COMMANDS[command]}` | {' | '.join(results)} |", f"|---|---|{'---|' * len(results)}"]
    for call in calls(command):
        words = [_word(results[fault][call.number]) for fault in results]
        rows.append(f"| {call.number} | `{call.what}` | {' | '.join(words)} |")
    return "\n".join(rows) + "\n"


def _word(result: Result) -> str:
    if result.wrong:
        return "LOST: " + "; ".join(result.wrong)
    return "went on" if result.first == 0 else "again"
