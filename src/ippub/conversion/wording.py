"""Names and texts that the platform asks for, proposed by plain rules from what the source has."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_MARKUP = re.compile(r"<[^<>]{0,200}>")
_LINK = re.compile(r"!?\[([^\]\[]{0,300})\]\([^()\s]{0,500}\)")
_RESTRICTED = re.compile(r"[/\\<>*%&?]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_ABBREVIATIONS = frozenset({"id", "url", "uri", "api", "ip", "html", "json", "xml", "pdf", "csv", "utc", "http", "sms"})
_SUMMARY = 80
"""Characters of a summary that certification takes."""


def split_words(name: str) -> list[str]:
    """The words of a technical name: ``pageSize``, ``page_size`` and ``X-Page-Size`` alike."""
    return [word for word in _BREAKS.split(name[:500]) if word]


def pascal(name: str) -> str:
    """``name`` as an operationId in Pascal case; "" when nothing of it can stand in one."""
    made = "".join(word[0].upper() + word[1:] for word in split_words(name))
    return ("Do" + made if made[:1].isdigit() else made)[:100]


def label(name: str) -> str:
    """``name`` as the label of a field, in title case with abbreviations in capitals."""
    made = " ".join(
        word.upper() if word.lower() in _ABBREVIATIONS else word[0].upper() + word[1:] for word in split_words(name)
    )
    return (made or "Value")[:_SUMMARY].rstrip()


def plain(text: str, most: int = 1_000) -> str:
    """``text`` on one line without HTML, links and characters that cannot be seen, cut at a word."""
    one = _LINK.sub(r"\1", text[: 8 * most])
    one = " ".join(_UNSEEN.sub(" ", _MARKUP.sub(" ", one)).replace("**", "").replace("`", "").split())
    if len(one) > most:
        one = one[:most].rpartition(" ")[0] or one[:most]
    return one


def sentence(text: str, most: int = 1_000) -> str:
    """``text`` as ``plain`` makes it, with a full stop where it ends without a mark."""
    one = plain(text, most - 1).rstrip(" ,;:-")
    return one if not one or one.endswith((".", "!", "?", ")", "…")) else one + "."


def summary(text: str) -> str:
    """``text`` as the summary of an operation: no character that the platform refuses, at most 80 of them."""
    one = plain(_RESTRICTED.sub(" ", plain(text).replace("&", " and ").replace("/", " or ")), _SUMMARY)
    one = one.strip(" .,;:!-_'\"")
    if one and " " not in one:
        one = spoken(one)
    return (one[:1].upper() + one[1:])[:_SUMMARY].rstrip()


def spoken(name: str) -> str:
    """A technical name as words in sentence case: ``getWidgetById`` is "Get widget by ID"."""
    found = [word.upper() if word.lower() in _ABBREVIATIONS else word.lower() for word in split_words(name)]
    text = " ".join(found)
    return text[:1].upper() + text[1:]


def from_path(method: str, path: str) -> str:
    """A name for an operation without one: ``GET /widgets/{id}/parts`` is ``GetWidgetsByIdParts``."""
    parts = []
    for segment in path.split("/"):
        inner = segment.strip("{}")
        parts.append(("By " if segment.startswith("{") else "") + inner)
    verb = {"get": "get", "post": "create", "put": "replace", "patch": "update"}.get(method, method)
    return pascal(f"{verb} {' '.join(parts)}") or pascal(verb)


def unique(name: str, taken: set[str]) -> str:
    """``name``, with a number where it is taken (case does not count); adds it to ``taken``."""
    made, number = name, 2
    while made.lower() in taken:
        made, number = f"{name}{number}", number + 1
    taken.add(made.lower())
    return made
