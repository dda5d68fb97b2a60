"""Cut GitHub's OpenAPI description to what the rehearsal serves; see tests/rehearsal/contract.py for its use.

    python scripts/cut_openapi.py [VERSION]      needs npm; fetches @octokit/openapi into a temporary folder
    python scripts/cut_openapi.py --file api.github.com.json --licence LICENSE

Writes tests/rehearsal/github-openapi.json and, beside it, the licence (MIT) of what it was cut from. The whole
description is 13 MB and is never kept.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from ippub.rehearsal.rest.table import ROUTES

VERSION = "23.0.2"
PACKAGE = "@octokit/openapi"
TARGET = Path(__file__).parent.parent / "tests" / "rehearsal" / "github-openapi.json"
PROSE = {
    "description",
    "summary",
    "title",
    "example",
    "examples",
    "externalDocs",
    "discriminator",
    "deprecated",
    "xml",
    "default",
}
MAPS = {"properties", "patternProperties"}


def fetch(version: str, folder: Path) -> tuple[Path, Path]:
    """The description and its licence, out of npm's package."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed; give --file and --licence")
    subprocess.run([npm, "pack", f"{PACKAGE}@{version}", "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        for name in ("package/generated/api.github.com.json", "package/LICENSE"):
            archive.extract(name, folder, filter="data")
    return folder / "package/generated/api.github.com.json", folder / "package/LICENSE"


def modern(value: Any) -> Any:
    """A schema of OpenAPI 3.0 as one of JSON Schema 2020-12, without prose."""
    if isinstance(value, list):
        return [modern(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"$ref": value["$ref"].replace("#/components/schemas/", "#/schemas/")}
    made: dict[str, Any] = {}
    for name, each in value.items():
        if name in MAPS:
            made[name] = {key: modern(inner) for key, inner in each.items()}
        elif name not in PROSE and not name.startswith("x-") and name != "nullable":
            made[name] = modern(each)
    for bound in ("Minimum", "Maximum"):
        exclusive = made.pop(f"exclusive{bound}", None)
        if exclusive is True:
            made[f"exclusive{bound}"] = made.pop(bound.lower())
    return with_null(made) if value.get("nullable") else made


def with_null(made: dict[str, Any]) -> dict[str, Any]:
    """The schema, or null."""
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    if isinstance(made.get("type"), str):
        return {**made, "type": [made["type"], "null"]}
    return {"anyOf": [made, {"type": "null"}]} if {"anyOf", "oneOf", "allOf"} & made.keys() else made


def resolve(description: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """What a reference to a response, a parameter or a body stands for."""
    while "$ref" in value:
        found: Any = description
        for step in value["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        value = found
    return value


def json_schema(content: dict[str, Any]) -> Any:
    """The schema of the JSON among the media types, None without one."""
    for kind in ("application/json", "application/json; charset=utf-8"):
        if kind in content:
            return modern(content[kind].get("schema", {}))
    return None


def operation(description: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """What may be asked and answered."""
    item = description["paths"][path]
    found = item[method.lower()]
    parameters = [resolve(description, each) for each in (*item.get("parameters", ()), *found.get("parameters", ()))]
    body = resolve(description, found.get("requestBody", {}))
    return {
        "query": {each["name"]: modern(each["schema"]) for each in parameters if each["in"] == "query"},
        "body": json_schema(body.get("content", {})),
        "required": bool(body.get("required")),
        "answers": {
            status: json_schema(resolve(description, answer).get("content", {}))
            for status, answer in found["responses"].items()
        },
    }


def references(value: Any) -> set[str]:
    """The names of the schemas that are referred to."""
    if isinstance(value, dict):
        own = {value["$ref"].rpartition("/")[2]} if "$ref" in value else set()
        return own.union(*(references(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(references(each) for each in value))
    return set()


def cut(description: dict[str, Any], version: str) -> dict[str, Any]:
    """The part of the description that is about our routes, closed over its references."""
    operations, unknown = {}, []
    for route in ROUTES:
        if route.method.lower() in description["paths"].get(route.pattern, {}):
            operations[f"{route.method} {route.pattern}"] = operation(description, route.pattern, route.method)
        else:
            unknown.append(f"{route.method} {route.pattern}")
    schemas: dict[str, Any] = {}
    wanted = {"basic-error"} | references(operations)
    while wanted:
        name = wanted.pop()
        schemas[name] = modern(description["components"]["schemas"][name])
        wanted |= references(schemas[name]) - schemas.keys()
    return {
        "source": f"{PACKAGE} {version}, generated/api.github.com.json",
        "undocumented": unknown,
        "operations": dict(sorted(operations.items())),
        "schemas": dict(sorted(schemas.items())),
    }


def lines(made: dict[str, Any]) -> str:
    """JSON with a line for each operation and schema, so that a new version shows what it changed."""
    parts = [f'"source": {json.dumps(made["source"])}', f'"undocumented": {json.dumps(made["undocumented"])}']
    for part in ("operations", "schemas"):
        inner = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in made[part].items())
        parts.append(f'"{part}": {{\n{inner}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", nargs="?", default=VERSION)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--licence", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, licence = (given.file, given.licence) if given.file else fetch(given.version, Path(folder))
        description = json.loads(source.read_text(encoding="utf-8"))
        made = cut(description, given.version)
        with TARGET.open("w", encoding="utf-8", newline="\n") as file:
            file.write(lines(made))
        shutil.copyfile(licence, TARGET.with_suffix(".LICENSE"))
    print(
        f"{TARGET.name}: {len(made['operations'])} operations, {len(made['schemas'])} schemas, {TARGET.stat().st_size} bytes"
    )
    print("not described:", *made["undocumented"], sep="\n  ")


if __name__ == "__main__":
    main()
