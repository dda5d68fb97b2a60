"""The draft of an update: what is sent, the list of changes, and what is remembered between two runs."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.artifacts.package import Package
from ippub.changes import kinds
from ippub.changes.compare import compare
from ippub.changes.kinds import KINDS
from ippub.changes.update import sum_up
from ippub.check.example import read_example
from ippub.config import Allowed
from ippub.connector.folder import Connector, connector_of, read_connector
from ippub.forge.port import blob_id
from ippub.publish.body import LIMIT, length, merged, own_block
from ippub.publish.change_list import _GROUP_OF, Group, grouped, in_one_line
from ippub.publish.draft import Draft, DraftKind
from ippub.publish.update import Published, Said, heard, publisher_change, remembered, retitled, update
from ippub.report.diff.model import DiffReport, Side, make_report
from ready import READY, packaged, write

NAME = "Contoso Widgets"
HOSTILE = "--> <!-- ippub:end --> | @everyone `x` </details> \x1b[2J\u202e"
BREAKING = "definitions: {Widget: {properties: {name: null}}}\n"
EVERYTHING = """
info: {version: "1.1", description: Contoso Widgets keeps stock of widgets and warns you when one of them runs out.}
paths:
  /widgets:
    get: {summary: List the widgets, description: Retrieves the widgets., deprecated: true,
          x-ms-api-annotation: {replacement: {api: contosowidgets, operationId: FindWidgets}}}
    delete: {operationId: DeleteWidgets, summary: Delete all, responses: {"204": {description: They are gone.}}}
definitions:
  Widget:
    properties: {name: null, title: {type: string}}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return packaged(write(tmp_path_factory.mktemp("package"), READY))


def compared(tmp_path: Path, new: str, old: str = "{}", allow: tuple[Allowed, ...] = ()) -> DiffReport:
    """Two versions of the example, each changed by a patch."""
    sides = []
    for which, patch in (("old", old), ("new", new)):
        folder = read_example(patch).write(tempfile.mkdtemp(dir=tmp_path))
        sides.append(Side(read_connector(folder), which))
    before, after = sides
    found = compare(before.connector, after.connector)
    summed = sum_up(found, before.connector.swagger, after.connector.swagger)
    return make_report(before, after, found, allow, summed)


def drafted(package: Package, report: DiffReport, said: Said = Said(), **there: str) -> Draft:  # noqa: B008
    return update(package, Published(NAME, there), report, said)


def test_an_update_sends_what_differs_under_upstreams_spelling(package: Package, tmp_path: Path) -> None:
    there = {
        "README.MD": "another",
        "apiProperties.json": blob_id(package.files["apiProperties.json"]),
        "icon.png": "left alone",
    }
    draft = update(package, Published("Contoso Widgets IP", there), compared(tmp_path, "{}"), Said("New operations"))
    assert draft.title == "Contoso Widgets IP (Independent Publisher)"
    assert draft.message == "Update Contoso Widgets IP: New operations"
    names = {path.rpartition("/")[2] for path in draft.files}
    assert names == {"README.MD", "apiDefinition.swagger.json", "intro.md", "package.zip"}
    assert all(path.startswith("independent-publisher-connectors/Contoso Widgets IP/") for path in draft.files)
    assert draft.kind is DraftKind.UPDATE


def test_the_same_files_are_no_update_even_when_upstream_has_lost_what_only_the_review_needs(
    package: Package, tmp_path: Path
) -> None:
    same = {name: blob_id(data) for name, data in package.files.items()}
    report = compared(tmp_path, "{}")
    assert drafted(package, report, **same).files == {}
    for name in ("intro.md", "package.zip"):
        del same[name]
    assert drafted(package, report, **same).files == {}
    same["readme.md"] = "another"
    assert {path.rpartition("/")[2] for path in drafted(package, report, **same).files} == {
        "readme.md",
        "intro.md",
        "package.zip",
    }


def test_what_the_branch_changed_before_is_sent_although_it_is_upstreams_again(
    package: Package, tmp_path: Path
) -> None:
    same = {name: blob_id(data) for name, data in package.files.items()}
    there = Published(NAME, same, touched=("readme.md",))
    draft = update(package, there, compared(tmp_path, "{}"), Said())
    assert [path.rpartition("/")[2] for path in draft.files] == ["readme.md"]


def test_a_script_that_is_gone_is_removed_and_nothing_else_is(package: Package, tmp_path: Path) -> None:
    same = {name: blob_id(data) for name, data in package.files.items()}
    draft = drafted(package, compared(tmp_path, "{}"), **same, **{"script.csx": "theirs", "notes.txt": "theirs"})
    assert draft.files == {f"independent-publisher-connectors/{NAME}/script.csx": None}


def test_the_list_says_what_was_added_changed_deprecated_and_removed(package: Package, tmp_path: Path) -> None:
    report = compared(tmp_path, EVERYTHING)
    body = drafted(package, report, Said("Widgets can be deleted", "The service never sent the name.")).body
    assert "This updates the connector **Contoso Widgets**: Widgets can be deleted" in body
    assert "A major update by Microsoft's count; version 1.0 to 1.1." in body
    lists = {
        heading: re.findall(r"(?m)^- (.*)$", text)
        for heading, text in re.findall(r"(?ms)^\*\*(\w+)\*\*\n\n(.*?)\n\n", body)
    }
    assert list(lists) == [group.value for group in Group]
    assert lists["Added"] == [
        'the operation "DeleteWidgets" (DELETE /widgets) is new',
        r'ListWidgets\: output "widgets\[\].title" is new',
    ]
    assert lists["Deprecated"] == [r'ListWidgets\: it is deprecated now; "FindWidgets" takes its place']
    assert lists["Removed"] == [r'ListWidgets\: output "widgets\[\].name" is gone (may break flows, see below)']
    assert lists["Wording"] == ["1 operation, 1 text of the listing"]
    assert "**1 breaking change, and why no flow breaks**" in body
    assert "The service never sent the name." in body
    assert in_one_line(report) == "2 added, 1 changed, 1 deprecated, 1 removed, other wording"


def test_an_allowed_change_is_listed_with_the_reason_of_the_settings(package: Package, tmp_path: Path) -> None:
    allowed = Allowed("BreakingOutputDeleted", "Nobody has it yet.")
    report = compared(tmp_path, EVERYTHING, allow=(allowed,))
    assert report.breaking == 0
    body = drafted(package, report).body
    assert "| Nobody has it yet. |" in body
    assert "still to be said" not in body


def test_every_code_has_a_heading() -> None:
    assert set(_GROUP_OF) <= set(KINDS)
    for kind in KINDS.values():
        if kind.code.endswith("Added") and kind is not kinds.ENUM_ADDED:
            assert _GROUP_OF[kind.code] is Group.ADDED
        if kind.code.endswith("Deleted"):
            assert _GROUP_OF[kind.code] is Group.REMOVED


def test_the_text_fits_however_much_has_changed(package: Package, tmp_path: Path) -> None:
    paths = "\n".join(
        f"  /things/{n}: {{get: {{operationId: {'Get' * 60}{n}, responses: {{'200': {{description: OK}}}}}}}}"
        for n in range(400)
    )
    report = compared(tmp_path, f"paths:\n{paths}\n")
    assert len(grouped(report)[Group.ADDED]) == 400
    draft = drafted(package, report)
    assert "- and 360 more" in draft.body
    assert all(length(body) < LIMIT for body in draft.bodies)
    assert length(draft.bodies[-1]) < length(draft.bodies[0])


def test_what_was_said_is_remembered_and_the_reason_only_for_the_same_breaking_changes(
    package: Package, tmp_path: Path
) -> None:
    report = compared(tmp_path, BREAKING)
    said = Said("A summary -- of it", "Nobody uses it.")
    body = merged("my own words", drafted(package, report, said).bodies).text
    block = own_block(body) or ""
    assert remembered(block, report) == said
    more = compared(tmp_path, BREAKING.replace("name: null", "name: null, id: null"))
    other = compared(tmp_path, 'info: {version: "2.0"}\n' + BREAKING)
    assert remembered(block, other) == said
    assert more.breaking == 2
    assert remembered(block, more).because == ""
    assert remembered(block, compared(tmp_path, "{}")) == Said("A summary -- of it", "")
    assert remembered("", report) == Said()


@given(st.text(), st.text())
def test_nothing_that_is_said_breaks_out_of_the_text(
    tmp_path_factory: pytest.TempPathFactory, package: Package, summary: str, because: str
) -> None:
    report = _report(tmp_path_factory)
    said = heard(summary + HOSTILE, because)
    draft = drafted(package, report, said)
    body = merged("mine", draft.bodies).text
    assert body.endswith("\n\nmine")
    again = remembered(own_block(body) or "", report)
    assert merged(body, drafted(package, report, again).bodies).changed is False
    assert body.count("-->") == body.count("<!--")


_REPORTS: list[DiffReport] = []


def _report(factory: pytest.TempPathFactory) -> DiffReport:
    if not _REPORTS:
        _REPORTS.append(compared(factory.mktemp("compared"), BREAKING))
    return _REPORTS[0]


@pytest.mark.parametrize(
    "stamp", ["{", "[]", '{"summary": 1, "because": null}', '{"a":' * 30_000 + "1" + "}" * 30_000, '{"of": {}}']
)
def test_a_stamp_that_somebody_else_wrote_is_no_stamp(tmp_path: Path, stamp: str) -> None:
    assert remembered(f"<!-- ippub:said {stamp} -->", compared(tmp_path, BREAKING)) == Said()


def test_the_publisher_stays_the_same_in_whatever_spelling() -> None:
    def by(publisher: str | None) -> Connector:
        text = "{}" if publisher is None else f'{{"properties": {{"publisher": "{publisher}"}}}}'
        return connector_of(NAME, {"apiProperties.json": text.encode()})

    assert publisher_change(by("Mika Maker"), by("mika  maker ")) == ""
    assert publisher_change(by(None), by("Mika Maker")) == ""
    assert publisher_change(by("Mika Maker"), by("Ada")) == "the publisher is Mika Maker upstream and Ada here"
    assert publisher_change(by("Mika Maker"), by(None)) == "the publisher is Mika Maker upstream and nobody here"


def test_a_title_that_follows_the_pattern_stays(package: Package, tmp_path: Path) -> None:
    draft = drafted(package, compared(tmp_path, "{}"))
    assert retitled(f"{NAME} (Independent Publisher) v1.1", draft) == f"{NAME} (Independent Publisher) v1.1"
    assert retitled("Some update", draft) == f"{NAME} (Independent Publisher)"
