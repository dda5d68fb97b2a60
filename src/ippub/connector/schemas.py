"""How large and how deep schemas are when every ``$ref`` is followed, worked out without following them.

A few definitions that refer to each other twice stand for billions of nodes. So each definition is
measured once, and what refers to it adds the result: the time grows with the file, not with what the
file stands for.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ippub.connector.reference import shared_name
from ippub.connector.swagger import Schema, Swagger

MANY = 10**9
"""Where counting stops."""


class Extent(NamedTuple):
    """The size of a root schema with every ``$ref`` followed.

    ``nodes`` counts the root, each property, items, additionalProperties and allOf part (at most ``MANY``);
    ``depth`` is the longest way down, 1 for a root alone. ``endless`` says that it reaches a definition that
    contains itself; then both count what stands in the file only, references as single nodes.
    """

    nodes: int
    depth: int
    endless: bool = False


class Extents:
    """The sizes of the root schemas.

    ``definitions`` are those of the definitions by name; ``extents_of_roots`` has those of all roots. ``cycles`` are
    the groups of definitions that contain each other (or one that contains itself), by name. ``largest`` is the number
    of nodes of the largest root, ``deepest`` the depth of the deepest.
    """

    def __init__(
        self, definitions: dict[str, Extent], cycles: tuple[tuple[str, ...], ...], largest: int, deepest: int
    ) -> None:
        self.definitions = definitions
        self.cycles = cycles
        self.largest = largest
        self.deepest = deepest

    def stays_below(self, limit: int, uses: int) -> bool:
        """Whether ``uses`` root schemas have at most ``limit`` nodes in all, by a first look; False is no answer."""
        return not self.cycles and uses * self.largest <= limit


class _Tree:
    """A root schema as it stands in the file: its extent, the definitions that it refers to with their depths."""

    def __init__(self, own: Extent, references: list[tuple[str, int]]) -> None:
        self.own = own
        self.references = references


def definition_name(ref: str) -> str | None:
    """The name that ``#/definitions/<name>`` means, None when ``ref`` has another form."""
    return shared_name(ref, "definitions")


def swagger_of(schema: Schema) -> Swagger:
    """The definition file that ``schema`` stands in."""
    root = schema.root
    if not isinstance(root, Swagger):
        raise TypeError("a schema outside of a definition")
    return root


@lru_cache(maxsize=1)
def measure(swagger: Swagger) -> Extents:
    """The sizes of the root schemas of ``swagger``, in time linear in the file."""
    inventory = swagger.inventory
    sizes, depths = inventory.sizes, inventory.depths
    names = list(swagger.definitions)
    extents = {name: Extent(nodes, depth) for name, nodes, depth in zip(names, sizes, depths, strict=False)}
    trees = {names[at]: _tree(swagger, at) for at in inventory.references if at < len(names)}
    targets = {name: {target for target, _ in tree.references if target in trees} for name, tree in trees.items()}
    _settle(trees, targets, extents)
    # One node that refers to a definition is as large as that; whatever refers to nothing is what stands in the file.
    spread = [at for at in inventory.references if at >= len(names) and sizes[at] > 1]
    spread_out = [*extents.values(), *[_add_up(_tree(swagger, at), extents) for at in spread]]
    edges = {name: within for name, within in targets.items() if extents[name].endless}
    return Extents(
        extents,
        tuple(cycles(edges)),
        max([*sizes, *[extent.nodes for extent in spread_out]], default=0),
        max([*depths, *[extent.depth for extent in spread_out]], default=0),
    )


def extents_of_roots(swagger: Swagger) -> Iterator[tuple[Schema, Extent]]:
    """The sizes of all root schemas, in the order of ``Swagger.root_schemas``."""
    extents = measure(swagger).definitions
    for at, root in enumerate(swagger.root_schemas):
        yield root, extents[root.name] if at < len(extents) else _add_up(_tree(swagger, at), extents)


def _tree(swagger: Swagger, at: int) -> _Tree:
    """The root schema with this number."""
    inventory, plain = swagger.inventory, swagger.plain_references
    references = []
    for ref, depth in inventory.references.get(at, ()):
        target = plain.get(ref)
        name = target.name if target is not None else definition_name(ref)
        if name:
            references.append((name, depth))
    return _Tree(Extent(inventory.sizes[at], inventory.depths[at]), references)


def _settle(trees: dict[str, _Tree], targets: dict[str, set[str]], extents: dict[str, Extent]) -> None:
    """Put the extents of ``trees`` into ``extents``, those first that refer to no other of ``trees``.

    What is left over reaches a cycle. Those of the definitions that refer to nothing are there.
    """
    users: dict[str, list[str]] = {}
    for name, within in targets.items():
        for target in within:
            users.setdefault(target, []).append(name)
    waiting_for = {name: len(within) for name, within in targets.items()}
    ready = [name for name, count in waiting_for.items() if count == 0]
    while ready:
        name = ready.pop()
        extents[name] = _add_up(trees[name], extents)
        for user in users.get(name, ()):
            waiting_for[user] -= 1
            if waiting_for[user] == 0:
                ready.append(user)
    for name, count in waiting_for.items():
        if count:
            extents[name] = trees[name].own._replace(endless=True)


def _add_up(tree: _Tree, extents: dict[str, Extent]) -> Extent:
    nodes, depth, _ = tree.own
    for target, at in tree.references:
        inner = extents.get(target)
        if inner is None:
            continue
        if inner.endless:
            return tree.own._replace(endless=True)
        # The reference and the root that it names are one node.
        nodes += inner.nodes - 1
        depth = max(depth, at + inner.depth - 1)
    return Extent(min(nodes, MANY), depth)


def cycles(edges: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """The groups of names that reach each other, and names that reach themselves, in the order of ``edges``.

    Tarjan's algorithm with a stack of its own: a chain of definitions may be as long as the file.
    """
    order = {name: position for position, name in enumerate(edges)}
    search = _Tarjan({name: _ordered(targets, order) for name, targets in edges.items()})
    for name in edges:
        search.visit(name)
    found = [tuple(_ordered(group, order)) for group in search.groups if len(group) > 1 or group[0] in edges[group[0]]]
    return sorted(found, key=lambda group: order[group[0]])


class _Tarjan:
    """Finds the strongly connected groups of a graph."""

    def __init__(self, edges: dict[str, list[str]]) -> None:
        self.groups: list[list[str]] = []
        self._edges = edges
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()

    def visit(self, start: str) -> None:
        """Find the groups that ``start`` reaches and that were not found before."""
        if start in self._index:
            return
        work = [(start, self._enter(start))]
        while work:
            name, targets = work[-1]
            for target in targets:
                if target not in self._index:
                    work.append((target, self._enter(target)))
                    break
                if target in self._is_open:
                    self._low[name] = min(self._low[name], self._index[target])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    self._low[above] = min(self._low[above], self._low[name])
                if self._low[name] == self._index[name]:
                    self._close(name)

    def _enter(self, name: str) -> Iterator[str]:
        self._index[name] = self._low[name] = len(self._index)
        self._open.append(name)
        self._is_open.add(name)
        return iter(self._edges[name])

    def _close(self, name: str) -> None:
        group: list[str] = []
        while not group or group[-1] != name:
            group.append(self._open.pop())
        self._is_open.difference_update(group)
        self.groups.append(group)


def _ordered(names: Iterable[str], order: dict[str, int]) -> list[str]:
    return sorted((name for name in names if name in order), key=order.__getitem__)
