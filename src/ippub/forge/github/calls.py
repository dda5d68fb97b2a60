"""The frame around every call: what is raised becomes a ``ForgeFault``, and a rate limit a pause with a cap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import github
import requests.exceptions

from ippub.forge.faults import Asked, FaultKind, ForgeFault, explain, explain_network
from ippub.forge.github.values import answer_value
from ippub.forge.network import failure_kind
from ippub.forge.port import Pause
from ippub.forge.settings import ForgeSettings
from ippub.forge.token import Token

_ODD = (AssertionError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, github.BadAttributeException)
"""What PyGithub raises when an answer is not what GitHub sends: from a proxy, a captive portal, another server."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes the calls of one session."""

    settings: ForgeSettings
    token: Token | None
    pause: Pause

    def ask(
        self, purpose: str, repository: str, what: Callable[[], T], *, verb: str = "GET", repeatable: bool = False
    ) -> T:
        """Do it. ``purpose`` reads after "may not": "open the pull request". Raises ``ForgeFault``.

        After a rate limit it is done again, writes too: GitHub refused before it did anything. ``repeatable`` writes,
        which make objects of git that nothing points to yet, are done again after any failure.
        """
        waited, left = 0.0, self.settings.read_retries if repeatable else 0
        while True:
            try:
                return what()
            except github.GithubException as error:
                fault = explain(answer_value(error), self.asked(purpose, repository, verb))
            except requests.exceptions.RequestException as error:
                kind, detail = failure_kind(error)
                fault = explain_network(kind, self.asked(purpose, repository, verb), detail)
            except _ODD as error:
                fault = self.misunderstood(purpose, _first_line(error), verb)
            if fault.maybe_done and left:
                left -= 1
                continue
            if not fault.limited or waited + fault.wait > self.settings.patience:
                raise fault
            self.pause(fault.message, fault.wait)
            waited += fault.wait

    def find(self, purpose: str, repository: str, what: Callable[[], T]) -> T | None:
        """As ``ask``; None when GitHub says that there is no such thing."""
        try:
            return self.ask(purpose, repository, what)
        except ForgeFault as fault:
            if fault.kind is FaultKind.NOT_FOUND:
                return None
            raise

    def asked(self, purpose: str, repository: str, verb: str) -> Asked:
        """What is asked, for the words of a fault."""
        return Asked(verb, purpose, repository, self.settings.host, self.token)

    def misunderstood(self, purpose: str, detail: str, verb: str = "GET") -> ForgeFault:
        """The fault of an answer that is none."""
        return explain_network(FaultKind.MISUNDERSTOOD, self.asked(purpose, "", verb), detail)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
