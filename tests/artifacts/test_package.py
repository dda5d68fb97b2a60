"""The package: the same bytes everywhere, what is refused, and what the manifest says."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippub.artifacts.archive import archive
from ippub.artifacts.choice import choose
from ippub.artifacts.package import PackageRefused, manifest, tree
from ippub.artifacts.reading import read_artifacts
from ippub.connector.folder import read_connector
from ippub.errors import EnvironmentFault, UsageError
from ready import READY, packaged, write

SECRET = 'readme.md: "# Contoso Widgets\\n\\nSend `Authorization: Bearer q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh`."\n'


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(times=st.lists(st.integers(0, 2**32 - 1), min_size=5, max_size=5), mode=st.sampled_from([0o600, 0o644, 0o755]))
def test_times_modes_and_the_way_to_the_folder_change_no_byte(
    tmp_path_factory: pytest.TempPathFactory, times: list[int], mode: int
) -> None:
    first = tree(packaged(write(tmp_path_factory.mktemp("one"))))
    folder = write(tmp_path_factory.mktemp("another"))
    for name, time in zip(sorted(os.listdir(folder)), times, strict=True):
        os.utime(folder / name, (time, time))
        os.chmod(folder / name, mode)
    assert tree(packaged(folder)) == first


@given(st.dictionaries(st.text("abc/", min_size=1).filter(lambda p: "//" not in p), st.binary(max_size=200)))
def test_an_archive_depends_on_its_files_alone_and_gives_them_back(files: dict[str, bytes]) -> None:
    made = archive(files)
    assert made == archive(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(made)) as zipped:
        assert {info.filename: zipped.read(info) for info in zipped.infolist()} == files
        assert zipped.testzip() is None


def test_the_bytes_of_an_archive_are_the_same_with_every_python() -> None:
    """Measured with 3.11, 3.12 and 3.13; the digest is of the format, which must not move under the users."""
    made = archive({"a/caf\u00e9.json": b"{}\r\n", "manifest.json": b"[]"})
    assert hashlib.sha256(made).hexdigest() == "29154010a7db8f1a2dc38be0f093787d2c0d451c4781cc7d13d1d3073d34c279"


def test_line_ends_and_byte_order_marks_stay_as_they_are(tmp_path: Path) -> None:
    folder = write(tmp_path)
    readme = (folder / "readme.md").read_bytes().replace(b"\n", b"\r\n")
    (folder / "readme.md").write_bytes(readme)
    intro = b"\xef\xbb\xbf" + (folder / "intro.md").read_bytes()
    (folder / "intro.md").write_bytes(intro)
    files = packaged(folder).files
    assert files["readme.md"] == readme
    assert files["intro.md"] == intro


def test_the_digest_changes_exactly_when_a_file_that_is_submitted_changes(tmp_path: Path) -> None:
    folder = write(tmp_path)
    before = packaged(folder).digest
    (folder / "notes.txt").write_text("nothing to submit")
    assert packaged(folder).digest == before
    with zipfile.ZipFile(folder / "package.zip", "a") as package:
        package.comment = b"another archive"
    assert packaged(folder).digest != before


def test_the_manifest_says_what_was_packaged_and_how_it_was_judged(tmp_path: Path) -> None:
    made = packaged(write(tmp_path))
    written = tree(made)
    said = json.loads(written["manifest.json"])
    assert said == manifest(made)
    assert said["folder"] == "independent-publisher-connectors/Contoso Widgets"
    for row in said["files"]:
        data = written[f"{said['folder']}/{row['name']}"]
        assert (row["bytes"], row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert said["check"]["errors"] == 0
    assert said["check"]["digest"] == made.verdict.digest
    assert said["forced"] is False
    with zipfile.ZipFile(io.BytesIO(written[said["archive"]])) as zipped:
        assert {name: zipped.read(name) for name in zipped.namelist()} == {
            path: data for path, data in written.items() if path != said["archive"]
        }


def test_errors_refuse_and_force_is_recorded(tmp_path: Path) -> None:
    folder = write(tmp_path, READY + "info: {title: Contoso API}")
    with pytest.raises(PackageRefused, match="1 error") as refused:
        packaged(folder)
    assert refused.value.exit_code == 1
    forced = packaged(folder, force=True)
    assert manifest(forced)["forced"] is True
    assert manifest(forced)["check"]["codes"]["ValueContainsRestrictedWords"] == 1


def test_force_without_errors_is_not_called_forced(tmp_path: Path) -> None:
    assert packaged(write(tmp_path), force=True).forced is False


def test_a_secret_is_not_packaged_whatever_is_forced(tmp_path: Path) -> None:
    with pytest.raises(PackageRefused, match="secret"):
        packaged(write(tmp_path, READY + SECRET), force=True)


def test_without_one_of_the_three_files_there_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no apiProperties\.json"):
        packaged(write(tmp_path, READY + "apiProperties.json: null"), force=True)


def test_a_file_that_changes_between_check_and_reading_stops_the_package(tmp_path: Path) -> None:
    folder = write(tmp_path)
    connector = read_connector(str(folder))
    (folder / "readme.md").write_text("# Something else")
    with pytest.raises(EnvironmentFault, match=r"readme\.md changed"):
        read_artifacts(connector, choose(connector))


def test_files_that_github_would_not_take_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with open(folder / "package.zip", "wb") as file:
        file.truncate(100 * 1024 * 1024 + 1)
    with pytest.raises(UsageError, match="more than 100 MB"):
        packaged(folder)
