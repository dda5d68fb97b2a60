"""How much one may ask: the primary limit by the hour, the secondary one by what is created."""

from __future__ import annotations

from collections import deque

from ippub.rehearsal.access import Viewer
from ippub.rehearsal.answers import Answer, Refusal, Shape
from ippub.rehearsal.counts import Count
from ippub.rehearsal.settings import Limits
from ippub.rehearsal.world import World

SECONDARY = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry "
    "your request again later."
)


def count_of(world: World, viewer: Viewer, resource: str) -> Count:
    """The count of a resource, begun anew when its time is over."""
    count = world.counts.used.setdefault((viewer.login, resource), Count())
    now = world.clock.now().timestamp()
    if now >= count.reset:
        count.used, count.reset = 0, int(now) + (60 if resource == "search" else 3600)
    return count


def limit_of(limits: Limits, viewer: Viewer, resource: str) -> int:
    """The most that may be used."""
    if resource == "search":
        return limits.search if viewer.account else limits.search_anonymous
    return limits.core if viewer.account else limits.anonymous


def resource_of(path: str) -> str:
    """Which limit a path counts against, "" for none."""
    if path == "/rate_limit":
        return ""
    return "search" if path.startswith("/search/") else "core"


def headers(world: World, viewer: Viewer, resource: str) -> dict[str, str]:
    """The headers that tell of it."""
    name = resource or "core"
    count, limit = count_of(world, viewer, name), limit_of(world.limits, viewer, name)
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, limit - count.used)),
        "X-RateLimit-Used": str(count.used),
        "X-RateLimit-Reset": str(count.reset),
        "X-RateLimit-Resource": name,
    }


def spend(world: World, viewer: Viewer, resource: str) -> None:
    """Count one request. Refuses (403) when there is none left."""
    if not resource:
        return
    count, limit = count_of(world, viewer, resource), limit_of(world.limits, viewer, resource)
    if count.used >= limit:
        whom = f"user ID {viewer.account.id}" if viewer.account else "127.0.0.1"
        raise _refusal(f"API rate limit exceeded for {whom}.", headers(world, viewer, resource))
    count.used += 1


def give_back(world: World, viewer: Viewer, resource: str) -> None:
    """A 304 costs nothing (docs.github.com, "Best practices")."""
    if resource:
        count_of(world, viewer, resource).used -= 1


def creates(world: World, viewer: Viewer) -> None:
    """Count something that is created. Refuses (403, Retry-After) when that is too much for a minute or an hour."""
    now = world.clock.now().timestamp()
    times = world.counts.created.setdefault(viewer.login, deque())
    while times and times[0] <= now - 3600:
        times.popleft()
    recent = [moment for moment in times if moment > now - 60]
    if len(recent) >= world.limits.creations_a_minute:
        raise _refusal(SECONDARY, {"Retry-After": str(int(recent[0] + 60 - now) + 1)})
    if len(times) >= world.limits.creations_an_hour:
        raise _refusal(SECONDARY, {"Retry-After": str(int(times[0] + 3600 - now) + 1)})
    times.append(now)


def overview(world: World, viewer: Viewer) -> Shape:
    """What GET /rate_limit answers."""
    resources: Shape = {}
    for name in ("core", "search", "graphql"):
        count, limit = count_of(world, viewer, name), limit_of(world.limits, viewer, name)
        remaining = max(0, limit - count.used)
        resources[name] = {"limit": limit, "remaining": remaining, "reset": count.reset, "used": count.used}
    return {"resources": resources, "rate": resources["core"]}


def _refusal(message: str, extra: dict[str, str]) -> Refusal:
    page = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
    return Refusal(Answer(403, {"message": message, "documentation_url": page}, extra))
