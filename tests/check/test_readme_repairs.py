"""The readme is brought up to date: the template's sections at their place, the operations in the author's manner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.fix import settle
from ippub.check.rules import load_rules
from ippub.connector.folder import read_connector

if TYPE_CHECKING:
    from pathlib import Path

    from ippub.check.rule import Fix

RULES = [rule for rule in load_rules().values() if rule.scope == "readme" and rule.fixable]
PATHS = """
paths:
  /widgets:
    get: {operationId: ListWidgets, summary: List widgets, description: Retrieves the widgets in stock.}
    post: {operationId: CreateWidget, summary: Create a widget, description: Adds a widget to the stock.}
  /widgets/{id}:
    get: {operationId: GetWidget, summary: Get a widget, description: Retrieves one widget.}
    delete: {operationId: DeleteWidget, summary: Delete a <widget>, description: Delete a widget}
"""


def repaired(tmp_path: Path, readme: str, *, suggestions: bool = False, definition: str = PATHS) -> str:
    """The readme after all repairs that only concern readmes, with ``\\n`` as it was given."""
    example = read_example(definition)
    example.files["readme.md"] = readme.encode()
    connector = read_connector(example.write(str(tmp_path)))
    plan = make_plan(RULES)

    def find(files: Mapping[str, bytes | None]) -> Sequence[Fix]:
        found = [one.finding.fix for one in run(connector.with_files(files), plan)]
        return [fix for fix in found if fix is not None and (fix.safe or suggestions)]

    changes = settle(example.files.get, find).changes
    return changes.written.get("readme.md", readme.encode()).decode()


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def test_every_missing_section_comes_in_the_order_of_the_template(tmp_path: Path) -> None:
    text = repaired(tmp_path, "Contoso is good.\n")
    assert headings(text) == [
        "# Contoso Widgets",
        "## Publisher: Ada Lovelace",
        "## Prerequisites",
        "## Supported Operations",
        "### List widgets",
        "### Create a widget",
        "### Get a widget",
        "### Delete a \\<widget>",
        "## Obtaining Credentials",
        "## Known Issues and Limitations",
    ]
    assert text.startswith("# Contoso Widgets\n\nContoso Widgets keeps stock of widgets")
    assert "\nContoso is good.\n" in text
    assert "\n\n\n" not in text
    assert text.endswith("]]\n")


def test_an_empty_readme_becomes_a_whole_one(tmp_path: Path) -> None:
    assert len(headings(repaired(tmp_path, ""))) == 10


def test_a_section_comes_between_those_that_are_there_and_no_other_line_changes(tmp_path: Path) -> None:
    given = (
        "# Contoso\n\nGood.\n\n## Publisher: Ada\n\n## Supported Operations\n\n* List widgets\n* Create a widget\n"
        "* Get a widget\n* Delete a widget\n\n## My own part\n\nWords.\n\n## Known Issues\n\nNone."
    )
    text = repaired(tmp_path, given)
    names = [line.lstrip("# ") for line in headings(text)]
    assert names[1:4] == ["Publisher: Ada", "Prerequisites", "Supported Operations"]
    assert names.index("Obtaining Credentials") == names.index("Supported Operations") + 1
    assert names.index("My own part") > names.index("Obtaining Credentials")
    left = [line for line in text.splitlines() if line in given.splitlines()]
    assert [line for line in left if line] == [
        line for line in given.splitlines() if line and line != "## Known Issues"
    ]
    assert text.endswith("## Known Issues and Limitations\n\nNone.")


def test_line_ends_and_a_missing_last_one_stay(tmp_path: Path) -> None:
    text = repaired(tmp_path, "# Contoso\r\n\r\nGood.\r\n\r\n##Publisher: Ada")
    assert text.count("\n") == text.count("\r\n")
    assert not text.endswith("\n")
    assert "## Publisher: Ada\r\n" in text


def test_sections_take_the_level_of_their_neighbours(tmp_path: Path) -> None:
    text = repaired(tmp_path, "# Contoso\n\nGood.\n\n### Publisher: Ada\n\n### Known Issues and Limitations\n\nNone.\n")
    assert "### Prerequisites" in headings(text)
    assert "### Obtaining Credentials" in headings(text)


@pytest.mark.parametrize("block", ["```\nunclosed", "<!-- unclosed", "~~~ json\n{"])
def test_nothing_is_added_where_an_open_block_would_swallow_it(tmp_path: Path, block: str) -> None:
    text = repaired(tmp_path, f"# Contoso\n\nGood.\n\n## Publisher: Ada\n\n{block}\n")
    assert text.count("## Prerequisites") <= 1
    assert text.count("## Known Issues") <= 1


def test_operations_are_added_as_headings_where_the_author_has_headings(tmp_path: Path) -> None:
    given = (
        "# C\n\nG.\n\n## Actions\n\nWhat it does:\n\n"
        "#### List widgets\nMine.\n\n#### Get a widget\nMine too.\n\n## End\n\nE.\n"
    )
    text = repaired(tmp_path, given)
    new = "#### Create a widget\n\nAdds a widget to the stock."
    assert f"#### List widgets\nMine.\n\n{new}\n\n#### Get a widget\nMine too." in text
    assert "Mine too.\n\n#### Delete a \\<widget>\n" in text
    assert "Delete a widget\n" not in text  # a description that only repeats the summary


@pytest.mark.parametrize(
    ("given", "added"),
    [
        (
            "- List widgets\n- Get a widget\n",
            "- List widgets\n- Create a widget\n- Get a widget\n- Delete a \\<widget>\n",
        ),
        (
            "* **List widgets**: mine\n\n* **Get a widget**: mine\n",
            (
                "* **List widgets**: mine\n\n* **Create a widget**: Adds a widget to the stock.\n\n"
                "* **Get a widget**: mine\n\n* **Delete a \\<widget>**\n"
            ),
        ),
        (
            "1. `List widgets` - mine\n   more\n2. `Get a widget` - mine\n",
            (
                "1. `List widgets` - mine\n   more\n2. `Create a widget` - Adds a widget to the stock.\n"
                "2. `Get a widget` - mine\n3. `Delete a \\<widget>`\n"
            ),
        ),
    ],
    ids=["plain", "bold and loose", "numbered with code"],
)
def test_operations_are_added_to_a_list_in_its_manner(tmp_path: Path, given: str, added: str) -> None:
    text = repaired(tmp_path, f"# C\n\nG.\n\n## Supported Operations\n\n{given}\n## End\n\nE.\n")
    assert f"## Supported Operations\n\n{added}\n" in text


def test_what_is_prose_gets_headings_below(tmp_path: Path) -> None:
    text = repaired(tmp_path, "# C\n\nG.\n\n## Operations\n\nIt can list widgets and more.\n\n## End\n\nE.\n")
    assert "It can list widgets and more.\n\n### Create a widget\n\nAdds" in text


def test_a_renamed_operation_is_renamed_and_a_removed_one_taken_out_only_as_a_suggestion(tmp_path: Path) -> None:
    given = (
        "# C\n\nG.\n\n## Supported Operations\n\n### List widgets\n\nMine.\n\n### Get the widget\n\nMy words.\n\n"
        "### Paint a widget\n\nGone.\n\n### Create a widget\n\nC.\n\n### Delete a widget\n\nD.\n"
    )
    safe = repaired(tmp_path / "safe", given)
    assert "### Get the widget\n\nMy words." in safe
    assert "### Get a widget" not in safe
    text = repaired(tmp_path / "all", given, suggestions=True)
    assert "### Get a widget\n\nMy words.\n\n### Create a widget" in text
    assert "Paint" not in text


def test_an_empty_section_gets_a_placeholder_and_an_underlined_heading_stays_whole(tmp_path: Path) -> None:
    text = repaired(tmp_path, "Contoso\n=======\n\nPrerequisites\n-------------\n\n## Publisher\n")
    assert "Contoso\n=======\n\nContoso Widgets keeps stock" in text
    assert "Prerequisites\n-------------\n\n[[Write here" in text
    assert "## Publisher\n\nAda Lovelace" in text


def test_nothing_is_added_where_it_would_no_longer_be_seen_as_a_section(tmp_path: Path) -> None:
    few = "# C\n\nG.\n" + "\n### More\n\nText.\n" * 900
    assert "## Known Issues and Limitations" in repaired(tmp_path / "few", few)
    many = "# C\n\nG.\n" + "\n### More\n\nText.\n" * 995
    assert repaired(tmp_path / "many", many) == many


def test_words_of_the_author_go_only_where_a_person_wants_it(tmp_path: Path) -> None:
    given = "# Woodgrove\n\nG.\n\n## Authentication\n\nA key.\n\n## Limitations\n\nFew.\n\n## Getting Started\n"
    safe = repaired(tmp_path / "safe", given)
    assert "# Woodgrove" in safe
    assert "## Authentication" in safe
    assert "## Known Issues and Limitations\n\nFew." in safe
    text = repaired(tmp_path / "all", given, suggestions=True)
    assert "# Contoso Widgets" in text
    assert "## Obtaining Credentials\n\nA key." in text
    assert "Getting Started" not in text


def test_a_heading_that_links_lead_to_keeps_its_words(tmp_path: Path) -> None:
    given = "# C\n\nG. See [limits](#limitations).\n\n## Limitations\n\nFew.\n"
    assert "## Limitations\n" in repaired(tmp_path, given)


def test_lines_that_end_as_no_editor_ends_them_are_left_alone(tmp_path: Path) -> None:
    given = "# C\r\rG.\r\r## Limitations\r\rFew.\u200b\r"
    assert repaired(tmp_path, given, suggestions=True) == given


def test_invisible_characters_go_but_not_those_that_a_language_needs(tmp_path: Path) -> None:
    assert "\u200b" not in repaired(tmp_path / "one", "# C\u200b\n\nG\u200b.\u200b\n")
    assert "\u200c" in repaired(tmp_path / "two", "# C\n\nمی\u200cخواهم\n")
