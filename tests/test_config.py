"""``ippub.yaml``: found, read, and refused in plain words."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ippub.check.rules import load_rules
from ippub.config import Config, Ignore, find_config, read_config
from ippub.config_shape import schema
from ippub.config_text import MAX_BYTES, read_tree
from ippub.errors import EnvironmentFault, UsageError

CODES = ("OperationIdNotUnique", "OperationSummaryMissing", "ReadmeMissing")
SCOPES = ("operation", "readme")
LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]
ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "configuration.md"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "ippub.yaml"


def read(file: Path, text: str | bytes) -> Config:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_config(file, CODES, SCOPES)


def refusal(file: Path, text: str | bytes) -> str:
    with pytest.raises(UsageError) as caught:
        read(file, text)
    return caught.value.message


def test_every_key_arrives_with_its_canonical_spelling(file: Path) -> None:
    config = read(
        file,
        """\
process: 2022
select: [operationidnotunique, Readme]
ignore:
  - code: readmemissing
    reason: " it is generated "
    pointer: /paths/**
    file: readme.md
severities:
  operationSummaryMissing: off
language: en
words: [Contoso Bank, 365, no, 007]
""",
    )
    assert config == Config(
        path=file,
        process=2022,
        select=("OperationIdNotUnique", "readme"),
        ignore=(Ignore("ReadmeMissing", "it is generated", "/paths/**", "readme.md", 4),),
        severities={"OperationSummaryMissing": "off"},
        words=("Contoso", "Bank", "365", "no", "007"),
    )
    assert pickle.loads(pickle.dumps(config)) == config


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "---\n", "process:\nselect:\nignore:\nwords:\n", "{}", "\ufeff{}"]
)
def test_a_file_that_says_nothing_means_the_defaults(file: Path, text: str) -> None:
    assert read(file, text) == Config(path=file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("proces: 2022", "ippub.yaml:1: there is no key 'proces'; did you mean 'process'?"),
        ("# x\nprocess: 2024", "ippub.yaml:2: 'process' must be 2022 or 2025, not 2024."),
        ("process: '2025'", "ippub.yaml:1: 'process' must be 2025 without quotes."),
        ("select: readme", "ippub.yaml:1: 'select' must be a list, not 'readme'. Write [readme]."),
        ("select:\n- readmee", "ippub.yaml:2: there is no code or scope 'readmee'; did you mean 'readme'?"),
        ("select: [zzzzzzzz]", "ippub.yaml:1: there is no code or scope 'zzzzzzzz'."),
        (
            "ignore:\n- code: ReadmeMising\n  reason: x",
            "ippub.yaml:2: there is no code 'ReadmeMising'; did you mean 'ReadmeMissing'?",
        ),
        (
            "ignore:\n- code: readme\n  reason: x",
            "ippub.yaml:2: 'readme' is a scope; name one code here.",
        ),
        (
            "ignore:\n- reason: x\n  code: ReadmeMissing\n- code: ReadmeMissing",
            "ippub.yaml:4: entry 2 of 'ignore' needs a 'reason': say why the finding is accepted.",
        ),
        (
            "ignore:\n- code: ReadmeMissing\n  reason: ' '",
            "ippub.yaml:3: 'reason' in entry 1 of 'ignore' is empty: say why the finding is accepted.",
        ),
        (
            "ignore:\n- code: ReadmeMissing\n  reason: x\n  pointr: /a",
            "ippub.yaml:4: entry 1 of 'ignore' has no key 'pointr'; did you mean 'pointer'?",
        ),
        (
            "ignore:\n- code: ReadmeMissing\n  reason: x\n  pointer: '#/a'",
            ("ippub.yaml:4: 'pointer' in entry 1 of 'ignore' must begin with '/', and '#/a' does not; write '/a'."),
        ),
        (
            "severities:\n  ReadmeMissing: warn",
            (
                "ippub.yaml:2: 'ReadmeMissing' in 'severities' must be error, warning, info or off, "
                "not 'warn'; did you mean 'warning'?"
            ),
        ),
        (
            "severities:\n  ReadmeMissing: off\n  readmemissing: info",
            "ippub.yaml:3: the severity of ReadmeMissing is set twice, first on line 2.",
        ),
        ("language: de", "ippub.yaml:1: 'language' must be en, the only one supported, not 'de'."),
        (
            "words: [true]",
            "ippub.yaml:1: entry 1 of 'words' must be text or a whole number, not true. Put it in quotes.",
        ),
        ("- 1", "ippub.yaml:1: the settings must be a mapping, such as 'process: 2025'."),
    ],
)
def test_a_wrong_setting_is_told_with_line_value_and_nearest_name(file: Path, text: str, message: str) -> None:
    assert refusal(file, text) == message


def test_several_faults_are_told_at_once_but_never_a_page_of_them(file: Path) -> None:
    lines = refusal(file, "\n".join(f"unknown{number}: 1" for number in range(50))).splitlines()
    assert lines[0].startswith("ippub.yaml:1:")
    assert lines[-1] == "ippub.yaml: and 45 more."
    assert len(lines) == 6


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "alias bomb": (BOMB.encode(), "ippub.yaml:1: the anchor &a is not read"),
    "alias": (b"select: *a\n", "ippub.yaml:1: the alias *a is not read"),
    "self reference": (b"select: &a [*a]\n", "ippub.yaml:1: the anchor &a is not read"),
    "10 MB": (b"words: [" + b"aaaa, " * 1_700_000 + b"]", "ippub.yaml is larger than 256 KB"),
    "deep nesting": (b"[" * 200_000, "ippub.yaml:1: nested more than 10 levels deep"),
    "deep blocks": (b"- " * 100_000, "ippub.yaml:1: nested more than 10 levels deep"),
    "tab": (b"select:\n\t- readme\n", "ippub.yaml:2: not valid YAML"),
    "not UTF-8": (b"process: 2025\nwords: [\xe9]\n", "ippub.yaml:2: byte 0xe9 is not valid UTF-8"),
    "UTF-16": ("process: 2025".encode("utf-16"), "ippub.yaml is saved as UTF-16"),
    "control character": (b"process: 2025\nwords: [\x01]", "ippub.yaml:2: a control character"),
    "NUL": (b"\0\0\0", "ippub.yaml:1: a control character"),
    "duplicate key": (b"process: 2025\nprocess: 2022\n", "ippub.yaml:2: the key 'process' stands here again"),
    "two documents": (b"process: 2025\n---\nprocess: 2022\n", "ippub.yaml:2: a second document begins"),
    "tag": (b"select: !!python/object/apply:os.system [ls]\n", "ippub.yaml:1: the tag 'tag:yaml.org,2002:py"),
    "list as key": (b"{[a]: b}", "ippub.yaml:1: a key must be text"),
    "huge number": (b"process: " + b"9" * 10_000, "ippub.yaml:1: 'process' must be 2022 or 2025, not '999"),
    "colon in text": (b"language: a: b", "ippub.yaml:1: not valid YAML"),
    "no colon": (b"process: 2025\nselect\n", "ippub.yaml:"),
    "escape out of range": (b'language: "\\UFFFFFFFF"', "ippub.yaml:"),
    "half a surrogate pair": (b'language: "\\ud800"', "ippub.yaml:1:"),
    "unknown version": (b"%YAML 9.9\n---\na: 1", "ippub.yaml:1:"),
    "markup in a key": (b"'[red]\\x1b[0m<b>': 1", "ippub.yaml:1: there is no key"),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_one_clear_sentence(file: Path, data: bytes, message: str) -> None:
    began = time.process_time()
    said = refusal(file, data)
    assert said.startswith(message)
    assert "\x1b" not in said
    assert len(said) < 300
    assert time.process_time() - began < 2


def refused_or_read(data: bytes, loader: type) -> None:
    try:
        read_tree(data, "ippub.yaml", loader=loader)
        said = ""
    except UsageError as fault:
        said = fault.message
    assert said == "" or said.startswith("ippub.yaml")


@pytest.mark.parametrize("data", [data for data, _ in HOSTILE.values()], ids=HOSTILE.keys())
@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
def test_the_parser_in_python_refuses_or_reads_like_the_compiled_one(data: bytes, loader: type) -> None:
    refused_or_read(data, loader)


def test_a_tab_is_named_as_the_likely_cause(file: Path) -> None:
    file.write_text("select:\n\t- readme\n")
    with pytest.raises(UsageError) as caught:
        read_config(file, CODES, SCOPES)
    assert "tabs" in caught.value.hint


def test_a_star_without_quotes_is_named_as_the_likely_cause(file: Path) -> None:
    file.write_text("ignore:\n- code: ReadmeMissing\n  reason: x\n  file: *.md\n")
    with pytest.raises(UsageError) as caught:
        read_config(file, CODES, SCOPES)
    assert caught.value.message.startswith("ippub.yaml:4:")
    assert "quotes" in caught.value.hint


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    inner = tmp_path / "all" / "one"
    inner.mkdir(parents=True)
    (tmp_path / "ippub.yaml").write_text("process: 2022")
    (tmp_path / "all" / "ippub.yaml").write_text("process: 2025")
    (inner / "readme.md").write_text("# One")
    assert find_config(inner) == tmp_path / "all" / "ippub.yaml"
    assert find_config(inner / "readme.md") == tmp_path / "all" / "ippub.yaml"
    assert find_config(tmp_path) == tmp_path / "ippub.yaml"


def test_a_relative_folder_is_searched_to_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "ippub.yaml").touch()
    monkeypatch.chdir(tmp_path / "one")
    found = find_config(Path())
    assert found is not None
    assert found.samefile(tmp_path / "ippub.yaml")


def test_the_misspelt_ending_is_told_and_a_right_file_beside_it_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ippub.yml").touch()
    with pytest.raises(UsageError, match=r"ippub\.yml is not read: the name must be ippub\.yaml"):
        find_config(tmp_path)
    (tmp_path / "ippub.yaml").touch()
    assert find_config(tmp_path) == tmp_path / "ippub.yaml"


def test_many_connectors_of_one_folder_look_above_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ippub.yaml").touch()
    seen: dict[str, Path | None] = {}
    assert find_config(tmp_path / "a", seen) == tmp_path / "ippub.yaml"
    asked: list[str] = []
    real = os.path.isfile
    monkeypatch.setattr(os.path, "isfile", lambda path: asked.append(str(path)) or real(path))
    assert find_config(tmp_path / "b", seen) == tmp_path / "ippub.yaml"
    assert all(str(tmp_path / "b") in path for path in asked)


def test_a_folder_called_ippub_yaml_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "one" / "ippub.yaml").mkdir(parents=True)
    (tmp_path / "ippub.yaml").touch()
    assert find_config(tmp_path / "one") == tmp_path / "ippub.yaml"


def test_a_named_file_that_is_missing_or_a_folder_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path, Path("nul\0.yaml")):
        with pytest.raises(UsageError):
            read_config(path, CODES, SCOPES)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_a_fault_of_the_environment(file: Path) -> None:
    file.touch(mode=0o000)
    with pytest.raises(EnvironmentFault):
        read_config(file, CODES, SCOPES)


def test_without_a_file_nothing_that_reads_yaml_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\nfrom ippub.config import find_config\nfind_config(pathlib.Path(sys.argv[1]))\n"
        "print([name for name in ('yaml', 'jsonschema', 'jsonschema_rs', 'difflib') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_a_file_without_faults_does_not_pay_for_the_slow_validator(file: Path) -> None:
    file.write_text("process: 2025\n")
    program = (
        "import sys, pathlib\nfrom ippub.config import read_config\n"
        "read_config(pathlib.Path(sys.argv[1]), ('A',), ())\nprint('jsonschema' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


def test_our_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_yaml_example_of_the_documentation_is_accepted(file: Path) -> None:
    examples = [part.split("```")[0] for part in PAGE.read_text("utf-8").split("```yaml\n")[1:]]
    assert examples
    rules = load_rules()
    for text in examples:
        file.write_text(text, encoding="utf-8")
        read_config(file, rules, {rule.scope for rule in rules.values()})


def test_the_documentation_describes_every_key() -> None:
    page = PAGE.read_text("utf-8")
    keys = [*schema()["properties"], *schema()["properties"]["ignore"]["items"]["properties"]]
    assert [key for key in keys if f"`{key}`" not in page] == []


NAMES = st.sampled_from(
    [*CODES, *SCOPES, "process", "select", "ignore", "severities", "language", "words", "code", "reason"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | NAMES | st.dates() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(), inner, max_size=4),
    max_leaves=15,
)
KNOWN_KEYS = st.fixed_dictionaries(
    {},
    optional={
        "process": st.sampled_from([2022, 2025, "2025"]) | VALUES,
        "select": st.lists(NAMES) | VALUES,
        "ignore": st.lists(st.dictionaries(st.sampled_from(["code", "reason", "pointer"]), NAMES | VALUES)) | VALUES,
        "severities": st.dictionaries(NAMES, st.sampled_from(["off", "error", False]) | VALUES) | VALUES,
        "language": VALUES,
        "words": VALUES,
    },
)


def apart(factory: pytest.TempPathFactory) -> Path:
    """A folder that is not above those of other tests, which would take its ``ippub.yaml`` for theirs."""
    folder = factory.getbasetemp() / "settings"
    folder.mkdir(exist_ok=True)
    return folder


def accepts_or_refuses(data: bytes, folder: Path) -> None:
    path = folder / "ippub.yaml"
    path.write_bytes(data)
    try:
        assert read_config(path, CODES, SCOPES).path == path
        said = ""
    except UsageError as fault:
        said = fault.message
    assert said == "" or "ippub.yaml" in said


@settings(max_examples=300, deadline=None)
@given(values=VALUES | KNOWN_KEYS)
def test_any_values_are_read_or_refused(values: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = yaml.safe_dump(values, allow_unicode=True)
    accepts_or_refuses(text.encode("utf-8", "surrogatepass"), apart(tmp_path_factory))


ALPHABET = st.sampled_from(list(":-[]{}*&!|>'\"#%@`,?~ \n\t\r\\ab0é\u2028\ufeff\x00\x7f"))


@settings(max_examples=500, deadline=None)
@given(text=st.lists(ALPHABET | NAMES, max_size=60).map("".join))
@example(text="? a")
@example(text="- - - a")
@example(text="select: [a, *b")
def test_any_text_is_read_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    accepts_or_refuses(text.encode(), apart(tmp_path_factory))


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    accepts_or_refuses(data, apart(tmp_path_factory))


@settings(max_examples=300, deadline=None)
@given(text=st.lists(ALPHABET | NAMES, max_size=60).map("".join))
def test_the_parser_in_python_never_breaks(text: str) -> None:
    refused_or_read(text.encode(), yaml.SafeLoader)


def test_the_largest_file_that_is_read_takes_under_two_seconds(file: Path) -> None:
    entry = "- {code: ReadmeMissing, reason: x}\n"
    text = "ignore:\n" + entry * ((MAX_BYTES - 10) // len(entry))
    began = time.process_time()
    config = read(file, text)
    assert len(config.ignore) > 5_000
    assert time.process_time() - began < 2
