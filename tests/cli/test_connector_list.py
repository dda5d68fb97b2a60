"""The platform's list renewed from a page on a real server: what is asked, what is believed, what is kept and said."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import ippub

from ippub.catalogue.asking import platform_source
from ippub.catalogue.entry import Entry, Kind
from ippub.catalogue.listing import Listing
from ippub.catalogue.storage import shipped_list
from ippub.cli import connector_list
from ippub.cli.connector_list import VARIABLE, Renewal, list_address, list_at_hand
from ippub.errors import UsageError
from ippub.rehearsal import Rehearsal
from list_page import ETAG, Page, served


@pytest.fixture
def page() -> Iterator[Page]:
    with served() as content:
        yield content


def renewed(page: Page, folder: Path) -> Listing:
    return Renewal(str(folder), page.url).listing()


def at_hand(page: Page, folder: Path) -> Listing:
    return list_at_hand(str(folder), {VARIABLE: page.url})


def names(listing: Listing) -> set[str]:
    return {entry.title for entry in listing.entries}


def test_the_page_is_asked_once_a_day_and_its_names_are_known_offline_then(page: Page, tmp_path: Path) -> None:
    page.more = ("Zyxwvut Ledger (Preview)",)
    today = time.strftime("%Y-%m-%d", time.gmtime())
    first = renewed(page, tmp_path)
    assert (first.state, first.date, first.trouble) == ("fresh", today, "")
    assert "Zyxwvut Ledger" in names(first)
    second = renewed(page, tmp_path)
    assert (second.state, second.date) == ("cached", today)
    assert len(page.asked) == 1
    assert names(at_hand(page, tmp_path)) == names(first)
    assert "Zyxwvut Ledger" not in names(list_at_hand(str(tmp_path), {})), "another page's names count for none"


def test_a_day_later_it_is_asked_whether_it_changed(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = renewed(page, tmp_path)
    monkeypatch.setattr(connector_list, "_AGAIN", 0)
    after = renewed(page, tmp_path)
    assert [each.get("If-None-Match") for each in page.asked] == [None, ETAG]
    assert (after.state, names(after)) == ("fresh", names(before))


BAD = [
    ("error", "it answers 500"),
    ("garbage", "the page shows 1 connectors, and most of the known ones are not among them"),
    ("huge", "it is larger than 10,000,000 bytes"),
    ("damaged", "while decompressing"),
    ("elsewhere", "it leads to another host, localhost"),
    ("hang", "it takes too long"),
    ("drip", "it takes too long"),
]


@pytest.mark.parametrize(("mode", "why"), BAD, ids=[mode for mode, _ in BAD])
def test_a_page_that_fails_leaves_the_list_at_hand_and_is_said(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, why: str
) -> None:
    # A page that does not come is waited for shortly, here; the others have time on a busy machine, too.
    monkeypatch.setattr(connector_list, "SECONDS", 0.3 if mode in ("hang", "drip") else 10)
    page.mode = mode
    began = time.monotonic()
    found = renewed(page, tmp_path)
    assert time.monotonic() - began < (3 if mode in ("hang", "drip") else 15)
    assert (found.state, found.date) == ("shipped", shipped_list().date)
    assert why in found.trouble or (mode in ("hang", "drip") and "timed out" in found.trouble)
    assert names(found) == names(shipped_list())
    source = platform_source(found)
    assert source.answers, "the shipped list is an answer"
    assert "days old" in source.words
    assert found.trouble in source.words
    # And it is not asked again at once: nobody waits twice in a row for a server that hangs.
    page.mode = "fresh"
    assert renewed(page, tmp_path).trouble == found.trouble
    assert len(page.asked) == 1


def test_a_page_that_fails_later_leaves_what_was_kept(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.more = ("Zyxwvut Ledger",)
    renewed(page, tmp_path)
    page.mode = "error"
    monkeypatch.setattr(connector_list, "_AGAIN", 0)
    found = renewed(page, tmp_path)
    assert (found.state, found.trouble) == ("cached", "it answers 500")
    assert "Zyxwvut Ledger" in names(found)


def test_a_redirect_on_the_same_host_is_followed(page: Page, tmp_path: Path) -> None:
    page.mode = "moved"
    assert renewed(page, tmp_path).state == "fresh"
    assert len(page.asked) == 2


def test_nobody_there_is_a_reason_like_another(tmp_path: Path) -> None:
    found = Renewal(str(tmp_path), "http://127.0.0.1:9/connectors/connector-reference/").listing()
    assert found.state == "shipped"
    assert "refused" in found.trouble.lower()


@pytest.mark.parametrize("damage", ["", "{}", "[1]", '{"version": 1}', '{"version": 1, "entries": [], "asked": "x"}'])
def test_a_damaged_file_is_passed_over_and_made_anew(page: Page, tmp_path: Path, damage: str) -> None:
    (tmp_path / "platform.json").write_text(damage, encoding="utf-8")
    assert at_hand(page, tmp_path) == shipped_list()
    assert renewed(page, tmp_path).state == "fresh"


def test_an_address_over_an_open_line_is_refused_and_a_rehearsal_asks_nobody() -> None:
    with pytest.raises(UsageError, match="open line"):
        list_address({VARIABLE: "http://example.com/"})
    assert list_address({VARIABLE: ""}) == ""
    assert list_address({"GITHUB_API_URL": "http://127.0.0.1:8/"}) == ""
    assert list_address({}).startswith("https://learn.microsoft.com/")


def test_search_finds_what_the_page_has_since_today_and_says_how_it_was_had(
    github: Rehearsal, page: Page, tmp_path: Path
) -> None:
    page.more = ("Zyxwvut Ledger",)
    env = {
        "GITHUB_API_URL": github.url,
        "IPPUB_TOKEN": github.token(),
        "IPPUB_CACHE": str(tmp_path),
        VARIABLE: page.url,
    }
    found = json.loads(ippub("search", "Zyxwvut Ledger", "--format", "json", **env).stdout)
    assert found["verdict"] == "platform"
    assert found["sources"]["platform"]["state"] == "fresh"
    page.mode = "error"
    offline = ippub("search", "Zyxwvut Ledger", "--offline", **env)
    assert offline.returncode == 10
    (tmp_path / "platform.json").unlink()
    failing = ippub("search", "Quagmire Basin", "--format", "json", **env)
    told = json.loads(failing.stdout)
    assert (told["verdict"], failing.returncode) == ("free", 0), failing.stderr
    assert "days old, because a newer one could not be had (it answers 500)" in told["sources"]["platform"]["words"]


def test_the_kept_list_keeps_hostile_names_harmless(page: Page, tmp_path: Path) -> None:
    page.more = ("[24]7 &lt;b&gt;Chat\x1b[31m\n# x", "{Zyxwvut}")
    found = renewed(page, tmp_path)
    assert {"{Zyxwvut}", "[24]7 <b>Chat\x1b[31m # x"} <= names(found)
    assert names(at_hand(page, tmp_path)) == names(found)
    assert Entry(Kind.PLATFORM, "", "{Zyxwvut}") in found.entries


def test_no_proxy_stands_between_this_machine_and_itself(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert renewed(page, tmp_path).state == "fresh"
