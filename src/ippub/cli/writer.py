"""Where a report goes: to stdout as it is made, or to a file that appears only when it is complete."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from ippub.errors import EnvironmentFault
from ippub.report.escape import visible
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import Summary


class Writer:
    """Writes the parts of a report in their order; nothing before the first connector is done.

    A file is written beside its place and moved there at the end, so that whoever reads it never sees half a report and
    an old one survives a failure. On stdout a reader that has seen enough (``head``) is no error: the rest is made and
    not shown, so that the exit code stays true. Raises ``EnvironmentFault`` when the report cannot be written.
    """

    def __init__(self, output: Path | None, fmt: Format, tool: Tool, style: Style) -> None:
        self._target = os.path.realpath(output) if output is not None else None
        self._format = fmt
        self._tool = tool
        self._style = style
        self._begun = False
        self._started = False
        self._stream: TextIO = sys.stdout

    def __enter__(self) -> Self:
        if self._target is None:
            return self
        if os.path.isdir(self._target):
            raise EnvironmentFault(
                f"cannot write {visible(self._target)}: it is a folder", "Name a file with --output."
            )
        try:
            self._stream = open(self._part, "x", encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise self._fault(error) from error
        return self

    def connector(self, text: str) -> None:
        """Write what the format said about one connector."""
        if text:
            self._write(self._format.separator + text if self._started else text)
            self._started = True

    def finish(self, summary: Summary) -> None:
        """Write the end of the report and, for a file, put it in its place."""
        self._write(self._format.tail(self._tool, summary, self._style))
        try:
            if self._target is None:
                self._stream.flush()
                return
            self._stream.close()
            os.replace(self._part, self._target)
        except OSError as error:
            self._failed(error)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._target is not None and self._stream is not sys.stdout:
            with contextlib.suppress(OSError):
                self._stream.close()
            with contextlib.suppress(OSError):
                os.unlink(self._part)

    @property
    def _part(self) -> str:
        return f"{self._target}.{os.getpid()}.part"

    def _write(self, text: str) -> None:
        if not self._begun:
            self._begun = True
            text = self._format.head(self._tool, self._style) + text
        try:
            self._stream.write(text)
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        """Go on without a reader; anything else is a fault."""
        # Windows says EINVAL of a pipe whose reader has gone.
        if self._target is not None or not (isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL):
            raise self._fault(error) from error
        # Not even the interpreter's last flush may write to the pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _fault(self, error: OSError) -> EnvironmentFault:
        reason = error.strerror or str(error)
        if self._target is None:
            return EnvironmentFault(f"cannot write the report: {reason}")
        return EnvironmentFault(
            f"cannot write {visible(self._target)}: {reason}", "Choose another place with --output."
        )
