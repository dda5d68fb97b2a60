"""A schema object of a definition, where it stands, and what a reference means."""

from __future__ import annotations

from functools import lru_cache

from ippub.connector.node import Node
from ippub.document.json import Json
from ippub.document.place import Token


def referred(ref: str, section: str) -> str | None:
    """The name that ``#/<section>/<name>`` means, None when ``ref`` has another form."""
    prefix = f"#/{section}/"
    if not ref.startswith(prefix) or "/" in (name := ref[len(prefix) :]):
        return None
    if "%" in name:
        from urllib.parse import unquote

        name = unquote(name)
    return name.replace("~1", "/").replace("~0", "~")


class Schema(Node):
    """A schema object where it stands (``$ref`` is not followed; see ``Swagger.resolve``).

    ``role`` says what it is to its parent: "definition", "body", "response", "notification", "property", "items",
    "additionalProperties" or "allOf". ``name`` is the property's or definition's name, else "".
    """

    __slots__ = ("name", "role")

    def __init__(
        self, value: dict[str, Json], parent: Node, step: tuple[Token, ...], role: str, name: str = ""
    ) -> None:
        self.value = value
        self.parent = parent
        self.step = step
        self.role = role
        self.name = name

    @property
    def type(self) -> str:
        """The declared type, "" when absent."""
        value = self.value.get("type")
        return value if isinstance(value, str) else ""

    @property
    def ref(self) -> str:
        """The ``$ref`` of this schema, "" when it has none."""
        value = self.value.get("$ref")
        return value if isinstance(value, str) else ""

    @property
    def owner(self) -> Schema | None:
        """The schema around this one, None for a root."""
        return self.parent if isinstance(self.parent, Schema) else None

    @property
    def outermost(self) -> Schema:
        """The root schema that this one is a part of."""
        schema = self
        while isinstance(schema.parent, Schema):
            schema = schema.parent
        return schema

    @property
    def required_names(self) -> list[str]:
        """The names in ``required``."""
        return self.strings("required")

    @property
    def is_required(self) -> bool:
        """Whether the schema around this property lists it as required."""
        owner = self.owner
        return owner is not None and self.role == "property" and self.name in _required_by(owner)

    @property
    def properties(self) -> list[Schema]:
        """The property schemas, in the order of the file."""
        return [
            Schema(value, self, ("properties", name), "property", name)
            for name, value in self.object_of("properties").items()
            if isinstance(value, dict)
        ]

    @property
    def is_dynamic(self) -> bool:
        """Whether the designer learns the real shape while it runs."""
        return "x-ms-dynamic-schema" in self.value or "x-ms-dynamic-properties" in self.value


@lru_cache(maxsize=1)
def _required_by(owner: Schema) -> frozenset[str]:
    """Properties are mostly asked one after the other: for 100,000 of them the list must not be searched each time."""
    return frozenset(owner.required_names)
