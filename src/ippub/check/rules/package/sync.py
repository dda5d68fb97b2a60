"""Whether the connector in the package is the one in the folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ippub.check.rule import Finding, Severity, rule
from ippub.check.wording import quoted
from ippub.connector.folder import PROPERTIES, SWAGGER, Connector
from ippub.document.json import Json, JsonDocument
from ippub.document.place import Place, Token, pointer

if TYPE_CHECKING:
    from ippub.connector.package.certification import CertificationPackage
    from ippub.connector.package.solution import Solution

_MOST = 10
"""How many differences of one file are told."""
_EMPTY_MEMBERS = frozenset({"definitions", "parameters", "responses", "securityDefinitions", "security", "tags"})
"""What the platform adds to a definition when it is not there: each of them empty."""


class Difference(NamedTuple):
    """Where two JSON values differ, and the two values; ``MISSING`` where one has nothing there."""

    tokens: tuple[Token, ...]
    here: object
    there: object


MISSING = object()


@rule("PackageOutOfSync", Severity.WARNING, source="what is certified is the package; what is reviewed is the folder")
def package_out_of_sync(package: CertificationPackage) -> Iterator[Finding]:
    """The connector in the package is not the one in the folder.

    The folder was changed after the solution was exported, or the other way round: reviewers read one connector and certify
    another. It is the commonest mistake of all.

    Fix: Update the custom connector from the folder (`paconn update`), export both solutions again, and run `ippub package`.

    Evidence: Microsoft's script does not look, and some differences do not matter, so this is a warning.

    Reading: Definitions are compared value by value; the order of keys, and empty members that the platform adds at the root,
    do not count. Of the connection parameters names and types are compared, of policies everything, of intro.md and the
    custom code the text but for line ends.

    Bad:
        info: {description: "Contoso Widgets tells you when the last one of your widgets is sold."}
        package.zip: {}
    Bad:
        intro.md: "Another introduction."
        package.zip: {}
    Good:
        package.zip: {}
    """
    beside = package.beside
    if beside is not None:
        yield from _intro(package, beside)
    yield from _names(package)
    first: JsonDocument | None = None
    for solution in package.solutions:
        definition = solution.definition
        if definition is None or not definition.readable:
            continue
        if first is None:
            first = definition
            if beside is not None:
                yield from _with_folder(solution, beside)
        elif first.value != definition.value:
            told = list(_differences(definition.value, first.value))
            yield from _told(definition, told, first.name.split("!")[-2].rpartition("/")[2])


def _names(package: CertificationPackage) -> Iterator[Finding]:
    """The solutions have to be about one connector: the environment knows it by its name."""
    known = [(solution, [one.name for one in solution.connectors if one.name]) for solution in package.solutions]
    named = [(solution, names) for solution, names in known if names]
    for solution, names in named[1:]:
        first, others = named[0]
        if not set(names) & set(others):
            message = f"the connector is called {quoted(names[0])} here and {quoted(others[0])} in {first.file_name}"
            custom = solution.customizations
            yield Finding(message, at=custom.at(names[0]) if custom is not None else solution.at(""))


def _with_folder(solution: Solution, beside: Connector) -> Iterator[Finding]:
    """Compare the connector's solution with the files of the folder."""
    definition, swagger = solution.definition, beside.swagger_document
    if definition is not None and swagger is not None and swagger.readable:
        yield from _told(definition, list(_differences(definition.value, swagger.value)), SWAGGER)
    properties = beside.properties_document
    members = (
        properties.value.get("properties") if properties is not None and isinstance(properties.value, dict) else {}
    )
    known = members if isinstance(members, dict) else {}
    parameters = solution.connection_parameters
    if parameters is not None and parameters.readable and properties is not None:
        here, there = _types(parameters.value), _types(known.get("connectionParameters", {}))
        yield from _told(parameters, list(_differences(here, there)), PROPERTIES)
    policies = solution.policies
    if policies is not None and isinstance(policies.value, list) and properties is not None:
        there = known.get("policyTemplateInstances") or []
        yield from _told(policies, list(_differences(policies.value, there)), PROPERTIES)
    yield from _code(solution, beside)


def _code(solution: Solution, beside: Connector) -> Iterator[Finding]:
    if solution.script is None or beside.script is None:
        return
    path, text = solution.script
    if _lines(text) != _lines(beside.script.text):
        yield Finding(f"the custom code is not that of {beside.script.file}", at=solution.at(path))


def _intro(package: CertificationPackage, beside: Connector) -> Iterator[Finding]:
    inside, outside = package.intro, beside.intro_document
    if inside is not None and outside is not None and _lines(inside.text) != _lines(outside.text):
        place = Place(inside.name)
        remedy = "Run `ippub package` again: it takes the introduction of the folder."
        yield Finding(f"the introduction is not that of {outside.name} in the folder", at=place, remedy=remedy)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _types(value: Json) -> Json:
    """Of connection parameters what has to be the same: their names and types."""
    if not isinstance(value, dict):
        return {}
    return {name: {"type": member.get("type")} for name, member in value.items() if isinstance(member, dict)}


def _told(document: JsonDocument, differences: list[Difference], other: str) -> Iterator[Finding]:
    for difference in differences[:_MOST]:
        at = pointer(difference.tokens) or "the whole file"
        if difference.here is MISSING:
            message = f"{at} is missing here; in {other} it is {_short(difference.there)}"
        elif difference.there is MISSING:
            message = f"{at} is {_short(difference.here)} here and missing in {other}"
        else:
            message = f"{at} is {_short(difference.here)} here and {_short(difference.there)} in {other}"
        yield Finding(message, at=Place(document.name, difference.tokens))
    rest = len(differences) - _MOST
    if rest > 0:
        more = "1 more difference" if rest == 1 else f"{rest:,} more differences"
        yield Finding(
            f"there {'is' if rest == 1 else 'are'} {more} between this file and {other}", at=Place(document.name)
        )


def _short(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def _differences(here: Json, there: Json) -> Iterator[Difference]:
    """Where two values differ, topmost first, in the order of the second. No recursion: files are hostile."""
    waiting: list[tuple[Json, Json, tuple[Token, ...]]] = [(here, there, ())]
    while waiting:
        one, other, way = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            inner: list[tuple[Json, Json, tuple[Token, ...]]] = []
            for key in dict.fromkeys((*other, *one)):
                if key in one and key in other:
                    inner.append((one[key], other[key], (*way, key)))
                elif not (_may_lack(key, way) and not one.get(key) and not other.get(key)):
                    yield Difference((*way, key), one.get(key, MISSING), other.get(key, MISSING))
            waiting.extend(reversed(inner))
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            waiting.extend(
                reversed([(a, b, (*way, index)) for index, (a, b) in enumerate(zip(one, other, strict=True))])
            )
        elif one != other or isinstance(one, bool) != isinstance(other, bool):
            yield Difference(way, one, other)


def _may_lack(key: str, way: tuple[Token, ...]) -> bool:
    return not way and key in _EMPTY_MEMBERS
