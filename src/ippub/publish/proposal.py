"""The proposal: a readme that says what is planned, and the pull request that announces it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from ippub.artifacts.naming import FOLDER, SUFFIX, upstream_name
from ippub.connector.folder import README
from ippub.errors import UsageError
from ippub.publish.body import wrapped
from ippub.publish.draft import Draft, DraftKind
from ippub.publish.shipped import shipped_template
from ippub.report.escape import markdown

MANIFESTO = "https://github.com/microsoft/PowerPlatformConnectors/wiki"
"""Where the independent publishers' manifesto is read."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a publisher knows about a connector that is not built yet.

    ``description`` is a paragraph of two or three sentences on what the service is for. ``operations`` are planned
    operations, each a name and a sentence. ``email`` invites others to work with the publisher, "" for none.
    """

    name: str
    publisher: str = ""
    description: str = ""
    operations: tuple[tuple[str, str], ...] = ()
    email: str = ""
    prerequisites: str = ""
    credentials: str = ""
    issues: str = ""


NEEDED = {
    "publisher": "your name, or your company's",
    "description": "two or three sentences: what is the service for?",
    "operations": "the operations that you plan, each with a sentence",
}
"""What nobody but the publisher can say, and the question for each."""


def missing(plan: Plan) -> tuple[str, ...]:
    """The fields of ``NEEDED`` that are still empty."""
    return tuple(name for name in NEEDED if not getattr(plan, name))


def proposal_readme(plan: Plan) -> bytes:
    """The readme of a proposal, complete by the rules of ``check``. Raises ``UsageError`` when something misses."""
    wanting = missing(plan)
    if wanting:
        hint = " ".join(f"--{name}: {NEEDED[name]}." for name in wanting)
        raise UsageError(f"the proposal of {plan.name} does not say {', '.join(wanting)}", hint)
    if plan.email and not _EMAIL.fullmatch(plan.email.strip()):
        raise UsageError(f"{plan.email!r} is no e-mail address", "Give one like ada@contoso.com, or none.")
    operations = "\n\n".join(f"### {_line(name)}\n\n{_sentence(said)}" for name, said in plan.operations)
    template = shipped_template("proposal-readme.md")
    values = {
        "name": _line(plan.name),
        "description": _paragraphs(plan.description),
        "publisher": _line(plan.publisher),
        "contact": _contact(plan.email),
        "prerequisites": _paragraphs(plan.prerequisites) or f"You need an account at {_line(plan.name)}.",
        "operations": operations,
        "credentials": _paragraphs(plan.credentials) or _CREDENTIALS,
        "issues": _paragraphs(plan.issues) or "There are no known issues at this time.",
    }
    return (template.substitute(values).rstrip() + "\n").encode()


_CREDENTIALS = "How to sign in will be described here as soon as the connector can be tested."


def proposal(name: str, readme: bytes, *, agreed: bool, searched: str = "", despite: str = "") -> Draft:
    """The draft of the proposal for ``name``.

    ``agreed`` is the person's own yes to the manifesto. ``searched`` says what the search for duplicates found,
    ``despite`` why the person goes on although it found one. Raises ``UsageError`` without the yes, for a name that
    cannot be a folder, and for an empty readme.
    """
    name = upstream_name(name)
    if not agreed:
        raise UsageError(
            "a proposal needs your agreement to the manifesto of independent publishers",
            f"Read {MANIFESTO} and answer yes, or give --agree-manifesto.",
        )
    if not readme.strip():
        raise UsageError("the readme of the proposal is empty", "Say in it what the connector is for.")
    title = f"Proposal - {name} {SUFFIX}"
    return Draft(
        kind=DraftKind.PROPOSAL,
        name=name,
        title=title,
        body=wrapped(_body(name, searched, despite)),
        message=f"Propose {name}",
        files={f"{FOLDER}/{name}/{README}": readme},
    )


def _body(name: str, searched: str, despite: str) -> str:
    opening = (
        f"This proposes a connector for **{markdown(name)}**. For now the pull request holds its readme; the definition"
        " and the other artifacts will follow in this same pull request, and then its title loses the word Proposal."
    )
    lines = [
        opening,
        "",
        f"- I have read the [manifesto]({MANIFESTO}) of independent publishers and agree to it.",
    ]
    if searched:
        lines.append(f"- Search for connectors that exist already: {markdown(searched)}")
    if despite:
        lines.append(f"- Why I go on all the same: {markdown(despite)}")
    return "\n".join(lines)


def _contact(email: str) -> str:
    if not email:
        return "Remarks on this proposal are welcome in its pull request."
    return f"Who would like to work on this connector is welcome to write to {_line(email)}."


def _line(text: str) -> str:
    """One line: a heading or a name cannot hold more."""
    return " ".join(text.split())


def _sentence(text: str) -> str:
    words = _line(text)
    return words if not words or words.endswith((".", "!", "?")) else words + "."


def _paragraphs(text: str) -> str:
    """Paragraphs with line feeds; headings in them would break the sections and lose their marks."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(re.sub(r"^\s{0,3}#+\s*", "", line) for line in lines).strip()


assert set(NEEDED) <= {field.name for field in fields(Plan)}  # noqa: S101  # the names are asked for by getattr
