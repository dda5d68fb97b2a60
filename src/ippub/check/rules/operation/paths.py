"""How a path is written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import PathItem, Swagger
from ippub.document.edit import Edit, Rename, Set
from ippub.document.json import Json

_SLASHES = lazy(r"/{2,}")
_VARIABLE = lazy(r"\{([^{}/]*)\}")
_NAMED = lazy(r"\{\s*[^\s{}/][^{}/]*\}")


@rule("OperationPathMustStartWithSlash", Severity.ERROR, source=VALIDATOR, fixable=True)
def operation_path_must_start_with_slash(swagger: Swagger) -> Iterator[Finding]:
    """A path does not start with a slash.

    The platform puts the path behind the host and the base path. Without the slash the two run into each
    other and every call goes to an address that does not exist.

    Fix: Put "/" in front of the path.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          widgets/all: {get: {operationId: ListAllWidgets}}
    Good:
        paths:
          /widgets/all: {get: {operationId: ListAllWidgets}}
    """
    for item in swagger.path_items:
        if not item.path.startswith("/"):
            # Behind a base path that ends with a slash, the address was right.
            is_safe = not str(swagger.get("basePath")).endswith("/")
            repair = _renamed(item, "/" + item.path, safe=is_safe)
            message = f'the path {quoted(item.path)} does not start with "/"'
            yield Finding(message, at=item.place.marked_key, fix=repair)


@rule("OperationPathContainsUnsupportedCharacters", Severity.ERROR, source=VALIDATOR)
def operation_path_contains_unsupported_characters(swagger: Swagger) -> Iterator[Finding]:
    """A path contains an asterisk.

    Each path is one operation. The platform does not know wildcards, so the asterisk would be sent as it is.

    Fix: Write the real path, with a {variable} for the part that changes.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets/*: {get: {operationId: GetWidget}}
    Good:
        paths:
          /widgets/latest: {get: {operationId: GetWidget}}
    """
    for item in _with(swagger, "*"):
        yield Finding(f'the path {quoted(item.path)} contains "*"', at=item.place.marked_key)


@rule("OperationPathMayNotContainQueryOrFragment", Severity.ERROR, source=VALIDATOR, fixable=True)
def operation_path_may_not_contain_query_or_fragment(swagger: Swagger) -> Iterator[Finding]:
    """A path contains a query string or a fragment.

    In Swagger 2.0 the path ends before the question mark. What follows is described by parameters; the
    platform encodes a question mark in the path, and the service then looks for a resource of that odd name.

    Fix: Describe each part of the query as a parameter with "in": "query". Where the value never changes,
    make it required and internal, with the value as its default.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets/all?sort=name: {get: {operationId: ListSorted}}
    Good:
        paths:
          /widgets/all: {get: {operationId: ListSorted}}
    """
    for item in _with(swagger, "?"):
        message = f"the path {quoted(item.path)} contains a query string"
        yield Finding(message, at=item.place.marked_key, fix=_without_query(item))
    for item in _with(swagger, "#"):
        if "?" not in item.path:
            message = f"the path {quoted(item.path)} contains a fragment"
            yield Finding(message, at=item.place.marked_key, fix=_without_query(item))


@rule("OperationPathTemplateNotValid", Severity.ERROR, source=VALIDATOR)
def operation_path_template_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """The braces in a path do not make sense.

    A {variable} is replaced by the value of the path parameter of that name. With a brace missing, nested,
    empty or closed behind a slash the platform cannot tell which part to replace.

    Fix: Write every variable as {name} within one segment of the path. A brace that belongs to the address
    itself is written "%7B" or "%7D".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets/{id: {get: {operationId: GetWidget}}
    Good:
        paths:
          /widgets/latest: {get: {operationId: GetWidget}}
    """
    rest = _NAMED.sub("", _every_path(swagger))
    for item in swagger.path_items if "{" in rest or "}" in rest else ():
        rest = _NAMED.sub("", item.path)
        if "{" in rest or "}" in rest:
            yield Finding(f"the braces in the path {quoted(item.path)} do not match", at=item.place.marked_key)


@rule("OperationPathVariablesContainDefaults", Severity.ERROR, source=VALIDATOR, fixable=True)
def operation_path_variables_contain_defaults(swagger: Swagger) -> Iterator[Finding]:
    """A variable in a path carries a default value.

    Some frameworks write {version=v1}. In Swagger 2.0 the whole text between the braces is the name, so no
    parameter matches it.

    Fix: Write {name} in the path and put the value into "default" of the path parameter.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          "/{version=v1}/widgets": {get: {operationId: ListOld}}
    Good:
        paths:
          /v1/widgets: {get: {operationId: ListOld}}
    """
    for item in _with(swagger, "="):
        for found in _VARIABLE.finditer(item.path):
            if "=" in found[0]:
                yield Finding(
                    f"the variable {quoted(found[0])} in the path {quoted(item.path)} has a default value",
                    at=item.place.marked_key,
                    fix=_renamed(item, item.path.replace(found[0], f"{{{found[1].partition('=')[0].strip()}}}")),
                )


@rule("PathRedefined", Severity.ERROR, source=VALIDATOR)
def path_redefined(swagger: Swagger) -> Iterator[Finding]:
    """Two paths are the same but for upper and lower case.

    The platform compares paths without looking at the case, so the second one replaces or hides the first.

    Fix: Put the operations of both under one path.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /Widgets: {post: {operationId: CreateWidget}}
    Good:
        paths:
          /widgets: {post: {operationId: CreateWidget}}
    """
    items = swagger.path_items
    if len({item.path.lower() for item in items}) == len(items):
        return  # nearly always
    seen: dict[str, PathItem] = {}
    for item in items:
        first = seen.setdefault(item.path.lower(), item)
        if first is not item:
            yield Finding(
                f"the path {quoted(item.path)} is the same as {quoted(first.path)} but for the case",
                at=item.place.marked_key,
            )


@rule("PathItemRefNotSuppored", Severity.ERROR, source=VALIDATOR, needs="$ref")
def path_item_ref_not_supported(item: PathItem) -> Iterator[Finding]:
    """A path refers to a description elsewhere.

    The platform reads the operations under the path itself and does not follow a "$ref" there, so the
    operations are lost.

    Fix: Put the operations under the path and remove the "$ref".

    Evidence: Microsoft's validator refuses it (the code is spelled so in its list); none of the accepted
    connectors does it.

    Bad:
        paths:
          /all: {$ref: "#/x-paths/all"}
    Good:
        paths:
          /all: {get: {operationId: ListAll}}
    """
    yield Finding(f'the path {quoted(item.path)} has a "$ref"', at=item / "$ref")


@rule("OperationPathBlank", Severity.INFO, source=VALIDATOR, fixable=True)
def operation_path_blank(swagger: Swagger) -> Iterator[Finding]:
    """A path contains a blank or an empty segment.

    Both are nearly always slips: a blank behind a word that was pasted, or two slashes where a variable was
    taken out. The service answers "not found" then.

    Fix: Remove the blank or the second slash. A blank that belongs to the address is written "%20".

    Evidence: Authors removed double slashes during review. A few accepted connectors have one of the two, so
    it is only an info.

    Bad:
        paths:
          "/widgets/all ": {get: {operationId: ListAll}}
    Bad:
        paths:
          //widgets: {get: {operationId: ListAll}}
    Good:
        paths:
          /widgets/all: {get: {operationId: ListAll}}
    """
    for item in _with(swagger, " "):
        if " " in _VARIABLE.sub("", item.path):
            bare = item.path.strip()
            repair = _renamed(item, bare) if " " not in _VARIABLE.sub("", bare) else None
            yield Finding(f"the path {quoted(item.path)} contains a blank", at=item.place.marked_key, fix=repair)
    for item in _with(swagger, "//"):
        if " " not in _VARIABLE.sub("", item.path):
            repair = _renamed(item, _SLASHES.sub("/", item.path))
            message = f"the path {quoted(item.path)} contains two slashes in a row"
            yield Finding(message, at=item.place.marked_key, fix=repair)


@lru_cache(maxsize=1)
def _every_path(swagger: Swagger) -> str:
    """All paths in one text, with a slash between them so that nothing reaches from one to the next."""
    return "\n/".join([item.path for item in swagger.path_items])


def _with(swagger: Swagger, part: str) -> list[PathItem]:
    """The paths in which ``part`` stands."""
    return [item for item in swagger.path_items if part in item.path] if part in _every_path(swagger) else []


def _renamed(item: PathItem, path: str, *edits: Edit, safe: bool = False) -> Fix | None:
    """Another path for the same operations, where no other path has it already."""
    swagger = item.parent
    if not path.strip("/ ") or (isinstance(swagger, Swagger) and path.lower() in _known_paths(swagger)):
        return None
    return Fix((Rename(item.place, path), *edits), safe)


@lru_cache(maxsize=1)
def _known_paths(swagger: Swagger) -> frozenset[str]:
    """The paths, in small letters, as the platform compares them."""
    return frozenset(path.lower() for path in swagger.object_of("paths"))


def _without_query(item: PathItem) -> Fix | None:
    """What stands behind the question mark becomes hidden parameters of every operation."""
    path, _, query = item.path.partition("#")[0].partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    if not all(name and value and "{" not in name + value for name, _, value in pairs):
        return None
    fixed: list[Json] = [
        {
            "name": name,
            "in": "query",
            "required": True,
            "type": "string",
            "default": value,
            "x-ms-visibility": "internal",
        }
        for name, _, value in pairs
    ]
    known = item.items_of("parameters")
    added = [Set(item.at("parameters", len(known) + at), each) for at, each in enumerate(fixed)]
    edits = added if "parameters" in item else [Set(item / "parameters", fixed)] if fixed else []
    return _renamed(item, path, *edits)
