"""``x-ms-connector-metadata``: website, privacy policy, categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, later, rule, suggestion
from ippub.check.sources import SUBMISSION, VALIDATOR, review
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Set
from ippub.document.json import Json

KEY = "x-ms-connector-metadata"
NAMES = ("Website", "Privacy policy", "Categories")
CATEGORIES = (
    "AI",
    "Business Management",
    "Business Intelligence",
    "Collaboration",
    "Commerce",
    "Communication",
    "Content and Files",
    "Finance",
    "Data",
    "Human Resources",
    "Internet of Things",
    "IT Operations",
    "Lifestyle and Entertainment",
    "Marketing",
    "Productivity",
    "Sales and CRM",
    "Security",
    "Social Media",
    "Website",
)
"""The only categories that there are."""
_SCHEME = lazy(r"\A[a-z]*:/*", re.IGNORECASE)
_PLAIN_ADDRESS = lazy(r"(https?)://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[!-~]*)?")
_LOWER = {category.lower(): category for category in CATEGORIES}


@lru_cache(maxsize=1)
def _entries(swagger: Swagger) -> tuple[tuple[str, Node], ...]:
    """The entries with their names in small letters."""
    return tuple([(node.text("propertyName").strip().lower(), node) for _, node in swagger.elements(KEY)])


def _categories(node: Node) -> list[str]:
    """The categories in an entry's value, as the author separated them."""
    value = node.text("propertyValue")
    return [part for part in (value if ";" in value else value.replace(",", ";")).split(";") if part.strip()]


@rule("ConnectorMetadataPropertiesMissing", Severity.ERROR, source=VALIDATOR)
def connector_metadata_properties_missing(swagger: Swagger) -> Iterator[Finding]:
    """The connector's metadata lacks the website, the privacy policy or the categories.

    The page that Microsoft makes for the connector is built from the three.

    Fix: Add the missing entry, such as {"propertyName": "Categories", "propertyValue": "Productivity"}.

    Evidence: Printed as an error for a missing entry in pull request 4077; a few accepted connectors of 2023 lack the
    privacy policy, so that one is a warning.

    Bad:
        x-ms-connector-metadata: [{propertyName: Website, propertyValue: "https://www.contoso.com"}]
    Good:
        x-ms-connector-metadata:
          - {propertyName: Website, propertyValue: "https://www.contoso.com"}
          - {propertyName: Privacy policy, propertyValue: "https://www.contoso.com/privacy"}
          - {propertyName: Categories, propertyValue: Productivity}
    """
    if not isinstance(swagger.get(KEY), list):
        return
    there = {name for name, _ in _entries(swagger)}
    for name in NAMES:
        if name.lower() not in there:
            severity = Severity.WARNING if name == "Privacy policy" else None
            yield Finding(f'there is no entry "{name}"', at=swagger / KEY, severity=severity)


@rule("InvalidConnectorCategory", Severity.ERROR, source=review(570), suggests=True)
def invalid_connector_category(swagger: Swagger) -> Iterator[Finding]:
    """A category is not one of the nineteen that there are.

    The connector is listed under its categories; another name leads nowhere.

    Fix: Choose one or two of the listed categories; separate two by ";".

    Evidence: Refused by a reviewer in pull request 570; no recently accepted connector has another one.

    Bad:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: Widgets}]
    Bad:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: Data;Productivty}]
    Good:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: Data;Productivity}]
    """
    for name, node in _entries(swagger):
        for category in _categories(node) if name == "categories" else ():
            if category.strip().lower() not in _LOWER:
                from ippub.nearest import nearest

                best = nearest(category.strip(), CATEGORIES)
                near = f"; did you mean {best!r}?" if best else "."
                repair = Fix(_respelt(node, category, best), safe=False) if best else None
                yield Finding(f"there is no category {quoted(category)}{near}", at=node / "propertyValue", fix=repair)


def _respelt(node: Node, category: str, best: str) -> later:
    """The categories with ``best`` in place of ``category``."""
    at = node / "propertyValue"
    return later(lambda: [Set(at, node.text("propertyValue").replace(category, best, 1))])


@rule("TooManyConnectorCategories", Severity.ERROR, source=review(4077))
def too_many_connector_categories(swagger: Swagger) -> Iterator[Finding]:
    """The connector has more than two categories.

    Two is what the catalogue takes.

    Fix: Keep the two that fit best.

    Evidence: Asked for by a reviewer in pull request 4077; no accepted connector has more.

    Bad:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: Data;Finance;Security}]
    Good:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: Data;Finance}]
    """
    for name, node in _entries(swagger):
        if name == "categories" and (count := len(_categories(node))) > 2:
            yield Finding(f"there are {count} categories; at most 2 are allowed", at=node / "propertyValue")


@rule("MetadataShape", Severity.ERROR, source=SUBMISSION, suggests=True)
def metadata_shape(swagger: Swagger) -> Iterator[Finding]:
    """The connector's metadata is not a list of names and values.

    Microsoft's tools read the list and pass over anything else.

    Fix: Write a list of objects with the texts "propertyName" and "propertyValue".

    Evidence: Documented so; no accepted independent connector has another form.

    Bad:
        x-ms-connector-metadata: {Website: "https://www.contoso.com"}
    Bad:
        x-ms-connector-metadata: [{propertyName: Website, propertyValue: 7}]
    Good:
        x-ms-connector-metadata: [{propertyName: Website, propertyValue: "https://www.contoso.com"}]
    """
    value = swagger.get(KEY)
    if value is None:
        return
    if not isinstance(value, list):
        yield Finding(f"{KEY} is not a list", at=swagger / KEY, fix=_as_list(swagger))
        return
    for index, entry in enumerate(value):
        known = entry if isinstance(entry, dict) else {}
        if not all(isinstance(known.get(key), str) for key in ("propertyName", "propertyValue")):
            message = "the entry is not a name and a value, both texts"
            yield Finding(message, at=swagger.at(KEY, index))


@rule("MetadataUrlInvalid", Severity.WARNING, source=SUBMISSION, policy=("5000.3.1.3", "5000.3.1.5"), suggests=True)
def metadata_url_invalid(swagger: Swagger) -> Iterator[Finding]:
    """The website or the privacy policy is no web address.

    The connector's page shows it as a link that people follow.

    Fix: Give the full address of the service's own page, beginning with https://.

    Evidence: Policies 5000.3.1.3 and 5000.3.1.5 check it since 2025; two connectors with "hhttps://" were accepted
    before. A plain http address is an info.

    Bad:
        x-ms-connector-metadata: [{propertyName: Website, propertyValue: "hhttps://www.contoso.com"}]
    Good:
        x-ms-connector-metadata: [{propertyName: Website, propertyValue: "https://www.contoso.com"}]
    """
    for name, node in _entries(swagger):
        value = node.text("propertyValue").strip()
        if name not in ("website", "privacy policy") or not value:
            continue
        scheme = _scheme(value)
        if scheme not in ("http", "https"):
            at = node / "propertyValue"
            better = "https://" + _SCHEME.sub("", value)
            repair = suggestion(Set(at, better)) if _scheme(better) else None
            yield Finding(f"{quoted(value)} is no web address", at=at, fix=repair)
        elif scheme == "http":
            message = f"{quoted(value)} is not encrypted"
            at = node / "propertyValue"
            repair = suggestion(Set(at, "https" + value[len("http") :]))
            yield Finding(message, at=at, severity=Severity.INFO, fix=repair)


@rule("MetadataPropertyNameSpelling", Severity.INFO, source=SUBMISSION, fixable=True)
def metadata_property_name_spelling(swagger: Swagger) -> Iterator[Finding]:
    """A name in the connector's metadata is not spelt as documented.

    The documentation says not to change the names; programs look for them as they are.

    Fix: Write "Website", "Privacy policy" and "Categories" exactly so.

    Evidence: Seventeen accepted connectors differ in case, so it is an info; other names are passed over by Microsoft.

    Bad:
        x-ms-connector-metadata: [{propertyName: Privacy Policy, propertyValue: "https://www.contoso.com"}]
    Good:
        x-ms-connector-metadata: [{propertyName: Privacy policy, propertyValue: "https://www.contoso.com"}]
    """
    for name, node in _entries(swagger):
        written = node.text("propertyName")
        right = next((known for known in NAMES if known.lower() == name), None)
        if written and written != right:
            remedy = f'Write "{right}".' if right else ""
            at = node / "propertyName"
            repair = fix(Set(at, right)) if right else None
            yield Finding(f"the name is {quoted(written)}", at=at, remedy=remedy, fix=repair)


@rule("CategoriesFormat", Severity.WARNING, source=SUBMISSION, fixable=True)
def categories_format(swagger: Swagger) -> Iterator[Finding]:
    """The categories are separated or written in another way than documented.

    The value is split at ";" and compared as it is.

    Fix: Separate by ";" without blanks and write each category as it is listed: "Data;Productivity".

    Evidence: Reviewers ask for the semicolon; blanks and small letters were accepted.

    Bad:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: "Data,Productivity"}]
    Bad:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: "Data; productivity"}]
    Good:
        x-ms-connector-metadata: [{propertyName: Categories, propertyValue: Data;Productivity}]
    """
    for name, node in _entries(swagger):
        if name != "categories":
            continue
        value = node.text("propertyValue")
        right = ";".join(_LOWER.get(part.strip().lower(), part.strip()) for part in _categories(node))
        if value.strip() and value != right:
            at = node / "propertyValue"
            repair = fix(Set(at, right))
            yield Finding(f"the categories are {quoted(value)}", at=at, remedy=f'Write "{right}".', fix=repair)


def _as_list(swagger: Swagger) -> Fix | None:
    """Names and values of an object as the entries of a list."""
    known = swagger.object_of(KEY)
    if not known or not all(isinstance(value, str) for value in known.values()):
        return None
    entries: list[Json] = [{"propertyName": name, "propertyValue": value} for name, value in known.items()]
    return suggestion(Set(swagger / KEY, entries))


def _scheme(value: str) -> str:
    """The scheme of an absolute address with a host, "" for anything else."""
    plain = _PLAIN_ADDRESS.fullmatch(value)
    if plain:
        return plain[1]  # nearly always
    from urllib.parse import urlsplit  # which looks for much more than there is

    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return parts.scheme if "." in parts.netloc and " " not in value else ""
