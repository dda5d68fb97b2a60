"""The files of a new connector: definition, properties, readme. Values in, bytes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ippub.authoring.answers import Answers, Authentication, validated
from ippub.connector.folder import PROPERTIES, README, SWAGGER
from ippub.publish.shipped import shipped_template
from ippub.report.escape import markdown

COLOUR = "#da3b01"
"""The brand colour that all connectors of independent publishers share (IconBrandColorIndependentPublisher)."""

ORDER = (
    *("swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions", "parameters"),
    *("responses", "securityDefinitions", "security", "tags", "x-ms-connector-metadata"),
)
"""The order of a definition's parts that `check` calls usual (SwaggerTopLevelOrder)."""


def new_connector(answers: Answers, body: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """The files of the folder by name.

    ``body`` holds ``paths`` and ``definitions`` (and ``consumes``, ``produces``) of a converted definition; without one
    an operation stands there for the author to replace. Raises ``UsageError`` for an answer that cannot stand.
    """
    answers = validated(answers)
    content = dict(body) if body is not None else json.loads(shipped_template("new-operation.json").template)
    swagger = _definition(answers, content)
    return {
        SWAGGER: _json({key: swagger[key] for key in ORDER if key in swagger}),
        PROPERTIES: _json(_properties(answers)),
        README: _readme(answers, swagger["paths"]),
    }


def _definition(answers: Answers, content: Mapping[str, Any]) -> dict[str, Any]:
    contact = {"name": answers.contact_name, "url": answers.contact_url, "email": answers.contact_email}
    info = {"title": answers.name, "description": answers.description, "version": "1.0", "contact": contact}
    metadata = {
        "Website": answers.website,
        "Privacy policy": answers.privacy_policy,
        "Categories": ";".join(answers.categories),
    }
    swagger: dict[str, Any] = {
        "swagger": "2.0",
        "info": info,
        "host": answers.host,
        "basePath": answers.base_path,
        "schemes": ["https"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        **content,
        "x-ms-connector-metadata": [{"propertyName": name, "propertyValue": value} for name, value in metadata.items()],
    }
    scheme = _scheme(answers)
    if scheme:
        swagger["securityDefinitions"] = scheme
        swagger["security"] = [{name: []} for name in scheme]
    return swagger


def _scheme(answers: Answers) -> dict[str, Any]:
    match answers.authentication:
        case Authentication.key_header:
            return {"api_key": {"type": "apiKey", "in": "header", "name": answers.key_name}}
        case Authentication.key_query:
            return {"api_key": {"type": "apiKey", "in": "query", "name": answers.key_name}}
        case Authentication.basic:
            return {"basic": {"type": "basic"}}
        case _:
            return {}


def _properties(answers: Answers) -> dict[str, Any]:
    return {
        "properties": {
            "connectionParameters": _connection(answers),
            "iconBrandColor": COLOUR,
            "capabilities": [],
            "publisher": answers.publisher,
            "stackOwner": answers.stack_owner,
        }
    }


def _connection(answers: Answers) -> dict[str, Any]:
    owner = answers.stack_owner
    match answers.authentication:
        case Authentication.key_header | Authentication.key_query:
            what = f"The API key of your {owner} account"
            if answers.key_name.lower() == "authorization":
                what = f"The word Bearer, a blank and the token of your {owner} account"
            return {"api_key": _field("API key", what, 2, secret=True)}
        case Authentication.basic:
            return {
                "username": _field("User name", f"The user name of your {owner} account", 2, secret=False),
                "password": _field("Password", f"The password of your {owner} account", 3, secret=True),
            }
        case _:
            return {}


def _field(name: str, what: str, tab: int, *, secret: bool) -> dict[str, Any]:
    return {
        "type": "securestring" if secret else "string",
        "uiDefinition": {
            "displayName": name,
            "description": f"{what}.",
            "tooltip": f"Provide {what[0].lower()}{what[1:]}.",
            "constraints": {"tabIndex": tab, "clearText": not secret, "required": "true"},
        },
    }


_CREDENTIALS = {
    Authentication.none: "No credentials are needed.",
    Authentication.key_header: "Sign in to your account at {owner} and create an API key.",
    Authentication.key_query: "Sign in to your account at {owner} and create an API key.",
    Authentication.basic: "Use the name and the password of your account at {owner}.",
}


def _readme(answers: Answers, paths: Mapping[str, Any]) -> bytes:
    owner = markdown(answers.stack_owner)
    sign_in = answers.authentication or Authentication.none
    values = {
        "name": markdown(answers.name),
        "description": markdown(answers.description),
        "publisher": markdown(answers.publisher),
        "prerequisites": "None." if sign_in is Authentication.none else f"You need an account at {owner}.",
        "operations": "\n\n".join(_operations(paths)),
        "credentials": _CREDENTIALS[sign_in].format(owner=owner),
    }
    return (shipped_template("new-readme.md").substitute(values).rstrip() + "\n").encode()


def _operations(paths: Mapping[str, Any]) -> list[str]:
    return [
        f"### {markdown(operation['summary'])}\n\n{markdown(operation['description'])}"
        for item in paths.values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
