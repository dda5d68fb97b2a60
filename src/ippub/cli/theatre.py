"""Where the rehearsal is played: scenes, sentences, and the real commands as processes."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping

from ippub.cli.ask import ask_text
from ippub.cli.terminal import style_for
from ippub.errors import EXIT_CLEAN
from ippub.rehearsal import Rehearsal
from ippub.rehearsal.seed import MAKER
from ippub.rehearsal.stage import Stage
from ippub.report.escape import visible


class Fallen(Exception):
    """A command of the journey ended as it should not."""

    def __init__(self, command: str, code: int) -> None:
        super().__init__(command)
        self.code = code


class Theatre:
    """The server, the copy of the connector, and the way to run a command there."""

    def __init__(self, server: Rehearsal, stage: Stage, place: str, step: bool) -> None:
        self.server = server
        self.stage = stage
        self._place = place
        self._step = step
        self._scenes = 0
        self._environment = _environment(server, place)
        self._style = style_for(sys.stdout)

    def scene(self, title: str, *sentences: str, last: bool = False) -> None:
        """Begin a scene; all but the ``last`` are numbered."""
        if not last:
            self._scenes += 1
            title = f"{self._scenes}. {title}"
        if self._step:
            ask_text("\nEnter goes on", "next")
        mark = "\x1b[1m{}\x1b[0m" if self._style.colour else "{}"
        print("\n" + mark.format(f"--- {title} ---"))
        self.say(*sentences)

    def say(self, *sentences: str) -> None:
        """Tell something."""
        for sentence in sentences:
            print(visible(sentence))
        sys.stdout.flush()

    def run(self, *words: str, fine: tuple[int, ...] = (EXIT_CLEAN,)) -> int:
        """Show a command and run it; gives its exit code. Raises ``Fallen`` when that is not ``fine``."""
        shown = shlex.join(("ippub", *words))
        self.say(f"$ {shown}")
        code = _run([sys.executable, "-m", "ippub", *words], self._place, self._environment)
        if code not in fine:
            raise Fallen(shown, code)
        return code


def _run(command: list[str], folder: str, environment: Mapping[str, str]) -> int:
    """Run a process and give its exit code. Ctrl-C ends it too, at whatever moment it comes."""
    early: list[int] = []
    # subprocess.run loses the child when the signal comes while it is being made.
    before = signal.signal(signal.SIGINT, lambda number, _: early.append(number))
    try:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603  # ourselves
    except BaseException:
        signal.signal(signal.SIGINT, before)
        raise
    try:
        signal.signal(signal.SIGINT, before)
        if early:
            signal.raise_signal(signal.SIGINT)
        return child.wait()
    except BaseException:
        child.kill()
        child.wait()
        raise


def _environment(server: Rehearsal, place: str) -> dict[str, str]:
    """What the commands of the play see: no token but that of the rehearsal, and a cache that goes with it."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GH_TOKEN", "GITHUB_TOKEN")}
    return {**kept, "IPPUB_CACHE": os.path.join(place, ".cache"), **server.environment(MAKER)}
