"""How large and how deep schemas are when every ``$ref`` is followed, worked out without following them one by one.

A few definitions that refer to each other twice stand for billions of nodes. So each definition is measured once, and
what refers to it adds the result: the time grows with the file, not with what the file stands for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ippub.connector.swagger import Schema, Swagger

MANY = 10**9
"""Where counting stops."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a root schema with every ``$ref`` followed.

    ``nodes`` counts the root, each property, items, additionalProperties and allOf part (at most ``MANY``); ``depth``
    is the longest way down, 1 for a root alone. ``endless`` says that it reaches a definition that contains itself;
    then ``nodes`` and ``depth`` count what stands in the file only, references as single nodes.
    """

    nodes: int
    depth: int
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Extents:
    """The sizes of all root schemas. ``roots`` are in the order of ``Swagger.root_schemas``.

    ``cycles`` are the groups of definitions that contain each other (or one that contains itself), by name.
    """

    roots: tuple[tuple[Schema, Extent], ...]
    cycles: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Tree:
    """A root schema as it stands in the file: its own nodes and depth, and its references with their depths."""

    root: Schema
    nodes: int = 0
    depth: int = 1
    references: list[tuple[str, int]] = field(default_factory=list)


def definition_name(ref: str) -> str | None:
    """The name that ``#/definitions/<name>`` means, None when ``ref`` has another form."""
    prefix = "#/definitions/"
    if not ref.startswith(prefix) or "/" in (name := ref[len(prefix) :]):
        return None
    if "%" in name:
        from urllib.parse import unquote

        name = unquote(name)
    return name.replace("~1", "/").replace("~0", "~") if "~" in name else name


def measure(swagger: Swagger) -> Extents:
    """The sizes of the root schemas of ``swagger``, in time linear in the file."""
    trees = _trees(swagger)
    by_name = {tree.root.name: tree for tree in trees if tree.root.role == "definition"}
    extents = _settle(by_name)
    roots = []
    for tree in trees:
        known = extents.get(tree.root.name) if tree.root.role == "definition" else None
        roots.append((tree.root, known or _add_up(tree, extents)))
    edges = {
        name: {target for target, _ in tree.references if target in by_name}
        for name, tree in by_name.items()
        if extents[name].endless
    }
    return Extents(tuple(roots), tuple(cycles(edges)))


def _trees(swagger: Swagger) -> list[_Tree]:
    """One pass over the schemas; they come outer before inner, so a node's depth is its parent's and one."""
    trees: list[_Tree] = []
    depths: dict[int, int] = {}
    tree: _Tree | None = None
    for schema in swagger.schemas:
        parent = schema.parent
        if not isinstance(parent, Schema):
            tree = _Tree(schema)
            trees.append(tree)
            depth = 1
            depths = {}
        else:
            depth = depths[id(parent)] + 1
        assert tree is not None  # the first schema is a root
        depths[id(schema)] = depth
        tree.nodes += 1
        tree.depth = max(tree.depth, depth)
        ref = schema.value.get("$ref")
        if isinstance(ref, str) and (name := definition_name(ref)) is not None:
            tree.references.append((name, depth))
    return trees


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
    """The groups of names that reach each other (Tarjan), each in the order of ``edges``, without recursion."""
    order = {name: position for position, name in enumerate(edges)}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in edges:
        if start in index:
            continue
        work = [(start, iter(_ordered(edges[start], order)))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            name, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(_ordered(edges[target], order))))
                    break
                if target in on_stack:
                    low[name] = min(low[name], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    group = []
                    while not group or group[-1] != name:
                        group.append(stack.pop())
                    on_stack.difference_update(group)
                    if len(group) > 1 or name in edges[name]:
                        found.append(tuple(_ordered(group, order)))
    return sorted(found, key=lambda group: order[group[0]])


def _ordered(names: Iterable[str], order: dict[str, int]) -> list[str]:
    return sorted((name for name in names if name in order), key=order.__getitem__)
