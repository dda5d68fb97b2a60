"""How a connection signs in: the first scheme of the source that the platform offers to independent publishers."""

from __future__ import annotations

from typing import Any, NamedTuple

from ippub.conversion.definitions import References
from ippub.conversion.ledger import Ledger, Steps, mapping, sequence, words


class SignIn(NamedTuple):
    """``kind`` is none, api-key-header, api-key-query or basic; ``name`` is the header or parameter of a key."""

    kind: str
    name: str = ""


def sign_in(root: dict[str, Any], references: References, ledger: Ledger) -> SignIn | None:
    """The way to sign in; ``none`` when the source knows no security, None when nothing of it can be carried over."""
    own: Steps = ("securityDefinitions",) if "securityDefinitions" in root else ("components", "securitySchemes")
    holder = mapping(root.get(own[0])) if len(own) == 1 else mapping(mapping(root.get(own[0])).get(own[1]))
    found: SignIn | None = None
    for name in _in_order(root, holder):
        at = (*own, name)
        target = references.follow(holder[name], at)
        one = _one(target.value, target.at, ledger) if target is not None else None
        if one is not None and found is None:
            found = one
        elif one is not None and one != found:
            ledger.leave(at, "A connector signs in in one way; another was taken.")
    return found if found is not None or holder else SignIn("none")


def _in_order(root: dict[str, Any], holder: dict[str, Any]) -> list[str]:
    """The schemes' names: those that the whole document asks for first."""
    asked = [name for one in sequence(root.get("security")) for name in mapping(one) if name in holder]
    return list(dict.fromkeys([*asked, *holder]))


def _one(value: dict[str, Any], at: Steps, ledger: Ledger) -> SignIn | None:
    kind, where = words(value.get("type")), words(value.get("in"))
    scheme = words(value.get("scheme")).lower()
    if kind == "apiKey" and where in ("header", "query") and words(value.get("name")):
        return SignIn(f"api-key-{where}", value["name"])
    if kind == "basic" or (kind == "http" and scheme == "basic"):
        return SignIn("basic")
    if kind == "http" and scheme == "bearer":
        ledger.leave(at, 'The token is entered with the word "Bearer" before it: Swagger 2.0 has no bearer tokens.')
        return SignIn("api-key-header", "Authorization")
    reason = {
        "oauth2": "OAuth 2.0 is paused for independent publishers.",
        "openIdConnect": "The platform has no OpenID Connect discovery.",
        "apiKey": "The platform sends an API key as a header or in the query only.",
    }.get(kind, "The platform cannot sign in that way.")
    ledger.leave(at, reason)
    return None
