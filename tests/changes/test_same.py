"""What means the same is no change: order, white space, spelling, and whether a ``$ref`` stands in between."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from changes.documents import base, base_properties, changes, connector
from ippub.changes.compare import compare
from ippub.connector.folder import SWAGGER, connector_of, find_connectors, read_connector

LISTS_WITHOUT_ORDER = ("parameters", "required", "enum", "tags", "consumes", "produces", "schemes", "allOf", "security")


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    """``value`` with its keys, and the lists in which order means nothing, in another order."""
    if isinstance(value, dict):
        items = [(name, shuffled(inner, chance, name)) for name, inner in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        items = [shuffled(inner, chance) for inner in value]
        if key in LISTS_WITHOUT_ORDER:
            chance.shuffle(items)
        return items
    return value


def inlined(document: dict[str, Any], value: Any, above: tuple[str, ...] = ()) -> Any:
    """``value`` with every ``$ref`` replaced by what it means, but where a definition contains itself."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and ref.count("/") == 2 and ref not in above and len(above) < 3:
            _, section, name = ref.split("/")
            target = document.get(section, {}).get(name)
            beside = {key: inner for key, inner in value.items() if key.startswith("x-")}
            if isinstance(target, dict):
                return {**inlined(document, target, (*above, ref)), **beside}
        return {key: inlined(document, inner, above) for key, inner in value.items()}
    if isinstance(value, list):
        return [inlined(document, inner, above) for inner in value]
    return value


def extracted(document: dict[str, Any], schema_chance: random.Random) -> dict[str, Any]:
    """``document`` with some property and answer schemas moved to definitions of their own."""
    result = copy.deepcopy(document)
    made: dict[str, Any] = {}

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, list):
            return [walk(inner, "") for inner in value]
        if not isinstance(value, dict):
            return value
        # a property may itself be called "properties": below such a map, names mean nothing
        walked = {name: walk(inner, "" if key == "properties" else name) for name, inner in value.items()}
        if key == "properties":
            return {
                name: moved(inner) if isinstance(inner, dict) and schema_chance.random() < 0.5 else inner
                for name, inner in walked.items()
            }
        return walked

    def moved(schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            return schema
        name = f"Moved{len(made)}"
        made[name] = schema
        return {"$ref": f"#/definitions/{name}"}

    result["paths"] = walk(result.get("paths", {}), "")
    result["definitions"] = {name: walk(inner, "") for name, inner in result.get("definitions", {}).items()}
    result["definitions"].update(made)
    return result


def same(old: Any, new: Any) -> bool:
    return changes(old, new) == [] and changes(new, old) == []


@pytest.mark.parametrize("seed", range(25))
def test_another_order_is_no_change(seed: int) -> None:
    assert same(base(), shuffled(base(), random.Random(seed)))


def test_a_reference_replaced_by_what_it_means_is_no_change() -> None:
    document = base()
    flat = {**document, "paths": inlined(document, document["paths"])}
    assert flat["paths"] != document["paths"]
    assert same(document, flat)


@pytest.mark.parametrize("seed", range(10))
def test_a_schema_moved_to_a_definition_is_no_change(seed: int) -> None:
    document = extracted(base(), random.Random(seed))
    assert len(document["definitions"]) > len(base()["definitions"])
    assert same(base(), document)


def test_a_definition_that_nothing_uses_or_that_is_renamed_is_no_change() -> None:
    document = base()
    document["definitions"]["Unused"] = {"type": "object"}
    assert same(base(), document)
    renamed = json.loads(json.dumps(base()).replace("definitions/Widget", "definitions/Gadget"))
    renamed["definitions"]["Gadget"] = renamed["definitions"].pop("Widget")
    assert same(base(), renamed)


def test_a_parameter_of_the_path_moved_into_its_operations_is_no_change() -> None:
    document = base()
    shared = document["paths"]["/widgets"].pop("parameters")
    for method in ("get", "post"):
        document["paths"]["/widgets"][method]["parameters"] += shared
    assert same(base(), document)


def test_parts_of_an_all_of_poured_into_one_are_no_change() -> None:
    document = base()
    named, own = document["definitions"]["Named"], document["definitions"]["Widget"]["allOf"][1]
    document["definitions"]["Widget"] = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {**own["properties"], **named["properties"]},
    }
    assert same(base(), document)


def test_white_space_line_ends_and_spelling_are_no_change() -> None:
    texts = [
        json.dumps(base(), indent=4, ensure_ascii=False).replace("\n", "\r\n"),
        json.dumps(base(), separators=(",", ":")).replace("/", "\\/").replace('"maxLength":40', '"maxLength":4.0e1'),
        "\ufeff" + json.dumps(base()),
    ]
    plain = connector(base())
    for text in texts:
        other = connector_of("Contoso Widgets", {SWAGGER: text.encode()})
        assert compare(plain, other) == []
        assert compare(other, plain) == []


def test_the_connection_file_in_another_order_is_no_change() -> None:
    other = shuffled(base_properties(), random.Random(1))
    assert compare(connector(base(), base_properties()), connector(base(), other)) == []


@pytest.mark.corpus
def test_real_connectors_in_another_order_or_with_references_inlined_or_moved_are_no_change(corpus: Path) -> None:
    chance = random.Random(7)
    folders = list(find_connectors(str(corpus / "connectors" / "independent-publisher-connectors")))
    wrong, seen = [], 0
    for folder in chance.sample(folders, min(120, len(folders))):
        real = read_connector(folder)
        if real.swagger is None or real.size > 400_000:
            continue
        document: dict[str, Any] = real.swagger.value
        for make in (
            lambda one: shuffled(one, chance),
            lambda one: {**one, "paths": inlined(one, one.get("paths"))},
            lambda one: extracted(one, chance),
        ):
            found = changes(document, make(document))
            seen += 1
            if found:
                wrong.append((folder, [change.sentence for change in found[:3]]))
    assert seen > 100
    assert not wrong, wrong[:5]
