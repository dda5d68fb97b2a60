"""What people install: the wheel has everything that the commands read, and runs without the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "ippub"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a wheel built from the working tree."""
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "installed")
    return place / "installed"


def data_files() -> set[str]:
    """Everything below the package and the templates that is no bytecode, by its place in the wheel."""
    inside = {path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    templates = {path for path in (ROOT / "templates").rglob("*") if path.is_file()}
    return {f"ippub/{path.relative_to(SOURCE).as_posix()}" for path in inside} | {
        f"ippub/templates/{path.relative_to(ROOT / 'templates').as_posix()}" for path in templates
    }


def test_every_file_of_the_package_and_every_template_is_in_the_wheel(installed: Path) -> None:
    there = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert data_files() - there == set()


def test_every_template_that_the_code_names_is_found_without_the_repository(installed: Path) -> None:
    named = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r'shipped_template\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert {"proposal-readme.md", "new-readme.md"} <= named
    program = (
        "import sys, ippub; from ippub.publish.shipped import shipped_template\n"
        f"for name in {sorted(named)!r}: assert shipped_template(name).template\n"
        "print(ippub.__file__)"
    )
    # The editable install of the repository must not answer in the wheel's place.
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=installed,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_the_wheel_makes_a_package_of_exported_solutions(installed: Path, tmp_path: Path) -> None:
    from ready import INTRO, write
    from solutions import Export, connector_solution, flow_solution

    folder = write(tmp_path, INTRO)
    (tmp_path / "one.zip").write_bytes(connector_solution(Export(folder)))
    (tmp_path / "two.zip").write_bytes(flow_solution(Export(folder)))
    done = subprocess.run(
        [sys.executable, "-m", "ippub", "package", folder.name, "--solution", "one.zip", "--flow-solution", "two.zip"],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert zipfile.is_zipfile(folder / "package.zip")
