"""The platform's own list of connectors, renewed from Microsoft's page once a day at most, and kept.

It is asked for while GitHub is, and never waited for longer than :data:`SECONDS`. Whatever goes wrong, the list at hand
stays, and the reason is said.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

from ippub.catalogue.listing import PAGE, Kept, Listing, joined, missing_share, parse_kept, read_page, render_kept
from ippub.catalogue.storage import shipped_list
from ippub.cli.catalogue_cache import keep_text, kept_text, tell_damaged
from ippub.errors import EnvironmentFault, IppubError, UsageError

if TYPE_CHECKING:
    from ippub.cli.fetching import Fetched

SECONDS = 2.0
"""How long a command waits for the page in all."""

MOST_BYTES = 10_000_000
"""A page larger than this is not read; its 1,600 rows take about one."""

VARIABLE = "IPPUB_CONNECTOR_LIST"
"""The environment variable that names another page; empty, none is asked for."""

_NAME = "platform.json"
_AGAIN = 24 * 3600.0
_AFTER_FAILURE = 3600.0
_MOST_MISSING = 0.5


def list_at_hand(folder: str, environment: Mapping[str, str] = os.environ) -> Listing:
    """The newest list in ``folder`` or in this release. Asks nobody."""
    return joined(shipped_list(), _kept(folder, environment.get(VARIABLE, PAGE)))


def list_address(environment: Mapping[str, str] = os.environ) -> str:
    """The page to ask for, "" for none: a rehearsal asks nobody but itself, unless a page is named.

    Raises ``UsageError`` for a named address that is not https (http is for this machine only).
    """
    named = environment.get(VARIABLE)
    if named is None:
        from ippub.forge.settings import settings_from

        return "" if settings_from(environment).loopback else PAGE
    if named:
        from ippub.cli.fetching import refuse_open

        refuse_open(named)
    return named


class Renewal:
    """The page, being asked for in the background since this was made, if it is due."""

    def __init__(self, folder: str, address: str) -> None:
        self._folder = folder
        self._address = address
        self._kept = _kept(folder, address) if address else None
        self._until = time.monotonic() + SECONDS
        self._result: Fetched | IppubError = EnvironmentFault("it takes too long")
        self._thread = self._started() if address and _due(self._kept) else None

    def listing(self) -> Listing:
        """The list as it is now known. Waits for the page for what is left of :data:`SECONDS`."""
        shipped = shipped_list()
        if not self._address:
            return list_at_hand(self._folder)
        if self._thread is None:
            return joined(shipped, self._kept)._replace(trouble=self._kept.failed if self._kept else "")
        self._thread.join(max(0.0, self._until - time.monotonic()))
        now = datetime.now(tz=UTC)
        before = self._kept or Kept(self._address, 0)
        try:
            after = _renewed(before, self._result, shipped, now)
        except IppubError as error:
            after = before._replace(asked=now.timestamp(), failed=error.message)
        keep_text(self._folder, _NAME, render_kept(after), "the platform's list")
        found = joined(shipped, after)
        return found._replace(trouble=after.failed) if after.failed else found._replace(state="fresh")

    def _started(self) -> Thread:
        # A daemon: a name server or a proxy that never answers must not keep the command from ending.
        thread = Thread(target=self._fetch, daemon=True)
        thread.start()
        return thread

    def _fetch(self) -> None:
        from ippub.cli.fetching import fetch_if_changed

        kept = self._kept or Kept(self._address, 0)
        try:
            self._result = fetch_if_changed(self._address, kept.etag, kept.modified, SECONDS, MOST_BYTES)
        except IppubError as error:
            self._result = error


def _kept(folder: str, address: str) -> Kept | None:
    """What was kept of the page ``address``."""
    text = kept_text(folder, _NAME)
    try:
        kept = parse_kept(text) if text is not None else None
    except EnvironmentFault:
        tell_damaged(folder, _NAME)
        return None
    return kept if kept and kept.address == address else None


def _due(kept: Kept | None) -> bool:
    if kept is None:
        return True
    age = time.time() - kept.asked
    return not 0 <= age < (_AFTER_FAILURE if kept.failed else _AGAIN)


def _renewed(before: Kept, result: Fetched | IppubError, shipped: Listing, now: datetime) -> Kept:
    """What is known of the page after it was asked for. Raises ``IppubError`` when that came to nothing."""
    if isinstance(result, IppubError):
        raise result
    today, asked = now.date().isoformat(), now.timestamp()
    if result.data is None:
        return before._replace(asked=asked, date=today, failed="")
    entries = read_page(result.data.decode("utf-8", "replace"), before.address)
    if missing_share(shipped.entries, entries) > _MOST_MISSING:
        raise UsageError(f"the page shows {len(entries)} connectors, and most of the known ones are not among them")
    return Kept(before.address, asked, today, result.etag, result.modified, "", entries)
