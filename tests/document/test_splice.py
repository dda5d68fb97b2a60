"""Edits as values become text, and nothing else moves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippub.document.edit import Remove, RemoveAll, Rename, Reorder, Set, Splice, ValueEdit
from ippub.document.json import read_json
from ippub.document.place import Place, Span
from ippub.document.splice import Patch, line_break, patched, text_patch, value_patches
from ippub.document.text import Lines

if TYPE_CHECKING:
    from ippub.document.place import Token

PRETTY = """{
  "info": {
    "title": "A",
    "version": 1.10e2
  },
  "list": [
    "x",
    "y"
  ],
  "none": {},
  "inline": {"a": 1, "b": [1,2]}
}
"""


def at(*tokens: Token) -> Place:
    return Place("f.json", tokens)


def edited(text: str, edit: ValueEdit) -> str | None:
    patches = value_patches(read_json("f.json", text.encode()), edit)
    return None if patches is None else patched(text, patches)


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Set(at("info", "title"), "B"), '"A"', '"B"'),
        (Set(at("info", "version"), 2), "1.10e2", "2"),
        (Set(at("info", "x"), True), "1.10e2\n", '1.10e2,\n    "x": true\n'),
        (Set(at("info", "x"), True, after="title"), '"A",\n', '"A",\n    "x": true,\n'),
        (
            Set(at("info", "x"), {"a": [1]}),
            "1.10e2\n",
            '1.10e2,\n    "x": {\n      "a": [\n        1\n      ]\n    }\n',
        ),
        (Set(at("list", 2), "z"), '"y"\n', '"y",\n    "z"\n'),
        (Set(at("list", 9), "z"), '"y"\n', '"y",\n    "z"\n'),
        (Set(at("none", "a"), 1), "{}", '{\n    "a": 1\n  }'),
        (Set(at("inline", "c"), None), "[1,2]", '[1,2], "c": null'),
        (Set(at("inline", "b", 2), 3), "[1,2]", "[1,2,3]"),
        (Remove(at("info", "title")), '    "title": "A",\n', ""),
        (Remove(at("info", "version")), '"A",\n    "version": 1.10e2', '"A"'),
        (Remove(at("list", 0)), '    "x",\n', ""),
        (Remove(at("inline", "a")), '"a": 1, ', ""),
        (Remove(at("inline", "b", 1)), "[1,2]", "[1]"),
        (RemoveAll(at("list"), (0, 1)), '[\n    "x",\n    "y"\n  ]', "[]"),
        (Rename(at("info", "title"), "name"), '"title"', '"name"'),
        (
            Reorder(at("info"), ("version",)),
            '"title": "A",\n    "version": 1.10e2',
            '"version": 1.10e2,\n    "title": "A"',
        ),
    ],
)
def test_an_edit_changes_just_its_text(edit: ValueEdit, old: str, new: str) -> None:
    assert PRETTY.count(old) == 1
    assert edited(PRETTY, edit) == PRETTY.replace(old, new)
    windows = PRETTY.replace("\n", "\r\n")
    assert edited(windows, edit) == windows.replace(old.replace("\n", "\r\n"), new.replace("\n", "\r\n"))


def test_what_is_so_already_is_no_change() -> None:
    assert edited(PRETTY, Set(at("info", "title"), "A")) == PRETTY
    assert edited(PRETTY, Rename(at("info", "title"), "title")) == PRETTY


@pytest.mark.parametrize(
    "edit",
    [
        Set(at("absent", "x"), 1),
        Remove(at("absent")),
        Remove(at()),
        RemoveAll(at("list"), (1, 2)),
        RemoveAll(at("list"), ()),
        Rename(at("info", "title"), "version"),
        Rename(at("list", 0), "a"),
        Reorder(at("list"), ("a",)),
    ],
)
def test_an_edit_without_its_place_is_refused(edit: ValueEdit) -> None:
    assert edited(PRETTY, edit) is None


def test_several_members_go_in_one_edit() -> None:
    gone = RemoveAll(at(), ("a", "c", "d"))
    assert edited('{"a": 1, "b": 2, "c": 3, "d": 4}', gone) == '{"b": 2}'
    assert edited('{"a": 1, "c": 3, "d": 4, "b": 2}', gone) == '{"b": 2}'


def test_the_only_member_leaves_an_empty_object() -> None:
    assert edited('{"a": {\n  "b": 1\n}}', Remove(at("a", "b"))) == '{"a": {}}'


def test_a_comment_is_never_taken_away_with_its_neighbour() -> None:
    assert edited('{"a": 1, /* mine */ "b": 2}', Remove(at("a"))) is None


def test_only_the_characters_that_differ_are_spelt_anew() -> None:
    text = '{"a": "caf\\u00e9 \\/ it\\u2019s"}'
    assert edited(text, Set(at("a"), "café / it’s fine.")) == '{"a": "caf\\u00e9 \\/ it\\u2019s fine."}'


def test_tabs_and_the_colon_of_the_neighbours_are_taken_over() -> None:
    assert edited('{\n\t"a" : 1\n}', Set(at("b"), [])) == '{\n\t"a" : 1,\n\t"b" : []\n}'


def test_two_insertions_at_one_point_keep_their_order() -> None:
    assert patched("ab", [Patch(1, 1, "x"), Patch(1, 1, "y")]) == "axyb"


@pytest.mark.parametrize(
    ("text", "span", "new", "result"),
    [
        ("a\nb\nc\n", Span(2, 1, 3, 1), "B\n", "a\nB\nc\n"),
        ("a\r\nb\r\n", Span(2, 1, 2, 1), "x\n", "a\r\nx\r\nb\r\n"),
        ("a", Span(2, 1, 2, 1), "b\n", "a\nb\n"),
        ("a\n", Span(2, 1, 2, 1), "b\n", "a\nb\n"),
        ("a  \r\nb", Span(1, 2, 1, 4), "", "a\r\nb"),
    ],
)
def test_a_splice_replaces_a_stretch_of_lines(text: str, span: Span, new: str, result: str) -> None:
    patch = text_patch(Lines(text), Splice("f.md", span, new), line_break(text))
    assert patch is not None
    assert patched(text, [patch]) == result


def test_a_splice_outside_the_text_is_refused() -> None:
    assert text_patch(Lines("a\n"), Splice("f.md", Span(9, 1, 9, 1), "b"), "\n") is None
    assert text_patch(Lines("a\n"), Splice("f.md", Span(1, 9, 1, 9), "b"), "\n") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def ways(value: Any, here: tuple[Token, ...] = ()) -> list[tuple[Token, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(way for step, member in members for way in ways(member, (*here, step)))]


def put(value: Any, way: tuple[Token, ...], new: Any) -> Any:
    if not way:
        return new
    copy = value.copy()
    if isinstance(copy, list) and way[0] == len(copy):
        copy.append(new)
    else:
        copy[way[0]] = put(copy[way[0]], way[1:], new) if len(way) > 1 else new
    return copy


def without(value: Any, way: tuple[Token, ...]) -> Any:
    copy = value.copy()
    if len(way) > 1:
        copy[way[0]] = without(copy[way[0]], way[1:])
    else:
        del copy[way[0]]
    return copy


@settings(deadline=None)
@given(
    st.dictionaries(st.text(max_size=4), JSON, min_size=1, max_size=4), st.data(), st.sampled_from([None, 1, 2, "\t"])
)
def test_the_text_means_what_the_edit_says(
    value: dict[str, Any], data: st.DataObject, indent: int | str | None
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=data.draw(st.booleans()))
    way = data.draw(st.sampled_from(ways(value)[1:]))
    new = data.draw(JSON)
    changed = edited(text, Set(at(*way), new))
    assert changed is not None
    assert json.dumps(json.loads(changed)) == json.dumps(put(value, way, new))
    removed = edited(text, Remove(at(*way)))
    assert removed is not None
    assert json.dumps(json.loads(removed)) == json.dumps(without(value, way))
    holder = data.draw(st.sampled_from([way for way in ways(value) if isinstance(json_at(value, way), (dict, list))]))
    container = json_at(value, holder)
    step: Token = len(container) if isinstance(container, list) else "added"
    added = edited(text, Set(at(*holder, step), new))
    assert added is not None
    assert json.dumps(json.loads(added)) == json.dumps(put(value, (*holder, step), new))


def json_at(value: Any, way: tuple[Token, ...]) -> Any:
    for step in way:
        value = value[step]
    return value
