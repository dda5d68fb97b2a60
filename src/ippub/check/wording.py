"""Small words shared by the messages of rules, and the texts of a definition that people read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from ippub.check.lazy import lazy
from ippub.check.rule import Fix, later
from ippub.check.vocabulary import words_in
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Set
from ippub.document.json import Json
from ippub.document.place import Place


def quoted(value: object, limit: int = 60) -> str:
    """``value`` in double quotes on one line, cut to ``limit`` characters."""
    if type(value) is str and len(value) <= limit and value.isprintable() and "  " not in value:
        return f'"{value.strip()}"'  # as most names are
    text = " ".join(str(value)[: limit * 20].split())
    return f'"{text[: limit - 1].rstrip()}…"' if len(text) > limit else f'"{text}"'


def listed(values: Iterable[object], most: int = 3) -> str:
    """The first ``most`` values, quoted, and how many more there are: ``"a", "b" and 5 more``."""
    known = list(values)
    shown = [quoted(value) for value in known[:most]]
    rest = len(known) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


MAX_NAME = 200
"""How many characters of a technical name are turned into words."""
MAX_WORDING = 20_000
"""How many characters of one text are read as language; the longest real one has fewer than 10,000."""


class Wording(NamedTuple):
    """A text that the designer shows. ``kind`` is for instance "operation summary"; it stands at ``node / key``.

    Of an endless text only the first ``MAX_WORDING`` characters are there.
    """

    kind: str
    text: str
    node: Node
    key: str

    @property
    def place(self) -> Place:
        """Where the text stands."""
        return self.node / self.key


class _Field(NamedTuple):
    """What stands under one ``key`` of several objects: its different ``texts``; ``kind`` is how to call one."""

    key: str
    kind: str
    texts: dict[str, None]


class _Group(NamedTuple):
    """Objects of one kind, with those fields that the designer shows."""

    nodes: Sequence[Node]
    fields: list[_Field]


@lru_cache(maxsize=1)
def _headlines(swagger: Swagger) -> list[_Group]:
    info = [swagger.info] if swagger.info is not None else []
    return [
        _Group(info, [_Field(key, kind, texts_of(info, key)) for key, kind in _INFO]),
        _Group(swagger.operations, [_Field(key, kind, texts_under(swagger, key)[0]) for key, kind in _OPERATION]),
        _Group(swagger.parameters, [_Field(key, kind, texts_under(swagger, key)[1]) for key, kind in _PARAMETER]),
    ]


def texts_of(nodes: Iterable[Node], key: str) -> dict[str, None]:
    """The different texts under ``key`` of ``nodes``, empty ones left out."""
    return dict.fromkeys([text for node in nodes if (text := node.value.get(key)) and type(text) is str])


@lru_cache(maxsize=3)
def texts_under(swagger: Swagger, key: str) -> tuple[dict[str, None], dict[str, None], dict[str, None]]:
    """The different texts under ``key`` of operations, of parameters and of schemas. Not to be changed."""
    known = swagger.inventory.texts.get(key)
    return (
        texts_of(swagger.operations, key),
        dict.fromkeys(filter(None, parameter_texts(swagger, key))),
        known if known is not None else texts_of(swagger.schemas_with(key), key),
    )


@lru_cache(maxsize=3)
def parameter_texts(swagger: Swagger, key: str) -> list[str]:
    """The text under ``key`` of each of the parameters, "" where there is none. Not to be changed."""
    return [text if type(text := parameter.value.get(key)) is str else "" for parameter in swagger.parameters]


@lru_cache(maxsize=1)
def headline_texts(swagger: Swagger) -> dict[str, None]:
    """Title, description, and the summaries and descriptions of operations and parameters, each different text once.

    Empty ones are left out. Not to be changed.
    """
    return dict.fromkeys(chain.from_iterable([field.texts for group in _headlines(swagger) for field in group.fields]))


def headlines(swagger: Swagger, texts: AbstractSet[str]) -> Iterator[Wording]:
    """Where ``texts``, some of ``headline_texts``, stand."""
    return _where(_headlines(swagger), texts)


@lru_cache(maxsize=2)
def headline_text(swagger: Swagger) -> str:
    """The headlines, each once, in one text with empty lines between: one search here spares one for each."""
    return "\n\n".join([text[:MAX_WORDING] for text in headline_texts(swagger)])


@lru_cache(maxsize=1)
def lowered_headlines(swagger: Swagger) -> str:
    """``headline_text`` in small letters, for what is looked for in any case."""
    return headline_text(swagger).lower()


@lru_cache(maxsize=1)
def plain_headlines(swagger: Swagger) -> str:
    """``headline_text`` in small letters and Latin-1, a blank for every mark and line break and for what Latin-1 lacks.

    One pass over bytes; a look at it spares one at each text. It begins and ends with a blank.
    """
    return f" {headline_text(swagger)} ".encode("latin-1", "replace").translate(_PLAIN).decode("latin-1")


_PLAIN = bytes([ord(chr(code).lower()) if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256)])


@lru_cache(maxsize=1)
def _shown(swagger: Swagger) -> list[_Group]:
    known = swagger.inventory.texts
    answers = _Field("description", "response description", texts_of(swagger.responses, "description"))
    return [
        *_headlines(swagger),
        _Group(swagger.responses, [answers]),
        _Group(swagger.schemas, [_Field(key, kind, known[key]) for key, kind in _SCHEMA]),
    ]


@lru_cache(maxsize=1)
def shown_words(swagger: Swagger) -> set[bytes]:
    """The ``words_in`` all texts that people read: the headlines, and those of responses and schemas."""
    texts = [field.texts for group in _shown(swagger) for field in group.fields]
    return words_in("\n".join(chain.from_iterable(texts)))


def wordings(swagger: Swagger, parts: Collection[str]) -> Iterator[Wording]:
    """The texts in which one of ``parts`` stands: of the headlines, of responses and of schema properties."""
    meant: set[str] = set()
    for group in _shown(swagger):
        for field in group.fields:
            every = "\n".join(field.texts)
            for part in parts:
                if part in every:
                    meant.update([text for text in field.texts if part in text])
    return _where(_shown(swagger), meant)


def _where(groups: Iterable[_Group], texts: AbstractSet[str]) -> Iterator[Wording]:
    """Where ``texts`` stand in ``groups``: only the fields that hold one are looked through."""
    for nodes, fields in groups:
        held = [(field.key, field.kind) for field in fields if not field.texts.keys().isdisjoint(texts)]
        for node in nodes if held else ():
            value = node.value
            for key, kind in held:
                text = value.get(key)
                if type(text) is str and text in texts:
                    yield Wording(kind, text[:MAX_WORDING], node, key)


_Kinds = tuple[tuple[str, str], ...]
"""Keys, and what to call the texts under them."""
_INFO = (("title", "connector title"), ("description", "connector description"))
_OPERATION = (("summary", "operation summary"), ("description", "operation description"))
_PARAMETER = (("x-ms-summary", "parameter summary"), ("description", "parameter description"))
_SCHEMA = (
    ("x-ms-summary", "property summary"),
    ("title", "property title"),
    ("description", "property description"),
)


_CLOSING = " \t\r\n)]\"'\u201d\u2019\u00bb"
_SMALL_WORDS = frozenset(
    """
    a an and as at but by for from in into nor of on onto or over per so than the to up via vs with yet
    """.split()  # noqa: SIM905 - thirty lines of one word each are not easier to read
)
_ABBREVIATIONS = frozenset(
    """
    api css csv dns eu gps guid hr html http https id ids ip iso json jwt pdf php rss sku sla sms smtp sql ssl ui uri
    url urls us utc uuid vat xml
    """.split()  # noqa: SIM905
)
_NAME_PARTS = lazy(r"(?:ID|URL)s(?![a-z])|[A-Z]+(?![a-zß-ÿ])|[A-Z]?[a-zß-ÿ]+|[0-9]+|[^\W\d_]+")


def ended(text: str) -> str | None:
    """``text`` with a full stop at its end; None where a full stop would not do, as behind an address."""
    text = text.rstrip()
    last = text.rstrip(_CLOSING)[-1:]
    if not last.isalnum() or last >= "\u0590" or "://" in text.rsplit(maxsplit=1)[-1]:
        return None
    return text + "."


def with_ends(nodes: Sequence[Node]) -> Fix | None:
    """A full stop behind those descriptions of ``nodes`` that want nothing else; None when each wants more."""
    if all(ended(node.text("description")) is None for node in nodes):  # the first one tells, nearly always
        return None
    return Fix(
        later(lambda: [Set(node / "description", text) for node in nodes if (text := ended(node.text("description")))])
    )


def titled(name: str) -> str:
    """A technical name as a title: "User ID" for "user_id" and "userId"; "" when there is no word in it."""
    words = _NAME_PARTS.findall(name[:MAX_NAME])
    return " ".join(
        word.lower() if index and word.lower() in _SMALL_WORDS else _capitalised(word)
        for index, word in enumerate(words)
    )


def phrased(name: str) -> str:
    """A technical name as a phrase: "List widgets by ID" for "ListWidgetsById"; "" when there is no word in it."""
    words = _NAME_PARTS.findall(name[:MAX_NAME])
    spoken = [word.upper() if word.lower() in _ABBREVIATIONS else _lowered(word) for word in words]
    return " ".join([spoken[0][0].upper() + spoken[0][1:], *spoken[1:]]) if spoken else ""


def _capitalised(word: str) -> str:
    if word.lower() in _ABBREVIATIONS:
        return word[:-1].upper() + "s" if word.lower() in ("ids", "urls") else word.upper()
    return word[0].upper() + word[1:]


def _lowered(word: str) -> str:
    return word if len(word) > 1 and word.isupper() else word.lower()


def are_alike(one: Json, other: Json) -> bool:
    """Whether two JSON values say the same; full stops and blanks at the ends of texts and empty texts do not count."""
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return one.rstrip(". \n") == other.rstrip(". \n")
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            mine, theirs = one.get(key, ""), other.get(key, "")
            if mine != theirs and not are_alike(mine, theirs):
                return False
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(are_alike, one, other))
    return False
