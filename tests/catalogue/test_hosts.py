"""Hosts: whose they are, and which say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.hosts import bare, domain_of, host_of, is_microsoft, known_host, shared


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://API.Contoso.com:443/v1?x=1", "api.contoso.com"),
        ("api.contoso.com", "api.contoso.com"),
        ("user:secret@api.contoso.com/x", "api.contoso.com"),
        ("  api.contoso.com. ", "api.contoso.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("localhost", ""),
        ("not a host", ""),
        ("", ""),
        ("\x1b[31m.com", ""),
    ],
)
def test_a_host_is_read_from_whatever_people_paste(text: str, host: str) -> None:
    assert host_of(text) == host


@given(st.text(max_size=80))
def test_any_text_gives_a_plain_host_or_nothing(text: str) -> None:
    host = host_of(text)
    assert host.isascii()
    assert host == host.lower()
    assert host_of(host) == host


@pytest.mark.parametrize(
    "host", ["yourhost.yourdomain.com", "{tenant}.acme.io", "api.contoso.com", "definedinconnectionparameters", ""]
)
def test_a_host_that_only_stands_for_one_is_none(host: str) -> None:
    assert known_host(host) == ""


def test_the_domain_is_what_somebody_owns() -> None:
    assert domain_of("api.eu.acme.co.uk") == "acme.co.uk"
    assert domain_of("one.azurewebsites.net") != domain_of("two.azurewebsites.net")
    assert bare("www.api.acme.io") == bare("acme.io") == "acme.io"


def test_a_host_of_differently_named_services_is_a_gateway_and_one_of_one_family_is_not(catalogue: Catalogue) -> None:
    found = shared(catalogue.entries)
    assert {"api.apilayer.com", "graph.microsoft.com", "apilayer.com"} & found >= {
        "graph.microsoft.com",
        "apilayer.com",
    }
    assert not {"hubapi.com", "va.gov", "openai.com", "deepl.com"} & found
    three = [Entry(Kind.INDEPENDENT, name, name, "gate.acme.io") for name in ("Ant", "Bee", "Cow")]
    assert "gate.acme.io" in shared(three)
    assert "gate.acme.io" not in shared(three[:2])


@pytest.mark.parametrize(
    ("host", "theirs"),
    [
        ("graph.microsoft.com", True),
        ("management.azure.com", True),
        ("contoso.sharepoint.com", True),
        ("prod-1.westeurope.logic.azure.com", False),
        ("acme.azurewebsites.net", False),
        ("acme.blob.core.windows.net", False),
        ("notmicrosoft.com", False),
    ],
)
def test_microsofts_own_hosts_are_told_from_those_of_its_customers(host: str, theirs: bool) -> None:
    assert is_microsoft(host) is theirs
