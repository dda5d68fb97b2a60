"""Compare `ippub new --from` with npm's api-spec-converter on OpenAPI documents.

    python benchmarks/convert.py [--public] [--json FILE] [FILE_OR_URL ...]

Without arguments, the documents of tests/conversion/sources are taken; with `--public` descriptions of real APIs, which
npm packages carry. api-spec-converter is installed once into benchmarks/node_modules; where npm is missing
only ippub is measured. Of both outcomes it is counted what openapi-spec-validator and `ippub check` call an error (the
texts around the paths, such as host and contact, are the same for both, so that only the conversion counts), and by
tests/conversion/losses.py what the source says and the outcome lacks, with a word on it or without.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV2SpecValidator

from ippub.authoring.answers import Authentication
from ippub.authoring.files import new_connector
from ippub.check.rule import Severity
from ippub.cli.creating import write_new
from ippub.cli.fetching import read_source
from ippub.conversion.convert import convert
from ippub.conversion.reading import parse
from ippub.errors import IppubError

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"
sys.path.insert(0, str(TESTS))

from contoso import CONTOSO  # noqa: E402  # found only now
from conversion.losses import losses  # noqa: E402

CONVERTER = "api-spec-converter@2.12.0"
PUBLIC = (
    "@readme/oas-examples@8.2.2",
    "@blockfrost/openapi@0.1.93",
    "@directus/specs@15.2.0",
    "@ideal-postcodes/openapi@4.21.0",
    "@octokit/openapi@23.0.2",
)
"""npm packages with descriptions of APIs that are in use."""

README = "@readme/oas-examples"
REAL = (
    *((f"{README}/3.0/json/{name}.json", "") for name in ("petstore", "uspto", "star-trek", "readme-legacy")),
    *((f"{README}/3.1/json/{name}.json", "") for name in ("train-travel", "readme")),
    ("@blockfrost/openapi/openapi.yaml", ""),
    ("@directus/specs/dist/openapi.json", ""),
    ("@ideal-postcodes/openapi/dist/openapi.json", ""),
    *(("@octokit/openapi/generated/api.github.com.json", tag) for tag in ("gists", "issues", "packages")),
)
"""Files in them, and of one that has more operations than a connector may have, the tag that is taken."""

ABOUT = replace(CONTOSO, base_path="/")


def judged(source: Any, swagger: Mapping[str, Any], told: Collection[str]) -> dict[str, Any]:
    """What the checks say of ``swagger`` below the texts of ABOUT, and what it lacks of ``source``."""
    files = new_connector(ABOUT, {"paths": {}})
    parts = ("paths", "definitions", "parameters", "responses")
    whole = {
        **json.loads(files["apiDefinition.swagger.json"]),
        **{key: swagger[key] for key in parts if key in swagger},
    }
    files["apiDefinition.swagger.json"] = json.dumps(whole, indent=2).encode()
    with tempfile.TemporaryDirectory() as folder:
        found = write_new(files, str(Path(folder, ABOUT.name)), ABOUT.name, strict=False)
    errors = [one.code for one in found if one.severity is Severity.ERROR]
    try:
        invalid = len(list(OpenAPIV2SpecValidator(whole).iter_errors()))
    except Exception as error:  # noqa: BLE001  # a reference that leads nowhere stops the validator
        invalid = f"stops: {type(error).__name__}"
    said, lost = losses(source, swagger, told)
    silent = Counter(one.thing.sort for one in lost if not one.told)
    return {
        "invalid": invalid,
        "errors": len(errors),
        "codes": sorted(set(errors)),
        "said": said,
        "lost": len(lost),
        "silent": sum(silent.values()),
        "silently": dict(silent.most_common()),
    }


def ours(source: Any) -> dict[str, Any]:
    start = time.process_time()
    try:
        made = convert(source)
    except IppubError as error:
        return {"refused": error.message}
    seconds = time.process_time() - start
    swagger = dict(made.body)
    if made.sign_in is not None:
        about = replace(
            ABOUT, authentication=Authentication(made.sign_in.kind), key_name=made.sign_in.name or ABOUT.key_name
        )
        written = json.loads(new_connector(about, made.body)["apiDefinition.swagger.json"])
        swagger["securityDefinitions"] = written.get("securityDefinitions", {})
    return {**judged(source, swagger, [one.pointer for one in made.left]), "seconds": round(seconds, 2)}


def theirs(source: Any, program: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "source.json")
        path.write_text(json.dumps(source, default=str), encoding="utf-8")
        command = [program, "--from=openapi_3", "--to=swagger_2", "--syntax=json", str(path)]
        start = time.perf_counter()
        try:
            result = subprocess.run(command, capture_output=True, timeout=300, check=False)
            value = json.loads(result.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return {"refused": "no JSON came out"}
    return {**judged(source, value, ()), "seconds": round(time.perf_counter() - start, 2)}


def installed(*packages: str) -> Path | None:
    """The folder of npm packages with ``packages`` in it, installed when they are not there; None without npm."""
    folder = HERE / "node_modules"
    if all((folder / package.rpartition("@")[0]).is_dir() for package in packages):
        return folder
    if shutil.which("npm") is None:
        return None
    # all at once: npm takes out what is not named
    command = ["npm", "install", "--no-save", "--ignore-scripts", "--prefix", str(HERE), CONVERTER, *PUBLIC]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def reduced(source: Any, tag: str) -> Any:
    """``source`` with the operations of ``tag`` alone, with all of them for ""."""
    if not tag:
        return source
    paths = {
        path: {key: one for key, one in item.items() if key == "parameters" or tag in one.get("tags", ())}
        for path, item in source["paths"].items()
    }
    return {**source, "paths": {path: item for path, item in paths.items() if set(item) - {"parameters"}}}


def table(rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """The table of docs/new.md."""
    lines = [
        "| Document | Things said | Validator's errors | `check` errors | Lost, told | Lost silently |",
        "|---|---|---|---|---|---|",
    ]
    total: dict[str, Counter[str]] = {}
    for name, both in rows.items():
        row = next(iter(both.values()))
        cells = [f"`{name}`", str(row.get("said", ""))]
        for key in ("invalid", "errors", "told", "silent"):
            values = [_cell(one, key) for one in both.values()]
            cells.append(" / ".join(values))
        lines.append(f"| {' | '.join(cells)} |")
        for who, one in both.items():
            sums = total.setdefault(who, Counter())
            sums.update({key: int(_cell(one, key)) for key in _NUMBERS if _cell(one, key).isdigit()})
    ends = [" / ".join(str(sums[key]) for sums in total.values()) for key in _NUMBERS]
    lines.append(f"| all | {' | '.join([ends[0].partition(' ')[0], *ends[1:]])} |")
    return "\n".join(lines)


_NUMBERS = ("said", "invalid", "errors", "told", "silent")


def _cell(row: Mapping[str, Any], key: str) -> str:
    if "refused" in row:
        return "nothing came out"
    return str(row["lost"] - row["silent"]) if key == "told" else str(row[key])


def documents(asked: list[str], *, public: bool) -> list[tuple[str, str]]:
    """Files or addresses, and of each the tag that is taken."""
    if not public:
        own = [str(path) for path in sorted((TESTS / "conversion" / "sources").iterdir())]
        return [(name, "") for name in asked or own]
    folder = installed(*PUBLIC)
    if folder is None:
        sys.exit("npm is missing: the public documents come from its packages")
    return [(str(folder / name), tag) for name, tag in REAL]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--public", action="store_true", help="the descriptions of real APIs")
    parser.add_argument("--json", type=Path, help="write everything into this file")
    options = parser.parse_args()
    folder = installed(CONVERTER)
    if folder is None:
        print("npm is missing: only ippub is measured", file=sys.stderr)
    rows = {}
    for name, tag in documents(options.documents, public=options.public):
        try:
            source = reduced(parse(read_source(name), name), tag)
        except IppubError as error:
            print(f"left out: {error.message}", file=sys.stderr)
            continue
        if "openapi" not in source:  # api-spec-converter is asked for OpenAPI 3 only
            continue
        path = name.replace("\\", "/")
        short = path.partition("node_modules/")[2] or path.rpartition("/")[2]
        short += f", {tag}" if tag else ""
        rows[short] = {"ippub": ours(source)}
        if folder is not None:
            program = folder / ".bin" / ("api-spec-converter" + (".cmd" if os.name == "nt" else ""))
            rows[short]["api-spec-converter"] = theirs(source, str(program))
    print("ippub / api-spec-converter" if folder is not None else "ippub")
    print(table(rows))
    for who in next(iter(rows.values()), {}):
        silently = Counter[str]()
        codes = Counter[str]()
        for row in rows.values():
            silently.update(row[who].get("silently", {}))
            codes.update(row[who].get("codes", ()))
        print(f"silently lost by {who}: {dict(silently.most_common())}")
        print(f"documents of {who} with an error of check: {dict(codes.most_common())}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
