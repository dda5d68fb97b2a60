"""The definition around its operations: host, base path, schemes, what it says of itself, how it signs in."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.changes import kinds
from ippub.changes.model import Change, Kind
from ippub.changes.values import from_to, same
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, SecurityScheme, Swagger
from ippub.document.json import Json

_TOLD = frozenset(
    {
        "swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions", "parameters",
        "responses", "security", "securityDefinitions",
    }
)  # fmt: skip


def compare_frame(old: Swagger, new: Swagger) -> Iterator[Change]:
    """What changed outside of the operations."""
    if old.host.lower() != new.host.lower():
        yield _changed(kinds.HOST_CHANGED, old, new, "host")
    if (old.text("basePath").rstrip("/") or "/") != (new.text("basePath").rstrip("/") or "/"):
        yield _changed(kinds.BASE_PATH_CHANGED, old, new, "basePath")
    before, after = set(old.strings("schemes")), set(new.strings("schemes"))
    if before - after:
        yield _changed(kinds.SCHEME_REMOVED, old, new, "schemes")
    elif after - before:
        yield _changed(kinds.SCHEME_ADDED, old, new, "schemes")
    yield from _info(old, new)
    yield from _sign_in(old, new)
    for key in dict.fromkeys([*old.value, *new.value]):
        if key not in _TOLD and not same(old.get(key), new.get(key)):
            yield _changed(kinds.DETAIL_CHANGED, old, new, key)


def _changed(kind: Kind, old: Node, new: Node, key: str) -> Change:
    return Change(kind, f"{key} changed {from_to(old.get(key), new.get(key))}", old / key, new / key)


def _info(old: Swagger, new: Swagger) -> Iterator[Change]:
    before, after = old.info or Node({}, old, ("info",)), new.info or Node({}, new, ("info",))
    for key in dict.fromkeys([*before.value, *after.value]):
        if key == "version" or same(before.get(key), after.get(key)):
            continue
        kind = kinds.LISTING_CHANGED if key in ("description", "contact") else kinds.DETAIL_CHANGED
        yield _changed(kinds.TITLE_CHANGED if key == "title" else kind, before, after, key)


def _sign_in(old: Swagger, new: Swagger) -> Iterator[Change]:
    """``securityDefinitions`` by what they are: their names are a matter of the file alone."""
    before, after = list(old.security_schemes), list(new.security_schemes)
    rest = list(after)
    gone: list[SecurityScheme] = []
    for scheme in before:
        other = _partner(scheme, rest)
        if other is None:
            gone.append(scheme)
            continue
        rest.remove(other)
        if not same(_without_words(scheme), _without_words(other)):
            said = f'the {scheme.type} sign-in "{scheme.name}" changed'
            yield Change(kinds.SIGN_IN_CHANGED, said, scheme.place, other.place)
    for scheme in gone:
        said = f'the {scheme.type} sign-in "{scheme.name}" is gone'
        yield Change(kinds.AUTHENTICATION_CHANGED, said, scheme.place, new / "securityDefinitions")
    for scheme in rest:
        # Where nothing was asked for, connections hold no credentials; beside what is kept it is one way more.
        kind = kinds.AUTHENTICATION_ADDED if before and not gone else kinds.AUTHENTICATION_CHANGED
        said = f'the {scheme.type} sign-in "{scheme.name}" is new'
        yield Change(kind, said, old / "securityDefinitions", scheme.place)
    if not same(_needed(old, old.get("security")), _needed(new, new.get("security"))):
        yield _changed(kinds.SECURITY_CHANGED, old, new, "security")


def _partner(scheme: SecurityScheme, others: list[SecurityScheme]) -> SecurityScheme | None:
    """The scheme of the same type, that of the same name first."""
    alike = [other for other in others if other.type == scheme.type]
    return next((other for other in alike if other.name == scheme.name), alike[0] if alike else None)


def _without_words(scheme: SecurityScheme) -> dict[str, Json]:
    return {key: value for key, value in scheme.value.items() if key != "description"}


def _needed(swagger: Swagger, security: Json) -> Json:
    """A ``security`` list with the type of each scheme for its name."""
    if not isinstance(security, list):
        return security
    types = {scheme.name: scheme.type for scheme in swagger.security_schemes}
    return [
        {types.get(name, name): scopes for name, scopes in entry.items()}
        for entry in security
        if isinstance(entry, dict)
    ]


def compare_security(old: Operation, new: Operation) -> Iterator[Change]:
    """The ``security`` that one operation asks for itself."""
    if not same(_needed(old.swagger, old.get("security")), _needed(new.swagger, new.get("security"))):
        said = f"its security changed {from_to(old.get('security'), new.get('security'))}"
        yield Change(kinds.SECURITY_CHANGED, said, old / "security", new / "security")
