"""The stand-ins for exported solutions are what the check takes for real ones, for any connector."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.artifacts.certification.exports import Exports, read_export, told_apart
from ippub.artifacts.certification.making import Intro, make_certification
from ippub.check.rule import Severity
from ippub.config import Config
from ippub.connector.folder import connector_of, read_connector
from ippub.connector.package.solution import Role
from ippub.rehearsal.stage import EXAMPLE, Stage, set_up
from ippub.report.model import Reported
from ready import write

EVERY = 12
"""Every so many of the connectors of the corpus is exported."""


def exported(stage: Stage) -> Exports:
    assert stage.export()
    place = Path(stage.folder).parent / "exports"
    named = {Role.CONNECTOR: "connector.zip", Role.FLOW: "flow.zip"}
    return told_apart({role: read_export(str(place / name)) for role, name in named.items()})


def complaints(stage: Stage) -> list[Reported]:
    """What is said about the package that is made of the exports, besides advice."""
    made = make_certification(
        read_connector(stage.folder), Config(), Intro(b"# x\n", "intro.md"), exported(stage)
    ).verdict.report
    return [one for one in made.findings if one.file.startswith("package.zip") and one.severity is not Severity.INFO]


def test_the_example_s_exports_make_a_package_without_a_complaint(tmp_path: Path) -> None:
    stage = set_up(EXAMPLE, str(tmp_path))
    assert not stage.packaged
    assert [one.code for one in complaints(stage) if one.code != "PackageOutOfSync"] == []
    flow = exported(stage).flow.solution
    assert flow.flows
    assert flow.definition is not None


def test_real_connectors_make_packages_without_a_complaint_too(tmp_path: Path, corpus: Path) -> None:
    folders = sorted(path.parent for path in corpus.rglob("apiDefinition.swagger.json") if "independent" in str(path))
    tried = 0
    for number, folder in enumerate(folders[::EVERY]):
        (tmp_path / str(number)).mkdir()
        stage = set_up(str(folder), str(tmp_path / str(number)))
        if (folder / "apiProperties.json").is_file():
            assert {one.code for one in complaints(stage)} <= {"PackageMultiAuthFile", "PackageOutOfSync"}, folder
            tried += 1
    assert tried > len(folders) // EVERY // 2


def test_a_package_that_was_zipped_wrongly_is_refused_under_the_codes_of_the_certification(tmp_path: Path) -> None:
    stage = set_up(EXAMPLE, str(tmp_path))
    assert stage.export()
    stage.zip_wrongly()
    files = {path.name: path.read_bytes() for path in Path(stage.folder).iterdir() if path.is_file()}
    from ippub.artifacts.verdict import judge

    errors = judge(connector_of(stage.folder, files), Config()).errors
    assert {code for one in errors for code in one.policy} == {"5000.1.1.5", "5000.1.1.11"}


@pytest.mark.parametrize("text", ["{", "[]", '{"info": 3, "paths": [1]}'])
def test_a_definition_that_cannot_be_read_is_no_crash(tmp_path: Path, text: str) -> None:
    folder = write(tmp_path / "source")
    (folder / "apiDefinition.swagger.json").write_text(text, encoding="utf-8")
    (tmp_path / "place").mkdir()
    stage = set_up(str(folder), str(tmp_path / "place"))
    assert stage.packaged
    assert stage.export() is (text != "{")
