"""Compare `ippub diff` with npm's openapi-diff on real pairs of versions (opened against merged, both ways).

    IPPUB_CORPUS=/path/to/corpus python benchmarks/diff.py [--openapi-diff PATH] [--show]

Needs npm: openapi-diff is installed once into benchmarks/node_modules. The pairs are in `reviewed/` of the corpus. For
each operation for which openapi-diff calls a change breaking it is asked what ippub says about that operation; `--show`
prints those for which ippub has nothing breaking. Nothing here runs in the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ippub.changes.compare import compare
from ippub.changes.model import Change, Level
from ippub.connector.folder import Connector, find_connectors, read_connector

HERE = Path(__file__).parent
PACKAGE = "openapi-diff@0.24.1"
PLACE = re.compile(r"paths\.(.*)\.(get|put|post|delete|options|head|patch)(?:\.|$)")


def installed(named: str) -> str:
    """The path of openapi-diff, installed when it is not there."""
    if named:
        return named
    found = HERE / "node_modules" / ".bin" / "openapi-diff"
    if not found.exists():
        subprocess.run(["npm", "install", "--no-save", "--prefix", str(HERE), PACKAGE], check=True)
    return str(found)


def pairs(root: Path) -> Iterator[tuple[Connector, Connector]]:
    """The versions of each case, in both orders."""
    for case in sorted(root.iterdir()):
        sides = [next(iter(find_connectors(str(side))), None) for side in sorted(case.iterdir()) if side.is_dir()]
        folders = [side for side in sides if side is not None]
        if len(folders) == 2:
            one, other = map(read_connector, folders)
            if one.swagger is not None and other.swagger is not None:
                yield one, other
                yield other, one


def theirs(program: str, old: Connector, new: Connector) -> list[dict[str, Any]] | None:
    """What openapi-diff calls breaking, None when it gave up."""
    files = [os.path.join(each.path, each.swagger.file) for each in (old, new) if each.swagger is not None]
    with tempfile.TemporaryFile() as stream:  # a pipe loses what is longer than 64 KB: node does not wait for it
        code = subprocess.run([program, *files], stdout=stream, stderr=subprocess.DEVNULL, check=False).returncode
        stream.seek(0)
        text = stream.read().decode("utf-8")
    start = text.find("{")
    if start < 0:
        return [] if code == 0 else None
    found: list[dict[str, Any]] = json.loads(text[start:]).get("breakingDifferences", [])
    return found


def operation_of(difference: dict[str, Any]) -> tuple[str, str]:
    """Path and method that a difference of theirs is about; "" where it is about no operation."""
    for side in ("sourceSpecEntityDetails", "destinationSpecEntityDetails"):
        for detail in difference.get(side, ()):
            match = PLACE.match(detail["location"])
            if match:
                return match.group(1), match.group(2)
            if detail["location"].startswith("paths."):
                return detail["location"].removeprefix("paths."), ""
    return "", ""


def ours_about(changes: list[Change], old: Connector, path: str, method: str) -> Level | None:
    """The worst that ippub says about the operation, None for nothing."""
    operations = old.swagger.operations if old.swagger is not None else []
    base = old.swagger.text("basePath").rstrip("/") if old.swagger is not None else ""
    # openapi-diff names a path with the base path before it
    paths = {each.path for each in operations if path in (each.path, base + each.path)}
    labels = {each.label for each in operations if each.path in paths and method in ("", each.method)}
    about = [
        change.level
        for change in changes
        if labels & set(change.operations)
        or change.more
        or any((place.tokens or ())[:2] == ("paths", each) for place in (change.old, change.new) for each in paths)
    ]
    return min(about, key=lambda level: level.rank, default=None)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--openapi-diff", default="", help="where the program is")
    options.add_argument("--show", action="store_true", help="print what ippub has nothing breaking for")
    options.add_argument("--most-bytes", type=int, default=10**9, help="leave out larger connectors")
    asked = options.parse_args()
    program = installed(asked.openapi_diff)
    counts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for old, new in pairs(Path(os.environ["IPPUB_CORPUS"]) / "reviewed"):
        if old.size > asked.most_bytes:
            counts["left out: too large"] += 1
            continue
        started = time.perf_counter()
        changes = compare(old, new)
        seconds["ippub"] += time.perf_counter() - started  # type: ignore[assignment]
        started = time.perf_counter()
        found = theirs(program, old, new)
        seconds["openapi-diff"] += time.perf_counter() - started  # type: ignore[assignment]
        counts["pairs"] += 1
        if found is None:
            counts["openapi-diff gave up"] += 1
            continue
        counts["breaking for openapi-diff"] += bool(found)
        counts["breaking for ippub"] += any(change.level is Level.BREAKING for change in changes)
        told: set[tuple[str, str, str]] = {(*operation_of(each), each["code"]) for each in found}
        for path, method, code in sorted(told):
            level = ours_about(changes, old, path, method)
            counts[f"openapi-diff says {code}, ippub says {level.value if level is not None else 'nothing'}"] += 1
            if asked.show and level is not Level.BREAKING:
                print(f"{old.path} -> {new.path}: {method} {path} {code}: {level}")
    for name, count in sorted(counts.items()):
        print(f"{count:6}  {name}")
    for name, total in seconds.items():
        print(f"{total:6.2f} s  {name} (it compares only; openapi-diff starts and reads too)")


if __name__ == "__main__":
    main()
