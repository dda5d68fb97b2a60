"""The proposal: its readme is clean by our own rules, its pull request says what was agreed and searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.artifacts.verdict import judge
from ippub.config import Config
from ippub.connector.folder import read_connector
from ippub.errors import UsageError
from ippub.publish.body import BEGIN, END
from ippub.publish.draft import DraftKind, branch_name, slug
from ippub.publish.proposal import Plan, missing, proposal, proposal_readme

PLAN = Plan(
    name="Contoso Widgets",
    publisher="Ada Lovelace",
    description="Contoso Widgets keeps stock of widgets. It tells you when one of them runs out.",
    operations=(("List widgets", "Lists the widgets in stock"), ("Order a widget", "Orders one more.")),
    email="ada@contoso.com",
)


def test_the_readme_of_a_proposal_is_clean_by_every_rule_about_readmes(tmp_path: Path) -> None:
    folder = tmp_path / "Contoso Widgets"
    folder.mkdir()
    (folder / "readme.md").write_bytes(proposal_readme(PLAN))
    connector = read_connector(str(folder))
    found = judge(connector, Config()).report.findings
    assert [(one.code, one.message) for one in found if one.file == "readme.md"] == []
    assert {one.code for one in found} <= {"SwaggerMissing", "ApiPropertiesMissing"}


def test_without_an_address_only_the_invitation_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "Contoso Widgets"
    folder.mkdir()
    (folder / "readme.md").write_bytes(proposal_readme(Plan(PLAN.name, "Ada", PLAN.description, PLAN.operations)))
    found = judge(read_connector(str(folder)), Config()).report.findings
    assert {one.code for one in found if one.file == "readme.md"} == {"ReadmeContactForCollaboration"}


def test_what_only_the_publisher_knows_is_asked_for() -> None:
    assert missing(Plan("X")) == ("publisher", "description", "operations")
    with pytest.raises(UsageError, match="does not say publisher, description, operations") as refused:
        proposal_readme(Plan("X"))
    assert "--publisher" in refused.value.hint
    with pytest.raises(UsageError, match="no e-mail"):
        proposal_readme(Plan("X", "A", "B", (("C", "D"),), email="ada"))


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_no_text_of_the_publisher_can_make_a_second_title(name: str, description: str) -> None:
    text = proposal_readme(Plan("X", name, description, ((name, name),))).decode("utf-8", "surrogatepass")
    assert sum(line.startswith("# ") for line in text.split("\n")) == 1
    assert sum(line.startswith("## Publisher") for line in text.split("\n")) == 1


def test_the_pull_request_says_what_was_agreed_and_searched() -> None:
    draft = proposal("Contoso Widgets", b"# Contoso", agreed=True, searched="nothing near it", despite="other API <b>")
    assert draft.kind is DraftKind.PROPOSAL
    assert draft.title == "Proposal - Contoso Widgets (Independent Publisher)"
    assert dict(draft.files) == {"independent-publisher-connectors/Contoso Widgets/readme.md": b"# Contoso"}
    assert draft.body.startswith(BEGIN)
    assert draft.body.endswith(END)
    assert "nothing near it" in draft.body
    assert "other API &lt;b&gt;" in draft.body
    assert "[manifesto](" in draft.body


def test_nothing_is_drafted_without_the_yes_to_the_manifesto() -> None:
    with pytest.raises(UsageError, match="manifesto"):
        proposal("Contoso", b"# Contoso", agreed=False)
    with pytest.raises(UsageError, match="empty"):
        proposal("Contoso", b" \n", agreed=True)
    with pytest.raises(UsageError, match="cannot be called"):
        proposal("Proposal - Contoso", b"# Contoso", agreed=True)


@given(st.text())
def test_a_branch_is_a_valid_name_for_git(name: str) -> None:
    branch = branch_name(name)
    assert branch == f"ippub/{slug(name)}"
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug(name).startswith("-")
