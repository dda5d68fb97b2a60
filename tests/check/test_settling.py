"""Many repairs at once: those that meet wait, nothing else moves, and the second time nothing changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippub.check.fix import MAX_ROUNDS, Changes, apply, settle
from ippub.check.rule import Fix, fix, suggestion
from ippub.document.edit import NewFile, Reencode, Remove, Rename, RenameFile, Set, Splice
from ippub.document.place import Place, Span

if TYPE_CHECKING:
    from ippub.document.edit import Edit

FILE = "a.json"


def at(*tokens: str | int) -> Place:
    return Place(FILE, tokens)


def done(text: str, *fixes: Fix) -> tuple[str, tuple[int, ...]]:
    """The text after one round, and which fixes are in it."""
    changes, indexes = apply({FILE: text.encode()}.get, fixes)
    return changes.written.get(FILE, text.encode()).decode(), indexes


def settled(text: str, *fixes: Fix) -> str:
    """The text after as many rounds as it takes; every fix is offered again in each."""
    result = settle({FILE: text.encode()}.get, lambda _files: fixes)
    return result.changes.written.get(FILE, text.encode()).decode()


def test_a_member_that_is_added_and_one_that_gets_its_name_do_not_come_in_one_round() -> None:
    rename, add = fix(Rename(at("tittle"), "title")), fix(Set(at("title"), "B"))
    assert done('{"tittle": "A"}', rename, add) == ('{"title": "A"}', (0,))
    assert done('{"tittle": "A"}', add, rename) == ('{"tittle": "A", "title": "B"}', (0,))


def test_bytes_that_are_no_utf8_stay_until_their_repair_is_wanted() -> None:
    data = b'{"a": "caf\xe9", "b": "x"}'
    added = fix(Set(at("a"), "caf\u00e9."))
    changes, indexes = apply(lambda _name: data, [added])
    assert (changes.written[FILE], indexes) == (b'{"a": "caf\xe9.", "b": "x"}', (0,))
    changes, _ = apply(lambda _name: data, [added, fix(Reencode(FILE))])
    assert changes.written[FILE] == '{"a": "caf\u00e9.", "b": "x"}'.encode()


def test_two_repairs_of_one_value_are_one_after_the_other() -> None:
    text, indexes = done('{"a": 1}', fix(Set(at("a"), 2)), fix(Set(at("a"), 3)))
    assert (json.loads(text), indexes) == ({"a": 2}, (0,))


def test_a_fix_is_made_as_a_whole_or_not_at_all() -> None:
    half = fix(Set(at("a"), 2), Set(at("missing", "deep"), 3))
    assert done('{"a": 1}', half) == ('{"a": 1}', ())
    clash = fix(Set(at("b"), 2), Set(at("a"), 5))
    text, indexes = done('{"a": 1, "b": 1}', fix(Set(at("a"), 2)), clash)
    assert (json.loads(text), indexes) == ({"a": 2, "b": 1}, (0,))


def test_a_fix_that_is_at_odds_with_itself_is_not_made() -> None:
    assert done('{"a": {"b": 1}}', fix(Remove(at("a")), Set(at("a", "b"), 2))) == ('{"a": {"b": 1}}', ())


def test_a_fix_of_what_is_so_already_is_none() -> None:
    assert done('{"a": 1}', fix(Set(at("a"), 1)))[1] == ()


def test_two_that_would_break_the_file_together_are_made_one_after_the_other() -> None:
    add, take = fix(Set(at("b"), 2)), fix(Remove(at("a")))
    _, indexes = done('{"a":1}', add, take)
    assert len(indexes) == 1
    assert json.loads(settled('{"a":1}', add, take)) == {"b": 2}


def test_no_repair_makes_a_file_unreadable() -> None:
    spoil = fix(Splice(FILE, Span(1, 1, 1, 2), ""))
    assert done('{"a": 1}', spoil) == ('{"a": 1}', ())
    text, indexes = done('{"a": 1, "b": 1}', spoil, fix(Set(at("b"), 2)))
    assert (json.loads(text), indexes) == ({"a": 1, "b": 2}, (1,))


def test_members_added_at_one_point_keep_the_order_of_the_fixes() -> None:
    assert list(json.loads(done('{"a": 1}', fix(Set(at("b"), 1)), fix(Set(at("c"), 1)))[0])) == ["a", "b", "c"]


def test_neighbours_are_removed_in_two_rounds() -> None:
    text = '{"a": [1, 2, 3]}'
    assert json.loads(settled(text, fix(Remove(at("a", 1))), fix(Remove(at("a", 2))))) == {"a": [1]}


def test_a_file_is_reencoded_before_anything_else_happens_to_it() -> None:
    data = '{"a": 1}'.encode("utf-16")
    change = fix(Set(at("a"), 2))
    assert apply({FILE: data}.get, [change])[1] == ()
    result = settle({FILE: data}.get, lambda _files: [change, fix(Reencode(FILE))])
    assert json.loads(result.changes.written[FILE]) == {"a": 2}


def test_a_byte_order_mark_stays_unless_it_is_what_is_repaired() -> None:
    data = b'\xef\xbb\xbf{"a": 1}'
    assert apply({FILE: data}.get, [fix(Set(at("a"), 2))])[0].written[FILE] == b'\xef\xbb\xbf{"a": 2}'
    assert apply({FILE: data}.get, [fix(Reencode(FILE)), fix(Set(at("a"), 2))])[0].written[FILE] == b'{"a": 2}'


def test_a_file_gets_a_name_that_is_free_and_is_repaired_under_it() -> None:
    files = {"A.json": b'{"a": 1}', "taken.md": b"mine"}

    def find(now: Mapping[str, bytes | None]) -> Sequence[Fix]:
        name = FILE if FILE in now else "A.json"
        return [suggestion(RenameFile("A.json", FILE)), fix(Set(Place(name, ("a",)), 2))]

    result = settle(files.get, find)
    assert result.changes == Changes({FILE: b'{"a": 2}'}, {"A.json": FILE})
    assert apply(files.get, [fix(RenameFile("A.json", "taken.md"))])[1] == ()
    assert apply(files.get, [fix(NewFile("taken.md", "new"))])[1] == ()
    assert apply(files.get, [fix(NewFile("free.md", "new"))])[0].written == {"free.md": b"new"}


def test_repairs_that_undo_each_other_come_to_an_end() -> None:
    def find(files: Mapping[str, bytes | None]) -> Sequence[Fix]:
        now = files.get(FILE)
        rounds.append(1)
        return [fix(Set(at("a"), 2 if now is None or json.loads(now)["a"] == 1 else 1))]

    rounds: list[int] = []
    settle({FILE: b'{"a": 1}'}.get, find)
    assert len(rounds) == MAX_ROUNDS


def test_what_is_as_before_in_the_end_is_not_written() -> None:
    def find(files: Mapping[str, bytes | None]) -> Sequence[Fix]:
        rounds.append(1)
        return [fix(Set(at("a"), len(rounds) % 2))] if len(rounds) < 3 else []  # there and back

    rounds: list[int] = []
    assert settle({FILE: b'{"a": 0}'}.get, find).changes.written == {}


def test_ten_thousand_repairs_of_one_file_take_no_time() -> None:
    lines = "x \n" * 10_000
    edits: list[Edit] = [Splice("a.md", Span(line, 2, line, 3), "") for line in range(1, 10_001)]
    changes, indexes = apply({"a.md": lines.encode()}.get, [fix(*edits)])
    assert indexes == (0,)
    assert changes.written["a.md"] == b"x\n" * 10_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)


def ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(inner for step, member in steps for inner in ways(member, (*way, step)))]


@st.composite
def repairs(draw: st.DrawFn) -> tuple[str, list[Fix]]:
    value = draw(st.dictionaries(st.text("abc", min_size=1, max_size=2), VALUES, min_size=1, max_size=4))
    text = json.dumps(value, indent=draw(st.sampled_from([None, 2, "\t"])))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    places = [at(*way) for way in ways(value)[1:]]
    edit = st.one_of(
        st.builds(Set, st.sampled_from(places), VALUES),
        st.builds(Remove, st.sampled_from(places)),
        st.builds(Rename, st.sampled_from(places), st.text("abc", min_size=1, max_size=2)),
    )
    return text, draw(
        st.lists(st.builds(lambda edits: Fix(tuple(edits)), st.lists(edit, min_size=1, max_size=3)), max_size=6)
    )


@settings(max_examples=80, deadline=None)
@given(repairs())
def test_whatever_is_repaired_stays_json_and_every_fix_is_whole(given_repairs: tuple[str, list[Fix]]) -> None:
    text, fixes = given_repairs
    after, indexes = done(text, *fixes)
    assert isinstance(json.loads(after), dict)
    alone = text
    if len(indexes) == 1:
        alone, _ = done(text, fixes[indexes[0]])
        assert after == alone
    if not indexes:
        assert after == text


@settings(max_examples=80, deadline=None)
@given(repairs(), st.integers(1, 9))
def test_what_no_fix_names_stays_byte_for_byte(given_repairs: tuple[str, list[Fix]], count: int) -> None:
    text, fixes = given_repairs
    kept = f'{{"first" :\t[1.50, "\\u00e9"],"rest":{text}, "last": 1e2 }}\n'
    places = [Fix(tuple(_below(edit) for edit in one.edits)) for one in fixes[:count]]
    after, _ = done(kept, *places)
    assert after.startswith('{"first" :\t[1.50, "\\u00e9"],"rest":')
    assert after.endswith(', "last": 1e2 }\n')


def _below(edit: Any) -> Edit:
    moved: Edit = copy(edit)
    moved.at = Place(FILE, ("rest", *edit.at.tokens))
    return moved


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_is_added_ends_its_lines_as_the_file_does(ending: str) -> None:
    text = f"# A{ending}b{ending}"
    changes, _ = apply({"a.md": text.encode()}.get, [fix(Splice("a.md", Span(2, 2, 2, 2), "\n\nc"))])
    assert changes.written["a.md"].decode() == f"# A{ending}b{ending}{ending}c{ending}"
