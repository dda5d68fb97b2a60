"""What the tests of the catalogue share."""

from __future__ import annotations

import pytest

from ippub.catalogue.entry import Catalogue
from ippub.catalogue.storage import shipped
from shelf import Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return shipped()
