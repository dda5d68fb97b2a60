"""The first intro.md: what the readme says is taken over, the rest is named, and nothing is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.artifacts.certification.introduction import OPENING, draft_intro, open_gaps
from ippub.check.rules import load_rules
from ippub.connector.folder import Connector, connector_of, find_connectors, read_connector

SWAGGER = (
    b'{"info": {"title": "Widgets", "description": "Widgets keeps stock."}, "securityDefinitions": {"k": {}},'
    b' "paths": {"/a": {"get": {"responses": {"404": {"description": "No such --> widget."}}}}}}'
)
OPEN = b'{"info": {"title": "Widgets", "description": "Widgets keeps stock."}}'
FULL = """# Widgets

Contoso keeps [stock](https://contoso.com) of widgets.
It tells you when one runs out.

## Publisher: Ada

## Prerequisites

- An account.

## Supported Operations

### List widgets

Lists them.

## Obtaining Credentials

1. Open the page.

## Getting Started

#### Operations

Listed here once more.

#### A flow

Add an action.

Known Issues and Limitations
----------------------------

None.

## Troubleshooting

### 401

The key is wrong.

## Frequently Asked Questions

### Is it free?

Yes.
"""


def connector(readme: str, swagger: bytes = SWAGGER) -> Connector:
    return connector_of("Widgets", {"readme.md": readme.encode(), "apiDefinition.swagger.json": swagger})


def findings(made: Connector, intro: bytes) -> list[str]:
    """What the two rules about intro.md say."""
    load_rules()
    from ippub.check.rules.readme.intro import intro_lists_operations, intro_sections

    one = made.with_package("package.zip", b"", intro)
    return [found.message for found in (*intro_sections(one), *intro_lists_operations(one))]


def test_a_readme_that_says_everything_makes_a_whole_introduction() -> None:
    made = connector(FULL.replace("\n", "\r\n"))
    draft = draft_intro(made)
    assert draft.gaps == ()
    assert draft.data.decode() == (
        "# Widgets\n\n"
        "Contoso keeps [stock](https://contoso.com) of widgets. It tells you when one runs out.\n\n"
        "## Prerequisites\n\n- An account.\n\n"
        "## How to get credentials\n\n1. Open the page.\n\n"
        "## Get started with your connector\n\n#### A flow\n\nAdd an action.\n\n"
        "## Known issues and limitations\n\nNone.\n\n"
        "## Common errors and remedies\n\n### 401\n\nThe key is wrong.\n\n"
        "## FAQ\n\n### Is it free?\n\nYes.\n"
    )
    assert findings(made, draft.data) == []


def test_what_the_readme_does_not_say_is_a_gap_that_the_rule_finds_too() -> None:
    made = connector("# Widgets\n\nWidgets  keeps stock!\n\n## Prerequisites\n\nTBD\n\n## FAQ\n\n### Why?\n\nSo.\n")
    draft = draft_intro(made)
    missing = ["How to get credentials", "Get started with your connector", "Known issues and limitations"]
    assert draft.gaps == (OPENING, "Prerequisites", *missing, "Common errors and remedies")
    assert "- 404: No such - - > widget." in draft.data.decode()
    told = findings(made, draft.data)
    assert "there is no opening paragraph before the first section" in told
    assert len(told) == len(draft.gaps)
    assert open_gaps(draft.data.replace(b"\n", b"\r\n")) == draft.gaps


def test_a_connector_without_sign_in_needs_no_section_about_credentials() -> None:
    draft = draft_intro(connector("# Widgets", OPEN))
    assert "How to get credentials" not in draft.data.decode()
    assert draft.gaps[0] == OPENING


def test_the_opening_has_at_most_eight_sentences_and_is_not_the_description() -> None:
    many = " ".join(f"Sentence {number}, e.g. this one." for number in range(1, 12))
    draft = draft_intro(connector(f"# Widgets\n\nWidgets keeps stock.\n\n{many}\n\n## Prerequisites\n\nNone."))
    assert OPENING not in draft.gaps
    assert "Sentence 8, e.g. this one.\n" in draft.data.decode()
    assert "Sentence 9" not in draft.data.decode()


def test_the_rule_counts_the_sentences_of_the_opening() -> None:
    intro = draft_intro(connector(FULL)).data.replace(b"It tells", b"It does. " * 9 + b"It tells")
    assert findings(connector(FULL), intro) == ["the opening paragraph has 11 sentences; 8 are the most"]


@pytest.mark.corpus
def test_every_real_readme_gives_a_draft_whose_gaps_are_those_that_the_rule_finds(corpus: Path) -> None:
    checked = 0
    for path in [*find_connectors(str(corpus))][::4]:
        made = read_connector(path)
        if made.intro_document is not None:
            continue
        draft = draft_intro(made)
        assert open_gaps(draft.data) == draft.gaps, path
        assert len(findings(made, draft.data)) == len(draft.gaps), path
        checked += 1
    assert checked > 100
