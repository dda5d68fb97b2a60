"""One run of ``ippub check``: find the connectors, check them, write the report, keep the baseline."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ippub import HOME, __version__
from ippub.check.rule import Severity
from ippub.cli.complaint import complain, remark
from ippub.cli.runner import Outcome, Settings, check_all, unused_ignores
from ippub.cli.targets import find_targets
from ippub.cli.terminal import interactive
from ippub.cli.writer import Writer
from ippub.connector.folder import connector_name
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, IppubError
from ippub.report.formats import PATCH, Format, Tool, format_named
from ippub.report.model import ConnectorReport, Summary
from ippub.report.tally import counted

if TYPE_CHECKING:
    from ippub.cli.repairing import Choose
    from ippub.report.sarif import RuleInfo


class Wanted:
    """What a run shall do: how to check, where the report goes, how many processes, where the baseline goes."""

    def __init__(
        self,
        settings: Settings,
        output: Path | None = None,
        jobs: int = 0,
        write_baseline: Path | None = None,
        ask: bool = False,
    ) -> None:
        self.settings = settings
        self.output = output
        self.jobs = jobs
        self.write_baseline = write_baseline
        self.ask = ask


class Result:
    """What came of a run: the counts, the faults of connectors that could not be checked.

    ``pending`` says that repairs were shown and not made.
    """

    def __init__(self, summary: Summary, faults: tuple[IppubError, ...] = (), pending: bool = False) -> None:
        self.summary = summary
        self.faults = faults
        self.pending = pending

    def exit_code(self, *, strict: bool, exit_zero: bool) -> int:
        """What could not be checked outweighs what was found."""
        if self.faults:
            return max(fault.exit_code for fault in self.faults)
        if exit_zero:
            return EXIT_CLEAN
        failed = self.pending or self.summary.errors or (strict and self.summary.warnings)
        return EXIT_FINDINGS if failed else EXIT_CLEAN


def run_once(wanted: Wanted) -> Result:
    """Check and report once.

    A connector that cannot be checked is told on stderr and does not stop the others; when it is the only one, its
    fault is raised. Raises ``IppubError`` for whatever else stands in the way.
    """
    started = time.perf_counter()
    target = find_targets(wanted.settings.roots)
    several = len(target.folders) > 1
    style = wanted.settings.style._replace(several=several)
    settings = wanted.settings._replace(style=style, files=target.files, packages=target.packages)
    fmt = PATCH if settings.diff else format_named(settings.format)
    choose = _asked() if wanted.ask else None
    tally = _Tally()
    with Writer(wanted.output, fmt, tool(), style) as writer:
        with _progress(len(target.folders), to_file=wanted.output is not None) as done:
            for folder, outcome in zip(
                target.folders, check_all(settings, target.folders, wanted.jobs, done, choose), strict=True
            ):
                if outcome.fault is not None and not several:
                    raise outcome.fault
                tally.add(folder, outcome)
                writer.connector(outcome.text)
        if several:
            _tell_unused(settings, fmt, tally, writer)
        tally.summary.seconds = time.perf_counter() - started
        writer.finish(tally.summary)
    _tell_skipped(tally)
    _tell_repaired(settings, tally)
    if settings.baseline is not None:
        _tell_stale(settings, settings.baseline, target.folders, tally.known)
    if wanted.write_baseline is not None:
        _write_baseline(wanted.write_baseline, tally.reports)
    return Result(tally.summary, tuple(tally.faults), pending=settings.diff and bool(tally.repaired))


def tool() -> Tool:
    """What the reports say about this program."""
    return Tool("ippub", __version__, HOME, _rule_infos)


def _rule_infos() -> "tuple[RuleInfo, ...]":
    from ippub.cli.rules import rule_infos

    return rule_infos()


class _Tally:
    """What is kept of the outcomes while the reports go by."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.faults: list[IppubError] = []
        self.reports: list[ConnectorReport] = []
        self.used: dict[Path, frozenset[int]] = {}
        self.known: dict[str, int] = {}
        self.repaired = 0
        self.files = 0
        self._told: set[str] = set()

    def add(self, folder: str, outcome: Outcome) -> None:
        if outcome.fault is not None:
            self.faults.append(outcome.fault)
            if outcome.fault.message not in self._told:  # one faulty ippub.yaml can stand above a thousand connectors
                self._told.add(outcome.fault.message)
                complain(outcome.fault, folder)
            return
        if outcome.repaired is not None:
            self.repaired += outcome.repaired.findings
            self.files += outcome.repaired.files
        if outcome.counts is not None:
            self.summary.include(outcome.counts)
        if outcome.report is not None:
            self.reports.append(outcome.report)
        if outcome.config is not None:
            self.used[outcome.config] = self.used.get(outcome.config, frozenset()) | outcome.used
        for mark, count in outcome.known.items():
            self.known[mark] = self.known.get(mark, 0) + count


def _tell_unused(settings: Settings, fmt: Format, tally: _Tally, writer: Writer) -> None:
    """The ignores that matched in no connector of the run are findings about the ``ippub.yaml``."""
    for report in unused_ignores(settings, tally.used):
        writer.connector(fmt.connector(report, settings.style))
        tally.summary.add(report)
        tally.summary.connectors -= 1


def _tell_skipped(tally: _Tally) -> None:
    if tally.faults:
        count = len(tally.faults)
        remark(f"{count:,} {'connector was' if count == 1 else 'connectors were'} not checked.")


def _asked() -> "Choose":
    """The choice of a person, who needs a terminal for it."""
    from ippub.cli.ask_repairs import Conversation

    return Conversation().choose


def _tell_repaired(settings: Settings, tally: _Tally) -> None:
    if not settings.mending:
        return
    findings = counted(tally.repaired, "finding")
    if not tally.repaired:
        remark("There is nothing to repair.")
    elif settings.diff:
        remark(f"Would repair {findings} in {counted(tally.files, 'file')}; nothing was written.")
    else:
        remark(f"Repaired {findings} in {counted(tally.files, 'file')}.")


def _tell_stale(settings: Settings, path: Path, folders: Sequence[str], known: dict[str, int]) -> None:
    """Say how many entries of the baseline are no longer found, where the run looked at all there is to find."""
    if settings.select or settings.ignore or settings.files or settings.least is not Severity.INFO:
        return
    from ippub.check.baseline import read_baseline, stale

    names = {connector_name(folder) for folder in folders}
    gone = len(stale(read_baseline(path), known, lambda entry: entry.connector in names))
    if gone:
        findings = "finding is" if gone == 1 else "findings are"
        remark(f"{gone:,} known {findings} gone from the connectors; write {path} again with --write-baseline.")


def _write_baseline(path: Path, reports: Sequence[ConnectorReport]) -> None:
    from ippub.check.baseline import write_baseline

    count = write_baseline(path, reports)
    remark(f"{count:,} {'finding is' if count == 1 else 'findings are'} known now; use --baseline {path}.")


@contextmanager
def _progress(total: int, *, to_file: bool) -> Iterator[Callable[[], None]]:
    """A progress bar when somebody watches and the report itself is not what moves."""
    if total < 2 or not interactive(sys.stderr) or (interactive(sys.stdout) and not to_file):
        yield lambda: None
        return
    from ippub.cli.console import progress

    with progress(total, "Checking") as done:
        yield done
