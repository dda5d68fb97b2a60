"""Put what the commands print into docs/guide.md; with --check only say whether it is still what they print.

The guide is written by hand but for its ``console`` blocks. A block that begins with ``$ ippub`` holds the output of that
command in the rehearsal of the whole journey (the first one with these words, the second for a block that comes second,
and so on), or, for ``new`` and ``diff``, in a folder that is made ready for them. Long texts are cut. For the comparison digits, ids and addresses of a run do not count.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide.md"
NAME = "Adventure Works Bikes"
EXAMPLE = ROOT / "src" / "ippub" / "rehearsal" / "example" / NAME
UPDATE = (
    ('"operationId": "GetBike"', '"operationId": "ReadBike"'),
    ("Retrieves the bicycles that can be rented, the cheapest first.", "Retrieves the bicycles that are free today."),
)
"""What the update of the guide changes in the example."""
BLOCK = re.compile(r"```console\n(\$ ippub [^\n]*)\n.*?```", re.DOTALL)
MOST_QUOTED = 6


def rehearsed() -> dict[str, list[str]]:
    """The output of every command of the rehearsal, by the command line, in the order of the runs."""
    done = subprocess.run(
        [sys.executable, "-m", "ippub", "rehearse"],
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
            outputs.setdefault(command, []).append(shortened(output))
    return outputs


def apart(guide: str) -> dict[str, list[str]]:
    """The output of the guide's ``new`` and ``diff``, each run in a folder of its own."""
    outputs: dict[str, list[str]] = {}
    for match in BLOCK.finditer(guide):
        words = shlex.split(match[1].removeprefix("$ "))
        if words[1] not in ("new", "diff"):
            continue
        with tempfile.TemporaryDirectory() as place:
            make_ready(words[1], Path(place))
            done = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=place,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
                env=environment(),
            )
        if done.returncode not in (0, 1):
            sys.exit(f"{match[1]} failed:\n{done.stdout}")
        outputs.setdefault(match[1], []).append(shortened(done.stdout))
    return outputs


def make_ready(command: str, place: Path) -> None:
    """The files that the guide speaks of: a description of an API; or what is published, and what is to replace it."""
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


def shortened(output: str) -> str:
    """Without what a reader of the guide does not need: the rest of a quoted text, the port of a run."""
    lines: list[str] = []
    quoted = 0
    for line in output.rstrip().split("\n"):
        quoted = quoted + 1 if line.startswith("  |") else 0
        if quoted <= MOST_QUOTED:
            lines.append(line)
        elif quoted == MOST_QUOTED + 1:
            lines.append("  | [...]")
    return re.sub(r"http://localhost:\d+", "https://github.com", "\n".join(lines))


def filled(guide: str, outputs: dict[str, list[str]]) -> str:
    used: dict[str, int] = {}

    def block(match: re.Match[str]) -> str:
        command = match[1]
        number = used[command] = used.get(command, 0) + 1
        if len(outputs.get(command, ())) < number:
            sys.exit(f"{command!r} is run less than {number} times")
        return f"```console\n{command}\n{outputs[command][number - 1]}\n```"

    return BLOCK.sub(block, guide)


def comparable(guide: str) -> str:
    digits = re.sub(r"\d+", "0", re.sub(r"\b[0-9a-f]{10,}\b", "0", guide))
    return re.sub(r"\s+", " ", digits.replace(" to 0-0-0", ""))  # a range of dates may be one day


def main() -> int:
    guide = GUIDE.read_text(encoding="utf-8")
    new = filled(guide, {**rehearsed(), **apart(guide)})
    if comparable(new) == comparable(guide):
        print("docs/guide.md is current")
        return 0
    if "--check" in sys.argv:
        print("docs/guide.md is not what the commands print; run: make docs WRITE=1")
        return 1
    GUIDE.write_text(new, encoding="utf-8", newline="\n")
    print("docs/guide.md written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
