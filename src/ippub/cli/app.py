"""The one Typer application, and the one handler that turns an error into a message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from ippub import __version__
from ippub.cli import check, rules
from ippub.cli.complaint import complain, remark
from ippub.errors import EXIT_INTERRUPTED, EnvironmentFault, Interrupted, IppubError

app = typer.Typer(
    name="ippub",
    help="From an idea to a certified Power Platform connector, for independent publishers.",
    no_args_is_help=True,
    # Typer's own tracebacks and panels would cost the start-up time of Rich and read its markup from arguments.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("rules")(rules.rules)
app.command("rule")(rules.rule)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"ippub {__version__}")
        raise typer.Exit


@app.callback()
def ippub(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """From an idea to a certified Power Platform connector, for independent publishers."""


def run() -> NoReturn:
    """Run the command line and leave with its exit code (``ippub.errors`` lists them)."""
    _mend_streams()
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except IppubError as error:
        complain(error)
        _leave(error.exit_code)
    except Interrupted:
        remark("")
        remark("Stopped.")
        _leave(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; not even the interpreter's last flush may write more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(0)
    except OSError as error:
        complain(EnvironmentFault(f"{error.filename or 'the system'}: {error.strerror or error}"))
        _leave(EnvironmentFault.exit_code)
    except MemoryError:
        complain(EnvironmentFault("the memory ran out", "Check fewer connectors at once, or use --jobs 1."))
        _leave(EnvironmentFault.exit_code)
    _leave(0)


def _mend_streams() -> None:
    """Make stdout and stderr able to take every text; one that is closed or not there swallows it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open until the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Interrupted


def _leave(code: int) -> NoReturn:
    raise SystemExit(code)
