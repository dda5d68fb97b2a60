"""intro.md, from which the documentation page is made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.skeleton import INTRO_PARTS, Part, added, from_readme, lines_removed, unwritten
from ippub.check.sources import CERTIFICATION
from ippub.connector.folder import Connector
from ippub.connector.readme import Readme, heading_key
from ippub.connector.sections import MOST_SENTENCES, OPERATIONS, IntroPart, intro_parts, sentences
from ippub.connector.swagger import Swagger


@rule(
    "IntroSections",
    Severity.INFO,
    source=CERTIFICATION,
    fixable=True,
    process=2025,
    submission=Severity.WARNING,
)
def intro_sections(connector: Connector) -> Iterator[Finding]:
    """intro.md lacks a part that the package of 2025 asks for.

    Microsoft makes the connector's documentation page from it: an opening paragraph of at most eight sentences that says
    more than the description, and then the sections.

    Fix: Add it.

    Evidence: Documented; the package validator itself only counts Markdown files.

    Reading: Which sections independent publishers need is not written down; we take the list for verified ones. The
    opening paragraph is what stands before the first section; blanks and punctuation do not make it another text than
    the description.

    Bad:
        intro.md: |
          Contoso keeps stock of widgets.
    Bad:
        intro.md: |
          # Contoso

          ## Prerequisites
          ## How to get credentials
          ## Get started with your connector
          ## Known issues and limitations
          ## Common errors and remedies
          ## FAQ
    Bad:
        info: {description: "Contoso keeps stock of widgets and of their parts."}
        intro.md: |
          Contoso keeps stock of widgets and of their parts.

          ## Prerequisites
          ## How to get credentials
          ## Get started with your connector
          ## Known issues and limitations
          ## Common errors and remedies
          ## FAQ
    Good:
        intro.md: |
          Contoso keeps stock of widgets.

          ## Prerequisites
          ## How to get credentials
          ## Get started with your connector
          ## Known issues and limitations
          ## Common errors and remedies
          ## FAQ
    """
    intro = connector.intro
    if intro is None:
        return
    yield from _opening(intro, connector.swagger)
    for wanted in intro_parts(signs_in=connector.signs_in):
        section = intro.section(*wanted.names)
        if section is None:
            part = next(part for part in INTRO_PARTS if part.title == wanted.title)
            text = partial(_written_already, connector, wanted, part)
            repair = added(intro, part.title, text, INTRO_PARTS)
            yield Finding(f'there is no section "{wanted.title}"', at=intro.whole, fix=repair)
        else:
            yield from unwritten(intro.document, section)


def _written_already(connector: Connector, wanted: IntroPart, part: Part) -> str:
    """What the readme says where intro.md has nothing, or what waits there for words."""
    return from_readme(connector.readme, wanted.in_readme) or part.placeholder


def _opening(intro: Readme, swagger: Swagger | None) -> Iterator[Finding]:
    """What is wrong with the opening paragraph."""
    opening = intro.opening
    if opening is None:
        yield Finding("there is no opening paragraph before the first section", at=intro.whole)
        return
    text, line = opening
    count = len(sentences(text))
    if count > MOST_SENTENCES:
        yield Finding(
            f"the opening paragraph has {count} sentences; {MOST_SENTENCES} are the most", at=intro.line(line)
        )
    info = swagger.info if swagger is not None else None
    if info is not None and heading_key(text) == heading_key(info.text("description")):
        yield Finding("the opening paragraph is the description once more", at=intro.line(line))


@rule(
    "IntroListsOperations",
    Severity.INFO,
    source=CERTIFICATION,
    suggests=True,
    process=2025,
    submission=Severity.WARNING,
)
def intro_lists_operations(connector: Connector) -> Iterator[Finding]:
    """intro.md lists operations.

    That part of the page is made from the definition; here it would stand twice.

    Fix: Remove the section.

    Evidence: Documented for the package of 2025.

    Reading: A heading that begins with "operations", "actions" or "triggers" is taken for the list.

    Bad:
        intro.md: |
          ## Supported Operations
    Good:
        intro.md: |
          ## Prerequisites
    """
    intro = connector.intro
    section = intro.section(*OPERATIONS) if intro is not None else None
    if intro is not None and section is not None:
        repair = suggestion(lines_removed(intro.document, section.line, section.end_line))
        message = f'the section "{section.heading.text}" lists operations'
        yield Finding(message, at=intro.line(section.line), fix=repair if intro.document.has_plain_breaks else None)
