"""The codes with which Microsoft's certification answers (``5000.x.y.z``), and its sentences that have no code.

They are data (``policies.toml``). Which of our rules sees the same fault is said by the rules themselves (``policy=``).
How far a code can be trusted is part of it: only the beginning of Microsoft's page could be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Basis(StrEnum):
    """Where what we know of a code comes from."""

    PAGE = "page"
    ANSWER = "answer"
    DIGEST = "digest"
    GUESS = "guess"

    @property
    def words(self) -> str:
        """How sure that is, as a sentence."""
        return _WORDS[self]


_WORDS = {
    Basis.PAGE: "Microsoft's page of policy codes has it. The page is addressed to verified publishers; certification"
    " answers independent ones with the same codes.",
    Basis.ANSWER: "Certification has answered with it in pull requests; the wording is that of the answers.",
    Basis.DIGEST: "A reading: it stands in summaries of Microsoft's page that publishers have made, and not in the part"
    " of the page that could be read.",
    Basis.GUESS: "A guess of one publisher, confirmed by nobody.",
}


class Policy(NamedTuple):
    """A code: its title, what it means, what to do, and where that comes from."""

    code: str
    title: str
    meaning: str
    remedy: str
    basis: Basis


class Sentence(NamedTuple):
    """A sentence of certification that has no code; ``words`` are how it is recognised, in lower case.

    ``rules`` are those of ours that see the same, ``policy`` is the code that it is nearest to, "" for none.
    """

    words: str
    meaning: str
    remedy: str
    rules: tuple[str, ...] = ()
    policy: str = ""


def _read() -> tuple[dict[str, Policy], tuple[Sentence, ...]]:
    """The data beside this module."""
    import tomllib

    with open(os.path.join(os.path.dirname(__file__), "policies.toml"), "rb") as file:
        data = tomllib.load(file)
    sentences = tuple(
        Sentence(one["words"], one["meaning"], one["remedy"], tuple(one["rules"]), one["policy"])
        for one in data.pop("sentences")
    )
    codes = {
        code: Policy(code, one["title"], one["meaning"], one["remedy"], Basis(one["known"]))
        for code, one in data.items()
    }
    return codes, sentences


POLICIES, SENTENCES = _read()
"""Every code that is known, in the order of the page; and what certification has said without a code."""

CODE = re.compile(r"(?<![\d.])5000(?:\.\d{1,3}){1,3}(?!\.?\d)")
_WORD = re.compile(r"(?<![\w/])[A-Z][A-Za-z0-9]{3,79}(?!\w)")
MAX_MESSAGE = 200_000
"""How many characters of a message are looked at."""


class Mentioned(NamedTuple):
    """What a message names, each once, in its order: policy codes, sentences without a code, codes of rules."""

    codes: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    rules: tuple[str, ...]


def read_message(text: str, rules: Iterable[str]) -> Mentioned:
    """What the answer ``text`` names; ``rules`` are the codes of rules that are known."""
    text = text[:MAX_MESSAGE]
    folded = " ".join(text.casefold().replace("\u2019", "'").replace("\u2018", "'").split())
    known = set(rules)
    return Mentioned(
        codes=tuple(dict.fromkeys(CODE.findall(text))),
        sentences=tuple(sentence for sentence in SENTENCES if sentence.words in folded),
        rules=tuple(dict.fromkeys(word for word in _WORD.findall(text) if word in known)),
    )
