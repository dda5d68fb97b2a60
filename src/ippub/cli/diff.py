"""``ippub diff``: read two versions, compare them, write the report."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ippub import HOME, __version__
from ippub.changes.compare import compare
from ippub.changes.kinds import KINDS
from ippub.changes.update import sum_up
from ippub.cli.options import Upstream
from ippub.cli.session import Session
from ippub.cli.terminal import style_for
from ippub.cli.versions import allowed_in, name_upstream, read_side
from ippub.config import Allowed
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, UsageError
from ippub.forge.port import UPSTREAM
from ippub.nearest import canonical, did_you_mean, quoted
from ippub.report.diff.formats import FORMATS
from ippub.report.diff.model import make_report
from ippub.report.formats import Tool


class DiffFormat(StrEnum):
    """The formats of a comparison."""

    text = "text"
    json = "json"
    markdown = "markdown"
    sarif = "sarif"
    github = "github"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="What people use: a folder, a file, REV:path, upstream.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What is to replace it. Default: this folder.")] = ".",
    format: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write it.")] = DiffFormat.text,  # noqa: A002
    allow: Annotated[
        list[str] | None, typer.Option(metavar="CODE[:POINTER]", help="Accept this change for once.")
    ] = None,
    name: Annotated[str, typer.Option(help="What the connector's folder is called upstream.")] = "",
    upstream: Upstream = UPSTREAM,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line per breaking or risky change.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every harmless change.")] = False,
    config: Annotated[Path | None, typer.Option(help="Use this ippub.yaml.")] = None,
) -> None:
    """Say what an update changes, and what of it breaks the flows that people run.

    \b
    Examples:
      ippub diff upstream .
      ippub diff HEAD~1:. .
      ippub diff old/apiDefinition.swagger.json new/apiDefinition.swagger.json --format json
    """  # the mark keeps the lines of the help apart
    session = Session(upstream, signs_in=False)
    called = name_upstream(old, new, name)
    before, after = read_side(old, called, session), read_side(new, called, session)
    allowed = (*_asked(allow or []), *allowed_in(after.folder or ".", config))
    found = compare(before.connector, after.connector)
    update = sum_up(found, before.connector.swagger, after.connector.swagger)
    report = make_report(before, after, found, allowed, update)
    style = style_for(sys.stdout)._replace(quiet=quiet, verbose=verbose)
    sys.stdout.write(FORMATS[format.value](report, Tool("ippub", __version__, HOME), style))
    raise typer.Exit(EXIT_FINDINGS if report.breaking and not exit_zero else EXIT_CLEAN)


def _asked(texts: list[str]) -> list[Allowed]:
    """``--allow``. Raises ``UsageError`` for a code that no change has."""
    found = []
    for text in texts:
        code, colon, pointer = text.partition(":")
        known = canonical(code, KINDS)
        if known is None:
            raise UsageError(
                f"there is no change {quoted(code)}{did_you_mean(code, KINDS)}", f"{HOME} lists the codes."
            )
        found.append(Allowed(known, "allowed on the command line", pointer if colon else None))
    return found
