"""What is checked, how much it matters, and what is accepted: pure answers for the engine.

The order in which the engine asks: ``Selection.wants`` before a rule runs, ``Selection.severity_of`` for each
finding, ``apply_ignores`` over the findings of one connector, the baseline, and last ``Selection.shows``.
Ignores come before ``shows``, so that ``--min-severity`` does not make an ignore look unused.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from ippub.check.rule import Finding, Rule, Severity
from ippub.config import Config, Ignore
from ippub.document.place import Place, Span
from ippub.errors import UsageError
from ippub.nearest import canonical, did_you_mean, quoted

if TYPE_CHECKING:
    from typing import Protocol

    class Located(Protocol):
        """What an ignore looks at in a finding (``report.model.Reported`` has it)."""

        @property
        def code(self) -> str:
            """The rule's code."""

        @property
        def file(self) -> str:
            """The path in the connector's folder, with ``/``."""

        @property
        def pointer(self) -> str | None:
            """The JSON Pointer, None outside JSON files."""


IGNORE_MATCHES_NOTHING = "IgnoreMatchesNothing"
"""The code of the finding about an ignore that matches nothing; it is selected like every other code."""


F = TypeVar("F", bound="Located")


class Selection(NamedTuple):
    """Which rules run and how severe their findings are.

    ``selected`` and ``dropped`` hold codes and scopes; an empty ``selected`` is everything. ``insisted`` are
    those that the command line names: a code among them runs although the file says ``off``. ``severities``
    holds what the file says about a code, ``off`` the codes that it switches off.
    """

    process: int = 2025
    selected: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    insisted: frozenset[str] = frozenset()
    severities: dict[str, Severity] = {}  # noqa: RUF012  # nobody writes to it
    off: frozenset[str] = frozenset()
    least: Severity = Severity.INFO

    def wants(self, rule: Rule) -> bool:
        """Whether ``rule`` is to run at all.

        A rule below the least severity still runs, because a finding may be more severe than its rule; only a
        severity that the file fixes settles that beforehand.
        """
        if rule.process not in (0, self.process):
            return False
        if self.selected and rule.code not in self.selected and rule.scope not in self.selected:
            return False
        if rule.code in self.dropped or rule.scope in self.dropped:
            return False
        if rule.code in self.off and rule.code not in self.insisted:
            return False
        fixed = self.severities.get(rule.code)
        return fixed is None or self.shows(fixed)

    def severity_of(self, rule: Rule, finding: Finding | None = None, *, submitting: bool = False) -> Severity:
        """How severe ``finding`` of ``rule`` is.

        The file decides first, then, when the person is about to submit, the severity at submission of the finding
        and of the rule, then the finding, then the rule.
        """
        fixed = self.severities.get(rule.code)
        if fixed is not None:
            return fixed
        own = finding.severity if finding is not None else None
        if submitting:
            own = (finding.submission if finding is not None else None) or rule.submission or own
        return own or rule.severity

    def shows(self, severity: Severity) -> bool:
        """Whether a finding this severe is shown and counted (``--min-severity``)."""
        return severity.rank <= self.least.rank


def build_selection(
    config: Config,
    selected: Collection[str] = (),
    dropped: Collection[str] = (),
    least: Severity = Severity.INFO,
) -> Selection:
    """The selection that the settings and the command line ask for together.

    ``selected`` and ``dropped`` are what ``parse_names`` makes of ``--select`` and ``--ignore``. The first
    replaces the ``select`` of the file; the second wins over both.
    """
    return Selection(
        process=config.process,
        selected=frozenset(selected or config.select),
        dropped=frozenset(dropped),
        insisted=frozenset(selected),
        severities={code: Severity(level) for code, level in config.severities.items() if level != "off"},
        off=frozenset(code for code, level in config.severities.items() if level == "off"),
        least=least,
    )


def parse_names(option: str, values: Iterable[str], codes: Collection[str], scopes: Collection[str]) -> tuple[str, ...]:
    """The codes and scopes in ``values``, canonical, without repeats, in the order given.

    Each value of ``--select`` or ``--ignore`` holds names with commas between, in any case. Raises
    ``UsageError`` naming ``option`` for an unknown name, and for a value that holds none.
    """
    names = (*codes, *scopes)
    found: dict[str, None] = {}
    for value in values:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not parts:
            raise UsageError(f"{option} needs a code or a scope.", "`ippub rules` lists them.")
        for part in parts:
            name = canonical(part, names)
            if name is None:
                near = did_you_mean(part, names)
                raise UsageError(
                    f"{option}: there is no code or scope {quoted(part)}{near}", "`ippub rules` lists them."
                )
            found[name] = None
    return tuple(found)


class Sorted(NamedTuple, Generic[F]):
    """The findings of one connector after the ignores; ``used`` are indexes in ``config.ignore``.

    The union of ``used`` over all connectors of a run that share the settings goes to ``unused_ignores``.
    """

    kept: list[F]
    ignored: list[F]
    used: frozenset[int]


def apply_ignores(findings: Iterable[F], config: Config, folder: str = "") -> Sorted[F]:
    """Take out the findings that ``config`` accepts; the order stays.

    ``folder`` leads from the folder of ``ippub.yaml`` to the connector's (see ``folder_below``). Every ignore
    that matches a finding counts as used, also where another one matches it too.
    """
    kept: list[F] = []
    if not config.ignore:
        kept.extend(findings)
        return Sorted(kept, [], frozenset())
    by_code: dict[str, list[int]] = {}
    for index, entry in enumerate(config.ignore):
        by_code.setdefault(entry.code, []).append(index)
    ignored: list[F] = []
    used: set[int] = set()
    for finding in findings:
        hits = [i for i in by_code.get(finding.code, ()) if _accepts(config.ignore[i], finding, folder)]
        used.update(hits)
        (ignored if hits else kept).append(finding)
    return Sorted(kept, ignored, frozenset(used))


def _accepts(entry: Ignore, finding: "Located", folder: str) -> bool:
    from ippub.check.glob import file_matches, pointer_matches  # only who ignores something pays

    if entry.pointer is not None and (finding.pointer is None or not pointer_matches(entry.pointer, finding.pointer)):
        return False
    return entry.file is None or file_matches(entry.file, finding.file, folder)


def unused_ignores(config: Config, used: Collection[int], ran: Collection[str]) -> list[Ignore]:
    """The ignores that matched nothing, of the codes in ``ran``: what did not run could not match."""
    return [entry for index, entry in enumerate(config.ignore) if index not in used and entry.code in ran]


def sees_all(config: Config, roots: Sequence[Path]) -> bool:
    """Whether a run over the folders ``roots`` sees every connector that ``config`` is for.

    When it does not (one connector of twenty below the file), nothing can be said about unused ignores.
    """
    if config.path is None:
        return False
    home = config.path.absolute().parent
    return any(home.is_relative_to(root.absolute()) for root in roots)


def unused_finding(entry: Ignore, file: str) -> Finding:
    """The finding about an ignore that matched nothing; ``file`` is how the report shows ``ippub.yaml``."""
    where = f" at {quoted(entry.pointer)}" if entry.pointer is not None else ""
    where += f" in {quoted(entry.file)}" if entry.file is not None else ""
    line = entry.line_in_config
    return Finding(
        f"the ignore entry for {entry.code}{where} matches no finding",
        Place(file, span=Span(line, 1, line, 1)),
        remedy="Delete the entry, or correct its pointer or file.",
    )


def folder_below(config: Config, connector: Path) -> str:
    """The way from the folder of ``ippub.yaml`` to the connector's folder, with ``/``.

    Empty when it is the same folder, and when the connector does not lie below, since ``--config`` may name
    any file.
    """
    if config.path is None:
        return ""
    try:
        below = connector.absolute().relative_to(config.path.absolute().parent)
    except ValueError:
        return ""
    return "" if below.as_posix() == "." else below.as_posix()
