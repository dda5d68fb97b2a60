"""`ippub search` with a forge that answers: what is asked, what is kept between two runs, what is said."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ippub.catalogue.storage import parse, shipped
from ippub.catalogue.verdict import Answer, Verdict, judge
from ippub.cli import search as command
from ippub.cli.catalogue_cache import store_catalogue
from ippub.errors import EnvironmentFault
from shelf import Shelf

ROOT = "independent-publisher-connectors"


@pytest.fixture
def upstream(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """As large as the shipped catalogue, so that it is taken for the real one."""
    for entry in shipped().upstream:
        root = "certified-connectors" if entry.kind == "certified" else ROOT
        definition = json.dumps({"info": {"title": entry.title}, "host": entry.host})
        shelf.add(root, entry.folder, definition, json.dumps({"properties": {"publisher": entry.publisher}}))
    monkeypatch.setenv("IPPUB_CACHE", str(tmp_path))
    monkeypatch.setattr(command, "forge_to_ask", lambda: shelf)
    return shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def answer(name: str, host: str = "") -> Answer:
    wanted = command.wanted_from(name, host)
    known = command.what_is_known(wanted, offline=False)
    return judge(wanted, known.catalogue, known.pulls, known.sources)


def test_what_nobody_has_is_free(upstream: Shelf) -> None:
    found = answer("Zyxwvut Qrstuv")
    assert found.verdict is Verdict.FREE
    assert "ippub propose" in found.next


def test_an_open_proposal_and_a_submission_are_found_by_their_misspelt_titles(upstream: Shelf) -> None:
    upstream.propose(9, "Porposal - Zyxwvut (Indepdent Publisher)", f"{ROOT}/Zyxwvut/readme.md")
    upstream.propose(8, "Qrstuv API (Independend Publishers)", f"{ROOT}/Qrstuv/apiDefinition.swagger.json")
    assert answer("zyxwvut").verdict is Verdict.PROPOSAL
    submitted = answer("Qrstuv")
    assert submitted.verdict is Verdict.SUBMISSION
    assert "/pull/8 by ada" in submitted.next


def test_a_connector_that_came_after_this_release_is_found_by_name_host_and_publisher(upstream: Shelf) -> None:
    definition = json.dumps({"info": {"title": "Zyxwvut"}, "host": "api.zyxwvut.dev"})
    upstream.add(ROOT, "Zyxwvut", definition, json.dumps({"properties": {"publisher": "Grace"}}))
    found = answer("Zyxwvut V2")
    assert found.verdict is Verdict.INDEPENDENT
    assert found.matches[0].publisher == "Grace"
    assert answer("Other", "api.zyxwvut.dev").verdict is Verdict.UNSURE


def test_the_second_search_reads_on_where_the_first_stopped(upstream: Shelf, tmp_path: Path) -> None:
    answer("Zyxwvut")
    first = {asked for asked in upstream.asked if asked.startswith("file")}
    date, kept = parse((tmp_path / "catalogue.tsv").read_text(encoding="utf-8"))
    assert date > shipped().date
    assert len(kept) == len(shipped().upstream)
    upstream.asked.clear()
    answer("Zyxwvut")
    second = {asked for asked in upstream.asked if asked.startswith("file")}
    assert first
    assert second
    assert not first & second


def test_no_token_is_a_missing_source_not_the_end(upstream: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Shelf:
        raise EnvironmentFault("there is no token", "Sign in.")

    monkeypatch.setattr(command, "forge_to_ask", refuse)
    assert answer("Zyxwvut").verdict is Verdict.UNKNOWN
    assert answer("Basecamp").verdict is Verdict.PLATFORM


def test_a_cache_folder_that_is_a_file_costs_a_note_and_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    store_catalogue(str(tmp_path / "file"), shipped())
    assert "could not be kept" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_keeping_the_catalogue_leaves_no_half_file_when_it_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    store_catalogue(str(tmp_path), shipped())
    assert list(tmp_path.iterdir()) == []
