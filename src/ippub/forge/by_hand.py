"""The way out when a token may do everything but open the pull request: GitHub's own page, filled in."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ippub.forge.faults import FaultKind, ForgeFault
from ippub.forge.port import Repository

_MOST = 7_000
"""How long the address may be: browsers take more, GitHub's servers refuse lines of more than 8 KB."""


class OpenByHand(ForgeFault):
    """Everything is done but the last click. ``url`` is GitHub's page for it, with title and text filled in."""

    def __init__(self, url: str, cause: ForgeFault | None = None) -> None:
        reason = f": {cause.message}" if cause is not None else ""
        super().__init__(
            FaultKind.FINE_GRAINED,
            f"everything is sent but the pull request is not opened, because this token may not do that{reason}",
            f"Open this page in a browser and press `Create pull request`; title and text are filled in: {url}",
        )
        self.url = url


def compare_url(upstream: Repository, fork: Repository, branch: str, title: str, body: str) -> str:
    """The page that opens a pull request from ``branch`` of ``fork``. A body that is too long for it is left out."""
    base, head = quote(upstream.default_branch, safe=""), quote(branch, safe="/")
    page = f"{upstream.url}/compare/{base}...{quote(fork.owner, safe='')}:{head}"
    full = f"{page}?{urlencode({'expand': 1, 'title': title, 'body': body}, quote_via=quote)}"
    return full if len(full) <= _MOST else f"{page}?{urlencode({'expand': 1, 'title': title}, quote_via=quote)}"
