"""The texts that people go on with: ``templates/`` of the repository, a folder of the package once it is installed."""

from __future__ import annotations

import os
from string import Template

from ippub.errors import EnvironmentFault

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_PLACES = (os.path.join(_PACKAGE, "templates"), os.path.join(_PACKAGE, os.pardir, os.pardir, "templates"))


def shipped_template(name: str) -> Template:
    """The template in the file ``name``. Raises ``EnvironmentFault`` when the installation lacks it."""
    for folder in _PLACES:
        try:
            with open(os.path.join(folder, name), encoding="utf-8", newline="\n") as file:
                return Template(file.read())
        except FileNotFoundError:
            continue
    raise EnvironmentFault(f"the template {name} is missing from this installation", "Install ippub again.")
