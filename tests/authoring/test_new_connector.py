"""A new connector: whatever is answered, it passes the check or nothing is written."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contoso import CONTOSO
from ippub.authoring.answers import Authentication, fault, parse_categories, validated
from ippub.authoring.files import new_connector
from ippub.check.rule import Severity
from ippub.check.rules.metadata.categories import CATEGORIES
from ippub.cli.creating import refuse_full, write_new
from ippub.errors import UsageError


@pytest.mark.parametrize("authentication", list(Authentication))
def test_a_connector_with_every_way_to_sign_in_has_only_infos_where_the_author_must_write(
    tmp_path: Path, authentication: Authentication
) -> None:
    files = new_connector(replace(CONTOSO, authentication=authentication))
    found = write_new(files, str(tmp_path / CONTOSO.name), CONTOSO.name, strict=True)
    assert {one.code for one in found} == {"OperationDescriptionThin", "IntroMissing"}


def test_files_are_utf_8_with_two_blanks_and_unix_lines() -> None:
    files = new_connector(replace(CONTOSO, publisher="Zoë Müller"))
    assert list(files) == ["apiDefinition.swagger.json", "apiProperties.json", "readme.md"]
    for data in files.values():
        assert b"\r" not in data
        assert data.endswith(b"\n")
        assert not data.startswith(b"\xef\xbb\xbf")
    assert "Zoë Müller".encode() in files["apiProperties.json"]
    assert b'\n  "properties": {\n    "connection' in files["apiProperties.json"]


NASTY = st.sampled_from(
    [
        "$name ${x}",
        "</h1><b>",
        'a"b\\c',
        "# Publisher: Nobody",
        "|`*_[]()",
        "{{x}}",
        "100 % & more",
        "Ünï çødé",
        "\x1b[0m",
    ]
) | st.text(max_size=60)


@settings(max_examples=60, deadline=None)
@given(
    name=st.just("Contoso Widgets") | NASTY,
    description=st.just(CONTOSO.description)
    | st.text(min_size=25, max_size=520)
    | NASTY.map(lambda t: t + " widgets" * 4),
    publisher=st.just("Ada Lovelace") | NASTY,
    owner=st.just("Contoso Ltd") | NASTY,
    contact=st.just("Contoso Support") | NASTY,
    key=st.just("X-Api-Key") | NASTY,
    authentication=st.sampled_from(Authentication),
    categories=st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3).map(tuple),
    path=st.just("/v1") | NASTY,
)
def test_hostile_answers_are_refused_or_make_a_connector_that_passes(
    name: str,
    description: str,
    publisher: str,
    owner: str,
    contact: str,
    key: str,
    authentication: Authentication,
    categories: tuple[str, ...],
    path: str,
) -> None:
    answers = replace(
        CONTOSO,
        name=name,
        description=description,
        publisher=publisher,
        stack_owner=owner,
        contact_name=contact,
        key_name=key,
        authentication=authentication,
        categories=categories,
        base_path=path,
    )
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "made")
        try:
            found = write_new(new_connector(answers), target, answers.name, strict=True)
        except UsageError:
            assert os.listdir(folder) == []
            return
        assert os.listdir(folder) == ["made"]
        assert not [one for one in found if one.severity is not Severity.INFO]
        made = json.loads(Path(target, "apiDefinition.swagger.json").read_bytes())
        assert made["info"]["title"] == name
        assert made["info"]["description"] == description


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "https://api.contoso.com"),
        ("host", "api.contoso.com/v1"),
        ("host", "api..com"),
        ("contact_email", "support"),
        ("website", "http://www.contoso.com"),
        ("website", "https://user:word@www.contoso.com"),
        ("privacy_policy", "https://"),
        ("categories", "Widgets"),
        ("categories", "AI;Data;Finance"),
        ("authentication", "oauth2"),
        ("key_name", "X Api Key"),
        ("base_path", "v1"),
        ("name", "a/b"),
        ("name", "x" * 31),
        ("publisher", "..."),
    ],
)
def test_an_answer_that_cannot_stand_is_told(field: str, value: str) -> None:
    assert fault(field, value)


def test_categories_are_spelt_as_they_are_listed() -> None:
    assert parse_categories("productivity, it operations") == ("Productivity", "IT Operations")


def test_publisher_and_owner_must_be_two() -> None:
    with pytest.raises(UsageError, match="the same"):
        validated(replace(CONTOSO, stack_owner="ada lovelace"))


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        refuse_full(str(tmp_path))


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    target = tmp_path / "Contoso Widgets"
    target.mkdir()
    refuse_full(str(target))
    write_new(new_connector(CONTOSO), str(target), CONTOSO.name, strict=True)
    assert len(list(target.iterdir())) == 3
