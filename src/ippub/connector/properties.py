"""Typed views of ``apiProperties.json``."""

from __future__ import annotations

from ippub.connector.node import Node, Root, once
from ippub.document.json import Json
from ippub.document.place import Token


class ConnectionParameter(Node):
    """One entry of ``connectionParameters`` (``set_name`` is "") or of a set in ``connectionParameterSets``.

    ``type`` is the declared one, "" when absent, ``ui`` is ``uiDefinition``.
    """

    __slots__ = ("name", "set_name", "type", "ui")

    def __init__(
        self, value: dict[str, Json], parent: Node, step: tuple[Token, ...], name: str, set_name: str = ""
    ) -> None:
        super().__init__(value, parent, step)
        self.name = name
        self.set_name = set_name
        self.type = self.text("type")  # these are asked by many rules
        self.ui = self.child("uiDefinition")

    @property
    def oauth(self) -> Node | None:
        """``oAuthSettings``."""
        return self.child("oAuthSettings")


class Policy(Node):
    """One entry of ``policyTemplateInstances``."""

    __slots__ = ()

    @property
    def template(self) -> str:
        """The template's id in lower case, "" when absent."""
        return self.text("templateId").lower()

    @property
    def title(self) -> str:
        """The title that the author gave it."""
        return self.text("title")

    @property
    def parameters(self) -> Node | None:
        """``parameters``."""
        return self.child("parameters")

    @property
    def operations(self) -> list[str]:
        """The operationIds it is limited to; empty means all."""
        parameters = self.parameters
        return parameters.strings("x-ms-apimTemplate-operationName") if parameters is not None else []


class ApiProperties(Root):
    """The whole file."""

    @once
    def properties(self) -> Node:
        """``/properties``; an empty object in its place when absent or of another type."""
        return self.child("properties") or Node({}, self, ("properties",))

    @property
    def publisher(self) -> str:
        """``publisher``, "" when absent."""
        return self.properties.text("publisher")

    @property
    def stack_owner(self) -> str:
        """``stackOwner``, "" when absent."""
        return self.properties.text("stackOwner")

    @once
    def connection_parameters(self) -> list[ConnectionParameter]:
        """Every connection parameter, of the single authentication and of every set."""
        single = [
            ConnectionParameter(value, self.properties, ("connectionParameters", name), name)
            for name, value in self.properties.object_of("connectionParameters").items()
            if isinstance(value, dict)
        ]
        sets = self.properties.child("connectionParameterSets")
        if sets is None:
            return single
        return single + [
            ConnectionParameter(node.value, value, node.step, name, value.text("name"))
            for _, value in sets.elements("values")
            for name, node in value.children("parameters")
        ]

    @once
    def policies(self) -> list[Policy]:
        """The policy template instances."""
        return [
            Policy(node.value, self.properties, node.step)
            for _, node in self.properties.elements("policyTemplateInstances")
        ]

    @property
    def script_operations(self) -> list[str]:
        """``scriptOperations``: the operationIds the script handles; empty means all."""
        return self.properties.strings("scriptOperations")

    @property
    def uses_oauth(self) -> bool:
        """Whether any connection parameter is an OAuth setting."""
        return any(parameter.type == "oauthSetting" for parameter in self.connection_parameters)
