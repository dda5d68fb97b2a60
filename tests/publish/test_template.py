"""Upstream's template read leniently, and filled line by line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from templates import TEMPLATE

from ippub.publish.template import KEYWORDS, Mark, filled, read_template


def test_every_known_line_is_found_and_the_unknown_one_has_no_id() -> None:
    assert [task.id for task in read_template(TEMPLATE).tasks] == [*KEYWORDS, ""]


@pytest.mark.parametrize(
    "box",
    [
        "- [ ]",
        "- []",
        "-[ ]",
        "* [  ]",
        "+ [\t]",
        "1. [ ]",
        "   - [ ]",
        "> - [ ]",
        "- [ ]\u200b".removesuffix("\u200b"),
    ],
)
def test_a_box_is_a_box_however_it_is_typed(box: str) -> None:
    tasks = read_template(f"{box} I ran `paconn  Validate`.").tasks
    assert [(task.id, task.ticked) for task in tasks] == [("G5", False)]


@pytest.mark.parametrize("box", ["- [x]", "- [X]", "- [ x]", "- [x ]", "* [ X ]", "- [\u2713]"])
def test_a_ticked_box_is_ticked_however_it_is_typed(box: str) -> None:
    template = read_template(f"{box} I ran paconn validate")
    assert template.tasks[0].ticked
    assert filled(template, {0: Mark(True)}) == "- [x] I ran paconn validate"


@pytest.mark.parametrize("line", ["- [x](https://a.b)", "- [link] text", "[ ] no bullet", "- text [ ]"])
def test_what_is_no_box_is_no_box(line: str) -> None:
    assert read_template(line).tasks == ()


def test_typographic_quotes_markdown_and_spelling_make_no_difference() -> None:
    brand = "- [ ] A valid **brand colour**; I am *not submitting a connector icon*."
    text = f"{brand}\n- [ ] It doesn\u2019t exist on the Power\u200b Platform"
    assert [task.id for task in read_template(text).tasks] == ["G6", "G1"]


def test_a_line_may_go_on_below() -> None:
    assert (
        read_template("- [ ] I did the\n  deploying and testing all the operations,\n  the connector works").tasks[0].id
        == "G2"
    )


def test_two_lines_that_claim_to_be_the_same_are_both_unknown() -> None:
    tasks = read_template("- [ ] I ran paconn validate\n- [ ] I also ran paconn validate twice").tasks
    assert [task.id for task in tasks] == ["", ""]


def test_a_line_that_claims_to_be_two_is_unknown() -> None:
    assert read_template("- [ ] paconn validate in the Test operations section").tasks[0].id == ""


@pytest.mark.parametrize("around", [("```", "```"), ("~~~~", "~~~~"), ("<!--", "-->"), ("<!-- a", "b -->")])
def test_boxes_in_code_and_comments_are_text(around: tuple[str, str]) -> None:
    text = f"{around[0]}\n- [ ] I ran paconn validate\n{around[1]}\n- [ ] I ran paconn validate"
    template = read_template(text)
    assert [task.line for task in template.tasks] == [3]
    assert filled(template, {1: Mark(True), 3: Mark(True)}).split("\n")[1] == "- [ ] I ran paconn validate"


def test_all_other_lines_stay_as_they_are() -> None:
    template = read_template(TEMPLATE)
    boxes = {task.line for task in template.tasks}
    after = filled(template, {line: Mark(True) for line in boxes}).split("\n")
    for index, line in enumerate(TEMPLATE.rstrip("\n").split("\n")):
        assert after[index] == (line.replace("[ ]", "[x]") if index in boxes else line)


def test_comments_can_be_left_out_to_save_room() -> None:
    text = filled(read_template(TEMPLATE), {}, comments=False)
    assert "<!--" not in text
    assert "paconn validate" in text


@pytest.mark.parametrize("opened", ["```\ncode", "~~~\ncode", "<!-- never closed"])
def test_what_the_template_leaves_open_is_closed(opened: str) -> None:
    text = filled(read_template(f"- [ ] a\n{opened}"), {})
    assert text.split("\n")[-1] in ("```", "~~~", "-->")


@given(st.text(alphabet=st.sampled_from("-[ ]xX\n`~<!>\r\t\x1b\u202eab"), max_size=80))
def test_filling_never_fails_and_reading_again_gives_the_same_boxes(text: str) -> None:
    template = read_template(text)
    again = read_template(filled(template, {}))
    assert [task.text for task in again.tasks] == [task.text for task in template.tasks]
    assert not any(task.ticked for task in again.tasks)


@pytest.mark.parametrize(
    "line", ["<!-- x -->", "<!--", "- [ ] x", "```a", "- [" + " " * 200 + "x", ">" * 200, "\u202e\x1b[2J"]
)
def test_sixty_kilobytes_of_anything_take_no_time_and_do_no_harm(line: str) -> None:
    text = "\n".join([line] * (60_000 // len(line))) + "\n- [ ] I ran paconn validate"
    started = time.process_time()
    result = filled(read_template(text), {})
    assert time.process_time() - started < 2
    assert not set("\u202e\x1b") & set(result)
