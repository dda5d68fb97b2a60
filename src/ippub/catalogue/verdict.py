"""The decision table of the documentation (certification-submission-ip, step 1): may it be built, and what is next.

On the platform it cannot be built; an independent publisher's is extended; an open proposal is a person to talk to; an
open submission is waited for. What cannot be known makes the verdict *unknown*, never *free*.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from ippub.catalogue import microsoft
from ippub.catalogue.entry import Catalogue, Entry, Kind
from ippub.catalogue.hosts import known_host
from ippub.catalogue.likeness import NEAR, SURE, Index, Likeness, Wanted
from ippub.catalogue.pulls import Pull

SHOWN = 5
"""As many near connectors are shown; of the same service all."""


class Verdict(StrEnum):
    """May it be built?"""

    PLATFORM = "platform"
    INDEPENDENT = "independent"
    PROPOSAL = "proposal"
    SUBMISSION = "submission"
    MICROSOFT = "microsoft"
    FREE = "free"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class Source(NamedTuple):
    """Something that was asked, or should have been: in what state it answered, as of which day, and in words."""

    name: str
    state: str
    """fresh (asked just now), cached, shipped, not asked, failed."""
    date: str
    words: str

    @property
    def answers(self) -> bool:
        """Whether *free* may rest on it."""
        return self.state in ("fresh", "shipped", "cached")


class Sources(NamedTuple):
    """The three sources of an answer."""

    upstream: Source
    platform: Source
    pulls: Source

    @property
    def missing(self) -> tuple[Source, ...]:
        """Those that did not answer."""
        return tuple(source for source in self if not source.answers)


class Match(NamedTuple):
    """Something that exists and is like the wanted connector."""

    name: str
    kind: str
    """certified, independent, custom, platform, proposal or submission."""
    host: str
    publisher: str
    url: str
    score: int
    why: str


class Answer(NamedTuple):
    """What ``ippub search`` says."""

    wanted: Wanted
    verdict: Verdict
    matches: tuple[Match, ...]
    next: str
    catalogue: Catalogue
    sources: Sources


def judge(wanted: Wanted, catalogue: Catalogue, pulls: Sequence[Pull], sources: Sources) -> Answer:
    """The verdict on ``wanted``, with its evidence and the next step."""
    existing = [_match(found) for found in Index(catalogue).like(wanted)]
    proposed = [_proposed(found, pull) for found, pull in _like_pulls(wanted, pulls)]
    matches = sorted((*existing, *proposed), key=lambda match: -match.score)
    verdict = _verdict(wanted, matches, sources)
    shown = _shown(matches, verdict)
    return Answer(wanted, verdict, shown, _next(verdict, wanted, shown, sources), catalogue, sources)


def _like_pulls(wanted: Wanted, pulls: Sequence[Pull]) -> list[tuple[Likeness, Pull]]:
    """The pull requests whose connector is like ``wanted``; of several about one connector the newest."""
    by_name = {pull.name: pull for pull in reversed(pulls)}
    index = Index(Catalogue("", "", tuple([Entry(Kind.INDEPENDENT, "", name) for name in by_name])))
    return [(found, by_name[found.entry.title]) for found in index.like(wanted)]


def is_like(wanted: Wanted, name: str) -> bool:
    """Whether a connector called ``name`` would bear on the verdict."""
    found = Index(Catalogue("", "", (Entry(Kind.INDEPENDENT, "", name),))).like(wanted)
    return any(likeness.score >= NEAR for likeness in found)


def _match(found: Likeness) -> Match:
    entry = found.entry
    return Match(
        entry.name, entry.kind.value, known_host(entry.host), entry.publisher, entry.url, found.score, found.why
    )


def _proposed(found: Likeness, pull: Pull) -> Match:
    kind = "proposal" if pull.proposal else "submission"
    return Match(pull.name, kind, "", pull.author, pull.url, found.score, f"{found.why} (pull request #{pull.number})")


_BLOCKING = (
    (("platform", "certified"), Verdict.PLATFORM),
    (("independent",), Verdict.INDEPENDENT),
    (("submission",), Verdict.SUBMISSION),
    (("proposal",), Verdict.PROPOSAL),
)
"""What stops the most comes first."""

_KINDS = {verdict: kinds for kinds, verdict in _BLOCKING}


def _verdict(wanted: Wanted, matches: Sequence[Match], sources: Sources) -> Verdict:
    sure = {match.kind for match in matches if match.score >= SURE}
    for kinds, verdict in _BLOCKING:
        if sure & set(kinds):
            return verdict
    if microsoft.reason(wanted):
        return Verdict.MICROSOFT
    # A sample upstream (custom) is on no platform; it stops nobody.
    if any(match.score >= NEAR and match.kind != Kind.CUSTOM for match in matches):
        return Verdict.UNSURE
    return Verdict.UNKNOWN if sources.missing else Verdict.FREE


def _shown(matches: Sequence[Match], verdict: Verdict) -> tuple[Match, ...]:
    same = [match for match in matches if match.score >= SURE]
    others = [match for match in matches if match.score < SURE]
    if verdict is Verdict.UNSURE:
        return (*same, *others[: max(SHOWN, sum(match.score >= NEAR for match in others[:12]))])
    return (*same, *others[:SHOWN])


def _next(verdict: Verdict, wanted: Wanted, matches: Sequence[Match], sources: Sources) -> str:
    first = next((match for match in matches if match.kind in _KINDS.get(verdict, ())), None)
    match verdict:
        case Verdict.PLATFORM if first:
            return _PLATFORM.format(name=first.name)
        case Verdict.INDEPENDENT if first:
            return _INDEPENDENT.format(name=first.name, who=f" by {first.publisher}" if first.publisher else "")
        case Verdict.SUBMISSION if first:
            return _SUBMISSION.format(url=first.url, author=first.publisher)
        case Verdict.PROPOSAL if first:
            return _PROPOSAL.format(url=first.url, author=first.publisher)
        case Verdict.MICROSOFT:
            return _MICROSOFT.format(
                reason=microsoft.reason(wanted), other=microsoft.OTHER_ADDRESS, mail=microsoft.mail(wanted)
            )
        case Verdict.UNSURE:
            hint = "" if wanted.host else " Say the API's host with --host: it tells more than the name."
            return _UNSURE + hint + _unasked(sources)
        case Verdict.UNKNOWN:
            again = "without --offline" if sources.pulls.state == "not asked" else "when GitHub answers"
            return (
                f"Nothing was found in the catalogue of {sources.upstream.date}.{_unasked(sources)} Before you propose:"
                f" run it again {again}, or look through {_PULLS_PAGE}."
            )
        case _:
            sample = next((match for match in matches if match.kind == "custom" and match.score >= SURE), None)
            start = f' The sample "{sample.name}" upstream, which is on no platform, is a start.' if sample else ""
            return _FREE.format(date=sources.platform.date) + start


def _unasked(sources: Sources) -> str:
    missing = sources.missing
    return "".join([f" {source.words[:1].upper()}{source.words[1:]}." for source in missing])


_PLATFORM = (
    'It cannot be built as an independent publisher connector: the platform has "{name}". Reviewers refuse a second one'
    " for the same service; a prefix, a suffix, a version number or more operations did not make it distinct. What did:"
    " another product of the same maker, or another cloud or region of the publisher's own service. If that is what you"
    " build, say it in the name and give --host. If something is missing in the existing one, tell its publisher."
)
_INDEPENDENT = (
    'Extend the existing connector "{name}"{who} instead of building a second one: open a pull request that adds your'
    " operations to its folder, and ask its publisher there, who has to agree. A second one was distinct only when it"
    " came from the same publisher for another host or another authentication. If you own the service itself, publish"
    " it as a certified connector."
)
_SUBMISSION = "Wait until {url} by {author} is merged and deployed, then send an update that adds what it lacks."
_PROPOSAL = (
    "Somebody has proposed it: write to {author} in {url} and build it together. A proposal that was abandoned and"
    " closed does not block the name. If it is your own, `ippub submit` goes on with it."
)
_MICROSOFT = (
    "Ask Microsoft before building: {reason}. If there is no answer at the address below, try the one that a later"
    " guide names, {other}. The mail:\n\n{mail}"
)
_UNSURE = (
    "Look at the connectors above. If one is for the same service, extend it. If yours is another product, another"
    " region or another API of the same maker, build it, and say in the proposal what makes it distinct."
)
_FREE = (
    "Nobody has it: open the proposal with `ippub propose`. The platform's own list is of {date}; a look at"
    " https://learn.microsoft.com/connectors/connector-reference/ costs a minute."
)
_PULLS_PAGE = "https://github.com/microsoft/PowerPlatformConnectors/pulls"
