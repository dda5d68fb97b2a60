"""The sections of a connector's Markdown files: how people call those of the readme, and which ones intro.md has."""

import re

OPERATIONS = ("supported operations", "operations", "supported actions", "actions", "supported triggers", "triggers")
"""Beginnings of headings above a list of operations, as ``Readme.section`` compares them."""
PREREQUISITES = (
    *("prerequisite", "pre-requisite", "pre requisite", "requirements", "prerequesit"),
    "before you begin",
)
CREDENTIALS = (
    *("obtaining credentials", "obtain credentials", "how to get credentials", "getting credentials", "credentials"),
    *("authentication", "authorization", "api key", "obtaining", "how to obtain", "how to get"),
)
ISSUES = ("known issues", "limitations", "issues and limitations", "known limitations")
STARTED = ("get started", "getting started", "quick start", "how to use", "usage")
ERRORS = ("common errors", "errors", "error handling", "troubleshooting")
FAQ = ("faq", "frequently asked questions")

MOST_SENTENCES = 8
"""In the opening paragraph of intro.md (Microsoft's page on preparing a connector for certification)."""

# Sources, not compiled: most runs ask for neither.
_TEMPLATE = r"(Required\.|Optional\.|Publisher's Name|Operation \d|Description of (the )?operation.*|TBD|TODO)"
TEMPLATE_BEGINNINGS = ("required", "optional", "publisher", "operation", "description", "tbd", "todo")
"""How the text of the readme's template begins, in small letters: what begins otherwise need not be looked at."""
_INITIALS = "".join([words[0] for words in TEMPLATE_BEGINNINGS])
_SENTENCE_END = r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[^a-z\s])"


class IntroPart:
    """A section of ``intro.md``: its title, how it may be called there, and how the readme calls it."""

    def __init__(self, title: str, names: tuple[str, ...], in_readme: tuple[str, ...]) -> None:
        self.title = title
        self.names = names
        self.in_readme = in_readme


_CREDENTIALS = IntroPart(
    "How to get credentials",
    ("how to get credentials", "obtaining credentials", "how to obtain", "credentials"),
    CREDENTIALS,
)
_PARTS = (
    IntroPart("Prerequisites", ("prerequisite", "pre-requisite"), PREREQUISITES),
    _CREDENTIALS,
    IntroPart("Get started with your connector", ("get started", "getting started"), STARTED),
    IntroPart("Known issues and limitations", ISSUES, ISSUES),
    IntroPart("Common errors and remedies", ("common errors",), ERRORS),
    IntroPart("FAQ", FAQ, FAQ),
)


def intro_parts(*, signs_in: bool) -> tuple[IntroPart, ...]:
    """The sections of ``intro.md`` in their order; a connector without sign-in has none about credentials."""
    return tuple(part for part in _PARTS if signs_in or part is not _CREDENTIALS)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; what follows a full stop with a small letter belongs to the sentence."""
    return [part for part in re.split(_SENTENCE_END, text.strip()) if part]


def template_text(text: str) -> re.Match[str] | None:
    """The text of the readme's template with which ``text`` begins: nobody replaced it."""
    if text[:1].lower() not in _INITIALS:
        return None
    return re.match(_TEMPLATE, text.replace("\u2019", "'"), re.IGNORECASE)
