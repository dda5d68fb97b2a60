"""Rich, for what nobody waits for: tables, progress, Markdown. The only module that imports it.

Everything that comes from files or rules is given to Rich as ``Text`` or as Markdown of our own; its markup language is
switched off.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ippub.cli.terminal import interactive
from ippub.report.escape import visible


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[], None]]:
    """A bar on stderr while ``total`` things are worked on; gives the function to call after each."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on stdout; on a pipe plain lines with tabs, so that other programs can read it."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    table = Table(*columns, header_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(markup=False, highlight=False).print(table)


def show_markdown(text: str) -> None:
    """Markdown of our own, set for the terminal; on a pipe as it is."""
    if not sys.stdout.isatty():
        print(text, end="")
        return
    Console(markup=False).print(Markdown(text, hyperlinks=False))


def pause(why: str, seconds: float) -> None:
    """Wait, and show why and how long still; where nobody watches one line says it."""
    if seconds < 1:
        time.sleep(seconds)
        return
    if not interactive(sys.stderr):
        print(f"{visible(why)}; waiting {seconds:.0f} s", file=sys.stderr, flush=True)
        time.sleep(seconds)
        return
    deadline = time.monotonic() + seconds
    console = Console(stderr=True, markup=False, highlight=False)
    with console.status(Text(visible(why))) as status:
        while (left := deadline - time.monotonic()) > 0:
            status.update(Text(f"{visible(why)}: {left:.0f} s"))
            time.sleep(min(1, left))
