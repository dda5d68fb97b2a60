"""Check many connectors: in this process, or spread over several when that pays."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ippub.check.engine import MAX_FINDINGS, Found, Parts, Plan, joined, make_plan, run, run_parts
from ippub.check.rule import Rule, Severity
from ippub.check.rules import load_rules, silent_scopes
from ippub.check.selection import Selection, build_selection, parse_names, sees_all
from ippub.check.shape import warm_up
from ippub.config import Config, find_config, read_config
from ippub.connector.folder import Connector, read_connector
from ippub.errors import EnvironmentFault, IppubError
from ippub.report.assemble import ALL, Wishes, assemble, with_unused_ignores
from ippub.report.formats import Format, Style, format_named
from ippub.report.model import ConnectorReport, Reported, Summary

if TYPE_CHECKING:
    from ippub.check.baseline import Baseline
    from ippub.cli import repairing
    from ippub.cli.repairing import Choose

_SPREAD_FROM = 24
"""From how many connectors on several processes pay: starting one costs as much as checking about ten."""

_CHUNK = 8
"""How many connectors a worker takes at once, at most: towards the end fewer, so that all end at the same time."""

_MOST_PROCESSES = 61
"""Windows cannot wait for more at once."""

_COLLECT_AFTER = 64 * 1024 * 1024
"""After how many bytes of connectors the cycles in memory are collected (the cycle finder is off; see ``main``)."""


class Settings(NamedTuple):
    """All that a worker needs to know. Picklable.

    ``select`` and ``ignore`` are the command line's; ``config`` the file that it names, None to look for one
    beside or above each connector. ``roots`` are the paths that were asked for,
    ``files`` limits the report on a folder to some of its files, ``packages`` are zips in it that are packages.
    ``mending`` says which repairs are made before the report, ``diff`` that they are shown and not made.
    """

    format: str
    style: Style
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    least: Severity = Severity.INFO
    config: Path | None = None
    baseline: Path | None = None
    deep: bool = False
    keep_reports: bool = False
    roots: tuple[str, ...] = ()
    files: dict[str, frozenset[str]] = {}  # noqa: RUF012  # nobody writes to it
    mending: str = ""
    diff: bool = False
    packages: dict[str, tuple[str, ...]] = {}  # noqa: RUF012  # the same


class Outcome(NamedTuple):
    """What came of one connector: the text for the report and its counts, or the fault that stood in the way.

    ``config`` and ``used`` say which ignores of which ``ippub.yaml`` matched, ``known`` how often each fingerprint of
    the baseline was found. ``report`` is there only when ``Settings.keep_reports`` asked for it.
    """

    text: str = ""
    counts: Summary | None = None
    config: Path | None = None
    used: frozenset[int] = frozenset()
    report: ConnectorReport | None = None
    fault: IppubError | None = None
    known: dict[str, int] = {}  # noqa: RUF012  # nobody writes to it
    repaired: "repairing.Repaired | None" = None


class Prepared(NamedTuple):
    """The settings that hold for a folder, and which rules they ask for."""

    config: Config
    selection: Selection


class Checker:
    """Checks one connector after the other with the same settings; remembers what does not change between them.

    Reads the baseline and the names of codes once. Raises ``UsageError`` when they cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._configs: dict[Path | None, Prepared] = {}
        self._plans: dict[tuple[Path | None, frozenset[str]], Plan] = {}
        self._repairs: dict[tuple[Path | None, bool], tuple[Plan, Plan]] = {}
        self._homes: dict[str, Path | None] = {}
        self._selected = self._named("--select", settings.select)
        self._dropped = self._named("--ignore", settings.ignore)
        self._baseline = _baseline(settings.baseline)
        self._bytes = 0

    @cached_property
    def _wishes(self) -> Wishes:
        """What the reports need of each finding, but for the files, which every folder has its own of."""
        settings = self.settings
        told, excerpts = _amounts(settings)
        marked = settings.format in ("json", "sarif") or self._baseline is not None or settings.keep_reports
        return Wishes(excerpts=excerpts, fingerprints=marked, told=told, pointers=marked, edits=False)

    @cached_property
    def _format(self) -> Format:
        return format_named(self.settings.format)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """All rules. A run that names none and is about one connector does without some of them."""
        return load_rules()

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that there are."""
        return frozenset(rule.scope for rule in self.rules.values())

    def _named(self, option: str, values: Sequence[str]) -> tuple[str, ...]:
        return parse_names(option, values, self.rules, self.scopes) if values else ()

    def prepared(self, folder: str) -> Prepared:
        """The settings that hold for ``folder``. Raises ``UsageError`` for a faulty ``ippub.yaml``."""
        path = self.settings.config or find_config(folder, self._homes)
        known = self._configs.get(path)
        if known is None:
            config = read_config(path, self.rules, self.scopes) if path is not None else Config()
            selection = build_selection(config, self._selected, self._dropped, self.settings.least)
            known = self._configs[path] = Prepared(config, selection)
        return known

    def _plan(self, prepared: Prepared, silent: frozenset[str] = frozenset()) -> Plan:
        """The rules that these settings ask for, without those of the scopes that have nothing to say."""
        config, selection = prepared
        key = (config.path, silent)
        if key not in self._plans:
            wanted = [rule for rule in load_rules(silent).values() if self._runs(rule, selection)]
            self._plans[key] = make_plan(wanted)
        return self._plans[key]

    def _runs(self, rule: Rule, selection: Selection) -> bool:
        return selection.wants(rule) and (self.settings.deep or not rule.deep)

    def report(
        self,
        connector: Connector,
        prepared: Prepared,
        known: dict[str, int],
        *,
        alone: bool,
        found: list[Found] | None = None,
    ) -> tuple[ConnectorReport, frozenset[int]]:
        """The report on ``connector`` and the ignores that it used; ``alone`` when the run is about this one only.

        ``prepared`` are the settings of its folder, ``found`` is what the rules say about it, where they were asked
        already.

        ``known`` takes up what the baseline explains, for this connector only: the answer about one must not depend on
        which process saw which other before.
        """
        config, selection = prepared
        if found is None:
            found = run(connector, self._plan(prepared, silent_scopes(connector, topics=alone)))
        wishes = self._wishes._replace(files=self._files(connector)) if self.settings.files else self._wishes
        report, used = assemble(connector, found, selection, config, wishes, (self._baseline, known))
        if alone and self.sees_all(config):
            report = with_unused_ignores(report, config, used, self._ran(selection), selection)
        connector.release()
        self._tidy(connector.size)
        return report, used

    def _files(self, connector: Connector) -> frozenset[str]:
        return self.settings.files.get(connector.path, frozenset())

    def mended(
        self, connector: Connector, prepared: Prepared, choose: "Choose | None"
    ) -> "tuple[Connector, repairing.Repaired, list[Found] | None]":
        """``connector`` after the repairs that ``choose`` takes, written into its folder unless a diff is wanted.

        With it goes what all rules say about it, when it is known.
        """
        from ippub.cli.repairing import Repaired, before, diff_of, repaired, write

        config, selection = prepared
        asks = choose is not None
        suggestions = asks or self.settings.mending == "unsafe"
        asked, others = self._plans_of_repairs(prepared, suggestions=suggestions)
        files = self._files(connector)
        wishes = Wishes(0, self._baseline is not None, lines=asks, files=files, pointers=asks)
        last: list[tuple[Connector, Parts]] = []

        def judge(now: Connector) -> Sequence[Reported]:
            parts = run_parts(now, asked, last[0] if last else None)
            last[:] = [(now, parts)]
            fixes = [(one, one.finding.fix) for one in joined(parts)]
            found = [one for one, fix in fixes if fix is not None and (fix.safe or suggestions)]
            return assemble(now, found, selection, config, wishes, (self._baseline, {}))[0].findings

        read = before(connector)
        settled, now, judged = repaired(connector, read, judge, choose or automatic(self.settings.mending))
        diff = ""
        if self.settings.diff:
            diff = diff_of(connector.path, settled.changes, read, self.settings.style)
        elif settled.done:
            write(connector.path, settled.changes, read)
        count = Repaired(len(settled.done), len(settled.changes.written), diff)
        if self.settings.diff or not judged:
            return now, count, None
        # The others offer no repair, so they are asked once, about what is reported.
        return now, count, joined(last[0][1], run_parts(now, others))

    def _plans_of_repairs(self, prepared: Prepared, *, suggestions: bool) -> tuple[Plan, Plan]:
        """The rules that offer a repair that can be wanted, and all others that these settings ask for."""
        config, selection = prepared
        key = (config.path, suggestions)
        if key not in self._repairs:
            wanted = [rule for rule in self.rules.values() if self._runs(rule, selection)]
            asked = {rule.code for rule in wanted if rule.fixable and (suggestions or not rule.suggests)}
            self._repairs[key] = (
                make_plan([rule for rule in wanted if rule.code in asked]),
                make_plan([rule for rule in wanted if rule.code not in asked]),
            )
        return self._repairs[key]

    def outcome(self, folder: str, *, alone: bool = False, choose: "Choose | None" = None) -> Outcome:
        """Check ``folder``, after the repairs that are wanted, and render it.

        A fault is part of the outcome: the other connectors go on. ``choose`` picks the repairs where a person does.
        """
        return self._rendered(self._judged(folder, alone=alone, choose=choose))

    def outcomes(self, folders: Sequence[str]) -> list[Outcome]:
        """The ``outcome`` of each of ``folders``. Those that are rendered in a row are so a fifth faster."""
        return list(map(self._rendered, [self._judged(folder) for folder in folders]))

    def _judged(self, folder: str, *, alone: bool = False, choose: "Choose | None" = None) -> Outcome:
        """What comes of ``folder``, with its report and without text and counts."""
        known: dict[str, int] = {}
        settings = self.settings
        done: repairing.Repaired | None = None
        found: list[Found] | None = None
        try:
            prepared = self.prepared(folder)
            config = prepared.config
            connector = read_connector(folder, config.words, settings.packages.get(folder, ()))
            if settings.mending:
                connector, done, found = self.mended(connector, prepared, choose)
            if settings.diff:
                return Outcome(done.diff if done else "", repaired=done)
            report, used = self.report(connector, prepared, known, alone=alone, found=found)
        except IppubError as fault:
            return Outcome(fault=fault)
        return Outcome("", None, config.path, used, report, known=known, repaired=done)

    def _rendered(self, outcome: Outcome) -> Outcome:
        """``outcome`` with text and counts, and its report only if that is wanted."""
        report = outcome.report
        if report is None:
            return outcome
        counts = Summary()
        counts.add(report)
        text = self._format.connector(report, self.settings.style)
        return outcome._replace(text=text, counts=counts, report=report if self.settings.keep_reports else None)

    def sees_all(self, config: Config) -> bool:
        """Whether this run looks at everything that ``config`` has an ignore for, so that an unused one is known."""
        roots = [Path(root) for root in self.settings.roots]
        return bool(config.ignore) and not self.settings.files and sees_all(config, roots)

    def unused(self, path: Path, used: frozenset[int]) -> ConnectorReport | None:
        """After several connectors: what is left over in the ``ippub.yaml`` at ``path``, None when nothing is."""
        home = str(path.parent)
        config, selection = self.prepared(home)
        if not self.sees_all(config):
            return None
        empty = ConnectorReport(path.name, home, None, ())
        report = with_unused_ignores(empty, config, used, self._ran(selection), selection)
        return report if report.findings else None

    def _ran(self, selection: Selection) -> list[str]:
        return [code for code, rule in self.rules.items() if self._runs(rule, selection)]

    def _tidy(self, size: int) -> None:
        self._bytes += size
        if self._bytes > _COLLECT_AFTER:
            import gc

            gc.collect()
            self._bytes = 0


def automatic(mending: str) -> "Choose":
    """The choice of repairs that needs no person."""
    from ippub.cli.repairing import Mending, chosen

    return chosen(Mending(mending))


def _baseline(path: Path | None) -> "Baseline | None":
    if path is None:
        return None
    from ippub.check.baseline import read_baseline

    return read_baseline(path)


def _amounts(settings: Settings) -> tuple[int, int]:
    """How many findings of one code and file are more than counted, and how many are shown with their line."""
    style = settings.style
    if settings.format != "text" or style.quiet:
        return ALL, 0
    if style.verbose:
        return ALL, MAX_FINDINGS
    from ippub.report.text import SHOWN_IN_FULL

    all_told = style.github or settings.keep_reports  # as annotations, in a baseline
    return ALL if all_told else SHOWN_IN_FULL, SHOWN_IN_FULL


def check_all(
    settings: Settings,
    folders: Sequence[str],
    jobs: int,
    done: Callable[[], None] = lambda: None,
    choose: "Choose | None" = None,
) -> Iterator[Outcome]:
    """Check ``folders`` and give the outcomes in their order; ``done`` is called after each.

    ``jobs`` is the number of processes, 0 for as many as the machine has processors. Raises ``UsageError`` for
    faulty settings before anything is checked, ``EnvironmentFault`` when a worker is killed.
    """
    jobs = min(jobs or processors(), _MOST_PROCESSES)
    if jobs == 1 or len(folders) < _SPREAD_FROM or choose is not None:
        checker = Checker(settings)
        if len(folders) == 1 or settings.mending:  # what was repaired is told before the next is
            outcomes = (checker.outcome(folder, alone=len(folders) == 1, choose=choose) for folder in folders)
        else:
            outcomes = (outcome for chunk in _chunks(folders, jobs=1) for outcome in checker.outcomes(chunk))
        for outcome in outcomes:
            yield outcome
            done()
        return
    yield from _spread(settings, folders, min(jobs, len(folders) // _CHUNK + 1), done)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def unused_ignores(settings: Settings, used: dict[Path, frozenset[int]]) -> list[ConnectorReport]:
    """For each ``ippub.yaml`` of a run over several connectors: a report of the ignores that matched in none."""
    if not used:
        return []
    checker = Checker(settings)
    reports = (checker.unused(path, indexes) for path, indexes in used.items())
    return [report for report in reports if report is not None]


def _spread(settings: Settings, folders: Sequence[str], jobs: int, done: Callable[[], None]) -> Iterator[Outcome]:
    import gc
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    Checker(settings)  # says here, once, what is wrong with the settings
    load_rules()  # forks inherit them
    warm_up()
    gc.freeze()
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(settings,)) as pool:
        try:
            with _uninterrupted():
                waiting = deque([pool.submit(_work, chunk) for chunk in _chunks(folders, jobs)])
            while waiting:  # what was given away is not kept
                for outcome in waiting.popleft().result():
                    yield outcome
                    done()
        except BrokenProcessPool as fault:
            hint = "Was it stopped, or did the memory run out? Try --jobs 1."
            raise EnvironmentFault("a worker process ended before its work was done", hint) from fault
        finally:
            # It waits for the few connectors that are being checked: a process left behind would wait for ever.
            pool.shutdown(wait=True, cancel_futures=True)


def _chunks(folders: Sequence[str], jobs: int) -> Iterator[Sequence[str]]:
    """``folders`` in their order, in parts that become smaller when little is left for ``jobs`` processes."""
    start = 0
    while start < len(folders):
        size = min(_CHUNK, max(1, (len(folders) - start) // (2 * jobs)))
        yield folders[start : start + size]
        start += size


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back for as long as it takes to start the workers, which would die of it with a traceback."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _begin(settings: Settings) -> None:
    import gc
    import signal

    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers Ctrl-C
    warm_up()
    _HELD.append(Checker(settings))


_HELD: list[Checker] = []
"""In a worker: its one checker, made when the process starts."""


def _work(folders: Sequence[str]) -> list[Outcome]:
    return _HELD[0].outcomes(folders)
