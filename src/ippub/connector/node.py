"""A JSON object of a connector that knows the way to itself, so that a rule can say where without counting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, overload

from ippub.document.json import Json
from ippub.document.place import WHOLE_FILE, Place, Token

_new = tuple.__new__
_View = TypeVar("_View")
_Worked_co = TypeVar("_Worked_co", covariant=True)


class once(Generic[_View, _Worked_co]):  # noqa: N801  # stands where ``property`` stands
    """``functools.cached_property`` without its lock, which Python 3.11 takes for each of 100,000 first uses."""

    def __init__(self, work: Callable[[_View], _Worked_co]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, view: None, owner: Any = None) -> once[_View, _Worked_co]: ...
    @overload
    def __get__(self, view: _View, owner: Any = None) -> _Worked_co: ...
    def __get__(self, view: _View | None, owner: Any = None) -> once[_View, _Worked_co] | _Worked_co:
        """Work it out and put it where it is found before this is asked again."""
        if view is None:
            return self
        worked = view.__dict__[self._name] = self._work(view)
        return worked


class Node:
    """A JSON object inside a file: its ``value``, the node above (``parent``) and the ``step`` from there to here.

    The typed views (``Operation``, ``Schema`` ...) are Nodes. Whatever a file holds, the accessors below answer with
    the asked type: a value of another type counts as absent (the rules about shape report it).
    Sub-classes only add words for what the object is; how it behaves is all here.
    """

    __slots__ = ("parent", "step", "value")

    def __init__(self, value: dict[str, Json], parent: Node | None, step: tuple[Token, ...]) -> None:
        self.value = value
        self.parent = parent
        self.step = step

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The way from the root of the file to here."""
        way: tuple[Token, ...] = ()
        node: Node | None = self
        while node is not None:  # the depth of a file is bounded
            way = node.step + way
            node = node.parent
        return way

    @property
    def root(self) -> Node:
        """The object that is the whole file."""
        node: Node = self
        while node.parent is not None:
            node = node.parent
        return node

    @property
    def file(self) -> str:
        """The name of the file this stands in."""
        return self.root.file

    @property
    def place(self) -> Place:
        """Where this object is."""
        return self.at()

    def __truediv__(self, token: Token) -> Place:
        """The place of a member, there or missing: ``operation / "operationId"``."""
        return self.at(token)

    def at(self, *tokens: Token) -> Place:
        """The place some steps further down."""
        way, node, parent = tokens, self, self.parent
        while parent is not None:  # the depth of a file is bounded
            way = node.step + way
            node, parent = parent, parent.parent
        # The constructor of a named tuple is written in Python, and 40,000 places are made in a long run.
        return _new(Place, (node.file, way, WHOLE_FILE, False))

    def __contains__(self, key: object) -> bool:
        return key in self.value

    def get(self, key: str) -> Json:
        """The member as it is, None when absent."""
        return self.value.get(key)

    def text(self, key: str) -> str:
        """The member when it is a string, else an empty one."""
        value = self.value.get(key)
        return value if isinstance(value, str) else ""

    def items_of(self, key: str) -> list[Json]:
        """The member when it is an array, else an empty one."""
        value = self.value.get(key)
        return value if isinstance(value, list) else []

    def strings(self, key: str) -> list[str]:
        """The strings in the array ``key``; elements of other types are left out."""
        return [item for item in self.items_of(key) if isinstance(item, str)]

    def object_of(self, key: str) -> dict[str, Json]:
        """The member when it is an object, else an empty one."""
        value = self.value.get(key)
        return value if isinstance(value, dict) else {}

    def child(self, key: str) -> Node | None:
        """The member as a Node when it is an object, else None."""
        value = self.value.get(key)
        return Node(value, self, (key,)) if isinstance(value, dict) else None

    def children(self, key: str) -> Iterator[tuple[str, Node]]:
        """The objects in the object ``key`` with their names (``x-`` keys too)."""
        for name, value in self.object_of(key).items():
            if isinstance(value, dict):
                yield name, Node(value, self, (key, name))

    def elements(self, key: str) -> Iterator[tuple[int, Node]]:
        """The objects in the array ``key`` with their indexes."""
        for index, value in enumerate(self.items_of(key)):
            if isinstance(value, dict):
                yield index, Node(value, self, (key, index))

    @property
    def visibility(self) -> str:
        """``x-ms-visibility``: "important", "advanced", "internal" or "" (none)."""
        return self.text("x-ms-visibility")


class Root(Node):
    """The object that is a whole file."""

    __slots__ = ("_file",)

    def __init__(self, value: dict[str, Json], file: str) -> None:
        super().__init__(value, None, ())
        self._file = file

    @property
    def file(self) -> str:
        """The file's name."""
        return self._file
