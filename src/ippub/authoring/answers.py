"""What has to be known before a connector can be written, and what is wrong with an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from ippub.artifacts.naming import upstream_name
from ippub.check.rules.info.title import TITLE_MAX
from ippub.check.rules.metadata.categories import CATEGORIES
from ippub.errors import UsageError
from ippub.nearest import did_you_mean


class Authentication(StrEnum):
    """How a connection signs in. OAuth 2.0 is paused for independent publishers and so none of them."""

    none = "none"
    key_header = "api-key-header"
    key_query = "api-key-query"
    basic = "basic"


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that a person says about a new connector; "" is not yet said.

    ``name`` is folder and title. ``host`` has no scheme and no path; ``base_path`` begins with a slash. ``key_name`` is
    the header or query parameter of an API key. ``categories`` are one or two of the nineteen that there are.
    """

    name: str
    description: str = ""
    host: str = ""
    base_path: str = "/"
    authentication: Authentication | None = None
    key_name: str = "X-Api-Key"
    publisher: str = ""
    stack_owner: str = ""
    categories: tuple[str, ...] = ()
    contact_name: str = ""
    contact_url: str = ""
    contact_email: str = ""
    website: str = ""
    privacy_policy: str = ""


NEEDED = {
    "description": "What does the service do? (30 to 500 characters)",
    "host": "Host of the API, such as api.contoso.com",
    "authentication": "How does one sign in? (none, api-key-header, api-key-query, basic)",
    "publisher": "Your name, or your company's",
    "stack_owner": "Who owns the service behind the API?",
    "categories": "One or two categories, separated by a semicolon",
    "contact_name": "Name of a contact, such as a support team",
    "contact_url": "Web address of the contact",
    "contact_email": "E-mail of the contact (it becomes public)",
    "website": "Website of the service",
    "privacy_policy": "Address of the service's privacy policy",
}
"""What nobody but the author can say, and the question for each."""

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+(?::\d{1,5})?"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\[\]-]*")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?")


def missing(answers: Answers) -> tuple[str, ...]:
    """The fields of ``NEEDED`` that are still empty, in the order in which they are asked."""
    return tuple(name for name in NEEDED if not getattr(answers, name))


def fault(field: str, value: str) -> str:
    """What is wrong with ``value`` as the answer to ``field``, "" when nothing is.

    Only what can be seen in one answer alone; ``ippub check`` judges the whole.
    """
    if not value.isprintable() or value != value.strip():
        return "it begins or ends with a blank, or has characters that cannot be seen"
    match field:
        case "name":
            return _name_fault(value)
        case "description":
            return "" if 30 <= len(value) <= 500 else f"it has {len(value)} characters; 30 to 500 are allowed"
        case "host":
            return "" if _HOST.fullmatch(value) else "a host looks like api.contoso.com, without https:// and path"
        case "base_path":
            return "" if _PATH.fullmatch(value) and value else "a base path looks like /v1"
        case "authentication":
            return "" if value in list(Authentication) else f"it is none of {', '.join(Authentication)}"
        case "key_name":
            return _key_fault(value)
        case "categories":
            return _category_fault(value)
        case "contact_email":
            return "" if _EMAIL.fullmatch(value) else "an e-mail looks like support@contoso.com"
        case "contact_url" | "website" | "privacy_policy":
            return "" if _is_address(value) else "it is no whole address such as https://www.contoso.com"
        case _:
            return "" if any(char.isalnum() for char in value) else "it has no letter or digit"


def parse_categories(text: str) -> tuple[str, ...]:
    """The categories in ``text``, separated by ``;`` or ``,``, as they are officially spelt where they are known."""
    known = {name.lower(): name for name in CATEGORIES}
    parts = [part.strip() for part in text.replace(",", ";").split(";")]
    return tuple(dict.fromkeys(known.get(part.lower(), part) for part in parts if part))


def validated(answers: Answers) -> Answers:
    """``answers`` when each of them can stand. Raises ``UsageError`` naming the first that cannot."""
    wanting = missing(answers)
    if wanting:
        raise UsageError(f"the new connector lacks {', '.join(wanting)}", " ".join(NEEDED[name] for name in wanting))
    for field in ("name", "base_path", "key_name", *NEEDED):
        value = getattr(answers, field)
        text = "; ".join(value) if isinstance(value, tuple) else str(value)
        problem = fault(field, text)
        if problem:
            raise UsageError(f"the {field.replace('_', ' ')} {text!r} cannot be used: {problem}", _hint(field))
    if answers.publisher.casefold() == answers.stack_owner.casefold():
        raise UsageError(
            "publisher and stack owner are the same",
            "An independent publisher builds for the service of somebody else; name the owner with --stack-owner.",
        )
    return answers


def _hint(field: str) -> str:
    if field == "categories":
        return f"The categories are {', '.join(CATEGORIES)}."
    return "Choose another NAME." if field == "name" else f"Say it with --{field.replace('_', '-')}."


def _name_fault(value: str) -> str:
    try:
        upstream_name(value)
    except UsageError as error:
        return error.message.rpartition(": ")[2]
    if len(value) > TITLE_MAX:
        return f"it has {len(value)} characters; the title takes {TITLE_MAX}"
    return ""


def _key_fault(value: str) -> str:
    if value.lower() in ("authorization", "connectionid"):
        # An API key in Authorization is how bearer tokens are entered; a parameter called connectionId is refused.
        return "" if value.lower() == "authorization" else "the platform keeps that name for itself"
    return "" if _KEY.fullmatch(value) else "a name looks like X-Api-Key"


def _category_fault(value: str) -> str:
    names = parse_categories(value)
    for name in names:
        if name not in CATEGORIES:
            return f"there is no category {name!r}{did_you_mean(name, CATEGORIES)}"
    return "" if 1 <= len(names) <= 2 else "one or two are needed"


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = value.isascii() and not any(char in ' "<>\\^`{|}' for char in value)
    return parts.scheme == "https" and plain and not parts.username and bool(_HOST.fullmatch(host))
