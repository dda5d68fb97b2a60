"""What the certification answers, in the shapes seen in pull requests, is taken apart; other talk is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippub.journey.certification import MOST, Complaint, read_answer

SWAGGER = "apiDefinition.swagger.json"


def told(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in read_answer(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Certification Test Results\n\nPolicy Code: 5000.2.2.5\nMessage: The title must be unique.",
            [("5000.2.2.5", "The title must be unique.")],
        ),
        (
            (
                "**Certification Test Results**\n- Policy Code: 5000.1.1.5 Message: No intro.\n"
                "- Policy Code: 5000.1.1.15 Message: The workflow\n  differs.\n\nKindly resubmit."
            ),
            [("5000.1.1.5", "No intro."), ("5000.1.1.15", "The workflow differs.")],
        ),
        (
            "| Policy Code | Message |\n|---|---|\n| 5000.1.1.11 | No archive there |\n| 5000.1.1.14 | No Workflows |",
            [("5000.1.1.11", "No archive there"), ("5000.1.1.14", "No Workflows")],
        ),
        (
            "Policy Code: [5000.2.6.2](https://learn.microsoft.com/a#b) Message: `Swagger` must be complete",
            [("5000.2.6.2", "Swagger must be complete")],
        ),
        ("5000.1.1.2 The readme is missing.", [("5000.1.1.2", "The readme is missing.")]),
        (
            (
                "We identified some changes. Error(s) are: 1. Solution package not found at root of the zip"
                " 2. The folder is wrong"
            ),
            [("", "Solution package not found at root of the zip"), ("", "The folder is wrong")],
        ),
        ("Error(s) are:\n\n1. One thing\n2. Another\n\nThank you!", [("", "One thing"), ("", "Another")]),
        ("Error(s) are: Not able to download the package", [("", "Not able to download the package")]),
        (
            "Certification Validations Failed. Please fix below issues\n\nNot able to deserialize the package.",
            [("", "Not able to deserialize the package.")],
        ),
        ("Publisher Mismatch Detected: another account.", [("", "Publisher Mismatch Detected: another account.")]),
    ],
)
def test_policy_codes_and_plain_sentences_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            (
                r"##[error]src\codelessPreview\Contoso\apiDefinition.swagger.json(,): error DefaultResponseHasSchema:"
                " The response should have no schema. ValuePath: 'paths/~1a/get/responses/default' Value: ''"
            ),
            Complaint(
                "The response should have no schema.",
                code="DefaultResponseHasSchema",
                file=SWAGGER,
                pointer="/paths/~1a/get/responses/default",
            ),
        ),
        (
            "2026-03-01T10:00:00.1Z ##[error]The 'x-ms-summary' property is required. ValuePath: /paths/~1a~1{id}/get",
            Complaint("The 'x-ms-summary' property is required.", file=SWAGGER, pointer="/paths/~1a~1{id}/get"),
        ),
        ("##[error]The 'contact' property is required.", Complaint("The 'contact' property is required.")),
        (
            (
                "##[warning]certified-connectors/A/apiDefinition.swagger.json(,): warning : Encoding is missing."
                " ValuePath: /paths/x/parameters/0"
            ),
            Complaint("Encoding is missing.", file=SWAGGER, pointer="/paths/x/parameters/0", warning=True),
        ),
        (
            (
                r"src\codelessPreview\A\apiDefinition.swagger.json: error OutputFieldTypeChanged:"
                " [operation/Get/responses/200/schema/type] The type was changed."
            ),
            Complaint(
                "The type was changed.",
                code="OutputFieldTypeChanged",
                pointer="operation/Get/responses/200/schema/type",
            ),
        ),
        (
            "##[error]The operation has been deleted. ValuePath: operation/TriggerNew Source: NewSwagger",
            Complaint("The operation has been deleted.", pointer="operation/TriggerNew"),
        ),
        (
            (
                "##[error]@{level=Error; message=Expected Boolean but got String.; valuePath=line: 0 position: 0 path:"
                " 'properties.connectionParameters.token:clientId.required'; value=true}"
            ),
            Complaint(
                "Expected Boolean but got String.",
                file="apiProperties.json",
                pointer="/properties/connectionParameters/token:clientId/required",
            ),
        ),
        (
            "Error : info : The 'contact' property is required.",
            Complaint("The 'contact' property is required.", file=SWAGGER, pointer="/info"),
        ),
    ],
)
def test_each_form_of_the_validators_line_is_read(line: str, expected: Complaint) -> None:
    assert read_answer(line) == (expected,)
    assert read_answer(f"Hi,\n```\n{line}\n```\nThank you") == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                '{"error":{"code":"Failed","message":"It failed with errors: Error : info : The \'contact\' property is'
                " required.\\r\\nError : The 'x-ms-connector-metadata' property is required.\"}}"
            ),
            [
                ("/info", "The 'contact' property is required."),
                ("", "The 'x-ms-connector-metadata' property is required."),
            ],
        ),
        (
            (
                "It has errors: 'Definition is not valid. Error: 'Error : paths/~1/x : The property 'x' is not valid. '"
                " ## 'Error : paths/~1/y : The property 'y' is not valid. '"
            ),
            [("/paths/~1/x", "The property 'x' is not valid."), ("/paths/~1/y", "The property 'y' is not valid.")],
        ),
        ("- The 'description' property is required.", [("", "The 'description' property is required.")]),
        (
            "The operation has been deleted. It breaks flows.",
            [("", "The operation has been deleted. It breaks flows.")],
        ),
    ],
)
def test_what_paconn_prints_and_what_is_pasted_alone_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.pointer, one.text) for one in read_answer(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The description could be longer, and the title is fine.",
        "",
        "Could you please look at the title once more? Thank you!",
        "Congratulations, your certification request has been approved. It typically takes 3-4 weeks.",
        "certify-connector",
        "> Policy Code: 5000.1.1.5 Message: quoted from yesterday\n\nThis is settled.",
        "Version 5000.1 of our product, and 15000.1.1.1 parts",
        "See https://learn.microsoft.com/connectors/custom-connectors/certification-policy-errors",
    ],
)
def test_other_talk_is_no_complaint(text: str) -> None:
    assert read_answer(text) == ()


def test_the_same_complaint_is_kept_once_and_not_without_end() -> None:
    assert len(read_answer("Policy Code: 5000.1.1.5 Message: a\n\n" * 3)) == 1
    many = "".join(f"##[error]The thing {number} is required. ValuePath: /a/{number}\n" for number in range(200))
    assert len(read_answer(many)) == MOST


@given(
    st.text(
        st.sampled_from("5000.1 \n:|[]()#>*-'/error warning Policy Code: ValuePath @{level=;message}"), max_size=200
    )
)
def test_any_text_is_taken_apart_without_a_crash(text: str) -> None:
    for one in read_answer(text):
        assert len(one.text) <= 400


def test_a_hostile_answer_takes_no_time() -> None:
    started = time.process_time()
    for piece in ("Error(s) are: 1. ", "5000.1.1.1 ", "@{level=a; message=", "##[error]", "a.json (((", "valuepath: '"):
        read_answer(piece * 20_000)
    assert time.process_time() - started < 3
