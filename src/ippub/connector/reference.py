"""What the ``$ref`` entries of ``parameters`` and ``responses`` mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ippub.connector.swagger import Operation, Parameter, Swagger
from ippub.document.json import Json

_POINTER = r"#(?:/(?:[^~/%]|~[01]|%[0-9A-Fa-f]{2})*)*"


def is_broken_pointer(ref: str) -> bool:
    """Whether ``ref`` begins like a pointer into this file but is not written as one (RFC 6901)."""
    if ref.startswith("#/") and "~" not in ref and "%" not in ref:
        return False  # nearly always
    return ref.startswith("#") and re.fullmatch(_POINTER, ref) is None


@lru_cache(maxsize=5_000)
def shared_name(ref: str, section: str) -> str | None:
    """The name that ``#/<section>/<name>`` means, None when ``ref`` has another form.

    ``section`` is "parameters" or "responses". The name must be one token of a JSON Pointer (RFC 6901): a
    slash in it is written ``~1``, a tilde ``~0``; percent-encoding is undone.
    """
    prefix = f"#/{section}/"
    name = ref.removeprefix(prefix)
    if name == ref or not name or "/" in name:
        return None
    if "~" not in name and "%" not in name:
        return name
    if is_broken_pointer(ref):
        return None
    if "%" in name:
        from urllib.parse import unquote

        name = unquote(name)
    return name.replace("~1", "/").replace("~0", "~")


def resolved(entries: Iterable[Parameter], swagger: Swagger) -> Iterator[tuple[Parameter, Parameter]]:
    """Each entry of a parameter list together with what it means; entries that mean nothing are left out."""
    for entry in entries:
        if not entry.ref:
            yield entry, entry
            continue
        meant = swagger.shared_parameters.get(shared_name(entry.ref, "parameters") or "")
        if meant is not None and not meant.ref:
            yield entry, meant


def all_entries(operation: Operation) -> list[Parameter]:
    """The entries of the path's parameter list, then those of the operation's own; references stay."""
    return operation.swagger.path_parameters[operation.path] + operation.own_parameters


def encoded(name: str) -> str:
    """``name`` as one token of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def meant_by(ref: str, section: str, shared: Mapping[str, Json]) -> Json:
    """What ``ref`` leads to at last among the ``shared`` ones of ``section``; None when it leads nowhere."""
    seen: set[str] = set()
    while (name := shared_name(ref, section)) is not None and name not in seen:
        seen.add(name)
        value = shared.get(name)
        following = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(following, str):
            return value
        ref = following
    return None
