"""A request, and a reader for its JSON body that refuses as GitHub does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote

from ippub.rehearsal.answers import refusal


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire. ``path`` is still quoted and without query; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    base: str
    """Scheme, host and port as the client knows them: every URL in an answer begins so."""

    @property
    def arguments(self) -> dict[str, str]:
        """The query's names and values, the last of each."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def target(self) -> str:
        """Path with query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def json(self) -> object:
        """The body as JSON, None for an empty one. Refuses what is not JSON (400)."""
        if not self.body:
            return None
        try:
            value: object = json.loads(self.body)
            # Half a surrogate pair is no text.
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise refusal(400, "Problems parsing JSON") from error
        return value


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of a JSON object that came in. What is there with the wrong type is refused (422)."""

    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A string; null counts as not there."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise wrong_type(name, value, "a string")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A boolean."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise wrong_type(name, value, "a boolean")
        return value

    def number(self, name: str, default: int = 0) -> int:
        """An integer."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong_type(name, value, "an integer")
        return value

    def inner(self, name: str) -> Fields:
        """An object, empty when it is not there."""
        value = self.values.get(name)
        if value is None:
            return Fields()
        if not isinstance(value, dict):
            raise wrong_type(name, value, "an object")
        return Fields(value)

    def texts(self, name: str) -> list[str]:
        """An array of strings."""
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise wrong_type(name, value, "an array of strings")
        return [str(each) for each in value]

    def objects(self, name: str) -> Iterator[Fields]:
        """An array of objects."""
        value = self.values.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            raise wrong_type(name, value, "an array")
        for each in value:
            if not isinstance(each, dict):
                raise wrong_type(name, each, "an object")
            yield Fields(each)

    def need(self, *names: str) -> None:
        """Refuse when one of these is not there (cli/cli, github_cli#28 quote the sentence)."""
        missing = [f'"{name}"' for name in names if self.values.get(name) is None]
        if missing:
            verb = "weren't" if len(missing) > 1 else "wasn't"
            raise refusal(422, f"Invalid request.\n\n{', '.join(missing)} {verb} supplied.")

    def __contains__(self, name: str) -> bool:
        return name in self.values


def wrong_type(name: str, value: object, wanted: str) -> Exception:
    """The refusal for a member of the wrong type."""
    return refusal(422, f"Invalid request.\n\nFor '{name}', {json.dumps(value)[:80]} is not {wanted}.")


def quoted(path: str) -> str:
    """A path for a URL, its slashes kept."""
    return quote(path, safe="/")
