"""What a proposal has to say: from the folder, from the flags, and from the person where a terminal is there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace

from ippub.cli.ask import ask_text, can_ask
from ippub.connector.folder import README, Connector
from ippub.connector.swagger import Swagger
from ippub.errors import EnvironmentFault, UsageError
from ippub.publish.proposal import NEEDED, Plan, missing, proposal_readme
from ippub.report.escape import visible


def plan_of(connector: Connector, given: Plan) -> Plan:
    """``given`` completed by what the connector's own files say."""
    swagger, properties = connector.swagger, connector.properties
    operations = given.operations
    if not operations and swagger is not None:
        operations = tuple(
            (each.text("summary") or each.id or each.label, each.description)
            for each in swagger.operations
            if not each.internal
        )
    return replace(
        given,
        description=given.description or (_description(swagger) if swagger is not None else ""),
        publisher=given.publisher or (properties.publisher if properties is not None else ""),
        operations=operations,
    )


def _description(swagger: Swagger) -> str:
    info = swagger.info
    return info.text("description") if info is not None else ""


def parse_operations(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """``"List widgets: Lists what is in stock."`` as a name and a sentence. Raises ``UsageError`` without a colon."""
    found = []
    for value in values:
        name, colon, said = value.partition(":")
        if not colon or not name.strip() or not said.strip():
            raise UsageError(
                f"--operation {value!r} has no name and sentence",
                'Write it like "List widgets: Lists what is in stock."',
            )
        found.append((name.strip(), said.strip()))
    return tuple(found)


def completed(plan: Plan) -> Plan:
    """``plan`` with the person's answers to what nobody else can say.

    Raises ``UsageError`` with the flags when there is no terminal.
    """
    wanting = missing(plan)
    if not wanting:
        return plan
    if not can_ask():
        flags = ", ".join(_FLAGS[name] for name in wanting)
        raise UsageError(
            f"the proposal of {plan.name} does not say {', '.join(wanting)}, and there is no terminal to ask on",
            f"Give {flags}, or write the {README} yourself.",
        )
    print(
        f"A few questions about {visible(plan.name)}. Ctrl-C stops; nothing is sent before you say yes.",
        file=sys.stderr,
    )
    for name in wanting:
        if name == "operations":
            plan = replace(plan, operations=_asked_operations())
        else:
            answer = ask_text(NEEDED[name][0].upper() + NEEDED[name][1:])
            plan = replace(plan, publisher=answer) if name == "publisher" else replace(plan, description=answer)
    return plan


_FLAGS = {
    "publisher": '--publisher "NAME"',
    "description": '--description "TEXT"',
    "operations": '--operation "NAME: SENTENCE" (once for each)',
}


def _asked_operations() -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    while True:
        question = "Name of an operation" if not found else "Name of another operation (or - for no more)"
        name = ask_text(question)
        if name == "-" and found:
            return tuple(found)
        if name != "-":
            found.append((name, ask_text("  One sentence on what it does")))


def readme_of(connector: Connector, plan: Plan, *, keep: bool) -> bytes:
    """The readme: the connector's own, else one written from ``plan`` (and kept in the folder when ``keep``)."""
    if connector.readme_document is not None:
        return _bytes(os.path.join(connector.path, connector.readme_document.name))
    readme = proposal_readme(completed(plan))
    if keep:
        path = os.path.join(connector.path, README)
        try:
            with open(path, "xb") as file:
                file.write(readme)
        except OSError as error:
            raise EnvironmentFault(
                f"cannot write {path}: {error.strerror}", "Choose a folder that you may write to."
            ) from error
        print(visible(f"Wrote {path}; change it as you like and run this again."), file=sys.stderr)
    return readme


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise EnvironmentFault(f"cannot read {path}: {error.strerror}", "Check that you may read it.") from error
