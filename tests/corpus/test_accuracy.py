"""The limits that docs/accuracy.md promises, on the real connectors of IPPUB_CORPUS."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    path = Path(__file__).parent.parent.parent / "scripts" / "accuracy.py"
    spec = importlib.util.spec_from_file_location("accuracy", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_accepted_connectors_have_no_errors_and_reviews_are_foreseen(corpus: Path, accuracy: ModuleType) -> None:
    figures = accuracy.measure(corpus)
    assert figures.accepted > 50
    assert len(figures.with_error) <= accuracy.MOST_WITH_ERROR * figures.accepted, figures.with_error
    assert figures.seen >= accuracy.LEAST_SEEN * figures.changed, figures.unseen
