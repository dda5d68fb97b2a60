"""The summary of an operation: the name under which makers find it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, later, rule, suggestion
from ippub.check.sources import STRINGS, SUBMISSION, VALIDATOR, review
from ippub.check.wording import listed, phrased, quoted
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Set

MAX_SUMMARY = 80
"""How many characters a summary may have (certification; 120 outside of it)."""

_SPOKEN = {"/": " or ", "&": " and ", "%": " percent ", "\\": " ", "<": " ", ">": " ", "*": " ", "?": " "}
"""The restricted characters, and what is said for them."""
_MOST_READ = 1_000
"""How many characters of a summary are looked at for capitals."""
_FEWEST = 2
"""How many further words show whether a summary is in title case."""
_RESTRICTED = lazy(f"[{re.escape(''.join(_SPOKEN))}]")
_UNUSUAL = lazy(r"[^\w\s()/\\<>*%&?]|_")
"""What is no letter, digit, blank or parenthesis, and no restricted character, which another rule has."""
_WORD = lazy(r"[^\W_]+(?:['’][^\W_]+)*")
_SEPARATORS = lazy(r"[\s_.-]+")
_PLAIN_WORD = lazy(r"[A-Z]?[a-z]+")
_MARKS = " \t\r\n.,;:!…-–"
"""What a title does without at its end and no name ends with."""
_END = lazy(r"[^\w)]+\Z|_+\Z")
_SMALL_WORDS = frozenset(
    {"a", "an", "the", "by", "for", "of", "in", "on", "to", "from", "with", "and", "or", "at", "as"}
)


@rule("OperationSummaryTooLong", Severity.ERROR, source=VALIDATOR)
def operation_summary_too_long(swagger: Swagger) -> Iterator[Finding]:
    """A summary is longer than 80 characters.

    The designer shows the summary on a small card and cuts what does not fit.

    Fix: Say in up to 80 characters what the operation does; the rest belongs into the description.

    Evidence: Certification stops it; of almost 16,000 accepted operations one has more than 80
    characters.

    Reading: One page of the documentation says fewer than 120 characters, those on certification say 80. The
    stricter one is what a submission meets.

    Bad:
        paths:
          /widgets:
            get:
              summary: List all widgets that are in stock in one warehouse at this time or were there before
    Good:
        paths:
          /widgets: {get: {summary: List widgets in stock}}
    """
    for operation in swagger.operations:
        length = len(operation.summary)
        if length > MAX_SUMMARY:
            yield Finding(
                f"summary {quoted(operation.summary)} has {length} characters; at most {MAX_SUMMARY} are allowed",
                at=operation / "summary",
            )


@rule("RestrictedCharactersInSummary", Severity.ERROR, source=VALIDATOR, suggests=True)
def restricted_characters_in_summary(swagger: Swagger) -> Iterator[Finding]:
    r"""A summary contains a character that is not allowed there.

    The summary becomes the name of the step in a flow, and the names of steps are used in expressions. The
    characters / \ < > * % & ? break them.

    Fix: Reword the summary: "and" instead of "&", "or" instead of "/".

    Evidence: Microsoft's validator refuses it (seen in pull request 1095); none of almost 16,000 accepted
    operations has one.

    Bad:
        paths:
          /widgets: {get: {summary: List widgets & parts}}
    Good:
        paths:
          /widgets: {get: {summary: List widgets and parts}}
    """
    every = every_summary(swagger)
    if not any(character in every for character in _SPOKEN):
        return  # nearly always
    for operation in swagger.operations:
        found = dict.fromkeys(_RESTRICTED.findall(operation.summary))
        if found:
            at = operation / "summary"
            plain = " ".join("".join(_SPOKEN.get(letter, letter) for letter in operation.summary).split())
            repair = suggestion(Set(at, plain)) if plain and len(plain) <= MAX_SUMMARY else None
            yield Finding(f"summary {quoted(operation.summary)} contains {' and '.join(found)}", at=at, fix=repair)


@rule("OperationSummaryCharacters", Severity.INFO, source=SUBMISSION)
def operation_summary_characters(swagger: Swagger) -> Iterator[Finding]:
    """A summary contains characters other than letters, digits, blanks and parentheses.

    The summary becomes the name of the step in a flow. Plain characters are easy to read there and safe in
    expressions.

    Fix: Reword the summary without them.

    Evidence: Microsoft's submission page asks for it. About one in eight accepted connectors has other
    characters (hyphens, commas, apostrophes), so it is only an info.

    Reading: A hyphen or an apostrophe within a word is not reported: it is how the word is written. The end
    of the summary is looked at by OperationSummaryEnding, the characters that are refused by
    RestrictedCharactersInSummary.

    Bad:
        paths:
          /widgets: {get: {summary: "List widgets: all of them"}}
    Good:
        paths:
          /widgets: {get: {summary: List all widgets (read-only)}}
    """
    for operation in swagger.operations:
        text = operation.summary
        if text.replace(" ", "").isalnum() or text.strip() == operation.id:
            continue  # nearly always; the operationId is told by SummaryRepeatsOperationId
        end = len(text.rstrip()) - 1
        found = dict.fromkeys(
            match[0] for match in _UNUSUAL.finditer(text) if match.start() < end and not _joins(text, match.start())
        )
        if found:
            names = " and ".join(f"'{character}'" for character in list(found)[:4])
            yield Finding(f"summary {quoted(text)} contains {names}", at=operation / "summary")


@rule("OperationSummaryEnding", Severity.INFO, source=STRINGS, fixable=True)
def operation_summary_ending(swagger: Swagger) -> Iterator[Finding]:
    """A summary ends with a punctuation mark.

    A summary is a title, not a sentence. The designer shows it in one list with the titles of other
    connectors.

    Fix: Remove the mark at the end.

    Evidence: Microsoft's guidance on strings asks for it; two of about 4,000 accepted operations end with a
    full stop.

    Reading: The guidance allows letters and digits; a closing parenthesis is accepted too, since the page on
    deprecation asks for "(deprecated)".

    Bad:
        paths:
          /widgets: {get: {summary: List widgets.}}
    Good:
        paths:
          /widgets: {get: {summary: List widgets (all)}}
    """
    for operation in swagger.operations:
        last = operation.summary.rstrip()[-1:]
        if last and not last.isalnum() and last != ")" and not _RESTRICTED.match(last):
            at = operation / "summary"
            bare = operation.summary.rstrip(_MARKS)
            end = bare[-1:]
            repair = None
            if end and (end.isalnum() or end == ")" or _RESTRICTED.match(end)):
                repair = fix(Set(at, bare))
            elif shorter := _END.sub("", operation.summary):
                repair = suggestion(Set(at, shorter))
            yield Finding(f"summary {quoted(operation.summary)} ends with '{last}'", at=at, fix=repair)


@rule("OperationSummaryLowerCase", Severity.WARNING, source=STRINGS, fixable=True)
def operation_summary_lower_case(swagger: Swagger) -> Iterator[Finding]:
    """A summary starts with a small letter.

    The designer lists the summaries of all connectors; one that starts small looks unfinished.

    Fix: Start the summary with a capital.

    Evidence: In three of five pull requests it was repaired before the merge, and none of the connectors
    accepted in 2023 and 2024 has it.

    Reading: A word with a capital further on, such as "iCal", and a token with an underscore are left alone.

    Bad:
        paths:
          /widgets: {get: {summary: list widgets}}
    Good:
        paths:
          /widgets: {get: {summary: List widgets}}
    """
    for operation in swagger.operations:
        text = operation.summary.lstrip()
        if text[:1].islower() and "_" not in (first := text.rstrip().partition(" ")[0]) and first == first.lower():
            at = operation / "summary"
            repair = fix(Set(at, text[0].upper() + text[1:])) if text[0].upper() != text[0] else None
            yield Finding(f"summary {quoted(operation.summary)} starts with a small letter", at=at, fix=repair)


@rule("OperationSummarySentenceCase", Severity.INFO, source=STRINGS, suggests=True)
def operation_summary_sentence_case(swagger: Swagger) -> Iterator[Finding]:
    """The words of a summary start with capitals.

    Microsoft writes the names of actions in sentence case: a capital for the first word and for names only.
    Connectors that follow it read alike.

    Fix: Write "List widgets by color" instead of "List Widgets By Color". Keep the capitals of names.

    Evidence: Microsoft's guidance on strings asks for it; many accepted connectors do otherwise and no
    reviewer was seen to mind, so it is one info per connector.

    Reading: A summary counts when it has at least two further words and more than half of them have a
    capital. Words of the connector's title and abbreviations in capitals are taken for names, "by", "of" and
    the like are not counted.

    Bad:
        paths:
          /widgets: {get: {summary: List Stocked Items By Warehouse}}
    Good:
        paths:
          /widgets: {get: {summary: List stocked items by warehouse}}
    """
    names = {word.lower() for word in _WORD.findall(swagger.title)}
    found = [
        operation
        for operation in swagger.operations
        if not (text := operation.summary)[1:].islower() and not operation.internal and _is_title_case(text, names)
    ]
    if found:
        count = "1 summary has" if len(found) == 1 else f"{len(found)} summaries have"
        yield Finding(
            f"{count} capitals inside: {listed(operation.summary for operation in found)}",
            at=found[0] / "summary",
            fix=Fix(
                later(lambda: [Set(each / "summary", _in_sentence_case(each.summary, names)) for each in found]),
                safe=False,
            ),
        )


@rule("OperationSummaryNotUnique", Severity.INFO, source=STRINGS)
def operation_summary_not_unique(swagger: Swagger) -> Iterator[Finding]:
    """Two visible operations have the same summary.

    Makers see only the summary when they pick an action, so they cannot tell the two apart.

    Fix: Say in each summary what is special about it: "Get widget by ID", "Get widget by name".

    Evidence: Three connectors accepted in 2023 and 2024 have such a pair, so it is only an info.

    Bad:
        paths:
          /a: {get: {operationId: GetA, summary: Get widget}}
          /b: {get: {operationId: GetB, summary: Get widget}}
    Good:
        paths:
          /a: {get: {operationId: GetA, summary: Get widget by ID}}
          /b: {get: {operationId: GetB, summary: Get widget by name}}
    """
    seen: dict[str, Operation] = {}
    for operation in swagger.operations:
        text = " ".join(operation.summary.lower().split())
        if text and not operation.internal and not operation.deprecated:
            first = seen.setdefault(text, operation)
            if first is not operation:
                yield Finding(
                    f"summary {quoted(operation.summary)} is used by {quoted(first.label)} too",
                    at=operation / "summary",
                )


@rule("SummaryRepeatsOperationId", Severity.WARNING, source=review(602), suggests=True)
def summary_repeats_operation_id(swagger: Swagger) -> Iterator[Finding]:
    """A summary is the operationId itself.

    The operationId is written for programs. People look for a few words in the list of actions: "Get widget
    by ID", not "GetWidgetById".

    Fix: Write the summary in words with blanks between them.

    Evidence: A reviewer refused such a summary in pull request 602, for an internal operation even. A few
    accepted connectors have one.

    Reading: The same words with blanks ("List widgets" for ListWidgets) are fine, and so is one plain word
    ("Search").

    Bad:
        paths:
          /widgets: {get: {operationId: ListWidgets, summary: ListWidgets}}
    Bad:
        paths:
          /widgets: {get: {operationId: list_widgets, summary: list_widgets}}
    Good:
        paths:
          /widgets: {get: {operationId: ListWidgets, summary: List widgets}}
    """
    for operation in swagger.operations:
        text = operation.summary.strip()
        name = operation.id
        if not text or " " in text or (_PLAIN_WORD.fullmatch(text) and _PLAIN_WORD.fullmatch(name)):
            continue  # nearly always
        if text.isupper() or text.isdigit():  # an abbreviation is a name
            continue
        if _SEPARATORS.sub("", text).lower() == _SEPARATORS.sub("", name).lower():
            at = operation / "summary"
            words = phrased(name)
            repair = suggestion(Set(at, words)) if " " in words and len(words) <= MAX_SUMMARY else None
            yield Finding(f"summary {quoted(text)} is the operationId", at=at, fix=repair)


@lru_cache(maxsize=1)
def every_summary(swagger: Swagger) -> str:
    """All summaries in one text."""
    return "\n".join([operation.summary for operation in swagger.operations])


def _joins(text: str, index: int) -> bool:
    """Whether the character joins the letters or digits around it, as in "read-only" and "user's"."""
    joins = text[index] in "'’" or (text[index] in "-." and text[index + 1 : index + 2].isalnum())
    return joins and text[index - 1 : index].isalnum()


def _in_sentence_case(text: str, names: set[str]) -> str:
    """``text`` with small letters where a capital is no part of a name."""
    first = _WORD.search(text)
    start = first.end() if first is not None else 0

    def small(match: re.Match[str]) -> str:
        word = match[0]
        keeps = word.lower() in names or word[1:] != word[1:].lower()
        return word if keeps else word.lower()

    return text[:start] + _WORD.sub(small, text[start:])


def _is_title_case(text: str, names: set[str]) -> bool:
    text = text[:_MOST_READ]
    words = text.split() if text.replace(" ", "").isalnum() else _WORD.findall(text)
    capital = small = 0
    for word in words[1:]:
        rest = word[1:]
        if rest and not rest.islower() and rest != rest.lower():
            continue
        if not word[0].isupper():
            small += word[0].isalpha() and word not in _SMALL_WORDS and word.lower() not in names
        elif (lower := word.lower()) not in _SMALL_WORDS and lower not in names:
            capital += 1
    return capital + small >= _FEWEST and capital > small
