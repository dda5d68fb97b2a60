"""Who publishes the connector and who owns the service behind it."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, fix, rule
from ippub.check.sources import PACONN, SUBMISSION, review
from ippub.check.wording import listed, quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.properties import ApiProperties
from ippub.document.edit import Set

_SPECIAL = lazy(r"[^\w\s.,&'()/|:+-]|_|[^\x00-\x7f]")


@rule("PublisherMissing", Severity.ERROR, source=SUBMISSION)
def publisher_missing(file: ApiProperties) -> Iterator[Finding]:
    """The file apiProperties.json does not say who publishes the connector.

    The name is shown to everybody who looks at the connector, and certification compares it with the
    account that submits.

    Fix: Add "publisher" with your own name or your company's.

    Evidence: Documented as required; all accepted connectors of independent publishers have it.

    Bad:
        apiProperties.json: {properties: {publisher: null}}
    Bad:
        apiProperties.json: {properties: {publisher: " "}}
    Good:
        apiProperties.json: {properties: {publisher: Ada Lovelace}}
    """
    if not _members(file).text("publisher").strip():
        yield Finding('"publisher" is missing or empty', at=file.properties / "publisher")


@rule("StackOwnerMissing", Severity.WARNING, source=SUBMISSION, submission=Severity.ERROR)
def stack_owner_missing(file: ApiProperties) -> Iterator[Finding]:
    """The file apiProperties.json does not say who owns the service behind the connector.

    "stackOwner" is the company whose API is called. Reviewers need it to tell an independent publisher from
    the owner of the service.

    Fix: Add "stackOwner" with the name of the company that runs the service.

    Evidence: All 20 connectors that were opened without it got it in review (asked for in pull requests 918
    and 1260); about two in a hundred accepted ones slipped through. It is an error when you submit.

    Bad:
        apiProperties.json: {properties: {stackOwner: null}}
    Good:
        apiProperties.json: {properties: {stackOwner: Contoso Ltd}}
    """
    if not _members(file).text("stackOwner").strip():
        yield Finding('"stackOwner" is missing or empty', at=file.properties / "stackOwner")


@rule("PublisherAlphanumeric", Severity.INFO, source=SUBMISSION)
def publisher_alphanumeric(file: ApiProperties) -> Iterator[Finding]:
    """The name of the publisher or of the service's owner has unusual characters.

    The documentation asks for letters, digits and blanks. A reviewer once had letters outside the English
    alphabet replaced.

    Fix: Write the name with plain letters, digits, blanks and ordinary punctuation.

    Evidence: Documented, but commas, dots and ampersands occur in a quarter of the accepted connectors; a
    reviewer asked about special letters in pull request 2266.

    Reading: Ordinary punctuation of company names passes; letters that are not English and other signs are
    told.

    Bad:
        apiProperties.json: {properties: {stackOwner: Contoso® Ltd}}
    Bad:
        apiProperties.json: {properties: {stackOwner: Brønnøy Ltd}}
    Good:
        apiProperties.json: {properties: {stackOwner: "Contoso, Ltd."}}
    """
    for key in ("publisher", "stackOwner"):
        text = file.properties.text(key)
        odd = _SPECIAL.findall(text)
        if odd:
            message = f'"{key}" {quoted(text)} has the unusual characters {listed(dict.fromkeys(odd), 5)}'
            yield Finding(message, at=file.properties / key)


@rule("PublisherSurroundingBlanks", Severity.WARNING, source=SUBMISSION, fixable=True)
def publisher_surrounding_blanks(file: ApiProperties) -> Iterator[Finding]:
    """The name of the publisher or of the service's owner begins or ends with a blank.

    The name is compared and shown as it stands. A blank that nobody sees makes it another name.

    Fix: Remove the blanks around the name.

    Evidence: One of about 390 accepted connectors has it, by mistake.

    Bad:
        apiProperties.json: {properties: {stackOwner: "Contoso Ltd "}}
    Good:
        apiProperties.json: {properties: {stackOwner: Contoso Ltd}}
    """
    for key in ("publisher", "stackOwner"):
        text = file.properties.text(key)
        if text.strip() and text != text.strip():
            message = f'"{key}" begins or ends with a blank: {quoted(text.strip())}'
            at = file.properties / key
            remedy = f"Write {quoted(text.strip())}."
            yield Finding(message, at=at, remedy=remedy, fix=fix(Set(at, text.strip())))


@rule("PublisherEqualsStackOwner", Severity.WARNING, source=review(2360))
def publisher_equals_stack_owner(file: ApiProperties) -> Iterator[Finding]:
    """The publisher and the owner of the service are the same.

    An independent publisher does not own the service; whoever owns it takes the way of verified publishers,
    where the two names must be the same.

    Fix: Name the company that runs the service as "stackOwner", or submit as a verified publisher if it is
    yours.

    Evidence: Four of five such connectors were changed in review; three of 395 were accepted with it.

    Reading: The documentation says that an independent publisher does not own the service; that the names differ is
    concluded from it. Case does not count.

    Bad:
        apiProperties.json: {properties: {publisher: Contoso, stackOwner: contoso}}
    Good:
        apiProperties.json: {properties: {publisher: Ada Lovelace, stackOwner: Contoso}}
    """
    name = file.publisher.strip()
    for key in file.properties.value:
        if name and key.lower() == "stackowner" and name.casefold() == file.properties.text(key).strip().casefold():
            message = f"publisher and stackOwner are both {quoted(name)}"
            yield Finding(message, at=file.properties / key)


@rule("StackOwnerBlocksPaconnUpdate", Severity.INFO, source=PACONN)
def stack_owner_blocks_paconn(connector: Connector) -> Iterator[Finding]:
    """The tool paconn cannot upload a connector whose file has a stackOwner.

    The service that paconn talks to knows no "stackOwner" and answers InvalidRequestContent. The submission
    needs it all the same.

    Fix: Keep "stackOwner" for the submission and give paconn a second apiProperties.json without it.

    Evidence: Documented as a limitation of paconn; makers stumbled over it in pull requests 754 and 918.

    Reading: paconn is taken to be in use where its settings.json stands beside the connector.

    Bad:
        settings.json: {connectorId: null, environment: abc}
    Good:
        settings.json: {connectorId: null, environment: abc}
        apiProperties.json: {properties: {stackOwner: null}}
    """
    properties = connector.properties
    if connector.settings_document is not None and properties is not None and properties.stack_owner:
        message = "paconn refuses the file while it has a stackOwner"
        yield Finding(message, at=(properties.properties / "stackOwner").marked_key)


def _members(file: ApiProperties) -> Node:
    """Where the members stand: in "properties", or in the file itself (ApiPropertiesNotJson tells that)."""
    return file.properties if "properties" in file else file
