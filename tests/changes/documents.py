"""Definitions that the tests change: small, and between them with everything that the comparison looks at."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import yaml

from ippub.changes.compare import compare
from ippub.changes.model import Change
from ippub.connector.folder import PROPERTIES, SWAGGER, Connector, connector_of
from ippub.document.json import Json

BASE = """
swagger: "2.0"
info: {title: Contoso Widgets, description: Keeps widgets., version: "1.0", contact: {name: Ada}}
host: api.contoso.com
basePath: /v1
schemes: [https, http]
consumes: [application/json, text/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
security: [{key: []}]
parameters:
  Region: {name: region, in: query, type: string, enum: [eu, us], description: Where., x-ms-summary: Region}
responses:
  Failure: {description: It failed., schema: {$ref: "#/definitions/Fault"}}
definitions:
  Fault: {type: object, properties: {code: {type: string}}}
  Named: {type: object, required: [name], properties: {name: {type: string, maxLength: 40}}}
  Widget:
    allOf:
      - $ref: "#/definitions/Named"
      - type: object
        required: [id]
        properties:
          id: {type: string, format: uuid}
          parts: {type: array, items: {$ref: "#/definitions/Widget"}}
          made: {type: string, format: date-time}
          color: {type: string, enum: [red, green]}
          size: {type: object, properties: {width: {type: integer, format: int32}, unit: {type: string, default: mm}}}
          prices: {type: object, additionalProperties: {type: number}}
paths:
  /widgets:
    parameters:
      - $ref: "#/parameters/Region"
    get:
      operationId: ListWidgets
      summary: List widgets
      description: Lists the widgets.
      tags: [widgets, all]
      x-ms-pageable: {nextLinkName: next}
      parameters:
        - {name: limit, in: query, type: integer, format: int32, maximum: 100, default: 10, x-ms-summary: Limit}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: csv}
        - {name: trace, in: header, type: string, x-ms-visibility: internal, default: "no"}
      responses:
        "200":
          description: The widgets.
          headers: {X-Total: {type: integer}}
          schema:
            type: object
            properties:
              widgets: {type: array, items: {$ref: "#/definitions/Widget"}}
              next: {type: string}
        "404": {$ref: "#/responses/Failure"}
    post:
      operationId: MakeWidget
      summary: Make a widget
      description: Makes a widget.
      parameters:
        - {name: widget, in: body, required: true, schema: {$ref: "#/definitions/Widget"}}
      responses:
        "201": {description: Made., schema: {$ref: "#/definitions/Widget"}}
        "400": {$ref: "#/responses/Failure"}
  /widgets/{id}:
    get:
      operationId: GetWidget
      summary: Get a widget
      description: Gets a widget.
      parameters:
        - {name: id, in: path, required: true, type: string, x-ms-url-encoding: single,
           x-ms-dynamic-values: {operationId: ListWidgets, value-path: id, value-collection: widgets}}
      responses:
        "200": {description: The widget., schema: {$ref: "#/definitions/Widget"}}
        default: {description: Fault., schema: {$ref: "#/definitions/Fault"}}
  /reports/{id}:
    post:
      operationId: MakeReport
      summary: Make a report
      description: Makes a report.
      consumes: [multipart/form-data]
      produces: [application/octet-stream]
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: file, in: formData, type: file}
        - {name: note, in: formData, required: true, type: string, minLength: 3, pattern: "^a"}
      responses:
        "200": {description: The report., schema: {type: string, format: binary}}
        "202": {description: Later.}
  /forms:
    post:
      operationId: SendForm
      summary: Send a form
      description: Sends a form.
      parameters:
        - {name: form, in: query, required: true, type: string}
        - name: body
          in: body
          schema: {type: object, x-ms-dynamic-schema: {operationId: GetWidget, parameters: {id: {parameter: form}}}}
      responses:
        "200":
          description: Sent.
          schema: {type: object, x-ms-dynamic-schema: {operationId: GetWidget, parameters: {id: {parameter: form}}}}
  /hooks:
    x-ms-notification-content: {description: News., schema: {$ref: "#/definitions/Widget"}}
    post:
      operationId: WhenWidgetIsMade
      summary: When a widget is made
      description: Starts when a widget is made.
      x-ms-trigger: single
      parameters:
        - name: hook
          in: body
          required: true
          schema:
            type: object
            required: [url]
            properties:
              url: {type: string, x-ms-notification-url: true, x-ms-visibility: internal}
              other: {type: string}
              kind: {type: string, enum: [new, sold]}
      responses:
        "201": {description: Registered.}
"""

PROPERTIES_TEXT = """
properties:
  connectionParameters:
    key:
      type: securestring
      uiDefinition: {displayName: Key, description: The key., tooltip: The key., constraints: {required: "true"}}
    site:
      type: string
      allowedValues: [{value: eu}, {value: us}]
      uiDefinition: {displayName: Site, description: The site., tooltip: The site., constraints: {required: "false"}}
  iconBrandColor: "#da3b01"
  capabilities: [actions]
  publisher: Ada Lovelace
  stackOwner: Contoso
  policyTemplateInstances: [{templateId: setheader, title: A, parameters: {x: "1"}}]
"""


def base() -> dict[str, Any]:
    """The definition, a new copy each time."""
    return copy.deepcopy(_base())


@cache
def _base() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(BASE)
    return document


def base_properties() -> dict[str, Any]:
    """``apiProperties.json``, a new copy each time."""
    document: dict[str, Any] = yaml.safe_load(PROPERTIES_TEXT)
    return document


def patched(document: Any, patch: Any) -> Any:
    """``document`` after the JSON Merge Patch ``patch`` (RFC 7386). ``{"+": [...]}`` appends to a list."""
    if not isinstance(patch, dict):
        return patch
    if set(patch) == {"+"}:
        return [*copy.deepcopy(document), *patch["+"]]
    if isinstance(document, list) and all(str(key).isdigit() for key in patch):
        return [
            patched(each, patch[str(index)]) if str(index) in patch else each for index, each in enumerate(document)
        ]
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


def connector(swagger: Json, properties: Json | None = None, **files: bytes) -> Connector:
    """A connector of these values."""
    import json

    parts = {SWAGGER: json.dumps(swagger).encode(), **files}
    if properties is not None:
        parts[PROPERTIES] = json.dumps(properties).encode()
    return connector_of("Contoso Widgets", parts)


def changes(old: Json, new: Json) -> list[Change]:
    """The changes from one definition to another, without the remark about the version."""
    found = compare(connector(old), connector(new))
    return [change for change in found if change.code != "VersionNotRaised"]


def codes(old: Json, new: Json) -> set[str]:
    """Their codes."""
    return {change.code for change in changes(old, new)}
