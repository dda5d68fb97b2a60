"""A request to the interface, from sign-in to answer: quotas, entity tags, errors."""

from __future__ import annotations

import hashlib
import json
import traceback
from dataclasses import dataclass, replace

from ippub.rehearsal import quota
from ippub.rehearsal.access import Viewer, identify
from ippub.rehearsal.answers import Answer, Refusal, not_found, refusal
from ippub.rehearsal.request import Request
from ippub.rehearsal.rest.table import ROUTES
from ippub.rehearsal.route import Call, Route, choose
from ippub.rehearsal.web import PAGES
from ippub.rehearsal.world import World

VERSIONS = ("2022-11-28", "2026-03-10")
"""The versions of GitHub's interface that may be asked for."""

CREATING = ("/pulls", "/comments", "/reviews", "/forks", "/issues")
"""Ends of paths whose POST creates content in the sense of the secondary limit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, who asked, and the documented path that fitted ("" for none)."""

    answer: Answer
    viewer: Viewer
    route: str


def respond(world: World, request: Request) -> Outcome:
    """Answer a request to the interface, or for a page."""
    path = _path(world, request.path)
    chosen = choose(ROUTES, request.method, path) or choose(PAGES, request.method, path)
    viewer = Viewer()
    try:
        viewer = identify(world, request.headers.get("authorization", ""))
        answer = _answer(world, request, viewer, chosen)
    except Refusal as refused:
        answer = refused.answer
    except Exception:  # noqa: BLE001 - a server answers 500 and lives on
        message = {"message": "Server Error", "trace": traceback.format_exc()}
        answer = Answer(500, message)
    extra = _headers(world, request, viewer)
    answer = replace(answer, headers={**extra, **answer.headers})
    return Outcome(answer, viewer, chosen[0].pattern if chosen and chosen[0] not in PAGES else "")


def _path(world: World, path: str) -> str:
    """The path under which ``/repositories/{id}`` is known too."""
    if path.startswith("/repositories/"):
        identity, _, rest = path.removeprefix("/repositories/").partition("/")
        found = world.repositories.get(int(identity)) if identity.isdecimal() else None
        if found is not None:
            return f"/repos/{found.full_name}" + (f"/{rest}" if rest else "")
    return path.rstrip("/") or "/"


def _answer(world: World, request: Request, viewer: Viewer, chosen: tuple[Route, dict[str, str]] | None) -> Answer:
    resource = quota.resource_of(request.path)
    quota.spend(world, viewer, resource)
    if not request.headers.get("user-agent"):
        raise refusal(
            403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
        )
    version = request.headers.get("x-github-api-version")
    if version is not None and version not in VERSIONS:
        raise refusal(400, f"{version} is not a supported version")
    if chosen is None:
        raise not_found()
    route, names = chosen
    if request.method == "POST" and request.path.endswith(CREATING):
        quota.creates(world, viewer)
    answer = route.handler(Call(world, request, viewer, names))
    if answer.status != 200 or request.method not in ("GET", "HEAD"):
        return answer
    tag = _tag(answer, viewer)
    if tag in request.headers.get("if-none-match", ""):
        quota.give_back(world, viewer, resource)
        return Answer(304, headers={"ETag": tag})
    return replace(answer, headers={**answer.headers, "ETag": tag})


def _tag(answer: Answer, viewer: Viewer) -> str:
    content = answer.raw if answer.raw is not None else json.dumps(answer.body).encode()
    return f'W/"{hashlib.sha256(content + viewer.login.encode()).hexdigest()}"'


def _headers(world: World, request: Request, viewer: Viewer) -> dict[str, str]:
    shown = quota.headers(world, viewer, quota.resource_of(request.path))
    shown["X-GitHub-Media-Type"] = "github.v3; format=json"
    shown["X-GitHub-Request-Id"] = "REHEARSAL"
    token = viewer.token
    if token is not None and token.scoped:
        shown["X-OAuth-Scopes"] = ", ".join(sorted(token.scopes))
    if token is not None and token.expires is not None:
        shown["GitHub-Authentication-Token-Expiration"] = token.expires.strftime("%Y-%m-%d %H:%M:%S UTC")
    return shown
