"""How names are spelled in the texts that users see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, later, rule
from ippub.check.sources import SUBMISSION
from ippub.check.wording import listed, texts_under
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Schema, Swagger
from ippub.document.edit import Set

_CAMEL_CASE = lazy(r"[a-z]+(?:[A-Z][a-z0-9]+)+|(?:[A-Z][a-z0-9]+){2,}")
_ABBREVIATIONS = frozenset(
    [
        "ID",
        "URL",
        "API",
        "HTTP",
        "HTTPS",
        "JSON",
        "XML",
        "HTML",
        "PDF",
        "CSV",
        "SQL",
        "URI",
        "GUID",
        "UUID",
        "UTC",
        "VAT",
        "ISBN",
        "SMS",
    ]
)
_WORD = lazy(r"\w+")
_WORDS = bytes([code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256)])
"""A table for ``bytes.translate``: a blank for all that is in no word."""
_PART = lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|.")
_IN_CODE = lazy(
    r"(?i)[`'\"./_{-](?:id|url|api|https?|json|xml|html|pdf|csv|sql|uri|guid|uuid|utc|vat|isbn|sms)\b|\b(?:id|uri|url)[./_-]"
)
_LONGEST_NAME = 80


@rule("StringCamelCase", Severity.INFO, source=SUBMISSION, suggests=True)
def string_camel_case(swagger: Swagger) -> Iterator[Finding]:
    """A text that users see is one word in camel case.

    The designer shows these texts in the user's language. A translator, human or machine, cannot translate
    "customerName"; "Customer Name" it can.

    Fix: Split the text into words.

    Evidence: Documented as a rule for English texts; nobody refuses a connector for it.

    Reading: Names of products are written in camel case too (GitHub, SharePoint). Texts are told together,
    with the first three as examples. A text that only repeats its operationId or the property's name is told by
    SummaryRepeatsOperationId or PropertyDescriptionRepeatsName.

    Bad:
        paths: {/widgets: {get: {summary: ListAllWidgets}}}
    Good:
        paths: {/widgets: {get: {summary: List all widgets}}}
    """
    keys = ("summary", "x-ms-summary", "description")
    names = set(filter(str.isalnum, _texts(swagger, keys)))
    camel = {
        text for text in names if not text[1:].islower() and len(text) <= _LONGEST_NAME and _CAMEL_CASE.fullmatch(text)
    }
    found = [text for text in _found(swagger, keys, camel) if not _repeats_name(text)]
    repair = Fix(later(lambda: [Set(text.node / text.key, _in_words(text.text)) for text in found]), safe=False)
    yield from _together(found, "one word in camel case", repair)


@rule("StringAbbreviationCase", Severity.INFO, source=SUBMISSION, fixable=True)
def string_abbreviation_case(swagger: Swagger) -> Iterator[Finding]:
    """An abbreviation in a heading is not written in capitals.

    Headings such as "User Id" and "Site Url" stand beside the platform's own "ID" and "URL", and
    translators take "Id" for a word.

    Fix: Write abbreviations in capitals: ID, URL, API, JSON.

    Evidence: Documented as a rule for English texts; most accepted connectors break it somewhere, and
    nobody refuses a connector for it.

    Reading: Only summaries are looked at, and only abbreviations that mean nothing else. Texts are told
    together, with the first three as examples.

    Bad:
        paths: {/widgets: {get: {summary: Get a widget by Id}}}
    Good:
        paths: {/widgets: {get: {summary: Get a widget by ID}}}
    """
    keys = ("summary", "x-ms-summary")
    texts = _texts(swagger, keys)
    written = "\n".join(texts).encode("latin-1", "replace").translate(_WORDS).decode("latin-1").split()
    mixed = _mixed_forms().intersection(written)
    near = {text for word in mixed for text in texts if word in text}
    found = _found(swagger, keys, {text for text in near if not mixed.isdisjoint(_WORD.findall(text))})
    # Beside a sign it is the name of a field or the part of an address, and may have to stay as it is.
    names = _IN_CODE.search("\n".join({text.text for text in found})) is not None
    edits = later(lambda: [Set(text.node / text.key, _WORD.sub(_capital, text.text)) for text in found])
    yield from _together(found, "an abbreviation that is not in capitals", Fix(edits, safe=not names))


class _Text(NamedTuple):
    text: str
    node: Node
    key: str


def _repeats_name(text: _Text) -> bool:
    """Whether it is told by SummaryRepeatsOperationId or PropertyDescriptionRepeatsName."""
    node = text.node
    if isinstance(node, Operation):
        return text.key == "summary" and text.text == node.id
    return isinstance(node, Schema) and text.key == "description" and text.text == node.name


def _texts(swagger: Swagger, keys: tuple[str, ...]) -> list[str]:
    """The texts under ``keys`` of operations, parameters and schemas; one may be there several times."""
    return list(chain.from_iterable([texts for key in keys for texts in texts_under(swagger, key)]))


def _found(swagger: Swagger, keys: tuple[str, ...], texts: set[str]) -> list[_Text]:
    """Where ``texts`` stand under ``keys``."""
    found: list[_Text] = []
    groups: tuple[Sequence[Node], ...] = (swagger.operations, swagger.parameters, swagger.schemas)
    for number, nodes in enumerate(groups):
        held = [key for key in keys if not texts_under(swagger, key)[number].keys().isdisjoint(texts)]
        found += [
            _Text(text, node, key)
            for node in (nodes if held else ())
            for key in held
            if type(text := node.value.get(key)) is str and text in texts
        ]
    return found


@cache
def _mixed_forms() -> frozenset[str]:
    """Every way of writing an abbreviation that is not in capitals."""
    forms = [product(*zip(word, word.lower(), strict=True)) for word in _ABBREVIATIONS]
    return frozenset(map("".join, chain.from_iterable(forms))) - _ABBREVIATIONS


def _capital(word: re.Match[str]) -> str:
    upper = word[0].upper()
    return upper if upper in _ABBREVIATIONS else word[0]


def _in_words(text: str) -> str:
    """``ListAllWidgets`` as "List all widgets"; what is written in capitals stays."""
    first, *rest = _PART.findall(text)
    return " ".join([first[:1].upper() + first[1:], *(part if part.isupper() else part.lower() for part in rest)])


def _together(found: list[_Text], what: str, repair: Fix) -> Iterator[Finding]:
    if found:
        texts = dict.fromkeys(text.text for text in found)
        verb = "is" if what.startswith("one") else "holds"
        number = f"{len(found)} texts, for instance " if len(found) > 1 else ""
        yield Finding(
            f"{number}{listed(texts)}: each {verb} {what}" if number else f"{listed(texts)} {verb} {what}",
            at=found[0].node / found[0].key,
            fix=repair,
        )
