"""What a report format is: a head, one text per connector, a tail.

Reports are written while the connectors are checked, so no format may need to see all of them at once, and
the text of a connector can be made in another process. Nothing in this package looks at the environment: all
that a format has to know about the terminal is in ``Style``, which the command line makes.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from ippub.errors import UsageError
from ippub.report.model import ConnectorReport, Summary

if TYPE_CHECKING:
    from ippub.report.sarif import RuleInfo

NAMES = ("text", "json", "sarif", "github", "junit", "markdown")
"""What ``format_named`` knows; each is a module of this package with its ``Format`` in ``FORMAT``."""


def no_rules() -> "tuple[RuleInfo, ...]":
    """For formats and tests that need no list of rules."""
    return ()


class Tool(NamedTuple):
    """The program that made the report. ``rules`` is called only by the format that lists them, SARIF."""

    name: str
    version: str
    url: str
    rules: "Callable[[], tuple[RuleInfo, ...]]" = no_rules


class Style(NamedTuple):
    """How to write for the place where the report goes. Picklable; made once by the command line.

    ``width`` is in terminal columns. ``unicode`` False asks for ASCII in our own words and drawings; then any
    character of the data that ``encoding`` cannot hold is shown escaped. ``github`` says that the output is a
    log of GitHub Actions: the text format adds annotations and defuses workflow commands in the data.
    ``several`` says that more than one connector is checked, so each gets a header. ``verbose`` shows every
    repetition. ``quiet`` leaves one line for each error and warning and nothing else. ``terminal`` says that what is
    written is obeyed and not only stored.
    """

    width: int = 80
    colour: bool = False
    hyperlinks: bool = False
    unicode: bool = True
    encoding: str = "utf-8"
    github: bool = False
    statistics: bool = False
    verbose: bool = False
    quiet: bool = False
    terminal: bool = False
    several: bool = False


class Format:
    """A way to write a report: ``head``, the connectors with ``separator`` between them, ``tail``.

    ``connector`` may return an empty string for a connector that it has nothing to say about; ``separator``
    stands only between two texts that are not empty. The functions are pure and belong to modules, so that a
    worker process can be handed the format's name.
    """

    def __init__(
        self,
        name: str,
        head: Callable[[Tool, Style], str],
        connector: Callable[[ConnectorReport, Style], str],
        separator: str,
        tail: Callable[[Tool, Summary, Style], str],
    ) -> None:
        self.name = name
        self.head = head
        self.connector = connector
        self.separator = separator
        self.tail = tail


PATCH = Format("patch", lambda _tool, _style: "", lambda _report, _style: "", "", lambda _tool, _summary, _style: "")
"""What stands around the diffs of ``check --diff``: nothing."""


def format_named(name: str) -> Format:
    """The format of that name; imports only the module it needs. Raises ``UsageError`` for another name."""
    if name not in NAMES:
        raise UsageError(f"There is no report format called {name!r}.", f"Choose one of {', '.join(NAMES)}.")
    wanted: Format = import_module(f"ippub.report.{name}").FORMAT
    return wanted


def pieces(
    fmt: Format, tool: Tool, reports: Iterable[ConnectorReport], summary: Summary, style: Style
) -> Iterator[str]:
    """The parts of a report in the order of writing; ``summary`` is read after the last of ``reports``."""
    yield fmt.head(tool, style)
    started = False
    for report in reports:
        text = fmt.connector(report, style)
        if not text:
            continue
        if started and fmt.separator:
            yield fmt.separator
        started = True
        yield text
    yield fmt.tail(tool, summary, style)


def render(fmt: Format, tool: Tool, reports: Iterable[ConnectorReport], summary: Summary, style: Style) -> str:
    """The whole report as one string."""
    return "".join(pieces(fmt, tool, reports, summary, style))
