"""The house has rooms: who may import whom, and who alone may import a heavy package."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "ippub"

ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "nearest": {"errors"},
    "config": {"errors", "nearest", "document"},
    "document": {"errors"},
    "archive": {"document", "errors", "nearest"},
    "connector": {"document", "archive", "errors"},
    "check": {"archive", "connector", "document", "config", "errors", "nearest"},
    "changes": {"connector", "document", "config", "errors"},
    "report": {"check", "changes", "connector", "document", "config", "errors", "nearest"},
    "forge": {"errors"},
    "catalogue": {"connector", "document", "forge", "errors", "nearest"},
    "artifacts": {"archive", "connector", "check", "report", "document", "config", "forge", "errors", "nearest"},
    "publish": {
        "artifacts",
        "changes",
        "catalogue",
        "connector",
        "check",
        "report",
        "document",
        "config",
        "forge",
        "errors",
        "nearest",
    },
    "journey": {
        "publish",
        "artifacts",
        "catalogue",
        "connector",
        "check",
        "report",
        "document",
        "config",
        "forge",
        "errors",
        "nearest",
    },
    "authoring": {"artifacts", "publish", "connector", "check", "report", "document", "config", "errors", "nearest"},
    "conversion": {"check", "connector", "document", "errors", "nearest"},
    "rehearsal": {"errors"},
    "cli": {
        "check",
        "changes",
        "report",
        "connector",
        "document",
        "config",
        "errors",
        "nearest",
        "forge",
        "catalogue",
        "artifacts",
        "publish",
        "journey",
        "rehearsal",
        "authoring",
        "conversion",
    },
}
"""Each part and what it may import. ``config`` means every module whose name begins so."""

VALUES_ONLY = {"catalogue", "artifacts", "publish", "journey"}
"""These know the forge's values (``forge/port.py``), never its adapters."""

ONLY = {
    "rich": {"cli/console.py"},
    "github": {"forge/github"},
    "git": {"forge/checkout.py", "forge/revision.py"},
    "typer": {"cli"},
    "pyromark": {"document/blocks.py"},
    "jsonschema_rs": {"check/shape.py", "config_shape.py"},
    "openapi_spec_validator": {"check/second_opinion.py"},
    "rapidfuzz": {"catalogue/naming.py"},
    "publicsuffixlist": {"catalogue/hosts.py"},
    "platformdirs": {"cli/catalogue_cache.py"},
    "defusedxml": {"connector/package/markup.py"},
    "detect_secrets": {"check/rules/document/secrets.py"},
}
"""Packages that only these modules may import."""

MODULES = sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides who is meant"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    first = name.partition(".")[0]
    return "config" if first.startswith("config") else first


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    own = room(path.relative_to(SOURCE).parts[0].removesuffix(".py"))
    if own in ("__init__", "__main__"):
        return
    wanted = {room(name.removeprefix("ippub.")) for name in imports(path) if name.startswith("ippub.")}
    wanted -= {own, "HOME", "__version__"}
    assert wanted <= ROOMS[own], f"{own} may not import {wanted - ROOMS[own]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_heavy_package_is_imported_in_one_place(path: Path) -> None:
    here = path.relative_to(SOURCE).as_posix()
    for name in imports(path):
        package = name.partition(".")[0]
        allowed = ONLY.get(package, {here})
        assert {here, here.partition("/")[0], here.rpartition("/")[0]} & allowed, f"only {allowed} may import {package}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_what_judges_knows_the_forge_by_its_values_only(path: Path) -> None:
    if path.relative_to(SOURCE).parts[0] in VALUES_ONLY:
        forge = {name for name in imports(path) if name.startswith("ippub.forge")}
        assert all(name.startswith("ippub.forge.port") for name in forge), forge


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "core", "models", "manager"}
    assert not [path for path in MODULES if vague & {part.removesuffix(".py") for part in path.parts[-3:]}]


NOT_FOR_CHECK = (
    "markdown_it",
    "logging",
    "rich",
    "jsonschema",
    "openapi_spec_validator",
    "requests",
    "git",
    "github",
    "detect_secrets",
    "asyncio",
    "concurrent.futures.process",
    "importlib.metadata",
    "unittest",
    "yaml",
    "multiprocessing",
    "zipfile",
    "defusedxml",
    "xml",
    "ippub.cli.repairing",
    "ippub.cli.rules",
    "ippub.check.baseline",
    "ippub.check.glob",
    "ippub.check.rules.dynamic",
    "ippub.check.rules.package",
    "ippub.check.rules.webhook",
    "ippub.connector.invocation",
    "ippub.connector.webhooks",
    "ippub.document.causes",
)

NOT_FOR_CHECK_AND_BELOW = tuple(f"{name}." for name in NOT_FOR_CHECK)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is imported to check one connector without ippub.yaml, as most runs do."""
    from ippub.check.example import read_example

    folder = read_example("{}").write(str(tmp_path_factory.mktemp("connector")))
    program = (
        "import sys; from ippub.cli.app import app\n"
        f"try: app(['check', {folder!r}])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(result.stdout.splitlines()[-1].split())


def test_check_imports_nothing_that_it_does_not_use(imported: set[str]) -> None:
    assert "ippub.check.engine" in imported
    # the modules of a scope are imported without its package
    assert not [name for name in imported if name.startswith(NOT_FOR_CHECK_AND_BELOW) or name in NOT_FOR_CHECK]


def test_fields_of_named_tuples_are_no_texts_where_check_imports_them(imported: set[str]) -> None:
    """Python compiles the text of each field when the class is made: together 2 ms of a start.

    A rule's module is another matter: the name of what the rule is called with is read from the text.
    """
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        name = ".".join(("ippub", *path.relative_to(SOURCE).with_suffix("").parts))
        if name in imported and "(NamedTuple" in text and not name.startswith("ippub.check.rules."):
            assert "from __future__ import annotations" not in text, name


def test_no_two_test_modules_share_a_name() -> None:
    """They are no packages, so pytest would import one of the two for both."""
    names = [path.name for path in Path(__file__).parent.rglob("*.py") if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
