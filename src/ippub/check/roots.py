"""Findings about many properties, gathered so that each body or definition is spoken about once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ippub.connector.swagger import Schema, Swagger


@lru_cache(maxsize=1)
def hidden_schemas(swagger: Swagger) -> frozenset[int]:
    """The identities of the schemas that, or above which something, up to the root, is hidden from makers."""
    if all(schema.visibility != "internal" for schema in swagger.schemas_with("x-ms-visibility")):
        return frozenset()
    found: set[int] = set()
    for schema in swagger.schemas:  # outer ones come before inner ones
        if schema.value.get("x-ms-visibility") == "internal" or id(schema.parent) in found:
            found.add(id(schema))
    return frozenset(found)


def by_root(schemas: Iterable[Schema]) -> Iterator[tuple[Schema, list[Schema]]]:
    """``schemas`` in runs that stand in the same root schema, with that root.

    They must be in the order of ``Swagger.schemas``, in which all of one root stand together.
    """
    known: dict[int, Schema] = {}  # the root by the schema around
    root: Schema | None = None
    run: list[Schema] = []
    for schema in schemas:
        parent = id(schema.parent)
        own = known.get(parent)
        if own is None:
            own = schema.outermost
            if own is not schema:
                known[parent] = own
        if own is not root:
            if root is not None:
                yield root, run
            root, run = own, []
        run.append(schema)
    if root is not None:
        yield root, run
