"""Compare `ippub new --from` with npm's api-spec-converter on OpenAPI documents.

    python benchmarks/convert.py [FILE_OR_URL ...] [--json FILE]

Without arguments, the public documents below are fetched; those that cannot be reached are named and left out, and so is
api-spec-converter where npm is missing. For both outcomes it counts what openapi-spec-validator and `ippub check` call an
error (the texts around the paths, such as host and contact, are the same for both, so that only the conversion counts).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV2SpecValidator

from ippub.authoring.answers import Answers, Authentication
from ippub.authoring.files import new_connector
from ippub.check.rule import Severity
from ippub.cli.creating import write_new
from ippub.cli.fetching import read_source
from ippub.conversion.convert import convert
from ippub.conversion.reading import parse
from ippub.errors import IppubError

HERE = Path(__file__).parent
CONVERTER = "api-spec-converter@2.12.0"
PUBLIC = (
    "https://petstore3.swagger.io/api/v3/openapi.json",
    "https://raw.githubusercontent.com/OAI/learn.openapis.org/main/examples/v3.0/petstore-expanded.yaml",
    "https://raw.githubusercontent.com/OAI/learn.openapis.org/main/examples/v3.0/uspto.yaml",
    "https://raw.githubusercontent.com/OAI/learn.openapis.org/main/examples/v3.0/link-example.yaml",
    "https://raw.githubusercontent.com/OAI/learn.openapis.org/main/examples/v3.1/tictactoe.yaml",
    "https://raw.githubusercontent.com/openai/openai-openapi/master/openapi.yaml",
)
ABOUT = Answers(
    name="Contoso Widgets",
    description="Contoso keeps stock of widgets and tells you when one of them runs out.",
    host="api.contoso.com",
    authentication=Authentication.key_header,
    publisher="Ada Lovelace",
    stack_owner="Contoso Ltd",
    categories=("Productivity",),
    contact_name="Contoso Support",
    contact_url="https://www.contoso.com/support",
    contact_email="support@contoso.com",
    website="https://www.contoso.com",
    privacy_policy="https://www.contoso.com/privacy",
)


def judged(body: dict[str, Any]) -> dict[str, Any]:
    """What the two checks say of a definition with the parts ``body``."""
    files = new_connector(ABOUT, {"paths": {}})
    swagger = {**json.loads(files["apiDefinition.swagger.json"]), **body}
    files["apiDefinition.swagger.json"] = json.dumps(swagger, indent=2).encode()
    with tempfile.TemporaryDirectory() as folder:
        found = write_new(files, str(Path(folder, ABOUT.name)), ABOUT.name, strict=False)
    errors = [one.code for one in found if one.severity is Severity.ERROR]
    try:
        invalid = len(list(OpenAPIV2SpecValidator(swagger).iter_errors()))
    except Exception as error:  # noqa: BLE001  # a reference that leads nowhere stops the validator
        invalid = f"stops: {type(error).__name__}"
    return {"invalid": invalid, "errors": len(errors), "codes": sorted(set(errors))}


def ours(data: bytes, name: str) -> dict[str, Any]:
    start = time.process_time()
    try:
        made = convert(parse(data, name))
    except IppubError as error:
        return {"refused": error.message}
    seconds = time.process_time() - start
    return {**judged(made.body), "operations": made.operations, "left": len(made.left), "seconds": round(seconds, 2)}


def theirs(data: bytes, npx: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "source.yaml")
        path.write_bytes(data)
        command = [npx, "--yes", CONVERTER, "--from=openapi_3", "--to=swagger_2", "--syntax=json", str(path)]
        try:
            result = subprocess.run(command, capture_output=True, timeout=300, check=False)
            value = json.loads(result.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return {"refused": "no JSON came out"}
    return judged({key: value[key] for key in ("paths", "definitions", "parameters", "responses") if key in value})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", nargs="*", default=PUBLIC)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    npx = shutil.which("npx")
    if npx is None:
        print("npm is missing: only ippub is measured", file=sys.stderr)
    rows = {}
    for name in options.documents:
        try:
            data = read_source(name)
        except IppubError as error:
            print(f"left out: {error.message}", file=sys.stderr)
            continue
        rows[name] = {"ippub": ours(data, name)}
        if npx is not None:
            rows[name]["api-spec-converter"] = theirs(data, npx)
        for who, row in rows[name].items():
            print(f"{name.rpartition('/')[2]:32} {who:20} {json.dumps(row)}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
