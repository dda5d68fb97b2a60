"""The limits that docs/accuracy.md promises, on the real connectors of IPPUB_CORPUS."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        return importlib.import_module("accuracy")


@pytest.fixture(scope="module")
def figures(corpus: Path, accuracy: ModuleType) -> Any:
    return accuracy.measure(corpus)


def test_accepted_connectors_have_hardly_any_error_and_each_has_a_known_reason(
    figures: Any, accuracy: ModuleType
) -> None:
    assert len(figures.accepted) > 50
    assert len(figures.with_error) <= accuracy.MOST_WITH_ERROR * len(figures.accepted), figures.with_error
    assert figures.with_error.keys() <= accuracy.REASONS.keys()


def test_what_reviewers_got_changed_was_an_error_or_warning(figures: Any, accuracy: ModuleType) -> None:
    unseen = [review.case for review in figures.reviews if not review.gone]
    assert len(figures.reviews) > 60
    assert len(figures.seen) >= accuracy.LEAST_SEEN * len(figures.reviews), unseen


def test_what_validators_and_reviewers_complained_about_is_told_on_its_theme_and_at_its_place(
    figures: Any, accuracy: ModuleType
) -> None:
    unseen = [complaint for complaint in figures.complaints if complaint.seen != "error"]
    assert len(figures.complaints) > 40
    assert len(unseen) <= (1 - accuracy.LEAST_COMPLAINTS) * len(figures.complaints), unseen
