"""Services of Microsoft's own: nobody else may connect them without an agreement, so one writes before building.

Source: the independent publisher pages of the documentation. The address is that of the 2022
page; a later guide names ...@microsoft.com, which is why the answer shows both.
"""

from __future__ import annotations

from ippub.catalogue.hosts import host_of, is_microsoft
from ippub.catalogue.likeness import Wanted
from ippub.catalogue.naming import name_of

ADDRESS = "connectorpartnermgmtteam@service.microsoft.com"
OTHER_ADDRESS = "connectorpartnermgmtteam@microsoft.com"

_BRANDS = (
    "azure", "bing", "copilot studio", "d365", "dataverse", "dynamics 365", "dynamics365", "entra", "exchange online",
    "intune", "m365", "microsoft", "ms graph", "o365", "office 365", "office365", "onedrive", "onenote", "power apps",
    "power automate", "power bi", "power pages", "power platform", "powerapps", "powerbi", "sharepoint",
    "visual studio", "viva engage", "windows 365", "xbox", "yammer",
)  # fmt: skip
_LINKS = frozenset({"for", "to", "with", "from", "in", "on", "via"})


def reason(wanted: Wanted) -> str:
    """Why ``wanted`` is a service of Microsoft's, or "": by its host, or by a brand in its name.

    A brand after *for* or *with* ("Robots for Power BI") is what somebody else's service works with.
    """
    host = host_of(wanted.host)
    if host and is_microsoft(host):
        return f"{host} is a host of Microsoft's"
    words = list(name_of(wanted.name).words)
    for brand in sorted(_BRANDS, key=len, reverse=True):
        parts = brand.split()
        for at in range(len(words) - len(parts) + 1):
            if words[at : at + len(parts)] == parts and not (set(words[:at]) & _LINKS):
                return f'"{brand}" is a name of Microsoft\'s'
    return ""


def mail(wanted: Wanted) -> str:
    """The mail to send, ready but for the endpoints and the signature."""
    where = host_of(wanted.host)
    endpoints = f"on {where}: <list the endpoints>" if where else "<list the host and the endpoints>"
    return (
        f"To: {ADDRESS}\n"
        f"Subject: Independent publisher connector for {wanted.name}\n"
        "\n"
        "Hello,\n"
        "\n"
        f"I would like to publish an independent publisher connector named {wanted.name}.\n"
        f"It would call these endpoints {endpoints}\n"
        "Is such a connector welcome, and is there one in preparation?\n"
        "\n"
        "Kind regards\n"
        "<your name>"
    )
