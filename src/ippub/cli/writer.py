"""Where a report goes: to stdout as it is made, or to a file that appears only when it is complete."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from ippub.errors import EnvironmentFault, IppubError
from ippub.report.escape import visible
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import Summary


class Writer:
    """Writes the parts of a report in their order.

    A file is written beside its place and moved there at the end, so that whoever reads it never sees half a report and
    an old one survives a failure.
    """

    def __init__(self, output: Path | None, fmt: Format, tool: Tool, style: Style) -> None:
        self._target = os.path.realpath(output) if output is not None else None
        self._format = fmt
        self._tool = tool
        self._style = style
        self._started = False
        self._stream: TextIO = sys.stdout

    def __enter__(self) -> Self:
        if self._target is not None:
            try:
                self._stream = open(self._part, "x", encoding="utf-8", errors="backslashreplace", newline="\n")
            except OSError as error:
                reason = f"cannot write {self._target}: {error.strerror}"
                raise EnvironmentFault(reason, "Choose another place with --output.") from error
        self._write(self._format.head(self._tool, self._style))
        return self

    def connector(self, text: str) -> None:
        """Write what the format said about one connector."""
        if text:
            self._write(self._format.separator + text if self._started else text)
            self._started = True

    def complain(self, folder: str, fault: IppubError) -> None:
        """Say on stderr that ``folder`` could not be checked; the report goes on without it."""
        print(f"error: {visible(folder)}: {visible(fault.message)}", file=sys.stderr)

    def finish(self, summary: Summary) -> None:
        """Write the end of the report and, for a file, put it in its place."""
        self._write(self._format.tail(self._tool, summary, self._style))
        if self._target is None:
            self._stream.flush()
            return
        self._stream.close()
        try:
            os.replace(self._part, self._target)
        except OSError as error:
            raise EnvironmentFault(f"cannot write {self._target}: {error.strerror}") from error

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._target is not None:
            self._stream.close()
            with contextlib.suppress(OSError):
                os.unlink(self._part)

    @property
    def _part(self) -> str:
        return f"{self._target}.{os.getpid()}.part"

    def _write(self, text: str) -> None:
        if text:
            self._stream.write(text)
