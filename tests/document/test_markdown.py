"""What is found in a Markdown text, on which line, and that no text makes the reader stumble."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.document.markdown import (
    MAX_BYTES,
    Heading,
    Image,
    Link,
    ListItem,
    MarkdownDocument,
    read_markdown,
)

README = """\
# Weather *of* `today`
By [the office](https://example.com/a "x").
![A **red** map](map.png) and <b>more</b>

## Needs ##
- a key,
  from [the shop][shop]
- two
  1. first

     not the first paragraph

Setext heading
--------------
Last [words](b.md)
and ![](c.png)

### Deep
```
# no heading
##Neither
```
##Glued##
#\u200bAlso glued

# Next \u200bone

<div>
raw
</div>

[shop]: https://example.com/shop
"""


def read(text: str) -> MarkdownDocument:
    return read_markdown("readme.md", text.encode())


def test_headings_have_their_level_and_plain_text() -> None:
    assert read(README).headings == (
        Heading(1, "Weather of today", 1),
        Heading(2, "Needs", 5),
        Heading(2, "Setext heading", 13),
        Heading(3, "Deep", 18),
        Heading(1, "Next one", 26),
    )


def test_lines_that_only_look_like_headings_are_told_but_not_those_in_code() -> None:
    assert read(README).near_headings == (Heading(2, "Glued", 23), Heading(1, "Also glued", 24))


def test_links_of_every_kind_have_their_line() -> None:
    assert read(README).links == (
        Link("https://example.com/a", "the office", 2),
        Link("https://example.com/shop", "the shop", 7),
        Link("b.md", "words", 15),
    )
    assert read("<https://example.com/q?a=1>").links == (
        Link("https://example.com/q?a=1", "https://example.com/q?a=1", 1),
    )


def test_addresses_are_what_a_browser_sends() -> None:
    assert [link.href for link in read("<a@b.co> [x](<a b/\u00e9?q={c}%20>) [y](#d)").links] == [
        "mailto:a@b.co",
        "a%20b/%C3%A9?q=%7Bc%7D%20",
        "#d",
    ]


def test_images_have_their_plain_alternative_text() -> None:
    assert read(README).images == (Image("map.png", "A red map", 3), Image("c.png", "", 16))


def test_a_picture_in_a_link_is_no_word_of_it() -> None:
    document = read("[![a](b.png) c](d)\n![e [f](g) ![h](i)](j)")
    assert document.links == (Link("d", " c", 1),)
    assert document.images == (Image("b.png", "a", 1), Image("j", "e f h", 2))
    assert document.paragraphs == (("c", 1),)


def test_items_of_inner_lists_stand_alone() -> None:
    assert read(README).items == (
        ListItem("a key,\nfrom the shop", 6, ordered=False),
        ListItem("two", 8, ordered=False),
        ListItem("first", 9, ordered=True),
    )


def test_a_section_goes_up_to_the_next_heading_of_its_level() -> None:
    weather, needs, setext, deep, last = read(README).sections
    assert (weather.line, weather.end_line) == (1, 25)
    assert [heading.text for heading in weather.subheadings] == ["Needs", "Setext heading", "Deep"]
    assert weather.body == "By the office.\n and more"
    assert weather.items == read(README).items
    assert (needs.line, needs.end_line) == (5, 12)
    assert needs.subheadings == ()
    assert needs.items == weather.items
    assert (setext.line, setext.end_line) == (13, 25)
    assert setext.body == "Last words\nand"
    assert setext.text.startswith("Last words\nand\nDeep\n")
    assert (deep.line, deep.end_line) == (18, 25)
    assert (last.line, last.end_line, last.text) == (26, 32, "")


def test_raw_html_and_invisible_characters_have_their_places() -> None:
    document = read(README)
    assert document.html == (3, 28)
    assert [tuple(span) for span in document.zero_width] == [(24, 2, 24, 3), (26, 8, 26, 9)]


def test_the_joiner_inside_an_emoji_is_no_invisible_character() -> None:
    assert read("# \U0001f469\u200d\U0001f4bb").zero_width == ()


def test_paragraphs_outside_lists_have_their_line() -> None:
    assert [line for _, line in read(README).paragraphs] == [2, 15, 23]


def test_windows_line_ends_change_nothing() -> None:
    unix, windows = read(README), read(README.replace("\n", "\r\n"))
    for what in ("headings", "near_headings", "items", "links", "images", "html", "paragraphs", "zero_width", "lines"):
        assert getattr(unix, what) == getattr(windows, what)
    assert [section.text for section in unix.sections] == [section.text for section in windows.sections]
    assert [windows.line_text(line) for line in (0, 1, 999)] == ["", "# Weather *of* `today`", ""]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\xef\xbb\xbf# A", "bom"), ("# A".encode("utf-16"), "utf16"), (b"# A\n\n\x80", "not_utf8")],
)
def test_a_wrong_encoding_is_told_and_read(data: bytes, kind: str) -> None:
    document = read_markdown("readme.md", data)
    assert [fault.kind for fault in document.faults] == [kind]
    assert document.headings == (Heading(1, "A", 1),)


def test_a_text_that_is_too_large_is_not_read() -> None:
    document = read_markdown("readme.md", b"# A\n" * (MAX_BYTES // 4 + 1))
    assert [(fault.kind, fault.fatal) for fault in document.faults] == [("too_large", True)]
    assert document.headings == ()


def test_an_empty_text_has_nothing() -> None:
    document = read("")
    assert document.faults == ()
    assert document.sections == ()


UNIT = [
    "> ",
    "[",
    "![",
    "*a ",
    "_a_ ",
    "`",
    "`a",
    "<",
    "<a ",
    "&",
    "\\",
    "- ",
    "- a\n",
    "1. a\n",
    "a\n=\n",
    "#\n",
    "# a\n",
]
UNIT += [
    "## b\n# a\n",
    "[a](",
    "](",
    "[a]: /x\n",
    "[x\n",
    "> a\n\n",
    "<div>\n\n",
    "<!--",
    "```\n",
    "\x00",
    "\n",
    "| a | b |\n",
]
UNIT += ["\u200b", "\u200b\n", "**a **b ", "- - a\n", "##a\n", "<https://[", "[a](http://[x) ", "\t- ", "&#0;", "a\\\n"]


@pytest.mark.parametrize("unit", UNIT)
def test_a_hostile_text_is_read_in_bounded_time(unit: str) -> None:
    text = unit * (MAX_BYTES // len(unit.encode()))
    started = time.process_time()
    sound(read(text))
    assert time.process_time() - started < 5


def sound(document: MarkdownDocument) -> None:
    count = len(document.lines)
    places = [*document.headings, *document.near_headings, *document.items, *document.links, *document.images]
    assert all(1 <= place.line <= count for place in places)
    assert all(section.line <= section.end_line <= count for section in document.sections)
    assert all(1 <= line <= count for line in document.html)
    for line, column, _, end in document.zero_width:
        assert 1 <= column < end <= len(document.line_text(line)) + 1


@given(st.lists(st.sampled_from(UNIT) | st.text(max_size=3), max_size=30))
def test_any_heap_of_markdown_is_read(pieces: list[str]) -> None:
    sound(read_markdown("readme.md", "".join(pieces).encode("utf-8", "replace")))


@given(st.lists(st.sampled_from(UNIT) | st.text("aA1 *[`(\u200b\n", max_size=6), max_size=20))
def test_what_is_told_about_the_words_is_so(pieces: list[str]) -> None:
    document = read("".join(pieces))
    for section in document.sections:
        assert section.has_text == bool(section.text.strip())
        assert section.has_body == bool(section.body.strip())
    begins = [one for one in document.paragraphs if one[0].lower().startswith(("aa", "a1 a", "1"))]
    assert document.paragraphs_like(("aa", "a1 a", "1")) == begins


@given(st.binary(max_size=80))
def test_any_bytes_are_read(data: bytes) -> None:
    sound(read_markdown("readme.md", data))


@pytest.mark.parametrize("seed", range(4))
def test_any_injury_of_a_readme_is_read(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        data = bytearray(README.encode())
        for _ in range(3):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.choice([0, 1, 30])] = chance.choice([chance.choice(UNIT).encode(), b"", b"\xff"])
        sound(read_markdown("readme.md", bytes(data)))
