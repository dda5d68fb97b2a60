"""What can go wrong outside a connector's own files, and the exit code of each.

A fault *in* a connector is a finding and never an exception; an exception means that the work could not be
done. Every one carries what happened (``message``), what to do about it (``hint``) and the exit code.

Exit codes (the one place that defines them; ``docs/exit-codes.md`` repeats them for users):
0 nothing that fails, 1 findings that fail, 2 usage or configuration, 3 environment, 4 sign-in needed,
8 waiting for somebody else, 10 to 16 the verdicts of ``ippub search`` other than free, 130 interrupted.
"""

from __future__ import annotations

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_ENVIRONMENT = 3
EXIT_SIGN_IN = 4
EXIT_WAITING = 8
"""The same number that `gh` gives for checks that are pending."""
EXIT_PLATFORM = 10
EXIT_INDEPENDENT = 11
EXIT_PROPOSAL = 12
EXIT_SUBMISSION = 13
EXIT_MICROSOFT = 14
EXIT_UNSURE = 15
EXIT_UNKNOWN = 16
EXIT_INTERRUPTED = 130


class IppubError(Exception):
    """Something that stops a command: what and where (``message``), what to do next (``hint``)."""

    exit_code = EXIT_ENVIRONMENT

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(IppubError):
    """The command line or ``ippub.yaml`` asks for something that cannot be done as written."""

    exit_code = EXIT_USAGE


class EnvironmentFault(IppubError):
    """The machine stands in the way: a folder that cannot be read, a disk that is full, no network."""

    exit_code = EXIT_ENVIRONMENT


class Interrupted(BaseException):
    """The person pressed Ctrl-C. Like ``KeyboardInterrupt``, nobody but the outermost handler catches it.

    A type of our own, because Typer answers ``KeyboardInterrupt`` itself and with the exit code of findings.
    """
