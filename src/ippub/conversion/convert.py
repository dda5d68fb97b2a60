"""The whole conversion: a parsed document in, the parts of a definition and what was left behind out."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ippub.conversion.address import Address, address
from ippub.conversion.definitions import References, without_aliases, without_required_loops, without_unused
from ippub.conversion.inputs import Inputs
from ippub.conversion.ledger import Ledger, Left, mapping, words
from ippub.conversion.operations import Operations, choose, find_operations
from ippub.conversion.outputs import Outputs
from ippub.conversion.postman import from_postman, is_postman
from ippub.conversion.schemas import Schemas
from ippub.conversion.security import SignIn, sign_in
from ippub.conversion.wording import plain
from ippub.errors import UsageError

LARGE = 1_000_000
"""Bytes of a definition above which the platform refuses it (SwaggerTooLarge)."""


class Conversion(NamedTuple):
    """What a source says about a connector.

    ``body`` has the ``paths`` and ``definitions`` of Swagger 2.0. ``proposed`` holds answers of ``ippub new`` by field,
    as far as the source has them. ``sign_in`` is None when no way to sign in could be carried over.
    """

    body: dict[str, Any]
    proposed: dict[str, str]
    address: Address
    sign_in: SignIn | None
    left: tuple[Left, ...]
    operations: int

    @property
    def size(self) -> int:
        """The bytes of ``body`` as it is written."""
        return len(json.dumps(self.body, indent=2, ensure_ascii=False).encode("utf-8", "replace"))


def convert(source: Any, wanted: tuple[str, ...] = ()) -> Conversion:
    """``source``, a parsed OpenAPI 3, Swagger 2.0 or Postman document, with the operations that ``wanted`` names.

    Raises ``UsageError`` for another kind of document, and as ``choose`` does.
    """
    root, ledger = _recognised(source)
    references = References(root, ledger)
    schemas = Schemas(references, ledger, own="swagger" in root)
    inputs = Inputs(references, schemas, ledger)
    operations = Operations(references, inputs, Outputs(references, schemas, inputs, ledger), ledger)
    chosen = choose(find_operations(root, references, ledger), wanted)
    paths: dict[str, Any] = {}
    for one in chosen:
        paths.setdefault(one.path, {})[one.method] = operations.convert(one)
    swagger = {"paths": paths, "definitions": schemas.definitions()}
    without_aliases(swagger)
    without_unused(swagger)
    for name, member in without_required_loops(swagger["definitions"]):
        ledger.leave((*references.place_of(name), "required"), f"{member} would make {name} require itself.")
    if not swagger["definitions"]:
        del swagger["definitions"]
    where, security = address(root, ledger), sign_in(root, references, ledger)
    return Conversion(swagger, _proposed(root), where, security, ledger.left, len(chosen))


def _recognised(source: Any) -> tuple[dict[str, Any], Ledger]:
    root = mapping(source)
    if is_postman(root):
        document, origins, left = from_postman(root)
        ledger = Ledger(origins)
        for at, reason in left:
            ledger.leave(at, reason)
        return document, ledger
    version = str(root.get("openapi", ""))
    if version.startswith("3.") or str(root.get("swagger", "")).startswith("2"):
        return root, Ledger()
    raise UsageError(
        "the source is no OpenAPI 3, Swagger 2.0 or Postman document",
        'It needs "openapi": "3.x", "swagger": "2.0" or the schema of a Postman collection (version 2.1).',
    )


def _proposed(root: dict[str, Any]) -> dict[str, str]:
    info = mapping(root.get("info"))
    contact = mapping(info.get("contact"))
    found = {
        "description": plain(words(info.get("description")), 500),
        "contact_name": plain(words(contact.get("name")), 100),
        "contact_url": words(contact.get("url")),
        "contact_email": words(contact.get("email")),
        "website": words(mapping(root.get("externalDocs")).get("url")),
    }
    return {field: text for field, text in found.items() if text}
