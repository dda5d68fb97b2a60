"""The connector's description, and the language of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.rules.info.title import product_in
from ippub.check.sources import DEFINITION_SCHEMA, POLICY, STRINGS, VALIDATOR, review
from ippub.check.wording import headline_text, headline_texts, headlines, plain_headlines, quoted, shown_words
from ippub.connector.swagger import Swagger

_FOREIGN = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "ist",
        "nicht",
        "mit",
        "für",
        "eine",
        "einen",
        "wird",
        "werden",
        "oder",
        "auf",
        "dem",
        "den",
        "des",
        "zum",
        "zur",
        "nach",
        "bei",
        "het",
        "een",
        "van",
        "voor",
        "met",
        "niet",
        "zijn",
        "naar",
        "wordt",
        "deze",
        "le",
        "la",
        "les",
        "des",
        "une",
        "est",
        "pour",
        "dans",
        "avec",
        "sur",
        "par",
        "qui",
        "vous",
        "votre",
        "cette",
        "aux",
        "el",
        "los",
        "las",
        "una",
        "para",
        "con",
        "por",
        "del",
        "como",
        "este",
        "esta",
        "desde",
        "puede",
        "os",
        "um",
        "uma",
        "não",
        "são",
        "ao",
        "dos",
        "pelo",
        "ve",
        "bir",
        "için",
        "ile",
        "bu",
        "olan",
    ]
)
"""Common words of German, Dutch, French, Spanish, Portuguese and Turkish that are no English words."""
_FOREIGN_WORDS = frozenset([word.encode("latin-1") for word in _FOREIGN])
"""The same as ``shown_words`` has them."""
_FEW = 3
"""A text with fewer foreign words is not foreign."""
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "is",
        "for",
        "with",
        "that",
        "this",
        "it",
        "be",
        "are",
        "an",
        "on",
        "or",
        "as",
        "by",
        "from",
        "at",
        "if",
        "you",
        "all",
    ]
)
_WORDS = lazy(r"[^\W\d_]+")
_SHORTEST = 30
"""A shorter description is told by FieldLengthNotInRange."""
_THIN = 60
"""How long a description may be that says next to nothing."""
_READ = 2_000
"""How many characters of a text are read to learn its language."""


@rule("DescriptionContainsProductName", Severity.WARNING, source=POLICY, policy="5000.2.3.5")
def description_contains_product_name(swagger: Swagger) -> Iterator[Finding]:
    """The connector's description names a product of Microsoft's platform.

    The connector appears in all of them, so the sentence is wrong in most places where it is read.

    Fix: Describe the service, without the products that use the connector.

    Evidence: Policy 5000.2.3.5. The validator itself refuses Power Apps, Power Automate and Logic Apps only
    (ValueContainsRestrictedWords); some connectors with other names were accepted before the policy existed.

    Reading: The policy gives examples and no list; the names are those of TitleContainsProductName.

    Bad:
        info: {description: Brings the widgets of Contoso into Power BI and keeps them up to date.}
    Good:
        info: {description: Keeps stock of the widgets of Contoso and tells you when one runs out.}
    """
    info = swagger.info
    if info is None:
        return
    product = product_in(info.text("description"))
    if product and product.lower() not in ("power apps", "power automate", "logic apps"):
        yield Finding(f"the connector description names the product {quoted(product)}", at=info / "description")


@rule("DescriptionContainsApi", Severity.INFO, source=STRINGS)
def description_contains_api(swagger: Swagger) -> Iterator[Finding]:
    """The connector's description speaks of an API.

    People who look for a connector want to know what the service does for them.

    Fix: Describe the service instead of its API.

    Evidence: Guidance only; one in five accepted descriptions contains the word.

    Reading: Only the word in capitals counts, alone or in the plural.

    Bad:
        info: {description: The API of Contoso keeps stock of widgets for small workshops.}
    Good:
        info: {description: Contoso keeps stock of widgets for small workshops of all kinds.}
    """
    info = swagger.info
    text = info.text("description") if info is not None else ""
    if info is not None and "API" in text and re.search(r"\bAPIs?\b", text):
        yield Finding('the connector description contains the word "API"', at=info / "description")


@rule("DescriptionContainsUrl", Severity.WARNING, source=POLICY, policy="5000.2.3.6")
def description_contains_url(swagger: Swagger) -> Iterator[Finding]:
    """The connector's description contains a web address.

    The designer does not turn it into a link, and it takes the room of words.

    Fix: Move the address to the readme or the connector's metadata.

    Evidence: One of two hundred recently accepted descriptions has one; of the pull requests that were never merged,
    one in six, so a reviewer asks.

    Reading: That policy 5000.2.3.6 means this is an outsider's finding.

    Bad:
        info: {description: "Keeps stock of widgets, see https://www.contoso.com for more of it."}
    Good:
        info: {description: Keeps stock of widgets and tells you when one of them runs out.}
    """
    info = swagger.info
    text = info.text("description") if info is not None else ""
    if info is not None and ("http://" in text or "https://" in text):
        yield Finding("the connector description contains a web address", at=info / "description")


@rule("DescriptionThin", Severity.WARNING, source=review(516))
def description_thin(swagger: Swagger) -> Iterator[Finding]:
    """The connector's description is one short phrase.

    It is all that somebody reads who has to choose among a thousand connectors.

    Fix: Say in two or three sentences what the service does and what the connector is good for, in up to 500
    characters.

    Evidence: Reviewers asked for more in pull requests 516, 600 and 854; of descriptions with up to 60 characters nearly
    all were rewritten during the review, and one recently accepted connector in twenty-five has so short a one.

    Reading: The limit of 60 characters is ours: the validator only refuses fewer than 30 (FieldLengthNotInRange).

    Bad:
        info: {description: Keeps stock of the widgets of small workshops.}
    Good:
        info:
          description: Keeps stock of the widgets of small workshops and tells you when one of them runs out.
    """
    info = swagger.info
    text = info.text("description").strip() if info is not None else ""
    if (
        info is not None
        and _SHORTEST <= len(text) <= _THIN
        and text.rstrip(".").lower() != swagger.title.strip().lower()
    ):
        message = f"the description has only {len(text)} characters and hardly says what the connector is good for"
        yield Finding(message, at=info / "description")


@rule("DescriptionEqualsTitle", Severity.WARNING, source=DEFINITION_SCHEMA)
def description_equals_title(swagger: Swagger) -> Iterator[Finding]:
    """The connector's description only repeats its title.

    Whoever does not know the service learns nothing.

    Fix: Say what the service does and what the connector is good for.

    Evidence: Eight submissions did it while under review; no accepted connector does.

    Reading: Case, blanks around the text and a full stop at its end do not count.

    Bad:
        info: {title: Contoso Widgets, description: contoso widgets}
    Good:
        info: {title: Contoso Widgets, description: Keeps stock of widgets for small workshops.}
    """
    info = swagger.info
    text = info.text("description").strip().rstrip(".").lower() if info is not None else ""
    if info is not None and text and text == swagger.title.strip().lower():
        yield Finding("the connector description repeats the title", at=info / "description")


@rule("ValueMustBeInEnglish", Severity.ERROR, source=VALIDATOR)
def value_must_be_in_english(swagger: Swagger) -> Iterator[Finding]:
    """A text is not written in the Latin alphabet.

    The platform translates the texts itself, and only from English.

    Fix: Write the text in English.

    Evidence: A code of Microsoft's validator; none of the connectors accepted in 2023 and 2024 has such a text.

    Reading: The validator's test is unknown. Typographic signs and accented letters were accepted, so only letters of
    another alphabet count. A text that is mostly English and shows a few of them, as an example, is only an info.

    Bad:
        info: {title: Контосо}
    Good:
        info: {title: Contoso Café}
    """
    if headline_text(swagger).isascii():
        return  # nearly always
    for wording in headlines(swagger, {text for text in headline_texts(swagger) if not text.isascii()}):
        text = wording.text[:_READ]
        others = [character for character in text if _is_foreign(character)]
        if others:
            import unicodedata

            name = unicodedata.name(others[0], "another alphabet").split()[0].capitalize()
            clear = 3 * len(others) >= sum(map(str.isalpha, text))
            severity = None if clear else Severity.INFO
            yield Finding(f"{wording.kind} contains {name} letters", at=wording.place, severity=severity)


@rule("TextNotEnglish", Severity.WARNING, source=VALIDATOR, policy="5000.2.3.1")
def text_not_english(swagger: Swagger) -> Iterator[Finding]:
    """A text seems to be written in another language than English.

    The platform translates the texts itself, and only from English.

    Fix: Translate the text.

    Evidence: Reviewers sent back German, Dutch and Turkish texts.

    Reading: The language is guessed from common words of six languages in texts of at least five words.

    Bad:
        paths: {/widgets: {get: {description: Ruft die Liste der Artikel für den Kunden ab und ist schnell.}}}
    Good:
        paths: {/widgets: {get: {description: Retrieves the list of widgets for the customer.}}}
    """
    if len(_FOREIGN_WORDS & shown_words(swagger)) < _FEW:
        return  # nearly always
    if len(_FOREIGN.intersection(plain_headlines(swagger).split())) < _FEW:
        return  # they stand in the fields of answers
    for wording in headlines(swagger, set(filter(_seems_foreign, headline_texts(swagger)))):
        yield Finding(f"{wording.kind} {quoted(wording.text)} seems not to be English", at=wording.place)


def _is_foreign(character: str) -> bool:
    """Whether it is a letter outside the Latin alphabet (Greek letters are units and symbols: they pass)."""
    if character < "\u0370" or not character.isalpha():
        return False
    import unicodedata

    name = unicodedata.name(character, "")
    return not name.startswith(("LATIN", "GREEK", "FULLWIDTH LATIN", "MODIFIER", "FEMININE", "MASCULINE"))


def _seems_foreign(text: str) -> bool:
    words = text[:_READ].lower().split()
    if len(words) < 5:
        return False
    known = [match.group() for word in words if (match := _WORDS.match(word))]
    foreign = len(_FOREIGN.intersection(known))
    return foreign >= _FEW and foreign > 2 * sum(word in _ENGLISH for word in known) and foreign * 6 >= len(known)
