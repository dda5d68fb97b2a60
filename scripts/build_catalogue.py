"""Make src/ippub/catalogue/data/upstream.tsv.

    python scripts/build_catalogue.py FOLDER DATE

FOLDER is a checkout of microsoft/PowerPlatformConnectors, or a folder with `catalogue.json` (a list of connectors:
kind, folder, title, host, base, publisher) and `connectors/` (the folders of some of them). DATE is the day of that state
of the repository, such as 2024-10-23. Only facts are kept: names, addresses, publishers, ids of the definitions.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ippub.catalogue.definition import entry_from
from ippub.catalogue.entry import ROOTS, Entry, Kind
from ippub.catalogue.storage import render

OUTPUT = Path(__file__).parent.parent / "src" / "ippub" / "catalogue" / "data" / "upstream.tsv"
KINDS = {"IP": Kind.INDEPENDENT, "CERT": Kind.CERTIFIED}


def main() -> None:
    folder, date = Path(sys.argv[1]), sys.argv[2]
    found = {(entry.kind, entry.folder): entry for entry in from_folders(folder)}
    listing = folder / "catalogue.json"
    if listing.exists():
        found = {(kind, name): entry for kind, name, entry in from_listing(listing, found)}
    entries = sorted(found.values(), key=lambda entry: (entry.kind, entry.folder.casefold(), entry.folder))
    OUTPUT.write_text(render(date, tuple(entries)), encoding="utf-8", newline="\n")
    print(
        f"{OUTPUT}: {len(entries)} connectors, {sum(bool(entry.blob) for entry in entries)} with the id of a definition"
    )


def from_folders(folder: Path) -> Iterator[Entry]:
    for root, kind in ROOTS.items():
        for place in (folder / root, folder / "connectors" / root):
            for connector in sorted(place.glob("*/")) if place.is_dir() else []:
                files = {path.name.lower(): path for path in connector.iterdir() if path.is_file()}
                definition = next((path for name, path in files.items() if name.endswith("swagger.json")), None)
                properties = files.get("apiproperties.json")
                raw = definition.read_bytes() if definition else b""
                entry = entry_from(kind, connector.name, raw, properties.read_bytes() if properties else b"")
                yield entry._replace(blob=blob_id(raw) if definition else "")


def blob_id(raw: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def from_listing(listing: Path, known: dict[tuple[Kind, str], Entry]) -> Iterator[tuple[Kind, str, Entry]]:
    rows: list[dict[str, Any]] = json.loads(listing.read_text(encoding="utf-8"))
    for row in rows:
        kind, folder = KINDS[row["kind"]], row["folder"]
        read = known.get((kind, folder), Entry(kind, folder, ""))
        yield (
            kind,
            folder,
            read._replace(
                title=read.title or row["title"] or "",
                host=read.host or row["host"] or "",
                base=read.base or row["base"] or "",
                publisher=read.publisher or row["publisher"] or "",
            ),
        )


if __name__ == "__main__":
    main()
