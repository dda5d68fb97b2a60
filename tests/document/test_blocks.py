"""The words of a block are the ones that CommonMark shows, and two parsers agree on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ippub.document.blocks import Block, read_blocks


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a_b_c & d! [", "a_b_c & d! ["),
        ("_a_ *b* __c__", "a b c"),
        ("[ACTION]: Update &lt;Map&gt;", "[ACTION]: Update <Map>"),
        ("a  \nb", "a\nb"),
        ("\u200ba\u200b b", "a b"),
        ("a `b` <i>c</i> ![d](e)", "a b c"),
        ("a\0b", "a\ufffdb"),
    ],
)
def test_the_words_have_no_markup(source: str, words: str) -> None:
    assert read_blocks(source).found == [Block(words, 1)]


@given(st.lists(st.sampled_from([*"ab .!&_*[]()<>`\\#", "\u00e9", "&amp;", "(/u)"]), max_size=12))
def test_another_parser_finds_the_same_words(pieces: list[str]) -> None:
    source = f"# a {''.join(pieces)}"
    tokens = MarkdownIt("commonmark").parse(source)[1].children or []
    shown = [token.content for token in tokens if token.type not in ("html_inline", "image")]
    assert read_blocks(source).found == [Block("".join(shown).strip(), 1, 1)]


def test_the_words_of_a_list_without_blank_lines_end_where_something_else_begins() -> None:
    found = read_blocks("- *a*\n  # b\n  c\n  > d\n- e\n  ***\n  f\n\n1. g\n   - h\n2. i").found
    assert [block.text for block in found] == list("abcdefghi")
    assert [block.ordered for block in found] == [False, None, None, None, False, None, True, False, True]
    assert [block.line for block in found] == [1, 2, 3, 4, 5, 7, 9, 10, 11]


LINES = [
    *("# a", "## b", "c", "- d", "  e", "1. f", "> g", "```", "", "---", "===", "    h", "***", "2) i", "  - j", "+ k"),
    *("<div>", "</div>", " l"),
]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_another_parser_finds_the_same_headings_and_paragraphs(lines: list[str]) -> None:
    source = "\n".join(lines)
    theirs: list[tuple[str, int, int, bool]] = []
    lists = level = 0
    for token in MarkdownIt("commonmark", {"maxNesting": 100}).parse(source):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "inline":
            first, _ = token.map or [0, 0]
            words = "\n".join(map(str.strip, token.content.split("\n")))
            theirs.append((words, first + 1, level, lists > 0))
            level = 0
    assert [(one.text, one.line, one.level, one.listed) for one in read_blocks(source).found] == theirs
