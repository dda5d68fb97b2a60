"""Every route there is."""

from __future__ import annotations

from ippub.rehearsal.rest import (
    accounts,
    checks,
    contents,
    gitdata,
    graphql,
    issues,
    pulls,
    repositories,
    reviews,
    search,
)
from ippub.rehearsal.route import Route

ROUTES: tuple[Route, ...] = (
    *accounts.ROUTES,
    *repositories.ROUTES,
    *contents.ROUTES,
    *checks.ROUTES,
    *gitdata.ROUTES,
    *pulls.ROUTES,
    *reviews.ROUTES,
    *issues.ROUTES,
    *search.ROUTES,
    *graphql.ROUTES,
)
