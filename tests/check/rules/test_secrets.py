"""Secrets: found in every file, never shown, never mistaken for what only looks like one."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ippub.check.engine import make_plan, run
from ippub.check.redaction import KNOWN_MARKS, has_mark, looks_random, redact
from ippub.check.rule import Finding
from ippub.check.rules import load_rules
from ippub.check.rules.document.secrets import _mixed_runs
from ippub.connector.folder import Connector
from ippub.connector.script import Script
from ippub.document.json import read_json
from ippub.document.markdown import read_markdown

RANDOM = "q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh"
"""Made up for this test."""
KNOWN = [
    "AKIA" + "Q7ZK29FLX01PQRS8",
    "ghp_" + "q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGhJ4kL",
    "sk_live_" + "q7Zk29fLx01PqRs8TuVw3yAb",
    "AIza" + "Sq7Zk29fLx01PqRs8TuVw3yAbC5dE6fGhJ4",
    "xoxb-" + "72910384756-q7Zk29fLx01PqRs8",
    "eyJq7Zk29fLx01." + "PqRs8TuVw3yAbC5d." + "E6fGhJ4kLm",
]


def found(connector: Connector) -> list[Finding]:
    plan = make_plan([load_rules()["SecretInFiles"]])
    return [one.finding for one in run(connector, plan)]


def definition(value: object) -> Connector:
    data = json.dumps({"swagger": "2.0", "x-sample": value}, indent=2).encode()
    return Connector("Contoso", "Contoso", (), swagger_document=read_json("apiDefinition.swagger.json", data))


def readme(text: str) -> Connector:
    return Connector("Contoso", "Contoso", (), readme_document=read_markdown("readme.md", text.encode()))


@pytest.mark.parametrize("secret", KNOWN)
def test_a_token_that_says_what_it_is_is_found_anywhere_and_not_shown(secret: str) -> None:
    (finding,) = found(definition([{"text": f"Send {secret} with it"}]))
    assert finding.at.tokens == ("x-sample", 0, "text")
    assert secret not in finding.message
    assert secret[6:14] not in finding.message
    (finding,) = found(readme(f"# Contoso\n\nSend {secret} with it.\n"))
    assert (finding.at.span.line, finding.at.span.column) == (3, 6)


@pytest.mark.parametrize(
    "value",
    [
        {"clientSecret": RANDOM},
        {"default": RANDOM, "type": "string"},
        f"Authorization: Bearer {RANDOM}",
        f"https://ada:{RANDOM}@contoso.com/",
        f"https://contoso.com/?api_key={RANDOM}&page=1",
    ],
)
def test_a_random_word_is_a_secret_where_the_words_before_it_say_so(value: object) -> None:
    assert len(found(definition(value))) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"x-note": RANDOM},
        {"example": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
        {"default": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"},
        {"api_key": "your-api-key-q7Zk29fLx01PqRs8TuVw3"},
        {"api_key": {"type": "string", "description": "The key."}},
        {"operationId": "ListWidgetsOfOneWarehouse2024V2ByName"},
        "Authorization: Bearer <your token>",
        "task-management-2024-overview-of-everything",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(value: object) -> None:
    assert found(definition(value)) == []


def test_a_private_key_and_a_password_in_a_script_are_found() -> None:
    assert "a private key" in found(definition("-----BEGIN RSA PRIVATE KEY-----\nMIIE"))[0].message
    text = f'// code\nvar apiKey = "{RANDOM}";\n'
    (finding,) = found(Connector("Contoso", "Contoso", (), script=Script("script.csx", text, len(text))))
    assert (finding.at.span.line, finding.at.span.column) == (2, 15)


def test_a_file_that_is_no_json_is_searched_too() -> None:
    data = f'{{"swagger": "2.0",\n "clientSecret": "{RANDOM}" oops'.encode()
    (finding,) = found(Connector("Contoso", "Contoso", (), swagger_document=read_json("a.swagger.json", data)))
    assert finding.at.span.line == 2


@pytest.mark.parametrize("secret", [*KNOWN, RANDOM])
def test_redact_leaves_the_first_characters_only(secret: str) -> None:
    for line in (f'  "default": "{secret}",', f"curl -H 'Authorization: Bearer {secret}'", f"api_key={secret}"):
        shown = redact(line)
        assert secret[5:] not in shown
        assert "…" in shown
        assert redact(shown) == shown


@pytest.mark.parametrize(
    "line",
    [
        '      "operationId": "ListWidgetsOfOneWarehouse",',
        '      "description": "The password of your account, at least 8 characters.",',
        '  "$ref": "#/definitions/WidgetCollectionResponseV2"',
        '  "apiKey": {"type": "securestring"},',
        "| `3f2504e0-4f89-41d3-9a0c-0305e82c3301` | an id |",
        "",
    ],
)
def test_redact_leaves_ordinary_lines_alone(line: str) -> None:
    assert redact(line) == line


@pytest.mark.parametrize("mark", KNOWN_MARKS)
def test_the_quick_look_misses_no_mark(mark: str) -> None:
    assert has_mark(mark)
    assert has_mark(f"a{mark}1")
    assert not has_mark(mark[:-1])


@given(st.permutations("aBcDeFgHiJ0123456789+/_=-"), st.sampled_from(["", "stra\u00dfe:", "1a2 ", "\u2019", "1."]))
def test_a_run_that_looks_random_is_found_whatever_stands_around_it(characters: list[str], before: str) -> None:
    run = "".join(characters)
    assume(looks_random(run) and re.search("[0-9][A-Za-z]", run))
    assert run in _mixed_runs(before + run + before[::-1])


def test_the_time_grows_with_the_size_only() -> None:
    import time

    began = time.process_time()
    repeated = ("a", "eyJ", "sk-", "password=", "a_", "://a:", "0a0a0", RANDOM + " ", "AKIA" + "Q7ZK29FLX01PQRS8 ")
    for piece in repeated:
        text = piece * (400_000 // len(piece))
        found(definition(text))
        redact(text)
    assert time.process_time() - began < 20
