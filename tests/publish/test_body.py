"""The block between our markers, and that everything else stays byte for byte."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ippub.errors import UsageError
from ippub.publish.body import BEGIN, END, LIMIT, harmless, merged, own_block, without_block, wrapped

BLOCK = wrapped("- [x] a line")
PIECES = st.lists(
    st.sampled_from(
        [BEGIN, END, "```", "~~~~", "```js", "- [x] mine", "", "  " + BEGIN, "> " + END, "text\r", "\u202e"]
    )
    | st.text(max_size=8),
    max_size=12,
)


def test_a_new_body_is_the_block_alone() -> None:
    assert merged("", [BLOCK]).text == BLOCK
    assert merged(" \r\n", [BLOCK]).text == BLOCK


def test_what_the_person_wrote_around_the_block_stays_byte_for_byte() -> None:
    before, after = "Hello\r\n\r\n", "\r\n\tBye \u202e\x07"
    old = f"{before}{wrapped('old')}{after}"
    assert merged(old, [BLOCK]).text == f"{before}{BLOCK}{after}"
    assert without_block(old) == before + after


def test_a_text_without_a_block_gets_one_in_front() -> None:
    text = "I opened this by hand.\r\n\r\n```\nan open fence"
    once = merged(text, [BLOCK]).text
    assert once == f"{BLOCK}\n\n{text}"
    assert merged(once, [BLOCK]) == (once, False, "")


def test_windows_line_ends_from_githubs_page_are_no_change() -> None:
    text = f"above\n{BLOCK}\nbelow".replace("\n", "\r\n")
    assert merged(text, [BLOCK]).changed is False
    assert own_block(text) == "- [x] a line"


@given(PIECES.map("\n".join))
@example(f"{BEGIN}\nno end")
@example(f"{END}\n{BEGIN}")
@example(f"```\n{BEGIN}\nexample\n{END}\n```")
@example(f"{BEGIN}\n{BEGIN}\nx\n{END}\n{END}")
def test_whatever_stands_there_the_second_run_changes_nothing_and_nothing_of_the_person_is_lost(text: str) -> None:
    once = merged(text, [BLOCK])
    assert merged(once.text, [BLOCK]).text == once.text
    assert own_block(once.text) == "- [x] a line"
    rest = without_block(text)
    if text.strip():
        assert without_block(once.text) in (rest, "\n\n" + rest)


@given(PIECES.map("\n".join), PIECES.map("\n".join))
def test_nothing_in_a_block_or_behind_it_can_change_where_it_ends(inside: str, behind: str) -> None:
    assert merged(f"{wrapped(inside)}\n{behind}", [BLOCK]).text == f"{BLOCK}\n{behind}"


def test_markers_quoted_in_code_are_the_persons() -> None:
    quoted = f"This is how it works:\n```\n{BEGIN}\nexample\n{END}\n```"
    assert merged(quoted, [BLOCK]).text == f"{BLOCK}\n\n{quoted}"


@pytest.mark.parametrize("damaged", [f"{BEGIN}\nold", f"old\n{END}", f"{END}\nold\n{BEGIN}"])
def test_damaged_markers_are_left_alone_and_spoken_of(damaged: str) -> None:
    found = merged(damaged, [BLOCK])
    assert found.text == f"{BLOCK}\n\n{damaged}"
    assert "damaged" in found.note


def test_of_two_blocks_the_first_is_ours() -> None:
    text = f"{wrapped('one')}\nmine\n{wrapped('two')}"
    assert merged(text, [BLOCK]).text == f"{BLOCK}\nmine\n{wrapped('two')}"


def test_upstreams_unfilled_template_is_not_the_persons_text() -> None:
    template = "- [ ] one\n\n- [ ] two\n"
    assert merged("- [ ] one\r\n\r\n- [ ] two", [BLOCK], template).text == BLOCK
    touched = "- [x] one\r\n\r\n- [ ] two"
    assert merged(touched, [BLOCK], template).text == f"{BLOCK}\n\n{touched}"


def test_a_long_text_takes_the_shorter_block_and_at_the_limit_says_so() -> None:
    long = wrapped("x" * 40_000)
    assert merged("y" * 10_000, [long, BLOCK]).text.startswith(long)
    assert merged("y" * 40_000, [long, BLOCK]).text.startswith(BLOCK)
    assert merged("\U0001f600" * 20_000, [long, BLOCK]).text.startswith(BLOCK)
    with pytest.raises(UsageError, match="65,536"):
        merged("y" * (LIMIT - 10), [long, BLOCK])


def test_harmless_text_holds_nothing_that_a_terminal_obeys_or_a_reader_misses() -> None:
    assert harmless("a\x1b[31mb\u202ec\r\nd\te\x00\ud800\x9b") == "a[31mbc\nd\te"


@pytest.mark.parametrize("line", ["```js", "~~~", "<!--", BEGIN, "- [ ] x", "`" * 5])
def test_a_hostile_body_takes_no_time(line: str) -> None:
    body = "\n".join([line] * (LIMIT // (len(line) + 1)))
    started = time.process_time()
    merged(body[: LIMIT - len(BLOCK) - 2], [BLOCK])
    assert time.process_time() - started < 2
