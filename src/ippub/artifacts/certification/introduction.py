"""A first ``intro.md`` out of the readme: what stands there is taken over, what does not is named as a gap.

Nothing is invented. A section for which the readme has no words is left to the author: it stands in the draft as an
HTML comment, which no reader sees and which the rule ``IntroSections`` does not take for a section. As long as such a
comment is there, the file is a draft.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ippub.connector.folder import Connector
from ippub.connector.readme import Readme, heading_key
from ippub.connector.sections import (
    MOST_SENTENCES,
    OPERATIONS,
    IntroPart,
    intro_parts,
    sentences,
    template_text,
)
from ippub.document.markdown import Section

OPENING = "the opening paragraph"

_HINTS = {
    OPENING: f"At most {MOST_SENTENCES} sentences on what the connector is for. They must not be its description.",
    "Prerequisites": "What somebody needs before using the connector: an account, a plan, a licence.",
    "How to get credentials": "Step by step, where the credentials are made and what to copy.",
    "Get started with your connector": "The first flow: which action to add, what to enter, what one sees then.",
    "Known issues and limitations": "Quotas and gaps; when there are none, say so.",
    "Common errors and remedies": "What goes wrong for users, and what they can do about it.",
    "FAQ": "Questions that users ask, each as a heading of level 3, with the answer.",
}
_MOST_ANSWERS = 12
_MARK = "Still to be written; then take the marks of the comment away."


class IntroDraft(NamedTuple):
    """The draft: the bytes of ``intro.md``, and what the author must still write, each by its title."""

    data: bytes
    gaps: tuple[str, ...]


def draft_intro(connector: Connector) -> IntroDraft:
    """``intro.md`` from the readme of ``connector``: UTF-8, line feeds, no list of operations, which Microsoft makes.

    A connector without a readme gets a draft of gaps alone.
    """
    readme = connector.readme
    parts = [f"# {_title(connector)}"]
    gaps: list[str] = []

    def add(title: str, heading: str, body: str, more: str = "") -> None:
        if body:
            parts.append(f"{heading}\n\n{body}" if heading else body)
            return
        gaps.append(title)
        parts.append(_comment("\n\n".join(filter(None, (heading, _HINTS[title], more)))))

    add(OPENING, "", _opening(connector) if readme is not None else "")
    for part in intro_parts(signs_in=connector.signs_in):
        body = _body(readme, part) if readme is not None else ""
        more = _answers(connector) if part.title.startswith("Common errors") else ""
        add(part.title, f"## {part.title}", body, more)
    return IntroDraft(("\n\n".join(parts) + "\n").encode(), tuple(gaps))


def open_gaps(data: bytes) -> tuple[str, ...]:
    """What an ``intro.md`` that began as a draft still lacks, by title: the comments of the draft that are left."""
    comments = re.findall(rf"<!--\s*{re.escape(_MARK)}(.*?)-->", data.decode("utf-8", "replace"), re.DOTALL)
    titles = [re.match(r"\s*## ([^\r\n]+)", comment) for comment in comments]
    return tuple(title[1].strip() if title else OPENING for title in titles)


def _title(connector: Connector) -> str:
    return " ".join((connector.title or connector.name).split())


def _opening(connector: Connector) -> str:
    """The first paragraph of the readme that is not the description, cut after the eighth sentence."""
    readme, swagger = connector.readme, connector.swagger
    if readme is None:
        return ""
    document = readme.document
    info = swagger.info if swagger is not None else None
    description = heading_key(info.text("description")) if info is not None else ""
    below = next((one.line for one in document.headings if one.level > 1), len(document.lines) + 1)
    for text, line in document.paragraphs:
        key = heading_key(text)
        if line < below and key and key != description and template_text(text) is None:
            return _first_sentences(_paragraph(document.lines, line))
    return ""


def _paragraph(lines: tuple[str, ...], first: int) -> str:
    """The paragraph that begins on the line ``first``, with its markup, on one line."""
    taken: list[str] = []
    for line in lines[first - 1 :]:
        if not line.strip() or line.lstrip().startswith("#"):
            break
        taken.append(line.strip())
    return " ".join(taken)


def _first_sentences(text: str) -> str:
    found = sentences(text)
    return text if len(found) <= MOST_SENTENCES else " ".join(found[:MOST_SENTENCES])


def _body(readme: Readme, part: IntroPart) -> str:
    """The Markdown of the readme's section for ``part``; "" when it has none, or none but the template's words."""
    section = readme.section(*part.in_readme)
    if section is None or not section.has_text or template_text(section.text.strip()) is not None:
        return ""
    lines = list(readme.document.lines[section.line : section.end_line])
    _without_operations(readme, section, lines)
    _levelled(section, lines)
    return "\n".join(lines).strip("\n").rstrip()


def _without_operations(readme: Readme, section: Section, lines: list[str]) -> None:
    """Take the sections about operations that stand inside out of ``lines``, which follow the heading's line."""
    keys = tuple(map(heading_key, OPERATIONS))
    for inner in readme.document.sections:
        if section.line < inner.line <= section.end_line and heading_key(inner.heading.text).startswith(keys):
            start = inner.line - section.line - 1
            lines[start : inner.end_line - section.line] = [""] * (inner.end_line - inner.line + 1)


def _levelled(section: Section, lines: list[str]) -> None:
    """Give the headings in ``lines`` the level that they have below a section of level 2."""
    if re.fullmatch(r"\s{0,3}(=+|-+)\s*", lines[0] if lines else ""):
        lines[0] = ""  # the line below the section's own heading
    for heading in section.subheadings:
        at = heading.line - section.line - 1
        if not lines[at].strip():
            continue
        level = min(max(heading.level - section.heading.level, 1) + 2, 6)
        marked = re.match(r"\s{0,3}#+", lines[at])
        lines[at] = "#" * level + (lines[at][marked.end() :] if marked else f" {lines[at].strip()}")
        if marked is None and at + 1 < len(lines):
            lines[at + 1] = ""


def _answers(connector: Connector) -> str:
    """What the definition says of answers that are no success: matter for the section about errors."""
    if connector.swagger is None:
        return ""
    found: dict[str, None] = {}
    for response in connector.swagger.responses:
        text = " ".join(response.text("description").split())
        if response.code[:1] in ("4", "5") and text:
            found.setdefault(f"- {response.code}: {text}")
    if not found:
        return ""
    return "\n".join(["The definition has these:", "", *sorted(found)[:_MOST_ANSWERS]])


def _comment(text: str) -> str:
    """An HTML comment; what would end it early is taken apart."""
    inside = re.sub(r"-(?=-)|-(?=>)", "- ", text)
    return f"<!-- {_MARK}\n\n{inside}\n\n-->"
