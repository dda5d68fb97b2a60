"""Finding connectors and reading one: any spelling, anything in the way, nothing opened that is not meant."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.connector.folder import Entry, find_connectors, is_connector, read_connector
from ippub.document.json import MAX_BYTES
from ippub.errors import EnvironmentFault

links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
not_root = pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root and Windows may read everything")


def make(*paths: Path, text: str = "{}") -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(home: Path) -> list[str]:
    return [Path(folder).relative_to(home).as_posix() for folder in find_connectors(str(home))]


# Finding


@pytest.mark.parametrize(
    "name",
    [
        *("apiDefinition.swagger.json", "apidefinition.swagger.json", "APIDEFINITION.SWAGGER.JSON"),
        *("apiDefinition.Swagger.json", "Contoso.swagger.json", "swagger.json", "ApiDefinition.json"),
        *("apiProperties.json", "apiproperties.json", "ApiProperties.Json", "Contoso.apiProperties.json"),
    ],
)
def test_a_definition_or_properties_in_any_spelling_make_a_connector(tmp_path: Path, name: str) -> None:
    make(tmp_path / "c" / name)
    assert found(tmp_path) == ["c"]


@pytest.mark.parametrize(
    "name", ["readme.md", "script.csx", "package.json", "swagger.json.txt", "swagger.yaml", ".json"]
)
def test_other_files_do_not(tmp_path: Path, name: str) -> None:
    make(tmp_path / "c" / name)
    assert found(tmp_path) == []


def test_connectors_are_found_at_any_depth_in_the_order_of_their_names(tmp_path: Path) -> None:
    for place in ("b/z/deep/er", "b/a", "a", "B", "ä", "c/c"):
        make(tmp_path / place / "apiProperties.json")
    assert found(tmp_path) == ["B", "a", "b/a", "b/z/deep/er", "c/c", "ä"]


def test_inside_a_connector_is_no_other_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    for place in ("c", "c/old", "c/old/older", ".git/c", "node_modules/c", "__pycache__/c", "d/.vscode"):
        make(tmp_path / place / "apiProperties.json")
    assert found(tmp_path) == ["c"]


def test_a_folder_called_like_a_definition_is_none(tmp_path: Path) -> None:
    (tmp_path / "c" / "apiDefinition.swagger.json").mkdir(parents=True)
    make(tmp_path / "c" / "apiDefinition.swagger.json" / "d" / "apiProperties.json")
    assert found(tmp_path) == ["c/apiDefinition.swagger.json/d"]


def test_the_folder_itself_can_be_the_connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "apiProperties.json")
    monkeypatch.chdir(tmp_path)
    assert list(find_connectors(".")) == ["."]
    assert read_connector(".").name == tmp_path.name


@links
def test_links_are_not_followed_so_a_loop_does_not_matter(tmp_path: Path) -> None:
    make(tmp_path / "a" / "apiProperties.json")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "up").symlink_to("..")
    (tmp_path / "b" / "self").symlink_to("self")
    (tmp_path / "b" / "a").symlink_to("../a")
    (tmp_path / "b" / "apiProperties.json").symlink_to("../a/apiProperties.json")
    assert found(tmp_path) == ["a"]


@links
def test_a_link_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    make(tmp_path / "a" / "apiProperties.json")
    (tmp_path / "link").symlink_to("a")
    assert list(find_connectors(str(tmp_path / "link"))) == [str(tmp_path / "link")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipes_and_sockets_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    os.mkfifo(tmp_path / "c" / "apiDefinition.swagger.json")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "c" / "apiProperties.json"))
    assert found(tmp_path) == []
    connector = read_connector(str(tmp_path / "c"))
    assert [entry.kind for entry in connector.entries] == ["other", "other"]
    assert connector.documents == []


@not_root
def test_a_folder_that_cannot_be_listed_is_passed_over_unless_it_is_asked_for(tmp_path: Path) -> None:
    make(tmp_path / "a" / "apiProperties.json", tmp_path / "b" / "apiProperties.json")
    (tmp_path / "a").chmod(0)
    try:
        assert found(tmp_path) == ["b"]
        with pytest.raises(EnvironmentFault, match="cannot read"):
            list(find_connectors(str(tmp_path / "a")))
    finally:
        (tmp_path / "a").chmod(0o700)


def test_a_folder_that_is_gone_is_a_fault_with_a_hint(tmp_path: Path) -> None:
    for act in (lambda path: list(find_connectors(path)), read_connector):
        with pytest.raises(EnvironmentFault) as told:
            act(str(tmp_path / "gone\nerror: all is well"))
        assert "\n" not in told.value.message
        assert told.value.hint


def test_very_many_and_very_deep_folders_are_searched(tmp_path: Path) -> None:
    for number in range(2_000):
        (tmp_path / f"{number:04}").mkdir()
    make(tmp_path / "1999" / "apiProperties.json")
    deep = tmp_path.joinpath("deep", *("d" * 8 for _ in range(40)))
    make(deep / "apiProperties.json")
    assert found(tmp_path) == ["1999", deep.relative_to(tmp_path).as_posix()]


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses such names")
@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb", "\u202eb", "[bold]a[bold]", "a" * 200, "a\\b", " a ", "\udcff"])
def test_any_name_of_a_folder_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    make(tmp_path / name / "apiProperties.json")
    (folder,) = find_connectors(str(tmp_path))
    assert read_connector(folder).name == name


@given(st.lists(st.text(max_size=40), max_size=5))
def test_whether_names_make_a_connector_does_not_depend_on_capitals(names: list[str]) -> None:
    ascii_only = [name.encode("ascii", "ignore").decode() for name in names]
    assert is_connector([name.upper() for name in ascii_only]) == is_connector([name.lower() for name in ascii_only])


# Reading


def test_each_file_gets_its_part_in_any_spelling(tmp_path: Path) -> None:
    names = ("APIDEFINITION.SWAGGER.JSON", "apiproperties.json", "README.MD", "Intro.md", "Settings.json", "Script.CSX")
    make(*(tmp_path / name for name in names))
    connector = read_connector(str(tmp_path))
    assert [document.name for document in connector.documents] == [names[0], names[1], names[2], names[3], names[4]]
    assert connector.script is not None
    assert connector.script.file == "Script.CSX"


def test_the_right_spelling_is_preferred_then_any_capitals_then_what_looks_like_it(tmp_path: Path) -> None:
    make(tmp_path / "a.swagger.json", tmp_path / "README.txt")
    assert read_connector(str(tmp_path)).swagger_document.name == "a.swagger.json"  # type: ignore[union-attr]
    make(tmp_path / "apiDefinition.swagger.json", tmp_path / "readme.md")
    connector = read_connector(str(tmp_path))
    assert connector.swagger_document is not None
    assert connector.swagger_document.name == "apiDefinition.swagger.json"
    assert connector.readme_document is not None
    assert connector.readme_document.name.lower() == "readme.md"


def test_an_empty_folder_has_no_parts(tmp_path: Path) -> None:
    connector = read_connector(str(tmp_path))
    assert (connector.entries, connector.documents, connector.script, connector.title) == ((), [], None, None)


def test_among_very_many_files_those_of_the_connector_still_count(tmp_path: Path) -> None:
    for number in range(2_500):
        (tmp_path / f"a{number:04}.txt").touch()
    make(tmp_path / "apiProperties.json", tmp_path / "readme.md", tmp_path / "zz.swagger.json")
    connector = read_connector(str(tmp_path))
    assert len(connector.documents) == 3
    assert len(connector.entries) == 2_003
    assert connector.entries == read_connector(str(tmp_path)).entries


def test_a_file_above_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    make(tmp_path / "apiProperties.json")
    with open(tmp_path / "apiDefinition.swagger.json", "wb") as file:
        file.truncate(MAX_BYTES * 50)
    with open(tmp_path / "script.csx", "wb") as file:
        file.truncate(MAX_BYTES * 50)
    connector = read_connector(str(tmp_path))
    assert connector.swagger is None
    assert connector.script is not None
    assert connector.script.size == MAX_BYTES * 50
    assert len(connector.script.text) < MAX_BYTES


@links
def test_a_link_and_a_folder_in_the_place_of_a_file_are_not_read(tmp_path: Path) -> None:
    make(tmp_path / "outside" / "secret.json", text='{"a": 1}')
    (tmp_path / "c" / "readme.md").mkdir(parents=True)
    (tmp_path / "c" / "apiProperties.json").symlink_to("../outside/secret.json")
    connector = read_connector(str(tmp_path / "c"))
    assert connector.documents == []
    assert connector.entries == (Entry("apiProperties.json", 0, "link"), Entry("readme.md", 0, "folder"))


@not_root
def test_a_file_that_cannot_be_read_is_a_fault_that_names_it(tmp_path: Path) -> None:
    make(tmp_path / "apiProperties.json")
    (tmp_path / "apiProperties.json").chmod(0)
    with pytest.raises(EnvironmentFault, match="apiProperties"):
        read_connector(str(tmp_path))


def test_windows_line_ends_count_as_one_and_columns_are_the_same(tmp_path: Path) -> None:
    text = '{\n  "swagger": "2.0",\n  "info": {"title": "Ä"}\n}\n'
    for name, ends in (("unix", "\n"), ("windows", "\r\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "apiDefinition.swagger.json").write_bytes(text.replace("\n", ends).encode())
    spans = [
        read_connector(str(tmp_path / name)).swagger_document.span(("info", "title"))  # type: ignore[union-attr]
        for name in ("unix", "windows")
    ]
    assert spans[0] == spans[1]
    assert spans[0][:2] == (3, 21)
