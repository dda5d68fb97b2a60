"""The readme beside the definition and apiProperties.json: its title, operations, publisher and the app for OAuth 2.0."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.listing import listing
from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.skeleton import escaped, lines_removed, listed_too, reworded, waiting
from ippub.check.sources import README_TEMPLATE, SUBMISSION_IP
from ippub.check.wording import listed, quoted
from ippub.connector.folder import Connector
from ippub.connector.readme import heading_key
from ippub.connector.sections import CREDENTIALS
from ippub.document.markdown import Heading


@rule("ReadmeTitleMismatch", Severity.INFO, source=README_TEMPLATE, suggests=True)
def readme_title_mismatch(connector: Connector) -> Iterator[Finding]:
    """The readme's title is not the connector's.

    The reader wonders whether the two belong together.

    Fix: Use the title of the definition.

    Evidence: One accepted readme of six differs.

    Bad:
        readme.md: |
          # Woodgrove
    Good:
        readme.md: |
          # Contoso Widgets (Independent Publisher)
    """
    readme, swagger = connector.readme, connector.swagger
    if readme is None or swagger is None or not heading_key(swagger.title):
        return
    document = readme.document
    titles = [heading for heading in (*document.headings[:1], *document.near_headings[:1]) if heading.level == 1]
    heading = min(titles, key=lambda title: title.line, default=None)  # it may lack the blank that makes it one
    heading = heading or next((each for each in document.headings if each.level == 1), None)
    if heading is None:
        return
    if heading_key(swagger.title).replace(" ", "") not in heading_key(heading.text).replace(" ", ""):
        message = f"the title is {quoted(heading.text)}, the connector's is {quoted(swagger.title)}"
        edit = reworded(readme.document, heading, escaped(swagger.title)) if readme.document.has_plain_breaks else None
        yield Finding(message, at=readme.line(heading.line), fix=suggestion(edit) if edit is not None else None)


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
