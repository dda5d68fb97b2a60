"""Slips in the texts that a reviewer reads first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import SUBMISSION
from ippub.check.wording import MAX_WORDING, headline_text, headline_texts, headlines, plain_headlines, quoted
from ippub.connector.swagger import Swagger

_OFTEN_DOUBLED = "is|are|of|to|in|and|for|with|on|by"
_WANTS_AN = r"(?!one|once|un[ai]|us[aeiu]|ut[aeio]|eu|ubi|ur[aeil]|(?:or|and|in|is|as|if|at|are)\b)[aeiou][a-z]{2,}"
_WANTS_A = r"(?![a-z]{1,2}\b|faq)(?:[bcdfgjkpqvwyz][aeiourly][a-z]+|uni(?![nm])[a-z]+|use[a-z]*|one)\b"


_Look = Callable[[str, str], bool]
"""Whether a slip is possible in texts, by one look at all of them as they stand and as plain words."""


def _has(*signs: str) -> _Look:
    return lambda every, _: any(map(every.__contains__, signs))


def _matches(pattern: str) -> _Look:
    compiled = lazy(pattern)
    return lambda every, _: compiled.search(every) is not None


def _matches_plainly(pattern: str) -> _Look:
    compiled = lazy(pattern)
    return lambda _, plain: compiled.search(plain) is not None


class _Slip(NamedTuple):
    """What finds a slip, what the message calls it, the remedy, and what tells quickly that no text has it."""

    pattern: re.Pattern[str]
    what: str
    remedy: str
    is_possible: _Look


_SLIPS = (
    _Slip(
        lazy(rf"\b(?P<word>[Tt]he|[Aa]n?|{_OFTEN_DOUBLED})\s+(?i:(?P=word))\b"),
        "repeats a word",
        "Write the word once.",
        _matches_plainly(rf" (the|an?|{_OFTEN_DOUBLED}) +\1 "),
    ),
    _Slip(
        lazy(r"[a-z]{2}[.!?](?:[A-Z][a-z]+ |(?!NET|JS|IO|XML|CSV|PDF|TXT|HTML|PNG|AI|COM)[A-Z]{2,4} [a-z])"),
        "lacks a blank between two sentences",
        "Put a blank after the mark that ends the sentence.",
        _matches(r"[.!?][A-Z]"),
    ),
    _Slip(
        lazy(rf"\b[Aa] {_WANTS_AN}"),
        'has "a" where "an" belongs',
        'Write "an" before a vowel.',
        _matches_plainly(rf" a {_WANTS_AN}"),
    ),
    _Slip(
        lazy(rf"\b[Aa]n {_WANTS_A}"),
        'has "an" where "a" belongs',
        'Write "a" before a consonant.',
        _matches_plainly(rf" an {_WANTS_A}"),
    ),
    _Slip(lazy(r"\( \w|\w \)"), "has a blank inside the brackets", "Remove the blank.", _has("( ", " )")),
    _Slip(lazy(r"\w\.\.(?=\s|$)"), "ends a sentence with two full stops", "Remove one of them.", _has("..")),
    _Slip(
        lazy(r"[a-z] ,(?= )|[a-z]{2} \.(?=\s|$)"),
        "has a blank before a comma or full stop",
        "Remove the blank.",
        _has(" ,", " ."),
    ),
)
_AROUND = 20
"""How many characters beside the slip are shown."""


@rule("DescriptionLanguageQuality", Severity.WARNING, source=SUBMISSION, policy="5000.2.3.2")
def description_language_quality(swagger: Swagger) -> Iterator[Finding]:
    """A text has a slip: a doubled word, "a" for "an", no blank between two sentences, a blank or a stop too many.

    Reviewers read every text and ask for such slips to be repaired.

    Fix: Correct the text.

    Evidence: Eight of the pull requests that we read were held up by spelling, grammar or a missing blank; one recently
    accepted connector in fifteen still has such a slip.

    Reading: "Free of errors" cannot be checked as a whole; these slips can, nearly without false alarms. Title,
    description and the texts of operations and parameters are read, those of fields are not.

    Bad:
        paths: {/widgets: {get: {description: Retrieves the the widgets.}}}
    Bad:
        paths: {/widgets: {get: {description: Retrieves the widgets.The newest comes first.}}}
    Bad:
        paths: {/widgets: {get: {description: Retrieves a image of each widget.}}}
    Bad:
        paths: {/widgets: {get: {description: Retrieves the widgets that an user has.}}}
    Bad:
        paths: {/widgets: {get: {description: "Retrieves the widgets ( all of them)."}}}
    Bad:
        paths: {/widgets: {get: {description: Retrieves the widgets..}}}
    Good:
        paths: {/widgets: {get: {description: "Retrieves a URL, an hour and a user of a unique widget. Waits..."}}}
    """
    every = headline_text(swagger)
    plain = plain_headlines(swagger)
    # No slip needs more than a blank line of what stands around a text, so this misses none.
    likely = [slip for slip in _SLIPS if slip.is_possible(every, plain) and slip.pattern.search(every)]
    texts = headline_texts(swagger) if likely else {}
    bad = {text for slip in likely for text in texts if slip.pattern.search(text, 0, MAX_WORDING)}
    for wording in headlines(swagger, bad):
        found, slip = next((found, slip) for slip in likely if (found := slip.pattern.search(wording.text)))
        start = max(0, found.start() - _AROUND)
        shown = wording.text[start : found.end() + _AROUND].strip()
        message = f"the {wording.kind} {slip.what}: {quoted(shown)}"
        yield Finding(message, at=wording.place, remedy=slip.remedy)
