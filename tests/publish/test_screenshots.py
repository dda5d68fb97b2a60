"""Screenshots: what they are by their bytes, whether they are enough, and where they go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import FULL, gif, jpeg, png

from ippub.errors import EnvironmentFault
from ippub.publish.pictures import Size, measure
from ippub.publish.screenshots import (
    MAX_BYTES,
    MAX_COUNT,
    NO_SCREENSHOTS,
    UNPLACED,
    count_pictures,
    gallery,
    placed,
    read_pictures,
    sort_pictures,
)


@pytest.mark.parametrize(("data", "kind"), [(png(), "png"), (jpeg(), "jpeg"), (gif(), "gif")])
def test_format_and_size_come_from_the_bytes(data: bytes, kind: str) -> None:
    assert measure(data) == Size(kind, 640, 360)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (png()[:-20], "is cut off"),
        (jpeg()[:-2], "is cut off"),
        (jpeg()[:12], "is cut off"),
        (b"\xff\xd8\xff\xe0\0\x04ab" + b"x" * 40, "is damaged"),
        (gif()[:10], "is cut off"),
        (b"RIFF....WEBPVP8 ", "WebP"),
        (b"<svg xmlns='x'/>", "SVG"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"#!/bin/sh", "no picture"),
    ],
)
def test_what_is_no_whole_picture_is_said(data: bytes, said: str) -> None:
    result = measure(data)
    assert isinstance(result, str)
    assert said in result


@given(st.binary(max_size=60), st.sampled_from([b"", png()[:30], jpeg()[:20], b"\xff\xd8\xff", b"GIF89a"]))
def test_any_bytes_are_measured_without_a_crash(data: bytes, start: bytes) -> None:
    assert isinstance(measure(start + data), (Size, str))


def test_flows_come_in_the_order_of_their_numbers_and_tests_by_their_name() -> None:
    shots = sort_pictures("Contoso Widgets", FULL)
    assert [one.source for one in shots.flows] == ["flow-1.png", "flow-2.png", "flow-10.png"]
    assert list(shots.files) == [
        f"contoso-widgets/{name}" for name in ("flow-1.png", "flow-2.png", "flow-3.png", "test-1.jpg")
    ]
    assert (shots.missing, shots.faults) == ("", ())


def test_what_is_missing_is_counted() -> None:
    assert NO_SCREENSHOTS.missing.startswith(
        "3 screenshots of an operation at work in a flow and a screenshot of the test"
    )
    assert sort_pictures("x", {"a.png": png(), "latest.png": png(shade=9)}).missing.startswith("1 screenshot of")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("flow.png", jpeg(), "JPEG by its bytes and '.png' by its name"),
        ("flow.png", png(100, 40), "too few to read"),
        ("flow.gif", gif(30_000, 300), "too many for a browser"),
        ("flow.png", png() + b"\0" * MAX_BYTES, "more than 10 MB"),
        ("flow.webp", b"RIFF0000WEBP", "GitHub shows PNG"),
    ],
)
def test_a_picture_that_reviewers_could_not_see_is_not_taken(name: str, data: bytes, said: str) -> None:
    shots = sort_pictures("x", {name: data})
    assert said in shots.faults[0]
    assert shots.files == {}


def test_the_same_picture_twice_shows_no_second_operation() -> None:
    shots = sort_pictures("x", {"flow-1.png": png(), "flow-2.png": png(), "flow-3.png": png(shade=1)})
    assert shots.faults == ("flow-2.png is the same picture as flow-1.png",)
    assert shots.missing.startswith("1 screenshot")


def test_too_many_pictures_are_not_all_shown() -> None:
    shots = sort_pictures("x", {f"{number}.png": png(shade=number) for number in range(MAX_COUNT + 2)})
    assert len(shots.flows) == MAX_COUNT
    assert len(shots.faults) == 2


def test_the_gallery_links_by_commit_once_there_is_one() -> None:
    text = gallery(sort_pictures("Contoso", {"flow [1] `x` <b>.png": png(), "test.png": png(shade=2)}))
    assert "![flow \\[1\\] \\`x\\` &lt;b&gt;](" + UNPLACED + "contoso/flow-1.png)" in text
    assert count_pictures(text) == 2
    after = placed(text, "https://github.com/ada/fork/raw/" + "a" * 40 + "/")
    assert UNPLACED not in after
    assert "/raw/" + "a" * 40 + "/contoso/test-1.png)" in after
    assert gallery(NO_SCREENSHOTS) == ""


def test_only_pictures_of_the_folder_itself_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.PNG").write_bytes(png())
    (tmp_path / "notes.txt").write_bytes(b"x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.png").write_bytes(png())
    os.symlink("a.PNG", tmp_path / "link.png")
    assert set(read_pictures(str(tmp_path))) == {"a.PNG"}
    with pytest.raises(EnvironmentFault, match="cannot read"):
        read_pictures(str(tmp_path / "missing"))


def test_the_digest_speaks_of_names_and_bytes() -> None:
    one, other = sort_pictures("x", {"flow-1.png": png()}), sort_pictures("x", {"flow-1.png": png(shade=1)})
    assert one.digest != other.digest != NO_SCREENSHOTS.digest
