"""What is kept on this machine between two searches. Written whole or not at all; what is damaged is left aside."""

from __future__ import annotations

import os
import sys
import tempfile

from ippub.catalogue.entry import Catalogue
from ippub.catalogue.listing import Listing
from ippub.catalogue.storage import assembled, parse, render, shipped_upstream
from ippub.errors import EnvironmentFault

_NAME = "catalogue.tsv"


def cache_folder() -> str:
    """Where ippub keeps what it can make again: ``IPPUB_CACHE``, else the system's place for the user's caches."""
    asked = os.environ.get("IPPUB_CACHE")
    if asked:
        return asked
    import platformdirs

    return platformdirs.user_cache_dir("ippub", appauthor=False)


def stored_catalogue(folder: str, listing: Listing | None = None) -> tuple[Catalogue, str]:
    """The newest catalogue at hand, with the platform's ``listing`` (None: the shipped one), and where it comes from.

    That is cached or shipped. A damaged or unreadable file is said on stderr and passed over.
    """
    release_date, release = shipped_upstream()
    text = kept_text(folder, _NAME)
    if text is not None:
        try:
            date, entries = parse(text)
            if date >= release_date:
                return assembled(date, entries, listing), "cached"
        except EnvironmentFault:
            tell_damaged(folder, _NAME)
    return assembled(release_date, release, listing), "shipped"


def store_catalogue(folder: str, catalogue: Catalogue) -> None:
    """Keep ``catalogue``. A folder that cannot be written costs a note, not the answer."""
    keep_text(folder, _NAME, render(catalogue.date, catalogue.upstream), "the catalogue")


def kept_text(folder: str, name: str) -> str | None:
    """What is kept under ``name``, None when nothing is; what cannot be read is said on stderr."""
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        tell_damaged(folder, name)
        return None


def tell_damaged(folder: str, name: str) -> None:
    """Say that what is kept under ``name`` is of no use."""
    print(f"note: {os.path.join(folder, name)} is damaged and was not used; it is made anew online", file=sys.stderr)


def keep_text(folder: str, name: str, text: str, what: str) -> None:
    """Keep ``text`` under ``name`` by replacing. A folder that cannot be written costs a note that names ``what``."""
    try:
        os.makedirs(folder, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.replace(path, os.path.join(folder, name))
        except BaseException:
            os.unlink(path)
            raise
    except OSError as error:
        print(f"note: {what} could not be kept: {error.strerror or error}", file=sys.stderr)
