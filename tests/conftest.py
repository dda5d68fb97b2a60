"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ippub.rehearsal import Rehearsal


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", type=int, default=5_000, help="how many mutants of real connectors are checked")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real connectors; without it the test is skipped, and says so."""
    named = os.environ.get("IPPUB_CORPUS")
    if not named:
        pytest.skip("IPPUB_CORPUS is not set: this test needs real connectors")
    return Path(named)


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
