"""Findings about many properties, gathered so that each body or definition is spoken about once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ippub.connector.swagger import Schema


def by_root(schemas: Iterable[Schema]) -> Iterator[tuple[Schema, list[Schema]]]:
    """``schemas`` in runs that stand in the same root schema, with that root.

    They must be in the order of ``Swagger.schemas``, in which all of one root stand together.
    """
    root: Schema | None = None
    run: list[Schema] = []
    for schema in schemas:
        own = schema.outermost
        if root is None or own.value is not root.value or own.step != root.step:
            if root is not None:
                yield root, run
            root, run = own, []
        run.append(schema)
    if root is not None:
        yield root, run
