"""API hosts: whose they are, and which say nothing because many services share them.

The registrable domain comes from the public suffix list (offline, the package ``publicsuffixlist``), in which hosting
under a customer's own name (``azurewebsites.net``, ``herokuapp.com``) counts as a suffix: there each name is another
service. What the list does not know is learnt from the catalogue itself: a host or domain under which connectors of
three or more differently named services live is a gateway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from ippub.catalogue.entry import Entry
from ippub.catalogue.naming import name_of

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

GATEWAYS = frozenset(
    {
        "amazonaws.com", "apimatic.io", "azure-api.net", "azure-apim.net", "azurecontainerapps.io", "azurefd.net",
        "azurewebsites.net", "cloudapp.net", "cloudfunctions.net", "cloudfront.net", "github.io", "googleapis.com",
        "graph.microsoft.com", "herokuapp.com", "logic.azure.com", "management.azure.com", "ngrok.app", "ngrok.io",
        "ngrok-free.app", "onrender.com", "p.rapidapi.com", "rapidapi.com", "run.app", "trafficmanager.net",
        "vercel.app", "workers.dev",
    }
)  # fmt: skip
"""Where many services answer under one name. Those that the catalogue shows itself are found by :func:`shared`."""

_MICROSOFT = frozenset(
    {
        "azure.com", "azuredatabricks.net", "bing.com", "dynamics.com", "live.com", "microsoft.com",
        "microsoftonline.com", "msn.com", "office.com", "office365.com", "onedrive.com", "outlook.com",
        "powerapps.com", "powerautomate.com", "powerbi.com", "powerplatform.com", "sharepoint.com", "skype.com",
        "visualstudio.com", "windows.net", "xboxlive.com", "yammer.com",
    }
)  # fmt: skip
"""Domains of Microsoft's own services."""

_CUSTOMERS = (
    "cloudapp.azure.com", "logic.azure.com", "blob.core.windows.net", "azure-apihub.net", "servicebus.windows.net",
)  # fmt: skip
"""Below these, Microsoft's customers run what is theirs."""

_PLACEHOLDER = re.compile(
    r"your|contoso|example|fabrikam|localhost|dynamichost|definedin|[{}<>\[\]$*]|replace|\btenant\b"
)
_HOST = re.compile(r"[\w.-]+", re.ASCII)
_DIFFERENT = 3


def host_of(text: str) -> str:
    """The host in ``text`` (a host, with a port or not, or an address), lower case; "" when there is none."""
    text = text.strip()[:500].lower()
    text = text.partition("://")[2] or text
    text = re.split(r"[/?#]", text, maxsplit=1)[0].rpartition("@")[2]
    text = text.partition(":")[0].strip(".")
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return text if "." in text and _HOST.fullmatch(text) else ""


@lru_cache(maxsize=4096)
def known_host(text: str) -> str:
    """The host of a definition, or "" when it only stands for one (``yourhost.contoso.com``, ``{tenant}.acme.com``)."""
    return "" if _PLACEHOLDER.search(text.lower()) else host_of(text)


def bare(host: str) -> str:
    """``host`` without the ``api.`` or ``www.`` in front, which no two services of one owner differ in."""
    for front in ("www.", "api.", "api-free.", "sandbox."):
        if host.startswith(front) and host.count(".") > 1:
            host = host[len(front) :]
    return host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@lru_cache(maxsize=4096)
def domain_of(host: str) -> str:
    """The registrable domain of ``host``: what somebody owns. The host itself when it is a suffix or an address."""
    if not host or host.replace(".", "").isdigit():
        return host
    return _suffixes().privatesuffix(host) or host


def is_gateway(host: str) -> bool:
    """Whether many services are known to answer at ``host`` itself."""
    return host in GATEWAYS


def shared(entries: Iterable[Entry]) -> frozenset[str]:
    """The hosts and domains that connectors of three or more differently named services use, and the known ones."""
    heads: dict[str, set[str]] = {}
    for entry in entries:
        host = known_host(entry.host)
        if host:
            name = name_of(entry.name)
            for place in {bare(host), domain_of(host)}:
                heads.setdefault(place, set()).add(name.core[0] if name.core else "")
    return GATEWAYS | {place for place, names in heads.items() if len(names) >= _DIFFERENT}


def is_microsoft(host: str) -> bool:
    """Whether a service of Microsoft's own answers at ``host``."""
    if any(host == place or host.endswith("." + place) for place in _CUSTOMERS):
        return False
    return any(host == domain or host.endswith("." + domain) for domain in _MICROSOFT)
