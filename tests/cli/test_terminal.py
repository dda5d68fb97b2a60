"""In a real (pseudo) terminal, on a pipe, on old code pages: what is shown, and that nothing breaks it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from program import command, environment, ippub

from ippub.check.example import read_example
from ippub.report.frame import columns

FAULTY = "info: {title: Contoso Widgets API — Ü, description: short}\npaths: {/widgets: {get: {summary: a/b}}}"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[!-~]*\x1b\\")
terminal = pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals there")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return Path(read_example(FAULTY).write(str(tmp_path)))


def screen(*arguments: object, columns: int = 80, cwd: Path | None = None, both: bool = True, **env: str) -> str:
    """What a terminal of this width is sent; ``both`` False leaves stdout on a pipe."""
    process, mother = start(*arguments, columns=columns, cwd=cwd, both=both, **env)
    text = b""
    while True:
        try:
            data = os.read(mother, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not data:
            break
        text += data
    if process.stdout is not None:
        process.stdout.read()
        process.stdout.close()
    process.wait(timeout=60)
    os.close(mother)
    return text.decode("utf-8").replace("\r\n", "\n")


def start(
    *arguments: object, columns: int = 80, cwd: Path | None = None, both: bool = True, **env: str
) -> tuple[subprocess.Popen[bytes], int]:
    import fcntl
    import pty
    import struct
    import termios

    mother, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        command(*arguments),
        stdin=child,
        stdout=child if both else subprocess.PIPE,
        stderr=child,
        cwd=cwd,
        env=environment(**{"TERM": "xterm-256color", **env}),
        start_new_session=True,
    )
    os.close(child)
    return process, mother


@terminal
@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_gets_colours_and_no_line_wider_than_it_is(faulty: Path, width: int) -> None:
    text = screen("check", ".", columns=width, cwd=faulty)
    assert "\x1b[1;31merror\x1b[0m" in text
    lines = ESCAPES.sub("", text).split("\n")
    assert max(columns(line) for line in lines) <= width
    assert any(columns(line) > 80 for line in lines) == (width == 120)
    assert "\x1b" not in ESCAPES.sub("", text)


@terminal
def test_codes_are_links_where_the_terminal_shows_links(faulty: Path) -> None:
    assert "\x1b]8;;https://" in screen("check", faulty, TERM="xterm-kitty")
    assert "\x1b]8;;https://" in screen("check", faulty, WT_SESSION="1")
    assert "\x1b]8;;" not in screen("check", faulty)
    assert "\x1b]8;;" not in screen("check", faulty, TERM="xterm-kitty", NO_COLOR="1")


@terminal
@pytest.mark.parametrize("change", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_colours_can_be_refused(faulty: Path, change: dict[str, str]) -> None:
    assert "\x1b" not in screen("check", faulty, **change)


def test_a_pipe_gets_plain_text_and_colours_only_when_asked(faulty: Path) -> None:
    plain = ippub("check", faulty).stdout
    assert "\x1b" not in plain
    coloured = ippub("check", faulty, FORCE_COLOR="1").stdout
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert re.sub(r"\d+\.\d+ s", "", ESCAPES.sub("", coloured)) == re.sub(r"\d+\.\d+ s", "", plain)
    assert "\x1b" not in ippub("check", faulty, FORCE_COLOR="0").stdout


def test_columns_sets_the_width(faulty: Path) -> None:
    for width in (60, 80, 120):
        lines = ippub("check", ".", cwd=faulty, COLUMNS=str(width)).stdout.splitlines()
        assert max(columns(line) for line in lines) <= max(width, 70), width
    assert ippub("check", ".", cwd=faulty, COLUMNS="nonsense").returncode == 1


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "latin-1", "cp932", "utf-16"])
@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "junit", "markdown"])
def test_every_code_page_can_show_every_report(faulty: Path, encoding: str, name: str) -> None:
    result = subprocess.run(
        command("check", faulty, "--format", name),
        capture_output=True,
        env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"),
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (1, b"")
    text = result.stdout.decode(encoding)
    assert "ValueContainsRestrictedWords" in text
    if name == "text" and encoding in ("ascii", "cp932"):
        assert "\\u2014 \\xdc" in text or "— \\xdc" in text
    if name == "text" and encoding == "cp1252":
        assert "API — Ü" in text


def test_a_build_server_is_no_terminal_and_github_gets_annotations_by_itself(faulty: Path) -> None:
    text = ippub("check", ".", cwd=faulty, GITHUB_ACTIONS="true", CI="true").stdout
    commands = [line for line in text.splitlines() if line.startswith("::")]
    assert any(line.startswith("::error file=apiDefinition.swagger.json,line=") for line in commands)
    assert "fix: " in text
    assert "::error" not in ippub("check", ".", cwd=faulty, CI="true").stdout


def test_in_a_log_of_github_actions_a_title_cannot_give_commands(tmp_path: Path) -> None:
    folder = read_example('info: {title: "API\\n::add-mask::x\\n::error::y", description: "::stop-commands::z"}').write(
        str(tmp_path)
    )
    for name in ("text", "github"):
        text = ippub("check", folder, "--format", name, "--verbose", GITHUB_ACTIONS="true").stdout
        commands = {line.split(" ")[0] for line in text.splitlines() if line.lstrip().startswith("::")}
        assert commands <= {"::error", "::warning", "::notice"}


@terminal
def test_the_bar_is_on_stderr_only_and_only_where_somebody_watches(tmp_path: Path) -> None:
    for number in range(4):
        read_example(f"folder: c{number}").write(str(tmp_path))
    assert "Checking" in screen("check", tmp_path, both=False)
    assert "Checking" in screen("check", tmp_path, "--output", tmp_path / "report.txt")
    assert "Checking" not in screen("check", tmp_path)
    assert "Checking" not in screen("check", tmp_path, both=False, CI="true")
    assert "Checking" not in screen("check", tmp_path, both=False, TERM="dumb")
    assert "Checking" not in screen("check", tmp_path / "c0", both=False)
    assert ippub("check", tmp_path).stderr == ""


@terminal
def test_watch_checks_again_after_a_change_and_ends_with_130(faulty: Path, tmp_path: Path) -> None:
    report = faulty / "report.txt"
    process, mother = start("check", faulty, "--watch", "--min-severity", "error")
    text = wait_for(mother, "Waiting for changes", 1)
    assert "ValueContainsRestrictedWords" in text
    path = faulty / "apiDefinition.swagger.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Widgets API — Ü", "Widgets"), encoding="utf-8")
    text = wait_for(mother, "Waiting for changes", 1)
    assert "ValueContainsRestrictedWords" not in text
    (faulty / "ippub.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    assert "there is no key 'nonsense'" in wait_for(mother, "Waiting for changes", 1)
    os.killpg(process.pid, signal.SIGINT)
    assert "Stopped." in wait_for(mother, "Stopped.", 1)
    assert process.wait(timeout=20) == 130
    os.close(mother)
    assert not report.exists()


@terminal
def test_watch_does_not_take_its_own_report_for_a_change(faulty: Path) -> None:
    process, mother = start("check", ".", "--watch", "--output", "report.txt", cwd=faulty)
    wait_for(mother, "Waiting for changes", 1)
    first = (faulty / "report.txt").stat().st_mtime_ns
    time.sleep(1.5)
    assert (faulty / "report.txt").stat().st_mtime_ns == first
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=20) == 130
    os.close(mother)


def wait_for(mother: int, words: str, times: int) -> str:
    import select

    text = ""
    until = time.monotonic() + 30
    while text.count(words) < times and time.monotonic() < until:
        if select.select([mother], [], [], 0.2)[0]:
            try:
                text += os.read(mother, 65536).decode("utf-8", "replace")
            except OSError:
                break
    assert text.count(words) >= times, text
    return text


def test_rules_and_rule_can_be_shown_on_an_old_console() -> None:
    for arguments in (("rules",), ("rule", "OperationIdNotUnique"), ("--help",), ("check", "--help")):
        result = subprocess.run(
            command(*arguments),
            capture_output=True,
            env=environment(PYTHONIOENCODING="cp437", PYTHONUTF8="0"),
            check=False,
            timeout=60,
        )
        assert (result.returncode, result.stderr) == (0, b"")
        assert result.stdout
