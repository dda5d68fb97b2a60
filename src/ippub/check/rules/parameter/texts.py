"""What the user reads at a parameter: its summary (the label) and its description (the hint)."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.sources import STRINGS, SUBMISSION
from ippub.check.wording import listed, parameter_texts, quoted, titled, with_ends
from ippub.connector.swagger import Parameter, Swagger
from ippub.document.edit import Set

_ENDS = (".", "!", "?", "…")
_MOST = 80
"""Characters of a summary."""
_SUMMARY = "x-ms-summary"
_BETWEEN = lazy(r"[^\s()]+")
_UNCAPPED = lazy(r"(?:\A|[\s()])[^\sA-Z0-9()]")
_STRANGE = lazy(r"[^\w\s()'-]|_|(?<!\w)['-]|['-](?!\w)")
_SMALL = (
    " a an and are as at be but by for from if in into is nor not of off on onto or out over per so than "
    "that the to up via vs when with yet "
)
"""The words that stay small in title case, each between blanks."""


_SIGNS = frozenset("_$.[]")


@lru_cache(maxsize=1)
def _labels(swagger: Swagger) -> dict[str, None]:
    """The different labels, in the order of the file. Not to be changed."""
    return dict.fromkeys(filter(None, parameter_texts(swagger, _SUMMARY)))


def _with_label(swagger: Swagger, labels: Container[str]) -> list[Parameter]:
    """The parameters that have one of ``labels``."""
    texts = parameter_texts(swagger, _SUMMARY)
    return [parameter for parameter, label in zip(swagger.parameters, texts, strict=True) if label in labels]


def _is_strange(label: str) -> bool:
    # a set of characters with one beyond Latin 1 takes five times as long to compile
    return not label.replace(" ", "").isalnum() and _STRANGE.search(label.replace("’", "'")) is not None


def _is_seen(parameter: Parameter) -> bool:
    """Whether a user sees it where it is defined; the texts of a body nobody sees."""
    return parameter.value.get("in") != "body" and not parameter.ref and not parameter.internal


def _labelled(swagger: Swagger, is_wrong: Callable[[str], object]) -> list[Parameter]:
    """Those whose label ``is_wrong`` and more than the technical name (ParameterSummaryEqualsName has that)."""
    wrong = {label for label in _labels(swagger) if is_wrong(label)}
    found = _with_label(swagger, wrong) if wrong else []
    return [parameter for parameter in found if not _has_technical_label(parameter) and _is_seen(parameter)]


def _has_technical_label(parameter: Parameter) -> bool:
    name = parameter.name
    return bool(name) and parameter.text(_SUMMARY).strip() == name and _is_technical(name)


def _is_technical(name: str) -> bool:
    return not _SIGNS.isdisjoint(name) or ("-" in name and name.islower())


def _count(found: list[Parameter], one: str, many: str) -> str:
    return f"1 parameter {one}" if len(found) == 1 else f"{len(found)} parameters {many}"


@rule("ParameterSummaryTooLong", Severity.ERROR, source=STRINGS)
def parameter_summary_too_long(swagger: Swagger) -> Iterator[Finding]:
    """The label of a parameter is too long.

    The label stands beside a field in the designer. Microsoft allows 80 characters for it.

    Fix: Shorten x-ms-summary to a few words; explain in the description.

    Evidence: None of 25,000 parameters in the accepted connectors has a longer one, so it seems to be
    enforced.

    Reading: The documentation names the limit; which code Microsoft's validator prints for it is not known.

    Bad:
        parameters:
          limit:
            name: limit
            in: query
            type: integer
            x-ms-summary: >-
              The largest number of widgets that you want to be given back by this one call,
              at most 100
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer, x-ms-summary: Limit}
    """
    long = {label for label in _labels(swagger) if len(label) > _MOST}
    for parameter in _with_label(swagger, long) if long else ():
        label = parameter.text(_SUMMARY)
        message = f"the summary {quoted(label)} has {len(label)} characters; at most {_MOST} are allowed"
        yield Finding(message, at=parameter / _SUMMARY)


@rule("ParameterSummaryTitleCase", Severity.INFO, source=STRINGS, suggests=True)
def parameter_summary_title_case(swagger: Swagger) -> Iterator[Finding]:
    """The label of a parameter is not in title case.

    In the designer the labels of all connectors stand together. Microsoft writes them in title case:
    "Calendar ID".

    Fix: Begin every word of the label with a capital, except small words such as "of" and "the".

    Evidence: Microsoft's guide to texts advises it; no review is known that asked for it.

    Reading: A word counts as wrong when it begins with a small letter, has no capital at all and is no
    small word. One info is given for the whole file.

    Bad:
        parameters:
          limit: {name: limit, in: query, type: integer, x-ms-summary: page size}
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer, x-ms-summary: Size of the Page}
    """
    found = _labelled(swagger, lambda label: not _is_title(label))
    if found:
        examples = listed(dict.fromkeys(parameter.text(_SUMMARY) for parameter in found))
        message = f"{_count(found, 'has a label', 'have labels')} not in title case: {examples}"
        repair = Fix(
            later(lambda: [Set(each / _SUMMARY, _in_title_case(each.text(_SUMMARY))) for each in found]), safe=False
        )
        yield Finding(message, at=found[0] / _SUMMARY, fix=repair)


@rule("ParameterSummaryCharacters", Severity.INFO, source=SUBMISSION)
def parameter_summary_characters(swagger: Swagger) -> Iterator[Finding]:
    """The label of a parameter has signs in it.

    The guide allows letters, digits, blanks and parentheses in a label, so that labels look alike
    everywhere.

    Fix: Write the label in words: "Start and End" for "Start/End", "User ID" for "user_id".

    Evidence: Microsoft's documentation asks for it; 59 of 385 accepted independent connectors do otherwise,
    and a submitter of 2026 reports that "/" and "%" passed.

    Reading: Every letter of any language counts as a letter, and a hyphen or apostrophe inside a word is
    let pass. One info is given for the whole file.

    Bad:
        parameters:
          range: {name: range, in: query, type: string, x-ms-summary: Start/End}
    Good:
        parameters:
          range: {name: range, in: query, type: string, x-ms-summary: Start and End (UTC)}
    """
    found = _labelled(swagger, _is_strange)
    if found:
        examples = listed(dict.fromkeys(parameter.text(_SUMMARY) for parameter in found))
        message = f"{_count(found, 'has a label', 'have labels')} with signs: {examples}"
        yield Finding(message, at=found[0] / _SUMMARY)


@rule("ParameterSummaryEqualsName", Severity.INFO, source=STRINGS, suggests=True)
def parameter_summary_equals_name(swagger: Swagger) -> Iterator[Finding]:
    """The label of a parameter is its technical name.

    A name such as "user_id" is made for programs. The label is what a person reads who does not know the
    service.

    Fix: Write the name as words: "User ID" for "user_id".

    Evidence: Microsoft's guide to texts asks for plain words; some accepted connectors do it.

    Reading: Only names that are visibly technical count: with an underscore, a dollar sign, a point or
    brackets, or with a hyphen in small letters.

    Bad:
        parameters:
          user: {name: user_id, in: query, type: string, x-ms-summary: user_id}
    Good:
        parameters:
          user: {name: user_id, in: query, type: string, x-ms-summary: User ID}
    """
    technical = {label for label in _labels(swagger) if _is_technical(label.strip())}
    for parameter in _with_label(swagger, technical) if technical else ():
        if _has_technical_label(parameter) and parameter.location != "body" and not parameter.internal:
            at = parameter / _SUMMARY
            better = titled(parameter.name)
            repair = suggestion(Set(at, better)) if better else None
            yield Finding(f"the label {quoted(parameter.name)} is the technical name", at=at, fix=repair)


@rule("ParameterDescriptionPunctuation", Severity.INFO, source=SUBMISSION, fixable=True)
def parameter_description_punctuation(swagger: Swagger) -> Iterator[Finding]:
    """The description of a parameter does not end like a sentence.

    Descriptions are shown as hints in the designer and printed in Microsoft's reference, where sentences
    end.

    Fix: End each description with a full stop.

    Evidence: Microsoft's documentation asks for it; 28 % of the connectors accepted in 2023 and 2024 do
    otherwise.

    Reading: A description of one word needs no full stop. One info is given for the whole file.

    Bad:
        parameters:
          limit: {name: limit, in: query, type: integer, description: How many widgets to return}
    Good:
        parameters:
          limit: {name: limit, in: query, type: integer, description: How many widgets to return.}
    """
    texts = parameter_texts(swagger, "description")
    open_ended = {text for text in set(texts) if not text.endswith(_ENDS) and _lacks_end(text)}
    found = [
        parameter
        for parameter, text in (zip(swagger.parameters, texts, strict=True) if open_ended else ())
        if text in open_ended and _is_seen(parameter)
    ]
    if found:
        examples = listed(dict.fromkeys(parameter.name for parameter in found))
        message = f"{_count(found, 'has a description', 'have descriptions')} without a full stop: {examples}"
        yield Finding(message, at=found[0] / "description", fix=with_ends(found))


@rule("ParameterSummaryEqualsDescription", Severity.INFO, source=STRINGS)
def parameter_summary_equals_description(swagger: Swagger) -> Iterator[Finding]:
    """The description of a parameter repeats its label.

    The hint below a field is where the user learns the format, an example or where to find the value. The
    label again helps nobody.

    Fix: Let the description say more: the format, an example, the allowed values, where to find it.

    Evidence: Microsoft's guide to texts asks for it; 13 % of the connectors accepted in 2023 and 2024 do
    it, and few reviews had it changed.

    Bad:
        parameters:
          city: {name: city, in: query, type: string, x-ms-summary: City Code, description: City code.}
    Good:
        parameters:
          city:
            name: city
            in: query
            type: string
            x-ms-summary: City Code
            description: The three letters of the city, for instance "MUC".
    """
    pairs = list(zip(parameter_texts(swagger, _SUMMARY), parameter_texts(swagger, "description"), strict=True))
    same = {pair for pair in set(pairs) if _are_alike(*pair)}
    for parameter, pair in zip(swagger.parameters, pairs, strict=True) if same else ():
        if pair in same and parameter.location != "body" and not parameter.internal:
            message = f"the description {quoted(pair[1])} only repeats the label"
            yield Finding(message, at=parameter / "description")


def _lacks_end(text: str) -> bool:
    """Whether ``text`` has several words and does not end like a sentence."""
    text = text.strip()
    return " " in text and not text.rstrip("\"'”’)]").endswith(_ENDS)


def _are_alike(label: str, description: str) -> bool:
    """Whether two texts say the same; case, blanks around them and full stops at their ends do not count."""
    if label.lstrip()[:1].lower() != description.lstrip()[:1].lower():
        return False  # nearly always
    plain = _plain(label)
    return bool(plain) and plain == _plain(description)


def _plain(text: str) -> str:
    return text.strip().rstrip(".").rstrip().lower()


def _in_title_case(label: str) -> str:
    """``label`` with a capital at the beginning of each word that has none and is no small one."""
    first = True

    def capital(match: re.Match[str]) -> str:
        nonlocal first
        word, small = match[0], not first and f" {match[0]} " in _SMALL
        first = False
        return word if small or word != word.lower() else word[0].upper() + word[1:]

    return _BETWEEN.sub(capital, label)


def _is_title(summary: str) -> bool:
    if summary.istitle() or _UNCAPPED.search(summary) is None:
        return True  # nearly always
    words = summary.replace("(", " ").replace(")", " ").split()
    return all(
        not word[0].islower() or word != word.lower() or (index > 0 and f" {word} " in _SMALL)
        for index, word in enumerate(words)
    )
