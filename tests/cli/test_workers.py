"""Several processes: how they start, how they end, what Ctrl-C leaves behind."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import command, environment, ippub

from ippub.check.example import read_example
from ippub.check.rule import Severity
from ippub.cli.runner import Outcome, Settings
from ippub.errors import EnvironmentFault
from ippub.report.formats import Style
from ippub.report.model import Summary

posix = pytest.mark.skipif(os.name == "nt", reason="signals and sessions are others there")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough connectors to keep two processes busy for a while."""
    home = tmp_path_factory.mktemp("many")
    paths = ", ".join(f"/w{i}: {{get: {{summary: a/b, operationId: x}}}}" for i in range(40))
    for number in range(60):
        read_example(f"folder: c{number:02}\npaths: {{{paths}}}").write(str(home))
    return home


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_workers_say_the_same_however_they_are_started(many: Path, method: str, tmp_path: Path) -> None:
    import multiprocessing

    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"{method} is not known here")
    program = tmp_path / "program.py"
    program.write_text(
        "import multiprocessing\n"
        "from ippub.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    main()\n",
        encoding="utf-8",
    )
    arguments = ["check", str(many), "--format", "json", "--jobs"]
    results = [
        subprocess.run(
            [sys.executable, str(program), *arguments, jobs],
            capture_output=True,
            env=environment(),
            check=False,
            timeout=120,
        )
        for jobs in ("1", "2")
    ]
    assert [result.returncode for result in results] == [1, 1], results[1].stderr
    one, two = (json.loads(result.stdout) for result in results)
    assert one["connectors"] == two["connectors"]
    assert results[1].stderr == b""


def test_what_goes_between_processes_can_be_pickled() -> None:
    settings = Settings("text", Style(), least=Severity.WARNING, config=Path("ippub.yaml"), files={"a": frozenset("b")})
    fault = EnvironmentFault("cannot read a", "Look at it.")
    outcome = Outcome("text", Summary(connectors=1), Path("ippub.yaml"), frozenset({1}), fault=fault, known={"a": 1})
    assert pickle.loads(pickle.dumps(settings)) == settings
    again = pickle.loads(pickle.dumps(outcome))
    assert (again.fault.message, again.fault.hint) == (fault.message, fault.hint)
    assert (again.counts.connectors, again.counts.codes) == (1, {})
    assert again._replace(fault=None, counts=None) == outcome._replace(fault=None, counts=None)


def test_more_processes_than_connectors_or_than_windows_can_wait_for_are_no_fault(many: Path) -> None:
    assert ippub("check", many, "--jobs", 500, "--quiet").returncode == 1


def lives(group: int) -> bool:
    """Whether a process of the group is still there after five seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


@posix
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_ctrl_c_leaves_no_process_and_no_half_written_file(many: Path, tmp_path: Path, delay: float) -> None:
    target = tmp_path / "report.json"
    target.write_text("old", encoding="utf-8")
    with subprocess.Popen(
        command("check", many, "--jobs", 2, "--format", "json", "--output", target),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as process:
        # The interpreter itself dies of a Ctrl-C in its own first steps.
        time.sleep(0.15 + delay)
        os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
    assert stdout == b""
    assert b"Traceback" not in stderr
    if process.returncode == 130:
        assert stderr.split() in ([], [b"Stopped."])
        assert target.read_text(encoding="utf-8") == "old"
    else:  # it was faster
        assert process.returncode == 1
    assert os.listdir(tmp_path) == ["report.json"]
    assert not lives(process.pid)


@posix
def test_a_worker_that_is_killed_is_told_with_what_to_do(tmp_path: Path) -> None:
    """As the kernel does when the memory runs out; a pipe in the folder is no way to hold a worker, so a rule is."""
    for number in range(30):
        read_example(f"folder: c{number:02}").write(str(tmp_path))
    program = (
        "import os, signal, sys\n"
        "import ippub.cli.runner as runner\n"
        "whole = os.getpid()\n"
        "real = runner.read_connector\n"
        "def killed(*arguments):\n"
        "    if os.getpid() != whole: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(*arguments)\n"
        "runner.read_connector = killed\n"
        "import multiprocessing; multiprocessing.set_start_method('fork')\n"
        f"sys.argv = ['ippub', 'check', {str(tmp_path)!r}, '--jobs', '2']\n"
        "from ippub.cli import main; main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert result.returncode == 3
    assert "a worker process ended before its work was done" in result.stderr
    assert "--jobs 1" in result.stderr
    assert "Traceback" not in result.stderr


@posix
def test_the_interrupt_of_a_lone_check_is_130_too(many: Path) -> None:
    with subprocess.Popen(
        command("check", many, "--jobs", 1), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    ) as process:
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode in (130, 1)
    assert b"Traceback" not in stderr
