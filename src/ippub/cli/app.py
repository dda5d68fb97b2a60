"""The one Typer application, and the one handler that turns an error into a message and an exit code."""

import _thread
import atexit
import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from ippub import HOME, __version__
from ippub.cli.complaint import complain, remark
from ippub.errors import EXIT_INTERRUPTED, EnvironmentFault, Interrupted, IppubError

COMMANDS = {
    "new": "ippub.cli.new:new",
    "check": "ippub.cli.check:check",
    "diff": "ippub.cli.diff:diff",
    "deprecate": "ippub.cli.deprecate:deprecate",
    "rules": "ippub.cli.rules:rules",
    "rule": "ippub.cli.rules:rule",
    "search": "ippub.cli.search:search",
    "propose": "ippub.cli.propose:propose",
    "package": "ippub.cli.package:package",
    "submit": "ippub.cli.submit:submit",
    "status": "ippub.cli.status:status",
    "doctor": "ippub.cli.doctor:doctor",
    "rehearse": "ippub.cli.rehearse:rehearse",
}
"""Every command and its function, in the order of the help. Only the one that is asked for is imported and built."""


class Commands(TyperGroup):
    """The group of ``COMMANDS``: building the options of a dozen commands would cost more than a short run."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast("Any", dict.fromkeys(COMMANDS))  # the names, for the help and for "did you mean"

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # Typer's signature
        """The command ``cmd_name``, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        holder = _application(add_completion=False)
        holder.command(cmd_name)(getattr(import_module(module), function))
        return get_command(holder)


def _application(**options: Any) -> typer.Typer:
    # Typer's own tracebacks and panels would cost the start-up time of Rich and read its markup from arguments.
    return typer.Typer(
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        **options,
    )


app = _application(
    cls=Commands,
    name="ippub",
    help="From an idea to a certified Power Platform connector, for independent publishers.",
    no_args_is_help=True,
)


_REPORT_IT = f"Please report it at {HOME}/issues, with what IPPUB_DEBUG=1 and the same command print."


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
    sys.unraisablehook = _heard_again
    try:
        app()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else 0)
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
    except Exception as error:  # a fault of our own is said in one sentence, too
        if os.environ.get("IPPUB_DEBUG"):
            raise
        fault = EnvironmentFault(f"ippub itself failed: {type(error).__name__}: {error}", _REPORT_IT)
        complain(fault)
        _leave(fault.exit_code)
    _leave(0)


def _mend_streams() -> None:
    """Make stdout and stderr able to take every text; one that is closed or not there swallows it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open until the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _heard_again(fault: "sys.UnraisableHookArgs") -> None:
    """An interrupt that came where Python drops exceptions (in a callback of the collector) comes again."""
    if fault.exc_type is not None and issubclass(fault.exc_type, Interrupted):
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(fault)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Interrupted


def _leave(code: int) -> NoReturn:
    """End the process at once: taking apart a hundred thousand objects that nobody needs costs 10 ms."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    except OSError as error:  # a full disk shows only now
        os.write(2, f"error: the output could not be written: {error.strerror}\n".encode())
        code = EnvironmentFault.exit_code
    atexit._run_exitfuncs()  # noqa: SLF001  # the only way to run them before ``os._exit``; libraries clean up there
    os._exit(code)
