"""How a dynamic extension is written: what it must hold, where it may stand."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import DEFINITION_SCHEMA, EXTENSIONS, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import FULL_PATHS, call_nodes
from ippub.connector.node import Node
from ippub.connector.swagger import DYNAMIC, Invocation, Parameter, Swagger
from ippub.document.edit import Remove, Rename, Set
from ippub.document.json import Json
from ippub.document.place import Place

_SELECTED = "selectedItemValuePath"
_PATHS = frozenset(
    {
        "value-collection",
        "value-path",
        "value-title",
        "itemsPath",
        "itemValuePath",
        "itemTitlePath",
        "itemFullTitlePath",
        _SELECTED,
    }
)


@rule(
    "DynamicExtensionDefinitionNotAllowedInParameter",
    Severity.ERROR,
    source=VALIDATOR,
    needs=DYNAMIC,
    fixable=True,
)
def dynamic_extension_on_body_parameter(parameter: Parameter) -> Iterator[Finding]:
    """A dynamic extension stands on the body parameter instead of in its schema.

    The designer builds the form of a body from the parameter's schema and never looks for extensions beside
    it, so the list or the form stays empty.

    Fix: Move the extension into the parameter's "schema" object.

    Evidence: The validator's own list names it; none of the accepted connectors does it.

    Reading: Microsoft's JSON Schema for definitions allows two of the extensions here. We follow the
    validator.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters:
                - name: body
                  in: body
                  x-ms-dynamic-schema: {operationId: ListWidgets, value-path: schema}
                  schema: {type: object}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters:
                - name: body
                  in: body
                  schema: {type: object, x-ms-dynamic-schema: {operationId: ListWidgets, value-path: schema}}
    """
    if parameter.location == "body":
        for extension in DYNAMIC:
            if extension in parameter.value:
                message = f'"{extension}" stands on the body parameter {quoted(parameter.name)}, not in its schema'
                at = (parameter / extension).marked_key
                yield Finding(message, at=at, fix=_into_schema(parameter, extension))


@rule("DynamicValuesRequiredKeys", Severity.ERROR, source=EXTENSIONS, needs=DYNAMIC)
def dynamic_extension_without_operation(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic extension does not say which operation to call.

    Without an operationId there is nothing to ask for the values, and the designer shows an error in the
    field.

    Fix: Add "operationId" with the operation that returns the values.

    Evidence: The documentation requires it; every one of some 2,900 extensions in accepted connectors has it.

    Reading: The documentation calls "parameters" required too, but the JSON Schema does not and half of the
    accepted connectors leave it out; it is not asked for here. Extensions that name a built-in operation or a
    capability need no operationId. An x-ms-dynamic-values without any of the three is told by
    OneOfPropertiesRequired.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - {name: id, in: path, required: true, type: string, x-ms-dynamic-list: {itemValuePath: id}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: id}
    """
    for invocation in swagger.invocations:
        for node in call_nodes(invocation):
            if node.text("operationId").strip() or "builtInOperation" in node or "capability" in node:
                continue
            if invocation.extension == "x-ms-dynamic-values" and "operationId" not in node:
                continue
            yield Finding(f'"{invocation.extension}" names no operation to call', at=node.place)


@rule("DynamicListParameterShape", Severity.ERROR, source=DEFINITION_SCHEMA, fixable=True)
def dynamic_list_parameter_shape(invocation: Invocation) -> Iterator[Finding]:
    """A parameter of a newer dynamic extension is neither a value nor a reference.

    In the newer extensions every parameter is an object: {"value": ...} for something fixed, or
    {"parameterReference": "..."} for another input. Plain values and "parameter" belong to the older
    x-ms-dynamic-values and x-ms-dynamic-schema.

    Fix: Write {"value": ...} around a fixed value, or {"parameterReference": "name"} for another input.

    Evidence: Documented; all of the 1,099 such parameters in accepted connectors have this form.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-list:
                    operationId: ListWidgets
                    itemsPath: widgets
                    itemValuePath: id
                    parameters: {limit: 100}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-list:
                    operationId: ListWidgets
                    itemsPath: widgets
                    itemValuePath: id
                    parameters: {limit: {value: 100}}
    """
    if invocation.extension not in FULL_PATHS:
        return
    for node in call_nodes(invocation):
        browsing = node.step == ("browse",)
        for key, value in node.object_of("parameters").items():
            allowed = {"value", "parameterReference"} | ({"selectedItemValuePath"} if browsing else set())
            forms = allowed & value.keys() if isinstance(value, dict) else set()
            if len(forms) == 1:
                continue
            what = "says both" if forms else "is neither a value nor a reference"
            remedy = ""
            if isinstance(value, dict) and isinstance(value.get("parameter"), str):
                remedy = f'Write {{"parameterReference": {quoted(value["parameter"])}}}.'
            at = node.at("parameters", key)
            message = f'the parameter {quoted(key)} of "{invocation.extension}" {what}'
            yield Finding(message, at=at, remedy=remedy, fix=_reshaped(value, at))


@rule("DynamicPathStringLeadingSlash", Severity.ERROR, source=EXTENSIONS, needs=DYNAMIC, fixable=True)
def dynamic_path_leading_slash(swagger: Swagger) -> Iterator[Finding]:
    """A path in a dynamic extension begins with a slash.

    Such a path is a list of property names with slashes between them, like "details/name". A slash in front
    makes the first name empty, and no property has an empty name.

    Fix: Remove the leading slash.

    Evidence: Documented; none of about 6,400 paths in accepted connectors begins with a slash.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: /widgets, value-path: id}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: id}
    """
    for invocation in swagger.invocations:
        for node in call_nodes(invocation):
            for key, path in node.value.items():
                if key in _PATHS and isinstance(path, str) and path.startswith("/"):
                    at = node / key
                    bare = path.lstrip("/")
                    repair = fix(Set(at, bare)) if bare else suggestion(Remove(at))
                    yield Finding(f'the path {quoted(path)} in "{key}" begins with a slash', at=at, fix=repair)
            for key, value in node.object_of("parameters").items():
                reference = value.get("parameterReference") if isinstance(value, dict) else None
                if isinstance(reference, str) and reference.startswith("/"):
                    at = node.at("parameters", key, "parameterReference")
                    named = reference.lstrip("/")
                    message = f"the reference {quoted(reference)} begins with a slash"
                    yield Finding(message, at=at, fix=fix(Set(at, named)) if named else None)


@rule("SelectedItemValuePathNotAllowedInThisPosition", Severity.ERROR, source=VALIDATOR, needs=_SELECTED, suggests=True)
def selected_item_value_path_position(swagger: Swagger) -> Iterator[Finding]:
    """The key selectedItemValuePath stands where nothing has been selected yet.

    The key hands the item that a maker clicked on to the next call. Only the "browse" call of a tree
    (x-ms-dynamic-tree) comes after a click.

    Fix: Remove selectedItemValuePath, or move it into the "browse" call of x-ms-dynamic-tree.

    Evidence: The validator's own list names it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-list:
                    operationId: ListWidgets
                    itemsPath: widgets
                    itemValuePath: id
                    selectedItemValuePath: id
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
              - name: id
                in: path
                required: true
                type: string
                x-ms-dynamic-tree:
                  settings: {canSelectParentNodes: true, canSelectLeafNodes: true}
                  open: {operationId: ListWidgets, itemsPath: widgets, itemValuePath: id, itemTitlePath: name}
                  browse:
                    operationId: ListWidgets
                    itemsPath: widgets
                    itemValuePath: id
                    itemTitlePath: name
                    parameters:
                      limit: {selectedItemValuePath: id}
    """
    for invocation in swagger.invocations:
        places: list[Node] = [invocation]
        if invocation.extension == "x-ms-dynamic-tree":
            places += [node for name, node in _objects(invocation) if name != "browse"]
        for holder in places:
            for node in (holder, *(inner for _, inner in holder.children("parameters"))):
                if _SELECTED in node:
                    at = (node / _SELECTED).marked_key
                    yield Finding(f'"{_SELECTED}" is not allowed here', at=at, fix=suggestion(Remove(at)))


@rule("DynamicTreeExtensionMissing", Severity.WARNING, source=VALIDATOR, needs="file-picker")
def dynamic_tree_missing(swagger: Swagger) -> Iterator[Finding]:
    """A field uses the old file picker and has no x-ms-dynamic-tree.

    The new designer shows folders and files from x-ms-dynamic-tree. It does not read the older form, in which
    x-ms-dynamic-values names the capability "file-picker", and the field becomes a plain text box there.

    Fix: Add x-ms-dynamic-tree with "settings", "open" and "browse" next to x-ms-dynamic-values.

    Evidence: The validator's own list names it; independent publishers do not use file pickers.

    Reading: When it is asked for was concluded from the text of the validator's message.

    Bad:
        x-ms-capabilities: {file-picker: {open: {operationId: ListWidgets}, value-title: name}}
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {capability: file-picker, value-path: id}
    Good:
        x-ms-capabilities:
          file-picker:
            open: {operationId: ListWidgets}
            value-title: name
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
              - name: id
                in: path
                required: true
                type: string
                x-ms-dynamic-values: {capability: file-picker, value-path: id}
                x-ms-dynamic-tree:
                  settings: {canSelectParentNodes: true}
                  open: {operationId: ListWidgets, itemsPath: widgets, itemValuePath: id, itemTitlePath: name}
                  browse: {operationId: ListWidgets, itemsPath: widgets, itemValuePath: id}
    """
    for invocation in swagger.invocations:
        if invocation.extension == "x-ms-dynamic-values" and invocation.text("capability") == "file-picker":
            holder = invocation.parent
            if holder is not None and "x-ms-dynamic-tree" not in holder:
                yield Finding("the file picker has no x-ms-dynamic-tree beside it", at=invocation.place)


def _into_schema(parameter: Parameter, extension: str) -> Fix | None:
    """The extension in the schema, where a definition behind a reference does not stand in its way."""
    schema = parameter.schema
    if schema is None or schema.ref:
        return None
    gone, there = Remove(parameter / extension), schema.get(extension)
    if extension in schema:
        return fix(gone) if there == parameter.get(extension) else None
    return suggestion(gone, Set(schema / extension, parameter.get(extension)))


def _reshaped(value: Json, at: Place) -> Fix | None:
    """A fixed value or a name in the form of the newer extensions."""
    if not isinstance(value, dict):
        return fix(Set(at, {"value": value})) if value is not None else None
    if len(value) == 1 and isinstance(value.get("parameter"), str):
        return suggestion(Rename(at / "parameter", "parameterReference"))
    return None


def _objects(node: Node) -> Iterator[tuple[str, Node]]:
    for name in node.value:
        if (child := node.child(name)) is not None and name != "parameters":
            yield name, child
