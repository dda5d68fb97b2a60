"""Microsoft's page of connectors as a list: whatever its layout, and whatever else it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.catalogue.entry import Entry, Kind
from ippub.catalogue.listing import Kept, Listing, joined, missing_share, parse_kept, read_page, render_kept
from ippub.catalogue.storage import shipped_list
from list_page import page

A, B = Entry(Kind.PLATFORM, "", "Contoso & Sons"), Entry(Kind.INDEPENDENT, "", "Zyxwvut")


@pytest.mark.parametrize("wide", [False, True])
def test_both_layouts_that_the_page_has_had_give_the_same_list(wide: bool) -> None:
    assert read_page(page((A, B), wide=wide)) == (A, B)
    assert missing_share(shipped_list().entries, read_page(page(shipped_list().entries, wide=wide))) == 0


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('<a href="../a/">A (Preview)</a>', ["A"]),
        ('<a href="../a/">A [DEPRECATED] (Independent Publisher) (Preview)</a>', ["A"]),
        ("<a href='https://learn.microsoft.com/en-us/connectors/a/'><img alt='x'>A</a>", ["A"]),
        ("<A HREF=/connectors/a/><b>A</b> one</A>", ["A one"]),
        ("<img title='A two'><a href='../a'></a>", ["A two"]),
        ("<th scope=row><a href='../a/'>A</a></th>", ["A"]),
        ("<a href='../a/'>A<td><a href='../b/'>B</a>", ["A", "B"]),
        ("<a href='../connector-reference/connector-reference-premium-connectors'>Premium</a>", []),
        ("<a href='/en-us/connectors/custom-connectors/'>Custom</a>", []),
        ("<a href='https://evil.example/a/'>A</a>", []),
        ("<a href='http://[/connectors/a/'>A</a>", []),
        ("<a href='../a/'>...</a><a>B</a><a href='../a/'></a>", []),
        ("<script>document.write(\"<a href='../a/'>A</a>\")</script>", []),
    ],
)
def test_only_links_to_connectors_are_names(cell: str, names: list[str]) -> None:
    assert [entry.title for entry in read_page(f"<table><tr><td>{cell}</td></tr></table>")] == names


def test_links_beside_the_table_are_none_of_the_list() -> None:
    assert read_page("<a href='../a/'>A</a><table><tr><td>x</td></tr></table><a href='../b/'>B</a>") == ()


@given(st.text(alphabet="<>/=\"' &#;!-[]atdrhbleimgscp\n", max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert isinstance(read_page(f"<table>{text}</table>"), tuple)


def test_what_only_the_shipped_list_has_stays_and_an_older_page_counts_for_nothing() -> None:
    shipped = Listing("2026-09-05", (A,))
    newer = Kept("https://x/", 0, "2026-11-25", entries=(B,))
    assert joined(shipped, newer) == Listing("2026-11-25", (B, A), "cached")
    assert joined(shipped, newer._replace(date="2026-01-01")) == shipped
    assert joined(shipped, None) == shipped


@given(st.lists(st.text(min_size=1, max_size=30)), st.text(), st.text())
def test_what_is_kept_is_read_back(names: list[str], etag: str, failed: str) -> None:
    kept = Kept("https://x/", 5.0, "2026-11-25", etag, "", failed, tuple(Entry(Kind.PLATFORM, "", n) for n in names))
    assert parse_kept(render_kept(kept)) == kept
