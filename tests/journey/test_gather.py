"""The facts are asked for with few requests, and the right pull request is found however it was opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.connector.folder import read_connector
from ippub.forge.port import PullState, TreeEntry
from ippub.journey.facts import Facts
from ippub.journey.gather import find_pull, gather, gather_mine, local_facts, name_in
from journey_world import FILES, HOME, NAME, NOW, OLD, UPSTREAM, Fake, blob, days_ago, local, on_line, pull
from ready import READY, packaged, write

BARE = Facts(NAME, NOW, local=local())


def test_without_a_pull_request_upstream_is_looked_at() -> None:
    fake = Fake(entries=(TreeEntry(f"{HOME}/readme.md", "x", 1),))
    found = gather(fake, UPSTREAM, "ada", BARE)  # type: ignore[arg-type]
    assert found.pull is None
    assert found.upstream_there
    assert fake.asked == ["pulls_from", "pulls_by", "tree dev"]


def test_a_pull_request_costs_five_questions_and_one_for_each_old_file() -> None:
    fake = Fake(
        pulls=(pull(),),
        said=(on_line(3), on_line(5), on_line(0), on_line(4, name="readme.md")),
        files={(OLD, f"{HOME}/{FILES[0]}"): b"{}"},
        entries=tuple(TreeEntry(f"{HOME}/{name}", blob(b"{}"), 2) for name in FILES),
    )
    found = gather(fake, UPSTREAM, "ada", BARE)  # type: ignore[arg-type]
    assert sorted(fake.asked) == sorted(
        ["pulls_from", "remarks", "changed_files", f"tree {pull().head_sha}", "checks", "committed", "file", "file"]
    )
    assert set(found.old) == {(OLD, f"{HOME}/{FILES[0]}")}
    assert found.blobs == {name: blob(b"{}") for name in FILES}


@pytest.mark.parametrize(
    ("pulls", "number"),
    [
        ((pull(number=1, state=PullState.CLOSED), pull(number=2)), 2),
        ((pull(number=1, state=PullState.CLOSED), pull(number=2, state=PullState.MERGED)), 2),
        ((pull(number=1, created=days_ago(9)), pull(number=2, created=days_ago(1))), 2),
        ((pull(number=1, state=PullState.MERGED), pull(number=2, head_branch="ippub/contoso-widgets-2")), 2),
        ((pull(number=1, head_branch="patch-1", title="Proposal: contoso widgets - Independant Publisher"),), 1),
        ((pull(number=1, head_branch="patch-1", title="Fabrikam (Independent Publisher)"),), None),
        ((pull(number=1, head_branch="ippub/contoso-widgets-more"),), 1),
        ((pull(number=1, head_branch="ippub/contoso-widgets-more", title="More (Independent Publisher)"),), None),
        ((), None),
    ],
)
def test_the_open_pull_request_wins_then_the_newest_and_one_opened_by_hand_is_found_by_its_title(
    pulls: tuple[object, ...], number: int | None
) -> None:
    found = find_pull(Fake(pulls=pulls), UPSTREAM, "ada", NAME)  # type: ignore[arg-type]
    assert (found.number if found else None) == number


@pytest.mark.parametrize(
    "title",
    [
        "Contoso Widgets (Independent Publisher)",
        "Proposal - Contoso Widgets (Independent Publisher)",
        "[Proposal] - Contoso Widgets (independent publisher)",
        "Contoso Widgets (Independent Publisher) v1.1",
        "Contoso Widgets(Independent Publisher)",
        "Contoso Widgets - Independent Publisher",
        "Contoso Widgets [Independent-Publisher]",
        "Contoso Widgets (Indepdent Publisher",
        "Contoso Widgets (Independent Publishers) - Bug Fixes",
    ],
)
def test_a_name_is_read_from_every_kind_of_title(title: str) -> None:
    assert name_in(title) == "Contoso Widgets"


def test_a_title_of_another_kind_has_no_name() -> None:
    assert name_in("Update apiDefinition.swagger.json") == ""
    assert name_in("x" * 100_000) == ""


def test_mine_are_the_pull_requests_about_connectors_of_independent_publishers() -> None:
    others = pull(number=5, title="Update readme", head_branch="patch-1")
    over = pull(number=6, state=PullState.MERGED, title="Fabrikam (Independent Publisher)")
    found = gather_mine(Fake(pulls=(over, others, pull())), UPSTREAM, "ada", NOW)  # type: ignore[arg-type]
    assert [(one.name, one.pull.number) for one in found if one.pull] == [(NAME, 12), ("Fabrikam", 6)]


def test_the_folder_says_files_errors_screenshots_and_contact(tmp_path: Path) -> None:
    folder = write(tmp_path, READY + "info: {title: Contoso API}")
    made = packaged(folder, force=True)
    found = local_facts(NAME, read_connector(str(folder)), made.verdict, made.files)
    assert (found.errors, found.first_codes, found.email) == (
        1,
        ("ValueContainsRestrictedWords",),
        "support@contoso.com",
    )
    assert set(found.files) == {*FILES, "intro.md", "package.zip"}
    assert found.missing_shots.startswith("3 screenshots")
