"""Does it exist already? Asked again before anything is sent, with what GitHub holds at this moment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from ippub.catalogue.asking import known_offline, platform_source
from ippub.catalogue.pulls import Pull, read_pull
from ippub.catalogue.refresh import refreshed
from ippub.catalogue.storage import assembled
from ippub.catalogue.verdict import Answer, Source, Sources, Verdict, is_like, judge
from ippub.cli.catalogue_cache import cache_folder, stored_catalogue
from ippub.cli.connector_list import Renewal, list_address, list_at_hand
from ippub.cli.search import EXITS, wanted_from
from ippub.cli.search_report import as_text
from ippub.cli.session import Session
from ippub.cli.terminal import style_for
from ippub.errors import IppubError
from ippub.forge.site import Looked
from ippub.report.tally import counted

_STOP = {Verdict.PLATFORM, Verdict.INDEPENDENT, Verdict.SUBMISSION, Verdict.PROPOSAL, Verdict.MICROSOFT}
"""After these nothing is sent without a reason. What is only near is shown, and the person decides."""


class DuplicateFound(IppubError):
    """It exists already. The exit code is the one of ``ippub search``."""

    def __init__(self, answer: Answer) -> None:
        first = answer.matches[0] if answer.matches else None
        what = f": {first.name} ({first.kind}, {first.why}) {first.url}".rstrip() if first else ""
        super().__init__(
            f"{answer.wanted.name} is not sent, because the search says {answer.verdict.value}{what}",
            f'{answer.next} If it is something else, say why: --despite-duplicates "REASON". Nothing was sent.',
        )
        self.exit_code = EXITS[answer.verdict]


def look_for_duplicates(session: Session, name: str, host: str, looked: Looked | None, despite: str) -> str:
    """What the search found, in a sentence for the pull request.

    ``looked`` None means that GitHub cannot be asked: only the catalogue at hand is, and nothing stops a dry run.
    Raises ``DuplicateFound`` for what exists already, unless the person says with ``despite`` why to go on.
    """
    folder = cache_folder()
    listing = list_at_hand(folder)
    stored, state = stored_catalogue(folder, listing)
    wanted = wanted_from(name, host)
    if looked is None:
        known = known_offline(stored, state, listing)
        return _said(judge(wanted, known.catalogue, known.pulls, known.sources))
    renewal = Renewal(folder, list_address())
    today = datetime.now(tz=UTC).date().isoformat()
    # The names of all folders and no definition: two requests. `ippub search` reads the definitions too.
    fresh = refreshed(session.forge, session.upstream, stored.upstream, most=0)
    own = looked.branch.open.number if looked.branch.open else 0
    pulls = _pulls(session, own, lambda other: is_like(wanted, other))
    listing = renewal.listing()
    catalogue = assembled(today, fresh.entries, listing)
    sources = Sources(
        Source("upstream", "fresh", today, f"{len(fresh.entries):,} connectors upstream"),
        platform_source(listing),
        Source("open pull requests", "fresh", today, f"{counted(len(pulls), 'open pull request')} looked at"),
    )
    answer = judge(wanted, catalogue, pulls, sources)
    if answer.verdict is not Verdict.FREE:
        print(as_text(answer, style_for(sys.stderr)), file=sys.stderr)
    if answer.verdict in _STOP and not despite:
        raise DuplicateFound(answer)
    return f"{_said(answer)}; {counted(len(pulls), 'open pull request')} looked at"


def _pulls(session: Session, own: int, like: Callable[[str], bool]) -> tuple[Pull, ...]:
    """The open pull requests of others. The files tell a proposal from a submission: asked only where it matters."""
    found = []
    for pull in session.forge.open_pulls(session.upstream):
        if pull.number == own:
            continue
        read = read_pull(pull)
        if like(read.name):
            read = read_pull(pull, session.forge.changed_files(session.upstream, pull.number))
        found.append(read)
    return tuple(found)


def _said(answer: Answer) -> str:
    count = f"{counted(len(answer.catalogue.entries), 'connector')} of {answer.catalogue.date}"
    if not answer.matches:
        return f"nothing like it among {count}"
    near = ", ".join(match.name for match in answer.matches[:3])
    words = "near it" if answer.verdict in (Verdict.UNSURE, Verdict.FREE, Verdict.UNKNOWN) else answer.verdict.value
    return f"{words} among {count}: {near}"
