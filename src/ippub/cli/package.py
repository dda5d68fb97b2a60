"""``ippub package``: check as at submission, then write the exact files of a submission.

With ``--solution`` it makes the certification package instead; see ``certifying.py``.

What does the work is imported when the command runs: `check` must not pay for it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ippub.cli.options import ShownAs
from ippub.cli.terminal import style_for
from ippub.errors import UsageError

if TYPE_CHECKING:
    from ippub.artifacts.package import Package
    from ippub.artifacts.verdict import Verdict
    from ippub.cli.gate import Candidate


def package(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="The connector's folder.")] = ".",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write here. Default: <slug>-package beside the folder; package.zip in it."
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="What its folder upstream is called, if not like this one.")] = "",
    list_only: Annotated[bool, typer.Option("--list", help="Only list the files; check and write nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and show; write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Package it in spite of errors, and record that.")] = False,
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="text or json.")] = ShownAs.text,  # noqa: A002
    config: Annotated[Path | None, typer.Option(help="Use this ippub.yaml.")] = None,
    solution: Annotated[
        str, typer.Option(metavar="ZIP", help="Make package.zip: the exported solution with the connector alone.")
    ] = "",
    flow_solution: Annotated[
        str, typer.Option(metavar="ZIP", help="Make package.zip: the one with the connector and a flow that uses it.")
    ] = "",
    plugin_solution: Annotated[
        str, typer.Option(metavar="ZIP", help="Make package.zip: the one with an AI plug-in, if there is one.")
    ] = "",
    custom_properties: Annotated[
        str, typer.Option(metavar="FILE", help="Make package.zip: its customProperties.json, for several sign-ins.")
    ] = "",
    intro: Annotated[
        str, typer.Option(metavar="FILE", help="Make package.zip: its intro.md, if not the connector's own.")
    ] = "",
) -> None:
    """Put the files of a submission into a folder and a zip, or make package.zip from exported solutions.

    \b
    Examples:
      ippub package "Contoso Widgets" --list
      ippub package "Contoso Widgets" --output out
      ippub package "Contoso Widgets" --solution connector.zip --flow-solution flow.zip
    """
    from ippub.artifacts.telling import listing, listing_json, package_json, package_text
    from ippub.cli.gate import candidate

    asked = candidate(folder, config, name)
    if solution or flow_solution or plugin_solution or intro or custom_properties:
        from ippub.cli.certifying import Given, Wanted, certify

        given = Given(solution, flow_solution, plugin_solution, intro, custom_properties)
        certify(asked, given, Wanted(output, list_only, dry_run, force, format))
        return
    if list_only:
        _say(listing(asked.choice, style_for(sys.stdout)), listing_json(asked.name, asked.choice), format)
        return
    made = _packaged(asked, asked.judged(), force=force, shown_as=format)
    place = "" if dry_run else _written(made, folder, output)
    _say(package_text(made, place, style_for(sys.stdout)), package_json(made, place), format)


def _packaged(asked: Candidate, verdict: Verdict, *, force: bool, shown_as: ShownAs) -> Package:
    """The package; what stands in its way is shown before the refusal goes on to the handler."""
    from ippub.artifacts.package import PackageRefused
    from ippub.artifacts.telling import refusal_json
    from ippub.report.formats import format_named

    try:
        return asked.packaged(verdict, force=force)
    except PackageRefused as refusal:
        stops = verdict.secrets if force else tuple(dict.fromkeys((*verdict.errors, *verdict.secrets)))
        report = verdict.report._replace(findings=stops)
        text = format_named("text").connector(report, style_for(sys.stdout))
        _say(text, refusal_json(asked.name, refusal.message, stops), shown_as)
        sys.stdout.flush()
        raise


def _written(made: Package, folder: str, output: Path | None) -> str:
    """Write the package; gives where it is, as seen from here."""
    from ippub.artifacts.package import tree
    from ippub.cli.folder_writer import write_tree

    target = _target(folder, output, made)
    write_tree(tree(made), target)
    return _relative(target)


def _target(folder: str, output: Path | None, made: Package) -> str:
    """Where to write. Raises ``UsageError`` for a place inside the connector, which would become part of it."""
    home = os.path.realpath(folder)
    if output is None:
        return os.path.join(os.path.dirname(home), made.archive_name.removesuffix(".zip") + "-package")
    target = os.path.realpath(output)
    same_drive = os.path.splitdrive(home)[0].lower() == os.path.splitdrive(target)[0].lower()
    if same_drive and os.path.commonpath([home, target]) == home:
        raise UsageError(f"{output} lies inside the connector's folder", "Choose a place outside with --output.")
    return str(output)


def _relative(path: str) -> str:
    """The path from here where that is shorter to read."""
    try:
        near = os.path.relpath(path)
    except ValueError:
        return path
    return path if near.startswith(os.path.join("..", "..", "..")) else near


def _say(text: str, json: str, shown_as: ShownAs) -> None:
    print(json) if shown_as is ShownAs.json else print(text, end="")
