"""Bytes of JSON or YAML as values: nothing is executed, and neither size, depth nor aliases run away."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from ippub.errors import UsageError

MOST_BYTES = 20 * 1024 * 1024
MOST_VALUES = 1_000_000
"""Values of a document, counted as if every YAML alias were written out."""
_DEEPEST = 200


def parse(data: bytes, name: str) -> Any:
    """The document in ``data``; ``name`` is for messages. All keys of objects are texts, no value is a date.

    Raises ``UsageError`` when it is neither JSON nor YAML, or larger than the bounds.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(f"{name} has more than {MOST_BYTES // 1024 // 1024} MB", "Take the part that you need.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not written in UTF-8", "Save it in UTF-8.") from error
    try:
        value = _json(text) if text.lstrip()[:1] in ("{", "[") else _yaml(text)
    except RecursionError as error:
        raise UsageError(f"{name} is nested too deeply", "Take the part that you need.") from error
    except ValueError as error:
        raise UsageError(f"{name} is neither JSON nor YAML: {error}", "Look at that place.") from error
    return _bounded(value, name)


def _json(text: str) -> Any:
    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is no number of JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as fault:
        try:  # YAML may begin with a bracket, too
            return _yaml(text)
        except ValueError:
            raise fault from None


def _yaml(text: str) -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]  # which of the two it is, is known only now
        """The safe loader without dates: a version such as 2024-01-01 stays a text."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in base.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(text, Loader)  # noqa: S506  # it is the safe one
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    except (TypeError, OverflowError) as error:
        raise ValueError(str(error)) from error


def _bounded(value: Any, name: str) -> Any:
    """A copy of ``value`` in which nothing is shared, with texts for keys."""
    left = MOST_VALUES

    def copy(one: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or depth > _DEEPEST:
            what = f"more than {MOST_VALUES:,} values" if left < 0 else f"more than {_DEEPEST} levels"
            raise UsageError(f"{name} has {what}", "Take the part that you need.")
        if isinstance(one, dict):
            return {_key(key): copy(each, depth + 1) for key, each in one.items()}
        if isinstance(one, list | tuple):
            return [copy(each, depth + 1) for each in one]
        if isinstance(one, float) and (one != one or abs(one) == float("inf")):  # noqa: PLR0124  # NaN
            return None
        return one if isinstance(one, str | int | float | bool | None) else str(one)

    return copy(value, 0)


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else str(key)
