"""Every request and every answer, held against GitHub's own description of them.

``github-openapi.json`` is cut from it by ``scripts/cut_openapi.py`` to the operations that the rehearsal serves. Its
schemas are open, so beside validation a walk looks for members that GitHub does not know.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs

from ippub.rehearsal import Exchange

DESCRIPTION = json.loads((Path(__file__).parent / "github-openapi.json").read_text(encoding="utf-8"))
OPERATIONS: dict[str, dict[str, Any]] = DESCRIPTION["operations"]
SCHEMAS: dict[str, Any] = DESCRIPTION["schemas"]

# Errors are hardly described operation by operation; these may come anywhere, in the usual shape.
ANYWHERE = {"301", "304", "307", "400", "401", "403", "404", "409", "410", "422", "429"}

# Where the description is known to be wrong or silent. Each: operation (or "*"), what is said, why it is right so.
GAPS = (
    (
        "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
        "body",
        "its prose allows an array, and PyGithub sends one",
    ),
    ("*", "*/head/repo", "null once the fork is deleted; the schema has an object"),
    ("*", "*/labels/*/description", "null for a label without one; in pull-request-simple the schema has a string"),
    ("*", "answer*/line", "null in a comment that is outdated; the schema has an integer"),
    ("*", "answer*/position", "null in a comment that is outdated; the schema has an integer"),
    ("*", "answer/status", "errors say their status; validation-error and others do not list it"),
    ("GET /repos/{owner}/{repo}/compare/{basehead}", "?", "PyGithub and others page it; the prose describes it"),
)


def violations(exchange: Exchange) -> list[str]:
    """What is wrong with an exchange, as sentences; nothing for what is not described or was made to fail."""
    described = OPERATIONS.get(f"{exchange.method} {exchange.route}")
    if described is None or exchange.fault:
        return []
    found = [*_query(exchange, described), *_body(exchange, described), *_answer(exchange, described)]
    return [f"{exchange}: {each}" for each in found if not _known(exchange, each)]


def _known(exchange: Exchange, complaint: str) -> bool:
    where = complaint.split(" ", 1)[0]
    name = f"{exchange.method} {exchange.route}"
    return any(operation in ("*", name) and fnmatchcase(where, place) for operation, place, _ in GAPS)


def _query(exchange: Exchange, described: dict[str, Any]) -> list[str]:
    known = described["query"]
    return [f"?{name} is no parameter" for name, _ in parse_qsl(exchange.query) if name not in known]


def _body(exchange: Exchange, described: dict[str, Any]) -> list[str]:
    # What was refused may well be wrong: the refusal is held against the description instead.
    if exchange.sent is None or exchange.status >= 400:
        return []
    if described["body"] is None:
        return ["body is sent where none is described"]
    return _against(described["body"], exchange.sent, "body")


def _answer(exchange: Exchange, described: dict[str, Any]) -> list[str]:
    status = str(exchange.status)
    answers = described["answers"]
    if status not in answers and status not in ANYWHERE:
        return [f"answer has status {status}, which is not described"]
    if exchange.answer is None or exchange.method == "HEAD":
        return []
    schema = answers.get(status) or {"$ref": "#/schemas/basic-error"}
    if exchange.status >= 400 and _against(schema, exchange.answer, "answer"):
        schema = {"anyOf": [schema, *({"$ref": f"#/schemas/{name}"} for name in ERRORS)]}
    return _against(schema, exchange.answer, "answer")


ERRORS = [name for name in ("basic-error", "validation-error", "validation-error-simple") if name in SCHEMAS]


def _against(schema: Any, value: object, root: str) -> list[str]:
    errors = _validator(json.dumps(schema, sort_keys=True)).iter_errors(value)
    wrong = [f"{root}{_pointer(error.instance_path)} {error.message[:300]}" for error in errors]
    return wrong + [f"{root}{where} is not known to GitHub" for where in unknown(schema, value)]


def _pointer(path: Any) -> str:
    return "".join(f"/{step}" for step in path)


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for({**json.loads(schema), "schemas": SCHEMAS}, validate_formats=True)


def unknown(schema: Any, value: object, where: str = "") -> list[str]:
    """The places of members that no branch of the schema names."""
    if isinstance(value, list):
        inner = [each["items"] for each in branches(schema) if "items" in each]
        return [
            place
            for number, item in enumerate(value)
            for place in unknown({"anyOf": inner}, item, f"{where}/{number}")
            if inner
        ]
    if not isinstance(value, dict):
        return []
    parts = branches(schema)
    known: dict[str, list[Any]] = {}
    for part in parts:
        for name, inner in part.get("properties", {}).items():
            known.setdefault(name, []).append(inner)
    if not known or any(part.get("additionalProperties") for part in parts):
        return []
    found = []
    for name, item in value.items():
        if name in known:
            found += unknown({"anyOf": known[name]}, item, f"{where}/{name}")
        else:
            found.append(f"{where}/{name}")
    return found


def branches(schema: Any) -> list[dict[str, Any]]:
    """A schema and all that it refers to at the same place."""
    if not isinstance(schema, dict):
        return []
    if "$ref" in schema:
        return branches(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    found = [schema]
    for word in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(word, ()):
            found += branches(each)
    return found
