"""Everything that can be known of what exists, asked in one go: upstream, the platform's list, open pull requests.

Each source is asked for itself; one that fails is a source that is missing, not the end of the search.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from ippub.catalogue.entry import Catalogue
from ippub.catalogue.likeness import Wanted
from ippub.catalogue.listing import Listing
from ippub.catalogue.pulls import Pull
from ippub.catalogue.refresh import Refreshed, closed_hints, find_upstream, open_pulls, refreshed
from ippub.catalogue.storage import assembled
from ippub.catalogue.verdict import Source, Sources, is_like
from ippub.errors import IppubError
from ippub.forge.port import UPSTREAM, Reading


class Known(NamedTuple):
    """What is known, and how well. ``changed`` says that the catalogue is newer than the stored one.

    ``hints`` are sentences on closed pull requests; they never change a verdict.
    """

    catalogue: Catalogue
    pulls: tuple[Pull, ...]
    sources: Sources
    changed: bool = False
    hints: tuple[str, ...] = ()


def known_offline(catalogue: Catalogue, state: str, listing: Listing | None = None) -> Known:
    """What ``catalogue`` alone tells; ``state`` is where it comes from, shipped or cached.

    ``listing`` is the platform's list in it, when that is not the shipped one.
    """
    words = f"the catalogue is the one of {catalogue.date}, nothing newer was asked for"
    pulls = Source("open pull requests", "not asked", "", "open pull requests were not asked")
    platform = platform_source(listing) if listing else _platform(catalogue)
    return Known(catalogue, (), Sources(Source("upstream", state, catalogue.date, words), platform, pulls))


def known_from(reading: Reading, stored: Catalogue, state: str, wanted: Wanted, upstream: str = UPSTREAM) -> Known:
    """What the forge tells on top of ``stored``, as far as it bears on ``wanted``. Never fails."""
    like = partial(is_like, wanted)
    today = datetime.now(tz=UTC).date().isoformat()
    try:
        repository = find_upstream(reading, upstream)
    except IppubError as error:
        return nothing_asked(stored, state, error)
    try:
        fresh = refreshed(reading, repository, stored.upstream, like=like)
        catalogue, words, changed = _with(stored, fresh, today)
        source = Source("upstream", "fresh", today, words)
    except IppubError as error:
        catalogue, changed = stored, False
        source = _failed("upstream", stored.date, f"the catalogue could not be brought up to date ({error.message})")
    try:
        pulls, unread = open_pulls(reading, repository, like)
        words = f"{len(pulls)} open pull request{'s were' if len(pulls) != 1 else ' was'} looked at"
        words += f", {unread} of them with a title that says nothing" if unread else ""
        asked = Source("open pull requests", "fresh", today, words)
    except IppubError as error:
        pulls = ()
        asked = _failed("open pull requests", "", f"open pull requests could not be asked ({error.message})")
    hints = closed_hints(reading, repository, like)
    return Known(catalogue, pulls, Sources(source, _platform(catalogue), asked), changed, hints)


def _with(stored: Catalogue, fresh: Refreshed, today: str) -> tuple[Catalogue, str, bool]:
    """The catalogue after asking, what to say of it, and whether it is the one to keep.

    An upstream that has lost most connectors is another one (a sandbox, a rehearsal): there, what is known already
    counts too, and nothing is kept.
    """
    if 2 * len(fresh.entries) >= len(stored.upstream):
        return assembled(today, fresh.entries), _said(fresh), True
    both = {(entry.kind, entry.folder): entry for entry in (*stored.upstream, *fresh.entries)}
    words = f"{_said(fresh)}, and those of {stored.date} count too, because so few are hardly all"
    return assembled(stored.date, tuple(both.values())), words, False


def nothing_asked(stored: Catalogue, state: str, error: IppubError) -> Known:
    """What ``stored`` tells when the forge cannot be reached at all, because of ``error``."""
    offline = known_offline(stored, state)
    why = f"GitHub could not be asked ({error.message})"
    upstream = _failed("upstream", stored.date, f"{why}, so the catalogue is the one of {stored.date}")
    pulls = _failed("open pull requests", "", "open pull requests could not be asked either")
    return offline._replace(sources=Sources(upstream, offline.sources.platform, pulls))


def _failed(name: str, date: str, words: str) -> Source:
    return Source(name, "failed", date, words)


def with_listing(known: Known, listing: Listing) -> Known:
    """``known`` with the platform's ``listing`` in the place of the one it was made with, and with a word on it."""
    catalogue = assembled(known.catalogue.date, known.catalogue.upstream, listing)
    return known._replace(catalogue=catalogue, sources=known.sources._replace(platform=platform_source(listing)))


def platform_source(listing: Listing) -> Source:
    """The platform's list as a source. It always answers, at worst with the shipped list, whose age is said."""
    words = f"the platform's own list is the one of {listing.date}, from Microsoft's pages"
    if listing.state == "fresh":
        words = f"the platform's own list is that of Microsoft's page of today, {listing.date}"
    elif listing.trouble:
        words += f", {_age(listing.date)}, because a newer one could not be had ({listing.trouble})"
    return Source("platform", listing.state, listing.date, words)


def _age(date: str) -> str:
    try:
        days = (datetime.now(tz=UTC).date() - datetime.fromisoformat(date).date()).days
    except ValueError:
        return "of unknown age"
    return f"{days} days old" if days != 1 else "1 day old"


def _platform(catalogue: Catalogue) -> Source:
    return platform_source(Listing(catalogue.platform_date, ()))


def _said(fresh: Refreshed) -> str:
    words = f"{len(fresh.entries):,} connectors upstream"
    if fresh.read:
        words += f", {fresh.read} of them read anew"
    if fresh.stale:
        words += f"; title and host of {fresh.stale} are of an older day or not known, the next searches read them"
    return words
