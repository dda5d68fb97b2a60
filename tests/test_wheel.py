"""What people install: the wheel, with everything in it that the program reads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cli.program import environment

ROOT = Path(__file__).parents[1]
ANSWERS = {
    "description": "Contoso Stock keeps widgets in stock and tells you when one of them runs out.",
    "host": "api.contoso.com",
    "authentication": "api-key-header",
    "publisher": "Ada Lovelace",
    "stack-owner": "Contoso Ltd",
    "categories": "Productivity",
    "contact-name": "Contoso Support",
    "contact-url": "https://www.contoso.com/support",
    "contact-email": "support@contoso.com",
    "website": "https://www.contoso.com",
    "privacy-policy": "https://www.contoso.com/privacy",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built without asking the network."""
    place = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; build_wheel({str(place)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (found,) = place.glob("ippub-*.whl")
    return found


def test_the_wheel_holds_every_file_that_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for source, inside in ((ROOT / "templates", "ippub/templates"), (ROOT / "src" / "ippub", "ippub")):
        files = [path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        missing = {f"{inside}/{path.relative_to(source).as_posix()}" for path in files} - names
        assert not missing
    assert not [name for name in names if not name.startswith(("ippub/", "ippub-"))]


def test_new_and_search_work_from_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", installed, wheel], check=True)
    work = tmp_path / "work"
    work.mkdir()
    flags = [part for name, text in ANSWERS.items() for part in (f"--{name}", text)]
    env = environment(PYTHONPATH=str(installed), IPPUB_CACHE=str(tmp_path / "cache"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "ippub", *arguments]
        return subprocess.run(line, cwd=work, env=env, capture_output=True, text=True, encoding="utf-8", check=False)

    where = [sys.executable, "-c", "import ippub; print(ippub.__file__)"]
    found = subprocess.run(where, cwd=work, env=env, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed)
    made = run("new", "Contoso Stock", *flags)
    assert made.returncode == 0, made.stderr
    assert "## Publisher: Ada Lovelace" in (work / "Contoso Stock" / "readme.md").read_text(encoding="utf-8")
    assert run("check", "Contoso Stock", "--strict").returncode == 0
    assert run("search", "Basecamp", "--offline").returncode == 10
