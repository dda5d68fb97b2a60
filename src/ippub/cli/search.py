"""``ippub search``: parse, gather what is known, judge it, show it."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from ippub.catalogue.asking import Known, known_from, known_offline, nothing_asked, with_listing
from ippub.catalogue.hosts import host_of
from ippub.catalogue.likeness import Wanted
from ippub.catalogue.naming import LONGEST, name_of
from ippub.catalogue.verdict import Verdict, judge
from ippub.cli.catalogue_cache import cache_folder, store_catalogue, stored_catalogue
from ippub.cli.connector_list import Renewal, list_address, list_at_hand
from ippub.cli.options import Upstream
from ippub.cli.terminal import interactive, style_for
from ippub.errors import (
    EXIT_CLEAN,
    EXIT_INDEPENDENT,
    EXIT_MICROSOFT,
    EXIT_PLATFORM,
    EXIT_PROPOSAL,
    EXIT_SUBMISSION,
    EXIT_UNKNOWN,
    EXIT_UNSURE,
    IppubError,
    UsageError,
)
from ippub.forge.port import UPSTREAM, Reading

EXITS = {
    Verdict.FREE: EXIT_CLEAN,
    Verdict.PLATFORM: EXIT_PLATFORM,
    Verdict.INDEPENDENT: EXIT_INDEPENDENT,
    Verdict.PROPOSAL: EXIT_PROPOSAL,
    Verdict.SUBMISSION: EXIT_SUBMISSION,
    Verdict.MICROSOFT: EXIT_MICROSOFT,
    Verdict.UNSURE: EXIT_UNSURE,
    Verdict.UNKNOWN: EXIT_UNKNOWN,
}


class SearchFormat(StrEnum):
    """How to write the answer."""

    text = "text"
    json = "json"


def search(
    name: Annotated[list[str], typer.Argument(metavar="NAME...", help="What you would call the connector.")],
    host: Annotated[str, typer.Option(metavar="HOST", help="The host of its API; it tells more than the name.")] = "",
    upstream: Upstream = UPSTREAM,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: only the catalogue at hand.")] = False,
    format: Annotated[SearchFormat, typer.Option("--format", "-f", help="How to write it.")] = SearchFormat.text,  # noqa: A002
) -> None:
    """Say whether a connector exists already, and what to do then.

    \b
    Examples:
      ippub search Contoso Widgets
      ippub search "Contoso Widgets" --host api.contoso.com
      ippub search "Contoso Widgets" --offline --format json
    """
    wanted = wanted_from(" ".join(name), host)
    if upstream != UPSTREAM:
        from ippub.cli.session import repository_name

        upstream = repository_name(upstream)
    known = what_is_known(wanted, offline=offline, upstream=upstream)
    answer = judge(wanted, known.catalogue, known.pulls, known.sources)
    if format is SearchFormat.json:
        from ippub.cli.search_report import as_json

        print(as_json(answer, known.hints), end="")
    else:
        from ippub.cli.search_report import as_text

        print(as_text(answer, style_for(sys.stdout), known.hints), end="")
    raise typer.Exit(EXITS[answer.verdict])


def wanted_from(name: str, host: str) -> Wanted:
    """What is asked for. Raises ``UsageError`` for what is no name or no host."""
    if len(name) > LONGEST:
        raise UsageError(f"a name of {len(name):,} characters is none", "A title may have 30.")
    if not name_of(name).key:
        raise UsageError(f"the name {name!r} has no letter in it", "Give the name of the service.")
    if host and not host_of(host):
        raise UsageError(f"{host[:LONGEST]!r} is not a host", "Give it as in the definition, such as api.contoso.com.")
    return Wanted(" ".join(name.split()), host_of(host))


def what_is_known(wanted: Wanted, *, offline: bool, upstream: str = UPSTREAM) -> Known:
    """What exists, from what is at hand and, unless ``offline``, from GitHub and Microsoft's page; the new is kept."""
    folder = cache_folder()
    if offline:
        listing = list_at_hand(folder)
        return known_offline(*stored_catalogue(folder, listing), listing)
    renewal = Renewal(folder, list_address())
    known = _from_github(folder, wanted, upstream)
    if known.changed and upstream == UPSTREAM:
        store_catalogue(folder, known.catalogue)
    return with_listing(known, renewal.listing())


def _from_github(folder: str, wanted: Wanted, upstream: str) -> Known:
    stored, state = stored_catalogue(folder)
    if interactive(sys.stderr):
        print("Asking GitHub what exists; --offline does without.", file=sys.stderr)
    try:
        return known_from(forge_to_ask(), stored, state, wanted, upstream)
    except IppubError as error:
        return nothing_asked(stored, state, error)


def forge_to_ask() -> Reading:
    """GitHub: signed in where there is a token, else as everybody sees it; a search asks nobody for a token."""
    from ippub.cli.session import Session

    return Session(signs_in=False).forge
