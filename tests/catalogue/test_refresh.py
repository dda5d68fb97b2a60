"""Asking upstream: only what is new is read, so much and no more, and what fails is a missing source."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import replace

import pytest

from ippub.catalogue.asking import known_from, known_offline
from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.likeness import Wanted
from ippub.catalogue.refresh import SECONDS, Refreshed, find_upstream, open_pulls, refreshed
from ippub.forge.port import PullState
from shelf import Shelf

ROOT = "independent-publisher-connectors"
DEFINITION = json.dumps({"info": {"title": "Contoso Widgets"}, "host": "api.widgets.dev", "basePath": "/v1"})
PROPERTIES = json.dumps({"properties": {"publisher": "Ada", "stackOwner": "Widgets Inc."}})


def refresh(shelf: Shelf, stored: tuple[Entry, ...] = (), wanted: str = "", most: int = 20) -> Refreshed:
    return refreshed(shelf, find_upstream(shelf), stored, like=lambda name: name == wanted, most=most)


def files_read(shelf: Shelf) -> list[str]:
    return [asked.removeprefix("file ") for asked in shelf.asked if asked.startswith("file ")]


def test_a_new_connector_is_read_with_its_title_host_publisher_and_owner(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION, PROPERTIES)
    (entry,) = refresh(shelf).entries
    assert entry[:7] == (
        Kind.INDEPENDENT,
        "Widgets",
        "Contoso Widgets",
        "api.widgets.dev",
        "/v1",
        "Ada",
        "Widgets Inc.",
    )
    assert entry.blob


def test_what_did_not_change_is_not_read_again(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION, PROPERTIES)
    shelf.add("certified-connectors", "Gears", DEFINITION)
    first = refresh(shelf)
    shelf.asked.clear()
    shelf.add(ROOT, "Widgets", DEFINITION.replace("widgets.dev", "gadgets.dev"), PROPERTIES)
    again = refresh(shelf, first.entries)
    assert files_read(shelf) == [f"{ROOT}/Widgets/apiDefinition.swagger.json", f"{ROOT}/Widgets/apiProperties.json"]
    assert again.read == 1
    assert {entry.host for entry in again.entries} == {"api.gadgets.dev", "api.widgets.dev"}


def test_what_upstream_removed_is_gone(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    gone = Entry(Kind.INDEPENDENT, "Gone", "Gone")
    assert [entry.folder for entry in refresh(shelf, (gone,)).entries] == ["Widgets"]


def test_a_run_reads_so_many_and_the_next_goes_on_where_it_stopped(shelf: Shelf) -> None:
    for number in range(7):
        shelf.add(ROOT, f"Connector {number}", DEFINITION)
    first = refresh(shelf, most=3)
    assert (first.read, first.stale) == (3, 4)
    assert len(first.entries) == 7, "a folder that was not read yet is known by its name"
    second = refresh(shelf, first.entries, most=3)
    third = refresh(shelf, second.entries, most=3)
    assert (second.read, third.read, third.stale) == (3, 1, 0)


def test_what_is_like_the_wanted_one_is_read_first(shelf: Shelf) -> None:
    for name in ("A", "B", "Widgets"):
        shelf.add(ROOT, name, DEFINITION)
    refresh(shelf, wanted="Widgets", most=1)
    assert files_read(shelf)[0] == f"{ROOT}/Widgets/apiDefinition.swagger.json"


def test_when_the_time_is_up_nothing_more_is_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    ticks = itertools.count(0, SECONDS + 1)
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
    late = refresh(shelf)
    assert (late.read, late.stale) == (0, 1)


def test_a_definition_that_cannot_be_read_is_left_for_the_next_time(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    shelf.failing.add("file")
    got = refresh(shelf)
    assert got.entries == (Entry(Kind.INDEPENDENT, "Widgets"),)
    assert got.stale == 1


def test_a_broken_or_hostile_definition_leaves_its_fields_empty_and_is_not_read_again(shelf: Shelf) -> None:
    for number, text in enumerate(("", "[", "[]", '{"info": []}', '{"info": {"title": 3}, "host": null}', "[" * 5000)):
        shelf.add(ROOT, f"Broken {number}", text, text)
    first = refresh(shelf)
    assert all(entry.title == "" == entry.host for entry in first.entries)
    assert refresh(shelf, first.entries).read == 0


def test_files_outside_a_connectors_folder_are_none_of_ours(shelf: Shelf) -> None:
    shelf.files = {
        f"{ROOT}/readme.md": b"",
        f"{ROOT}/A/B/apiDefinition.swagger.json": b"{}",
        "tools/x/apiDefinition.swagger.json": b"{}",
    }
    assert refresh(shelf).entries == ()


def test_pull_requests_are_looked_into_where_it_matters_only(shelf: Shelf) -> None:
    shelf.propose(3, "Widgets (Independent Publisher)", f"{ROOT}/Widgets/readme.md")
    shelf.propose(2, "Something else (Independent Publisher)", f"{ROOT}/Something/readme.md")
    shelf.propose(1, "Dev", f"{ROOT}/Gadgets/apiDefinition.swagger.json")
    pulls, unread = open_pulls(shelf, find_upstream(shelf), lambda name: name == "Widgets")
    assert [asked for asked in shelf.asked if "changed" in asked] == ["changed_files 3", "changed_files 1"]
    assert [(pull.name, pull.proposal) for pull in pulls] == [
        ("Widgets", True),
        ("Something else", False),
        ("Gadgets", False),
    ]
    assert unread == 0


def test_of_many_silent_pull_requests_the_newest_are_looked_into_and_the_rest_counted(shelf: Shelf) -> None:
    for number in range(20, 0, -1):
        shelf.propose(number, "Patch 1", f"{ROOT}/Connector {number}/readme.md")
    _, unread = open_pulls(shelf, find_upstream(shelf), lambda _: False)
    assert unread == 5


def stored_of(*names: str) -> Catalogue:
    return Catalogue(
        "2024-10-23", "2026-09-05", tuple(Entry(Kind.INDEPENDENT, name, name, blob="old") for name in names)
    )


def test_everything_that_answers_is_fresh_and_the_catalogue_is_to_be_kept(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    known = known_from(shelf, stored_of("Gone"), "shipped", Wanted("Foo"))
    assert known.changed
    assert not known.sources.missing
    assert known.sources.upstream.state == "fresh"
    assert [entry.folder for entry in known.catalogue.upstream] == ["Widgets"]


def test_an_upstream_that_lost_most_connectors_is_a_sandbox_and_is_not_kept(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    known = known_from(shelf, stored_of("One", "Two", "Three", "Four"), "cached", Wanted("Foo"))
    assert not known.changed
    assert {entry.folder for entry in known.catalogue.upstream} == {"One", "Two", "Three", "Four", "Widgets"}
    assert "hardly all" in known.sources.upstream.words


def test_each_source_fails_for_itself(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    for what, missing in (
        ("tree", ["upstream"]),
        ("open_pulls", ["open pull requests"]),
        ("repository", ["upstream", "open pull requests"]),
    ):
        shelf.failing = {what}
        known = known_from(shelf, stored_of("Widgets"), "shipped", Wanted("Foo"))
        assert [source.name for source in known.sources.missing] == missing
        assert f"{what} is out of order" in "".join(source.words for source in known.sources.missing)
        assert known.catalogue.upstream


def test_files_of_a_pull_request_that_matters_and_cannot_be_seen_make_the_source_missing(shelf: Shelf) -> None:
    shelf.propose(1, "Widgets (Independent Publisher)")
    shelf.failing = {"changed_files"}
    assert [
        source.name for source in known_from(shelf, stored_of("A"), "shipped", Wanted("Widgets")).sources.missing
    ] == ["open pull requests"]
    assert not known_from(shelf, stored_of("A"), "shipped", Wanted("Gadgets")).sources.missing


def test_offline_says_that_pull_requests_were_not_asked(catalogue: Catalogue) -> None:
    known = known_offline(catalogue, "shipped")
    assert [source.words for source in known.sources.missing] == ["open pull requests were not asked"]


def test_what_was_closed_unmerged_is_a_hint_and_no_verdict(shelf: Shelf) -> None:
    shelf.add(ROOT, "Widgets", DEFINITION)
    for number, title, state in (
        (7, "Proposal - Gizmos (Independent Publisher)", PullState.CLOSED),
        (8, "Gizmos (Independent Publisher)", PullState.MERGED),
        (9, "Other things (Independent Publisher)", PullState.CLOSED),
    ):
        shelf.propose(number, title)
        shelf.closed.append(replace(shelf.pulls.pop(), state=state))
    known = known_from(shelf, stored_of("Widgets"), "shipped", Wanted("Gizmos"))
    (hint,) = known.hints
    assert "#7 by ada was about Gizmos and was closed without being merged: https://github.com/" in hint
    assert known.pulls == ()
    shelf.failing = {"closed_pulls"}
    assert known_from(shelf, stored_of("Widgets"), "shipped", Wanted("Gizmos")).hints == ()
