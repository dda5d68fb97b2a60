"""Findings about many properties, gathered so that each body or definition is spoken about once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ippub.connector.swagger import Schema


class Ancestry:
    """The root of schemas, and whether something above hides them, each worked out once.

    For the schemas of one definition file, which must stay alive meanwhile (``Swagger.schemas`` keeps them).
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Schema, bool]] = {}

    def root(self, schema: Schema) -> Schema:
        """``schema.outermost``."""
        known = self._known.get(id(schema.parent))
        return known[0] if known is not None else self._of(schema.owner or schema)[0]

    def hidden(self, schema: Schema) -> bool:
        """``schema.internal_above``."""
        if schema.value.get("x-ms-visibility") == "internal":
            return True
        known = self._known.get(id(schema.parent))
        return known[1] if known is not None else self._of(schema.owner or schema)[1]

    def _of(self, schema: Schema) -> tuple[Schema, bool]:
        """Up to the root or to something known, and down again, so that no step is taken twice."""
        path = []
        node: Schema | None = schema
        known: tuple[Schema, bool] | None = None
        while node is not None and (known := self._known.get(id(node))) is None:
            path.append(node)
            node = node.owner
        root, hidden = known or (path[-1], False)
        for node in reversed(path):
            hidden = hidden or node.visibility == "internal"
            self._known[id(node)] = (root, hidden)
        return root, hidden


def by_root(schemas: Iterable[Schema]) -> Iterator[tuple[Schema, list[Schema]]]:
    """``schemas`` in runs that stand in the same root schema, with that root.

    They must be in the order of ``Swagger.schemas``, in which all of one root stand together.
    """
    ancestry = Ancestry()
    root: Schema | None = None
    run: list[Schema] = []
    for schema in schemas:
        own = ancestry.root(schema)
        if own is not root:
            if root is not None:
                yield root, run
            root, run = own, []
        run.append(schema)
    if root is not None:
        yield root, run
