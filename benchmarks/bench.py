"""Measure ippub against what it is compared with, all in one run, and print ratios of medians.

    IPPUB_CORPUS=/path/to/connectors python benchmarks/bench.py [--runs N] [--quick] [--json FILE]

Needs npm for redocly and spectral (installed once into benchmarks/node_modules); without it those rows are left out
and named. IPPUB_CORPUS is a folder that holds `connectors/` (or the connector folders themselves). The machine's speed
drifts, so the commands of one comparison take turns (A B A B ...) and only ratios are worth quoting.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
IPPUB = [str(Path(sys.executable).with_name("ippub")), "check", "--exit-zero"]
PARSE = "import json,sys\nfor path in open(sys.argv[1], encoding='utf-8').read().split('\\n'):\n    try: json.loads(open(path, 'rb').read())\n    except ValueError: pass\n"
REDOCLY = "@redocly/cli@2.77.0"
SPECTRAL = "@stoplight/spectral-cli@6.16.3"


@dataclass(frozen=True)
class Timed:
    """Wall seconds of each run and the largest resident size in MB of any process of the last run."""

    seconds: list[float]
    megabytes: float

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


Command = Sequence[str]


def run(command: Command, env: dict[str, str] | None = None) -> tuple[float, float]:
    """Wall seconds of the process, and its largest resident size or that of its largest child in MB (0 on Windows)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if not hasattr(os, "wait4"):
        process.wait()
        return time.perf_counter() - started, 0.0
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_maxrss / 1024


def in_turns(commands: dict[str, Command], runs: int) -> dict[str, Timed]:
    """Each command `runs` times after one warm-up, in turns."""
    # Spectral holds all results until the end and needs more memory than node gives it by itself.
    heap = {"NODE_OPTIONS": "--max-old-space-size=12000", "REDOCLY_TELEMETRY": "off"}
    env = {**os.environ, **heap, "NO_COLOR": "1", "COLUMNS": "100", "CI": ""}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            result = run(command, env)
            if turn:
                taken[name].append(result)
    return {name: Timed([s for s, _ in rows], max(m for _, m in rows)) for name, rows in taken.items()}


def node_tool(name: str) -> list[str] | None:
    """The command of an npm package, installed beside this file; None without npm."""
    binary = HERE / "node_modules" / ".bin" / (name + (".cmd" if os.name == "nt" else ""))
    if not binary.exists():
        if shutil.which("npm") is None:
            return None
        command = ["npm", "install", "--no-save", "--ignore-scripts", "--prefix", str(HERE), REDOCLY, SPECTRAL]
        if subprocess.run(command, capture_output=True, check=False).returncode or not binary.exists():
            return None
    return [str(binary)]


def definitions(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*") if p.name.lower() == "apidefinition.swagger.json")


def readable(paths: list[Path]) -> list[Path]:
    """Those that every tool can read: redocly stops the whole run at the first one it cannot."""
    found = []
    for path in paths:
        pairs_ok = True

        def no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
            nonlocal pairs_ok
            pairs_ok = pairs_ok and len({key for key, _ in pairs}) == len(pairs)
            return dict(pairs)

        try:
            json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=no_repeats)
        except ValueError:
            continue
        if pairs_ok and not any(c in str(path) for c in "[]{}()*?!"):
            found.append(path)
    return found


def row(name: str, timed: Timed, base: Timed | None, note: str = "") -> str:
    ratio = f"{timed.median / base.median:8.2f}" if base else "        "
    return f"  {name:34}{timed.median * 1000:10.0f} ms  {ratio}  {timed.megabytes:7.0f} MB  {note}"


def one_connector(files: list[Path], runs: int, redocly: list[str] | None, show: Callable[[str], None]) -> None:
    median = sorted(files, key=lambda p: p.stat().st_size)[len(files) // 2]
    small = min(files, key=lambda p: abs(p.stat().st_size - 32_490))
    show(
        f"\nOne connector of {small.stat().st_size // 1024} KB (median of all: {median.stat().st_size // 1024} KB), cold process, text"
    )
    commands: dict[str, Command] = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "ippub check": [*IPPUB, str(small.parent)],
        "ippub --version": [IPPUB[0], "--version"],
    }
    timed = in_turns(commands, runs * 3)
    for name in commands:
        show(row(name, timed[name], timed["python -c pass"], "x python -c pass"))
    large = max(files, key=lambda p: p.stat().st_size)
    show(f"\nOne connector of {large.stat().st_size // 1024} KB")
    commands = {"ippub check": [*IPPUB, str(large.parent)]}
    if redocly:
        commands = {"redocly lint --help": [*redocly, "lint", "--help"], **commands}
    timed = in_turns(commands, runs)
    base = timed.get("redocly lint --help")
    for name in commands:
        show(row(name, timed[name], base, "x redocly doing nothing" if base else ""))


def all_connectors(
    root: Path,
    files: list[Path],
    runs: int,
    tools: dict[str, list[str] | None],
    scratch: Path,
    show: Callable[[str], None],
) -> None:
    good = readable(files)
    total = sum(p.stat().st_size for p in files)
    show(
        f"\nAll {len(files)} connectors, {total / 1e6:.1f} MB of definitions (the others get the {len(good)} they can read)"
    )
    listing = scratch / "files.txt"
    listing.write_text("\n".join(str(p) for p in files), encoding="utf-8")
    rules = scratch / "spectral.yaml"
    rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    report = scratch / "report"
    fast: dict[str, Command] = {
        "json.loads": [sys.executable, "-c", PARSE, str(listing)],
        "ippub check (text)": [*IPPUB, "--output", str(report), str(root)],
        "ippub check (json)": [*IPPUB, "--format", "json", "--output", str(report), str(root)],
        "ippub check --jobs 1 (json)": [*IPPUB, "--jobs", "1", "--format", "json", "--output", str(report), str(root)],
    }
    timed = in_turns(fast, runs)
    for name in fast:
        show(row(name, timed[name], timed["json.loads"], "x json.loads"))
    names = [str(p) for p in good]
    slow: dict[str, Command] = {"ippub check (json)": fast["ippub check (json)"]}
    if tools["redocly"]:
        options = ["lint", "--format=json", "--max-problems=1000000"]
        slow["redocly lint (recommended)"] = [*tools["redocly"], *options, *names]
    if tools["spectral"]:
        slow["spectral lint (spectral:oas)"] = [
            *tools["spectral"],
            "lint",
            "-q",
            "-r",
            str(rules),
            "-f",
            "json",
            *names,
        ]
    if len(slow) > 1:
        timed = in_turns(slow, min(runs, 3))
        for name in slow:
            show(row(name, timed[name], timed["ippub check (json)"], "x ippub check (json)"))


def repairing(root: Path, runs: int, scratch: Path, show: Callable[[str], None]) -> None:
    """`check --fix` of everything against `check` of the same; each run gets a copy of its own, which is not timed."""
    show("\nAll connectors, one process, user seconds of the processor (what other programs do counts less)")
    place, report = scratch / "copy", scratch / "report"
    checking = [*IPPUB, "--jobs", "1", "--output", str(report), str(place)]
    commands: dict[str, Command] = {
        "ippub check": checking,
        "ippub check --fix": [*checking, "--fix"],
        "the same again, nothing to repair": [*checking, "--fix"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        shutil.copytree(root, place, copy_function=shutil.copyfile)
        for name, command in commands.items():
            seconds = cpu_seconds(command)
            if turn:
                taken[name].append(seconds)
        shutil.rmtree(place)
    base = statistics.median(taken["ippub check"])
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        show(f"  {name:34}{median * 1000:10.0f} ms  {median / base:8.2f}  x ippub check")


def cpu_seconds(command: Command) -> float:
    """User seconds that a process and its children take."""
    before = os.times().children_user
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return os.times().children_user - before


def curve(files: list[Path], runs: int, scratch: Path, show: Callable[[str], None]) -> None:
    """Time against the number of connectors and against the size of one."""
    show("\nTime against the number of connectors (one process)")
    for count in (50, 100, 200, 400):
        if count > len(files):
            break
        step = len(files) // count
        chosen = [str(p.parent) for p in files[::step][:count]]
        size = sum(p.stat().st_size for p in files[::step][:count])
        timed = in_turns({"x": [*IPPUB, "--jobs", "1", "--format", "json", *chosen]}, runs)["x"]
        show(
            f"  {count:5} connectors  {size / 1e6:6.1f} MB  {timed.median * 1000:7.0f} ms  {timed.median / size * 1e9:6.1f} ms/MB"
        )
    show("\nTime against the size of one connector (a real one with its paths repeated)")
    source = json.loads(
        max((p for p in files if p.stat().st_size < 300_000), key=lambda p: p.stat().st_size).read_bytes()
    )
    for times in (1, 2, 4, 8):
        folder = scratch / f"times{times}"
        folder.mkdir()
        definition = dict(source)
        definition["paths"] = {f"/copy{n}{path}": item for n in range(times) for path, item in source["paths"].items()}
        (folder / "apiDefinition.swagger.json").write_text(json.dumps(definition, indent=2), encoding="utf-8")
        size = (folder / "apiDefinition.swagger.json").stat().st_size
        timed = in_turns({"x": [*IPPUB, "--format", "json", str(folder)]}, runs)["x"]
        show(f"  {size / 1e6:6.2f} MB  {timed.median * 1000:7.0f} ms  {timed.median / size * 1e9:6.1f} ms/MB")


def described(count: int) -> dict[str, object]:
    """An OpenAPI 3.0 document with ``count`` operations, each with a body and an answer of its own."""
    text = "What the shelf holds at this moment, counted by the people of the depot."
    fields = {
        f"field{number}": {"type": "string", "description": text, "nullable": number % 3 == 0} for number in range(25)
    }
    schemas = {f"Shelf{number}": {"type": "object", "properties": fields} for number in range(count)}

    def operation(number: int) -> dict[str, object]:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/Shelf{number}"}}}
        answers = {"200": {"description": "The shelf.", "content": content}, "404": {"description": "There is none."}}
        return {"operationId": f"put_shelf_{number}", "requestBody": {"content": content}, "responses": answers}

    paths = {f"/shelves/{number}": {"put": operation(number)} for number in range(count)}
    contact = {"name": "Support", "url": "https://www.contoso.com", "email": "support@contoso.com"}
    info = {
        "title": "Depot",
        "version": "1",
        "description": "The depot keeps shelves, and tells what lies on them.",
        "contact": contact,
    }
    servers = [{"url": "https://api.contoso.com/v1"}]
    return {"openapi": "3.0.3", "info": info, "servers": servers, "paths": paths, "components": {"schemas": schemas}}


NEW = """import sys, tempfile
from ippub.cli import main
about = ["--publisher=Ada Lovelace", "--stack-owner=Contoso", "--categories=Data", "--authentication=none"]
about += ["--website=https://www.contoso.com", "--privacy-policy=https://www.contoso.com/privacy"]
place = tempfile.mkdtemp(dir=sys.argv[2]) + "/Contoso Depot"
sys.argv = ["ippub", "new", "Contoso Depot", "--from", sys.argv[1], "--output", place, *about]
main()
"""
PARSE_TWICE = "import json,sys\nfor path in sys.argv[1:]: json.loads(open(path, 'rb').read())\n"


def authoring(root: Path, files: list[Path], runs: int, scratch: Path, show: Callable[[str], None]) -> None:
    """`new --from` and `diff`, cold processes."""
    for count in (10, 120):
        source = scratch / f"described{count}.json"
        source.write_text(json.dumps(described(count), indent=1), encoding="utf-8")
        show(
            f"\nippub new --from an OpenAPI document of {count} operations, {source.stat().st_size // 1024} KB, cold process"
        )
        commands: dict[str, Command] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "ippub new --from": [sys.executable, "-c", NEW, str(source), str(scratch)],
        }
        converter = HERE / "node_modules" / ".bin" / "api-spec-converter"
        if converter.exists():
            options = ["--from=openapi_3", "--to=swagger_2"]
            commands["api-spec-converter"] = [str(converter), *options, str(source)]
        timed = in_turns(commands, runs)
        for name in commands:
            show(row(name, timed[name], timed["python -c pass"], "x python -c pass"))
    large = min(files, key=lambda p: abs(p.stat().st_size - 1_000_000))
    pairs = [(large, large)]
    reviewed = [
        sorted(case.rglob("apiDefinition.swagger.json")) for case in sorted((root.parent / "reviewed").glob("*"))
    ]
    pairs += sorted(((one[0], one[1]) for one in reviewed if len(one) == 2), key=lambda p: p[0].stat().st_size)[-1:]
    for old, new in pairs:
        what = "itself" if old == new else "its next version"
        show(f"\nippub diff of a definition of {old.stat().st_size // 1024} KB against {what}, cold process")
        commands = {
            "json.loads of both": [sys.executable, "-c", PARSE_TWICE, str(old), str(new)],
            "ippub diff": [IPPUB[0], "diff", str(old), str(new)],
        }
        timed = in_turns(commands, runs)
        for name in commands:
            show(row(name, timed[name], timed["json.loads of both"], "x json.loads of both"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="leave out redocly and spectral")
    arguments = parser.parse_args()
    named = os.environ.get("IPPUB_CORPUS", "")
    if not named:
        print("IPPUB_CORPUS is not set: there is nothing to measure on.")
        return 1
    root = Path(named) / "connectors" if (Path(named) / "connectors").is_dir() else Path(named)
    files = definitions(root)
    tools = {"redocly": None, "spectral": None}
    if not arguments.quick:
        tools = {"redocly": node_tool("redocly"), "spectral": node_tool("spectral")}
        for name, command in tools.items():
            if command is None:
                print(f"{name} cannot be installed here (npm is missing or has no network): its rows are left out.")
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors, {arguments.runs} runs, medians"
    )
    with tempfile.TemporaryDirectory() as scratch:
        one_connector(files, arguments.runs, tools["redocly"], print)
        all_connectors(root, files, arguments.runs, tools, Path(scratch), print)
        repairing(root, min(arguments.runs, 3), Path(scratch), print)
        authoring(root, files, arguments.runs, Path(scratch), print)
        curve(files, arguments.runs, Path(scratch), print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
