"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", type=int, default=5_000, help="how many mutants of real connectors are checked")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real connectors; without it the test is skipped, and says so."""
    named = os.environ.get("IPPUB_CORPUS")
    if not named:
        pytest.skip("IPPUB_CORPUS is not set: this test needs real connectors")
    return Path(named)
