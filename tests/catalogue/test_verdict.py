"""The decision table: what exists -> the verdict, its evidence, the next step."""

from __future__ import annotations

import pytest

from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.likeness import Wanted
from ippub.catalogue.pulls import Pull
from ippub.catalogue.verdict import Answer, Source, Sources, Verdict, judge

EXISTING = (
    Entry(Kind.PLATFORM, "", "Basecamp 3"),
    Entry(Kind.CERTIFIED, "Feathery Forms", "Feathery Forms", "api.feathery.io", "", "Feathery"),
    Entry(Kind.INDEPENDENT, "Airtable", "Airtable", "api.airtable.com", "", "Woong Choi"),
    Entry(Kind.INDEPENDENT, "Basecamp", "Basecamp"),
    Entry(Kind.CUSTOM, "Sample Widgets", "Sample Widgets"),
)
GOOD = Source("x", "fresh", "2026-11-25", "it was asked")
BAD = Source("x", "failed", "", "GitHub could not be asked")
ALL = Sources(GOOD, GOOD, GOOD)


def pull(name: str, *, proposal: bool) -> Pull:
    return Pull(7, "https://github.com/microsoft/PowerPlatformConnectors/pull/7", name, "ada", name, "", proposal)


def asked(name: str, *pulls: Pull, host: str = "", sources: Sources = ALL) -> Answer:
    return judge(Wanted(name, host), Catalogue("2026-11-25", "2026-09-05", EXISTING), pulls, sources)


@pytest.mark.parametrize(
    ("name", "pulls", "verdict", "words"),
    [
        ("Basecamp", (), Verdict.PLATFORM, 'the platform has "Basecamp 3"'),
        ("Feathery Forms API", (), Verdict.PLATFORM, 'the platform has "Feathery Forms"'),
        ("Airtable Cloud", (), Verdict.INDEPENDENT, '"Airtable" by Woong Choi'),
        ("Airtable", (pull("Airtable", proposal=False),), Verdict.INDEPENDENT, "Extend"),
        ("Widgets", (pull("Widgets", proposal=True),), Verdict.PROPOSAL, "write to ada in https://"),
        ("Widgets", (pull("Widgets V2", proposal=False),), Verdict.SUBMISSION, "Wait until https://"),
        ("Widgets", (pull("Widgets", proposal=True), pull("Widgets API", proposal=False)), Verdict.SUBMISSION, "Wait"),
        ("Airtable Sync", (), Verdict.UNSURE, "what makes it distinct"),
        ("Widgets Pro", (pull("Widgets", proposal=True),), Verdict.UNSURE, "--host"),
        ("Azure Maps", (), Verdict.MICROSOFT, "To: connectorpartnermgmtteam@service.microsoft.com"),
        ("Gadgets", (), Verdict.FREE, "ippub propose"),
        ("Sample Widgets", (), Verdict.FREE, 'The sample "Sample Widgets"'),
    ],
)
def test_the_table(name: str, pulls: tuple[Pull, ...], verdict: Verdict, words: str) -> None:
    answer = asked(name, *pulls)
    assert answer.verdict is verdict
    assert words in answer.next


def test_a_host_makes_a_stranger_near() -> None:
    answer = asked("Gadgets", host="www.feathery.io")
    assert answer.verdict is Verdict.UNSURE
    assert answer.matches[0].why.startswith("talks to the same host")


@pytest.mark.parametrize("missing", ["upstream", "platform", "pulls"])
def test_a_source_that_could_not_be_asked_makes_it_unknown_and_never_free(missing: str) -> None:
    answer = asked("Gadgets", sources=ALL._replace(**{missing: BAD}))
    assert answer.verdict is Verdict.UNKNOWN
    assert "GitHub could not be asked" in answer.next


@pytest.mark.parametrize("name", ["Basecamp", "Airtable", "Airtable Sync", "Azure Maps"])
def test_what_was_found_stands_whatever_could_not_be_asked(name: str) -> None:
    assert asked(name, sources=Sources(BAD, GOOD, BAD)).verdict is asked(name).verdict


def test_an_unsure_answer_says_which_source_is_missing() -> None:
    assert "GitHub could not be asked" in asked("Airtable Sync", sources=ALL._replace(pulls=BAD)).next


def test_the_mail_to_microsoft_names_the_connector_and_the_host() -> None:
    answer = asked("Contoso Files", host="graph.microsoft.com")
    assert answer.verdict is Verdict.MICROSOFT
    assert "named Contoso Files" in answer.next
    assert "on graph.microsoft.com" in answer.next


@pytest.mark.parametrize("name", ["Robots for Power BI", "Acme with SharePoint", "Teams Spirit"])
def test_what_works_with_a_service_of_microsofts_is_not_one(name: str) -> None:
    assert asked(name).verdict is not Verdict.MICROSOFT


def test_every_match_says_why_and_where_to_look() -> None:
    for name in ("Basecamp", "Airtable Sync", "Feathery"):
        for match in asked(name).matches:
            assert match.why
            assert match.url.startswith("https://")
