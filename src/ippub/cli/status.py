"""``ippub status``: where a connector stands on its ten steps, and whose turn it is.

What does the work is imported when the command runs: `check` must not pay for it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ippub.cli.options import ShownAs
from ippub.cli.terminal import style_for
from ippub.errors import EXIT_CLEAN, EXIT_WAITING, EnvironmentFault, UsageError
from ippub.report.escape import visible

if TYPE_CHECKING:
    from ippub.cli.gate import Candidate
    from ippub.cli.session import Session
    from ippub.journey.status import Status

SHORTEST = 60
"""Seconds between two looks with --watch: GitHub asks programs not to ask more often than they need."""


def status(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="The connector's folder.")] = ".",
    mine: Annotated[bool, typer.Option("--mine", help="All pull requests of yours instead.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Ask again until nobody else has to act.")] = False,
    every: Annotated[int, typer.Option(min=SHORTEST, help="Seconds between two looks with --watch.")] = 300,
    offline: Annotated[bool, typer.Option("--offline", help="Only what the folder says.")] = False,
    format: Annotated[ShownAs, typer.Option("--format", "-f", help="text or json.")] = ShownAs.text,  # noqa: A002
    name: Annotated[str, typer.Option(help="What its folder upstream is called, if not like this one.")] = "",
    fork: Annotated[str, typer.Option(metavar="OWNER", help="The account that has the fork, if not yours.")] = "",
    upstream: Annotated[str, typer.Option(metavar="OWNER/NAME", help="Another upstream repository.")] = "",
    config: Annotated[Path | None, typer.Option(help="Use this ippub.yaml.")] = None,
) -> None:
    """Show the ten steps: what is done, what is to do, and who acts next (exit code 8: somebody else).

    \b
    Examples:
      ippub status "Contoso Widgets"
      ippub status "Contoso Widgets" --offline --format json
      ippub status --mine
    """
    from ippub.cli.gate import candidate
    from ippub.journey.status import all_wait

    if offline and (mine or watch):
        raise UsageError("--offline does not ask GitHub, and --mine and --watch do", "Leave it out.")
    session = None if offline else _session(upstream, fork)

    def look() -> tuple[Status, ...]:
        if mine and session is not None:
            return _mine(session)
        return (_one(candidate(folder, config, name), session),)

    found = _watched(look, lambda found: _show(found, mine, format), every) if watch else look()
    if not watch:
        _show(found, mine, format)
    raise typer.Exit(EXIT_WAITING if all_wait(found) else EXIT_CLEAN)


def _session(upstream: str, fork: str) -> Session:
    from ippub.cli.session import Session
    from ippub.forge.port import UPSTREAM

    return Session(upstream or UPSTREAM, fork)


def _one(asked: Candidate, session: Session | None) -> Status:
    """The status of one connector; without a session only what its folder says."""
    from ippub.artifacts.reading import read_artifacts
    from ippub.journey.facts import Facts
    from ippub.journey.gather import gather, local_facts
    from ippub.journey.status import status as judged

    files = read_artifacts(asked.connector, asked.choice)
    local = local_facts(asked.name, asked.connector, asked.judged(), files)
    bare = Facts(name=asked.name, now=datetime.now(UTC), local=local, asked=session is not None)
    if session is None:
        return judged(bare)
    return judged(gather(session.forge, session.upstream, session.owner, bare))


def _mine(session: Session) -> tuple[Status, ...]:
    from ippub.journey.gather import gather_mine
    from ippub.journey.status import status as judged

    facts = gather_mine(session.forge, session.upstream, session.owner, datetime.now(UTC))
    return tuple(judged(one) for one in facts)


def _show(found: tuple[Status, ...], mine: bool, shown_as: ShownAs) -> None:
    from ippub.journey.telling import mine_text, status_json, status_text

    if shown_as is ShownAs.json:
        print(status_json(found))
    else:
        style = style_for(sys.stdout)
        print(mine_text(found, style) if mine else status_text(found[0], style), end="")
    sys.stdout.flush()


def _watched(
    look: Callable[[], tuple[Status, ...]], show: Callable[[tuple[Status, ...]], None], every: int
) -> tuple[Status, ...]:
    """Look again every so often, show what is new, and stop when nobody else has to act.

    A look that fails for want of a network is told and tried again.
    """
    from ippub.journey.status import all_wait, essence

    before: object = None
    while True:
        found: tuple[Status, ...] | None = None
        try:
            found = look()
        except EnvironmentFault as fault:
            print(f"{visible(fault.message)}; asking again in {every} s", file=sys.stderr)
        if found is not None:
            if essence(found) != before:
                before = essence(found)
                show(found)
            if not all_wait(found):
                return found
            print(f"Waiting; asking again in {every} s. Ctrl-C ends.", file=sys.stderr)
        time.sleep(every)
