"""One connector's files -> its entry: only what tells it from others is kept."""

from __future__ import annotations

import json

from ippub.catalogue.entry import Entry, Kind

_LONGEST = 200


def entry_from(kind: Kind, folder: str, definition: bytes, properties: bytes) -> Entry:
    """The entry of the connector in ``folder``. Broken or empty files leave their fields "", as does what is no text.

    ``definition`` is its apiDefinition.swagger.json, ``properties`` its apiProperties.json; b"" when there is none.
    """
    swagger = _object(definition)
    info = swagger.get("info")
    meant = _object(properties).get("properties")
    return Entry(
        kind,
        folder,
        _text(info, "title"),
        _text(swagger, "host"),
        _text(swagger, "basePath"),
        _text(meant, "publisher"),
        _text(meant, "stackOwner"),
    )


def _object(raw: bytes) -> dict[str, object]:
    try:
        found = json.loads(raw.decode("utf-8-sig", "replace"), strict=False) if raw else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""
