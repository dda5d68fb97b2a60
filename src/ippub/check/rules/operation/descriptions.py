"""The description of an operation, and what must not stand in any of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import CODING, SUBMISSION, SUBMISSION_IP
from ippub.check.wording import ended, lowered_headlines, quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Set

_FEWEST_WORDS = 4
_MOST_BLANKS = 15
"""A description with more blanks is not looked at: no operationId has so many words."""
_LONGEST_PLACEHOLDER = 40
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।")
_CLOSING = " \t\r\n)]}\"'”’»`*_"
_AROUND = ".…<>[]() \t\r\n\xa0"
_WORD = lazy(r"[^\W_]+")
_SOME_WORDS = lazy(r"([A-Za-z]+)[\W_]+([A-Za-z]+)(?:[\W_]+[A-Za-z]+){3}")
_CAPITALS = lazy(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+")
_MARKUP = lazy(r"</?(?:p|br|b|i|em|strong|ul|ol|li|a|code|pre|div|span|h[1-6]|table|tr|td)\b[^<>]*>", re.IGNORECASE)
_PRODUCTS = (
    "Power Apps",
    "Power Automate",
    "Power BI",
    "Power Pages",
    "Power Platform",
    "Power Virtual Agents",
    "Copilot Studio",
    "Logic Apps",
)
_NAMES = rf"\b(?:{'|'.join(name.replace(' ', ' ?').replace('Apps', 'Apps?') for name in _PRODUCTS)})\b"
_PRODUCT = lazy(_NAMES, re.IGNORECASE)
_PRODUCT_LOWER = lazy(_NAMES.lower())
"""The same in small letters, which is found in a fraction of the time."""
_PLACEHOLDERS = frozenset(
    {
        "todo",
        "to do",
        "tbd",
        "tba",
        "to be defined",
        "to be done",
        "fixme",
        "xxx",
        "n/a",
        "lorem ipsum",
        "lorem ipsum dolor sit amet",
        "description",
        "summary",
        "string",
        "test",
        "placeholder",
        "description here",
        "summary here",
        "enter description",
        "enter description here",
        "enter a description",
        "enter summary here",
        "add description",
        "add description here",
        "add a description",
        "insert description here",
        "your description here",
        "description of operation",
        "description of the operation",
        "operation description",
        "operation summary",
        "parameter description",
        "no description",
    }
)


@rule("OperationSummaryEqualsDescription", Severity.INFO, source=CODING)
def operation_summary_equals_description(swagger: Swagger) -> Iterator[Finding]:
    """The description of an operation says the same as its summary.

    The designer shows both, one below the other. The description is the place to say what comes back, and
    when to use the operation.

    Fix: Write a sentence that says more: what the operation needs, does and returns.

    Evidence: Microsoft's coding standards ask for two different texts. About one in nine accepted connectors
    repeats the summary somewhere, so it is only an info.

    Bad:
        paths:
          /widgets: {get: {summary: List widgets, description: List widgets.}}
    Good:
        paths:
          /widgets: {get: {summary: List widgets, description: Retrieves the widgets in stock.}}
    """
    for operation in _repeating(swagger):
        if not operation.internal:
            yield Finding(
                f"the description {quoted(operation.description)} repeats the summary",
                at=operation / "description",
            )


@rule("OperationDescriptionPunctuation", Severity.INFO, source=SUBMISSION, fixable=True)
def operation_description_punctuation(swagger: Swagger) -> Iterator[Finding]:
    """The description of an operation does not end with a full stop.

    Descriptions are sentences. The designer shows them beside those of other connectors, which end with a
    full stop.

    Fix: Put a full stop at the end.

    Evidence: Microsoft's submission page asks for it. A third of the accepted connectors leaves one out
    somewhere and few were asked, so it is only an info.

    Reading: An exclamation or question mark is fine, and so are brackets or quotes behind the mark. One word
    needs none. A description that only repeats the summary or says next to nothing is told by other rules.

    Bad:
        paths:
          /widgets: {get: {description: Retrieves the widgets in stock}}
    Good:
        paths:
          /widgets: {get: {description: Retrieves the widgets in stock.}}
    """
    for operation in swagger.operations:
        text = operation.description
        if text.endswith(_ENDS):
            continue  # nearly always
        end = text.rstrip(_CLOSING)
        if not end or end.endswith(_ENDS) or len(text.split()) < 2 or operation.internal:
            continue
        if operation not in _repeating(swagger) and operation not in _terse(swagger):  # those have to be written anew
            at = operation / "description"
            sentence = ended(text)
            repair = fix(Set(at, sentence)) if sentence is not None else None
            yield Finding(f"the description {quoted(text)} does not end with a full stop", at=at, fix=repair)


@rule("OperationDescriptionThin", Severity.INFO, source=SUBMISSION_IP)
def operation_description_thin(swagger: Swagger) -> Iterator[Finding]:
    """The description of an operation says next to nothing.

    Makers decide by the description whether this is the action they need.

    Fix: Say in a sentence what the operation does and what it returns.

    Evidence: Microsoft's best practices ask for useful descriptions; accepted connectors have short ones too,
    so it is only an info.

    Reading: "Next to nothing" is our measure: fewer than four words, or the words of the operationId and no
    more. A description that repeats the summary is reported by OperationSummaryEqualsDescription.

    Bad:
        paths:
          /widgets: {get: {description: Gets widgets.}}
    Good:
        paths:
          /widgets: {get: {description: Retrieves the widgets in stock.}}
    """
    for operation in _terse(swagger):
        if not operation.internal and operation not in _repeating(swagger):
            yield Finding(f"the description {quoted(operation.description)} says little", at=operation / "description")


@lru_cache(maxsize=1)
def _terse(swagger: Swagger) -> dict[Operation, None]:
    """The operations whose description says little, in the order of the file."""
    return dict.fromkeys(
        [
            operation
            for operation in swagger.operations
            if (text := operation.description)
            and text.count(" ") <= _MOST_BLANKS
            and not _has_words_of_its_own(text, operation.id)
            and _says_little(operation)
        ]
    )


def _says_little(operation: Operation) -> bool:
    plain = _plain(operation.description)
    if not plain or plain in _PLACEHOLDERS:
        return False
    words = _WORD.findall(plain)
    if not plain.isascii() and len(words) < _FEWEST_WORDS:  # not every script puts blanks between words
        return False
    same = words == [word.lower() for word in _CAPITALS.split(operation.id[:1_000]) if word]
    return same or len(words) < _FEWEST_WORDS


@rule("DescriptionPlaceholder", Severity.WARNING, source=SUBMISSION_IP)
def description_placeholder(swagger: Swagger) -> Iterator[Finding]:
    """A text of an operation or a parameter was left over from a template.

    Makers see the words of the template instead of an explanation.

    Fix: Replace it with a text of your own.

    Evidence: Reviewers read the texts and send such a connector back; accepted ones hardly ever have one.

    Reading: Only whole texts count, such as "TODO", "description" or "Enter description here"; as a summary,
    one word such as "Test" can be meant and is left alone.

    Bad:
        paths:
          /widgets: {get: {description: Enter description here}}
    Good:
        paths:
          /widgets: {get: {description: Retrieves the widgets in stock.}}
    """
    texts = lowered_headlines(swagger).split("\n\n")
    if _PLACEHOLDERS.isdisjoint([_bare(text) for text in texts if len(text) <= _LONGEST_PLACEHOLDER]):
        return  # nearly always
    for text, node, key in _texts(swagger):
        if len(text) > _LONGEST_PLACEHOLDER:
            continue
        plain = _bare(text).lower()
        if plain in _PLACEHOLDERS and (key == "description" or " " in plain or plain in ("todo", "tbd")):
            yield Finding(f"the {_kind(node, key)} is only {quoted(text)}", at=node / key)


@rule("OperationTextContainsProductName", Severity.WARNING, source=SUBMISSION)
def operation_text_contains_product_name(swagger: Swagger) -> Iterator[Finding]:
    """A text of an operation or a parameter names a product of the Power Platform.

    One connector serves Power Automate, Power Apps, Logic Apps and Copilot Studio alike. A text that names
    one of them is wrong in the others.

    Fix: Say "flow", "app" or nothing instead of the name.

    Evidence: Microsoft's submission page forbids it. No summary or description of an operation in an accepted
    independent connector has such a name, a few certified ones do, so it is a warning.

    Reading: The documentation names some products; those of the Power Platform and Logic Apps count.

    Bad:
        paths:
          /widgets: {get: {description: Retrieves the widgets for your Power Automate flow.}}
    Good:
        paths:
          /widgets: {get: {description: Retrieves the widgets for your flow.}}
    """
    every = lowered_headlines(swagger)
    some = every.split("\n\n") if _may_name_product(every) else ()  # there are none, nearly always
    if not any(map(_PRODUCT_LOWER.search, filter(_may_name_product, some))):
        return
    for text, node, key in _texts(swagger):
        found = _PRODUCT.search(text) if _may_name_product(text.lower()) else None
        if found:
            yield Finding(f"the {_kind(node, key)} names {quoted(found[0])}", at=node / key)


@rule("OperationDescriptionMarkup", Severity.WARNING, source=SUBMISSION, suggests=True)
def operation_description_markup(swagger: Swagger) -> Iterator[Finding]:
    """A description contains HTML.

    The designer shows descriptions as they are, tags included. HTML comes from an imported OpenAPI file.

    Fix: Take the tags out and keep the words.

    Evidence: None of the connectors accepted in 2023 and 2024 has it; authors removed it during review.

    Bad:
        paths:
          /widgets: {get: {description: Retrieves the <b>widgets</b> in stock.}}
    Good:
        paths:
          /widgets: {get: {description: Retrieves the widgets in stock.}}
    """
    for operation in swagger.operations:
        text = operation.description
        if "<" in text and (found := _MARKUP.search(text)):
            at = operation / "description"
            plain = " ".join(_MARKUP.sub(_gap, text).split())
            repair = suggestion(Set(at, plain)) if plain else None
            yield Finding(f"the description contains the HTML tag {quoted(found[0])}", at=at, fix=repair)


def _may_name_product(lower: str) -> bool:
    """Whether a word of the names stands in a text in small letters."""
    return "power" in lower or "logic" in lower or "copilot" in lower


def _gap(tag: re.Match[str]) -> str:
    """What stands where a tag stood: nothing where it only changed the letters."""
    return "" if tag[0].strip("</> ").split()[0].lower() in ("b", "i", "em", "strong", "a", "code", "span") else " "


def _has_words_of_its_own(text: str, operation_id: str) -> bool:
    """Whether a first look is enough: ``text`` begins with some words, and not with those of the operationId."""
    words = text.split(None, _FEWEST_WORDS)[:_FEWEST_WORDS]
    if len(words) < _FEWEST_WORDS or not "".join(words).isalpha():
        words = list(found.groups()) if (found := _SOME_WORDS.match(text)) is not None else []
    named = operation_id.replace("_", "").replace("-", "").lower()
    return bool(words) and not named.startswith((words[0] + words[1]).lower())


@lru_cache(maxsize=1)
def _repeating(swagger: Swagger) -> dict[Operation, None]:
    """The operations whose description only repeats their summary, in the order of the file."""
    return dict.fromkeys(
        [
            operation
            for operation in swagger.operations
            if (text := operation.description)
            and text.lstrip()[:1].lower() == operation.summary.lstrip()[:1].lower()
            and _repeats(operation.summary, text)
        ]
    )


def _repeats(summary: str, text: str) -> bool:
    if _first_word(summary) != _first_word(text):
        return False  # nearly always
    plain = _plain(text)
    return bool(plain) and plain == _plain(summary)


def _first_word(text: str) -> str:
    return text.split(None, 1)[0].lower().rstrip(".!?") if text and not text.isspace() else ""


def _plain(text: str) -> str:
    """``text`` without case, surplus blanks and the mark at its end."""
    return " ".join(text.lower().split()).rstrip(".!? ")


def _bare(text: str) -> str:
    """``text`` without the brackets and dots around it."""
    return text.strip(_AROUND)


def _texts(swagger: Swagger) -> Iterator[tuple[str, Node, str]]:
    """The texts of operations and parameters, each with the object and the key it stands under."""
    for operation in swagger.operations:
        for key in ("summary", "description"):
            text = operation.value.get(key)
            if isinstance(text, str):
                yield text, operation, key
    for parameter in swagger.parameters:
        for key in ("x-ms-summary", "description"):
            text = parameter.value.get(key)
            if isinstance(text, str):
                yield text, parameter, key


def _kind(node: Node, key: str) -> str:
    subject = "operation" if isinstance(node, Operation) else "parameter"
    return f"{subject} {key.removeprefix('x-ms-')}"
