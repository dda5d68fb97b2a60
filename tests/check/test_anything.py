"""Whatever the files hold: no rule crashes, and the same files give the same findings in the same order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.rules import load_rules
from ippub.check.selection import Selection
from ippub.config import Config
from ippub.connector.folder import read_connector
from ippub.report.assemble import Wishes, assemble, in_order
from ippub.report.formats import NAMES, Style, format_named
from ippub.report.model import Reported
from ippub.report.text import SHOWN_IN_FULL

PLAN = make_plan(rule for rule in load_rules().values() if not rule.deep)
FILES = read_example("{}").files
SWAGGER = json.loads(FILES["apiDefinition.swagger.json"])
PROPERTIES = json.loads(FILES["apiProperties.json"])

KEYS = st.sampled_from(
    """
    swagger info title description version contact name url email host basePath schemes consumes produces
    paths get post delete parameters responses 200 400 default schema type object array string integer
    properties items $ref definitions securityDefinitions security oauth2 apiKey in query body path header
    required enum format pattern summary operationId tags x-ms-summary x-ms-visibility x-ms-trigger
    x-ms-trigger-hint x-ms-notification-url x-ms-notification-content x-ms-dynamic-values x-ms-dynamic-list
    x-ms-dynamic-schema x-ms-dynamic-properties x-ms-dynamic-tree x-ms-connector-metadata x-ms-api-annotation
    x-ms-capabilities x-ms-pageable allOf anyOf additionalProperties headers scopes flow authorizationUrl
    tokenUrl propertyName propertyValue value-path parameter operationId connectionParameters
    connectionParameterSets values uiDefinition constraints iconBrandColor capabilities publisher stackOwner
    policyTemplateInstances templateId scriptOperations oAuthSettings displayName tooltip customParameters
    identityProvider redirectUrl clientId
    """.split()  # noqa: SIM905  # a list of strings would take a hundred lines
)
WORDS = st.one_of(
    KEYS,
    st.text(max_size=12),
    st.sampled_from(["#/definitions/A", "#/parameters/p", "#/", "#", "", " ", "/{a}/{", "http://", "é\u202e", "2.0"]),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), WORDS)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
MARKDOWN = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ["# ", "## ", "\n", "\n\n", "- ", "1. ", "> ", "[a](b)", "![", "](", "```", "<b>", "|", "---\n"]
        ),
        st.sampled_from(["Publisher", "Supported Operations", "List widgets", "Obtaining Credentials", "    "]),
    ),
    max_size=30,
).map("".join)
SCRIPT = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [
                "using ",
                "public class Script : ScriptBase {",
                "}",
                '"',
                "'",
                "/*",
                "*/",
                "//",
                '@"',
                "\n",
                "new HttpClient()",
            ]
        ),
        st.sampled_from(["this.Context.OperationId == ", '"ListWidgets"', "case ", ";", "(", ")", "Console.WriteLine"]),
    ),
    max_size=30,
).map("".join)
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)


def placed(value: Any, base: Any, data: st.DataObject) -> Any:
    """A copy of ``base`` with ``value`` in the place of something in it."""
    result = json.loads(json.dumps(base))
    node, depth = result, data.draw(st.integers(0, 7))
    for _ in range(depth):
        keys = [key for key in node if isinstance(node[key], dict) and node[key]] if isinstance(node, dict) else []
        if not keys:
            break
        node = node[data.draw(st.sampled_from(keys))]
    node[data.draw(st.sampled_from(sorted(node)) | WORDS)] = value
    return result


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def findings(files: dict[str, bytes]) -> list[Reported]:
    with tempfile.TemporaryDirectory() as home:
        folder = os.path.join(home, "Contoso Widgets")
        os.mkdir(folder)
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        connector = read_connector(folder)
        found = run(connector, PLAN)
        report, _ = assemble(connector, found, Selection(), Config(), Wishes(), (None, {}))
        brief = Wishes(excerpts=SHOWN_IN_FULL, fingerprints=False, told=SHOWN_IN_FULL)
        short, _ = assemble(connector, found, Selection(), Config(), brief, (None, {}))
    for name in NAMES:
        text = format_named(name).connector(report, Style(width=60))
        if name == "text":
            assert format_named(name).connector(short, Style(width=60)) == text
    return [finding._replace(fix=None) for finding in report.findings]


def sound(files: dict[str, bytes]) -> None:
    found = findings(files)
    assert [finding for finding in found if finding.code == "RuleCrashed"] == []
    assert found == in_order(found)
    assert found == findings(files)
    shuffled = found.copy()
    random.Random(0).shuffle(shuffled)
    assert in_order(shuffled) == found


@SLOWLY
@given(VALUES)
def test_any_value_is_judged_as_definition_and_as_properties(value: Any) -> None:
    sound(FILES | {"apiDefinition.swagger.json": encoded(value), "apiProperties.json": encoded(value)})


@SLOWLY
@given(VALUES, st.data())
def test_any_value_in_the_place_of_any_part_of_a_definition_is_judged(value: Any, data: st.DataObject) -> None:
    sound(FILES | {"apiDefinition.swagger.json": encoded(placed(value, SWAGGER, data))})


@SLOWLY
@given(VALUES, st.data())
def test_any_value_in_the_place_of_any_part_of_the_properties_is_judged(value: Any, data: st.DataObject) -> None:
    sound(FILES | {"apiProperties.json": encoded(placed(value, PROPERTIES, data))})


@SLOWLY
@given(MARKDOWN, SCRIPT, VALUES)
def test_any_readme_script_and_settings_are_judged(readme: str, script: str, value: Any) -> None:
    texts = {"readme.md": readme, "intro.md": readme, "script.csx": script}
    sound(FILES | {n: t.encode("utf-8", "replace") for n, t in texts.items()} | {"settings.json": encoded(value)})


@SLOWLY
@given(st.binary(max_size=200), st.sampled_from([*FILES, "script.csx", "settings.json", "intro.md"]))
def test_any_bytes_are_judged(data: bytes, name: str) -> None:
    sound(FILES | {name: data})


def test_the_findings_do_not_depend_on_how_this_run_of_python_hashes(tmp_path: Path) -> None:
    """Sets of texts have another order in each run."""
    folder = Path(__file__).parents[2] / "examples" / "Contoso Widgets"
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "ippub", "check", str(folder), "--format", "sarif"],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=False,
        ).stdout
        for seed in ("0", "1", "2")
    ]
    assert outputs[0]
    assert outputs[0] == outputs[1] == outputs[2]
