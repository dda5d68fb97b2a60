"""The catalogue kept on this machine between two searches. Written whole or not at all; a damaged one is left aside."""

from __future__ import annotations

import os
import sys
import tempfile

from ippub.catalogue.entry import Catalogue
from ippub.catalogue.storage import assembled, parse, render, shipped
from ippub.errors import EnvironmentFault

_NAME = "catalogue.tsv"


def cache_folder() -> str:
    """Where ippub keeps what it can make again: ``IPPUB_CACHE``, else the system's place for the user's caches."""
    asked = os.environ.get("IPPUB_CACHE")
    if asked:
        return asked
    import platformdirs

    return platformdirs.user_cache_dir("ippub", appauthor=False)


def stored_catalogue(folder: str) -> tuple[Catalogue, str]:
    """The newest catalogue at hand, and where it comes from: cached or shipped.

    A damaged or unreadable file is said on stderr and passed over.
    """
    path = os.path.join(folder, _NAME)
    try:
        with open(path, encoding="utf-8") as file:
            date, entries = parse(file.read())
    except FileNotFoundError:
        return shipped(), "shipped"
    except (OSError, UnicodeDecodeError, EnvironmentFault):
        print(f"note: {path} is damaged and was not used; it is made anew online", file=sys.stderr)
        return shipped(), "shipped"
    release = shipped()
    return (assembled(date, entries), "cached") if date >= release.date else (release, "shipped")


def store_catalogue(folder: str, catalogue: Catalogue) -> None:
    """Keep ``catalogue``. A folder that cannot be written costs a note, not the answer."""
    try:
        os.makedirs(folder, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder, prefix=".catalogue-")
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(render(catalogue.date, catalogue.upstream))
            os.replace(path, os.path.join(folder, _NAME))
        except BaseException:
            os.unlink(path)
            raise
    except OSError as error:
        print(f"note: the catalogue could not be kept: {error.strerror or error}", file=sys.stderr)
