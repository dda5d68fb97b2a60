"""Small words shared by the messages of rules, and the texts of a definition that people read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ippub.check.lazy import lazy
from ippub.check.rule import Fix, later
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


@lru_cache(maxsize=2)
def headlines(swagger: Swagger) -> tuple[Wording, ...]:
    """Title, description, and the summaries and descriptions of operations and parameters; empty ones left out."""
    return tuple(
        Wording(kind, text[:MAX_WORDING], node, key)
        for nodes, kinds in _headline_groups(swagger)
        for node in nodes
        for key, kind in kinds
        if (text := node.value.get(key)) and isinstance(text, str) and not text.isspace()
    )


@lru_cache(maxsize=2)
def headline_text(swagger: Swagger) -> str:
    """The headlines, each once, in one text with empty lines between: one search here spares one for each."""
    return "\n\n".join([text[:MAX_WORDING] for text in _headline_texts(swagger)])


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
def _headline_texts(swagger: Swagger) -> dict[str, None]:
    texts: dict[str, None] = {}
    for nodes, kinds in _headline_groups(swagger):
        for key, _ in kinds:
            if nodes is swagger.parameters:
                found = parameter_texts(swagger, key)
            else:
                found = [text for node in nodes if type(text := node.value.get(key)) is str]
            texts |= dict.fromkeys([text for text in found if text and not text.isspace()])
    return texts


@lru_cache(maxsize=2)
def parameter_texts(swagger: Swagger, key: str) -> list[str]:
    """The text under ``key`` of each of the parameters, "" where there is none. Not to be changed."""
    return [text if type(text := parameter.value.get(key)) is str else "" for parameter in swagger.parameters]


@lru_cache(maxsize=4)
def texts_under(swagger: Swagger, key: str) -> dict[str, None]:
    """The different texts under ``key`` of operations, parameters, responses and schemas. Not to be changed."""
    nodes = (*swagger.operations, *swagger.parameters, *swagger.responses)
    texts = dict.fromkeys([text for node in nodes if (text := node.value.get(key)) and type(text) is str])
    known = swagger.inventory.texts.get(key)
    if known is None:
        known = dict.fromkeys([text for node in swagger.schemas_with(key) if (text := node.text(key))])
    return texts | known


@lru_cache(maxsize=1)
def every_text(swagger: Swagger) -> dict[str, None]:
    """All texts that people read: title, summaries and descriptions of everything. Not to be changed."""
    answers = [text for response in swagger.responses if type(text := response.value.get("description")) is str]
    texts = swagger.inventory.texts
    return (
        _headline_texts(swagger)
        | dict.fromkeys(answers)
        | texts["x-ms-summary"]
        | texts["title"]
        | texts["description"]
    )


def wordings(swagger: Swagger, parts: Collection[str]) -> Iterator[Wording]:
    """The texts in which one of ``parts`` stands: of the headlines, of responses and of schema properties."""
    every = every_text(swagger)
    joined = "\n".join(every)
    meant = {text for part in parts if part in joined for text in every if part in text}
    if not meant:
        return
    known = swagger.inventory.texts
    fields = tuple([(key, kind) for key, kind in _SCHEMA if not meant.isdisjoint(known[key])])
    schemas = swagger.schemas if fields else ()
    for nodes, kinds in (*_headline_groups(swagger), (swagger.responses, _RESPONSE), (schemas, fields)):
        for node in nodes:
            value = node.value
            for key, kind in kinds:
                text = value.get(key)
                if type(text) is str and text in meant:
                    yield Wording(kind, text[:MAX_WORDING], node, key)


_Kinds = tuple[tuple[str, str], ...]
"""Keys, and what to call the texts under them."""
_INFO = (("title", "connector title"), ("description", "connector description"))
_OPERATION = (("summary", "operation summary"), ("description", "operation description"))
_PARAMETER = (("x-ms-summary", "parameter summary"), ("description", "parameter description"))
_RESPONSE = (("description", "response description"),)
_SCHEMA = (
    ("x-ms-summary", "property summary"),
    ("title", "property title"),
    ("description", "property description"),
)


def _headline_groups(swagger: Swagger) -> list[tuple[Sequence[Node], _Kinds]]:
    info = [swagger.info] if swagger.info is not None else []
    return [(info, _INFO), (swagger.operations, _OPERATION), (swagger.parameters, _PARAMETER)]


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
