"""What a rule is: one function whose docstring is its page and whose examples are its tests.

``@rule`` registers the function under its code. The type of its one parameter says what it is called with
(see ``check/engine.py`` for the list); ``needs`` names keys of which at least one must be there, or (``in=path``) have
this text, so that the engine calls a rule only where it can speak. A rule that wants the whole definition is called
when one of these keys or short texts stands anywhere in it.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from ippub import HOME
from ippub.document.place import Place

if TYPE_CHECKING:
    from ippub.document.edit import Edit


class Severity(StrEnum):
    """How much a finding matters, judged by what stops real submissions (``docs/accuracy.md``)."""

    ERROR = "error"
    """Microsoft's validator or a reviewer stops the submission."""
    WARNING = "warning"
    """A reviewer asks for it, or the validator prints a warning."""
    INFO = "info"
    """Documented guidance, or what will matter later."""

    __hash__ = str.__hash__  # that of an Enum is written in Python, and every report looks things up by severity
    rank: int
    """0 for error, 1 for warning, 2 for info: sorts the worst first."""


for _rank, _severity in enumerate(Severity):
    _severity.rank = _rank  # an attribute, as it is read several times for each finding


class Fix(NamedTuple):
    """A repair that a machine can make: all of ``edits`` or none.

    ``safe`` says that the connector behaves as before and that every word the author wrote keeps its meaning. Whatever
    is a guess, makes up words or takes some away is a suggestion, made only by somebody who asks for it.
    """

    edits: "Iterable[Edit]"
    safe: bool = True


def fix(*edits: "Edit") -> Fix:
    """A safe repair."""
    return Fix(edits)


def suggestion(*edits: "Edit") -> Fix:
    """A repair that a person must want."""
    return Fix(edits, safe=False)


class later:  # noqa: N801  # reads like the function that it stands for
    """Edits that ``make`` works out when somebody wants them: most runs only check, and a finding may need hundreds.

    ``make`` gives the same edits whenever it is called.
    """

    __slots__ = ("_make",)

    def __init__(self, make: "Callable[[], Iterable[Edit]]") -> None:
        self._make = make

    def __iter__(self) -> "Iterator[Edit]":
        """The edits, made anew."""
        return iter(self._make())


class Finding(NamedTuple):
    """One thing wrong at one place, as a rule says it.

    ``message`` is one plain sentence with the offending value. ``remedy`` is given only where it is more exact
    than the ``Fix:`` paragraph of the rule's docstring; ``severity`` only where it differs from the rule's, and
    ``submission`` only where it is to differ once more when the person is about to submit. ``fix`` repairs just this
    finding: afterwards the rule says it no more.
    """

    message: str
    at: Place
    remedy: str = ""
    severity: Severity | None = None
    fix: Fix | None = None
    submission: Severity | None = None


Check = Callable[[Any], Iterator[Finding]]


class Rule(NamedTuple):
    """A registered rule.

    ``scope`` is the folder it stands in (``operation``, ``readme`` ...). ``subject`` is the name of the type it
    is called with. ``process`` is 2022 or 2025 when only that process knows the rule, else 0. ``submission`` is
    the severity it gets when the person is about to submit, where that differs. ``deep`` rules run on request only.
    Of a ``fixable`` rule ``suggests`` says that no repair of its is a safe one.
    ``policy`` are the codes (``5000.x.y.z``) under which Microsoft's certification answers the same fault.
    """

    code: str
    severity: Severity
    source: str
    check: Check
    scope: str
    subject: str
    needs: tuple[str, ...] = ()
    fixable: bool = False
    process: int = 0
    submission: Severity | None = None
    deep: bool = False
    policy: tuple[str, ...] = ()
    suggests: bool = False

    @property
    def url(self) -> str:
        """The address of the rule's page."""
        return f"{HOME}/blob/main/docs/rules/{self.code}.md"


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of import. The only module state there is."""


def rule(
    code: str,
    severity: Severity,
    *,
    source: str,
    needs: str | tuple[str, ...] = (),
    fixable: bool = False,
    suggests: bool = False,
    process: int = 0,
    submission: Severity | None = None,
    deep: bool = False,
    policy: str | tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register the function below as the rule ``code``.

    ``source`` is the address (or, for what reviewers said, the description) that the requirement comes from.
    ``fixable`` says that findings carry a fix where one is possible, ``suggests`` that they do and that all of them
    are suggestions: who wants safe repairs only need not ask. Raises ``ValueError`` when the code is taken: codes are
    never reused.
    """

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        scope, _, _ = check.__module__.removeprefix("ippub.check.rules.").partition(".")
        subject = next(iter(check.__annotations__.values()))
        wanted = (needs,) if isinstance(needs, str) else needs
        codes = (policy,) if isinstance(policy, str) else policy
        offers = fixable or suggests
        RULES[code] = Rule(
            code, severity, source, check, scope, subject, wanted, offers, process, submission, deep, codes, suggests
        )
        return check

    return register
