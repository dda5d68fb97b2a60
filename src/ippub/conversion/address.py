"""Where the API is: one host and one base path, from servers or from Swagger 2.0's own keys."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ippub.conversion.ledger import Ledger, mapping, sequence, words

_VARIABLE = re.compile(r"\{([^{}]{1,200})\}")


class Address(NamedTuple):
    """``host`` without scheme, "" when the source does not say; ``base_path`` begins with a slash."""

    host: str = ""
    base_path: str = "/"


def address(root: dict[str, Any], ledger: Ledger) -> Address:
    """The address of the first server that has one."""
    if "servers" not in root:
        if "http" in sequence(root.get("schemes")) and "https" not in sequence(root.get("schemes")):
            ledger.leave(("schemes",), "The API is called with https only.")
        return Address(words(root.get("host")), _path(words(root.get("basePath"))))
    made: Address | None = None
    for index, server in enumerate(sequence(root["servers"])):
        if made is not None:
            ledger.leave(("servers", str(index)), "A connector has one server; the first was taken.")
            continue
        made = _server(mapping(server), index, ledger)
    return made or Address()


def _server(server: dict[str, Any], index: int, ledger: Ledger) -> Address | None:
    variables = mapping(server.get("variables"))
    url = words(server.get("url"))
    if _VARIABLE.search(url):
        ledger.leave(("servers", str(index)), "The variables of the server's address got their defaults.")
        url = _VARIABLE.sub(lambda match: str(mapping(variables.get(match[1])).get("default", "")), url)
    try:
        parts = urlsplit(url)
    except ValueError:
        ledger.leave(("servers", str(index)), "The server's address cannot be read.")
        return None
    if parts.scheme == "http":
        ledger.leave(("servers", str(index)), "The API is called with https only.")
    return Address(parts.netloc.rpartition("@")[2], _path(parts.path))


def _path(text: str) -> str:
    return "/" + text.strip("/")
