"""An update of a connector that upstream holds, from the command to the merge, against the offline GitHub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge.conftest import BRANCH, FOLDER, NAME, Maker, maker  # noqa: F401  # the fixture
from ippub.cli.options import Via
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE

OWN = "Please have a look at the new operation first, @reviewer.\r\n"
TITLE = f"{NAME} (Independent Publisher)"
both_ways = pytest.mark.parametrize("via", [Via.api, Via.git])


@pytest.fixture
def published(maker: Maker) -> Maker:  # noqa: F811
    """The maker whose connector upstream holds, with the files that stay there after a review."""
    names = ("apiDefinition.swagger.json", "apiProperties.json", "readme.md")
    files = {f"{FOLDER}/{name}": (maker.folder / name).read_text(encoding="utf-8") for name in names}
    maker.server.commit(maker.server.upstream, "dev", files)
    return maker


def definition(maker: Maker) -> Path:  # noqa: F811
    return maker.folder / "apiDefinition.swagger.json"


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_bytes().decode("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())


RAISED = ('"version": "1.0"', '"version": "1.1"')
HARMLESS = (RAISED, ("newest first.", "the newest first."))
BREAKS = (('"version": "1.0"', '"version": "2.0"'), ('"ListWidgets"', '"GetWidgets"'))


@both_ways
def test_a_harmless_update_is_one_pull_request_that_says_what_changed(published: Maker, via: Via) -> None:
    edit(definition(published), *HARMLESS)
    assert published.submit(via=via, update="Better words") == EXIT_CLEAN, published.fault
    (pull,) = published.pulls
    assert pull.title == TITLE
    for said in ("**Contoso Widgets**: Better words", "version 1.0 to 1.1", "**Wording**", "Checked by ippub"):
        assert said in pull.body
    assert "breaking" not in pull.body
    assert sorted(published.files(BRANCH)) == sorted(
        ["apiDefinition.swagger.json", "apiProperties.json", "intro.md", "package.zip", "readme.md"]
    )
    assert published.files(BRANCH)["apiDefinition.swagger.json"] == definition(published).read_bytes()


@both_ways
def test_the_same_command_again_changes_nothing_and_a_shorter_one_remembers(published: Maker, via: Via) -> None:
    edit(definition(published), *BREAKS)
    assert published.submit(via=via, update="New names", because="Only we use it.") == EXIT_CLEAN, published.said
    pull = published.pulls[0]
    pull.body = f"{OWN}\r\n{pull.body}\r\n\r\n{OWN}"
    before = pull.body
    for again in ({"update": "New names", "because": "Only we use it."}, {}):
        assert published.submit(via=via, **again) == EXIT_CLEAN, published.fault
        assert published.writes == []
        assert pull.body == before
    assert len(published.pulls) == 1


def test_a_breaking_update_is_refused_with_each_place_and_what_to_do(published: Maker) -> None:
    edit(definition(published), *BREAKS)
    assert published.submit(update="New names") == EXIT_FINDINGS
    assert published.writes == []
    assert published.fault is not None
    assert published.fault.message == f"{NAME} is not updated, because 1 change would break flows that people run"
    assert "--breaking-because" in published.fault.hint
    line = next(
        number
        for number, text in enumerate(definition(published).read_text("utf-8").splitlines(), 1)
        if "GetWidgets" in text
    )
    for said in (
        f"apiDefinition.swagger.json:{line}:",
        "breaking  BreakingOperationDeleted",
        'the operation "ListWidgets" is called "GetWidgets" now',
        "instead: Keep the operation under its operationId",
    ):
        assert said in published.said, published.said


def test_with_a_reason_the_breaking_update_goes_on_and_the_reason_is_in_the_text(published: Maker) -> None:
    edit(definition(published), *BREAKS)
    assert published.submit(update="New names", because="It is not deployed yet | @all") == EXIT_CLEAN, published.fault
    body = published.pulls[0].body
    assert "**1 breaking change, and why no flow breaks**" in body
    assert r"| It is not deployed yet \| @<!-- -->all |" in body
    assert "BreakingOperationDeleted" in body
    # Another breaking change is another question.
    edit(definition(published), ('"GetWidgets"', '"FindWidgets"'))
    assert published.submit() == EXIT_FINDINGS
    assert published.writes == []
    assert published.submit(because="Still not deployed.") == EXIT_CLEAN
    assert "New names" in published.pulls[0].body
    assert published.pulls[0].body.count("| Still not deployed. |") == 1


def test_what_the_settings_allow_needs_no_reason_on_the_command_line(published: Maker) -> None:
    edit(definition(published), *BREAKS)
    (published.folder / "ippub.yaml").write_text(
        "allow:\n  - code: BreakingOperationDeleted\n    reason: It never worked.\n", encoding="utf-8"
    )
    assert published.submit(update="New names") == EXIT_CLEAN, published.said
    assert "| It never worked. |" in published.pulls[0].body
    assert "ippub.yaml" not in published.files(BRANCH)


def test_a_dry_run_shows_it_and_sends_nothing(published: Maker) -> None:
    edit(definition(published), *HARMLESS)
    assert published.submit(dry_run=True, update="Better words") == EXIT_CLEAN
    assert published.writes == []
    for shown in ("update of Contoso Widgets", f"title    {TITLE}", "| **Wording**"):
        assert shown in published.out
    assert published.submit(dry_run=True, as_json=True) == EXIT_CLEAN
    shown = json.loads(published.out)
    assert (shown["kind"], shown["title"]) == ("update", TITLE)
    assert shown["comparison"]["summary"]["update"] == "major"
    assert {change["code"] for change in shown["comparison"]["changes"]} == {"OperationTextChanged", "FieldTextChanged"}


def test_a_dry_run_of_a_breaking_update_shows_it_and_fails(published: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(definition(published), *BREAKS)
    for signed_in in (True, False):
        if not signed_in:
            monkeypatch.delenv("IPPUB_TOKEN")
        assert published.submit(dry_run=True, as_json=True) == EXIT_FINDINGS
        shown = json.loads(published.out)
        assert shown["looked"] is signed_in
        assert shown["comparison"]["summary"]["breaking"] == 1
        assert "(still to be said)" in shown["body"]
        assert published.writes == []


def test_a_version_that_did_not_move_is_said_with_the_next_one(published: Maker) -> None:
    edit(definition(published), HARMLESS[1])
    assert published.submit(update="Better words") == EXIT_CLEAN
    assert "warning: info.version is still 1.0; set it to 1.1" in published.said
    assert "the version is still 1.0" in published.pulls[0].body
    edit(definition(published), ('"version": "1.0"', '"version": "0.9"'))
    assert published.submit() == EXIT_CLEAN
    assert "warning: info.version is 0.9, upstream's is 1.0; set it to 1.1" in published.said


def test_another_publisher_is_refused(published: Maker) -> None:
    edit(definition(published), *HARMLESS)
    edit(published.folder / "apiProperties.json", ("Ada Lovelace", "Charles Babbage"))
    assert published.submit(update="Mine now", dry_run=True) == EXIT_FINDINGS
    assert published.submit(update="Mine now") == EXIT_FINDINGS
    assert published.fault is not None
    assert "the publisher is Ada Lovelace upstream and Charles Babbage here" in published.fault.message
    assert published.writes == []
    assert published.submit(update="My new name", force=True) == EXIT_CLEAN, published.fault


def test_a_folder_that_was_renamed_is_said_with_its_name_upstream(published: Maker) -> None:
    edit(definition(published), *HARMLESS)
    for how in ({"update": "Better words"}, {}):
        assert published.submit(name="contoso-widgets", **how) == EXIT_USAGE
        assert published.fault is not None
        assert f"upstream calls it {NAME}, not contoso-widgets" in published.fault.message
        assert f'--name "{NAME}"' in published.fault.hint
    assert published.submit(name="Contoso Gadgets", update="Better words") == EXIT_USAGE
    assert published.fault is not None
    assert f"did you mean '{NAME}'" in published.fault.message


def test_nothing_new_is_not_sent(published: Maker) -> None:
    assert published.submit(update="Nothing") == EXIT_CLEAN
    assert "Nothing to send" in published.said
    assert published.writes == []


def test_what_is_taken_back_leaves_the_pull_request(published: Maker) -> None:
    readme = published.folder / "readme.md"
    before = readme.read_bytes()
    edit(definition(published), *HARMLESS)
    readme.write_bytes(before + b"\nMore.\n")
    assert published.submit(update="Better words") == EXIT_CLEAN
    assert published.files(BRANCH)["readme.md"] != before
    readme.write_bytes(before)
    assert published.submit() == EXIT_CLEAN, published.fault
    assert published.files(BRANCH)["readme.md"] == before
    assert "readme" not in published.pulls[0].body.partition("<details>")[0]
    assert len(published.pulls) == 1


def test_a_definition_that_cannot_be_read_upstream_can_be_mended(published: Maker) -> None:
    broken = {f"{FOLDER}/apiDefinition.swagger.json": "]"}
    published.server.commit(published.server.upstream, "dev", broken)
    assert published.submit(update="It can be read now") == EXIT_CLEAN, published.fault
    assert "cannot be read, so nothing says what the update breaks" in published.said


def test_a_reason_without_anything_published_is_a_slip(maker: Maker) -> None:  # noqa: F811
    assert maker.submit(because="Nobody uses it") == EXIT_USAGE
    assert maker.fault is not None
    assert "there is nothing to update" in maker.fault.message


def test_after_the_merge_the_next_update_is_another_pull_request(published: Maker) -> None:
    edit(definition(published), *HARMLESS)
    assert published.submit(update="Better words") == EXIT_CLEAN
    published.server.maintainer().merge(published.pulls[0].number)
    assert published.submit() == EXIT_CLEAN
    assert "Nothing to send" in published.said
    edit(definition(published), ('"version": "1.1"', '"version": "1.2"'), ("the newest first.", "newest first."))
    assert published.submit(update="The old words") == EXIT_CLEAN, published.fault
    assert [pull.head_ref for pull in published.pulls] == [BRANCH, f"{BRANCH}-2"]
    assert "version 1.1 to 1.2" in published.pulls[1].body


def test_hostile_text_of_what_is_published_shows_harmlessly(published: Maker) -> None:
    hostile = "\x1b[2J\u202e<img src=x> @everyone ::error::"
    theirs = json.loads(definition(published).read_bytes())
    theirs["paths"]["/widgets"]["get"]["parameters"].append(
        {"name": hostile, "in": "query", "type": "string", "x-ms-summary": hostile}
    )
    theirs["info"]["version"] = hostile
    published.server.commit(
        published.server.upstream, "dev", {f"{FOLDER}/apiDefinition.swagger.json": json.dumps(theirs)}
    )
    assert published.submit(update="x", because=hostile) == EXIT_CLEAN, published.fault
    for text in (published.out, published.said, published.pulls[0].body):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<img" not in published.pulls[0].body
    assert "@everyone" not in published.pulls[0].body
