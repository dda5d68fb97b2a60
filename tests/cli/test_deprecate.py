"""`ippub deprecate`: the operation is marked as the documentation asks, and every other byte stays."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from program import ippub

from ippub.authoring.deprecate import LONGEST_SUMMARY, Farewell, deprecation
from ippub.changes.compare import compare
from ippub.changes.model import Level
from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.fix import apply
from ippub.check.rules import load_rules
from ippub.cli.repairing import before as before_repair
from ippub.connector.folder import Connector, connector_of, find_connectors, read_connector
from ippub.document.text import FaultKind
from ippub.errors import UsageError

TWO = """
paths:
  /widgets/v2:
    get:
      summary: Search widgets
      description: Retrieves the widgets in stock that have a name.
      operationId: ListWidgets_V2
      responses: {'200': {description: The widgets.}}
  /gadgets:
    get:
      summary: List gadgets
      description: Retrieves the gadgets in stock
      operationId: ListGadgets
      responses: {'200': {description: The gadgets.}}
"""
SWAGGER = "apiDefinition.swagger.json"


def files(patch: str = TWO) -> dict[str, bytes]:
    return read_example(patch).files


def deprecated(given: dict[str, bytes], name: str, farewell: Farewell = Farewell()) -> dict[str, bytes]:  # noqa: B008
    """The files afterwards."""
    swagger = connector_of("Contoso Widgets", given).swagger
    assert swagger is not None
    changes, _ = apply(given.get, [deprecation(swagger, name, farewell)])
    return {**given, **changes.written}


def operation(given: dict[str, bytes], path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(given[SWAGGER])["paths"][path]["get"]
    return found


def codes(connector: Connector) -> Counter[str]:
    plan = make_plan([rule for rule in load_rules().values() if not rule.deep])
    return Counter(found.rule.code for found in run(connector, plan))


def test_flag_and_words_are_set_where_the_documentation_shows_them() -> None:
    after = operation(deprecated(files(), "ListWidgets"), "/widgets")
    assert list(after)[:4] == ["summary", "description", "operationId", "deprecated"]
    assert after["deprecated"] is True
    assert after["summary"] == "List widgets (deprecated)"
    assert after["description"] == "Retrieves the widgets in stock, newest first (deprecated)."
    assert "x-ms-api-annotation" not in after
    bare = operation(deprecated(files(), "ListGadgets"), "/gadgets")
    assert bare["description"] == "Retrieves the gadgets in stock (deprecated)."


def test_a_later_revision_becomes_one_of_its_family_and_any_other_successor_is_only_named() -> None:
    after = deprecated(files(), "ListWidgets", Farewell("ListWidgets_V2", expires="2030-12-31"))
    assert operation(after, "/widgets")["x-ms-api-annotation"] == {
        "family": "ListWidgets",
        "revision": 1,
        "replacement": {"api": "contosowidgets", "operationId": "ListWidgets_V2"},
        "expires": "2030-12-31",
    }
    assert operation(after, "/widgets/v2")["x-ms-api-annotation"] == {"family": "ListWidgets", "revision": 2}
    other = deprecated(files(), "ListWidgets", Farewell("ListGadgets"))
    assert operation(other, "/widgets")["x-ms-api-annotation"] == {
        "replacement": {"api": "contosowidgets", "operationId": "ListGadgets"}
    }
    assert "x-ms-api-annotation" not in operation(other, "/gadgets")
    elsewhere = deprecated(files(), "ListWidgets", Farewell("FindAll", api="contosogadgets"))
    replacement = operation(elsewhere, "/widgets")["x-ms-api-annotation"]["replacement"]
    assert replacement == {"api": "contosogadgets", "operationId": "FindAll"}


def test_an_annotation_that_is_there_keeps_what_it_says() -> None:
    annotated = "  /widgets: {get: {x-ms-api-annotation: {family: Widgets, revision: 4, status: Production}}}\n"
    after = deprecated(files(TWO + annotated), "ListWidgets", Farewell("ListWidgets_V2"))
    assert operation(after, "/widgets")["x-ms-api-annotation"] == {
        "family": "Widgets",
        "revision": 4,
        "status": "Production",
        "replacement": {"api": "contosowidgets", "operationId": "ListWidgets_V2"},
    }


@pytest.mark.parametrize(
    "farewell", [Farewell(), Farewell("ListWidgets_V2"), Farewell("ListGadgets", "", "2030-12-31")]
)
@pytest.mark.parametrize("windows", [False, True])
def test_it_settles_breaks_nothing_and_brings_no_finding_but_the_reminder(farewell: Farewell, windows: bool) -> None:
    before = files()
    if windows:
        before[SWAGGER] = b"\xef\xbb\xbf" + before[SWAGGER].replace(b"\n", b"\r\n").replace(b"  ", b"\t")
    after = deprecated(before, "ListWidgets", farewell)
    assert deprecated(after, "ListWidgets", farewell) == after
    assert after[SWAGGER].startswith(b"\xef\xbb\xbf") is windows
    assert after[SWAGGER].count(b"\r\n") == (after[SWAGGER].count(b"\n") if windows else 0)
    assert set(before[SWAGGER].splitlines()) - set(after[SWAGGER].splitlines()) <= {
        line for line in before[SWAGGER].splitlines() if b'"summary"' in line or b'"description"' in line
    }
    old, new = (connector_of("Contoso Widgets", each) for each in (before, after))
    assert all(change.level is Level.HARMLESS for change in compare(old, new))
    assert "OperationDeprecated" in {change.code for change in compare(old, new)}
    assert set(codes(new) - codes(old)) == {"DeprecationNotice"}


def test_the_command_writes_shows_what_it_wrote_and_has_nothing_to_do_again(tmp_path: Path) -> None:
    folder = Path(read_example(TWO).write(str(tmp_path)))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shown = ippub("deprecate", "ListWidgets", folder, "--successor", "ListWidgets_V2", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert '+        "deprecated": true,' in shown.stdout
    assert "Nothing was written." in shown.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    done = ippub("deprecate", "ListWidgets", folder, "--successor", "ListWidgets_V2")
    assert done.stdout == shown.stdout
    assert "30 days before" in done.stderr
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [name for name in after if after[name] != before[name]] == [SWAGGER]
    again = ippub("deprecate", "ListWidgets", folder, "--successor", "ListWidgets_V2")
    assert (again.returncode, again.stdout) == (0, "")
    assert "is marked so already" in again.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == after


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("listwidgets",), "there is no operation 'listwidgets'; did you mean 'ListWidgets'?"),
        (("ListWidgets", "--successor", "ListWidget_V2"), "there is no operation 'ListWidget_V2'; did you mean"),
        (("ListWidgets", "--successor", "ListWidgets"), "cannot be its own successor"),
        (("ListWidgets", "--api", "contoso"), "--api says where the successor is"),
        (("ListWidgets", "--expires", "next year"), "'next year' is no day"),
    ],
)
def test_a_slip_is_said_and_nothing_is_written(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    folder = Path(read_example(TWO).write(str(tmp_path)))
    before = (folder / SWAGGER).read_bytes()
    result = ippub("deprecate", words[0], folder, *words[1:])
    assert result.returncode == 2
    assert said in result.stderr
    assert "hint: " in result.stderr
    assert (folder / SWAGGER).read_bytes() == before


def test_words_that_would_become_too_long_and_a_successor_that_goes_too_are_refused() -> None:
    long = files(f"paths: {{/widgets: {{get: {{summary: {'x' * (LONGEST_SUMMARY - 5)}}}}}}}")
    with pytest.raises(UsageError, match=f"{LONGEST_SUMMARY} are the most"):
        deprecated(long, "ListWidgets")
    gone = deprecated(files(), "ListGadgets")
    with pytest.raises(UsageError, match="is deprecated itself"):
        deprecated(gone, "ListWidgets", Farewell("ListGadgets"))


def test_a_definition_that_cannot_be_read_or_edited_is_said(tmp_path: Path) -> None:
    folder = Path(read_example(TWO).write(str(tmp_path)))
    text = (folder / SWAGGER).read_bytes()
    (folder / SWAGGER).write_bytes(text.decode().encode("utf-16"))
    result = ippub("deprecate", "ListWidgets", folder)
    assert result.returncode == 2
    assert "cannot be edited as it is written" in result.stderr
    (folder / SWAGGER).write_bytes(b"]")
    result = ippub("deprecate", "ListWidgets", folder)
    assert result.returncode == 2
    assert "no definition that can be read" in result.stderr


def test_bytes_that_are_no_utf8_stay_as_they_are(tmp_path: Path) -> None:
    folder = Path(read_example(TWO).write(str(tmp_path)))
    text = (folder / SWAGGER).read_bytes()
    (folder / SWAGGER).write_bytes(text.replace(b"newest first", b"newest f\xf8rst"))
    result = ippub("deprecate", "ListWidgets", folder)
    assert result.returncode == 0, result.stderr
    written = (folder / SWAGGER).read_bytes()
    assert b"newest f\xf8rst" in written
    assert b'"deprecated": true' in written


@pytest.mark.corpus
def test_an_operation_of_each_real_connector_is_marked_without_a_new_finding(corpus: Path) -> None:
    """The figures of docs/deprecate.md; run with ``-s`` to see them."""
    chance = random.Random(5)
    folders = [folder for kind in sorted((corpus / "connectors").iterdir()) for folder in find_connectors(str(kind))]
    told: Counter[str] = Counter()
    for folder in chance.sample(folders, min(420, len(folders))):
        connector = read_connector(folder)
        active = (
            [each for each in connector.swagger.operations if each.id and not each.deprecated]
            if connector.swagger
            else []
        )
        if len({each.id for each in active}) < 2:
            told["fewer than two operations"] += 1
            continue
        name, successor = chance.sample(sorted({each.id for each in active}), 2)
        told[_marked(connector, name, Farewell(successor))] += 1
    print(dict(told))  # noqa: T201  # the page quotes it
    assert set(told) <= {"marked", "fewer than two operations", "too long", "not UTF-8"}
    assert told["marked"] >= 0.95 * (sum(told.values()) - told["fewer than two operations"])


def _marked(connector: Connector, name: str, farewell: Farewell) -> str:
    """Mark an operation of a real connector; "marked" when that is all that happened."""
    assert connector.swagger is not None
    try:
        fix = deprecation(connector.swagger, name, farewell)
    except UsageError as refusal:
        return "too long" if "are the most" in refusal.message else refusal.message
    changes, done = apply(before_repair(connector), [fix])
    if not done:
        kinds = {fault.kind for fault in connector.swagger_document.faults} if connector.swagger_document else set()
        return "not UTF-8" if FaultKind.NOT_UTF8 in kinds else "not done"
    now = connector.with_files(changes.files)
    assert now.swagger is not None
    if deprecation(now.swagger, name, farewell).edits:
        return "not settled"
    if any(change.level is not Level.HARMLESS for change in compare(connector, now)):
        return "more than harmless"
    new = set(codes(now) - codes(connector)) - {"DeprecationNotice"}
    return f"new: {sorted(new)}" if new else "marked"
