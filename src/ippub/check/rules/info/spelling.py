"""Spelling, by codespell's dictionary of common mistakes."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import SUBMISSION
from ippub.check.wording import quoted, wordings
from ippub.connector.folder import Connector
from ippub.document.place import Place

_WORD = re.compile(r"(?<![\w@/.#-])[A-Za-z][a-z]{3,}(?![\w@/-]|\.\w)")
_SKIPPED = frozenset(
    [
        "fo",
        "ot",
        "te",
        "nd",
        "ans",
        "inout",
        "statics",
        "uint",
        "hist",
        "lod",
        "gir",
        "ue",
        "som",
        "crate",
        "ro",
        "complies",
        "mater",
        "creat",
        "thru",
        "wil",
        "ser",
        "numer",
        "folde",
        "referer",
        "fils",
        "datas",
        "parm",
        "parms",
        "implementors",
        "implementor",
        "ore",
        "ure",
        "fro",
        "sur",
        "sie",
        "hart",
        "bloc",
        "alls",
        "preform",
        "afterall",
        "couldn",
        "doesn",
        "isn",
        "wasn",
        "shouldn",
        "wouldn",
        "didn",
        "hasn",
        "upto",
        "anid",
    ]
)
"""Entries of the dictionary that are names, abbreviations or terms in this field."""
_MARKS = ".,;:!?()[]{}\"'*_`"
_MOST = 50


@rule("SpellingMistake", Severity.INFO, source=SUBMISSION)
def spelling_mistake(connector: Connector) -> Iterator[Finding]:
    """A word is misspelt.

    Reviewers read every text, and what they find goes back to you.

    Fix: Correct the word, or list it under "words" in ippub.yaml.

    Evidence: Eight of the pull requests that we read were held up by spelling or grammar.

    Reading: Only common mistakes of codespell's dictionary are known; the connector's own names are left alone.

    Bad:
        paths: {/widgets: {get: {description: Retreives the widgets that are in stock.}}}
    Good:
        paths: {/widgets: {get: {description: Retrieves the widgets that are in stock.}}}
    """
    allowed = _own_words(connector)
    told = 0
    for word, right, place, count in _mistakes(connector):
        if word.lower() in allowed:
            continue
        times = f", {count} times" if count > 1 else ""
        message = f"{quoted(word)} is probably meant to be {quoted(right)}{times}"
        yield Finding(message, at=place, remedy=f'Write "{right}", or list the word under "words" in ippub.yaml.')
        told += 1
        if told == _MOST:
            return


def _mistakes(connector: Connector) -> Iterator[tuple[str, str, Place, int]]:
    """Each misspelt word of each file once: the word, the right one, its first place, how often it stands there."""
    found: dict[tuple[str, str], list[Place]] = {}
    swagger, readme = connector.swagger, connector.readme
    if swagger is not None:
        texts: dict[str, Place] = {}
        for wording in wordings(swagger):
            if wording.text not in texts:
                texts[wording.text] = wording.place
        suspects = _misspelt(" ".join(texts))
        if suspects:
            for text, place in texts.items():
                for word in suspects.intersection(_WORD.findall(text)):
                    found.setdefault((swagger.file, word), []).append(place)
    if readme is not None:
        prose = [*readme.document.paragraphs, *((item.text, item.line) for item in readme.document.items)]
        suspects = _misspelt(" ".join(text for text, _ in prose))
        for text, line in prose if suspects else ():
            for word in suspects.intersection(_WORD.findall(text)):
                found.setdefault((readme.file, word), []).append(readme.line(line))
    for (_, word), places in found.items():
        yield word, _correction(word), places[0], len(places)


def _misspelt(text: str) -> set[str]:
    """The misspelt words in ``text``: first of all that blanks separate, which is quick, then exactly."""
    bare = {word.strip(_MARKS) for word in set(text.split())}
    suspects = [word for word in bare if word.isascii() and len(word) > 3 and _correction(word)]
    return set(_WORD.findall(" ".join(suspects)))


@lru_cache(maxsize=50_000)
def _correction(word: str) -> str:
    """The right spelling of ``word`` in its case, "" when it is no known mistake."""
    lower = word.lower()
    known = _dictionary()
    key = f"{lower}->".encode()
    index = bisect_left(known, key)
    if index == len(known) or not known[index].startswith(key) or lower in _SKIPPED:
        return ""
    right = known[index][len(key) :].decode().partition(",")[0].strip()
    return right.capitalize() if word[0].isupper() else right


@cache
def _dictionary() -> list[bytes]:
    """The lines ``wrong->right, ...`` of codespell's dictionary, sorted. Its module is not imported: it costs 13 ms."""
    from importlib.util import find_spec

    spec = find_spec("codespell_lib")
    folder = next(iter(spec.submodule_search_locations or ()), "") if spec is not None else ""
    try:
        with open(os.path.join(folder, "data", "dictionary.txt"), "rb") as file:
            return sorted(file.read().split(b"\n"))
    except OSError:
        return []


def _own_words(connector: Connector) -> frozenset[str]:
    """The words that are right here: the author's list, and every name of the connector."""
    names = [connector.name, *connector.words]
    if connector.swagger is not None:
        swagger = connector.swagger
        names += [swagger.title, swagger.host, swagger.text("basePath"), *swagger.definitions]
        names += [operation.id for operation in swagger.operations]
        names += [parameter.name for parameter in swagger.parameters]
        names += [schema.name for schema in swagger.schemas if schema.name]
    if connector.properties is not None:
        names += [connector.properties.publisher, connector.properties.stack_owner]
    return frozenset(word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name))
