"""Schemas that makers never see."""

from __future__ import annotations

from functools import lru_cache

from ippub.connector.swagger import Swagger

_KEY = "x-ms-visibility"


@lru_cache(maxsize=1)
def hidden_schemas(swagger: Swagger) -> frozenset[int]:
    """The numbers of the schemas that, or above which something, up to the root, is hidden from makers."""
    inventory = swagger.inventory
    schemas, values = inventory.schemas, inventory.values
    hidden = [number for number in inventory.numbers(_KEY) if values[number][_KEY] == "internal"]
    found = set[int]()
    count = len(schemas)
    for number in hidden:
        if number in found:
            continue
        found.add(number)
        below = number + 1  # what stands in a schema comes right behind it
        if below < count and schemas[below].parent is schemas[number]:
            within = {id(schemas[number])}
            while below < count and id(schemas[below].parent) in within:
                within.add(id(schemas[below]))
                found.add(below)
                below += 1
    return frozenset(found)
