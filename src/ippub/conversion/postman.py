"""Postman collections (version 2.1 and 2.0) as OpenAPI 3, with the way back to each request."""

from __future__ import annotations

import json
import re
from typing import Any

from ippub.conversion.ledger import Steps, mapping, sequence, words

_MOST = 2_000
_VARIABLE = re.compile(r"\{\{([^{}]{1,200})\}\}")


def is_postman(root: dict[str, Any]) -> bool:
    """Whether ``root`` is a Postman collection."""
    return "getpostman.com" in words(mapping(root.get("info")).get("schema")) and isinstance(root.get("item"), list)


def from_postman(root: dict[str, Any]) -> tuple[dict[str, Any], dict[Steps, Steps], list[tuple[Steps, str]]]:
    """The collection as OpenAPI 3, for each operation where its request stands, and what was left behind.

    Schemas are guessed from the examples of bodies and answers; variables get the collection's values.
    """
    variables = {
        words(one.get("key")): str(one.get("value", ""))
        for one in map(mapping, sequence(root.get("variable")))
        if one.get("key")
    }
    paths: dict[str, Any] = {}
    origins: dict[Steps, Steps] = {}
    servers: dict[str, None] = {}
    left: list[tuple[Steps, str]] = []
    stack: list[tuple[Any, Steps, str]] = [(root, (), "")]
    for _ in range(_MOST):
        if not stack:
            break
        holder, at, folder = stack.pop()
        left += _left_of(holder, at)
        if isinstance(holder.get("request"), dict):
            server, path, method, made = _request(holder, variables, folder)
            item = paths.setdefault(path, {})
            if method in item:
                left.append(((*at, "request"), "Another request has this method and path already."))
            else:
                item[method] = made
                origins["paths", path, method] = (*at, "request")
            servers[server] = None
        for index, one in reversed(list(enumerate(sequence(holder.get("item"))))):
            if isinstance(one, dict):
                stack.append((one, (*at, "item", str(index)), words(holder.get("name"))))
    info = mapping(root.get("info"))
    document = {
        "openapi": "3.0.3",
        "info": {"title": words(info.get("name")), "description": _text(info.get("description"))},
        "servers": [{"url": url} for url in servers if url],
        "paths": paths,
        **_security(mapping(root.get("auth"))),
    }
    if stack:
        left.append((("item",), f"Of more than {_MOST:,} entries the rest was not read."))
    return document, origins, left


def _left_of(holder: dict[str, Any], at: Steps) -> list[tuple[Steps, str]]:
    """What a folder or request of the collection has that no definition can hold."""
    left: list[tuple[Steps, str]] = []
    if holder.get("event"):
        left.append(((*at, "event"), "Scripts of Postman are not carried over."))
    request = mapping(holder.get("request"))
    if request.get("auth") or (at and holder.get("auth")):
        left.append(((*at, "request", "auth"), "All operations of a connector sign in in the same way."))
    if mapping(request.get("body")).get("mode") == "raw":
        left.append(((*at, "request", "body"), "The schema was guessed from an example."))
    if sequence(holder.get("response")):
        left.append(((*at, "response"), "The schema was guessed from an example."))
    return left


def _text(value: Any) -> str:
    return words(value) or words(mapping(value).get("content"))


def _request(holder: dict[str, Any], variables: dict[str, str], folder: str) -> tuple[str, str, str, dict[str, Any]]:
    request = holder["request"]
    server, path = _address(request.get("url"), variables)
    url = mapping(request.get("url"))
    parameters = [
        *_parameters(url.get("query"), "query"),
        *_parameters(url.get("variable"), "path"),
        *_parameters(request.get("header"), "header"),
    ]
    made: dict[str, Any] = {
        "operationId": words(holder.get("name")),
        "summary": words(holder.get("name")),
        "description": _text(request.get("description")) or _text(holder.get("description")),
        "parameters": parameters,
        "responses": _responses(holder.get("response")),
        **({"tags": [folder]} if folder else {}),
    }
    body = _body(mapping(request.get("body")))
    if body:
        made["requestBody"] = {"content": body}
    return server, path, (words(request.get("method")) or "get").lower(), made


def _address(url: Any, variables: dict[str, str]) -> tuple[str, str]:
    """The server and the path of a request; a variable without a value becomes a variable of the path."""
    raw = words(url) or words(mapping(url).get("raw"))
    raw = _VARIABLE.sub(lambda match: variables.get(match[1]) or f"{{{match[1]}}}", raw.partition("?")[0])
    scheme, separator, rest = raw.partition("://")
    if not separator:
        scheme, rest = "https", raw
    host, _, path = rest.partition("/")
    path = re.sub(r"(?<=/):([A-Za-z0-9_-]+)", r"{\1}", "/" + path)
    return ("" if "{" in host else f"{scheme}://{host}"), path


def _parameters(value: Any, where: str) -> list[dict[str, Any]]:
    return [
        {
            "name": words(one.get("key")),
            "in": where,
            "required": where == "path",
            "description": _text(one.get("description")),
            "schema": {"type": "string"},
        }
        for one in map(mapping, sequence(value))
        if one.get("key")
    ]


def _body(body: dict[str, Any]) -> dict[str, Any]:
    mode = body.get("mode")
    if mode == "raw":
        schema = _guessed(words(body.get("raw")))
        return {"application/json": {"schema": schema}} if schema else {"text/plain": {"schema": {"type": "string"}}}
    if mode in ("urlencoded", "formdata"):
        kind = "multipart/form-data" if mode == "formdata" else "application/x-www-form-urlencoded"
        properties = {
            words(one.get("key")): {
                "type": "string",
                **({"format": "binary"} if one.get("type") == "file" else {}),
                "description": _text(one.get("description")),
            }
            for one in map(mapping, sequence(body.get(mode)))
            if one.get("key")
        }
        return {kind: {"schema": {"type": "object", "properties": properties}}}
    return {"application/octet-stream": {}} if mode == "file" else {}


def _responses(value: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for one in map(mapping, sequence(value)):
        code = str(one.get("code", ""))
        schema = _guessed(words(one.get("body")))
        content = {"content": {"application/json": {"schema": schema}}} if schema else {}
        made.setdefault(code, {"description": words(one.get("name")), **content})
    return made or {"200": {"description": ""}}


def _guessed(text: str) -> dict[str, Any]:
    try:
        return guess(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def guess(value: Any, depth: int = 0) -> dict[str, Any]:
    """A schema for the example ``value``."""
    match value:
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case list():
            return {"type": "array", "items": guess(value[0], depth + 1) if value and depth < 30 else {}}
        case dict() if depth < 30:
            return {"type": "object", "properties": {name: guess(one, depth + 1) for name, one in value.items()}}
        case dict():
            return {"type": "object"}
        case _:
            return {}


def _security(auth: dict[str, Any]) -> dict[str, Any]:
    kind = words(auth.get("type"))
    said = {words(one.get("key")): one.get("value") for one in map(mapping, sequence(auth.get(kind)))}
    schemes = {
        "apikey": {"type": "apiKey", "in": said.get("in") or "header", "name": said.get("key") or "X-Api-Key"},
        "basic": {"type": "http", "scheme": "basic"},
        "bearer": {"type": "http", "scheme": "bearer"},
        "oauth2": {"type": "oauth2"},
    }
    if kind in ("", "noauth"):
        return {}
    return {"components": {"securitySchemes": {kind: schemes.get(kind, {"type": kind})}}}
