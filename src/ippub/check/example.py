"""The small connector on which the examples of the rules stand, and how an example changes it."""

from __future__ import annotations

import json
import os
from typing import NamedTuple, cast

from ippub.document.json import Json

_SWAGGER = """
swagger: "2.0"
info:
  title: Contoso Widgets
  description: Contoso Widgets keeps stock of widgets and tells you when one of them runs out.
  version: "1.0"
  contact: {name: Contoso Support, url: "https://www.contoso.com/support", email: support@contoso.com}
host: api.contoso.com
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
paths:
  /widgets:
    get:
      summary: List widgets
      description: Retrieves the widgets in stock, newest first.
      operationId: ListWidgets
      parameters:
        - name: limit
          in: query
          description: The number of widgets to return, at most 100.
          required: false
          type: integer
          format: int32
          x-ms-summary: Limit
      responses:
        "200":
          description: The widgets in stock.
          schema:
            type: object
            properties:
              widgets:
                type: array
                description: The widgets in stock, newest first.
                x-ms-summary: Widgets
                items:
                  $ref: "#/definitions/Widget"
        "401": {description: The API key is missing or wrong.}
definitions:
  Widget:
    type: object
    properties:
      id: {type: string, description: What identifies the widget., x-ms-summary: ID}
      name: {type: string, description: What the widget is called., x-ms-summary: Name}
securityDefinitions:
  api_key: {type: apiKey, in: header, name: X-Api-Key}
security: [{api_key: []}]
x-ms-connector-metadata:
  - {propertyName: Website, propertyValue: "https://www.contoso.com"}
  - {propertyName: Privacy policy, propertyValue: "https://www.contoso.com/privacy"}
  - {propertyName: Categories, propertyValue: Productivity}
"""

_PROPERTIES = """
properties:
  connectionParameters:
    api_key:
      type: securestring
      uiDefinition:
        displayName: API key
        description: The API key of your Contoso account.
        tooltip: Provide the API key of your Contoso account.
        constraints: {tabIndex: 2, clearText: false, required: "true"}
  iconBrandColor: "#da3b01"
  capabilities: []
  publisher: Ada Lovelace
  stackOwner: Contoso Ltd
"""

_README = """# Contoso Widgets

Contoso Widgets keeps stock of widgets. This connector lists the widgets and tells you when one runs out.

## Publisher: Ada Lovelace

## Prerequisites

You need an account at Contoso.

## Supported Operations

### List widgets

Retrieves the widgets in stock, newest first.

## Obtaining Credentials

Sign in to Contoso, open the account page and create an API key.

## Known Issues and Limitations

There are no known issues at this time.
"""

FOLDER = "Contoso Widgets"
"""The name of the example's folder."""


class Example(NamedTuple):
    """A connector's folder: its name, its files by name (with ``/`` for sub-folders), and names that are links."""

    folder: str
    files: dict[str, bytes]
    links: tuple[str, ...] = ()

    def write(self, parent: str) -> str:
        """Make the folder in ``parent`` and return its path. For tests and documentation."""
        path = os.path.join(parent, self.folder)
        os.makedirs(path)
        for name, data in self.files.items():
            full = os.path.join(path, *name.split("/"))
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as file:
                file.write(data)
        for name in self.links:
            os.symlink("elsewhere", os.path.join(path, name))
        return path


def read_example(text: str) -> Example:
    """The example connector, changed by the YAML text (see ``check/page.py``).

    Beside files and parts of the definition, ``folder`` renames the folder; a file that is ``!link`` is a link, and
    ``!bytes N`` is N bytes. ``package.zip`` with members changes the example's package, which is not there otherwise
    (``check/example_package.py``). Raises ``yaml.YAMLError`` when the text is no YAML.
    """
    import yaml

    patch = yaml.safe_load(text) or {}
    folder = patch.pop("folder", FOLDER)
    files: dict[str, Json] = {
        "apiDefinition.swagger.json": yaml.safe_load(_SWAGGER),
        "apiProperties.json": yaml.safe_load(_PROPERTIES),
        "readme.md": _README,
    }
    packages = {name: patch.pop(name) for name in ("package.zip",) if isinstance(patch.get(name), dict)}
    archives = {name: _package(files, value) for name, value in packages.items()}
    definition = {key: value for key, value in patch.items() if not is_file(key)}
    if definition:
        files["apiDefinition.swagger.json"] = _merge(files["apiDefinition.swagger.json"], definition)
    for name, value in patch.items():
        if is_file(name):
            files[name] = _merge(files.get(name), value)
    links = tuple(name for name, value in files.items() if value == "!link")
    there = {name: _encode(value) for name, value in files.items() if value is not None and name not in links}
    return Example(folder, {**there, **archives}, links)


def _package(files: dict[str, Json], patch: Json) -> bytes:
    """The package of the example connector, changed by ``patch``."""
    from ippub.check.example_package import example_package, zipped

    properties = cast("dict[str, dict[str, Json]]", files["apiProperties.json"])["properties"]
    tree = example_package(files["apiDefinition.swagger.json"], properties["connectionParameters"])
    return zipped(cast("dict[str, Json]", _merge(cast("Json", tree), patch)))


def is_file(key: str) -> bool:
    """Whether a key of an example names a file and not a part of the definition."""
    return "." in key and not key.startswith(("/", "x-"))


def _merge(target: Json, patch: Json) -> Json:
    """RFC 7386."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merge(result.get(key), value)
    return cast("Json", result)


def _encode(value: Json) -> bytes:
    if isinstance(value, str):
        return b"/" * int(value.split()[1]) if value.startswith("!bytes ") else value.encode()
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
