"""What the user reads at a parameter: its summary (the label) and its description (the hint)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.sources import STRINGS, SUBMISSION
from ippub.check.wording import listed, quoted, titled, with_ends
from ippub.connector.swagger import Parameter, Swagger
from ippub.document.edit import Set

_MOST = 80
"""Characters of a summary."""
_SUMMARY = "x-ms-summary"
_BETWEEN = lazy(r"[^\s()]+")
_STRANGE = lazy(r"[^\w\s()'’-]|_|(?<!\w)['’-]|['’-](?!\w)")
_SMALL = (
    " a an and are as at be but by for from if in into is nor not of off on onto or out over per so than "
    "that the to up via vs when with yet "
)
"""The words that stay small in title case, each between blanks."""


_SIGNS = frozenset("_$.[]")


@lru_cache(maxsize=1)
def _visible(swagger: Swagger) -> list[Parameter]:
    """The parameters that a user sees, where they are defined; bodies left out, whose texts nobody sees."""
    return [
        parameter
        for parameter in swagger.parameters
        if parameter.value.get("in") != "body" and not parameter.ref and not parameter.internal
    ]


def _labelled(swagger: Swagger, is_wrong: Callable[[str], object]) -> list[Parameter]:
    """Those whose label ``is_wrong`` and more than the technical name (ParameterSummaryEqualsName has that)."""
    visible = _visible(swagger)
    labels = {label for parameter in visible if isinstance(label := parameter.value.get(_SUMMARY), str) and label}
    wrong = {label for label in labels if is_wrong(label)}
    return [p for p in visible if p.text(_SUMMARY) in wrong and not _has_technical_label(p)] if wrong else []


def _has_technical_label(parameter: Parameter) -> bool:
    name = parameter.name
    if not name or parameter.text(_SUMMARY).strip() != name:
        return False
    return not _SIGNS.isdisjoint(name) or ("-" in name and name.islower())


def _count(found: list[Parameter], one: str, many: str) -> str:
    return f"1 parameter {one}" if len(found) == 1 else f"{len(found)} parameters {many}"


@rule("ParameterSummaryTooLong", Severity.ERROR, source=STRINGS, needs=_SUMMARY)
def parameter_summary_too_long(parameter: Parameter) -> Iterator[Finding]:
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
    length = len(parameter.text(_SUMMARY))
    if length > _MOST:
        summary = quoted(parameter.text(_SUMMARY))
        message = f"the summary {summary} has {length} characters; at most {_MOST} are allowed"
        yield Finding(message, at=parameter / _SUMMARY)


@rule("ParameterSummaryTitleCase", Severity.INFO, source=STRINGS, fixable=True)
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
    found = _labelled(swagger, _STRANGE.search)
    if found:
        examples = listed(dict.fromkeys(parameter.text(_SUMMARY) for parameter in found))
        message = f"{_count(found, 'has a label', 'have labels')} with signs: {examples}"
        yield Finding(message, at=found[0] / _SUMMARY)


@rule("ParameterSummaryEqualsName", Severity.INFO, source=STRINGS, needs=_SUMMARY, fixable=True)
def parameter_summary_equals_name(parameter: Parameter) -> Iterator[Finding]:
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
    if _has_technical_label(parameter) and parameter.location != "body" and not parameter.internal:
        at = parameter / _SUMMARY
        label = titled(parameter.name)
        repair = suggestion(Set(at, label)) if label else None
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
    found = [parameter for parameter in _visible(swagger) if _lacks_end(parameter.text("description"))]
    if found:
        examples = listed(dict.fromkeys(parameter.name for parameter in found))
        message = f"{_count(found, 'has a description', 'have descriptions')} without a full stop: {examples}"
        yield Finding(message, at=found[0] / "description", fix=with_ends(found))


@rule("ParameterSummaryEqualsDescription", Severity.INFO, source=STRINGS, needs=_SUMMARY)
def parameter_summary_equals_description(parameter: Parameter) -> Iterator[Finding]:
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
    label, description = parameter.text(_SUMMARY).lstrip(), parameter.text("description")
    if label[:1].lower() != description.lstrip()[:1].lower():
        return  # nearly always
    summary = _plain(label)
    if not summary or parameter.location == "body" or parameter.internal:
        return
    if summary == _plain(description):
        yield Finding(f"the description {quoted(description)} only repeats the label", at=parameter / "description")


def _lacks_end(text: str) -> bool:
    """Whether ``text`` has several words and does not end like a sentence."""
    text = text.strip()
    return " " in text and not text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))


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
    words = summary.replace("(", " ").replace(")", " ").split()
    return all(
        not word[0].islower() or word != word.lower() or (index > 0 and f" {word} " in _SMALL)
        for index, word in enumerate(words)
    )
