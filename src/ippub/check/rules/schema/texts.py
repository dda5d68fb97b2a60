"""What makers read about properties: titles and descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ippub.check.rule import Finding, Fix, Severity, later, rule
from ippub.check.sources import EXTENSIONS, STRINGS
from ippub.check.wording import listed, quoted, titled
from ippub.connector.swagger import Parameter, Response, Schema, Swagger
from ippub.document.edit import Edit, Set

_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
"""Neither letters nor digits."""


@rule("PropertySummaryMissing", Severity.INFO, source=EXTENSIONS, suggests=True)
def property_summary_missing(swagger: Swagger) -> Iterator[Finding]:
    """Properties have no title.

    The title ("x-ms-summary") is what the maker sees in the form and in the list of dynamic content.
    Without one the raw name stands there, such as "cust_id".

    Fix: Add "x-ms-summary" with a short name in title case, such as "Customer ID".

    Evidence: The documentation asks for it, but half of the accepted connectors lack it somewhere, so
    reviewers do not insist.

    Reading: Reported once per body or definition. Internal properties, references and the schemas of
    internal operations are passed over.

    Bad:
        definitions: {Widget: {properties: {id: {x-ms-summary: null}}}}
    Good:
        definitions: {Widget: {properties: {id: {x-ms-summary: null, title: ID}}}}
    """
    for schemas in _lacking(swagger, "x-ms-summary", "title"):
        can_be_named = schemas[0].name[:1].isalpha() or any(titled(schema.name) for schema in schemas)
        repair = Fix(later(partial(_titles, schemas)), safe=False) if can_be_named else None
        yield Finding(f"{_names(schemas)} {_has(schemas)} no title", at=schemas[0].place, fix=repair)


@rule("PropertyDescriptionMissing", Severity.INFO, source=STRINGS)
def property_description_missing(swagger: Swagger) -> Iterator[Finding]:
    """Properties have no description.

    The description is the help text of the field. Without one the maker has to look the property up in
    the documentation of the service.

    Fix: Add a "description": one short sentence that ends with a full stop.

    Evidence: The documentation asks for it, but half of the accepted connectors lack it somewhere, so
    reviewers do not insist.

    Reading: Reported once per body or definition. Internal properties, references and the schemas of
    internal operations are passed over.

    Bad:
        definitions: {Widget: {properties: {id: {description: null}}}}
    Good:
        definitions: {Widget: {properties: {id: {description: What identifies the widget.}}}}
    """
    for schemas in _lacking(swagger, "description"):
        yield Finding(f"{_names(schemas)} {_has(schemas)} no description", at=schemas[0].place)


@rule("PropertyDescriptionRepeatsName", Severity.INFO, source=STRINGS)
def property_description_repeats_name(swagger: Swagger) -> Iterator[Finding]:
    """Descriptions of properties only repeat the name.

    Somebody who reads "userId: user id" learns nothing. The description should say what the name does
    not: what it means, where to find it, which form it has.

    Fix: Say in a sentence what the property means, or what it is good for.

    Evidence: Reviewers asked for it in 2021; a third of the accepted connectors still does it, so it is
    a hint only.

    Reading: Reported once per body or definition. Case, spaces and punctuation do not count.

    Bad:
        definitions:
          Widget: {properties: {makerName: {type: string, x-ms-summary: Maker, description: Maker name.}}}
    Good:
        definitions: {Widget: {properties: {name: {description: What the widget is called in the shop.}}}}
    """
    inventory = swagger.inventory
    schemas = inventory.schemas
    repeating = [
        number
        for number, text in inventory.each("description")
        # A sentence is much longer than a name; this keeps long texts out of the comparison.
        if len(text) <= 2 * len(name := schemas[number].name) + 2
        and _are_alike(text, name)
        and inventory.are_properties[number]
    ]
    for _, found in inventory.by_root(repeating):
        example = quoted(found[0].text("description"))
        more = f", and {len(found) - 1} more do so" if len(found) > 1 else ""
        message = f"description {example} of {quoted(found[0].name)} only repeats its name{more}"
        yield Finding(message, at=found[0] / "description")


def _lacking(swagger: Swagger, *keys: str) -> Iterator[list[Schema]]:
    """The properties that makers see and that have nothing under any of ``keys``, for each body or definition."""
    from ippub.check.hidden import hidden_schemas

    inventory = swagger.inventory
    lacking = inventory.lacking(*keys)
    if hidden := hidden_schemas(swagger):
        lacking = [number for number in lacking if number not in hidden]
    for root, schemas in inventory.by_root(lacking):
        if not _is_internal(root):
            yield schemas


def _titles(schemas: list[Schema]) -> Iterator[Edit]:
    """The names of properties as titles."""
    for schema in schemas:
        if title := titled(schema.name):
            yield Set(schema / "x-ms-summary", title, after="type")


def _are_alike(text: str, name: str) -> bool:
    """Whether two texts have the same letters and digits; mostly their first characters tell that they have not."""
    one, other = text[:1], name[:1]
    if one != other and one.isalnum() and other.isalnum() and one.casefold()[0] != other.casefold()[0]:
        return False
    return bool(text) and _letters(text) == _letters(name)


def _letters(text: str) -> bytes:
    text = text.casefold()
    if text.isascii():
        return text.encode().translate(None, _SIGNS)  # ten times as fast
    return "".join(filter(str.isalnum, text)).encode(errors="surrogatepass")


def _is_internal(root: Schema) -> bool:
    """Whether only operations that the designer never shows use this root."""
    holder = root.parent
    if isinstance(holder, Parameter):
        return holder.internal
    return isinstance(holder, Response) and holder.operation is not None and holder.operation.internal


def _names(schemas: list[Schema]) -> str:
    if len(schemas) == 1:
        return f"the property {quoted(schemas[0].name)}"
    return f"{len(schemas)} properties ({listed([schema.name for schema in schemas])})"


def _has(schemas: list[Schema]) -> str:
    return "has" if len(schemas) == 1 else "have"
