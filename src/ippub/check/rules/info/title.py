"""The connector's title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, rule
from ippub.check.sources import STRINGS, SUBMISSION, VALIDATOR, review
from ippub.check.wording import quoted
from ippub.connector.swagger import Swagger
from ippub.document.edit import Set

TITLE_MAX = 30

_PRODUCTS = (
    *("power apps", "power automate", "power bi", "power pages", "power virtual agents", "power platform"),
    *("copilot studio", "logic apps", "dataverse"),
)
_PRODUCT = lazy(rf"\b(?:{'|'.join(_PRODUCTS)})\b".replace(" ", " ?"), re.IGNORECASE)
_TITLE_WORDS = lazy(r"\b(?:api|connector)\b", re.IGNORECASE)
_DESCRIPTION_WORDS = lazy(r"\b(?:power apps|power automate|logic apps)\b", re.IGNORECASE)

_MARKS = " \t\n.,;:-–_"
"""What is never a part of a name at its end; "!" and "+" can be."""
_END = lazy(r"[^\w)\]]+\Z|_+\Z")
_SUFFIX = lazy(r"\s*[-–]?\s*[(\[]\s*independent publisher\s*[)\]]\s*\Z", re.IGNORECASE)

_PLACEHOLDERS = frozenset(["default title", "title", "my connector", "custom connector", "new connector", "untitled"])

_PLATFORM = frozenset(
    [
        "sharepoint",
        "office365outlook",
        "microsoftteams",
        "onedrive",
        "onedriveforbusiness",
        "excelonlinebusiness",
        "microsoftdataverse",
        "outlookcom",
        "planner",
        "microsofttodobusiness",
        "onenotebusiness",
        "office365users",
        "office365groups",
        "sqlserver",
        "azureblobstorage",
        "azuredevops",
        "azurequeues",
        "azuretablestorage",
        "azurekeyvault",
        "azuread",
        "servicebus",
        "eventhubs",
        "applicationinsights",
        "azureautomation",
        "azuredatafactory",
        "azureopenai",
        "salesforce",
        "dropbox",
        "googledrive",
        "googlecalendar",
        "googlesheets",
        "gmail",
        "googletasks",
        "googlecontacts",
        "twitter",
        "x",
        "facebook",
        "instagram",
        "linkedin",
        "linkedinv2",
        "youtube",
        "slack",
        "github",
        "trello",
        "asana",
        "basecamp3",
        "zendesk",
        "servicenow",
        "freshdesk",
        "freshservice",
        "mailchimp",
        "sendgrid",
        "twilio",
        "stripe",
        "docusign",
        "adobesign",
        "adobepdfservices",
        "box",
        "ftp",
        "sftpssh",
        "smtp",
        "rss",
        "http",
        "http2",
        "bitbucket",
        "todoist",
        "wordpress",
        "typeform",
        "surveymonkey",
        "googleforms",
        "microsoftforms",
        "approvals",
        "notifications",
        "yammer",
        "vivaengage",
        "powerbi",
        "encodian",
        "muhimbipdf",
        "plumsail",
        "cognitoforms",
        "jotform",
        "eventbrite",
        "pagerduty",
        "amazonredshift",
        "amazons3",
        "snowflake",
        "databricks",
        "postgresql",
        "mysql",
        "oracledatabase",
        "mongodb",
        "redis",
        "sap",
        "sapodata",
        "workday",
        "netsuite",
        "xero",
        "quickbooksonline",
        "zohocrm",
        "pipedrive",
        "intercom",
        "calendly",
        "bitly",
        "deepl",
        "msnweather",
        "bingmaps",
        "googletranslate",
        "microsofttranslator",
        "azurecosmosdb",
        "elasticsearch",
        "monday",
    ]
)
"""Titles of connectors that the platform itself or verified publishers offer, letters and digits only, lower case."""


def product_in(text: str) -> str:
    """How ``text`` names one of Microsoft's own products, which texts of a connector must not use; "" if it does not."""
    written = text.lower().replace(" ", "")
    if not any(name.replace(" ", "") in written for name in _PRODUCTS):
        return ""
    match = _PRODUCT.search(text)
    return match.group() if match else ""


@rule("FieldLengthExceeded", Severity.ERROR, source=VALIDATOR)
def field_length_exceeded(swagger: Swagger) -> Iterator[Finding]:
    """The connector's title is too long.

    The title names the connector in every list of the designer, and the platform's store takes 30 characters.

    Fix: Shorten the title to at most 30 characters.

    Evidence: Printed as an error by Microsoft's validator (pull request 3407); no accepted independent connector is
    longer.

    Bad:
        info: {title: Contoso Widgets for Small Workshops}
    Good:
        info: {title: Contoso Widgets}
    """
    title = swagger.title
    if swagger.info is not None and len(title) > TITLE_MAX:
        message = f"title {quoted(title)} has {len(title)} characters; at most {TITLE_MAX} are allowed"
        yield Finding(message, at=swagger.info / "title")


@rule("FieldLengthNotInRange", Severity.ERROR, source=VALIDATOR, policy=("5000.2.2.1", "5000.2.3.4"))
def field_length_not_in_range(swagger: Swagger) -> Iterator[Finding]:
    """The connector's description is shorter than 30 or longer than 500 characters.

    It is the text by which people decide whether the connector is what they look for.

    Fix: Say in 30 to 500 characters what the service does and what the connector is good for.

    Evidence: Printed as an error by Microsoft's validator (pull requests 550 and 4181); one connector of 2021 broke it.

    Bad:
        info: {description: Manages widgets.}
    Good:
        info: {description: Contoso keeps stock of widgets and tells you when one runs out.}
    """
    info = swagger.info
    text = info.text("description") if info is not None else ""
    if info is not None and text.strip() and not 30 <= len(text) <= 500:
        yield Finding(
            f"the connector description has {len(text)} characters; between 30 and 500 are allowed",
            at=info / "description",
        )


@rule("ValueContainsRestrictedWords", Severity.ERROR, source=VALIDATOR, policy="5000.2.2.2")
def value_contains_restricted_words(swagger: Swagger) -> Iterator[Finding]:
    """The title says "API" or "connector", or the description names a product of the platform.

    Every connector is a connector to an API, so the words say nothing; the product names would make the description
    wrong in the other products that use the connector.

    Fix: Leave the word out.

    Evidence: Printed as an error with exactly these words in pull requests 550 and 3407. Words that only contain them,
    such as "TimeAPI", were accepted.

    Bad:
        info: {title: Contoso Widgets API}
    Bad:
        info: {description: Use widgets of Contoso in Power Automate whenever one of them runs out.}
    Good:
        info: {title: Contoso WidgetAPI}
    """
    info = swagger.info
    if info is None:
        return
    for key, pattern in (("title", _TITLE_WORDS), ("description", _DESCRIPTION_WORDS)):
        match = pattern.search(info.text(key))
        if match:
            yield Finding(f"{key} contains the word {quoted(match.group())}", at=info / key)


@rule("ValueMustEndWithAlphanumeric", Severity.ERROR, source=VALIDATOR, policy="5000.2.2.3", fixable=True)
def value_must_end_with_alphanumeric(swagger: Swagger) -> Iterator[Finding]:
    """The connector's title does not end with a letter or digit.

    A title that ends with a blank or a full stop looks like a slip in every list.

    Fix: Remove what follows the last letter or digit.

    Evidence: The certification run of 2025 prints it as an error.

    Reading: Fourteen accepted titles end with a closing bracket, so brackets pass here.

    Bad:
        info: {title: Contoso Widgets.}
    Good:
        info: {title: Contoso Widgets (EU)}
    """
    title = swagger.title
    if swagger.info is not None and title.strip() and not (title[-1].isalnum() or title[-1] in ")]"):
        at = swagger.info / "title"
        bare = title.rstrip(_MARKS)
        shorter = bare if bare[-1:].isalnum() or bare.endswith((")", "]")) else _END.sub("", title)
        repair = Fix((Set(at, shorter),), safe=shorter == bare) if shorter else None
        yield Finding(f"the title ends with {title[-1]!r}, which is no letter or digit", at=at, fix=repair)


def is_placeholder(title: str) -> bool:
    """Whether ``title`` is one that an editor or template puts into a new connector."""
    return " ".join(title.lower().split()) in _PLACEHOLDERS


@rule("TitlePlaceholder", Severity.WARNING, source=review(602), submission=Severity.ERROR)
def title_placeholder(swagger: Swagger) -> Iterator[Finding]:
    """The title is the one that the editor puts into a new connector.

    Nobody finds a connector that is called "Default title".

    Fix: Write the name of the service.

    Evidence: A reviewer sent such a title back (pull request 602), and yet one connector was accepted with "Default title"
    in 2023, so it is an error only when you submit.

    Bad:
        info: {title: Default title}
    Bad:
        info: {title: My Connector}
    Good:
        info: {title: Contoso Widgets}
    """
    if swagger.info is not None and is_placeholder(swagger.title):
        yield Finding(f"the title is still {quoted(swagger.title)}", at=swagger.info / "title")


@rule("TitleContainsProductName", Severity.ERROR, source=SUBMISSION, policy="5000.2.2.2")
def title_contains_product_name(swagger: Swagger) -> Iterator[Finding]:
    """The title contains the name of a product of Microsoft's platform.

    People would take the connector for a part of that product.

    Fix: Name the service that the connector calls, and nothing else.

    Evidence: Policy 5000.2.2.2; no accepted independent connector has such a title.

    Reading: The documentation names two products; we take the platform's nine.

    Bad:
        info: {title: Contoso for Power Automate}
    Good:
        info: {title: Contoso Automation}
    """
    product = product_in(swagger.title)
    if product and swagger.info is not None:
        yield Finding(f"title contains the product name {quoted(product)}", at=swagger.info / "title")


@rule("TitleNotUnique", Severity.WARNING, source=SUBMISSION, policy="5000.2.2.5")
def title_not_unique(swagger: Swagger) -> Iterator[Finding]:
    """The title is that of a connector which the platform already has.

    A service that has a connector of Microsoft or of a verified publisher cannot get another one.

    Fix: Look the service up in the list of connectors; when it is there, do not build a second one.

    Evidence: Refused in words in 2025 and 2026 (policy 5000.2.2.5); older connectors passed.

    Reading: Without a network only about a hundred well-known titles are compared, so silence proves nothing.

    Bad:
        info: {title: SharePoint}
    Good:
        info: {title: Contoso Widgets}
    """
    key = "".join(c for c in swagger.title.lower() if c.isalnum())
    if key in _PLATFORM and swagger.info is not None:
        yield Finding(f"the platform has a connector called {quoted(swagger.title)}", at=swagger.info / "title")


@rule("TitleHasIndependentPublisherSuffix", Severity.WARNING, source=SUBMISSION, fixable=True)
def title_has_suffix(swagger: Swagger) -> Iterator[Finding]:
    """The title contains "Independent Publisher".

    That belongs into the title of the pull request; Microsoft adds it to the published name by itself.

    Fix: Take "(Independent Publisher)" out of info.title.

    Evidence: None of the accepted titles has it, and with it hardly any fits 30 characters.

    Bad:
        info: {title: Woo (Independent Publisher)}
    Good:
        info: {title: Woo}
    """
    if "independent publisher" in swagger.title.lower() and swagger.info is not None:
        at = swagger.info / "title"
        bare = _SUFFIX.sub("", swagger.title).strip()
        repair = fix(Set(at, bare)) if bare and "independent publisher" not in bare.lower() else None
        yield Finding(f"title {quoted(swagger.title)} contains the suffix", at=at, fix=repair)


@rule("TitleNamesServiceNotOwned", Severity.INFO, source=STRINGS)
def title_names_service_not_owned(swagger: Swagger) -> Iterator[Finding]:
    """The title claims to be the service's own.

    An independent publisher builds for a service of somebody else; words such as "official" claim the opposite.

    Fix: Name the service without a claim or a trademark sign.

    Evidence: The guidance forbids names of products that one does not own, which independent connectors have by design.

    Reading: Who owns a service cannot be checked; we look for "official" and for trademark signs only.

    Bad:
        info: {title: Official Contoso}
    Good:
        info: {title: Contoso Widgets}
    """
    match = re.search(r"(?i:\bofficial\b)|®|™", swagger.title)
    if match and swagger.info is not None:
        yield Finding(f"title contains {quoted(match.group())}", at=swagger.info / "title")
