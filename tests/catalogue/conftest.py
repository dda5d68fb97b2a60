"""What the tests of the catalogue share."""

from __future__ import annotations

import pytest
from shelf import Shelf

from ippub.catalogue.entry import Catalogue
from ippub.catalogue.storage import shipped


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return shipped()
