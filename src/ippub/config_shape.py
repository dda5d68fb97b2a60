"""Whether the values of ``ippub.yaml`` follow ``config.schema.json``, and if not, why, in plain sentences.

The compiled validator answers the usual case, "all is well", in a third of the time that importing the other
one takes; only a file with faults pays for the one whose errors can be told.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ippub.nearest import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jsonschema.exceptions import ValidationError

    from ippub.config_text import Tree

_KINDS = {"array": "a list", "object": "a mapping", "string": "text", "integer": "a whole number"}


def schema() -> dict[str, Any]:
    """The JSON Schema of ``ippub.yaml``, as it is shipped next to this module."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("config.schema.json").read_text("utf-8"))
    return loaded


def shape_problems(tree: Tree) -> list[tuple[int, str]]:
    """Each fault as its line and a sentence. A known key without a value counts as left out."""
    import jsonschema_rs

    wanted = schema()
    known = wanted["properties"]
    settings = {key: value for key, value in tree.value.items() if value is not None or key not in known}
    if jsonschema_rs.Draft202012Validator(wanted).is_valid(settings):
        return []
    from jsonschema import Draft202012Validator

    problems = [
        problem for error in Draft202012Validator(wanted).iter_errors(settings) for problem in _sentences(error, tree)
    ]
    return problems or [(1, "the settings do not have the shape that the documentation describes.")]


def _sentences(error: ValidationError, tree: Tree) -> Iterator[tuple[int, str]]:
    path = list(error.absolute_path)
    instance: Any = error.instance
    wanted: Any = error.validator_value
    line = tree.line(path)
    name = _name(path)
    match error.validator:
        case "additionalProperties":
            known = _properties(error.schema)
            for key in instance:
                if key not in known:
                    where = f"{name} has" if path else "there is"
                    yield tree.line((*path, key)), f"{where} no key {quoted(key)}{did_you_mean(key, known)}"
        case "required":
            missing = [key for key in wanted if key not in instance]
            yield from ((line, f"{name} needs a {key!r}{_why(key)}.") for key in missing)
        case "enum":
            yield line, _not_allowed(name, instance, wanted)
        case "type":
            kinds = [_KINDS[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted)]
            yield line, f"{name} must be {_either(kinds)}, not {_found(instance)}.{_advice(wanted, instance)}"
        case "pattern" if path[-1] == "pointer":
            better = f"; write {quoted(instance[1:])}" if instance.startswith("#/") else ""
            yield line, f"{name} must begin with '/', and {quoted(instance)} does not{better}."
        case _:
            yield line, f"{name} is empty{_why(str(path[-1]))}."


def _properties(part: Any) -> dict[str, Any]:
    """The keys that a part of our schema knows; jsonschema's own types leave open what it is."""
    known: dict[str, Any] = part["properties"]
    return known


def _name(path: Sequence[str | int]) -> str:
    """What the value at ``path`` is called: ``the reason of ignore entry 2``."""
    if not path:
        return "the settings"
    match path:
        case [str(key)]:
            return repr(key)
        case [str(key), int(index)]:
            return f"entry {index + 1} of {key!r}"
        case [str(key), int(index), *rest]:
            return f"{str(rest[-1])!r} in entry {index + 1} of {key!r}"
        case _:
            return f"{quoted(str(path[-1]))} in {str(path[0])!r}"


def _not_allowed(name: str, value: object, allowed: Sequence[object]) -> str:
    texts = [str(choice) for choice in allowed]
    if isinstance(value, str) and value in texts:
        return f"{name} must be {value} without quotes."
    near = did_you_mean(value, texts) if isinstance(value, str) else "."
    if len(texts) == 1:
        return f"{name} must be {texts[0]}, the only one supported, not {_found(value)}{near}"
    return f"{name} must be {_either(texts)}, not {_found(value)}{near}"


def _either(choices: Sequence[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"


def _found(value: object) -> str:
    """The value as a message names it."""
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case str():
            return quoted(value)
        case _:
            return str(value)


def _why(key: str) -> str:
    return ": say why the finding is accepted" if key == "reason" else ""


def _advice(wanted: object, instance: object) -> str:
    match wanted, instance:
        case "array", str() as text if text.strip():
            return f" Write [{quoted(text)[1:-1]}]."
        case (("string" | ["string", *_]), bool() | int()):
            return " Put it in quotes."
        case _:
            return ""
