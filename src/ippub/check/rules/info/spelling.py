"""Spelling, by codespell's dictionary of common mistakes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.rules.info.dictionary import Dictionary, corrections
from ippub.check.sources import SUBMISSION
from ippub.check.vocabulary import words_in
from ippub.check.wording import listed, quoted, shown_words, wordings
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties
from ippub.document.markdown import MarkdownDocument
from ippub.document.place import Place, Span

_WORD = lazy(r"(?<![\w@/.#\\-])[A-Za-z][a-z]{3,}(?![\w@/-]|\.\w)")
_DATA = lazy(r"\S{61,}")
"""An address, data or code, with what is attached to it."""
_PART = lazy(r"[A-Z]?[a-z]+|[A-Z]+")
_NO_PROSE = lazy(r"`[^`]{1,300}`|\]\([^)\s]{0,2000}|<[^<>]{1,300}>|https?://\S{1,2000}")
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
        "cancelation",
        "cancelations",
        "digitalize",
        "digitalized",
        "digitalizes",
        "digitalizing",
        "requestor",
        "requestors",
        "connexion",
        "connexions",
        "supercede",
        "supercedes",
    ]
)
"""Entries of the dictionary that are names, abbreviations or terms in this field."""
_Where = TypeVar("_Where")
_OF_FIELDS = ("response", "property")
_DICTIONARY = Dictionary()
_MOST = 50
"""How many mistakes of one connector are told."""


@rule("SpellingMistake", Severity.INFO, source=SUBMISSION)
def spelling_mistake(connector: Connector) -> Iterator[Finding]:
    """A word is misspelt.

    Reviewers read every text, and what they find goes back to you.

    Fix: Correct the word, or list it under "words" in ippub.yaml.

    Evidence: Eight of the pull requests that we read were held up by spelling or grammar. In the texts that a reviewer
    reads first (title, description, operations, parameters, sign-in dialog) a mistake is a warning; one recently accepted
    connector in ten still has one there. In the fields of answers and in the readme it is an info.

    Reading: Only common mistakes of codespell's dictionary are known; the connector's own names are left alone. A word is
    told once, where people see it first, with the other files in which it stands.

    Bad:
        paths: {/widgets: {get: {description: Retreives the widgets that are in stock.}}}
    Bad:
        apiProperties.json:
          properties: {connectionParameters: {api_key: {uiDefinition: {tooltip: Enter the adress of your account.}}}}
    Bad:
        readme.md: |
          # Contoso

          You need an acount at Contoso.
    Good:
        paths: {/widgets: {get: {description: Retrieves the widgets that are in stock.}}}
    Good:
        readme.md: |
          # Contoso

          Send `acount=7` to <https://contoso.com/recieve>.
    """
    words: dict[str, list[_Mistake]] = {}
    for mistake in _mistakes(connector):
        words.setdefault(mistake.word, []).append(mistake)
    for word, (first, *others) in islice(words.items(), _MOST):
        right = [_cased(other, word) for other in corrections(word)[:3]]
        message = f"{quoted(word)} is probably meant to be {' or '.join(map(quoted, right))}"
        if first.times > 1:
            message += f", {first.times} times"
        if others:
            message += f", and also stands in {listed([other.place.file for other in others])}"
        remedy = f'Write {quoted(right[0])}, or list the word under "words" in ippub.yaml.' if len(right) == 1 else ""
        yield Finding(message, first.place, remedy, first.severity)


class _Mistake:
    """A misspelt word in one file: its first place there, and how often it stands in it."""

    def __init__(self, word: str, place: Place, times: int, severity: Severity) -> None:
        self.word = word
        self.place = place
        self.times = times
        self.severity = severity


def _mistakes(connector: Connector) -> Iterator[_Mistake]:
    """Each misspelt word of each file once, the most visible file first."""
    own, swagger = _OwnWords(connector), connector.swagger
    if swagger is not None and (suspects := _suspects(shown_words(swagger), own)):
        texts = ((wording.text, wording) for wording in wordings(swagger, suspects))
        for word, wording, count in _counted(suspects, texts):
            # the texts of fields come last, so this place is the most visible one
            severity = Severity.INFO if wording.kind.startswith(_OF_FIELDS) else Severity.WARNING
            yield _Mistake(word, wording.place, count, severity)
    shown = list(_ui_texts(connector.properties)) if connector.properties is not None else []
    if suspects := _suspects(words_in("\n".join([text for text, _ in shown])), own):
        for word, (dialog, key), count in _counted(suspects, shown):
            yield _Mistake(word, dialog / key, count, Severity.WARNING)
    for readme in (connector.readme, connector.intro):
        if readme is not None and (suspects := _suspects(words_in(readme.document.text), own)):
            for word, (number, line), count in _counted(suspects, _prose(readme.document, suspects)):
                start = line.find(word) + 1
                place = Place(readme.file, None, Span(number, start, number, start + len(word)))
                yield _Mistake(word, place, count, Severity.INFO)


def _suspects(words: set[bytes], own: _OwnWords) -> frozenset[str]:
    """The mistakes that may be among ``words``, small and with a capital."""
    wrong = own.without(_DICTIONARY.mistakes(words) - _SKIPPED)
    return frozenset([*wrong, *map(str.capitalize, wrong)])


def _cased(right: str, word: str) -> str:
    return right[:1].upper() + right[1:] if word[0].isupper() else right


def _counted(suspects: frozenset[str], texts: Iterable[tuple[str, _Where]]) -> Iterator[tuple[str, _Where, int]]:
    """The ``suspects`` in ``texts``, each with what stands beside the first text and how often it occurs in all."""
    firsts: dict[str, _Where] = {}
    counts: dict[str, int] = {}
    known: dict[str, list[str]] = {}
    for text, where in texts:
        if text not in known:
            known[text] = [word for word in _WORD.findall(_DATA.sub(" ", text)) if word in suspects]
        for word in known[text]:
            firsts.setdefault(word, where)
            counts[word] = counts.get(word, 0) + 1
    for word, where in firsts.items():
        yield word, where, counts[word]


def _prose(document: MarkdownDocument, words: Collection[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    """The lines of ``document`` with one of ``words``, each with its number; code, addresses and HTML are blanked out."""
    fence = ""
    for number, line in enumerate(document.lines, 1):
        bare = line.strip()
        if fence:
            if bare.startswith(fence):
                fence = ""
        elif bare.startswith(("```", "~~~")):
            fence = bare[:3]
        elif any(map(bare.__contains__, words)):
            text = _NO_PROSE.sub(lambda match: " " * len(match.group()), line)
            yield text, (number, text)


def _ui_texts(properties: ApiProperties) -> Iterator[tuple[str, tuple[Node, str]]]:
    """The texts of the connection dialog, each with the object and the key that it stands under."""
    holders: list[Node] = list(properties.connection_parameters)
    sets = properties.properties.child("connectionParameterSets")
    if sets is not None:
        holders += [sets, *(value for _, value in sets.elements("values"))]
    for holder in holders:
        dialog = holder.child("uiDefinition")
        if dialog is not None:
            for key in ("displayName", "description", "tooltip"):
                if text := dialog.text(key):
                    yield text, (dialog, key)


class _OwnWords:
    """The words that are right in one connector: the author's list, and every name of the connector."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._names: dict[str, None] = {}
        self._lower = ""

    def without(self, suspects: set[str]) -> set[str]:
        """Those of ``suspects``, in small letters, that are not among them. The names are looked at when there are any."""
        if not suspects:
            return suspects
        if not self._lower:
            self._names = _names(self._connector)
            self._lower = "\n".join(self._names).lower()
        likely = [word for word in suspects if word in self._lower]
        if not likely:
            return suspects
        names = [name for name in self._names if any(map(name.lower().__contains__, likely))]
        return suspects.difference([part.lower() for name in names for part in _PART.findall(name)])


def _names(connector: Connector) -> dict[str, None]:
    names = dict.fromkeys((connector.name, *connector.words))
    swagger = connector.swagger
    if swagger is not None:
        names.update(dict.fromkeys((swagger.title, swagger.host, swagger.text("basePath"), *swagger.definitions)))
        names.update(dict.fromkeys([operation.id for operation in swagger.operations]))
        names.update(dict.fromkeys([parameter.name for parameter in swagger.parameters]))
        names.update(dict.fromkeys([schema.name for schema in swagger.schemas]))
    if connector.properties is not None:
        names.update(dict.fromkeys((connector.properties.publisher, connector.properties.stack_owner)))
    return names
