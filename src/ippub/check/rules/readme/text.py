"""The text of the readme itself."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.skeleton import README_PARTS, placeholders, reworded, waiting, waits
from ippub.check.sources import README_TEMPLATE
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.readme import Readme, heading_key
from ippub.connector.sections import TEMPLATE_BEGINNINGS, intro_parts, template_text
from ippub.document.edit import Splice
from ippub.document.markdown import MarkdownDocument, Section, invisible_in
from ippub.document.place import Place, Span


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
        told = [waiting(document, section) for section in sections if section is not None]
        known = {one.span for one in told if one is not None}
        yield from [waits(document, one) for one in found if one.span not in known]


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
