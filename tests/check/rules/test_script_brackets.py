"""Brackets of a script are counted in two ways, which must agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ippub.check.rules.script.code import script_compiles
from ippub.connector.script import Script


def balanced(text: str) -> bool:
    """Whether the brackets in ``text`` match, told one by one."""
    opened: list[str] = []
    for character in text:
        if character in "([{":
            opened.append(character)
        elif character in ")]}" and (not opened or opened.pop() + character not in ("()", "[]", "{}")):
            return False
    return not opened


@given(st.text("()[]{} a", max_size=12))
def test_brackets_that_match_are_no_fault_and_others_are(code: str) -> None:
    assert (not list(script_compiles(Script("script.csx", code, len(code))))) == balanced(code)


def test_very_many_levels_are_looked_at_one_by_one() -> None:
    deep = "(" * 500 + ")" * 500
    assert not list(script_compiles(Script("script.csx", deep, len(deep))))
    found = list(script_compiles(Script("script.csx", deep + "}", len(deep) + 1)))
    assert [finding.message for finding in found] == ['"}" closes nothing']
