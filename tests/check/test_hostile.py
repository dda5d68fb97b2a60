"""Connectors made to hurt: every rule takes time in proportion to the size, and every file is judged in 2 seconds.

Time is processor time, and a bound is stretched by how slow the machine is at this moment: the same fixed work is timed
before and after. What grows too fast is asked three times, because a neighbour on the machine can make one answer slow.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest

from ippub.check.engine import MAX_FINDINGS, make_plan, run
from ippub.check.example import read_example
from ippub.check.rule import Finding, Rule
from ippub.check.rules import load_rules
from ippub.check.selection import Selection
from ippub.config import Config
from ippub.connector.folder import read_connector
from ippub.report.assemble import Wishes, assemble
from ippub.report.formats import NAMES, Style, format_named
from ippub.report.model import ConnectorReport

SECONDS = 2.0
MEGABYTES = 150
UNIT = 0.035
"""Seconds of processor time of ``work`` on the machine for which the bounds hold as they are."""
NOTICED = 0.05
"""Seconds below which the time of one rule says nothing about how it grows."""
RULES = [rule for rule in load_rules().values() if not rule.deep]


def work() -> None:
    """Some of everything that the rules do."""
    for _ in range(40):
        value = json.loads(json.dumps({f"k{i}": [str(i), {"a": i}] for i in range(500)}))
        sum(len(key) + len(member[0]) for key, member in value.items() if isinstance(member, list))
        "".join(sorted(value)).count("k1")


def slowness() -> float:
    """How much slower the machine is now than the one of the bounds, at least 1."""
    started = time.process_time()
    work()
    return max(1.0, (time.process_time() - started) / UNIT)


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """As in a run: the search for cycles is off."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def write(home: Path, files: hostile.Files) -> str:
    folder = home / "Contoso Widgets"
    folder.mkdir(exist_ok=True, parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return str(folder)


def timed(rule: Rule, seconds: dict[str, float]) -> Rule:
    """The rule, adding up in ``seconds`` the processor time that it takes."""

    def check(node: object) -> Iterator[Finding]:
        started = time.process_time()
        try:
            found = list(rule.check(node))
        finally:
            seconds[rule.code] = seconds.get(rule.code, 0.0) + time.process_time() - started
        return iter(found)

    return rule._replace(check=check)


def times(folder: str) -> tuple[dict[str, float], ConnectorReport]:
    """The seconds of each rule, and of reading, placing and rendering; the report."""
    seconds: dict[str, float] = {}
    plan = make_plan([timed(rule, seconds) for rule in RULES])
    started = time.process_time()
    connector = read_connector(folder)
    seconds["(reading)"] = time.process_time() - started
    found = run(connector, plan)
    started = time.process_time()
    report, _ = assemble(connector, found, Selection(), Config(), Wishes(), (None, {}))
    seconds["(placing)"] = time.process_time() - started
    started = time.process_time()
    for name in NAMES:
        format_named(name).connector(report, Style())
    seconds["(rendering)"] = time.process_time() - started
    return seconds, report


@pytest.mark.parametrize("name", hostile.CASES)
def test_every_rule_has_a_bounded_cost_on_an_adversarial_document(tmp_path: Path, name: str) -> None:
    make, size = hostile.CASES[name]
    folders = [write(tmp_path / str(times), make(size * times)) for times in (1, 2)]
    grown: list[set[str]] = []
    for _ in range(3):
        (small, _), (large, report) = times(folders[0]), times(folders[1])
        assert "RuleCrashed" not in {finding.code for finding in report.findings}
        assert bounded(report)
        grown.append({code for code, took in large.items() if took > max(NOTICED, 3.2 * small.get(code, 0.0))})
        gc.collect()
        if not grown[-1]:
            break
    assert not set.intersection(*grown), f"more than three times as long for twice the size: {grown[-1]}"
    assert sum(large.values()) < 2 * SECONDS * slowness(), large


def bounded(report: ConnectorReport) -> bool:
    """Whether no part of the report has lines or findings without end."""
    counts: dict[str, int] = {}
    for finding in report.findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
        assert len(finding.message) <= 1_000, finding.code
        assert len(finding.remedy) <= 1_000, finding.code
        assert len(finding.pointer or "") < 10_000
        assert len(finding.excerpt) <= 400
    return max(counts.values(), default=0) <= MAX_FINDINGS


# The whole program, at the limits of what it reads and beyond

_MEASURED = """
import atexit, resource, sys
def tell():
    lines = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(int(lines[0].split()[1]) / 1024, used.ru_utime + used.ru_stime, file=sys.stderr)
atexit.register(tell)
sys.argv[0] = "ippub"
from ippub.cli import main
main()
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the largest memory is read from /proc")
@pytest.mark.parametrize("name", hostile.LARGEST)
def test_any_folder_is_judged_in_2_seconds_and_150_mb(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, hostile.LARGEST[name]())
    result = subprocess.run(
        [sys.executable, "-c", _MEASURED, "check", folder],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
        timeout=120,
    )
    assert result.returncode in (0, 1), result.stderr
    megabytes, seconds = map(float, result.stderr.split())
    assert megabytes < MEGABYTES
    assert seconds < SECONDS * slowness()
    assert 0 < len(result.stdout) < 200_000


# What is read, and what is never


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("100,000 operations", "JsonBeyondLimits"),
        ("100,000 levels", "JsonBeyondLimits"),
        ("200 MB", "JsonBeyondLimits"),
        ("empty files", "SwaggerNotJson"),
        ("NUL", "SwaggerNotJson"),
    ],
)
def test_what_cannot_be_read_is_one_clear_finding_about_the_file(tmp_path: Path, name: str, code: str) -> None:
    folder = write(tmp_path, hostile.LARGEST[name]())
    found = run(read_connector(folder), make_plan(RULES))
    about = [one for one in found if one.finding.at.file == hostile.SWAGGER and one.rule.severity == "error"]
    assert {one.rule.code for one in about} - {"SwaggerTooLarge"} == {code}


def test_no_reference_is_fetched_or_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text('{"a": {"type": "string"}}', encoding="utf-8")
    references = ["http://127.0.0.1:9/a.json", f"{outside.as_uri()}#/a", "../outside.json#/a", str(outside), "//host/a"]
    members = {f"p{i}": {"$ref": ref} for i, ref in enumerate(references)}
    value = {"type": "object", "properties": members}
    folder = write(tmp_path, hostile.in_answer({"$ref": "#/definitions/A"}, {"A": value}))
    opened: list[str] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request"):
            opened.append(str(arguments))

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    sys.addaudithook(watch)
    found = run(read_connector(folder), make_plan(load_rules().values()))
    told = {
        one.finding.at.tokens[3]
        for one in found
        if one.finding.at.tokens and one.finding.at.tokens[-1] == "$ref" and len(one.finding.at.tokens) > 3
    }
    assert told == set(members)
    assert not [entry for entry in opened if "outside" in entry or "host" in entry or "127.0.0.1" in entry]


CONTROL = "\x1b[31m\x07\x00\x9b2J\u202e\u2066\u200b\ufeff\r\n[bold red]x[/] ${{ a }} <script> %0A::error::"


def test_no_character_of_a_file_reaches_the_terminal_as_it_is(tmp_path: Path) -> None:
    """Control characters, Rich markup, bidirectional marks in every field, in every report."""
    files = hostile.texts_in_definition(CONTROL) | {
        hostile.PROPERTIES: hostile.texts_in_properties(CONTROL)[hostile.PROPERTIES],
        hostile.README: f"# {CONTROL}\n\n[{CONTROL}]({CONTROL})\n".encode(),
        hostile.SCRIPT: f'class {CONTROL} {{ "{CONTROL}" }}'.encode(),
    }
    connector = read_connector(write(tmp_path, files))
    report, _ = assemble(connector, run(connector, make_plan(RULES)), Selection(), Config(), Wishes(), (None, {}))
    assert len(report.findings) > 30
    for name in NAMES:
        for style in (Style(verbose=True), Style(quiet=True), Style(colour=False, unicode=False, github=True)):
            text = format_named(name).connector(report, style)
            assert all(character == "\n" or character.isprintable() for character in text), name


def test_a_rule_that_crashes_is_a_finding_and_the_others_go_on(tmp_path: Path) -> None:
    def crash(_: object) -> Iterator[Finding]:
        raise ZeroDivisionError("over\x1b[31m")

    good = load_rules()["ValueContainsRestrictedWords"]
    bad = load_rules()["InfoTitleTooLong"] if "InfoTitleTooLong" in load_rules() else RULES[0]
    folder = read_example("info: {title: Contoso Widgets API}").write(str(tmp_path))
    found = run(read_connector(folder), make_plan([bad._replace(check=crash, subject="Swagger", needs=()), good]))
    codes = [one.rule.code for one in found]
    assert "RuleCrashed" in codes
    assert good.code in codes
