"""Open pull requests: what connector they are about, and how far they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.catalogue.naming import name_of
from ippub.catalogue.pulls import connector_folders, read_pull, says_little
from ippub.forge.port import ChangedFile
from shelf import Shelf

ROOT = "independent-publisher-connectors"

TITLES = [
    ("Proposal - Airtable Cloud (Independent Publisher)", "Airtable Cloud", True),
    ("Airtable Cloud (Independent Publisher)", "Airtable Cloud", False),
    ("Airtable Cloud (Indepdent Publisher)", "Airtable Cloud", False),
    ("Airtable Cloud - Independent Publisher", "Airtable Cloud", False),
    ("Airtable Cloud [Independent-Publisher]", "Airtable Cloud", False),
    ("Airtable Cloud (Independent Publisher", "Airtable Cloud", False),
    ("Proposals: Airtable Cloud (Independant Publishers)", "Airtable Cloud", True),
    ("Porposal - Airtable Cloud (Independend Publisher)", "Airtable Cloud", True),
    ("(Proposal) Airtable Cloud", "Airtable Cloud", True),
    ("[IP] Airtable Cloud Proposal", "Airtable Cloud", True),
    ("Airtable Cloud (Independent Publisher) v1.1", "Airtable Cloud", False),
    ("Airtable Cloud (Independent Publisher) - Bug fixes for webhooks", "Airtable Cloud", False),
    ("Add the Airtable Cloud connector", "Airtable Cloud", False),
    ("Update Airtable Cloud (Independent Publisher)", "Airtable Cloud", False),
    ("Proposal Manager (Independent Publisher)", "Proposal Manager", False),
]


@pytest.mark.parametrize(("title", "name", "proposal"), TITLES)
def test_a_title_is_understood_as_people_write_it(shelf: Shelf, title: str, name: str, proposal: bool) -> None:
    shelf.propose(1, title)
    pull = read_pull(shelf.pulls[0])
    assert name_of(pull.name).key == name_of(name).key
    assert pull.proposal is proposal


def test_the_folder_of_the_changed_files_says_it_better_than_the_title(shelf: Shelf) -> None:
    shelf.propose(1, "Dev")
    files = [ChangedFile(f"{ROOT}/Contoso Widgets/readme.md", "added")]
    pull = read_pull(shelf.pulls[0], files)
    assert (pull.name, pull.folder, pull.proposal) == ("Contoso Widgets", "Contoso Widgets", True)


def test_with_a_definition_it_is_a_submission_whatever_else_is_there(shelf: Shelf) -> None:
    shelf.propose(1, "Contoso Widgets (Independent Publisher)")
    names = ("readme.md", "intro.md", "apiDefinition.swagger.json")
    pull = read_pull(shelf.pulls[0], [ChangedFile(f"{ROOT}/Contoso Widgets/{name}", "added") for name in names])
    assert not pull.proposal


def test_of_a_pull_request_with_several_connectors_the_title_tells(shelf: Shelf) -> None:
    shelf.propose(1, "Contoso Widgets (Independent Publisher)")
    files = [ChangedFile(f"{ROOT}/{name}/readme.md", "added") for name in ("Contoso Widgets", "Other")]
    assert connector_folders(files) == ("Contoso Widgets", "Other")
    assert read_pull(shelf.pulls[0], files).folder == ""


@pytest.mark.parametrize(
    ("title", "little"), [("Dev", True), ("Patch 1", True), ("", True), ("Update readme.md", True), ("Contoso", False)]
)
def test_a_title_without_a_connector_is_known_as_such(shelf: Shelf, title: str, little: bool) -> None:
    shelf.propose(1, title)
    assert says_little(shelf.pulls[0]) is little


@given(st.text(max_size=300))
def test_no_title_breaks_the_reading(title: str) -> None:
    shelf = Shelf()
    shelf.propose(1, title)
    pull = read_pull(shelf.pulls[0])
    assert len(pull.name) <= 400
    assert pull.title == title
