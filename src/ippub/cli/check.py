"""``ippub check``: parse the arguments, run, leave with the exit code."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ippub.check.rule import Severity
from ippub.cli.run import Wanted, run_once
from ippub.cli.runner import Settings
from ippub.cli.terminal import style_for
from ippub.errors import UsageError


class FormatName(StrEnum):
    """The formats of a report."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"
    markdown = "markdown"


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
    fix: Annotated[bool, typer.Option("--fix", help="Repair what a machine can repair safely.")] = False,
    unsafe_fixes: Annotated[bool, typer.Option("--unsafe-fixes", help="Make the suggested repairs too.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the repairs as a diff, write nothing.")] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Go through the repairs one by one.")] = False,
) -> None:
    """Check connectors offline: every documented rule, with file, line and remedy.

    \b
    Examples:
      ippub check
      ippub check "Contoso Widgets" --strict
      ippub check . --format sarif --output report.sarif
      ippub check --select readme --statistics
      ippub check "Contoso Widgets" --fix --diff
    """
    if baseline is not None and write_baseline is not None:
        raise UsageError(
            "--baseline and --write-baseline exclude each other",
            "--write-baseline alone writes down everything that is known today.",
        )
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
        mending=_mending(fix=fix or diff or ask, unsafe=unsafe_fixes),
        diff=diff,
    )
    _refuse_together(settings, watch=watch, ask=ask, baseline=write_baseline is not None)
    wanted = Wanted(settings, output, jobs, write_baseline, ask=ask)
    if watch:
        from ippub.cli.watch import repeat

        repeat(wanted)
    raise typer.Exit(run_once(wanted).exit_code(strict=strict, exit_zero=exit_zero or write_baseline is not None))


def _mending(*, fix: bool, unsafe: bool) -> str:
    if unsafe:
        return "unsafe"
    return "safe" if fix else ""


def _refuse_together(settings: Settings, *, watch: bool, ask: bool, baseline: bool) -> None:
    """Raise ``UsageError`` for options of repairing that mean nothing together."""
    if not settings.mending:
        return
    if watch:
        raise UsageError("--watch and --fix exclude each other", "Repair once, then watch.")
    if settings.diff and (ask or baseline or settings.format != "text"):
        raise UsageError("--diff shows the repairs alone", "Leave out --ask, --write-baseline and --format.")
