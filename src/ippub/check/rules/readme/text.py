"""The text of the readme itself."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.skeleton import escaped, reworded
from ippub.check.sources import README_TEMPLATE
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.readme import Readme, heading_key
from ippub.document.edit import Splice
from ippub.document.markdown import MarkdownDocument, Section, invisible_in
from ippub.document.place import Place, Span


@rule("ReadmeNearHeading", Severity.WARNING, source=README_TEMPLATE, fixable=True)
def readme_near_heading(readme: Readme) -> Iterator[Finding]:
    """A heading of the readme lacks the blank after its "#".

    Without it the line is shown as text with a number sign.

    Fix: Put a blank between the "#" and the words.

    Evidence: Four recently accepted readmes of two hundred have it; reviewers ask for the template's headings.

    Bad:
        readme.md: |
          ##Prerequisites
    Good:
        readme.md: |
          ## Prerequisites
    """
    for heading in readme.document.near_headings:
        message = f"{quoted('#' * heading.level + heading.text)} is no heading"
        line, column = heading.line, heading.level + 1
        repair = (
            fix(Splice(readme.file, Span(line, column, line, column), " "))
            if readme.document.has_plain_breaks
            else None
        )
        yield Finding(message, at=readme.line(line), fix=repair)


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


@rule("ReadmeLocalImage", Severity.INFO, source=README_TEMPLATE)
def readme_local_image(readme: Readme) -> Iterator[Finding]:
    """The readme shows an image from the connector's folder.

    Images are not submitted, and on the published page the link leads nowhere.

    Fix: Describe in words what the image shows, or link to it on a public site.

    Evidence: Reviewers have images removed from the folder; six accepted readmes kept some.

    Bad:
        readme.md: |
          ![Where to click](images/key.png)
    Good:
        readme.md: |
          ![Where to click](https://www.contoso.com/key.png)
    """
    for image in readme.document.images:
        if "://" not in image.src and not image.src.startswith("data:"):
            yield Finding(f"the image {quoted(image.src)} stands in the folder", at=readme.line(image.line))


@rule("ReadmeInvisibleCharacter", Severity.INFO, source=README_TEMPLATE, fixable=True)
def readme_invisible_character(readme: Readme) -> Iterator[Finding]:
    """The readme has characters that cannot be seen.

    They come with copies of Microsoft's template and break searches and links to headings.

    Fix: Remove them.

    Evidence: The template itself contains them, and fifteen accepted readmes do.

    Bad:
        readme.md: "# Contoso\\u200b\\n"
    Good:
        readme.md: "# Contoso\\n"
    """
    spans = readme.document.zero_width
    if spans:
        at = Place(readme.file, None, spans[0])
        yield Finding(f"{len(spans)} lines have invisible characters", at=at, fix=_made_visible(readme))


_TEMPLATE_NAMES = {
    "Obtaining Credentials": ("credentials", "authentication", "authorization", "api key", "how to get credentials"),
    "Known Issues and Limitations": ("known issues", "limitations", "known limitations", "issues and limitations"),
    "Supported Operations": ("operations", "supported actions", "actions", "supported triggers", "triggers"),
    "Prerequisites": ("requirements",),
}
"""The template's sections, and what authors call them instead."""


_TO_ITSELF = lazy(r"\][(:]\s*<?[#&\\]")
"""How every link to a heading begins: with "#", which may also be written in two other ways."""


@rule("ReadmeSectionName", Severity.INFO, source=README_TEMPLATE, fixable=True)
def readme_section_name(readme: Readme) -> Iterator[Finding]:
    """A section of the template stands there under another name.

    Reviewers look for the template's names, and so does whoever searches many readmes.

    Fix: Use the template's name as the heading.

    Evidence: Two to four recently accepted readmes of a hundred do it for each of the sections, so it is an info. For the
    credentials three of eight submissions were made to change the heading: there it is a warning.

    Bad:
        readme.md: |
          ## Authentication

          Open the account page and create a key.
    Good:
        readme.md: |
          ## Obtaining Credentials

          ### Authentication

          Open the account page and create a key.
    """
    keys = readme.keys
    for wanted, others in _TEMPLATE_NAMES.items():
        if readme.section(wanted) is not None:
            continue
        name = next((name for name in others if name in keys), None)
        if name is not None:
            found = readme.document.section(keys.index(name))
            severity = Severity.WARNING if wanted == "Obtaining Credentials" else None
            message = f"the section {quoted(found.heading.text)} is called {quoted(wanted)} in the template"
            yield Finding(message, at=readme.line(found.line), severity=severity, fix=_renamed(readme, found, wanted))


def _renamed(readme: Readme, section: Section, wanted: str) -> Fix | None:
    """The heading under the template's name: safe where every word stays and no link leads to it."""
    document = readme.document
    edit = reworded(document, section.heading, wanted) if document.has_plain_breaks else None
    if edit is None:
        return None
    words = heading_key(section.heading.text).split()
    safe = set(words) <= set(heading_key(wanted).split()) and not _is_linked(document)
    return fix(edit) if safe else suggestion(edit)


def _is_linked(document: MarkdownDocument) -> bool:
    """Whether a link leads to a heading of the same text."""
    may_be = _TO_ITSELF.search(document.text) is not None  # reading all links takes longer than everything else here
    return may_be and any(link.href.startswith("#") for link in document.links)


def _made_visible(readme: Readme) -> Fix | None:
    """Every invisible character taken out; a suggestion where some languages need one inside of words."""
    document = readme.document
    if not document.has_plain_breaks:
        return None
    edits = [
        Splice(readme.file, Span(span.line, found.start() + 1, span.line, found.end() + 1), "")
        for span in document.zero_width
        for found in invisible_in(document.line_text(span.line))
    ]
    return suggestion(*edits) if "\u200c" in document.text else fix(*edits)
