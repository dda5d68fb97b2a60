"""What the certification answers, taken apart: policy codes, the validator's errors, and sentences in plain words.

The answer comes as a comment of Microsoft's certification account, or pasted by a reviewer. Its shapes are those seen
in pull requests since 2019; what is not understood is left out, and the
whole comment can be read in the pull request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ippub.check.policy import CODE, SENTENCES, Sentence
from ippub.connector.folder import PROPERTIES, SWAGGER

MOST = 50
"""Complaints that are kept of one answer; the longest seen had four."""

_LONGEST = 20_000
_SENTENCE = 400


class Complaint(NamedTuple):
    """One thing that the certification complains of.

    ``policy`` is its code (``5000.1.1.13``), ``code`` the validator's (``DefaultResponseHasSchema``), each "" when the
    answer has none. ``pointer`` is a JSON Pointer into ``file``, "" for none; a breaking change has the validator's own
    way in it (``operation/GetOrders/...``) and no file. ``warning`` says that it stops nothing.
    """

    text: str
    policy: str = ""
    code: str = ""
    file: str = ""
    pointer: str = ""
    warning: bool = False

    @property
    def name(self) -> str:
        """What the complaint is called: a code of Microsoft's, "" when it has none."""
        return self.policy or self.code


_NEXT_POLICY = re.compile(rf"(?i)policy\s*codes?\s*:?|{CODE.pattern}")
_MESSAGE = re.compile(r"(?i)^(?:\]\([^)]*\))?[\s:|,;()\u2013\u2014-]*(?:(?:error\s+)?message\s*[:|]?\s*)?")
_LEVEL = re.compile(r"(?i)##\[(error|warning)\]")
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+Z\s*")
_FILE = re.compile(r"(?i)^\S[^:()]*\.(?:swagger\.)?json\s*(?:\([^)]*\))?\s*:\s*")
_NAMED = re.compile(r"^(?:(?P<level>error|warning)\s*)(?P<code>[A-Z][A-Za-z]{5,60})?\s*:\s*")
_VALUE_PATH = re.compile(r"(?i)\s*\bvalue\s?path\s*:\s*(?:'(?P<quoted>[^']*)'|(?P<plain>\S+))")
_TAIL = re.compile(r"\s*\b(?:Value:\s*'.*|Source:\s*\w+\s*)$")
_BRACKET = re.compile(r"^\[(operation/[^\]]+)\]\s*")
_RECORD = re.compile(r"@\{level=(?P<level>\w+);\s*message=(?P<text>[^;]*?);\s*valuePath=(?P<where>[^;]*?)(?:;[^}]*)?\}")
_RECORD_PATH = re.compile(r"path:\s*'([^']*)'")
_PACONN = re.compile(
    r"(?:^|[\s'])(Error|Warning)\s:\s(?:(?P<where>[^\s:']+)\s:\s)?(?P<text>(?:The|Encoding|Invalid|Value)\s.+?)"
    r"(?=\s'?\s*(?:##|$)|[\"']?[}\]]|$)"
)
_BARE = re.compile(
    r"^The (?:'[\w$-]{1,60}' (?:property is required|value must)|value '[\w$-]{1,60}' contains"
    r"|property '[^']{1,80}' is not valid|operation has been (?:deleted|hidden)"
    r"|(?:required )?(?:input|output) field has been|type (?:format )?has been changed|list of enum values has been)"
)
"""How the validator's sentences begin when somebody pasted them without what stands around them."""
_NUMBERED = re.compile(r"(?:^|\s)(\d{1,2})[.)]\s+(?=\S)")
_ERRORS_ARE = re.compile(r"(?i)error\(?s?\)?\s+(?:are|is)\s*:")
_BULLET = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,2}[.)])\s+")


def read_answer(text: str) -> tuple[Complaint, ...]:
    """The complaints in a comment, each once, those with policy codes first; () when nothing in it is one.

    What is quoted from others (``> ...``) is not said anew.
    """
    plain = text[:_LONGEST].replace("**", "").replace("`", "").replace("\r", "").replace("\\r\\n", "\n")
    lines = [_STAMP.sub("", line.strip()) for line in plain.split("\n") if not line.lstrip().startswith(">")]
    validator: list[Complaint] = []
    rest = []
    for line in lines:
        said = tuple(_validator(line))
        validator += said
        if not said:
            rest.append(line)
    found = [*_policies("\n".join(rest)), *_listed("\n".join(rest))]
    found += _in_words(rest, found)
    return tuple(dict.fromkeys((*found, *validator)))[:MOST]


def _validator(line: str) -> Iterator[Complaint]:
    """The validator's own line, in any of its forms; several that a pipeline put on one line are parted."""
    parts = _LEVEL.split(line)
    if len(parts) > 1:
        for level, said in zip(parts[1::2], parts[2::2], strict=True):
            yield _one(said.strip(), warning=level.lower() == "warning")
        return
    unfiled, bare = _FILE.sub("", line), _BULLET.sub("", line)
    if unfiled != line and _NAMED.match(unfiled):
        yield _one(line, warning=False)
    elif _BARE.match(bare) or (_VALUE_PATH.search(line) and not CODE.search(line)):
        yield _one(bare, warning=False)
    else:
        for match in _PACONN.finditer(line):
            yield _placed(Complaint(_cut(match["text"]), warning=match[1] == "Warning"), match["where"] or "")


def _one(said: str, *, warning: bool) -> Complaint:
    record = _RECORD.search(said)
    if record is not None:
        path = _RECORD_PATH.search(record["where"])
        where = path[1].replace(".", "/") if path is not None else ""
        return _placed(Complaint(_cut(record["text"]), warning=record["level"].lower() == "warning"), where, PROPERTIES)
    said = _FILE.sub("", said)
    named = _NAMED.match(said)
    code = ""
    if named is not None:
        code, warning = named["code"] or "", warning or named["level"] == "warning"
        said = said[named.end() :]
    bracket = _BRACKET.match(said)
    where = bracket[1] if bracket is not None else ""
    said = said[bracket.end() :] if bracket is not None else said
    said, way = _parted(said)
    return _placed(Complaint(_cut(_TAIL.sub("", said)), code=code, warning=warning), way or where)


def _parted(said: str) -> tuple[str, str]:
    """A sentence and the ``ValuePath`` behind it."""
    path = _VALUE_PATH.search(said)
    if path is None:
        return said, ""
    return said[: path.start()], path["quoted"] if path["quoted"] is not None else path["plain"]


def _placed(complaint: Complaint, where: str, file: str = SWAGGER) -> Complaint:
    """The validator writes pointers with and without the slash in front, and its own ways for breaking changes."""
    if not where:
        return complaint
    if where.startswith("operation/"):
        return complaint._replace(pointer=where)
    return complaint._replace(file=file, pointer=where if where.startswith("/") else f"/{where}")


def _policies(text: str) -> Iterator[Complaint]:
    """``Policy Code: 5000.2.2.5 Message: ...``, on a line, over several, or in the cells of a table."""
    for match in CODE.finditer(text):
        if match[0].count(".") < 3:  # the number of a chapter, or of a version of something
            continue
        rest = text[match.end() :]
        following = _NEXT_POLICY.search(rest)
        said = rest[: following.start()] if following is not None else rest
        said = _MESSAGE.sub("", said.lstrip())
        paragraph = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+\u2022]|\d{1,2}[.)]|#|\|)\s)", said.strip(), maxsplit=1)[0]
        words, where = _parted(paragraph)
        yield _placed(Complaint(_cut(_TAIL.sub("", words).strip("| \n-*+#")), policy=match[0]), where)


def _listed(text: str) -> Iterator[Complaint]:
    """``Error(s) are: 1. ... 2. ...``: each number is one, a single sentence without a number too."""
    match = _ERRORS_ARE.search(text)
    if match is None:
        return
    said = re.split(r"\n\s*\n(?!\s*\d)", text[match.end() :].strip(), maxsplit=1)[0]
    parts = _NUMBERED.split(said)
    for part in parts[2::2] if len(parts) > 1 else [said]:
        if not CODE.search(part) and part.strip():
            yield Complaint(_cut(part))


def _in_words(lines: list[str], found: list[Complaint]) -> Iterator[Complaint]:
    """Lines with a sentence that is known to come without a code, unless they were read as part of something."""
    known = _folded(" ".join(one.text for one in found))
    for line in lines:
        sentence = sentence_in(line)
        if sentence is not None and sentence.words not in known:
            yield Complaint(_cut(_BULLET.sub("", line).strip("| ")))


def sentence_in(text: str) -> Sentence | None:
    """The first sentence of the certification that is known and stands in ``text``."""
    folded = _folded(text)
    return next((sentence for sentence in SENTENCES if sentence.words in folded), None)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").replace("\u2018", "'").split())


def _cut(text: str) -> str:
    words = " ".join(text.split()).rstrip(" ,;")
    return words if len(words) <= _SENTENCE else words[: _SENTENCE - 3] + "..."
