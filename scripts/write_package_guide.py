"""Put what the commands print into docs/certification-package.md; with --check only say whether it is still what they print.

The page's commands run in their order in a folder with the example connector; between them happens what the page tells:
solutions are exported (``tests/solutions.py`` makes them), the author writes the introduction, the connector is exported anew.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from write_guide import BLOCK, EXAMPLE, NAME, PAGES, ROOT, comparable, filled, printed

sys.path.insert(0, str(ROOT / "tests"))

from solutions import Export, connector_solution, flow_solution, older

PAGE = ROOT / "docs" / "certification-package.md"
INTRO = "intro.md"
MOST_QUOTED = PAGES["guide.md"]


def begun(place: Path) -> None:
    shutil.copytree(EXAMPLE, place / NAME)
    (place / NAME / INTRO).unlink()


def exported(place: Path) -> None:
    write_exports(older(Export(place / NAME, prefix="aw")), place)


def introduced(place: Path) -> None:
    shutil.copyfile(EXAMPLE / INTRO, place / NAME / INTRO)


def exported_anew(place: Path) -> None:
    write_exports(Export(place / NAME, prefix="aw", version="1.0.0.1"), place)


def nothing(_place: Path) -> None:
    """Nothing happens before this command."""


def write_exports(export: Export, place: Path) -> None:
    version = export.version.replace(".", "_")
    start = NAME.replace(" ", "")
    (place / f"{start}Connector_{version}.zip").write_bytes(connector_solution(export))
    (place / f"{start}Flow_{version}.zip").write_bytes(flow_solution(export))


BEFORE: tuple[Callable[[Path], None], ...] = (begun, exported, introduced, exported_anew, nothing, nothing)
"""What happens before each command of the page."""


def outputs(page: str) -> dict[str, list[str]]:
    """The output of every command, by the command line, in the order of the page."""
    commands = [match[1] for match in BLOCK.finditer(page)]
    if len(commands) != len(BEFORE):
        sys.exit(f"docs/{PAGE.name} has {len(commands)} commands, and {len(BEFORE)} are expected")
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as place:
        for command, prepare in zip(commands, BEFORE, strict=True):
            prepare(Path(place))
            found.setdefault(command, []).append(printed(command, Path(place)))
    return found


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    new = filled(page, outputs(page), MOST_QUOTED)
    if comparable(new) == comparable(page):
        print(f"docs/{PAGE.name} is current")
        return 0
    if "--check" in sys.argv:
        print(f"docs/{PAGE.name} is not what the commands print; run: make docs WRITE=1")
        return 1
    PAGE.write_text(new, encoding="utf-8", newline="\n")
    print(f"docs/{PAGE.name} written")
    return 0


sys.exit(main())
