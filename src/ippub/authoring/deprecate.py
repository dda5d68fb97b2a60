"""An operation that goes away: the edits that mark it as Microsoft's documentation asks.

Sources: learn.microsoft.com, "deprecate-operation" (flag, words, family and revision) and "operational-versioning"
(expiry), and the page of the validator's rules (the replacement names both the connector and the operation).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ippub.check.rule import Fix, fix
from ippub.check.rules.operation.families import ANNOTATION
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Edit, Set
from ippub.document.json import Json
from ippub.errors import UsageError
from ippub.nearest import did_you_mean, quoted

MARK = "(deprecated)"
LONGEST_SUMMARY = 80
"""Characters of a summary, as Microsoft's validator allows."""

_END = re.compile(r"[.!?\u3002]*\s*\Z")
_REVISION = re.compile(r"(.+?)_?[vV](\d{1,3})")


class Farewell(NamedTuple):
    """What is said of the operation that goes away.

    ``successor`` is the operationId that takes its place and ``api`` the connector that has it, "" for this one;
    ``expires`` is the day as of which it stops working, "" when none is known.
    """

    successor: str = ""
    api: str = ""
    expires: str = ""


def deprecation(swagger: Swagger, name: str, farewell: Farewell) -> Fix:
    """The edits for the operation ``name``; none when it is marked so already.

    Raises ``UsageError`` for an operation or a successor that is not there, and for words that would become too long.
    """
    operation = _operation(swagger, name)
    successor = _successor(swagger, operation, farewell)
    edits: list[Edit] = []
    if not operation.deprecated:
        edits.append(Set(operation / "deprecated", True, after="operationId"))
    edits += _words(operation)
    annotation = _annotation(operation, successor, farewell)
    known = operation.object_of(ANNOTATION)
    if known:
        edits += [Set(operation.at(ANNOTATION, key), value) for key, value in annotation.items()]
    elif annotation:
        edits.append(Set(operation / ANNOTATION, annotation, after="operationId"))
    if successor is not None:
        edits += _revised(successor, annotation)
    return fix(*(edit for edit in edits if isinstance(edit, Set) and not _stands(swagger, edit)))


def _operation(swagger: Swagger, name: str) -> Operation:
    found = swagger.operations_by_id.get(name)
    if found is None:
        names = swagger.operations_by_id
        raise UsageError(
            f"there is no operation {quoted(name)}{did_you_mean(name, names)}",
            f"Name an operationId of {swagger.file}; capitals count."
            if names
            else "The definition has no operationId.",
        )
    return found


def _successor(swagger: Swagger, operation: Operation, farewell: Farewell) -> Operation | None:
    """The operation that takes the place; None when none is named or when it is in another connector."""
    if not farewell.successor or farewell.api:
        return None
    found = _operation(swagger, farewell.successor)
    if found is operation:
        raise UsageError(f"{found.id} cannot be its own successor", "Name the operation that takes its place.")
    if found.deprecated:
        raise UsageError(f"the successor {found.id} is deprecated itself", "Name one that stays.")
    return found


def _words(operation: Operation) -> list[Edit]:
    """The mark at the end of summary and description, where no word says it yet."""
    edits: list[Edit] = []
    for key in ("summary", "description"):
        text = operation.text(key)
        if not text.strip() or "deprecated" in text.lower():
            continue
        end = _END.search(text)
        at = end.start() if end is not None else len(text)
        # A description is a sentence: with the mark it ends in a full stop, as in the documentation.
        rest = text[at:] or ("." if key == "description" else "")
        marked = f"{text[:at].rstrip()} {MARK}{rest}"
        if key == "summary" and len(marked.strip()) > LONGEST_SUMMARY:
            raise UsageError(
                f"the summary of {operation.id} would have {len(marked.strip())} characters with {MARK}, and"
                f" {LONGEST_SUMMARY} are the most",
                "Shorten the summary first.",
            )
        edits.append(Set(operation / key, marked))
    return edits


def _annotation(operation: Operation, successor: Operation | None, farewell: Farewell) -> dict[str, Json]:
    """What ``x-ms-api-annotation`` has to say besides what it says already."""
    wanted: dict[str, Json] = {}
    if successor is not None:
        wanted |= _family(operation, successor)
    if farewell.successor:
        api = farewell.api or api_name(operation.swagger)
        wanted["replacement"] = {"api": api, "operationId": farewell.successor}
    if farewell.expires:
        wanted["expires"] = farewell.expires
    return wanted


def _family(operation: Operation, successor: Operation) -> dict[str, Json]:
    """Family and revision, when the successor is a later revision of this operation by its name; else nothing.

    What the operation says of itself already stays.
    """
    own = operation.object_of(ANNOTATION)
    theirs = successor.object_of(ANNOTATION)
    later, earlier = _REVISION.fullmatch(successor.id), _REVISION.fullmatch(operation.id)
    stem = earlier[1] if earlier else operation.id
    if later is None or later[1] != stem or "family" in own or "revision" in own:
        return {}
    number = int(earlier[2]) if earlier else 1
    family = theirs.get("family", stem)
    if number >= int(later[2]) or theirs.get("revision", int(later[2])) == number:
        return {}
    return {"family": family, "revision": number}


def _revised(successor: Operation, annotation: dict[str, Json]) -> list[Edit]:
    """The same family, and its revision, on the successor."""
    later = _REVISION.fullmatch(successor.id)
    if "family" not in annotation or later is None:
        return []
    wanted: dict[str, Json] = {"family": annotation["family"], "revision": int(later[2])}
    known = successor.object_of(ANNOTATION)
    if not known:
        return [Set(successor / ANNOTATION, wanted, after="operationId")]
    return [Set(successor.at(ANNOTATION, key), value) for key, value in wanted.items() if key not in known]


def api_name(swagger: Swagger) -> str:
    """How the platform names the connector: the letters and digits of its title, in lower case."""
    return re.sub(r"[^a-z0-9]", "", swagger.title.lower())


def _stands(swagger: Swagger, edit: Set) -> bool:
    """Whether it is so already."""
    value: Json = swagger.value
    for token in edit.at.tokens or ():
        if not isinstance(value, dict) or token not in value:
            return False
        value = value[str(token)]
    return value == edit.value
