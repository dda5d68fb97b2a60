"""A connector's name, reduced to what makes it one: the same service under any spelling gives the same keys.

People write one service in many ways: ``monday.com``, ``Monday API``, ``MondayV2``, ``Monday (Independent
Publisher)``. What never distinguishes two connectors (in reviews of 2025 and 2026 no suffix, no prefix and no "more
operations" did) is set aside and remembered, so that the answer can say it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 200
"""Characters of a name that are looked at; a title may have 30."""

_NOISE = frozenset(
    {"api", "apis", "connector", "connectors", "integration", "integrations", "rest", "ip", "preview", "deprecated"}
)
"""What says "this is a connector" and nothing about the service."""

_WEAK = frozenset({"cloud", "service", "services", "platform", "app", "official", "new", "extended", "custom", "plus"})
"""What rarely makes another service of it: "Airtable Cloud" was refused beside "Airtable"."""

_JOINING = frozenset({"and", "und", "et", "y", "e", "och", "og", "en", "the", "n"})
"""How ``&`` and articles are written; never a difference."""

_VERSION = re.compile(r"v(?:er(?:sion)?)?\d{1,3}|\d{1,2}")
_CAMEL_TAIL = re.compile(
    r"(?<=[a-z0-9])(?=(?:API|IP|REST|Connector|Integration|Cloud)(?:V\d{1,2})?\b)|(?<=[A-Za-z0-9]{3})(?=V\d{1,2}\b)"
)
_SMALL_TAIL = re.compile(r"(?<=[a-z]{3})(?=v\d{1,2}\b)")
_PROPOSAL = re.compile(r"^\W*proposals?\s*[-:|]\s*(?=\w)", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['\u2019\u02bc`\u00b4]")
_AND = re.compile(r"\s*[&+\uff06]\s*")
_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\.(com|net|org|io|co|app|dev)(?![^\W_])", re.IGNORECASE)
_MARKS = re.compile(r"[\u2122\u00ae\u00a9\u2120]")
_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the forms that are compared.

    ``words`` are all its words, lower case, without accents. ``core`` are those that name the service; ``aside`` what
    was left out at its end. ``key`` is ``core`` without blanks, ``full`` all of ``words`` without them.
    """

    words: tuple[str, ...]
    core: tuple[str, ...]
    aside: tuple[str, ...]
    key: str
    full: str


def plain(text: str) -> str:
    """``text`` with its letters reduced to plain ones (accents, ligatures, full-width forms gone), case kept."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKD", _MARKS.sub(" ", text).translate(_PLAIN))
    return "".join([char for char in folded if unicodedata.category(char) not in ("Mn", "Cf", "Cc", "Cs")])


@lru_cache(maxsize=8192)
def name_of(text: str) -> Name:
    """The forms of ``text`` in which it is compared. Never fails: of a name without a letter all forms are empty."""
    words, domains = _words(text[:LONGEST])
    words = without_publisher(words)
    core = [word for word in words if word not in _JOINING] or list(words)
    aside: list[str] = []
    weak = 0
    while len(core) > 1 and _is_noise(core[-1], domains):
        # One weak word may go: "Airtable Cloud" is Airtable, but "Azure App Service" is not Azure.
        weak += core[-1] in _WEAK
        if weak > 1:
            break
        aside.insert(0, core.pop())
    # ``monday.com Integration``: what looks like an address is one wherever it stands.
    if len(core) > 1 and core[1] in domains:
        aside.insert(0, core.pop(1))
    return Name(tuple(words), tuple(core), tuple(aside), "".join(core), "".join(words))


def _words(text: str) -> tuple[list[str], set[str]]:
    """The words of ``text``, lower case, and those of them that are the end of an address, such as ``com``."""
    text = plain(text)
    if "ropos" in text.lower():
        text = _PROPOSAL.sub("", text)
    text = _APOSTROPHE.sub("", text)
    if "&" in text or "+" in text:
        text = _AND.sub(" and ", text)
    text = _SMALL_TAIL.sub(" ", _CAMEL_TAIL.sub(" ", text))
    if "." not in text:
        return _WORD.findall(text.lower()), set()
    domains = {found.lower() for found in _DOTTED.findall(text)}
    return _WORD.findall(text.lower()), domains


def _is_noise(word: str, domains: set[str]) -> bool:
    return word in _NOISE or word in _WEAK or word in domains or _VERSION.fullmatch(word) is not None


def is_weak(aside: tuple[str, ...]) -> bool:
    """Whether among the words set aside is one that can make a difference, such as Cloud, or a bare number."""
    return any(word in _WEAK or word.isdigit() for word in aside)


def without_publisher(words: list[str]) -> list[str]:
    """``words`` without "independent publisher", however it is spelt.

    Among 554 accepted titles it is Indepdent, Independant, Independend, Publishers ....
    """
    for index in range(len(words) - 1):
        if "ub" in words[index + 1] and near(words[index], "independent") and near(words[index + 1], "publisher"):
            rest = words[:index] + words[index + 2 :]
            return rest or words
    return words


def near(word: str, meant: str, most: int = 3) -> bool:
    """Whether ``word`` is ``meant`` with at most ``most`` slips."""
    if word == meant:
        return True
    if abs(len(word) - len(meant)) > most or not word:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(word, meant, score_cutoff=most) <= most


def mistyped(one: Name, other: Name) -> bool:
    """Whether ``one`` is ``other`` with a slip of the finger: a letter more, less, wrong, or two exchanged.

    Words of three letters and digits must agree: "Raiser Con" is not "Raiser Doc", ``S3`` is not ``S4``. Two slips are
    allowed from 14 letters on.
    """
    return _slips(one.core, other.core) or _slips(one.words, other.words)


def _slips(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    mine, its = "".join(one), "".join(other)
    shortest = min(len(mine), len(its))
    if shortest < 4 or abs(len(mine) - len(its)) > 2 or _digits(mine) != _digits(its):
        return False
    from rapidfuzz.distance import OSA

    allowed = 2 if shortest >= 14 else 1
    if len(one) != len(other):
        return OSA.distance(mine, its, score_cutoff=allowed) <= allowed
    pairs = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if any(max(len(word), len(meant)) < 4 for word, meant in pairs):
        return False
    return sum(OSA.distance(word, meant, score_cutoff=allowed) for word, meant in pairs) <= allowed


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]
