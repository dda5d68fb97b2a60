"""Where GitHub is: checked before a token is sent anywhere."""

from __future__ import annotations

import pytest

from ippub.errors import UsageError
from ippub.forge.settings import PUBLIC_API, keep_loopback_off_the_proxy, settings_from


def test_without_a_variable_it_is_github_with_the_pauses_that_it_asks_for() -> None:
    settings = settings_from({})
    assert (settings.api_url, settings.host) == (PUBLIC_API, "github.com")
    assert settings.between_writes >= 1


def test_a_rehearsal_on_this_machine_needs_no_pauses() -> None:
    settings = settings_from({"GITHUB_API_URL": "http://localhost:4100/"})
    assert settings.api_url == "http://localhost:4100"
    assert settings.loopback
    assert settings.between_writes == 0


def test_an_enterprise_server_is_named_without_its_path() -> None:
    assert settings_from({"GITHUB_API_URL": "https://git.contoso.com/api/v3"}).host == "git.contoso.com"


@pytest.mark.parametrize(
    "address",
    [
        "http://git.contoso.com/api/v3",
        "http://127.0.0.1.contoso.com",
        "http://localhost@contoso.com",
        "https://maker:secret@git.contoso.com",
        "ftp://git.contoso.com",
        "git.contoso.com",
        "https://",
    ],
)
def test_an_address_that_would_give_the_token_away_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        settings_from({"GITHUB_API_URL": address})
    assert caught.value.hint
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("name", ["IPPUB_TIMEOUT", "IPPUB_PATIENCE"])
@pytest.mark.parametrize("text", ["soon", "-1", "1e9", "nan"])
def test_times_must_be_sensible_numbers(name: str, text: str) -> None:
    with pytest.raises(UsageError, match=name):
        settings_from({name: text})


def test_no_proxy_stands_between_this_machine_and_itself() -> None:
    environment = {"NO_PROXY": "contoso.com"}
    keep_loopback_off_the_proxy(environment)
    assert environment["NO_PROXY"].split(",")[0] == "contoso.com"
    assert "127.0.0.1" in environment["no_proxy"]
