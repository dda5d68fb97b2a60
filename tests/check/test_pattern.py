"""Regular expressions of other languages are judged kindly, broken ones are not, and none takes long."""

from __future__ import annotations

import time

import pytest

from ippub.check.pattern import MAX_LENGTH, fault_of_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{4}-\d{2}$",
        r"^(?<year>\d{4})-\k<year>$",
        r"(?'year'\d{4})",
        r"\Aabc\z",
        r"(?>a+)b",
        r"a++b",
        r"^(?i)abc$",
        r"(?i-s:abc)",
        r"[\w-.]+@[\w.-]+",
        r"^\p{Lu}\p{IsGreek}[\p{L}]+$",
        r"[a-z-[aeiou]]",
        r"(?<=ab*)c",
        r"[^]",
        r"a{1,99999}",
        r"\u{1F600}\cA\e",
        "",
        "(" * (MAX_LENGTH + 1),
    ],
)
def test_what_dotnet_or_javascript_compile_has_no_fault(pattern: str) -> None:
    assert fault_of_pattern(pattern) == ""


@pytest.mark.parametrize("pattern", ["^[A-Z", "(abc", "abc)", "*a", "[z-a]", "a{3,1}", "abc\\", "(?<1a>b"])
def test_a_broken_pattern_has_a_fault(pattern: str) -> None:
    assert fault_of_pattern(pattern) != ""


@pytest.mark.parametrize(
    "pattern",
    ["(" * 999 + ")" * 999, "(?i)" + r"[\x00-\uffff]" * 150, "(a{999}" * 200 + "){999}" * 200, "a*" * 1000],
)
def test_a_pattern_made_to_hurt_is_judged_at_once(pattern: str) -> None:
    start = time.process_time()
    fault_of_pattern(pattern[:MAX_LENGTH])
    assert time.process_time() - start < 0.5
