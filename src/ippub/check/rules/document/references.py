"""Whether references have the right form; what they refer to is looked up by the rules for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.reference import is_broken_pointer
from ippub.connector.swagger import Swagger


@rule("JsonPointerNotValid", Severity.ERROR, source=VALIDATOR, needs="$ref")
def json_pointer_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A reference is not written as a pointer into this file.

    A reference is "#" and then the way from the top of the file, each step after a "/". Inside a step "~"
    is written as ~0 and "/" as ~1. The platform cannot follow any other form.

    Fix: Write "#/definitions/Name" (or parameters, responses) with the name as it stands in the file.

    Evidence: A code of Microsoft's validator; no accepted connector has such a reference.

    Reading: Only the form is looked at here. References into other files are never followed; the rules for
    schemas, parameters, responses and paths tell them, and anywhere else "$ref" is an unknown key.

    Bad:
        definitions: {Widget: {properties: {owner: {$ref: "#definitions/Owner"}}}}
    Bad:
        definitions: {Widget: {properties: {owner: {$ref: "#/definitions/~Owner"}}}}
    Good:
        definitions: {Widget: {properties: {owner: {$ref: "#/definitions/Widget"}}}}
    """
    holders: list[Node] = [node for node in (*swagger.parameters, *swagger.responses) if "$ref" in node.value]
    holders += swagger.schemas_with("$ref")
    refs = {ref for node in holders if type(ref := node.value["$ref"]) is str}
    broken = {ref for ref in refs if is_broken_pointer(ref)}
    for node in holders if broken else ():
        ref = node.text("$ref")
        if ref in broken:
            yield Finding(f'"$ref" is {quoted(ref)}, which is no pointer', at=node / "$ref", remedy=_remedy(ref))


def _remedy(ref: str) -> str:
    name = re.split(r"[/#.]", ref)[-1]
    section = next((key for key in ("parameters", "responses") if key in ref), "definitions")
    return f'Write "#/{section}/{name}".' if re.fullmatch(r"\w+", name) else ""
