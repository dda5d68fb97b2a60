"""The words of a block: what markdown-it shows of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ippub.document.blocks import Block, Blocks
from ippub.document.inline import Words


def words_of(source: str) -> str:
    blocks = Blocks()
    blocks.found.append(Block(source, 1))
    return Words(blocks).of(0)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a_b_c & d! [", "a_b_c & d! ["),
        ("_a_ *b* __c__", "a b c"),
        ("[ACTION]: Update &lt;Map&gt;", "[ACTION]: Update <Map>"),
        ("a  \nb", "a\nb"),
        ("\u200ba\u200b b", "a b"),
    ],
)
def test_the_words_have_no_markup(source: str, words: str) -> None:
    assert words_of(source) == words


@given(st.lists(st.sampled_from([*"ab .!&_*[]()<>`\\#", "\u00e9", "&amp;", "(/u)", "\u00a0"]), max_size=12))
def test_words_that_seem_to_have_no_markup_have_none(pieces: list[str]) -> None:
    source = "".join(pieces).strip()
    tokens = MarkdownIt("commonmark").parseInline(source)[0].children or []
    shown = [token.content for token in tokens if token.type not in ("html_inline", "image")]
    assert words_of(source) == "".join(shown).strip()
