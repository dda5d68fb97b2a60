"""filterFunctions: what a column of a table can be filtered by (``x-ms-capabilities``)."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.node import Node
from ippub.connector.schemas import swagger_of
from ippub.connector.swagger import Header, Schema, Typed
from ippub.document.edit import Remove, Set
from ippub.document.json import Json

_KEY = "filterFunctions"
_HOLDERS = ("x-ms-capabilities", _KEY)
_KNOWN = frozenset(
    """
    eq ne gt ge lt le and or not null contains startswith endswith cdsin in any all length indexof replace
    substring substringof tolower toupper trim concat year month day hour minute second date time now
    totaloffsetminutes totalseconds trunc round floor ceiling cast isof astype min max sum average count
    countdistinct distinct top add sub mul div mod arraylookup
    """.split()  # noqa: SIM905 - sixty lines of one word each are not easier to read
)


@rule("FilterFunctionsPropertyEmpty", Severity.ERROR, source=VALIDATOR, needs=_HOLDERS, suggests=True)
def filter_functions_property_empty(typed: Typed) -> Iterator[Finding]:
    """The list of filter functions is empty.

    "filterFunctions" says which functions Power Apps may hand to the service when it filters by a column. An
    empty list says nothing.

    Fix: Name at least one function, or remove "filterFunctions".

    Evidence: Microsoft's validator refuses it. Only tabular connectors use it; no accepted independent
    publisher connector does.

    Reading: The documentation names the code only. "filterFunctions" is looked for in "x-ms-capabilities" of
    schemas.

    Bad:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: []}}}}}
    Good:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [eq]}}}}}
    """
    for holder, functions in _functions(typed):
        if not functions:
            at = holder / _KEY
            yield Finding("filterFunctions is an empty array", at=at, fix=suggestion(Remove(at)))


@rule("FilterFunctionsPropertyHasDuplicates", Severity.ERROR, source=VALIDATOR, needs=_HOLDERS, fixable=True)
def filter_functions_property_has_duplicates(typed: Typed) -> Iterator[Finding]:
    """A filter function is listed twice.

    The second entry adds nothing, and Microsoft's validator takes the list for a set.

    Fix: Remove the repetition.

    Evidence: Microsoft's validator refuses it. Only tabular connectors use it; no accepted independent
    publisher connector does.

    Reading: The documentation names the code only. "filterFunctions" is looked for in "x-ms-capabilities" of
    schemas; case counts.

    Bad:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [eq, ne, eq]}}}}}
    Good:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [eq, ne]}}}}}
    """
    for holder, functions in _functions(typed):
        seen = set()
        for index, name in enumerate(functions):
            if isinstance(name, str):
                if name in seen:
                    at = holder.at(_KEY, index)
                    yield Finding(f"filter function {quoted(name)} is listed twice", at=at, fix=fix(Remove(at)))
                seen.add(name)


@rule("FilterFunctionsPropertyInInputSchema", Severity.ERROR, source=VALIDATOR, needs=_HOLDERS)
def filter_functions_property_in_input_schema(typed: Typed) -> Iterator[Finding]:
    """Filter functions stand on something that is sent, not received.

    Power Apps filters what a table returns. On a parameter, or in a schema that only requests carry, the
    list has no meaning.

    Fix: Move "filterFunctions" to the schema of the response.

    Evidence: Microsoft's validator refuses it. Only tabular connectors use it; no accepted independent
    publisher connector does.

    Reading: A definition that requests and responses share is allowed.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - name: kind
                  in: query
                  type: string
                  x-ms-summary: Kind
                  description: The kind of widget.
                  x-ms-capabilities: {filterFunctions: [eq]}
    Good:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [eq]}}}}}
    """
    for holder, _ in _functions(typed):
        if isinstance(typed, Schema):
            swagger = swagger_of(typed)
            if not swagger.is_input(typed) or swagger.is_output(typed):
                continue
        elif isinstance(typed, Header) or isinstance(typed.parent, Header):
            continue
        yield Finding("filterFunctions stands in the input of an operation", at=(holder / _KEY).marked_key)


@rule("FilterFunctionsPropertyInvalidValue", Severity.WARNING, source=VALIDATOR, needs=_HOLDERS, fixable=True)
def filter_functions_property_invalid_value(typed: Typed) -> Iterator[Finding]:
    """A filter function is not one that the platform knows.

    Power Apps hands a filter to the service only when it knows the function's name. With a name that it
    does not know, it filters on the device, and only the first rows.

    Fix: Use the OData names in lower case, for instance eq, ne, gt, ge, lt, le, and, or, not, contains,
    startswith.

    Evidence: Listed by Microsoft's validator without the names. Only tabular connectors use it; no
    accepted independent publisher connector does.

    Reading: Microsoft's list is not published; ours holds the names that the documentation of tabular
    connectors and Power Fx use. Therefore this is a warning.

    Bad:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [equals]}}}}}
    Bad:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [StartsWith]}}}}}
    Good:
        definitions: {Widget: {properties: {name: {x-ms-capabilities: {filterFunctions: [eq, startswith]}}}}}
    """
    for holder, functions in _functions(typed):
        wrong = [name for name in functions if not isinstance(name, str) or name not in _KNOWN]
        if wrong:
            verb = "is no known filter function" if len(wrong) == 1 else "are no known filter functions"
            at = next(index for index, name in enumerate(functions) if name is wrong[0])
            yield Finding(f"{listed(wrong)} {verb}", at=holder.at(_KEY, at), fix=_in_small_letters(holder, functions))


def _in_small_letters(holder: Node, functions: list[Json]) -> Fix | None:
    """The names that are known but for their case; None when the list has one of them already."""
    lower = [name.strip().lower() if isinstance(name, str) else "" for name in functions]
    found = [(at, right) for at, right in enumerate(lower) if right in _KNOWN and right != functions[at]]
    if not found or len(set(lower)) < len(lower):
        return None
    return fix(*(Set(holder.at(_KEY, at), right) for at, right in found))


def _functions(typed: Typed) -> Iterator[tuple[Node, list[Json]]]:
    """The lists of filter functions of a node, with the object that holds each."""
    capabilities = typed.child("x-ms-capabilities")
    for holder in (capabilities, typed):
        if holder is not None and isinstance(holder.get(_KEY), list):
            yield holder, holder.items_of(_KEY)
