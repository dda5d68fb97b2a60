"""What a connector is called upstream: the name of its folder, and the slug made from it."""

from __future__ import annotations

import re
import unicodedata

from ippub.errors import UsageError
from ippub.nearest import quoted

FOLDER = "independent-publisher-connectors"
"""Where independent publishers' connectors stand in the upstream repository."""

SUFFIX = "(Independent Publisher)"
"""What the title of every pull request of an independent publisher ends with."""

LONGEST = 100
"""Characters in a name. The longest of 395 accepted folders has 54; Windows stops at paths of 260."""

_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_PROPOSAL = re.compile(r"(?i)^proposal\b|\bindependent publisher\b")


def upstream_name(name: str) -> str:
    """``name`` when a folder of the upstream repository can be called so on every system, in composed Unicode.

    Raises ``UsageError`` for a name that cannot be a folder on Windows, that hides characters, or that belongs to
    the pull request and not to the connector ("Proposal - ...").
    """
    composed = unicodedata.normalize("NFC", name)
    fault = _fault(composed)
    if fault:
        hint = "The folder keeps its name for ever; rename it to the connector's name, or give --name."
        raise UsageError(f"the connector cannot be called {quoted(composed)}: {fault}", hint)
    return composed


def _fault(name: str) -> str:
    if not name.strip():
        return "the name is empty"
    if len(name) > LONGEST:
        return f"it has {len(name)} characters, and {LONGEST} are the most"
    if not name.isprintable():
        return "it has characters that cannot be seen"
    if _FORBIDDEN.search(name):
        return 'a folder on Windows cannot have < > : " / \\ | ? or *'
    if name != name.strip() or name.endswith(".") or name.startswith("."):
        return "it begins or ends with a blank or a full stop"
    if _DEVICES.fullmatch(name):
        return "Windows keeps that name for a device"
    if _PROPOSAL.search(name):
        return "that belongs into the title of the pull request"
    return ""


def slug(name: str) -> str:
    """``name`` in lower-case ASCII letters, digits and single hyphens; names in other scripts get their code points.

    Different names may share a slug only when they differ in case, accents, blanks and punctuation alone, which the
    upstream repository would not accept beside each other either.
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).lower()
    kept = "".join(c if c.isascii() else "" if unicodedata.combining(c) else f"-{ord(c):x}-" for c in plain)
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-") or "connector"
