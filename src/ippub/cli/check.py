"""``ippub check``: parse, find the connectors, check them, write the report."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from ippub import HOME, __version__
from ippub.check.rule import Severity
from ippub.cli.runner import Outcome, Settings, check_all, unused_ignores
from ippub.cli.terminal import interactive, style_for
from ippub.cli.writer import Writer
from ippub.connector.folder import find_connectors
from ippub.errors import EXIT_CLEAN, EXIT_ENVIRONMENT, EXIT_FINDINGS, UsageError
from ippub.report.formats import Tool, format_named
from ippub.report.model import ConnectorReport, Summary


class FormatName(StrEnum):
    """The formats of a report."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"
    markdown = "markdown"


class Target(NamedTuple):
    """What to check: connector folders, and for some of them only these files."""

    folders: tuple[str, ...]
    files: dict[str, frozenset[str]] = {}  # noqa: RUF012  # nobody writes to it


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Connector folders, files of one, or folders that hold many. Default: this folder.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[FormatName, typer.Option("--format", "-f", help="How to write the report.")] = FormatName.text,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    select: Annotated[list[str] | None, typer.Option(help="Only these codes or scopes (comma separated).")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Not these codes or scopes (comma separated).")] = None,
    min_severity: Annotated[Severity, typer.Option(help="Leave out what matters less.")] = Severity.INFO,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count the findings by code.")] = False,
    baseline: Annotated[Path | None, typer.Option(help="Leave out what this file says is known.")] = None,
    write_baseline: Annotated[Path | None, typer.Option(help="Write today's findings to this file.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0: one per processor.")] = 0,
    deep: Annotated[bool, typer.Option("--deep", help="Ask openapi-spec-validator too (slower).")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line per error and warning.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every repetition.")] = False,
    config: Annotated[Path | None, typer.Option(help="Use this ippub.yaml.")] = None,
) -> None:
    """Check connectors offline: every documented rule, with file, line and remedy."""
    style = style_for(sys.stdout, to_file=output is not None)._replace(
        statistics=statistics, quiet=quiet, verbose=verbose
    )
    settings = Settings(
        format=format.value,
        style=style,
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        least=min_severity,
        config=config,
        baseline=baseline,
        deep=deep,
        keep_reports=write_baseline is not None,
        roots=tuple(paths or ["."]),
    )
    asked = settings.roots
    if watch:
        from ippub.cli.watch import repeat

        repeat(lambda: find_targets(asked).folders, lambda: _run(asked, settings, output, jobs, write_baseline))
    summary, faults = _run(asked, settings, output, jobs, write_baseline)
    raise typer.Exit(exit_code(summary, faults=faults, strict=strict, exit_zero=exit_zero))


def exit_code(summary: Summary, *, faults: int, strict: bool, exit_zero: bool) -> int:
    """The exit code of a run: what could not be checked outweighs what was found."""
    if faults:
        return EXIT_ENVIRONMENT
    if exit_zero:
        return EXIT_CLEAN
    return EXIT_FINDINGS if summary.errors or (strict and summary.warnings) else EXIT_CLEAN


def find_targets(paths: Sequence[str]) -> Target:
    """The connectors that ``paths`` mean, each once, in the order asked for.

    Raises ``UsageError`` for a path that does not exist or that holds no connector.
    """
    folders: dict[str, None] = {}
    files: dict[str, set[str] | None] = {}
    for path in paths:
        if os.path.isfile(path):
            folder = os.path.dirname(path) or "."
            names = files.setdefault(folder, set())
            if names is not None:
                names.add(os.path.basename(path))
            folders[folder] = None
            continue
        if not os.path.exists(path):
            raise UsageError(f"there is no file or folder {path}", "Name a connector's folder, or stand in it.")
        found = list(find_connectors(path))
        if not found and any(name.lower().startswith("readme.") for name in os.listdir(path)):
            found = [path]  # a proposal has only a readme so far; named by itself it is checked
        if not found:
            raise UsageError(
                f"there is no connector in {path}",
                "A connector is a folder with apiDefinition.swagger.json, apiProperties.json and readme.md.",
            )
        for folder in found:
            folders[folder] = None
            files[folder] = None
    limited = {folder: frozenset(names) for folder, names in files.items() if names is not None}
    return Target(tuple(folders), limited)


def tool() -> Tool:
    """What the reports say about this program."""
    from ippub.cli.rules import rule_infos

    return Tool("ippub", __version__, HOME, rule_infos)


def _run(
    paths: Sequence[str], settings: Settings, output: Path | None, jobs: int, write_baseline: Path | None
) -> tuple[Summary, int]:
    """Check and report once. Returns the counts and how many connectors could not be read."""
    started = time.perf_counter()
    target = find_targets(paths)
    several = len(target.folders) > 1
    settings = settings._replace(style=settings.style._replace(several=several), files=target.files)
    summary, faults = Summary(), 0
    reports: list[ConnectorReport] = []
    used: dict[Path, frozenset[int]] = {}
    with Writer(output, format_named(settings.format), tool(), settings.style) as writer:
        for folder, outcome in zip(target.folders, _outcomes(settings, target.folders, jobs), strict=True):
            if outcome.fault is not None:
                faults += 1
                if not several:
                    raise outcome.fault
                writer.complain(folder, outcome.fault)
                continue
            writer.connector(outcome.text)
            _count(summary, outcome)
            if outcome.report is not None:
                reports.append(outcome.report)
            if outcome.config is not None:
                used[outcome.config] = used.get(outcome.config, frozenset()) | outcome.used
        if several:
            for report in unused_ignores(settings, used):
                writer.connector(format_named(settings.format).connector(report, settings.style))
                summary.add(report)
                summary.connectors -= 1
        summary.seconds = time.perf_counter() - started
        writer.finish(summary)
    if write_baseline is not None:
        from ippub.check.baseline import write_baseline as write

        count = write(write_baseline, reports)
        print(f"{count} findings are known now; use --baseline {write_baseline}.", file=sys.stderr)
    return summary, faults


def _outcomes(settings: Settings, folders: Sequence[str], jobs: int) -> Iterator[Outcome]:
    with _progress(len(folders)) as done:
        yield from check_all(settings, folders, jobs, done)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar when somebody watches and there is something to wait for."""
    if total < 2 or not interactive(sys.stderr) or sys.stdout.isatty():
        yield lambda: None
        return
    from ippub.cli.console import progress

    with progress(total, "Checking") as done:
        yield done


def _count(summary: Summary, outcome: Outcome) -> None:
    counts = outcome.counts
    if counts is None:
        return
    summary.connectors += counts.connectors
    summary.errors += counts.errors
    summary.warnings += counts.warnings
    summary.infos += counts.infos
    summary.ignored += counts.ignored
    for code, count in counts.codes.items():
        summary.codes[code] = summary.codes.get(code, 0) + count
