"""Contact, version and status of the connector."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import DEFINITION_SCHEMA, SUBMISSION, SUBMISSION_IP, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import Swagger
from ippub.document.edit import Set

_EMAIL = lazy(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MACHINES = ("mailer-daemon", "bounce", "bounces")
_NO_REPLY = lazy(r"(do)?not?[-_.]?reply.*|.*[-_.](do)?not?[-_.]?reply|do[-_.]not[-_.]reply")
_OF_PLACEHOLDERS = ("your", "my", "some", "name", "me@", "todo", "tbd", "dummy", "holder", "domain", "company", "test")
"""One of these stands in every placeholder; the expression takes longer to compile than all others of a usual run."""
_PLACEHOLDER = lazy(
    r"(your|my|some)[-_.]?(own[-_.]?)?(e?mail|name|address|user|contact|support|one)[-_.]?(e?mail|address)?@.*"
    r"|(first[-_.]?name[-_.]?last[-_.]?name|change[-_.]?me|todo|tbd|dummy|placeholder)@.*"
    r"|.*@((your|my)[-_]?)(own[-_]?)?(company|domain|organi[sz]ation|mail|email|site|website|service|server|host|provider)\..*"
    r"|.*@(domain|company|test)\.(com|org|net|tld)"
)
_EXAMPLES = (".example.com", ".example.net", ".example.org", ".example.edu")
_RESERVED = (*_EXAMPLES, ".example", ".test", ".invalid", ".localhost", ".local", ".internal", ".lan", ".home.arpa")
_DEPLOYMENT = lazy(r"\d+(\.\d+)+")


@rule("ContactEmailNotValid", Severity.ERROR, source=VALIDATOR, policy="5000.3.1.4", fixable=True)
def contact_email_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """The contact's e-mail is no valid address.

    Users write to it, and Microsoft sends the form of the identity check to it.

    Fix: Enter a mailbox that you read.

    Evidence: On Microsoft's list; none of the accepted connectors breaks it.

    Bad:
        info: {contact: {email: support at contoso}}
    Bad:
        info: {contact: {email: "support@contoso.com "}}
    Good:
        info: {contact: {email: support@contoso.com}}
    """
    contact = swagger.info.child("contact") if swagger.info is not None else None
    email = contact.text("email") if contact is not None else ""
    if contact is not None and email.strip() and not _EMAIL.fullmatch(email):
        at = contact / "email"
        bare = email.strip()
        repair = fix(Set(at, bare)) if _EMAIL.fullmatch(bare) else None
        yield Finding(f"{quoted(email)} is no e-mail address", at=at, fix=repair)


@rule("ContactEmailReceivesNothing", Severity.WARNING, source=SUBMISSION_IP)
def contact_email_receives_nothing(swagger: Swagger) -> Iterator[Finding]:
    """Nobody reads what is sent to the contact's e-mail.

    Microsoft sends the form of the identity check to this address, and it must be answered within 30 days; without the
    answer nothing goes on. Users write there too.

    Fix: Enter a mailbox that you read.

    Evidence: Reviewers sent the form to this address, and an unanswered one cost a submitter two weeks; none of 556
    accepted connectors has an address like these.

    Reading: Whether a mailbox exists cannot be seen offline. Addresses that say that they take no answers, names and
    domains that are reserved for examples, placeholders, and forms that no mailbox can have are found.

    Bad:
        info: {contact: {email: no-reply@contoso.com}}
    Bad:
        info: {contact: {email: support@example.com}}
    Bad:
        info: {contact: {email: your.name@contoso.com}}
    Bad:
        info: {contact: {email: support..widgets@contoso.com}}
    Good:
        info: {contact: {email: support@contoso.com}}
    """
    contact = swagger.info.child("contact") if swagger.info is not None else None
    email = contact.text("email").strip().lower() if contact is not None else ""
    if contact is None or not _EMAIL.fullmatch(email):
        return
    reason = _deaf(email)
    if reason:
        yield Finding(f"{quoted(contact.text('email'))} {reason}", at=contact / "email")


def _deaf(email: str) -> str:
    """Why ``email``, in lower case, receives nothing, as the end of a sentence; "" when it may."""
    local, _, domain = email.rpartition("@")
    if local in _MACHINES or ("reply" in local and _NO_REPLY.fullmatch(local)) or ".noreply." in f".{domain}":
        return "says that it takes no mail"
    if f".{domain}".endswith(_RESERVED):
        return "is in a domain that receives no mail"
    if any(word in email for word in _OF_PLACEHOLDERS) and _PLACEHOLDER.fullmatch(email):
        return "is a placeholder"
    labels = domain.split(".")
    if any(label.startswith("-") or label.endswith("-") for label in labels) or labels[-1].isdigit():
        return "cannot be a mailbox"
    odd = local.startswith(".") or local.endswith(".") or ".." in email or len(local) > 64 or len(email) > 254
    return "cannot be a mailbox" if odd else ""


@rule("ContactIncomplete", Severity.WARNING, source=SUBMISSION, policy="5000.3.1.4")
def contact_incomplete(swagger: Swagger) -> Iterator[Finding]:
    """The contact lacks a name, an address or an e-mail.

    Users need to know whom to ask, and the identity check of 2025 is sent to the e-mail.

    Fix: Give the contact a name, a url and an email.

    Evidence: Microsoft's validator printed an error for a missing e-mail, and none of 194 connectors accepted in 2023
    and 2024 lacks it or the name; the address is missing in one accepted connector of six, so that is an info.

    Bad:
        info: {contact: {email: null}}
    Bad:
        info: {contact: {name: ""}}
    Good:
        info: {contact: {name: Contoso Support, url: "https://www.contoso.com", email: help@contoso.com}}
    """
    contact = swagger.info.child("contact") if swagger.info is not None else None
    if contact is None:
        return
    for key in ("name", "email", "url"):
        if not contact.text(key).strip():
            severity = {"email": Severity.ERROR, "url": Severity.INFO}.get(key)
            yield Finding(f'contact has no "{key}"', at=contact / key, severity=severity)


@rule("InfoVersionMissing", Severity.ERROR, source=DEFINITION_SCHEMA, fixable=True)
def info_version_missing(swagger: Swagger) -> Iterator[Finding]:
    """The definition has no version, or one that is blank or no text.

    The version tells an update from what it replaces.

    Fix: Write "version": "1.0", and raise it with each update.

    Evidence: Required by Swagger 2.0; every accepted connector has one.

    Bad:
        info: {version: null}
    Bad:
        info: {version: " "}
    Good:
        info: {version: "1.1"}
    """
    info = swagger.info
    if info is not None and not info.text("version").strip():
        message = "version is blank or not a text" if "version" in info else 'the info has no "version"'
        at = info / "version"
        version = info.get("version")
        known = str(version) if isinstance(version, int) and not isinstance(version, bool) else ""
        repair = fix(Set(at, known)) if known else suggestion(Set(at, "1.0", after="description"))
        yield Finding(message, at=at, fix=repair)


@rule("InfoDeploymentVersionFormat", Severity.ERROR, source=DEFINITION_SCHEMA)
def info_deployment_version_format(swagger: Swagger) -> Iterator[Finding]:
    """The deployment version is not made of numbers and dots.

    Microsoft's own tools compare it number by number.

    Fix: Write numbers with dots between, such as "1.0.0", or leave x-ms-deployment-version out.

    Evidence: A pattern in the published schema; no accepted connector breaks it.

    Reading: The key stands in Microsoft's schema only; at least two numbers are asked for, as in its pattern.

    Bad:
        info: {x-ms-deployment-version: v1}
    Good:
        info: {x-ms-deployment-version: 1.0.0}
    """
    info = swagger.info
    if info is None or "x-ms-deployment-version" not in info:
        return
    if not _DEPLOYMENT.fullmatch(info.text("x-ms-deployment-version")):
        value = quoted(info.get("x-ms-deployment-version"))
        yield Finding(f"x-ms-deployment-version is {value}", at=info / "x-ms-deployment-version")


@rule("ProductionStatusOnBetaService", Severity.WARNING, source=VALIDATOR)
def production_status_on_beta_service(swagger: Swagger) -> Iterator[Finding]:
    """The connector says Production although the service is a beta.

    A connector cannot be more settled than what it calls; new connectors start as Preview in any case.

    Fix: Write the status "Preview", or leave it out.

    Evidence: On Microsoft's list; no accepted connector states a status of its own.

    Reading: How the validator knows a beta is unpublished; we look for "beta" in host and base path.

    Bad:
        host: beta.contoso.com
        x-ms-api-annotation: {status: Production}
    Good:
        host: api.contoso.com
        x-ms-api-annotation: {status: Production}
    """
    for holder in (swagger, swagger.info):
        note = holder.child("x-ms-api-annotation") if holder is not None else None
        if note is None or note.text("status") != "Production":
            continue
        where = f"{swagger.host}{swagger.text('basePath')}".lower()
        if re.search(r"\bbeta\b", where):
            yield Finding(f"status is Production, but {quoted(where)} is a beta", at=note / "status")
