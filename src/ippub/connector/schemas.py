"""How large and how deep schemas are when every ``$ref`` is followed, worked out without following them.

A few definitions that refer to each other twice stand for billions of nodes. So each definition is
measured once, and what refers to it adds the result: the time grows with the file, not with what the
file stands for.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ippub.connector.inventory import RootSchema
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


class Extents(NamedTuple):
    """The sizes of all root schemas. ``roots`` are in the order of ``Swagger.root_schemas``.

    ``cycles`` are the groups of definitions that contain each other (or one that contains itself), by name.
    ``largest`` is the number of nodes of the largest root, ``deepest`` the depth of the deepest.
    """

    roots: tuple[tuple[Schema, Extent], ...]
    cycles: tuple[tuple[str, ...], ...]
    largest: int
    deepest: int

    def stays_below(self, limit: int, uses: int) -> bool:
        """Whether ``uses`` root schemas have at most ``limit`` nodes in all, by a first look; False is no answer."""
        return not self.cycles and uses * self.largest <= limit


class _Tree(NamedTuple):
    """A root schema as it stands in the file: its nodes, its depth, its references with their depths."""

    nodes: int
    depth: int
    references: list[tuple[str, int]]


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
    found = swagger.inventory.roots
    plain = swagger.plain_references
    by_name = {root.schema.name: _tree(root, plain) for root in found[: len(swagger.definitions)]}
    extents = _settle(by_name)
    roots = [(root.schema, extents[root.schema.name]) for root in found[: len(by_name)]]
    for root in found[len(by_name) :]:
        if root.references:
            extent = _of_reference(root, plain, extents) or _add_up(_tree(root, plain), extents)
        else:
            extent = Extent(root.nodes, root.depth)
        roots.append((root.schema, extent))
    edges = {
        name: {target for target, _ in tree.references if target in by_name}
        for name, tree in by_name.items()
        if extents[name].endless
    }
    largest = max([extent.nodes for _, extent in roots], default=0)
    deepest = max([extent.depth for _, extent in roots], default=0)
    return Extents(tuple(roots), tuple(cycles(edges)), largest, deepest)


def _tree(root: RootSchema, plain: dict[str, Schema]) -> _Tree:
    references = []
    for schema, depth in root.references:
        target = plain.get(schema.ref)
        name = target.name if target is not None else definition_name(schema.ref)
        if name:
            references.append((name, depth))
    return _Tree(root.nodes, root.depth, references)


def _of_reference(root: RootSchema, plain: dict[str, Schema], extents: dict[str, Extent]) -> Extent | None:
    """The extent of a root that is nothing but a reference, as most are: that of what it refers to."""
    target = plain.get(root.schema.ref) if root.nodes == 1 else None
    extent = extents[target.name] if target is not None else None
    return extent if extent is not None and not extent.endless else None


def _settle(by_name: dict[str, _Tree]) -> dict[str, Extent]:
    """The extents of the definitions, those first that refer to none; what is left over reaches a cycle."""
    users: dict[str, list[str]] = {}
    waiting_for: dict[str, int] = {}
    for name, tree in by_name.items():
        targets = {target for target, _ in tree.references if target in by_name}
        waiting_for[name] = len(targets)
        for target in targets:
            users.setdefault(target, []).append(name)
    extents: dict[str, Extent] = {}
    ready = [name for name, count in waiting_for.items() if count == 0]
    while ready:
        name = ready.pop()
        extents[name] = _add_up(by_name[name], extents)
        for user in users.get(name, ()):
            waiting_for[user] -= 1
            if waiting_for[user] == 0:
                ready.append(user)
    for name, tree in by_name.items():
        if name not in extents:
            extents[name] = Extent(tree.nodes, tree.depth, endless=True)
    return extents


def _add_up(tree: _Tree, extents: dict[str, Extent]) -> Extent:
    nodes, depth = tree.nodes, tree.depth
    for target, at in tree.references:
        inner = extents.get(target)
        if inner is None:
            continue
        if inner.endless:
            return Extent(tree.nodes, tree.depth, endless=True)
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
