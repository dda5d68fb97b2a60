"""Names: one service under any spelling gives one key; two services do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.catalogue.naming import LONGEST, mistyped, name_of

SAME = [
    ("monday.com", "Monday API", "MondayV2", "Monday (Independent Publisher)", "MONDAY Connector", "monday.com V2"),
    ("Exact Online Time & Billing", "Exact-Online Time+Billing", "ExactOnline Time und Billing"),
    ("Brønnøysund", "Bronnoysund", "BRØNNØYSUND API"),
    ("Africa's Talking SMS", "Africas Talking SMS", "Africa’s Talking SMS v2.1"),
    ("Stability.ai", "Stability AI", "StabilityAI"),
    ("Proposal - Contoso Widgets (Indepdent Publisher)", "Contoso Widgets [Independent-Publisher]", "contosowidgets"),
    ("OpenText™ Extended ECM", "OpenText Extended ECM"),
    ("ＡＢＣ Radio", "ABC Radio"),
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_one_service_has_one_key_however_it_is_spelt(spellings: tuple[str, ...]) -> None:
    assert len({name_of(spelling).key for spelling in spellings}) == 1


DIFFERENT = [
    ("HubSpot CRM", "HubSpot CMS"), ("Amazon S3", "Amazon S4"), ("Square Payments", "Square Business"),
    ("Jira", "Jira Search"),
    ("Azure App Service", "Azure"), ("Proposal Manager", "Manager"), ("IP2WHOIS", "IP2LOCATION"), ("Data8", "Data247"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_services_stay_two(one: str, other: str) -> None:
    assert name_of(one).key != name_of(other).key
    assert not mistyped(name_of(one), name_of(other))


def test_what_is_set_aside_is_remembered_for_the_answer() -> None:
    assert name_of("Airtable Cloud API v2").aside == ("cloud", "api", "v2")


def test_a_name_of_nothing_but_noise_keeps_a_word() -> None:
    assert name_of("API").key == "api"
    assert name_of("REST API Connector").key == "rest"


@given(st.text(max_size=60))
def test_the_forms_of_any_text_are_plain_words_and_stay_as_they_are(text: str) -> None:
    name = name_of(text)
    assert name.full == "".join(name.words)
    assert set(name.core) <= set(name.words)
    assert bool(name.key) == bool(name.words)
    assert all(word == word.lower() and not any(char.isspace() for char in word) for word in name.words)
    again = name_of(" ".join(name.words))
    assert again.words == name.words or not text.isascii()


@given(
    st.lists(st.from_regex(r"[a-z]{4,9}", fullmatch=True), min_size=1, max_size=3),
    st.sampled_from(["V2", "API", "Connector"]),
)
def test_a_suffix_blanks_and_case_never_change_the_key(words: list[str], suffix: str) -> None:
    plain = name_of(" ".join(words))
    for spelt in (" ".join(words).title(), "  ".join(words), "-".join(words), f"{' '.join(words)} {suffix}"):
        assert name_of(spelt).key == plain.key


@given(st.from_regex(r"[a-z]{6,12}", fullmatch=True), st.data())
def test_one_slip_in_a_long_word_is_seen_as_such(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    for slip in (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ):
        assert mistyped(name_of(slip), name_of(word))


@pytest.mark.parametrize("text", ["", "   ", "\x1b[31m", "()[]", "\u202e\u202d", "🎉🎉"])
def test_a_name_without_a_letter_is_empty(text: str) -> None:
    assert name_of(text).key in ("", "31m")


def test_ten_megabytes_cost_no_more_than_two_hundred_characters() -> None:
    assert name_of("ab " * 3_500_000).words == ("ab",) * (LONGEST // 3) + ("ab",)


def test_hebrew_arabic_and_chinese_names_are_names() -> None:
    for text in ("العربية", "עברית", "微博"):
        assert name_of(text).key
        assert name_of(f"{text} API").key == name_of(text).key
