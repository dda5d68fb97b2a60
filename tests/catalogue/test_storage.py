"""The catalogue as text: what is written is read again, and half a file is known for what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.storage import assembled, parse, parse_list, render
from ippub.errors import EnvironmentFault

TEXT = st.text(
    st.characters(blacklist_characters="\t\n\r\x0b\x0c\x85\u2028\u2029", blacklist_categories=("Cs",)), max_size=20
)
ENTRIES = st.builds(Entry, st.sampled_from(Kind), TEXT.filter(bool), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)


@given(st.lists(ENTRIES, max_size=5))
def test_what_is_written_is_read_again(entries: list[Entry]) -> None:
    assert parse(render("2026-11-25", tuple(entries))) == ("2026-11-25", tuple(entries))


def test_tabs_and_line_breaks_in_foreign_text_cannot_make_a_field_or_a_line() -> None:
    entry = Entry(Kind.INDEPENDENT, "A\tB\nce\tC", "\u2028x\ud800")
    (read,) = parse(render("2026-11-25", (entry,)))[1]
    assert read.folder == "A B ce C"


@pytest.mark.parametrize("cut", [0, 1, 40, -1, -30])
def test_half_a_file_is_damaged_and_says_so(catalogue: Catalogue, cut: int) -> None:
    text = render(catalogue.date, catalogue.upstream[:50])
    with pytest.raises(EnvironmentFault, match="damaged"):
        parse(text[:cut])


@given(st.text(max_size=200))
def test_any_other_text_is_damaged_too(text: str) -> None:
    with pytest.raises(EnvironmentFault):
        parse(text)


def test_the_shipped_catalogue_is_dated_and_large(catalogue: Catalogue) -> None:
    assert catalogue.date == "2024-10-23"
    assert catalogue.platform_date >= "2026-09-05"
    assert len(catalogue.upstream) == 1015
    assert len(catalogue.listed) > 500
    assert {entry.kind for entry in catalogue.upstream} == {Kind.CERTIFIED, Kind.INDEPENDENT}
    assert sum(bool(entry.blob) for entry in catalogue.upstream) > 500


def test_what_the_list_and_upstream_both_have_is_there_once(catalogue: Catalogue) -> None:
    upstream = (Entry(Kind.CERTIFIED, "asana", "ASANA"), Entry(Kind.INDEPENDENT, "Kroki", "Kroki"))
    names = [entry.name for entry in assembled("2026-11-25", upstream).entries]
    assert "Asana" not in names
    assert names.count("Kroki") == 1
    assert "Trello" in names


def test_every_address_is_one_to_click_on(catalogue: Catalogue) -> None:
    assert all(entry.url.startswith("https://") and " " not in entry.url for entry in catalogue.entries)


def test_the_list_says_its_date_and_kinds() -> None:
    date, entries = parse_list("# date 2026-01-02\n[platform]\nA\n\n[independent]\nB & C\n")
    assert date == "2026-01-02"
    assert entries == (Entry(Kind.PLATFORM, "", "A"), Entry(Kind.INDEPENDENT, "", "B & C"))
