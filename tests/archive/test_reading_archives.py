"""Archives are opened whatever they hold: a fault is a value, and time and memory are bounded."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippub.archive.faults import FaultKind
from ippub.archive.limits import MAX_DEPTH, MAX_ENTRIES, MAX_FAULTS, MAX_UNPACKED
from ippub.archive.reading import Archive, read_entries
from ippub.check.example import read_example

LARGE = random.Random(5).randbytes(20_000) * 50
"""A megabyte that packs well, but below the size at which its ratio counts."""
PACKAGE = read_example("package.zip: {}").files["package.zip"]


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo("entry", (2026, 1, 1, 0, 0, 0))
            info.filename = info.orig_filename = name
            info.compress_type = method
            archive.writestr(info, data)
    return buffer.getvalue()


def kinds(data: bytes) -> list[FaultKind]:
    return [fault.kind for fault in Archive("a.zip", data).faults]


def test_what_an_archive_holds_is_read_without_being_written_anywhere() -> None:
    archive = Archive("a.zip", zipped({"one.txt": b"1", "folder/two.txt": b"2", "folder/deep/three.txt": b"3"}))
    assert archive.faults == ()
    assert archive.root_files == ("one.txt",)
    assert archive.root_folders == ("folder",)
    assert archive.folders_in("folder") == ("deep",)
    assert archive.files_in("folder") == ("folder/two.txt",)
    assert archive.find("FOLDER/Two.txt") == "folder/two.txt"
    assert read_entries(archive)["folder/deep/three.txt"] == b"3"


def test_a_folder_with_an_entry_of_its_own_is_a_folder() -> None:
    archive = Archive("a.zip", zipped({"empty/": b"", "a.txt": b"x"}))
    assert archive.root_folders == ("empty",)
    assert archive.files == ("a.txt",)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", FaultKind.NOT_A_ZIP, "empty"),
        (b"some text", FaultKind.NOT_A_ZIP, "no zip"),
        (b"Rar!\x1a\x07", FaultKind.NOT_A_ZIP, "RAR"),
        (b"7z\xbc\xaf\x27\x1c__", FaultKind.NOT_A_ZIP, "7z"),
        (b"version https://git-lfs.github.com/spec/v1", FaultKind.NOT_A_ZIP, "Git LFS"),
        (PACKAGE[: len(PACKAGE) // 2], FaultKind.DAMAGED, "cut off"),
        (PACKAGE[:30], FaultKind.DAMAGED, "cut off"),
    ],
)
def test_what_is_no_archive_says_what_it_is(data: bytes, kind: FaultKind, words: str) -> None:
    (fault,) = Archive("a.zip", data).faults
    assert fault.kind is kind
    assert words in fault.message


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../../b",
        "/etc/passwd",
        "C:/a",
        "C:a",
        "..\\a",
        "\\\\host\\share\\a",
        "a\nb",
        "a//b",
        "./a",
        "a" * 300,
    ],
)
def test_a_path_that_no_file_should_have_is_told_and_not_read(name: str) -> None:
    archive = Archive("a.zip", zipped({name: b"x", "good.txt": b"x"}))
    assert [fault.kind for fault in archive.faults] == [FaultKind.UNSAFE_PATH]
    assert archive.files == ("good.txt",)


def test_a_message_about_a_name_holds_no_control_character() -> None:
    (fault,) = Archive("a.zip", zipped({"\x1b[2Ja\u202e": b"x"})).faults
    assert fault.message.isprintable()


def test_backslashes_are_told_once_and_taken_for_slashes() -> None:
    archive = Archive("a.zip", zipped({"PkgAssets\\a.zip": b"x", "PkgAssets\\b.zip": b"x"}))
    assert [fault.kind for fault in archive.faults] == [FaultKind.BACKSLASH]
    assert archive.files_in("PkgAssets") == ("PkgAssets/a.zip", "PkgAssets/b.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_told_and_the_first_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "first")
        archive.writestr("a.txt", "second")
    read = Archive("a.zip", buffer.getvalue())
    assert [fault.kind for fault in read.faults] == [FaultKind.DUPLICATE]
    assert read.read("a.txt") == b"first"


@pytest.mark.parametrize("names", [("a.txt", "A.TXT"), ("folder/a", "Folder/b"), ("stra\u00dfe", "STRASSE")])
def test_names_that_are_one_on_windows_are_told(names: tuple[str, str]) -> None:
    assert kinds(zipped(dict.fromkeys(names, b"x"))) == [FaultKind.DUPLICATE]


def test_a_packing_method_that_is_not_understood_everywhere_is_told() -> None:
    assert kinds(zipped({"a": b"x" * 50}, zipfile.ZIP_LZMA)) == [FaultKind.COMPRESSION]


def test_an_entry_that_unpacks_to_very_much_is_not_unpacked() -> None:
    data = zipped({"zeros": b"\0" * 20_000_000})
    started = time.process_time()
    assert kinds(data) == [FaultKind.TOO_LARGE]
    assert time.process_time() - started < 1


def test_many_entries_that_together_unpack_to_very_much_are_not_unpacked() -> None:
    data = zipped({f"{number}.bin": LARGE for number in range(MAX_UNPACKED // 1_000_000 + 2)})
    assert kinds(data) == [FaultKind.TOO_LARGE]


def test_entries_that_share_their_bytes_are_counted_each() -> None:
    """The bomb without nesting: a directory with ten thousand entries for one piece of data."""
    one = zipped({"a": b"\0" * 1_000_000})
    start = one.index(b"PK\x01\x02")
    entry, end = one[start : one.index(b"PK\x05\x06")], one[one.index(b"PK\x05\x06") :]
    count = 4_000
    directory = entry * count
    tail = end[:8] + struct.pack("<HHII", count, count, len(directory), start) + end[20:]
    archive = Archive("a.zip", one[:start] + directory + tail)
    assert FaultKind.TOO_LARGE in [fault.kind for fault in archive.faults]


def test_an_archive_with_very_many_entries_is_not_opened() -> None:
    data = zipped({str(number): b"" for number in range(MAX_ENTRIES + 1)}, zipfile.ZIP_STORED)
    archive = Archive("a.zip", data)
    assert [fault.kind for fault in archive.faults] == [FaultKind.TOO_LARGE]
    assert archive.files == ()


def test_the_limit_holds_for_an_archive_and_those_in_it_together() -> None:
    half = zipped({f"{number}.bin": LARGE for number in range(90)})
    outer = Archive("a.zip", zipped({"one.zip": half, "two.zip": half}, zipfile.ZIP_STORED))
    assert outer.faults == ()
    assert outer.archive("one.zip").faults == ()
    assert [fault.kind for fault in outer.archive("two.zip").faults] == [FaultKind.TOO_LARGE]


def test_an_archive_that_stands_too_deep_is_not_opened() -> None:
    data = zipped({"a.txt": b"x"})
    for _ in range(MAX_DEPTH):
        data = zipped({"in.zip": data})
    archive = Archive("a.zip", data)
    for _ in range(MAX_DEPTH - 1):
        archive = archive.archive("in.zip")
        assert archive.faults == ()
    assert [fault.kind for fault in archive.archive("in.zip").faults] == [FaultKind.TOO_DEEP]
    assert archive.archive("in.zip").name == "a.zip!in.zip!in.zip!in.zip"


def test_of_very_many_faults_of_a_kind_some_are_told() -> None:
    assert len(kinds(zipped({f"../{number}": b"" for number in range(1_000)}))) == MAX_FAULTS


def test_long_paths_of_many_steps_cost_no_time() -> None:
    data = zipped({f"{number}/" + "a/" * 30_000: b"" for number in range(20)})
    started = time.process_time()
    assert set(kinds(data)) == {FaultKind.UNSAFE_PATH}
    assert time.process_time() - started < 2


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=2**32), st.integers(min_value=1, max_value=12))
def test_no_bytes_make_reading_an_archive_fail(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    data = bytearray(PACKAGE)
    for _ in range(changes):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 40)]
            case 2:
                data[at:at] = chance.randbytes(chance.randrange(1, 20))
    archive = Archive("package.zip", bytes(data))
    for path in archive.files:
        archive.read(path)
        if path.endswith(".zip"):
            read_entries(archive.archive(path))
