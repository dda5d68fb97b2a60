"""Slips in the texts that a reviewer reads first."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import SUBMISSION
from ippub.check.wording import headline_text, headlines, quoted
from ippub.connector.swagger import Swagger

_SLIPS = {
    "doubled": (
        r"\b(?P<word>[Tt]he|[Aa]n?|is|are|of|to|in|and|for|with|on|by)\s+(?i:(?P=word))\b",
        "repeats a word",
        "Write the word once.",
    ),
    "sentences": (
        r"[a-z]{2}[.!?](?:[A-Z][a-z]+ |(?!NET|JS|IO|XML|CSV|PDF|TXT|HTML|PNG|AI|COM)[A-Z]{2,4} [a-z])",
        "lacks a blank between two sentences",
        "Put a blank after the mark that ends the sentence.",
    ),
    "article_a": (
        r"\b[Aa] (?!one|once|un[ai]|us[aeiu]|ut[aeio]|eu|ubi|ur[aeil]|(?:or|and|in|is|as|if|at|are)\b)[aeiou][a-z]{2,}",
        'has "a" where "an" belongs',
        'Write "an" before a vowel.',
    ),
    "article_an": (
        r"\b[Aa]n (?![a-z]{1,2}\b|faq)(?:[bcdfgjkpqvwyz][aeiourly][a-z]+|uni(?![nm])[a-z]+|use[a-z]*|one)\b",
        'has "an" where "a" belongs',
        'Write "a" before a consonant.',
    ),
    "bracket": (r"\( \w|\w \)", "has a blank inside the brackets", "Remove the blank."),
    "stops": (r"\w\.\.(?=\s|$)", "ends a sentence with two full stops", "Remove one of them."),
    "mark": (r"[a-z] ,(?= )|[a-z]{2} \.(?=\s|$)", "has a blank before a comma or full stop", "Remove the blank."),
}
"""The pattern that finds each slip, what the message calls it, and the remedy."""
_SUSPECT = lazy(r"[.!?][A-Z]")
_SUSPECT_IN_SMALL_LETTERS = lazy(
    r"[ \n]an? (?:an?\b|(?<=a )[aeiou]|(?<=an )[bcdfgjkpqvwyzuo])|\b(the|is|are|of|to|in|and|for|with|on|by)\s+\1\b"
)
_SIGNS = {"bracket": ("( ", " )"), "stops": ("..",), "mark": (" ,", " .")}
"""What stands in every text that has one of these slips: a look that costs next to nothing."""
_EACH = [(lazy(pattern), what, remedy, _SIGNS.get(slip)) for slip, (pattern, what, remedy) in _SLIPS.items()]
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
    if not _is_suspect(every):
        return  # nearly always: a few searches instead of some for each text
    # No slip needs more than a blank line of what stands around a text, so this misses none.
    likely = [
        (pattern, what, remedy)
        for pattern, what, remedy, signs in _EACH
        if (signs is None or any(map(every.__contains__, signs))) and pattern.search(every)
    ]
    fine: set[str] = set()
    for wording in headlines(swagger) if likely else ():
        if wording.text in fine:
            continue
        for pattern, what, remedy in likely:
            slip = pattern.search(wording.text)
            if slip:
                start = max(0, slip.start() - _AROUND) if slip.start() > _AROUND else 0
                shown = wording.text[start : slip.end() + _AROUND].strip()
                yield Finding(f"the {wording.kind} {what}: {quoted(shown)}", at=wording.place, remedy=remedy)
                break
        else:
            fine.add(wording.text)


def _is_suspect(every: str) -> bool:
    """Whether a slip is possible: a first look, made for speed."""
    return (
        any(sign in every for signs in _SIGNS.values() for sign in signs)
        or _SUSPECT.search(every) is not None
        or _SUSPECT_IN_SMALL_LETTERS.search("\n" + every.lower()) is not None
    )
