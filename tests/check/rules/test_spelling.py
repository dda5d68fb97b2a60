"""Spelling: the dictionary, where a word stands, and which words are none of its business."""

from __future__ import annotations

import json

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.rule import Finding
from ippub.check.rules import load_rules
from ippub.check.rules.info import dictionary
from ippub.check.rules.info.dictionary import corrections
from ippub.connector.folder import Connector
from ippub.document.json import read_json
from ippub.document.markdown import read_markdown


def found(connector: Connector) -> list[Finding]:
    plan = make_plan([load_rules()["SpellingMistake"]])
    return [one.finding for one in run(connector, plan)]


def described(text: str, *, words: tuple[str, ...] = (), title: str = "Contoso") -> Connector:
    value = {
        "swagger": "2.0",
        "info": {"title": title, "description": text},
        "definitions": {"A": {"type": "object", "properties": {"a": {"type": "string", "description": text}}}},
    }
    document = read_json("apiDefinition.swagger.json", json.dumps(value).encode())
    return Connector("Contoso", "Contoso", (), swagger_document=document, words=words)


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("recieve", "receive"),
        ("Occured", "occurred"),
        ("wether", "weather"),
        ("receive", ""),
        ("zzzz", ""),
        ("aaaa", ""),
    ],
)
def test_a_word_is_looked_up_in_any_case(word: str, right: str) -> None:
    assert corrections(word)[:1] == ((right,) if right else ())


def test_every_word_of_the_dictionary_is_found_although_its_order_is_not_strict() -> None:
    lines = bytes(dictionary._dictionary()).decode().splitlines()
    words = [word for line in lines if (word := line.partition("->")[0]).isalpha() and word.islower()]
    assert len(words) > 50_000
    assert [word for word in words if not corrections(word)] == []


def test_a_word_is_told_once_with_its_first_place_and_how_often_it_stands_there() -> None:
    (finding,) = found(described("Recieve the widgets.\nThen Recieve\nthem."))
    assert finding.at.tokens == ("info", "description")
    assert finding.message == '"Recieve" is probably meant to be "Receive", 4 times'


def test_a_word_that_stands_in_several_files_is_told_once_with_all_of_them() -> None:
    connector = described("Recieve the widgets.")
    readme = read_markdown("readme.md", b"# Contoso\n\nRecieve the widgets. Untill then, wait.\n")
    first, second = found(connector.with_documents(connector.swagger_document, readme))
    assert first.message == '"Recieve" is probably meant to be "Receive", 2 times, and also stands in "readme.md"'
    assert first.at.file == "apiDefinition.swagger.json"
    assert second.at.file == "readme.md"
    assert "Untill" in second.message


def test_several_corrections_are_all_told() -> None:
    (finding,) = found(described("Tells wether it is so."))
    assert '"weather" or "whether"' in finding.message
    assert finding.remedy == ""


@pytest.mark.parametrize(
    "text",
    [
        "Send `recieve` to it.".replace("`", "/"),
        "See https://contoso.com/recieve/now for more.",
        "Write to recieve@contoso.com.",
        "A list: " + "recieve,all,of,them,and,the,others,in,one,go,without,any,blanks,there",
        "The value RECIEVE, recieve_all or recieveAll.",
        "Organise the colour of the catalogue.",
    ],
)
def test_names_addresses_and_british_words_are_left_alone(text: str) -> None:
    assert found(described(text)) == []


@pytest.mark.parametrize(
    "text", ["(recieve)", "Recieve.", "recieve...", "recieve: it", "\u201crecieve\u201d", "to\u00a0recieve"]
)
def test_marks_around_a_word_hide_no_mistake(text: str) -> None:
    assert len(found(described(text))) == 1


def test_a_mistake_is_found_however_many_words_were_looked_up_before() -> None:
    for _ in range(2):
        found(described(" ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(676))))
        many = " ".join("".join(chr(97 + n // 26**k % 26) for k in range(4)) for n in range(3_000))
        assert [one.message for one in found(described(f"{many} untill"))][-1].startswith('"untill"')


def test_the_authors_words_and_the_title_are_right() -> None:
    assert found(described("Recieve the widgets.", words=("recieve",))) == []
    assert found(described("Recieve the widgets.", title="Recieve")) == []


def test_in_a_readme_the_word_itself_is_marked_and_code_is_left_alone() -> None:
    text = "# Contoso\n\n```\nrecieve\n```\n\nCall `recieve` and\nyou recieve [it](https://x.y/recieve).\n"
    document = read_markdown("readme.md", text.encode())
    (finding,) = found(Connector("Contoso", "Contoso", (), readme_document=document))
    span = finding.at.span
    assert (span.line, span.column, span.end_column) == (8, 5, 12)
