"""What openapi-spec-validator thinks of a definition, with a place for everything it says and a limit to its work.

The validator itself tells no place for what it finds beyond its JSON Schema, keeps every definition that it has ever
seen, and works for minutes on definitions made for that. So its parts are called one by one, each tells where it
stands, and the work is counted: what it says about a definition is the same on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple

from ippub.document.json import Json
from ippub.document.place import Token

MAX_OBJECTS = 20_000
"""How many JSON objects there may be, because it compares each schema with all before. A real definition has 6,705."""
MAX_REFERENCES = 5_000
"""How many ``$ref`` there may be, because it follows each one again and again. The most in a real one are 1,052."""
MAX_STEPS = 5_000_000
"""How many calls it may make; 1,500,000 for the most intricate real definition, and some two seconds for all."""


class Opinion(NamedTuple):
    """One thing that it finds: its own words, on one line, and the place."""

    message: str
    tokens: tuple[Token, ...]


class Verdict(NamedTuple):
    """All that it says, and why it was not asked or did not come to an end ("" when it did), without a full stop."""

    opinions: tuple[Opinion, ...]
    gave_up: str = ""


class _EnoughError(BaseException):
    """The work is over its limit. No exception of the usual kind, so that nothing on the way catches it."""


def second_opinion(definition: dict[str, Json], most: int) -> Verdict:
    """What openapi-spec-validator says about ``definition``, at most the first ``most`` things.

    Never raises: a validator that is missing, crashes or does not come to an end is a reason in the verdict. Opens no
    reference that leads out of the definition.
    """
    beyond = _beyond_limits(definition)
    if beyond:
        return Verdict((), f"openapi-spec-validator is not asked: {beyond}")
    try:
        from openapi_spec_validator import OpenAPIV2SpecValidator
    except ImportError as error:
        return Verdict((), f"openapi-spec-validator cannot be loaded: {error}")
    told: list[Opinion] = []
    try:
        with _counted():
            for opinion in _opinions(OpenAPIV2SpecValidator, _without_patterns(definition)):
                told.append(opinion)
                if len(told) == most:
                    break
    except _EnoughError:
        return Verdict(tuple(told), "openapi-spec-validator was stopped: the definition is too intricate for it")
    except RecursionError:
        return Verdict(tuple(told), "openapi-spec-validator stopped at schemas that refer to themselves")
    except Exception as error:  # noqa: BLE001  # a foreign validator may raise anything
        if not told:  # else it stumbles over what it has just told
            return Verdict((), f"openapi-spec-validator failed with {type(error).__name__}: {error}")
    return Verdict(tuple(told))


def _opinions(validator: Any, definition: dict[str, Json]) -> Iterator[Opinion]:
    """First what its JSON Schema says, then what its own checks say, its known mistake left out."""
    asked = validator(definition)
    for error in asked.schema_validator.iter_errors(definition):
        yield _opinion(error, definition)
    registry = asked.keyword_validators_registry
    registry.keyword_validators = {name: _placed(kind) for name, kind in validator.keyword_validators.items()}
    for error in registry["__root__"](asked.schema_path):
        opinion = _opinion(error, definition)
        # It reads schemas by OpenAPI 3.0, which has no "file"; in Swagger 2.0 an answer may be one.
        if not (opinion.tokens[-1:] == ("type",) and _found(definition, opinion.tokens) == "file"):
            yield opinion


def _opinion(error: Any, definition: dict[str, Json]) -> Opinion:
    return Opinion(error.message.partition("\n")[0], _real(tuple(error.absolute_path), definition))


def _real(tokens: tuple[Token, ...], definition: dict[str, Json]) -> tuple[Token, ...]:
    """``tokens`` without the way through references: where the thing is written."""
    real: tuple[Token, ...] = ()
    current: Json = definition
    for token in tokens:
        if isinstance(current, dict) and token not in current and isinstance(current.get("$ref"), str):
            real = tuple(step.replace("~1", "/").replace("~0", "~") for step in str(current["$ref"]).split("/")[1:])
            current = _found(definition, real)
        real = (*real, token)
        current = _found(current, (token,))
    return real


def _found(value: Json, tokens: tuple[Token, ...]) -> Json:
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(str(token))
        elif isinstance(value, list) and isinstance(token, int) and token < len(value):
            value = value[token]
        else:
            return None
    return value


def _placed(kind: Any) -> Any:
    """The check ``kind``, whose errors say where they are: at the innermost object that was being looked at."""

    class Placed(kind):  # type: ignore[misc]  # the registry of the library wants classes
        def __call__(self, *args: Any, **named: Any) -> Iterator[Any]:
            from jsonschema_path import SchemaPath

            for error in super().__call__(*args, **named):
                if not getattr(error, "placed", False):
                    error.placed = True
                    here = next((value.parts for value in args if isinstance(value, SchemaPath)), ())
                    value = ("default",) if hasattr(kind, "value_validator_cls") else ()
                    error.path.extendleft(reversed((*here, *value)))
                yield error

    return Placed


@contextmanager
def _counted() -> Iterator[None]:
    """Stops what happens inside after ``MAX_STEPS`` calls."""
    steps = 0

    def step(_frame: FrameType, _event: str, _value: Any) -> None:
        nonlocal steps
        steps += 1
        if steps > MAX_STEPS:
            raise _EnoughError

    before = sys.gettrace()
    sys.settrace(step)
    try:
        yield
    finally:
        sys.settrace(before)


def _beyond_limits(definition: dict[str, Json]) -> str:
    """Why it would not come to an end, or would leave the definition; "" when nothing speaks against asking."""
    objects = references = 0
    waiting: list[Json] = [definition]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            objects += 1
            reference = current.get("$ref")
            if isinstance(reference, str):
                references += 1
                if not reference.startswith("#"):
                    return "a reference leads out of the definition"
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
    if objects > MAX_OBJECTS:
        return f"the definition has {objects} objects, and it manages {MAX_OBJECTS}"
    if references > MAX_REFERENCES:
        return f"the definition has {references} references, and it manages {MAX_REFERENCES}"
    return ""


def _without_patterns(value: Json) -> Any:
    """A copy without regular expressions: one can be written so that trying it on a default never ends."""
    if isinstance(value, dict):
        return {
            key: _without_patterns(inner)
            for key, inner in value.items()
            if not (key == "pattern" and isinstance(inner, str)) and key != "patternProperties"
        }
    return [_without_patterns(inner) for inner in value] if isinstance(value, list) else value
