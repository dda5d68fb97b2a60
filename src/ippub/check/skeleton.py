"""What a machine can write into a readme: the sections of the template, and the operations of the definition.

Nothing here makes up a sentence. What is written are the author's own words from elsewhere (the definition, the
publisher) and placeholders such as ``[[Write here ...]]``. Until they are replaced, the rule that missed the section
tells them, or ``ReadmePlaceholder`` where none did.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ippub.check.lazy import lazy
from ippub.check.listing import ITEM, Entry, Names, entries, last_written, visible_operations
from ippub.check.rule import Finding, Fix, Severity, later
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.readme import Readme, heading_key
from ippub.connector.sections import CREDENTIALS, FAQ, ISSUES, OPERATIONS, PREREQUISITES, intro_parts
from ippub.connector.swagger import Operation
from ippub.document.edit import Splice
from ippub.document.markdown import MAX_SECTIONS, Heading, MarkdownDocument, Section, read_markdown
from ippub.document.place import Place, Span


class Part:
    """A section of a template: its heading, how headings that mean it begin, and what its author has to write."""

    def __init__(self, title: str, names: tuple[str, ...], placeholder: str = "") -> None:
        self.title = title
        self.names = names
        self.placeholder = placeholder


README_PARTS = (
    Part("Publisher", ("publisher",), "[[Write your name here]]"),
    Part("Prerequisites", PREREQUISITES, "[[Write here what one needs to use the connector, for instance an account]]"),
    Part("Supported Operations", OPERATIONS, "[[Write here what the connector can do]]"),
    Part("Obtaining Credentials", CREDENTIALS, "[[Write here how one gets the credentials, or that none are needed]]"),
    Part("Getting Started", ("getting started",)),
    Part("Known Issues and Limitations", ISSUES, "[[Write here what does not work or is limited, or that nothing is]]"),
    Part("Frequently Asked Questions", FAQ),
    Part("Deployment Instructions", ("deployment instructions", "deployment")),
)
"""The template's sections in its order; Microsoft's template has the title and a description above them."""

_INTRO = {
    "Prerequisites": README_PARTS[1].placeholder,
    "How to get credentials": README_PARTS[3].placeholder,
    "Get started with your connector": "[[Write here the first steps with the connector]]",
    "Known issues and limitations": README_PARTS[5].placeholder,
    "Common errors and remedies": "[[Write here which errors occur and what to do]]",
    "FAQ": "[[Write here what people ask]]",
}
INTRO_PARTS = tuple(Part(part.title, part.names, _INTRO[part.title]) for part in intro_parts(signs_in=True))
"""The sections of intro.md in the order of the documentation."""

SUMMARY = "[[Write here in two or three sentences what the service is for]]"
_PLACEHOLDER = lazy(r"\[\[Write (?:here|your) [^\[\]]{1,120}\]\]")

_MARKUP = lazy(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)")
_FENCE = lazy(r"^[ >*+-]*(?:```|~~~)", re.MULTILINE)
_HIDING = lazy(r"<(?:!|\?|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
"""HTML that goes on over blank lines until it is closed, and so can swallow a heading."""
_READ_AGAIN = 32 * 1024
"""In a longer text nobody looks whether a block swallows what is added; real readmes have up to 47 KB, most 4."""
_SETEXT = lazy(r" {0,3}(?:=+|-+)[ \t]*")


def escaped(text: str) -> str:
    """``text`` on one line, as words and not as Markdown."""
    return _MARKUP.sub(lambda found: "\\" + found[0], " ".join(text.split()))


def after_line(document: MarkdownDocument, line: int, text: str, rank: int = 0) -> Splice:
    """``text`` put behind the end of a line; of several at one place the one with the lower ``rank`` comes first.

    Where a distance to the next line is part of it, the last character is written again with it: so of two repairs at
    one place the second waits for the next round and sees what the first one did.
    """
    written = document.line_text(line)
    if written and not text.endswith("\n"):
        return Splice(document.name, Span(line, len(written) + 1, line, len(written) + 1), text, rank)
    if written:
        return Splice(document.name, Span(line, len(written), line, len(written) + 1), written[-1] + text)
    if line < len(document.lines):
        return Splice(document.name, Span(line, 1, line + 1, 1), text + "\n")
    return Splice(document.name, Span(line, 1, line, 1), text.lstrip("\n"))


def lines_removed(document: MarkdownDocument, first: int, last: int) -> Splice:
    """The lines from ``first`` to ``last`` taken out, with the blank lines behind them."""
    while last < len(document.lines) and not document.line_text(last + 1).strip() and document.line_text(last).strip():
        last += 1
    return Splice(document.name, Span(first, 1, last + 1, 1), "")


def heading_end(document: MarkdownDocument, heading: Heading) -> int:
    """The last line of a heading, which is another one than its first where it is underlined."""
    line = heading.line
    if document.line_text(line).lstrip().startswith("#"):
        return line
    return next((n for n in range(line + 1, line + 9) if _SETEXT.fullmatch(document.line_text(n))), line)


def reworded(document: MarkdownDocument, heading: Heading, words: str) -> Splice | None:
    """``heading`` with other words; None where its words do not stand in the line as they are."""
    line = document.line_text(heading.line)
    start = line.find(heading.text) if heading.text else -1
    if start < 0:
        return None
    column = start + 1
    return Splice(document.name, Span(heading.line, column, heading.line, column + len(heading.text)), words)


class Waiting:
    """A placeholder that waits for its author's words."""

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span


def placeholders(document: MarkdownDocument) -> Iterable[Waiting]:
    """All placeholders, from the top."""
    return _placeholders(document) if "[[Write " in document.text else ()


def _placeholders(document: MarkdownDocument) -> Iterator[Waiting]:
    for number, line in enumerate(document.lines, 1):
        for found in _PLACEHOLDER.finditer(line):
            yield Waiting(found[0], Span(number, found.start() + 1, number, found.end() + 1))


def waiting(document: MarkdownDocument, section: Section) -> Waiting | None:
    """The first placeholder of a section; what stands below a heading inside of it belongs to that one."""
    for one in placeholders(document):
        if one.span.line >= section.line:
            last = section.subheadings[0].line - 1 if section.subheadings else section.end_line
            return one if one.span.line <= last else None
    return None


def unwritten(document: MarkdownDocument, section: Section) -> Iterator[Finding]:
    """What there is to say about a section that is there, and that its author has still to write."""
    found = waiting(document, section)
    if found is not None:
        yield waits(document, found)


def waits(document: MarkdownDocument, found: Waiting) -> Finding:
    """A repair brought it about, so it is no warning while one builds, and nothing to send."""
    message = f"{quoted(found.text)} waits for your words"
    at = Place(document.name, None, found.span)
    return Finding(
        message, at, "Write what holds for your connector in its place.", Severity.INFO, None, Severity.ERROR
    )


def filled(readme: Readme, section: Section, text: Callable[[], str], headings: int | None = None) -> Fix | None:
    """``text`` as the content of a section that has none; see ``added``."""
    document = readme.document
    if not document.has_plain_breaks or not _has_room_for(document, text, headings):
        return None

    def edits() -> list[Splice]:
        end = heading_end(document, section.heading)
        return [after_line(document, end, f"\n\n{text()}{_gap(document, end)}")]

    return Fix(later(edits))


def added(  # noqa: PLR0913  # a section of a template, by name
    readme: Readme,
    title: str,
    text: Callable[[], str],
    parts: Sequence[Part] = README_PARTS,
    *,
    heading: str = "",
    headings: int | None = None,
) -> Fix | None:
    """The section ``title`` with this text, at its place in the order of ``parts``.

    ``text`` is made when somebody wants the repair, or at once to count its headings where nobody says how many it has
    at most. None while a heading lacks its blank (it may be the one), or where a block without an end would swallow it.
    """
    document = readme.document
    if not document.has_plain_breaks or document.near_headings or not document.text.strip():
        return None
    if not _has_room_for(document, text, headings):
        return None
    number = next(index for index, part in enumerate(parts) if part.title == title)

    def edit() -> Splice:
        line, level = _place(readme, parts, number)
        words = text()
        new = f"{'#' * level} {heading or title}" + (f"\n\n{words}" if words else "")
        if not line:
            return Splice(document.name, Span(1, 1, 1, 1), f"{new}\n\n")
        return after_line(document, line, f"\n\n{new}{_gap(document, line)}", number + 1)

    if _may_swallow(document):
        line = _place(readme, parts, number)[0]
        at_the_end = bool(line) and line == last_written(
            document, len(document.lines)
        )  # above a heading nothing is open
        if at_the_end and not _lands(document, edit(), parts[number].names):
            return None
    return Fix(later(lambda: [edit()]))


def _has_room_for(document: MarkdownDocument, text: Callable[[], str], most: int | None) -> bool:
    """Whether the headings of ``text``, ``most`` if that is known, will still be seen as sections."""
    return (most is not None and _has_room(document, most)) or _has_room(document, text().count("\n#"))


def _has_room(document: MarkdownDocument, count: int) -> bool:
    """Whether ``count`` more headings, and all sections of a template, will still be seen as sections."""
    return len(document.headings) + count + len(README_PARTS) <= MAX_SECTIONS


def _place(readme: Readme, parts: Sequence[Part], number: int) -> tuple[int, int]:
    """Behind which line the section comes, and its level: as the sections around it in the order of ``parts``."""
    document = readme.document
    title = next((s for s in document.sections if s.heading.level == 1 and s.subheadings), None)
    for part in reversed(parts[:number]):
        before = readme.section(*part.names)
        if before is not None and before is not title and before.heading.level <= _DEEPEST:
            return last_written(document, before.end_line), before.heading.level
    for part in parts[number + 1 :]:
        behind = readme.section(*part.names)
        if behind is not None and behind is not title and behind.heading.level <= _DEEPEST:
            return last_written(document, behind.line - 1), behind.heading.level
    if title is not None and parts is README_PARTS and number < _BEHIND_TITLE:
        return last_written(document, title.subheadings[0].line - 1), title.heading.level + 1
    return last_written(document, len(document.lines)), 2


_DEEPEST = 3
"""A heading of a lower level stands inside of a section and is none."""
_BEHIND_TITLE = 2
"""Publisher and prerequisites come right behind the title where no other section of the template is there."""


def _gap(document: MarkdownDocument, line: int) -> str:
    """What keeps the next line, if there is text in it, at a distance."""
    return "\n" if document.line_text(line + 1).strip() else ""


def _may_swallow(document: MarkdownDocument) -> bool:
    """Whether a block may be open where a section is added; that is rare, and to look takes reading all once more."""
    text = document.text
    fences = "```" in text or "~~~" in text
    return (fences and len(_FENCE.findall(text)) % 2 == 1) or ("<" in text and _HIDING.search(text) is not None)


def _lands(document: MarkdownDocument, edit: Splice, names: tuple[str, ...]) -> bool:
    """Whether the section that ``edit`` adds is one afterwards."""
    if len(document.text) > _READ_AGAIN:
        return False
    from ippub.document.splice import line_break, patched, text_patch
    from ippub.document.text import Lines

    patch = text_patch(Lines(document.text), edit, line_break(document.text))
    if patch is None:
        return False
    section = Readme(read_markdown(document.name, patched(document.text, [patch]).encode())).section(*names)
    return section is not None and (section.has_text or names == ("publisher",))


def operation_list(operations: Iterable[Operation], level: int) -> str:
    """A heading with the summary for each operation, and below it the description."""
    return "\n\n".join([_entry(operation, level) for operation in operations])


def _description(operation: Operation) -> str:
    """The description, "" when it only repeats the summary."""
    text = operation.text("description")
    return escaped(text) if heading_key(text) != heading_key(operation.summary) else ""


def _entry(operation: Operation, level: int) -> str:
    description = _description(operation)
    return f"{'#' * min(level, 6)} {escaped(operation.summary)}" + (f"\n\n{description}" if description else "")


def new_readme(connector: Connector) -> str:
    """A readme with all sections, from what the definition and apiProperties.json say."""
    swagger, properties = connector.swagger, connector.properties
    title = (swagger.title.strip() if swagger is not None else "") or connector.name
    description = swagger.info.text("description") if swagger is not None and swagger.info is not None else ""
    listed = operation_list(visible_operations(connector), 3)
    publisher = escaped(properties.publisher) if properties is not None else ""
    pieces = [f"# {escaped(title)}", escaped(description) or SUMMARY]
    for part in README_PARTS:
        if part.title == "Publisher":
            pieces.append(f"## Publisher: {publisher or part.placeholder}")
        elif part.placeholder:
            text = listed if part.title == "Supported Operations" and listed else part.placeholder
            pieces += (f"## {part.title}", text)
    return "\n\n".join(pieces) + "\n"


def from_readme(readme: Readme | None, names: tuple[str, ...]) -> str:
    """What the readme says in the section that is called one of ``names``, "" when nothing."""
    section = readme.section(*names) if readme is not None else None
    if readme is None or section is None or section.heading.level != 2:  # its own headings would not fit
        return ""
    document = readme.document
    first = heading_end(document, section.heading) + 1
    return "\n".join(document.line_text(line) for line in range(first, section.end_line + 1)).strip()


def listed_too(
    document: MarkdownDocument,
    section: Section,
    operations: Sequence[Operation],
    absent: Sequence[Operation],
) -> Fix | None:
    """What adds ``absent`` to the list in ``section``, each behind the operation before it, in the author's manner.

    ``operations`` are all in the order of the definition.
    """
    if not document.has_plain_breaks or not absent or not _has_room(document, len(absent)):
        return None
    return Fix(later(partial(_listed, document, section, operations, absent)))


def _listed(
    document: MarkdownDocument,
    section: Section,
    operations: Sequence[Operation],
    absent: Sequence[Operation],
) -> list[Splice]:
    names = Names(operations)
    end = last_written(document, section.end_line)
    listed = {
        id(operation): entry
        for entry in reversed(list(entries(document, section, names.know)))
        for operation in names.named(entry.text)
    }
    if not listed:
        text = operation_list(absent, section.heading.level + 1)
        return [after_line(document, end, f"\n\n{text}{_gap(document, end)}")]
    places: dict[int, tuple[Entry, list[Operation]]] = {}
    missing = set(map(id, absent))
    last: Entry | None = None
    final = max(listed.values(), key=lambda entry: entry.first)
    for operation in operations:
        if id(operation) in missing:
            entry = last or final
            places.setdefault(entry.last, (entry, []))[1].append(operation)
        else:
            last = listed.get(id(operation), last)
    return [_behind(document, entry, new) for entry, new in places.values()]


def _behind(document: MarkdownDocument, entry: Entry, operations: list[Operation]) -> Splice:
    """The new entries behind ``entry``, written as it is."""
    if entry.level:
        text = "\n\n" + operation_list(operations, entry.level)
    else:
        loose = "\n" if _is_loose(document, entry) else ""
        items = [_item(document, entry, operation, number) for number, operation in enumerate(operations, 1)]
        text = "".join([f"\n{loose}{item}" for item in items])
    return after_line(document, entry.last, text + (_gap(document, entry.last) if entry.level else ""))


def _item(document: MarkdownDocument, entry: Entry, operation: Operation, number: int) -> str:
    line = document.line_text(entry.first)
    own = ITEM.match(line)
    if own is None:
        return f"- {escaped(operation.summary)}"
    indent, mark, digits, point, blanks, bold = own.groups()
    marker = f"{int(digits) + number}{point}" if digits else mark
    bold = bold or ""
    description = _description(operation)
    between = " - " if " - " in line else ": "
    rest = between + description if description and (":" in line or " - " in line) else ""
    return f"{indent}{marker}{blanks}{bold}{escaped(operation.summary)}{bold}{rest}"


def _is_loose(document: MarkdownDocument, entry: Entry) -> bool:
    """Whether blank lines stand between the items of the list."""
    above, below = document.line_text(entry.first - 1), document.line_text(entry.last + 1)
    further = document.line_text(entry.last + 2)
    return (not above.strip() and bool(ITEM.match(document.line_text(entry.first - 2)))) or (
        not below.strip() and bool(ITEM.match(further))
    )
