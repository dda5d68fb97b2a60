"""Write docs/reliability.md: strike every request of propose, submit and an update with every fault, in four minutes.

Run it in the development environment, from the project's root: python scripts/reliability.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from forge.cells import COMMANDS, FAULTS, calls, cell, table  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def main() -> None:
    parts, count, lost = [], 0, 0
    for command in COMMANDS:
        results = {}
        for fault in FAULTS:
            results[fault] = {call.number: cell(command, call.number, fault) for call in calls(command)}
            count += len(results[fault])
            lost += sum(bool(result.wrong) for result in results[fault].values())
            print(command, fault, file=sys.stderr)
        parts.append(table(command, results))
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    body = f"{count} cells, {lost} of them with a loss.\n\n" + "\n".join(parts)
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
