"""A readme's headings and texts reduced for comparison, and what is found by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.connector.readme import Readme, heading_key, heading_keys
from ippub.connector.sections import TEMPLATE_BEGINNINGS, template_text
from ippub.document.markdown import read_markdown


@given(st.lists(st.text("aA0 \n\r_-\u00e4\u00df\u2028\x1f\x85.", max_size=8)))
def test_many_keys_at_once_are_the_keys_of_each(texts: list[str]) -> None:
    assert heading_keys(texts) == [heading_key(text) for text in texts]


def test_a_section_is_the_first_whose_heading_begins_so() -> None:
    readme = Readme(read_markdown("readme.md", b"# A\n## Known-Issues, 1\n## Known issues\n## known issues\n## B\n"))
    section = readme.section("known issues")
    assert section is not None
    assert section.line == 2
    assert readme.keys == ["a", "known issues 1", "known issues", "known issues", "b"]
    assert readme.section("c") is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Required.",
            "optional. Yes",
            "Publisher\u2019s Name",
            "Operation 1",
            "Description of operation 2",
            "TBD",
            "todo: all",
        ),
        *("Description of the operation",),
    ],
)
def test_the_text_of_the_template_begins_as_is_said(text: str) -> None:
    assert template_text(text) is not None
    assert text.lower().startswith(TEMPLATE_BEGINNINGS)
