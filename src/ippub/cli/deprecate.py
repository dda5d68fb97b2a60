"""``ippub deprecate``: mark an operation that goes away, without touching anything else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ippub.errors import UsageError

if TYPE_CHECKING:
    from ippub.connector.folder import Connector
    from ippub.connector.swagger import Swagger

NEXT = """
What comes next:
  1. Tell those who use it, 30 days before the update is deployed: in the readme, and in your own channels.
  2. Raise info.version; `ippub diff upstream .` proposes the next one.
  3. `ippub submit` sends it as an update. The operation has to go on working for the flows that use it.
"""


def deprecate(
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help="The operationId of what goes away.")],
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="The connector's folder.")] = ".",
    successor: Annotated[str, typer.Option(metavar="OPERATION", help="The operation that takes its place.")] = "",
    api: Annotated[str, typer.Option(metavar="NAME", help="The connector that has it, when it is not this one.")] = "",
    expires: Annotated[str, typer.Option(metavar="DATE", help="The day it stops working, such as 2030-12-31.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the changes; write nothing.")] = False,
) -> None:
    """Mark an operation as deprecated: the flag, the words, its successor; every other byte stays.

    \b
    Examples:
      ippub deprecate ListWidgets "Contoso Widgets" --dry-run
      ippub deprecate ListWidgets "Contoso Widgets" --successor FindAll --api contosogadgets
      ippub deprecate ListWidgets "Contoso Widgets" --expires 2030-12-31
    """  # the mark keeps the lines of the help apart
    from ippub.authoring.deprecate import Farewell, deprecation
    from ippub.check.fix import apply
    from ippub.cli.repairing import before, diff_of, write
    from ippub.cli.terminal import style_for
    from ippub.connector.folder import read_connector

    connector = read_connector(folder)
    farewell = Farewell(successor, _api(api, successor), _day(expires))
    fix = deprecation(_definition(connector), operation, farewell)
    read = before(connector)
    changes, done = apply(read, [fix] if fix.edits else [])
    if fix.edits and not done:
        raise UsageError(
            f"{connector.path}: the definition cannot be edited as it is written", "`ippub check --fix` repairs it."
        )
    if not done:
        print(f"Nothing to do: {operation} is marked so already.", file=sys.stderr)
        return
    sys.stdout.write(diff_of(folder, changes, read, style_for(sys.stdout)))
    sys.stdout.flush()
    if not dry_run:
        write(folder, changes, read)
    print("Nothing was written." if dry_run else NEXT.rstrip("\n"), file=sys.stderr)


def _definition(connector: Connector) -> Swagger:
    """The definition. Raises ``UsageError`` when there is none that can be read."""
    if connector.swagger is None:
        raise UsageError(
            f"{connector.path} has no definition that can be read", "`ippub check` says what is wrong with it."
        )
    return connector.swagger


def _api(api: str, successor: str) -> str:
    if api and not successor:
        raise UsageError("--api says where the successor is, and none is named", "Name it with --successor.")
    return api


def _day(text: str) -> str:
    """The day as ISO 8601. Raises ``UsageError`` for what is none."""
    from datetime import date

    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is no day", "Write it as 2030-12-31.") from None
