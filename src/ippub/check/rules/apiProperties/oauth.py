"""OAuth settings of a connection parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import PROPERTIES_SCHEMA, REPOSITORY_README, SUBMISSION, review
from ippub.check.wording import listed, quoted
from ippub.connector.node import Node
from ippub.connector.properties import ConnectionParameter
from ippub.document.edit import Remove, Set
from ippub.document.json import Json

_PROVIDERS = ("oauth2", "oauth2generic", "aad", "aadcertificate", "facebook")
_PROVIDER_BY_LOWER = {name.lower(): name for name in _PROVIDERS}
_NEEDED = {
    "oauth2": ("authorizationUrl", "tokenUrl", "refreshUrl"),
    "aad": ("resourceUri",),
    "aadcertificate": ("resourceUri",),
    "oauth2generic": ("authorizationUrlTemplate", "tokenUrlTemplate", "refreshUrlTemplate"),
}
_MODES = ("Global", "Direct", "GlobalPerConnector")
_MODE_BY_LOWER = {name.lower(): name for name in _MODES}
_REDIRECT = "https://global.consent.azure-apim.net/redirect"
_PLACEHOLDER = lazy(
    r"[\[\]<>{}*]|dummy|your|enter|client|place|replace|example|sample|test\b|required|change|insert|\Ax+\Z|tbd|todo",
    re.IGNORECASE,
)
_GUID = lazy(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)


@rule("OAuthIdentityProvider", Severity.ERROR, source=PROPERTIES_SCHEMA, needs="oAuthSettings", fixable=True)
def oauth_identity_provider(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings name no identity provider that connectors can use.

    The identity provider decides how the platform signs people in. A connector can use oauth2,
    oauth2generic, aad, aadcertificate and facebook.

    Fix: Write "identityProvider": "oauth2", the way that works with any OAuth 2.0 service.

    Evidence: Documented by the schema, and a rule of Microsoft's solution checker; all accepted connectors of
    independent publishers keep to it.

    Reading: Names of other providers exist on the platform; they are a warning.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {clientId: '[[DUMMY]]'}
    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {identityProvider: github}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {identityProvider: oauth2}
    """
    settings = parameter.oauth
    if settings is None:
        return
    provider = settings.text("identityProvider").strip()
    at = settings / "identityProvider"
    if not provider:
        yield Finding("the OAuth settings name no identityProvider", at=at, fix=suggestion(Set(at, "oauth2")))
    elif provider not in _PROVIDERS:
        meant = _PROVIDER_BY_LOWER.get(provider.lower())
        remedy = f"Write {quoted(meant)}." if meant else ""
        message = f"the identityProvider {quoted(provider)} is not one that connectors use"
        repair = fix(Set(at, meant)) if meant else None
        yield Finding(message, at=at, remedy=remedy, severity=Severity.WARNING, fix=repair)


@rule("OAuthCustomParameters", Severity.ERROR, source=review(2878), needs="oAuthSettings", fixable=True)
def oauth_custom_parameters(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings lack an address that the identity provider needs.

    Without the addresses for signing in, for the token and for its renewal nobody can sign in. Azure Active
    Directory needs the resource that is asked for instead.

    Fix: Add the missing entry under "customParameters", written as {"value": "https://..."}.

    Evidence: A reviewer asked for a missing resourceUri in pull request 2878; all accepted connectors of
    independent publishers have the addresses.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings:
                  identityProvider: oauth2
                  customParameters: {authorizationUrl: {value: "https://contoso.com/a"}}
    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {identityProvider: aad, customParameters: {resourceUri: "https://contoso.com"}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings:
                  identityProvider: aad
                  customParameters:
                    resourceUri: {value: 'https://contoso.com'}
    """
    settings = parameter.oauth
    if settings is None:
        return
    custom = settings.object_of("customParameters")
    for key, value in custom.items():
        if not isinstance(value, dict) or not isinstance(value.get("value"), str | bool):
            message = f'the custom parameter {quoted(key)} is not written as an object with a text in "value"'
            at = settings.at("customParameters", key)
            plain = isinstance(value, str) and value.strip()
            yield Finding(message, at=at, fix=fix(Set(at, {"value": value})) if plain else None)
    given = {key.lower(): value for key, value in custom.items()}
    for key in _NEEDED.get(settings.text("identityProvider").strip().lower(), ()):
        found = given.get(key.lower())
        empty = isinstance(found, dict) and isinstance(text := found.get("value"), str) and not text.strip()
        if found is None or empty:
            message = f"the OAuth settings have no {quoted(key)}"
            yield Finding(message, at=settings.at("customParameters", key), fix=_renewal(settings, key, given))


@rule("OAuthFirstPartyFlag", Severity.ERROR, source=PROPERTIES_SCHEMA, needs="oAuthSettings", fixable=True)
def oauth_first_party_flag(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings say that the connector is Microsoft's own.

    "IsFirstParty" belongs to Microsoft. For everybody else it is the text "False".

    Fix: Write "IsFirstParty": "False".

    Evidence: Documented by the schema; all accepted connectors of independent publishers have "False".

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings:
                  properties: {IsFirstParty: 'True'}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings:
                  properties: {IsFirstParty: 'False'}
    """
    settings = parameter.oauth
    properties = settings.child("properties") if settings is not None else None
    if properties is None or "IsFirstParty" not in properties:
        return
    value = properties.get("IsFirstParty")
    if settings is not None and settings.text("identityProvider").lower() == "aadcertificate" and value == "True":
        return
    if value is not False and str(value).lower() != "false":
        at = properties / "IsFirstParty"
        yield Finding('"IsFirstParty" is not "False"', at=at, fix=suggestion(Set(at, "False")))
    elif value != "False":
        message = '"IsFirstParty" is not written as the text "False"'
        at = properties / "IsFirstParty"
        yield Finding(message, at=at, severity=Severity.WARNING, fix=fix(Set(at, "False")))


@rule("OAuthRedirectUrl", Severity.ERROR, source=SUBMISSION, needs="oAuthSettings", fixable=True)
def oauth_redirect_url(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings send people to a wrong address after they have signed in.

    The platform takes the answer of the service at one global address only. Any other one ends in an error
    page.

    Fix: Write "redirectUrl": "https://global.consent.azure-apim.net/redirect", and name it in the readme.

    Evidence: Documented; all OAuth connectors of independent publishers have it.

    Reading: With the redirect mode GlobalPerConnector the connector's own name may follow.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token: {type: oauthSetting, oAuthSettings: {redirectUrl: "https://contoso.com/redirect"}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {redirectUrl: "https://global.consent.azure-apim.net/redirect"}
    """
    settings = parameter.oauth
    if settings is None or settings.get("redirectUrl") is None:
        return
    url = settings.text("redirectUrl").strip()
    own = settings.text("redirectMode") == "GlobalPerConnector" and url.startswith(f"{_REDIRECT}/")
    if url != _REDIRECT and not own:
        at, edit = settings / "redirectUrl", Set(settings / "redirectUrl", _REDIRECT)
        same = url.rstrip("/").lower() == _REDIRECT
        yield Finding(f"the redirectUrl is {quoted(url)}", at=at, fix=fix(edit) if same else suggestion(edit))


@rule("OAuthRedirectMode", Severity.WARNING, source=review(3162), needs="oAuthSettings", fixable=True)
def oauth_redirect_mode(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The redirect mode of the OAuth settings is unknown, or the old one.

    With "GlobalPerConnector" every connector gets an address of its own for the answer of the sign-in,
    which new connectors are to use since February 2024.

    Fix: Write "redirectMode": "GlobalPerConnector", and register the address of the connector at the service.

    Evidence: Reviewers asked for it since December 2023 (pull request 3162); most accepted connectors still
    have "Global", which is only an info. A mode that does not exist is a warning.

    Reading: The published schema does not list GlobalPerConnector; reviewers want it all the same.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {redirectMode: direct}
    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {redirectMode: Global}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {redirectMode: GlobalPerConnector}
    """
    settings = parameter.oauth
    if settings is None:
        return
    mode = settings.text("redirectMode")
    at = settings / "redirectMode"
    newer = suggestion(Set(at, "GlobalPerConnector"))  # its address must be registered at the service as well
    if not mode.strip():
        yield Finding("the OAuth settings have no redirectMode", at=at, fix=newer)
    elif mode not in _MODES:
        meant = _MODE_BY_LOWER.get(mode.lower())
        remedy = f"Write {quoted(meant)}." if meant else ""
        repair = fix(Set(at, meant)) if meant else newer
        yield Finding(f"the redirectMode {quoted(mode)} does not exist", at=at, remedy=remedy, fix=repair)
    elif mode != "GlobalPerConnector":
        yield Finding(f"the redirectMode is {quoted(mode)}", at=at, severity=Severity.INFO, fix=newer)


@rule(
    "OAuthClientIdNotPlaceholder",
    Severity.ERROR,
    source=REPOSITORY_README,
    needs="oAuthSettings",
    suggests=True,
)
def oauth_client_id_not_placeholder(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings hold a client ID that looks real.

    The files become public. Microsoft puts in the real value later; until then a placeholder stands in its
    place.

    Fix: Write "clientId": "[[DUMMY]]".

    Evidence: Reviewers asked for it in at least six pull requests, among them 526, 1312 and 2286; one of
    about 190 connectors accepted since 2023 has a real one.

    Reading: What has brackets or words like "your", "enter" or "dummy" in it, or is empty, is a placeholder.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token: {type: oauthSetting, oAuthSettings: {clientId: 12345678-1234-1234-1234-123456789012}}
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings: {clientId: '[[DUMMY]]'}
    """
    settings = parameter.oauth
    client = settings.text("clientId").strip() if settings is not None else ""
    if settings is None or not client:
        return
    if _GUID.match(client) or not _PLACEHOLDER.search(client):
        at = settings / "clientId"
        # A suggestion, as the file may be the only place where the author has it.
        repair = suggestion(Set(at, "[[DUMMY]]"))
        yield Finding(f"the clientId {quoted(client, 12)} is no placeholder", at=at, fix=repair)


@rule("OAuthClientSecretPresent", Severity.ERROR, source=REPOSITORY_README, needs="oAuthSettings", suggests=True)
def oauth_client_secret_present(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings hold a client secret.

    The files become public, and whoever knows the secret can act as the connector.

    Fix: Remove the member, and make a new secret at the service because this one is known now.

    Evidence: Microsoft's guide forbids it; it is never needed in the file.

    Reading: A placeholder or an empty text passes.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters: {token: {type: oauthSetting, oAuthSettings: {clientSecret: 3f9Aq0b1Zx}}}
    Good:
        apiProperties.json:
          properties: {connectionParameters: {token: {type: oauthSetting, oAuthSettings: {clientSecret: ""}}}}
    """
    settings = parameter.oauth
    if settings is None:
        return
    for key, value in settings.value.items():
        secret = value.strip() if isinstance(value, str) else ""
        if key.lower() == "clientsecret" and secret and not _PLACEHOLDER.search(secret):
            at = (settings / key).marked_key
            # A suggestion: it takes away what the author wrote, and what is known already must be revoked all the same.
            yield Finding(f'"{key}" holds a secret', at=at, fix=suggestion(Remove(at)))


@rule("OAuthScopesMissing", Severity.INFO, source=review(904), needs="oAuthSettings")
def oauth_scopes_missing(parameter: ConnectionParameter) -> Iterator[Finding]:
    """The OAuth settings ask for no scopes, or for a placeholder.

    The scopes here are the ones that the platform asks the service for; those in the definition are not used.

    Fix: List the scopes that the operations need, for instance "scopes": ["widgets.read"].

    Evidence: A reviewer compared them in pull request 904; one in ten accepted OAuth connectors has none,
    because some services know no scopes.

    Bad:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings:
                  scopes: ['[YOUR_SCOPE]']
    Good:
        apiProperties.json:
          properties:
            connectionParameters:
              token:
                type: oauthSetting
                oAuthSettings:
                  scopes: [widgets.read]
    """
    settings = parameter.oauth
    if settings is None:
        return
    scopes = [scope.strip() for scope in settings.strings("scopes")]
    if not any(scopes):
        if settings.text("identityProvider") != "aad":
            yield Finding("the OAuth settings list no scopes", at=settings / "scopes")
        return
    dummies = [scope for scope in scopes if re.fullmatch(r"[\[<{].*[\]>}]|.*\bdummy\b.*", scope, re.IGNORECASE)]
    if dummies:
        yield Finding(f"the scopes {listed(dummies)} are placeholders", at=settings / "scopes")


def _renewal(settings: Node, key: str, given: dict[str, Json]) -> Fix | None:
    """The address for renewing a token: most services renew it where they gave it out."""
    if key not in ("refreshUrl", "refreshUrlTemplate") or "customParameters" not in settings:
        return None
    token = given.get("tokenurl" + key.removeprefix("refreshUrl").lower())
    address = token.get("value") if isinstance(token, dict) else None
    if not isinstance(address, str) or not address.strip():
        return None
    name = next((name for name in settings.object_of("customParameters") if name.lower() == key.lower()), key)
    return suggestion(Set(settings.at("customParameters", name), {"value": address}))
