"""Every command's help has examples, and each of them is run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.program import command, environment, ippub
from ippub.cli.app import COMMANDS
from ippub.rehearsal import Rehearsal
from ippub.rehearsal.seed import connector_files
from publish.pictures import png
from ready import INTRO, READY, write
from solutions import Export, connector_solution, flow_solution

SOURCES = Path(__file__).parents[1] / "conversion" / "sources"
NAME = "Contoso Widgets"

ENDS_IN = {
    'ippub new "Contoso Stock"': 2,  # without a terminal nobody can be asked
    'ippub new "Contoso Stock" --from openapi.yaml --operations books --operations "Get*"': 2,
    "ippub diff HEAD~1:. .": 1,  # the world's last commit renames an operation
    'ippub search "Contoso Widgets" --offline --format json': 16,  # what was not asked makes it unknown
}
"""The exit code of an example where it is not 0."""

PROPOSED = ("submit", "status")
"""Commands whose examples are about a connector that is proposed already."""


class World(NamedTuple):
    """Where the examples of a command run."""

    folder: Path
    env: dict[str, str]
    github: Rehearsal

    def publish(self) -> None:
        """Merge the open pull request, and change the connector since."""
        self.github.maintainer().merge(max(self.github.repository().pulls))
        readme = self.folder / NAME / "readme.md"
        readme.write_bytes(readme.read_bytes() + b"\nAsk us anything.\n")


def examples(name: str) -> list[str]:
    """The example lines in the help of a command, those that go on put together."""
    text = ippub(name, "--help").stdout
    assert "\n  Examples:\n" in text, f"the help of {name} has no examples"
    block = text.partition("\n  Examples:\n")[2].partition("\n\n")[0]
    assert max(map(len, block.split("\n"))) <= 100, "an example is wider than a terminal"
    lines = [line.strip() for line in re.sub(r"\\\n\s*", "", block).split("\n") if line.strip()]
    assert all(line.startswith(f"ippub {name}") for line in lines), lines
    return [" ".join(line.split()) for line in lines]


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path, rehearse: Callable[..., Rehearsal]) -> World:
    """A folder with a connector that is ready, a description of an API and two versions of another connector."""
    name = request.node.callspec.params["name"]
    github = rehearse()
    github.fork()
    env = {**github.environment(), "IPPUB_CACHE": str(tmp_path / "cache")}
    folder = tmp_path / "world"
    # The example's package is an older export, which `check --strict` would say.
    connector = write(folder, INTRO if name == "check" else READY)
    assert connector.name == NAME
    (connector / "screenshots").mkdir()
    for shade, picture in enumerate(("flow-1", "flow-2", "flow-3", "test")):
        (connector / "screenshots" / f"{picture}.png").write_bytes(png(shade=shade))
    shutil.copy(SOURCES / "library.yaml", folder / "openapi.yaml")
    if name == "package":
        (folder / "connector.zip").write_bytes(connector_solution(Export(connector)))
        (folder / "flow.zip").write_bytes(flow_solution(Export(connector)))
    if name == "diff":
        folder = versions(tmp_path)
    if name in PROPOSED:
        done = ippub("propose", NAME, "--yes", "--agree-manifesto", cwd=folder, **env)
        assert done.returncode == 0, done.stderr
    return World(folder, env, github)


def versions(parent: Path) -> Path:
    """What upstream has, as a checkout whose last commit renamed an operation, and two files to compare."""
    folder = parent / "Tailspin Weather"
    folder.mkdir()
    for path, text in connector_files("x", folder.name, "tailspin.example", "Grace Hopper", "forecast").items():
        (folder / path.removeprefix("x/")).write_text(text, encoding="utf-8", newline="\n")
    definition = folder / "apiDefinition.swagger.json"
    published = definition.read_text("utf-8")
    git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@contoso.com")
    for text, message in ((published.replace("ListForecasts", "GetForecasts"), "first"), (published, "second")):
        definition.write_text(text, encoding="utf-8", newline="\n")
        for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", message)):
            subprocess.run([*git, *arguments], cwd=folder, check=True)
    for side in ("old", "new"):
        (folder / side).mkdir()
        shutil.copy(definition, folder / side)
    return folder


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "rehearse"])
def test_the_examples_of_a_command_do_what_they_say(name: str, world: World) -> None:
    found = examples(name)
    assert len(found) >= 2
    for line in found:
        if "--update" in line:
            world.publish()
        done = ippub(*shlex.split(line)[1:], cwd=world.folder, **world.env)
        told = f"$ {line}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == ENDS_IN.get(line, 0), told
        assert "Traceback" not in told, told
        assert "ippub itself failed" not in told, told
        written = world.folder / line.partition("--output ")[2]
        assert done.stdout or done.stderr or written.is_file(), f"{line} says nothing"


def test_every_exception_is_an_example() -> None:
    known = {line for name in {line.split()[1] for line in ENDS_IN} for line in examples(name)}
    assert set(ENDS_IN) <= known


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be interrupted there as by Ctrl-C")
def test_the_examples_of_rehearse_play_and_serve(tmp_path: Path) -> None:
    play, serve = examples("rehearse")
    write(tmp_path)
    assert play == f'ippub rehearse "{NAME}"'
    done = ippub(*shlex.split(play)[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    process = subprocess.Popen(
        command(*shlex.split(serve)[1:]), stdout=subprocess.PIPE, env=environment(PYTHONUNBUFFERED="1"), cwd=tmp_path
    )
    assert process.stdout is not None
    assert b"An offline GitHub listens on" in process.stdout.readline()
    until = time.monotonic() + 10
    while b"reviewer" not in process.stdout.readline():
        assert time.monotonic() < until
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(10) in (0, 130)
    process.stdout.close()
