"""The baseline: what was known is taken out, what is new stays, what was repaired can be counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.check.baseline import (
    Baseline,
    fingerprint,
    read_baseline,
    split,
    stale,
    write_baseline,
)
from ippub.errors import EnvironmentFault, UsageError


@dataclass(frozen=True)
class Shown:
    message: str
    code: str = "SummaryMissing"
    file: str = "readme.md"

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.code, "Contoso", self.file, None, self.message)


@dataclass(frozen=True)
class Report:
    findings: tuple[Shown, ...]
    name: str = "Contoso"


def baseline_of(folder: Path, *findings: Shown) -> Baseline:
    write_baseline(folder / "baseline.json", [Report(findings)])
    return read_baseline(folder / "baseline.json")


def test_what_was_written_is_known_and_everything_else_is_new(tmp_path: Path) -> None:
    baseline = baseline_of(tmp_path, Shown("a"), Shown("b"))
    new, known = split([Shown("c"), Shown("b"), Shown("a")], baseline)
    assert new == [Shown("c")]
    assert known == [Shown("b"), Shown("a")]


def test_the_same_finding_twice_is_two_entries_and_a_third_one_is_new(tmp_path: Path) -> None:
    baseline = baseline_of(tmp_path, Shown("a"), Shown("a"))
    assert len(baseline.entries) == 2
    new, known = split([Shown("a")] * 3, baseline)
    assert (len(new), len(known)) == (1, 2)


def test_entries_are_used_up_across_the_connectors_of_a_run(tmp_path: Path) -> None:
    baseline = baseline_of(tmp_path, Shown("a"))
    taken: dict[str, int] = {}
    assert split([Shown("a")], baseline, taken) == ([], [Shown("a")])
    assert split([Shown("a")], baseline, taken) == ([Shown("a")], [])


def test_entries_that_nothing_used_are_stale_unless_the_run_did_not_look(tmp_path: Path) -> None:
    baseline = baseline_of(tmp_path, Shown("a"), Shown("a"), Shown("b", code="ReadmeMissing"))
    taken: dict[str, int] = {}
    split([Shown("a")], baseline, taken)
    assert [entry.message for entry in stale(baseline, taken)] == ["b", "a"]
    looked = stale(baseline, taken, lambda entry: entry.code != "ReadmeMissing")
    assert [entry.message for entry in looked] == ["a"]


def test_the_order_of_findings_does_not_change_the_bytes(tmp_path: Path) -> None:
    findings = (Shown("a"), Shown("é\ud800"), Shown("a", file="x.json"), Shown("a"))
    assert write_baseline(tmp_path / "one.json", [Report(findings)]) == 4
    write_baseline(tmp_path / "two.json", [Report(findings[::-1])])
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert "é" in (tmp_path / "one.json").read_text("utf-8")
    assert "\ud800" in read_baseline(tmp_path / "one.json").entries[2].message


def test_the_file_is_for_readers_too(tmp_path: Path) -> None:
    write_baseline(tmp_path / "b.json", [Report((Shown("one sentence"),))])
    value = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert value == {
        "version": 1,
        "findings": [
            {
                "fingerprint": Shown("one sentence").fingerprint,
                "connector": "Contoso",
                "file": "readme.md",
                "code": "SummaryMissing",
                "message": "one sentence",
            }
        ],
    }


def test_writing_replaces_what_was_there_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("old")
    write_baseline(tmp_path / "b.json", [])
    assert read_baseline(tmp_path / "b.json") == Baseline()
    assert [path.name for path in tmp_path.iterdir()] == ["b.json"]


@pytest.mark.parametrize("name", ["absent/b.json", "folder", "nul\0"])
def test_a_place_that_cannot_be_written_is_a_fault_of_the_environment(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        write_baseline(tmp_path / name, [])
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


BROKEN = {
    "empty": b"",
    "not JSON": b"{",
    "merge conflict": b"<<<<<<< HEAD\n{}\n",
    "not UTF-8": b"\xff\x00",
    "a list": b"[]",
    "no findings": b'{"version": 1}',
    "findings are text": b'{"version": 1, "findings": "x"}',
    "another version": b'{"version": 2, "findings": []}',
    "no version": b'{"findings": []}',
    "version is true": b'{"version": true, "findings": []}',
    "entry is no mapping": b'{"version": 1, "findings": [1]}',
    "entry without fingerprint": b'{"version": 1, "findings": [{"code": "A"}]}',
    "fingerprint with a line end": b'{"version": 1, "findings": [{"fingerprint": "0123456789abcdef\\n"}]}',
    "endless nesting": b"[" * 200_000,
    "endless number": b"9" * 10_000,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_baseline_is_a_usage_error_that_says_how_to_go_on(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_baseline(path)
    assert "--write-baseline" in caught.value.hint


def test_a_baseline_that_is_missing_or_a_folder_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path, Path("nul\0")):
        with pytest.raises(UsageError):
            read_baseline(path)


def test_the_fields_for_readers_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"version": 1, "findings": [{"fingerprint": "0123456789abcdef"}]}')
    assert read_baseline(tmp_path / "b.json").counts == {"0123456789abcdef": 1}


def test_a_fingerprint_is_16_hexadecimal_digits_and_never_changes() -> None:
    assert fingerprint("A", "B", "c.json", "/d/0", "e") == "38fa88042753f853"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("missing comma after line 41", "missing comma after line 7"),
        ("key again on lines 3, 5 and 9, columns 1-4", "key again on lines 4, 6 and 10, columns 2-8"),
    ],
)
def test_a_fingerprint_does_not_change_when_lines_move(before: str, after: str) -> None:
    assert fingerprint("A", "B", "c", None, before) == fingerprint("A", "B", "c", None, after)


def test_a_fingerprint_does_not_depend_on_the_system_it_was_made_on() -> None:
    assert fingerprint("A", "B", "c/d", None, "e") == fingerprint("A", "B", "c\\d", None, "e")


def test_a_fingerprint_keeps_other_numbers_and_array_indexes_apart() -> None:
    base = fingerprint("A", "B", "c", "/tags/0", "81 characters")
    assert base != fingerprint("A", "B", "c", "/tags/1", "81 characters")
    assert base != fingerprint("A", "B", "c", "/tags/0", "82 characters")


FIELDS = st.tuples(
    st.text(), st.text(), st.text().map(lambda text: text.replace("\\", "")), st.none() | st.text(), st.text()
)


@given(one=FIELDS, two=FIELDS)
def test_different_findings_have_different_fingerprints(
    one: tuple[str, str, str, str | None, str], two: tuple[str, str, str, str | None, str]
) -> None:
    assert (fingerprint(*one) == fingerprint(*two)) is (one == two)


MESSAGES = st.lists(st.sampled_from("abc").map(Shown), max_size=8)


@given(written=MESSAGES, found=MESSAGES)
def test_every_finding_is_new_or_known_and_every_entry_used_or_stale(
    written: list[Shown], found: list[Shown], tmp_path_factory: pytest.TempPathFactory
) -> None:
    baseline = baseline_of(tmp_path_factory.getbasetemp(), *written)
    taken: dict[str, int] = {}
    new, known = split(found, baseline, taken)
    assert len(new) + len(known) == len(found)
    assert len(stale(baseline, taken)) + len(known) == len(written)
