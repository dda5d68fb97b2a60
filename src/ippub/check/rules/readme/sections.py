"""The sections that the template of the readme asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from ippub.check.listing import listing, visible_operations
from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.skeleton import (
    INTRO_PARTS,
    README_PARTS,
    SUMMARY,
    Part,
    Waiting,
    added,
    escaped,
    filled,
    from_readme,
    heading_end,
    lines_removed,
    listed_too,
    new_readme,
    operation_list,
    placeholders,
    reworded,
    waiting,
)
from ippub.check.sources import CERTIFICATION, README_TEMPLATE, REPOSITORY_README, SUBMISSION_IP
from ippub.check.wording import listed, quoted
from ippub.connector.folder import README, Connector
from ippub.connector.readme import Readme, heading_key
from ippub.connector.sections import (
    CREDENTIALS,
    ISSUES,
    MOST_SENTENCES,
    OPERATIONS,
    PREREQUISITES,
    TEMPLATE_BEGINNINGS,
    IntroPart,
    intro_parts,
    sentences,
    template_text,
)
from ippub.connector.swagger import Swagger
from ippub.document.edit import NewFile, Splice
from ippub.document.markdown import Heading, MarkdownDocument, Section
from ippub.document.place import Place, Span


def _missing(readme: Readme, names: tuple[str, ...], title: str) -> Iterator[Finding]:
    section = readme.section(*names)
    if section is None:
        yield Finding(f'there is no section "{title}"', at=readme.whole, fix=added(readme, title, _words_of(title)))
    elif not section.has_text:
        message = f'the section "{section.heading.text}" is empty'
        yield Finding(message, at=readme.line(section.line), fix=filled(readme, section, _words_of(title)))
    else:
        yield from _unwritten(readme, section)


def _words_of(title: str) -> Callable[[], str]:
    return lambda: _part(title).placeholder


def _unwritten(readme: Readme, section: Section) -> Iterator[Finding]:
    """A section that is there, and that its author has still to write."""
    found = waiting(readme.document, section)
    if found is not None:
        yield _waits(readme.document, found)


def _waits(document: MarkdownDocument, found: Waiting) -> Finding:
    """A repair brought it about, so it is no warning while one builds, and nothing to send."""
    message = f"{quoted(found.text)} waits for your words"
    at = Place(document.name, None, found.span)
    return Finding(
        message, at, "Write what holds for your connector in its place.", Severity.INFO, None, Severity.ERROR
    )


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
        yield from _unwritten(readme, section)


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
        yield from _unwritten(readme, section)


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
        yield from _unwritten(readme, section)
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


@rule("ReadmeOperationUndocumented", Severity.INFO, source=README_TEMPLATE, fixable=True)
def readme_operation_undocumented(connector: Connector) -> Iterator[Finding]:
    """The readme leaves out an operation.

    Reviewers compare the list with the definition, and users take it for complete.

    Fix: Add a heading with the operation's summary and a sentence to "Supported Operations".

    Evidence: Every fourth accepted readme leaves something out, so it is an info; a readme that lists none is a warning.

    Reading: An operation is listed when its summary or its operationId stands anywhere in the readme; case and
    punctuation do not count.

    Bad:
        readme.md: |
          ## Supported Operations

          ### Delete a widget
    Good:
        readme.md: |
          ## Supported Operations

          - List widgets: what is in stock
    """
    here = listing(connector)
    if here is None or not here.absent or not here.section.has_text:
        return
    readme, section, absent, visible = here.readme, here.section, here.absent, here.visible
    severity = Severity.WARNING if len(absent) == len(visible) else None
    count = f"{len(absent)} of {len(visible)} operations"
    verb = "is" if len(absent) == 1 else "are"
    message = f"{count} {verb} not listed: {listed(operation.summary for operation in absent)}"
    renamed = set(map(id, here.renamed.values()))
    new = [operation for operation in absent if id(operation) not in renamed]
    repair = listed_too(readme.document, section, visible, new)
    yield Finding(message, at=readme.line(section.line), severity=severity, fix=repair)


@rule("ReadmeOperationUnknown", Severity.INFO, source=README_TEMPLATE, suggests=True)
def readme_operation_unknown(connector: Connector) -> Iterator[Finding]:
    """The readme lists an operation that the definition does not have.

    It was renamed or removed, and people look for it in vain.

    Fix: Write the operation's summary as it stands in the definition, or remove the entry.

    Evidence: Derived; the list is written by hand and gets old, so it is an info.

    Reading: Only headings count, of the level on which the other operations stand; where none names an operation, of
    the level that most have.

    Bad:
        readme.md: |
          ## Supported Operations

          ### List widgets

          Retrieves the widgets in stock.

          ### Paint a widget

          Paints it.
    Bad:
        paths: {/parts: {get: {operationId: ListParts, summary: List parts, responses: {"200": {description: OK}}}}}
        readme.md: |
          ## Supported Operations

          ### List widgets

          ### List the parts
    Good:
        readme.md: |
          ## Supported Operations

          ### List widgets

          #### Good to know

          The newest come first.
    Good:
        paths: {/widgets: {get: {summary: List widgets (deprecated), deprecated: true}}}
        readme.md: |
          ## Supported Operations

          ### List widgets
    """
    here = listing(connector)
    if here is None:
        return
    readme, document = here.readme, here.readme.document
    for entry in here.unknown:
        operation = here.renamed.get(entry)
        if operation is None:
            message = f"there is no operation {quoted(entry.text)}"
            edit = lines_removed(document, entry.first, entry.last) if document.has_plain_breaks else None
        else:
            message = f"{quoted(entry.text)} is called {quoted(operation.summary)} in the definition"
            edit = reworded(document, Heading(entry.level, entry.text, entry.first), escaped(operation.summary))
        yield Finding(message, at=readme.line(entry.first), fix=suggestion(edit) if edit is not None else None)


def _without(readme: Readme, section: Section) -> Fix | None:
    """The heading of an empty section taken out; None where something else than text stands below it."""
    document = readme.document
    end = heading_end(document, section.heading)
    below = range(end + 1, section.end_line + 1)
    if not document.has_plain_breaks or any(document.line_text(line).strip() for line in below):
        return None
    return suggestion(lines_removed(document, section.line, end))


@rule("ReadmePublisherMismatch", Severity.INFO, source=README_TEMPLATE, suggests=True)
def readme_publisher_mismatch(connector: Connector) -> Iterator[Finding]:
    """The readme and apiProperties.json name different publishers.

    The name in apiProperties.json is the one that users see in the designer.

    Fix: Write the same name in both.

    Evidence: Derived; accepted readmes often name a company where apiProperties.json names a person.

    Reading: One common word is enough to be the same publisher.

    Bad:
        readme.md: |
          ## Publisher: Grace Hopper
    Good:
        readme.md: |
          ## Publisher: Lovelace, Ada
    """
    readme, properties = connector.readme, connector.properties
    section = readme.section("publisher") if readme is not None else None
    if readme is None or properties is None or section is None or not properties.publisher:
        return
    written = set(heading_key(section.heading.text + " " + section.body).split()) - {
        "publisher",
        "publishers",
    }
    if written and not written & set(heading_key(properties.publisher).split()):
        message = f"apiProperties.json names {quoted(properties.publisher)} as publisher"
        words = f"Publisher: {escaped(properties.publisher)}"
        edit = reworded(readme.document, section.heading, words) if not section.has_body else None
        yield Finding(message, at=readme.line(section.line), fix=suggestion(edit) if edit is not None else None)


@rule("ReadmeTemplateText", Severity.WARNING, source=README_TEMPLATE)
def readme_template_text(readme: Readme) -> Iterator[Finding]:
    """The readme still has text of the template.

    Nothing says more clearly that nobody read the file before it was sent.

    Fix: Replace the text by what holds for your connector, or remove it.

    Evidence: Reviewers send it back; three recently accepted readmes of two hundred have some.

    Bad:
        readme.md: |
          ## Publisher: Publisher's Name
    Bad:
        readme.md: |
          ## Supported Operations

          ### Operation 1
    Good:
        readme.md: |
          ## Publisher: Ada Lovelace
    """
    document = readme.document
    lines = [(heading.text.removeprefix("Publisher:").strip(), heading.line) for heading in document.headings]
    for text, line in (*lines, *document.paragraphs_like(TEMPLATE_BEGINNINGS)):
        match = template_text(text)
        if match and (match.end() == len(text) or not match.group().lower().startswith("operation")):
            yield Finding(f"{quoted(match.group())} is text of the template", at=readme.line(line))


@rule("ReadmePlaceholder", Severity.INFO, source="ippub itself", submission=Severity.ERROR)
def readme_placeholder(connector: Connector) -> Iterator[Finding]:
    """A placeholder waits for words that only the author knows.

    ``ippub check --fix`` adds the missing sections of the template; what stands in them no machine can know. While a
    section waits, the rule that missed it says so; this one speaks of all other placeholders.

    Fix: Write what holds for your connector in its place.

    Evidence: A section that says nothing is a missing one; it is an error when you submit.

    Bad:
        readme.md: |
          # Contoso

          Contoso keeps stock of widgets.

          ## Frequently Asked Questions

          [[Write here what people ask]]
    Good:
        readme.md: |
          # Contoso

          Put `[[DUMMY]]` into the field.
    """
    for readme in (connector.readme, connector.intro):
        found = list(placeholders(readme.document)) if readme is not None else []
        if readme is None or not found:
            continue
        document = readme.document
        if readme is connector.readme:
            sections = [readme.section(*part.names) for part in README_PARTS if part.placeholder]
            sections.append(document.title)
        else:
            sections = [readme.section(*part.names) for part in intro_parts(signs_in=connector.signs_in)]
        known = {waiting(document, section) for section in sections if section is not None}
        yield from [_waits(document, one) for one in found if one not in known]


@rule("ReadmeOAuthAppSteps", Severity.WARNING, source=SUBMISSION_IP)
def readme_oauth_app_steps(connector: Connector) -> Iterator[Finding]:
    """The readme does not say how to register the app that OAuth 2.0 needs.

    Microsoft's team registers the app by these steps, and so does everybody who uses the connector.

    Fix: Describe step by step how to create the app, with the redirect address
    https://global.consent.azure-apim.net/redirect.

    Evidence: An item of the pull request template; reviewers ask for it.

    Reading: The words "app" and "create" or "register" close to each other are taken for the steps.

    Bad:
        securityDefinitions: {a: {type: oauth2, flow: accessCode, scopes: {}}}
    Good:
        securityDefinitions: {a: {type: oauth2, flow: accessCode, scopes: {}}}
        readme.md: |
          ## Obtaining Credentials

          Register an app and copy its client ID.
    """
    swagger, readme = connector.swagger, connector.readme
    if swagger is None or readme is None or not any(s.type == "oauth2" for s in swagger.security_schemes):
        return
    near = r"(?:creat|regist|add|new|set up)\w*+(?:\W++\w++){0,8}?\W++(?:app|application|client|integration)s?\b"
    text = readme.document.text
    # Small letters are found three times as fast; outside of ASCII they are not all that case means.
    if re.search(near, text.lower() if text.isascii() else text, 0 if text.isascii() else re.IGNORECASE) is None:
        section = readme.section(*CREDENTIALS)
        if section is not None and waiting(readme.document, section) is not None:
            return  # that it must be written is told already
        at = readme.line(section.line) if section is not None else readme.whole
        yield Finding("the readme does not say how to register the app for OAuth 2.0", at=at)


@rule("ReadmeContactForCollaboration", Severity.INFO, source=SUBMISSION_IP)
def readme_contact_for_collaboration(connector: Connector) -> Iterator[Finding]:
    """The readme of a proposal has no e-mail.

    A proposal invites others to work with you; without an address they cannot answer.

    Fix: Add an e-mail if you want collaborators.

    Evidence: Suggested in the documentation for proposals only.

    Reading: A folder with a readme and nothing else is taken for a proposal.

    Bad:
        apiDefinition.swagger.json: null
        apiProperties.json: null
        readme.md: |
          # Contoso
    Good:
        apiDefinition.swagger.json: null
        apiProperties.json: null
        readme.md: |
          # Contoso

          Write to ada@contoso.com.
    """
    readme = connector.readme
    if readme is None or connector.swagger_document is not None or connector.properties_document is not None:
        return
    if re.search(r"[\w.+-]+@[\w-]+\.\w", readme.document.text) is None:
        yield Finding("the proposal has no e-mail", at=readme.whole)


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
            yield from _unwritten(intro, section)


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
