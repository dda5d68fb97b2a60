"""Read a connector and judge it as at submission: what `package`, `propose` and `submit` begin with."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ippub.artifacts.choice import Choice, choose
from ippub.artifacts.naming import upstream_name
from ippub.artifacts.package import Package, make_package
from ippub.artifacts.reading import read_artifacts
from ippub.artifacts.verdict import Verdict, judge
from ippub.config import Config, find_config, read_config
from ippub.connector.folder import Connector, read_connector


class Candidate(NamedTuple):
    """A connector on its way to upstream: ``name`` is what its folder there will be called."""

    name: str
    connector: Connector
    config: Config
    choice: Choice

    def judged(self, *, deep: bool = False) -> Verdict:
        """The check as at submission."""
        return judge(self.connector, self.config, deep=deep)

    def packaged(self, verdict: Verdict, *, force: bool = False) -> Package:
        """The package. Raises as ``read_artifacts`` and ``make_package`` do."""
        files = read_artifacts(self.connector, self.choice)
        return make_package(self.name, files, self.choice, verdict, force=force)


def candidate(folder: str, config: Path | None = None, name: str = "") -> Candidate:
    """What stands in ``folder``, read once. ``name`` is given when the folder is called otherwise than the connector.

    Raises ``UsageError`` for a faulty ``ippub.yaml`` or name, ``EnvironmentFault`` for a folder that cannot be read.
    """
    settings = settings_for(folder, config)
    connector = read_connector(folder, settings.words)
    return Candidate(upstream_name(name or connector.name), connector, settings, choose(connector, settings.process))


def settings_for(folder: str, config: Path | None) -> Config:
    """The settings that hold for ``folder``: ``config``, else the nearest ``ippub.yaml``, else the defaults."""
    path = config or find_config(Path(folder))
    if path is None:
        return Config()
    from ippub.check.rules import load_rules

    rules = load_rules()
    return read_config(path, rules, frozenset(rule.scope for rule in rules.values()))
