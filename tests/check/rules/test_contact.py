"""Which addresses take the mail of the identity check, as far as one can see."""

from __future__ import annotations

import json

import pytest

from ippub.check.rules import load_rules
from ippub.connector.folder import connector_of


def found(email: str) -> list[str]:
    swagger = json.dumps({"info": {"contact": {"email": email}}}).encode()
    connector = connector_of("Widgets", {"apiDefinition.swagger.json": swagger})
    check = load_rules()["ContactEmailReceivesNothing"].check
    return [one.message for one in check(connector.swagger)]


@pytest.mark.parametrize(
    "email",
    [
        *("noreply@contoso.com", "No-Reply@contoso.com", "no_reply+widgets@contoso.com", "donotreply@contoso.com"),
        *("do-not-reply@contoso.com", "contoso-noreply@contoso.com", "123+ada@users.noreply.github.com"),
        *("ada@example.com", "ada@mail.example.org", "ada@widgets.test", "ada@server.local", "ada@host.localhost"),
        *(
            "your.name@contoso.com",
            "youremail@contoso.com",
            "someone@contoso.com",
            "ada@yourcompany.com",
            "a@domain.com",
        ),
        *("changeme@contoso.com", "firstname.lastname@contoso.com", "ada@my-domain.io"),
        *("a..b@contoso.com", ".ada@contoso.com", "ada.@contoso.com", "ada@-contoso.com", "ada@contoso-.com"),
        *("ada@10.0.0.1", f"{'a' * 65}@contoso.com"),
    ],
)
def test_an_address_that_receives_nothing_is_found(email: str) -> None:
    assert len(found(email)) == 1


@pytest.mark.parametrize(
    "email",
    [
        *(
            "ada@contoso.com",
            "support+widgets@contoso.co.uk",
            "my@contoso.com",
            "replies@contoso.com",
            "info@mycontoso.com",
        ),
        *("ada@testing.com", "ada@localhosting.com", "examples@contoso.com", "ada@internal.contoso.com", "ada@a-b.io"),
        *("noor.reply@contoso.com", "yourdesk@contoso.com", "someoneelse@contoso.com"),
        "support at contoso",  # ContactEmailNotValid speaks of it
    ],
)
def test_an_address_that_may_be_read_is_not(email: str) -> None:
    assert found(email) == []
