"""Whole connectors: texts and scripts, renamed operations, what the sentences say, minor or major, the next version."""

from __future__ import annotations

import time
from typing import Any

import pytest

from changes.documents import base, base_properties, changes, connector, patched
from ippub.changes.compare import compare
from ippub.changes.model import Level
from ippub.changes.update import Size, next_version, sum_up


def of(code: str, old: Any, new: Any) -> list[str]:
    return [change.sentence for change in changes(old, new) if change.code == code]


def test_a_changed_readme_is_told_and_a_rewrapped_one_is_not() -> None:
    old = connector(base(), **{"readme.md": b"# Contoso\n\nKeeps widgets."})
    assert compare(old, connector(base(), **{"readme.md": b"# Contoso\r\n\r\nKeeps\r\nwidgets."})) == []
    found = compare(old, connector(base(), **{"readme.md": b"# Contoso\n\nKeeps parts."}))
    assert [change.code for change in found] == ["ReadmeChanged", "VersionNotRaised"]


def test_a_changed_script_is_told() -> None:
    old = connector(base(), base_properties(), **{"script.csx": b"a();\n"})
    new = connector(base(), base_properties(), **{"script.csx": b"b();\n"})
    assert "ScriptChanged" in {change.code for change in compare(old, new)}
    assert compare(old, connector(base(), base_properties(), **{"script.csx": b"a();\r\n"})) == []
    assert "ScriptChanged" in {change.code for change in compare(old, connector(base(), base_properties()))}


def test_a_file_alone_is_compared_with_the_same_file_of_a_folder() -> None:
    whole = connector(base(), base_properties(), **{"script.csx": b"a();", "readme.md": b"# A"})
    assert compare(whole, connector(base())) == []


def test_a_renamed_operation_is_one_change_that_names_both() -> None:
    new = patched(base(), {"paths": {"/widgets": {"get": {"operationId": "AllWidgets"}}}})
    # the parameter that calls it in the designer still names the old one
    assert [change.message for change in changes(base(), new)] == [
        'the operation "ListWidgets" is called "AllWidgets" now'
    ]


def test_an_operation_whose_path_changed_is_compared_by_its_id() -> None:
    new = base()
    new["paths"]["/things"] = new["paths"].pop("/widgets")
    new["paths"]["/things"]["get"]["responses"]["200"]["schema"]["properties"].pop("next")
    found = {change.code: change.sentence for change in changes(base(), new)}
    assert found["BreakingOutputDeleted"] == 'ListWidgets: output "next" is gone'
    assert "BreakingOperationDeleted" not in found
    assert of("BreakingPathTemplateChanged", base(), new) == [
        "ListWidgets, MakeWidget: its path changed from /widgets to /things"
    ]


def test_two_operations_that_swap_their_ids_are_no_renaming() -> None:
    new = base()
    one, other = new["paths"]["/widgets"]["get"], new["paths"]["/widgets/{id}"]["get"]
    one["operationId"], other["operationId"] = other["operationId"], one["operationId"]
    assert "BreakingOperationDeleted" not in {change.code for change in changes(base(), new)}
    assert len(of("BreakingPathTemplateChanged", base(), new)) == 2


def test_operations_that_share_one_id_are_told_apart_by_their_paths() -> None:
    old = base()
    old["paths"]["/forms"]["post"]["operationId"] = "ListWidgets"
    new = patched(old, {"host": "eu.contoso.com"})
    assert [change.code for change in changes(old, new)] == ["HostChanged"]


def test_an_operation_without_an_id_that_gets_one_is_told_as_renamed() -> None:
    old = base()
    del old["paths"]["/forms"]["post"]["operationId"]
    assert [change.code for change in changes(old, base())] == ["BreakingOperationDeleted"]


def test_a_sentence_names_the_values_and_the_operations() -> None:
    new = patched(base(), {"definitions": {"Widget": {"allOf": {"1": {"properties": {"color": {"enum": ["red"]}}}}}}})
    assert of("BreakingEnumValueRemoved", base(), new) == [
        'MakeWidget: input "color" no longer has the values ["green"]'
    ]
    (said,) = of("OutputEnumNarrowed", base(), new)
    assert said == (
        "ListWidgets, MakeWidget, GetWidget and 1 other operation: "
        'output "widgets[].color" no longer has the values ["green"]'
    )


def test_a_field_that_is_only_spelt_in_another_way_is_pointed_out() -> None:
    new = patched(base(), {"definitions": {"Widget": {"allOf": {"1": {"properties": {"made": None, "Made": {}}}}}}})
    assert of("BreakingInputDeleted", base(), new) == ['MakeWidget: input "made" is gone; is it the new "Made"?']


def test_what_is_only_an_answer_is_never_told_as_an_input() -> None:
    new = patched(base(), {"paths": {"/widgets": {"get": {"responses": {"200": {"schema": {"required": ["next"]}}}}}}})
    assert {change.level for change in changes(base(), new)} == {Level.HARMLESS}


@pytest.mark.parametrize(
    ("patch", "size"),
    [
        ({}, Size.NONE),
        ({"info": {"version": "1.1"}}, Size.NONE),
        ({"info": {"description": "Keeps parts.", "contact": {"name": "Grace"}}}, Size.MINOR),
        ({"paths": {"/forms": {"post": {"summary": "S", "responses": {"200": {"description": "D"}}}}}}, Size.MINOR),
        ({"info": {"title": "Contoso Parts"}}, Size.MAJOR),
        ({"definitions": {"Named": {"properties": {"name": {"description": "D"}}}}}, Size.MAJOR),
        ({"paths": {"/forms": {"post": {"summary": "S", "deprecated": True}}}}, Size.MAJOR),
    ],
)
def test_an_update_is_minor_when_only_texts_of_microsofts_list_changed(patch: dict[str, Any], size: Size) -> None:
    old, new = connector(base()), connector(patched(base(), patch))
    assert sum_up(compare(old, new), old.swagger, new.swagger).size is size


def test_texts_of_a_connection_are_minor_and_its_fields_major() -> None:
    def size(patch: Any) -> Size:
        new = connector(base(), patched(base_properties(), {"properties": patch}))
        return sum_up(compare(connector(base(), base_properties()), new), None, None).size

    tooltip = {"connectionParameters": {"key": {"uiDefinition": {"tooltip": "T"}}}}
    assert size({**tooltip, "publisher": "Grace", "stackOwner": "C", "iconBrandColor": "#123456"}) is Size.MINOR
    assert size({"connectionParameters": {"key": {"uiDefinition": {"displayName": "D"}}}}) is Size.MAJOR


@pytest.mark.parametrize(
    ("version", "size", "breaks", "proposed"),
    [
        ("1.0", Size.MINOR, False, "1.0.1"),
        ("1.0", Size.MAJOR, False, "1.1"),
        ("1.4.2", Size.MAJOR, False, "1.5.0"),
        ("1.4.2", Size.MAJOR, True, "2.0.0"),
        ("v2", Size.MAJOR, False, "v2.1"),
        ("1.0.0.7", Size.MINOR, False, "1.0.1.0"),
        ("2021-01-01", Size.MAJOR, False, ""),
        ("", Size.MAJOR, True, ""),
        ("1.0", Size.NONE, False, ""),
    ],
)
def test_the_next_version(version: str, size: Size, breaks: bool, proposed: str) -> None:
    assert next_version(version, size, breaks=breaks) == proposed


@pytest.mark.parametrize(("version", "proposed"), [("1.0", "2.0"), ("1.5", "2.0"), ("2.0", ""), ("3", "")])
def test_a_version_is_proposed_until_it_is_high_enough(version: str, proposed: str) -> None:
    old = connector(base())
    new = connector(patched(base(), {"info": {"version": version}, "paths": {"/forms": None}}))
    assert sum_up(compare(old, new), old.swagger, new.swagger).proposed == proposed


def megabyte() -> dict[str, Any]:
    """A definition of more than 1 MB, with all that our small one has in it many times."""
    document = base()
    for number in range(440):
        for path in ("/widgets", "/forms"):
            item = patched(base()["paths"][path], {})
            for method in ("get", "post"):
                if method in item:
                    item[method]["operationId"] += str(number)
            document["paths"][f"{path}{number}"] = item
        document["definitions"][f"Widget{number}"] = base()["definitions"]["Widget"]
    return document


def test_a_megabyte_that_is_the_same_is_compared_in_less_than_50_milliseconds() -> None:
    import json

    old, new = connector(megabyte()), connector(megabyte())
    assert len(json.dumps(megabyte())) > 1_000_000
    assert old.swagger is not None
    assert new.swagger is not None
    started = time.process_time()
    assert compare(old, new) == []
    assert time.process_time() - started < 0.05


def test_a_renamed_parameter_is_one_change_that_names_both() -> None:
    def renamed(path: str, parameter: dict[str, Any], **there: Any) -> list[str]:
        new = patched(base(), {"paths": {path: {"get": {"parameters": {"0": parameter}, **there}}}})
        return [change.sentence for change in changes(base(), new) if change.level is not Level.HARMLESS]

    # shown under the same name, with the same type
    assert renamed("/widgets", {"name": "top"}) == ['ListWidgets: query parameter "limit" is called "top" now']
    # spelt otherwise
    said = 'ListWidgets: query parameter "limit" is called "LIMIT" now'
    assert renamed("/widgets", {"name": "LIMIT", "x-ms-summary": "Top"}) == [said]
    # neither: one is gone, the other is new
    assert renamed("/widgets", {"name": "top", "x-ms-summary": "Top"}) == [
        'ListWidgets: query parameter "limit" is gone'
    ]
    # what is changed besides is told too
    assert renamed("/widgets", {"name": "top", "required": True}) == [
        'ListWidgets: query parameter "limit" is called "top" now',
        'ListWidgets: query parameter "limit" is required now',
    ]


def test_a_parameter_that_fills_the_same_gap_of_the_path_is_the_same_parameter() -> None:
    new = base()
    item = new["paths"]["/widgets/{key}"] = new["paths"].pop("/widgets/{id}")
    item["get"]["parameters"][0] |= {"name": "key", "x-ms-summary": "Key"}
    assert [change.sentence for change in changes(base(), new) if change.level is Level.BREAKING] == [
        "GetWidget: its path changed from /widgets/{id} to /widgets/{key}",
        'GetWidget: path parameter "id" is called "key" now',
    ]


def test_two_parameters_that_could_be_the_renamed_one_are_new() -> None:
    new = base()
    parameters = new["paths"]["/widgets"]["get"]["parameters"]
    parameters[0]["name"] = "top"
    parameters.append({**parameters[0], "name": "most"})
    assert of("BreakingInputDeleted", base(), new) == ['ListWidgets: query parameter "limit" is gone']
    assert len(of("InputAdded", base(), new)) == 2


@pytest.mark.parametrize(
    "ref",
    [
        "#/paths/~1widgets/get/responses/200/schema/properties/widgets/items",
        "#/responses/Found/schema",
        "#/definitions/Holder/properties/one",
        "#/x-shared/One",
    ],
)
def test_a_reference_to_any_place_of_the_file_is_followed(ref: str) -> None:
    def holding(field: str) -> dict[str, Any]:
        shared = {"type": "object", "properties": {field: {"type": "string"}}}
        document = base()
        listing = document["paths"]["/widgets"]["get"]["responses"]["200"]["schema"]["properties"]["widgets"]
        document["responses"]["Found"] = {"description": "F", "schema": shared}
        document["definitions"]["Holder"] = {"type": "object", "properties": {"one": shared}}
        document["x-shared"] = {"One": shared}
        listing["items"] = shared
        document["paths"]["/widgets/{id}"]["get"]["responses"]["200"]["schema"] = {"$ref": ref}
        return document

    found = of("BreakingOutputDeleted", holding("size"), holding("width"))
    assert any("GetWidget" in said and said.endswith('size" is gone') for said in found), found
    same = holding("size")
    same["paths"]["/widgets/{id}"]["get"]["responses"]["200"]["schema"] = same["x-shared"]["One"]
    assert changes(holding("size"), same) == []


@pytest.mark.parametrize("ref", ["#/paths/~1widgets/get/responses/999", "#/x-round", "#/host", "#", "#/paths/%", "#/"])
def test_a_reference_that_leads_nowhere_or_in_a_circle_ends(ref: str) -> None:
    document = base()
    document["x-round"] = {"$ref": "#/x-round"}
    document["paths"]["/widgets/{id}"]["get"]["responses"]["200"]["schema"] = {"$ref": ref}
    assert changes(document, base())
