"""The shipped catalogue is what its script makes, from a checkout or from the collection of real connectors."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from ippub.catalogue.entry import Kind
from ippub.catalogue.storage import parse

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_catalogue", ROOT / "scripts" / "build_catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "OUTPUT", tmp_path / "upstream.tsv")
    return module


def build(script: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path, date: str) -> str:
    monkeypatch.setattr("sys.argv", ["build_catalogue.py", str(folder), date])
    script.main()
    return Path(script.OUTPUT).read_text(encoding="utf-8")


def test_the_shipped_catalogue_is_the_one_of_the_real_connectors(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, corpus: Path
) -> None:
    shipped = ROOT / "src" / "ippub" / "catalogue" / "data" / "upstream.tsv"
    assert build(script, monkeypatch, corpus, "2024-10-23") == shipped.read_text(encoding="utf-8")


def test_a_checkout_gives_its_connectors_with_the_ids_that_git_gives_them(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "upstream" / "independent-publisher-connectors" / "Widgets"
    folder.mkdir(parents=True)
    definition = folder / "apiDefinition.swagger.json"
    definition.write_text(json.dumps({"info": {"title": "Contoso Widgets"}, "host": "widgets.dev"}), encoding="utf-8")
    date, (entry,) = parse(build(script, monkeypatch, tmp_path / "upstream", "2026-11-25"))
    git = subprocess.run(["git", "hash-object", "--no-filters", definition], capture_output=True, text=True, check=True)
    assert date == "2026-11-25"
    assert (entry.kind, entry.folder, entry.title, entry.host) == (
        Kind.INDEPENDENT,
        "Widgets",
        "Contoso Widgets",
        "widgets.dev",
    )
    assert entry.blob == git.stdout.strip()
