"""Questions on the terminal. They go to stderr, so that stdout holds only what other programs read."""

from __future__ import annotations

import getpass
import os
import select
import signal
import sys
from collections.abc import Callable

from ippub.errors import Interrupted, UsageError
from ippub.report.escape import visible


def can_ask() -> bool:
    """Whether somebody sits there: both ends are terminals, and it is no build server."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")


def ask_text(question: str, otherwise: str = "", fault: Callable[[str], str] = lambda _text: "") -> str:
    """A line of text; ``otherwise`` for an empty one. Asks again while ``fault`` says what is wrong with the answer.

    Raises ``Interrupted`` for Ctrl-C, Ctrl-D and a terminal that went away.
    """
    shown = f"{question} [{visible(otherwise)}]: " if otherwise else f"{question}: "
    while True:
        answer = _line(shown).strip() or otherwise
        problem = fault(answer) if answer else "An answer is needed."
        if not problem:
            return answer
        print(f"  {visible(problem)}", file=sys.stderr)


def ask_yes(question: str, *, otherwise: bool = False) -> bool:
    """Yes or no; ``otherwise`` for an empty answer. Nothing but y and yes is a yes."""
    while True:
        answer = _line(f"{question} [{'Y/n' if otherwise else 'y/N'}]: ").strip().lower()
        if not answer:
            return otherwise
        if answer in ("y", "yes", "n", "no"):
            return answer in ("y", "yes")
        print("  Type y or n.", file=sys.stderr)


def ask_secret(question: str) -> str:
    """A line that is not shown while it is typed."""
    try:
        return getpass.getpass(f"{question}: ", stream=sys.stderr)
    except (EOFError, KeyboardInterrupt):
        raise Interrupted from None


def needs(flag: str, what: str) -> UsageError:
    """What to raise when nobody can be asked: the flag that answers the question."""
    return UsageError(f"{what}, and there is no terminal to ask on", f"Say it with {flag}.")


def _line(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    try:
        _wait_for_line()
        return input()
    except (EOFError, KeyboardInterrupt):
        raise Interrupted from None


def _wait_for_line() -> None:
    """Wait until a line was typed, so that ``input`` never blocks.

    A Ctrl-C in the instant before ``input`` blocks would be noticed only after the next Enter. Every signal writes to
    the pipe, and the pipe ends the waiting.
    """
    if os.name == "nt":  # there ``select`` is for sockets, and a console read ends by itself at Ctrl-C
        return
    ends, begins = os.pipe()
    os.set_blocking(begins, False)
    before = signal.set_wakeup_fd(begins, warn_on_full_buffer=False)
    try:
        select.select([sys.stdin, ends], [], [])
    finally:
        signal.set_wakeup_fd(before)
        os.close(ends)
        os.close(begins)
