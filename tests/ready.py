"""Connectors for the tests of everything above the check."""

from __future__ import annotations

import textwrap
from pathlib import Path

from ippub.artifacts.choice import choose
from ippub.artifacts.package import Package, make_package
from ippub.artifacts.reading import read_artifacts
from ippub.artifacts.verdict import judge
from ippub.check.example import read_example
from ippub.config import Config
from ippub.connector.folder import read_connector

INTRO = """intro.md: |
  # Contoso Widgets

  Contoso keeps stock of widgets.

  ## Prerequisites

  An account.

  ## How to get credentials

  Make a key.

  ## Get started with your connector

  Add it to a flow.

  ## Known issues and limitations

  None.

  ## Common errors and remedies

  None.

  ## FAQ

  None.
"""
READY = INTRO + "package.zip:\n" + textwrap.indent(INTRO, "  ")
"""The example with what the 2025 process asks for: it has no errors at submission."""


def write(parent: Path, patch: str = READY) -> Path:
    """The example connector, changed by ``patch``, as a folder below ``parent``."""
    parent.mkdir(parents=True, exist_ok=True)
    return Path(read_example(patch).write(str(parent)))


def packaged(folder: Path, *, process: int = 2025, force: bool = False) -> Package:
    """What ``ippub package`` makes of ``folder``."""
    config = Config(process=2022 if process == 2022 else 2025)
    connector = read_connector(str(folder))
    choice = choose(connector, process)
    return make_package(
        connector.name, read_artifacts(connector, choice), choice, judge(connector, config), force=force
    )
