"""What exists and is like the wanted connector, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.likeness import NEAR, SURE, Index, Likeness, Wanted
from ippub.catalogue.storage import shipped

EXISTING = (
    Entry(Kind.CERTIFIED, "JIRA", "JIRA", "yourhost.yourdomain.com", "", "Microsoft"),
    Entry(Kind.CERTIFIED, "Webex", "Webex Meetings", "webexapis.com", "/v1", "Cisco", "Cisco"),
    Entry(Kind.INDEPENDENT, "Acme CRM", "Acme CRM", "api.acme.io", "/crm", "Ada"),
    Entry(Kind.INDEPENDENT, "Acme CMS", "Acme CMS", "cms.acme.io", "/", "Ada"),
    Entry(Kind.PLATFORM, "", "Azure OpenAI"),
    Entry(Kind.PLATFORM, "", "Planner"),
    Entry(Kind.PLATFORM, "", "X"),
    Entry(Kind.PLATFORM, "", "Microsoft Teams"),
    Entry(Kind.INDEPENDENT, "Gate One", "Ant", "gate.shop.io"),
    Entry(Kind.INDEPENDENT, "Gate Two", "Bee", "gate.shop.io"),
    Entry(Kind.INDEPENDENT, "Gate Three", "Cow", "gate.shop.io"),
)
INDEX = Index(Catalogue("2026-01-01", "2026-01-01", EXISTING, (("Twitter", "X"),)))


def first(name: str, host: str = "") -> Likeness:
    return INDEX.like(Wanted(name, host))[0]


@pytest.mark.parametrize(
    ("name", "existing", "why"),
    [
        ("Jira", "JIRA", "has the same name"),
        ("Acme-CRM v2", "Acme CRM", 'but for "v2"'),
        ("Acme CRM Cloud", "Acme CRM", 'but for "cloud"'),
        ("acmecrmapi", "Acme CRM", 'with "api" at its end'),
        ("Acmee CRM", "Acme CRM", "spelt almost like"),
        ("CRM Acme", "Acme CRM", "in another order"),
        ("Twitter", "X", "under its other name"),
        ("Cisco Webex Meetings", "Webex Meetings", "its maker in front"),
        ("SVC Azure OpenAI", "Azure OpenAI", '"svc" in front'),
        ("Teams", "Microsoft Teams", "without its maker"),
    ],
)
def test_another_spelling_is_surely_the_same(name: str, existing: str, why: str) -> None:
    found = first(name)
    assert found.entry.name == existing
    assert found.score >= SURE
    assert why in found.why


@pytest.mark.parametrize(
    ("name", "existing", "why"),
    [
        ("Jira Search", "JIRA", 'says "search" more'),
        ("Acme", "Acme CRM", 'says "crm" more'),
        ("Hub Planner", "Planner", '"hub" in front'),
        ("Jria", "JIRA", "spelt almost like"),
    ],
)
def test_a_part_or_a_relative_is_near_and_for_a_person_to_judge(name: str, existing: str, why: str) -> None:
    found = next(found for found in INDEX.like(Wanted(name)) if found.entry.name == existing)
    assert NEAR <= found.score < SURE
    assert why in found.why


def test_two_products_of_one_maker_are_told_apart_in_words_and_block_nothing() -> None:
    found = first("Acme ERP")
    assert found.score < NEAR
    assert 'it is "cms", not "erp"' in found.why or 'it is "crm", not "erp"' in found.why


def test_the_same_host_is_near_under_any_name() -> None:
    found = first("Something Else", "https://acme.io/v2")
    assert found.entry.name == "Acme CRM"
    assert NEAR <= found.score < SURE
    assert "the same host, api.acme.io (at /crm)" in found.why


def test_a_gateway_tells_nothing_and_says_so() -> None:
    found = first("Dog", "gate.shop.io")
    assert found.score < NEAR
    assert "where many services do" in found.why


def test_a_placeholder_host_is_no_evidence() -> None:
    assert not INDEX.like(Wanted("Something Else", "yourhost.yourdomain.com"))


def test_the_same_name_with_somebody_elses_api_is_left_to_a_person() -> None:
    found = first("Acme CRM", "api.other.dev")
    assert NEAR <= found.score < SURE
    assert "talks to api.acme.io, not to api.other.dev" in found.why
    assert first("Acme CRM", "eu.acme.io").score >= SURE


def test_what_matched_is_what_is_quoted() -> None:
    found = first("Gate One Express")
    assert '"Gate One"' in found.why
    assert found.entry.name == "Ant"


def test_the_order_is_the_same_in_every_run() -> None:
    once = [found.entry for found in INDEX.like(Wanted("Acme", "gate.shop.io"))]
    assert once == [found.entry for found in Index(Catalogue("", "", EXISTING)).like(Wanted("Acme", "gate.shop.io"))]


SHIPPED = Index(shipped())
HOSTS = st.one_of(
    st.text(max_size=40), st.from_regex(r"[a-z0-9.-]{1,30}\.(com|io|co\.uk|azurewebsites\.net)", fullmatch=True)
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), HOSTS)
def test_any_name_and_host_get_an_answer_with_reasons(name: str, host: str) -> None:
    scores = []
    for found in SHIPPED.like(Wanted(name, host)):
        assert found.why
        assert 0 < found.score <= 100
        scores.append(found.score)
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(shipped().upstream))
def test_every_connector_is_the_likest_to_itself(entry: Entry) -> None:
    assert SHIPPED.like(Wanted(entry.name, entry.host))[0].score == 100
