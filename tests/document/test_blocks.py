"""What is read without markdown-it is what markdown-it finds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ippub.document.blocks import MAX_NESTING, Block, Blocks, read_blocks
from ippub.document.inline import Words

PIECES = [
    *(
        "# a\n",
        "## b ##\n",
        "###\n",
        "##c\n",
        "#\td #\n",
        "a",
        "foo\n",
        "a_b",
        "**b**",
        "__c__",
        "`x`",
        "[r]",
        "![i](s)",
    ),
    *(
        "\n",
        "\n\n",
        "\n",
        " ",
        "  ",
        "    ",
        "\t",
        "  \n",
        "\\",
        "\\\n",
        "&amp;",
        "*",
        "_",
        "|",
        "10",
        "1986. ",
        "\x00",
    ),
    *(
        "- a\n",
        "  - b\n",
        "    - c\n",
        "      - d\n",
        "   1. e\n",
        "  2) f\n",
        "1. g\n",
        "1.\tg\n",
        "  g\n\n",
        "7) h\n",
        "* i\n",
        "+ j\n",
        "-\n",
    ),
    *(
        "   more\n",
        "\n- k\n\n",
        "- # l\n",
        "- [m]: /n\n",
        "- ```\n",
        "12345678901. o\n",
        "- \u00a0p\n",
        "* * *\n",
        "- - q\n",
    ),
    *("```\n", "```json\n", "````\n", "~~~\n", "> r\n", "> ```\n", "---\n", "===\n", "[r]: /u\n", "[r\n", "]: /v\n"),
    *(
        "<div>\n",
        "</div>\n",
        "<!-- ",
        "-->\n",
        "<pre>\n",
        "<https://example.com>\n",
        "\u200b",
        "\u00a0",
        "\x0b",
        "\x1c",
        "\u2028",
    ),
]


def by_parser(text: str) -> Blocks:
    """The blocks of ``text`` as markdown-it alone finds them, and nothing in front of it."""
    blocks = Blocks()
    lists: list[bool] = []
    level, new = 0, False
    md = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).disable(["inline", "text_join"])
    for token in md.parse(text, blocks.references):
        first, end = token.map or (0, 0)
        if token.type.endswith("_list_open"):
            lists.append(token.type.startswith("ordered"))
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            new = True
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "html_block":
            blocks.html.add(first + 1)
        elif token.type in ("fence", "code_block"):
            blocks.code.update(range(first + 1, end + 1))
        elif token.type == "inline" and level:
            blocks.found.append(Block(token.content, first + 1, level, bool(lists)))
            level = 0
        elif token.type == "inline":
            ordered = lists[-1] if lists and new else None
            blocks.found.append(Block(token.content, first + 1, 0, bool(lists), ordered))
            new = new and not lists
    return blocks


def same(text: str) -> None:
    mine, theirs = read_blocks(text), by_parser(text)
    assert [block._replace(listed=False) if block.level else block for block in mine.found] == [
        block._replace(listed=False) if block.level else block for block in theirs.found
    ]
    assert (mine.code, mine.html) == (theirs.code, theirs.html)
    assert set(mine.references.get("references", ())) == set(theirs.references.get("references", ()))


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=16))
def test_any_heap_of_blocks_is_read_as_markdown_it_reads_it(pieces: list[str]) -> None:
    same("".join(pieces))


@pytest.mark.parametrize("seed", range(4))
def test_an_injured_readme_is_read_as_markdown_it_reads_it(seed: int) -> None:
    chance = random.Random(seed)
    lines = [
        *(
            "# Contoso",
            "",
            "Keeps *stock*\nof widgets.  ",
            "",
            "## Publisher: Ada",
            "",
            "## Needs",
            "- a key",
            "- two:",
        ),
        *(
            "  1. first",
            "  2. second",
            "",
            "- three",
            "",
            "## Operations",
            "### List",
            "Lists: see [here](#a).",
            "",
            "```",
        ),
        *(
            "# no heading",
            "```",
            "",
            "1. Go",
            "2. Come",
            "",
            "   > quoted",
            "",
            "### Create",
            "",
            "2024 was",
            "## Issues",
        ),
    ]
    for _ in range(60):
        text = list(lines)
        for _ in range(4):
            at = chance.randrange(len(text))
            text[at : at + chance.choice([0, 1, 3])] = [chance.choice(PIECES)]
        same("\n".join(text))


def test_a_text_in_very_many_parts_is_read_as_a_whole() -> None:
    same("> a\n\nb\n\n" * 200)


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
    blocks = Blocks()
    blocks.found.append(Block(source, 1))
    assert Words(blocks).of(0) == words


@given(st.lists(st.sampled_from([*"ab .!&_*[]()<>`\\#", "\u00e9", "&amp;", "(/u)", "\u00a0"]), max_size=12))
def test_words_that_seem_to_have_no_markup_have_none(pieces: list[str]) -> None:
    source = "".join(pieces).strip()
    blocks = Blocks()
    blocks.found.append(Block(source, 1))
    tokens = MarkdownIt("commonmark").parseInline(source)[0].children or []
    shown = [token.content for token in tokens if token.type not in ("html_inline", "image")]
    assert Words(blocks).of(0) == "".join(shown).strip()
