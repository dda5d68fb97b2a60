"""Put what the commands print into the pages of ``PAGES``; with --check only say whether it is still what they print.

The pages are written by hand but for their ``console`` blocks. A block that begins with ``$ ippub`` and has more lines holds
the output of that command in the rehearsal of the whole journey with an update (the first one with these words, the second
for a block that comes second, and so on), or, for ``new``, ``diff`` and ``check``, in a folder that is made ready for
them. Long texts are cut. For the comparison digits, ids and addresses of a run do not count.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Container
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = {"fix.md": 6, "guide.md": 6, "submission.md": 14, "deprecate.md": 6}
"""The pages in docs, and how many lines of a quoted text are shown there."""
NAME = "Adventure Works Bikes"
EXAMPLE = ROOT / "src" / "ippub" / "rehearsal" / "example" / NAME
UPDATE = (
    ('"operationId": "GetBike"', '"operationId": "ReadBike"'),
    ("Retrieves the bicycles that can be rented, the cheapest first.", "Retrieves the bicycles that are free today."),
)
"""What the update of the guide changes in the example."""
BLOCK = re.compile(r"```console\n(\$ ippub [^\n]*)\n(?!\$|```).*?```", re.DOTALL)


def rehearsed() -> dict[str, list[str]]:
    """The output of every command of the rehearsal, by the command line, in the order of the runs."""
    done = subprocess.run(
        [sys.executable, "-m", "ippub", "rehearse", "--update"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=True,
        env=environment(),
    )
    outputs: dict[str, list[str]] = {}
    for scene in re.split(r"(?m)^--- .* ---$", done.stdout):
        for part in re.split(r"(?m)^(?=\$ ippub )", scene)[1:]:
            command, _, output = part.partition("\n")
            outputs.setdefault(command, []).append(output)
    return outputs


def printed(command: str, place: Path) -> str:
    """What a command line of a page (``$ ippub ...``) prints when it is run in the folder ``place``."""
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command.removeprefix("$ "))],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment(),
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{command} failed:\n{done.stdout}")
    return done.stdout


def apart(page: str, known: Container[str]) -> dict[str, list[str]]:
    """The output of those ``new``, ``diff`` and ``check`` of a page that are not ``known``, each run in a folder of its own."""
    outputs: dict[str, list[str]] = {}
    for match in BLOCK.finditer(page):
        words = shlex.split(match[1].removeprefix("$ "))
        if words[1] not in ("new", "diff", "check") or match[1] in known:
            continue
        with tempfile.TemporaryDirectory() as place:
            make_ready(words[1], Path(place))
            outputs.setdefault(match[1], []).append(printed(match[1], Path(place)))
    return outputs


def make_ready(command: str, place: Path) -> None:
    """The files that the guide speaks of: a description of an API; or what is published, and what is to replace it."""
    if command == "check":
        shutil.copytree(ROOT / "examples" / "Contoso Widgets", place / "Contoso Widgets")
        return
    if command == "new":
        shutil.copy(ROOT / "examples" / "adventure-works.yaml", place)
        return
    shutil.copytree(EXAMPLE, place / "published" / NAME)
    shutil.copytree(EXAMPLE, place / NAME)
    definition = place / NAME / "apiDefinition.swagger.json"
    text = definition.read_text(encoding="utf-8")
    for before, after in UPDATE:
        if text.count(before) != 1:
            sys.exit(f"the example holds {before!r} {text.count(before)} times, and the guide changes it once")
        text = text.replace(before, after)
    definition.write_text(text, encoding="utf-8", newline="\n")


def environment() -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}


def shortened(output: str, most: int) -> str:
    """Without what a reader of the page does not need: the rest of a quoted text, the port of a run."""
    lines: list[str] = []
    quoted = 0
    for line in output.rstrip().split("\n"):
        quoted = quoted + 1 if line.startswith("  |") else 0
        if quoted <= most:
            lines.append(line)
        elif quoted == most + 1:
            lines.append("  | [...]")
    return re.sub(r"http://localhost:\d+", "https://github.com", "\n".join(lines))


def filled(page: str, outputs: dict[str, list[str]], most: int) -> str:
    used: dict[str, int] = {}

    def block(match: re.Match[str]) -> str:
        command = match[1]
        number = used[command] = used.get(command, 0) + 1
        if len(outputs.get(command, ())) < number:
            sys.exit(f"{command!r} is run less than {number} times")
        return f"```console\n{command}\n{shortened(outputs[command][number - 1], most)}\n```"

    return BLOCK.sub(block, page)


def comparable(page: str) -> str:
    digits = re.sub(r"\d+", "0", re.sub(r"\b[0-9a-f]{10,}\b", "0", page))
    return re.sub(r"\s+", " ", digits.replace(" to 0-0-0", ""))  # a range of dates may be one day


def main() -> int:
    outputs = rehearsed()
    stale = False
    for name, most in PAGES.items():
        path = ROOT / "docs" / name
        page = path.read_text(encoding="utf-8")
        new = filled(page, {**apart(page, outputs), **outputs}, most)
        if comparable(new) == comparable(page):
            print(f"docs/{name} is current")
        elif "--check" in sys.argv:
            stale = True
            print(f"docs/{name} is not what the commands print; run: make docs WRITE=1")
        else:
            path.write_text(new, encoding="utf-8", newline="\n")
            print(f"docs/{name} written")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
