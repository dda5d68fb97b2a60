"""The sections that the template of the readme asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ippub.check.listing import visible_operations
from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.skeleton import (
    README_PARTS,
    SUMMARY,
    Part,
    added,
    escaped,
    filled,
    heading_end,
    lines_removed,
    new_readme,
    operation_list,
    unwritten,
)
from ippub.check.sources import README_TEMPLATE, REPOSITORY_README
from ippub.check.wording import quoted
from ippub.connector.folder import README, Connector
from ippub.connector.readme import Readme, heading_key
from ippub.connector.sections import CREDENTIALS, ISSUES, OPERATIONS, PREREQUISITES
from ippub.document.edit import NewFile, Splice
from ippub.document.markdown import Section
from ippub.document.place import Place, Span


def _missing(readme: Readme, names: tuple[str, ...], title: str) -> Iterator[Finding]:
    section = readme.section(*names)
    if section is None:
        yield Finding(f'there is no section "{title}"', at=readme.whole, fix=added(readme, title, _words_of(title)))
    elif not section.has_text:
        message = f'the section "{section.heading.text}" is empty'
        yield Finding(message, at=readme.line(section.line), fix=filled(readme, section, _words_of(title)))
    else:
        yield from unwritten(readme.document, section)


def _words_of(title: str) -> Callable[[], str]:
    return lambda: _part(title).placeholder


def _part(title: str) -> Part:
    return next(part for part in README_PARTS if part.title == title)


@rule("ReadmeMissing", Severity.ERROR, source=REPOSITORY_README, suggests=True, policy="5000.1.1.2")
def readme_missing(connector: Connector) -> Iterator[Finding]:
    """The connector has no readme.

    Reviewers read it first, and the connector's page is made from it.

    Fix: Add readme.md from the template for independent publishers.

    Evidence: Every submission without one was made to add it; one accepted connector of 395 has none.

    Bad:
        readme.md: null
    Good:
        readme.md: "# Contoso"
    """
    if connector.readme is None:
        repair = suggestion(NewFile(README, new_readme(connector)))
        yield Finding("there is no readme.md", at=Place(README), fix=repair)


@rule("ReadmeTitleMissing", Severity.WARNING, source=README_TEMPLATE, fixable=True)
def readme_title_missing(connector: Connector) -> Iterator[Finding]:
    """The readme does not begin with a title and a paragraph about the service.

    Two or three sentences say to people who have never heard of the service what it is for.

    Fix: Begin with "# <title>" and a paragraph of two or three sentences.

    Evidence: Part of the template; a few accepted readmes lack it.

    Bad:
        readme.md: |
          ## Prerequisites

          None.
    Bad:
        readme.md: |
          # Contoso

          ## Prerequisites
    Good:
        readme.md: |
          # Contoso

          Contoso keeps stock of widgets.
    """
    readme, swagger = connector.readme, connector.swagger
    if readme is None:
        return
    section = readme.document.title

    def words() -> str:
        info = swagger.info if swagger is not None else None
        return (escaped(info.text("description")) if info is not None else "") or SUMMARY

    if section is None:
        repair = _titled(readme, lambda: f"# {escaped(connector.title or connector.name)}\n\n{words()}")
        yield Finding('there is no title ("# ...") at the top', at=readme.whole, fix=repair)
    elif not section.has_body:
        message = f"no text follows the title {quoted(section.heading.text)}"
        yield Finding(message, at=readme.line(section.line), fix=filled(readme, section, words))
    else:
        yield from unwritten(readme.document, section)


def _titled(readme: Readme, text: Callable[[], str]) -> Fix | None:
    """``text`` put on top of everything, but not while a heading lacks its blank: it may be the title."""
    document = readme.document
    if not document.has_plain_breaks or document.near_headings:
        return None

    def edits() -> list[Splice]:
        gap = "\n\n" if document.text.strip() else "\n" if not document.text else ""
        first = document.line_text(1)[:1]
        return [Splice(document.name, Span(1, 1, 1, 1 + len(first)), text() + gap + first)]

    return Fix(later(edits))


@rule("ReadmePublisherMissing", Severity.WARNING, source=README_TEMPLATE, fixable=True)
def readme_publisher_missing(connector: Connector) -> Iterator[Finding]:
    """The readme does not name the publisher.

    Users see from it who built the connector and whom to thank or ask.

    Fix: Add "## Publisher: <your name>".

    Evidence: Of the submissions that lacked it, 71 % were made to add it; few recently accepted readmes lack it.

    Bad:
        readme.md: |
          # Contoso
    Good:
        readme.md: |
          ## Publisher: Ada Lovelace
    """
    readme, properties = connector.readme, connector.properties
    if readme is None:
        return
    section = readme.section("publisher")

    def name() -> str:
        return (escaped(properties.publisher) if properties is not None else "") or _part("Publisher").placeholder

    if section is None:
        if re.search(r"\n[^\w\n]*publisher\W", f"\n{readme.document.text}", re.IGNORECASE) is None:
            repair = added(readme, "Publisher", str, heading=f"Publisher: {name()}")
            yield Finding("the publisher is not named", at=readme.whole, fix=repair)
    elif not heading_key(section.heading.text).removeprefix("publisher").strip(" s") and not section.has_text:
        repair = filled(readme, section, name)
        yield Finding("no name follows the heading", at=readme.line(section.line), fix=repair)
    else:
        yield from unwritten(readme.document, section)


@rule("ReadmePrerequisitesMissing", Severity.WARNING, source=README_TEMPLATE, fixable=True)
def readme_prerequisites_missing(readme: Readme) -> Iterator[Finding]:
    """The readme does not say what one needs before using the connector.

    An account, a plan or a licence of the service is better known before one begins.

    Fix: Add "## Prerequisites" and what is needed, or that nothing is.

    Evidence: More than half of the submissions that lacked it were made to add it; 1 % of those recently accepted do.

    Bad:
        readme.md: |
          # Contoso
    Good:
        readme.md: |
          ## Prerequisites

          You need an account.
    """
    yield from _missing(readme, PREREQUISITES, "Prerequisites")


@rule("ReadmeSupportedOperationsMissing", Severity.WARNING, source=README_TEMPLATE, fixable=True)
def readme_supported_operations_missing(connector: Connector) -> Iterator[Finding]:
    """The readme does not list the operations.

    It is what people look for in a readme: what can the connector do?

    Fix: Add "## Supported Operations" with a heading and a sentence for each operation.

    Evidence: 70 % of the submissions that lacked it were made to add it; 1 % of those recently accepted do.

    Bad:
        readme.md: |
          # Contoso
    Good:
        readme.md: |
          ## Supported Operations

          ### List widgets

          Lists the widgets.
    """
    readme = connector.readme
    section = readme.section(*OPERATIONS) if readme is not None else None
    if readme is None:
        return
    if section is not None and section.has_text:
        yield from unwritten(readme.document, section)
        return
    level = section.heading.level + 1 if section is not None else 3
    operations = visible_operations(connector)
    most = 2 * len(operations)  # a description may begin like a heading

    def text() -> str:
        return operation_list(operations, level) or _part("Supported Operations").placeholder

    if section is None:
        repair = added(readme, "Supported Operations", text, headings=most)
        yield Finding('there is no section "Supported Operations"', at=readme.whole, fix=repair)
    else:
        message = f'the section "{section.heading.text}" lists nothing'
        yield Finding(message, at=readme.line(section.line), fix=filled(readme, section, text, most))


@rule("ReadmeObtainingCredentialsMissing", Severity.INFO, source=README_TEMPLATE, fixable=True)
def readme_obtaining_credentials_missing(connector: Connector) -> Iterator[Finding]:
    """The readme does not say how to get the credentials.

    Where the key of a service is made is what every user has to find out first.

    Fix: Add "## Obtaining Credentials" and the steps; for a service without sign-in say so in one sentence.

    Evidence: One accepted readme of ten lacks it, mostly for services without sign-in; reviewers ask for it where there
    are credentials, then it is a warning.

    Bad:
        readme.md: |
          # Contoso
    Good:
        readme.md: |
          ## Obtaining Credentials

          Open the account page and create a key.
    """
    readme, swagger = connector.readme, connector.swagger
    if readme is None:
        return
    signs_in = swagger is not None and bool(swagger.security_schemes)
    for finding in _missing(readme, CREDENTIALS, "Obtaining Credentials"):
        yield finding._replace(severity=Severity.WARNING if signs_in else None)


@rule("ReadmeKnownIssuesMissing", Severity.WARNING, source=README_TEMPLATE, fixable=True)
def readme_known_issues_missing(readme: Readme) -> Iterator[Finding]:
    """The readme does not speak of known issues and limitations.

    Quotas and gaps of the service are known to you and not to its users.

    Fix: Add "## Known Issues and Limitations"; "There are no known issues at this time." will do.

    Evidence: Half of the submissions that lacked it were made to add it; 4 % of those recently accepted do.

    Bad:
        readme.md: |
          # Contoso
    Good:
        readme.md: |
          ## Known Issues and Limitations

          There are no known issues at this time.
    """
    yield from _missing(readme, ISSUES, "Known Issues and Limitations")


@rule("ReadmeOptionalSections", Severity.INFO, source=README_TEMPLATE, suggests=True)
def readme_optional_sections(readme: Readme) -> Iterator[Finding]:
    """A section of the readme that may be left out is there and empty.

    "Getting Started", "Frequently Asked Questions" and "Deployment Instructions" are optional; an empty one promises
    something that does not come.

    Fix: Fill the section, or remove its heading.

    Evidence: Documented as optional; nine accepted readmes of ten leave them out, which is why their absence is not
    reported.

    Reading: The template offers the sections; only an empty one is a fault.

    Bad:
        readme.md: |
          ## Getting Started
    Good:
        readme.md: |
          # Contoso
    """
    for name in ("getting started", "frequently asked questions", "deployment instructions"):
        section = readme.section(name)
        if section is not None and not section.has_text:
            message = f'the section "{section.heading.text}" is empty'
            yield Finding(message, at=readme.line(section.line), fix=_without(readme, section))


def _without(readme: Readme, section: Section) -> Fix | None:
    """The heading of an empty section taken out; None where something else than text stands below it."""
    document = readme.document
    end = heading_end(document, section.heading)
    below = range(end + 1, section.end_line + 1)
    if not document.has_plain_breaks or any(document.line_text(line).strip() for line in below):
        return None
    return suggestion(lines_removed(document, section.line, end))
